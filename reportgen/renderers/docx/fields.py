"""Writes fields and bookmarks (contents, captions, references) with their results filled in.

A field holds an instruction and a cached result. Word shows the result as it is and computes it
anew only when the reader asks, so a report opens with its contents in place and no prompt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from reportgen.document.printed import Figure, Kind, Paragraph, PrintedTable, Reference
from reportgen.document.words import Word, say
from reportgen.labels import Language
from reportgen.renderers.docx.markup import KEEP, held, paragraph, run
from reportgen.renderers.ooxml import escape

FIRST_HEADING: Final = "_Toc00000001"
"""The bookmark of the first heading of the body, where page numbers begin with 1."""
_NO_PAGE: Final = "?"
_PAGE: Final = re.compile(
    r'( PAGEREF (\w+) \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    r'<w:r><w:t xml:space="preserve">)[^<]*'
)

_TOTAL: Final = re.compile(
    # Word itself writes the field with formatting between its marks, or as one `w:fldSimple`.
    r'(\bSECTIONPAGES\b[^<>]*(?:</w:instrText>|">)(?:(?!"end"|</w:fldSimple>).)*?<w:t\b[^>]*>)'
    "[^<]*",
    re.DOTALL,
)

_DIGIT: Final[dict[Kind, str]] = {"figure": "1", "table": "2"}
_LISTS: Final[dict[Kind, Word]] = {"figure": "figures", "table": "tables"}


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a list: its style, its text, and the bookmark it leads to."""

    style: str
    text: str
    bookmark: str


@dataclass(slots=True)
class Index:
    """Numbers headings, figures and tables as they are written, and keeps them for the lists."""

    language: Language
    styles: Mapping[str, str]
    headings: list[ListEntry] = field(default_factory=list)
    captions: dict[Kind, list[ListEntry]] = field(
        default_factory=lambda: {"figure": [], "table": []}
    )
    _numbers: list[int] = field(default_factory=lambda: [0, 0, 0])
    _bookmarks: int = 0

    def heading(self, text: str, level: int, *, numbered: bool) -> str:
        """Return the inside of a heading: its text in a bookmark; the style prints the number."""
        number = f"{self._next(level)}  " if numbered else ""
        name = f"_Toc{len(self.headings) + 1:08d}"
        if level <= 2:  # noqa: PLR2004 the contents show two levels
            self.headings.append(ListEntry(self.styles[f"toc {level}"], number + text, name))
            return self._bookmark(name, run(text))
        return run(text)

    def caption(self, item: PrintedTable | Figure, caption: Paragraph) -> str:
        """Return the inside of a caption: `图 3`, numbered by a field, then its text."""
        kind: Kind = "figure" if isinstance(item, Figure) else "table"
        label, number, text = say(kind, self.language), item.number, caption.text(self.language)
        name = f"_Toc{_DIGIT[kind]}{number:07d}"
        self.captions[kind].append(ListEntry(self.styles["table of figures"], text, name))
        inside = run(f"{label} ") + field_of(f"SEQ {label} \\* ARABIC", str(number))
        begin = self._bookmark(_name(kind, number), inside)
        return self._bookmark(name, begin + run(text.removeprefix(f"{label} {number}")))

    def _next(self, level: int) -> str:
        self._numbers[level - 1] += 1
        self._numbers[level:] = [0] * (len(self._numbers) - level)
        return ".".join(map(str, self._numbers[:level]))

    def _bookmark(self, name: str, inside: str) -> str:
        self._bookmarks += 1
        mark = f'w:id="{self._bookmarks}"'
        return f'<w:bookmarkStart {mark} w:name="{name}"/>{inside}<w:bookmarkEnd {mark}/>'


def reference(to: Reference, language: Language) -> str:
    """Return a link to a figure or table that says `图 3`."""
    return field_of(f"REF {_name(to.kind, to.number)} \\h", to.text(language))


def _name(kind: Kind, number: int) -> str:
    """Return the bookmark around the number of a figure or table."""
    return f"rg_{kind}{number}"


def field_of(instruction: str, result: str) -> str:
    """Return a field with its result."""
    return (
        _begin(instruction)
        + f'<w:r><w:t xml:space="preserve">{escape(result)}</w:t></w:r>'
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def lists(index: Index, *, numbered: bool) -> list[str]:
    """Return contents, list of figures and list of tables; unknown page numbers are left out."""
    listing = partial(_listing, index, numbered=numbered)
    made = [listing("contents", 'TOC \\o "1-2" \\h \\z \\u', index.headings)]
    for kind in _LISTS:
        if entries := index.captions[kind]:
            label = say(kind, index.language)
            made.append(listing(_LISTS[kind], f'TOC \\h \\z \\c "{label}"', entries))
    return made


def with_pages(document: str, pages: Mapping[str, int]) -> str:
    """Return `word/document.xml` with the page of every list entry filled in."""
    return _PAGE.sub(lambda found: f"{found[1]}{pages[found[2]]}", document)


def with_total(footer: str, total: str) -> str:
    """Return a header or footer with the number of pages of its section filled in."""
    return _TOTAL.sub(lambda found: f"{found[1]}{total}", footer)


def bookmarks(document: str) -> list[str]:
    """Return the bookmarks the lists of `word/document.xml` lead to."""
    return [found[2] for found in _PAGE.finditer(document)]


def _listing(
    index: Index, word: Word, instruction: str, entries: Sequence[ListEntry], *, numbered: bool
) -> str:
    title = say(word, index.language)
    lines = [_line(entry, numbered=numbered) for entry in entries]
    if lines:
        lines[0] = (entries[0].style, _begin(instruction) + lines[0][1])
        lines[-1] = (
            entries[-1].style,
            lines[-1][1] + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        )
    kept = held(len(lines))  # neither end of a list stands alone on a page
    return paragraph(index.styles["rg toc title"], run(title)) + "".join(
        paragraph(style, inside, KEEP if at in kept else "")
        for at, (style, inside) in enumerate(lines)
    )


def _line(entry: ListEntry, *, numbered: bool) -> tuple[str, str]:
    page = field_of(f"PAGEREF {entry.bookmark} \\h", _NO_PAGE) if numbered else ""
    tab = "<w:r><w:tab/></w:r>" if numbered else ""
    return entry.style, (
        f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1">'
        f"{run(entry.text)}{tab}{page}</w:hyperlink>"
    )


def _begin(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )

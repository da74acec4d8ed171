"""Checks what a Word template must have and had better have; every fault names its place.

Word says nothing about a missing style and silently falls back to Normal, and shows a tag it does
not know as text: so everything is looked at before a report is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from reportgen.errors import did_you_mean

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FRONT: Final = "[[RG:FRONT]]"
BODY: Final = "[[RG:BODY]]"
ANCHORS: Final = {FRONT: "the contents and the lists", BODY: "the report itself"}

STYLES: Final = (
    "Normal", "heading 1", "heading 2", "heading 3", "toc 1", "toc 2", "table of figures",
    "caption", "RG TOC Title", "RG Heading", "RG Subheading", "RG Headline", "RG Summary",
    "RG Note", "RG Failed", "RG Gap", "RG Drawing", "RG Chart Title", "RG Table Caption",
    "RG Table", "RG Table Head", "RG Table Text", "RG KPI Label", "RG KPI Value",
    "RG KPI Change", "RG Finding Bad", "RG Finding Bad Text", "RG Finding Watch",
    "RG Finding Watch Text", "RG Finding Good", "RG Finding Good Text", "RG Finding Info",
    "RG Finding Info Text",
)  # fmt: skip
"""Every style name a template must have, whatever its ids."""

VARIABLES: Final = (
    "title", "subtitle", "dealer", "dealer_id", "period", "department", "author", "date", "words",
)  # fmt: skip
"""Every variable a title page, header or footer may use."""

_FULL_WIDTH: Final = re.compile("｛｛|｝｝|｛%|%｝")
_PARTS: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_HELD: Final = (
    "heading 1", "heading 2", "heading 3", "RG Heading", "RG Subheading", "RG TOC Title",
    "RG Chart Title", "RG Drawing", "RG Table Caption",
)  # fmt: skip
"""Styles whose paragraphs must not stand alone at the end of a page."""
_TABLE: Final = "RG Table"
_DRAWING: Final = "RG Drawing"
_MODERN: Final = 15
"""Compatibility mode of Word 2013 and later (MS-DOCX); older modes break pages elsewhere."""


def names(styles: _Element) -> dict[str, str]:
    """Map style name in lower case to style id."""
    return {
        name.get(f"{W}val", "").lower(): style.get(f"{W}styleId", "")
        for style in styles.iter(f"{W}style")
        for name in style.iter(f"{W}name")
    }


def known() -> str:
    """Return what a template may use, for messages."""
    return f"a template may use {', '.join(VARIABLES)}"


def faults(roots: Mapping[str, _Element]) -> Iterator[str]:
    """List missing styles, anchors that are not there exactly once, and braces nobody reads."""
    yield from _missing_styles(names(roots["word/styles.xml"]))
    yield from _anchors(roots["word/document.xml"])
    for name, text in _paragraphs(roots):
        if found := _FULL_WIDTH.search(text):
            yield (
                f"{_place(name, text)}'{found[0]}' is written with full-width braces; "
                "type half-width {{ and }}"
            )


def unknown(used: set[str], roots: Mapping[str, _Element]) -> Iterator[str]:
    """Yield the variables a template uses and nobody fills in, each with its paragraph."""
    for word in sorted(used - set(VARIABLES)):
        wanted = re.compile(rf"\{{[{{%][^}}]*\b{re.escape(word)}\b")
        places = (_place(name, text) for name, text in _paragraphs(roots) if wanted.search(text))
        hint = did_you_mean(word, VARIABLES)
        yield f"{next(places, '')}unknown variable '{word}'{hint}; {known()}"


def advice(roots: Mapping[str, _Element]) -> Iterator[str]:
    """Yield what works and will disappoint: pages that break elsewhere in Word, lone titles."""
    styles = _TemplateStyles(roots["word/styles.xml"])
    loose = [
        name for name in STYLES if name not in {_TABLE, _DRAWING} and styles.rule(name) != "exact"
    ]
    if loose:
        yield (
            f"styles without exact line spacing: {', '.join(loose)}; Word may break pages "
            "elsewhere than the contents say (Paragraph, Line spacing, Exactly)"
        )
    if styles.rule(_DRAWING) == "exact":
        yield f"style '{_DRAWING}' has exact line spacing, which cuts off charts; set Single"
    alone = [name for name in _HELD if not styles.says(name, "keepNext")]
    if alone:
        yield (
            f"styles without 'keep with next': {', '.join(alone)}; their paragraphs may stand "
            "alone at the end of a page"
        )
    if not styles.says("heading 1", "pageBreakBefore"):
        yield "style 'heading 1' starts no new page, so one page too many moves all that follow"
    mode = _compatibility(roots.get("word/settings.xml"))
    if mode < _MODERN:
        yield (
            f"the file is in compatibility mode ({mode}); in Word choose File, Info, Convert, or "
            "start from a copy of monthly.docx"
        )


def _missing_styles(styles: Mapping[str, str]) -> Iterator[str]:
    missing = [style for style in STYLES if style.lower() not in styles]
    if missing:
        own = [style for style in styles if style.startswith("rg ")]
        hints = "".join(did_you_mean(style.lower(), own) for style in missing[:1])
        listed = ", ".join(f"'{style}'" for style in missing)
        yield (
            f"the template lacks the styles {listed}{hints}; add them in Word "
            "(Styles pane, New Style), or start from a copy of monthly.docx"
        )


def _anchors(document: _Element) -> Iterator[str]:
    texts = [_text(paragraph) for paragraph in document.iter(f"{W}p")]
    for anchor, meaning in ANCHORS.items():
        count = sum(text.strip() == anchor for text in texts)
        if count == 1:
            continue
        inside = next((text for text in texts if anchor in text and text.strip() != anchor), "")
        number = f"stands there {count} times" if count else "is missing"
        hint = f"; it stands inside '{_short(inside)}'" if inside and not count else ""
        yield (
            f"the paragraph {anchor} {number}{hint}; write it once, alone in a paragraph, "
            f"where {meaning} shall stand"
        )


def _paragraphs(roots: Mapping[str, _Element]) -> Iterator[tuple[str, str]]:
    for part, root in sorted(roots.items()):
        if found := _PARTS.fullmatch(part):
            for paragraph in root.iter(f"{W}p"):
                yield found[1], _text(paragraph)


def _text(paragraph: _Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(f"{W}t"))


def _place(part: str, text: str) -> str:
    return f"{part}, paragraph '{_short(text)}': "


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"  # noqa: PLR2004 fits a line


def _compatibility(settings: _Element | None) -> int:
    entries = settings.iter(f"{W}compatSetting") if settings is not None else ()
    found = [
        entry.get(f"{W}val", "")
        for entry in entries
        if entry.get(f"{W}name") == "compatibilityMode"
    ]
    return int(found[0]) if found and found[0].isdigit() else 12


class _TemplateStyles:
    """The styles of a template with what they inherit."""

    def __init__(self, root: _Element) -> None:
        self._ids = names(root)
        self._styles = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}

    def rule(self, name: str) -> str:
        """Return the rule of a style's line spacing: `exact`, `auto`, `atLeast`."""
        for style in self._line(name):
            spacing = style.find(f"{W}pPr/{W}spacing")
            if spacing is not None and spacing.get(f"{W}line"):
                return str(spacing.get(f"{W}lineRule", "auto"))
        return "auto"

    def says(self, name: str, switch: str) -> bool:
        """Tell whether a switch such as `keepNext` is on."""
        for style in self._line(name):
            found = style.find(f"{W}pPr/{W}{switch}")
            if found is not None:
                return found.get(f"{W}val", "1") not in {"0", "false", "off"}
        return False

    def _line(self, name: str) -> Iterator[_Element]:
        """Yield the style and those it is based on; a loop of styles ends the walk."""
        seen: set[str] = set()
        wanted = self._ids.get(name.lower(), "")
        while wanted in self._styles and wanted not in seen:
            seen.add(wanted)
            style = self._styles[wanted]
            yield style
            based = style.find(f"{W}basedOn")
            wanted = str(based.get(f"{W}val", "")) if based is not None else ""

"""Checks what a Word template must have and had better have; every fault names its place.

Word says nothing about a missing style and silently falls back to Normal, and shows a tag it does
not know as text: so everything is looked at before a report is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from reportgen.errors import did_you_mean
from reportgen.renderers.docx.markup import NAMESPACES
from reportgen.renderers.docx.template_part_kinds import DOCUMENT
from reportgen.renderers.docx.template_places import DRAWING, W, paragraphs, place, short, text_of
from reportgen.renderers.docx.template_tags import FULL_WIDTH

if TYPE_CHECKING:
    from lxml.etree import _Element

STYLES_PART: Final = "word/styles.xml"
_SETTINGS_PART: Final = "word/settings.xml"
_ROOTS: Final = {
    DOCUMENT: ("document", NAMESPACES),
    STYLES_PART: ("styles", {}),
    _SETTINGS_PART: ("settings", {}),
}
_MEASURES: Final = ("w", "h", "left", "right", "top", "bottom", "header", "footer", "gutter")
_TWIPS: Final = re.compile(r"-?\d{1,5}")
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
    "title", "long_title", "report", "subtitle", "dealer", "dealer_id", "period", "department",
    "author", "date", "words",
)  # fmt: skip
"""Every variable a title page, header or footer may use."""

_HELD: Final = (
    "heading 1", "heading 2", "heading 3", "RG Heading", "RG Subheading", "RG TOC Title",
    "RG Chart Title", "RG Drawing", "RG Table Caption",
)  # fmt: skip
"""Styles whose paragraphs must not stand alone at the end of a page."""
_TABLE: Final = "RG Table"
_DRAWING: Final = "RG Drawing"
_MODERN: Final = 15
"""Compatibility mode of Word 2013 and later (MS-DOCX); older modes break pages elsewhere."""


def marked(anchor: str) -> str:
    """Return an anchor with a character that `storable_texts` removes: no text holds it."""
    return f"\x85{anchor}"


def names(styles: _Element) -> dict[str, str]:
    """Map style name in lower case to style id."""
    return {
        name.get(f"{W}val", "").lower(): style.get(f"{W}styleId", "")
        for style in styles.iter(f"{W}style")
        for name in style.iter(f"{W}name")
    }


def known() -> str:
    """Return what a template may use, for messages."""
    return f"a template may use {', '.join(VARIABLES)}.period and other words"


def faults(roots: Mapping[str, _Element]) -> Iterator[str]:
    """List missing styles, anchors that are not there exactly once, and braces nobody reads."""
    for part in (STYLES_PART, _SETTINGS_PART):
        if part not in roots:
            yield f"the part '{part}' is missing; save it again in Word"
    yield from _prefixes(roots)
    yield from _missing_styles(names(roots[STYLES_PART]) if STYLES_PART in roots else {})
    yield from _anchors(roots[DOCUMENT])
    yield from _layout(roots[DOCUMENT])
    for part, paragraph in paragraphs(roots):
        if found := FULL_WIDTH.search(text_of(paragraph)):
            yield (
                f"{place(part, paragraph)}'{found[0]}' is written with full-width braces; "
                "type half-width {{ and }}"
            )


def _prefixes(roots: Mapping[str, _Element]) -> Iterator[str]:
    """Yield parts that are not written as Word writes them; the report is added as text."""
    for part, (tag, needed) in _ROOTS.items():
        root = roots.get(part)
        if root is not None and (root.tag != f"{W}{tag}" or root.nsmap.get("w") != W.strip("{}")):
            yield f"{place(part)}no part of a Word document; save it again in Word"
        elif root is not None and any(
            root.nsmap.get(prefix, space) != space for prefix, space in needed.items()
        ):
            yield f"{place(part)}its names are abbreviated unusually; save it again in Word"


def _layout(document: _Element) -> Iterator[str]:
    """Yield what the report cannot be laid out by: no section, measures that are no numbers."""
    sections = list(document.iter(f"{W}sectPr"))
    if not sections:
        yield "the document has no page settings; save it again in Word"
    for section in sections:
        for one in section.iter(f"{W}pgSz", f"{W}pgMar"):
            for key, said in one.items():
                if key.removeprefix(W) in _MEASURES and not _TWIPS.fullmatch(said):
                    yield f"{place(DOCUMENT, one)}the page measure '{said}' is no number of twips"


def advice(roots: Mapping[str, _Element]) -> Iterator[str]:
    """Yield what works and will disappoint: pages that break elsewhere in Word, lone titles."""
    for drawing in undescribed(roots[DOCUMENT]):
        yield (
            f"{place(DOCUMENT, drawing)}the picture '{drawing.get('name', '')}' has no alternative "
            "text; the dealer's name is taken (right-click it, View Alt Text, and describe it)"
        )
    styles = _TemplateStyles(roots[STYLES_PART])
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
    mode = _compatibility(roots.get(_SETTINGS_PART))
    if mode < _MODERN:
        yield (
            f"the file is in compatibility mode ({mode}); in Word choose File, Info, Convert, or "
            "start from a copy of monthly.docx"
        )


def _misplaced(anchor: str, paragraph: _Element) -> Iterator[str]:
    parent = paragraph.getparent()
    if parent is None or parent.tag != f"{W}body":
        yield f"the paragraph {anchor} stands in a table, a frame or a control; move it out"


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
    found = list(document.iter(f"{W}p"))
    texts = [text_of(paragraph) for paragraph in found]
    for anchor, meaning in ANCHORS.items():
        count = sum(text.strip() == anchor for text in texts)
        if count == 1:
            yield from _misplaced(anchor, next(p for p in found if text_of(p).strip() == anchor))
            continue
        inside = next((text for text in texts if anchor in text and text.strip() != anchor), "")
        number = f"stands there {count} times" if count else "is missing"
        hint = f"; it stands inside '{short(inside)}'" if inside and not count else ""
        yield (
            f"the paragraph {anchor} {number}{hint}; write it once, alone in a paragraph, "
            f"where {meaning} shall stand"
        )


def undescribed(root: _Element) -> Iterator[_Element]:
    """Yield the drawings that have no alternative text and are not said to be decoration."""
    for drawing in root.iter(DRAWING):
        marks = (mark.get("val", "1") for mark in drawing.iter("{*}decorative"))
        if not (drawing.get("descr") or "").strip() and not any(m in {"1", "true"} for m in marks):
            yield drawing


def text_width(document: _Element) -> int:
    """Return the width of the report's text in twips, of the template's last section."""
    section = list(document.iter(f"{W}sectPr"))[-1]
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margin is None:
        return 9072
    sides = int(margin.get(f"{W}left", "0")) + int(margin.get(f"{W}right", "0"))
    return int(size.get(f"{W}w", "11906")) - sides


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

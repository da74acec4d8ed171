"""Reads how a paragraph looks, as far as it decides where lines and pages end.

A look gathers what the defaults, a style and those it is based on, and the paragraph itself say.
Whatever is not known here could move a line: then nobody is sure of the pages any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reportgen.renderers.docx.layout.unsure import UnsureError

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF: Final = {"0", "false", "off"}
_POINT: Final = 20
"""Twips of a point."""
_EIGHTH: Final = 2.5
"""Twips of an eighth of a point, the unit of borders."""
_QUIET: Final = {
    "pStyle", "rPr", "shd", "jc", "outlineLvl", "suppressAutoHyphens", "overflowPunct", "kinsoku",
    "wordWrap", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "textAlignment", "sectPr",
    "snapToGrid", "adjustRightInd", "tabs", "suppressLineNumbers",
    # of runs
    "color", "lang", "szCs", "bCs", "iCs", "noProof", "u", "strike", "dstrike", "highlight",
    "webHidden", "effect",
}  # fmt: skip
"""What moves no line, and what is looked at elsewhere."""
_HARMLESS: Final = {
    "contextualSpacing", "mirrorIndents", "bidi", "vertAlign", "i", "caps", "smallCaps", "vanish",
    "kern",
}  # fmt: skip
"""What moves no line as long as it is switched off."""
_SWITCHES: Final = {
    "keepNext": "keep_next",
    "keepLines": "keep_lines",
    "pageBreakBefore": "page_break",
    "widowControl": "widows",
}


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a run; `size` in twips."""

    size: float = 200
    bold: bool = False
    latin: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """The style of a paragraph; lengths in twips, `line` is 0 where content decides the height."""

    type: Type = Type()
    line: float = 0
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    top: float = 0
    bottom: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    page_break: bool = False
    widows: bool = True
    number: tuple[str, int] | None = None
    """Which list numbers it, and the level."""
    box: tuple[str, ...] = ()
    """Its borders: neighbours with the same ones share a box."""


class ParagraphStyles:
    """The paragraph styles of a document, by style id."""

    def __init__(self, styles: _Element) -> None:
        self._styles = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
        self._defaults = styles.find(f"{W}docDefaults")
        self._made: dict[str, ParagraphStyle] = {}
        self._normal = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(f"{W}type") == "paragraph" and on(style, "default")
            ),
            "",
        )

    def of(self, properties: _Element | None) -> ParagraphStyle:
        """Return the style of a paragraph by its `w:pPr`."""
        name = child(properties, "pStyle")
        look = self._style(name.get(f"{W}val", "") if name is not None else self._normal)
        return paragraph(look, properties) if properties is not None else look

    def table(self, name: str) -> Iterator[_Element]:
        """Return a table style with what it inherits."""
        style = self._styles.get(name)
        if style is None:
            return
        based = style.find(f"{W}basedOn")
        if based is not None:
            yield from self.table(based.get(f"{W}val", ""))
        yield style

    def tables(self) -> str:
        """Return the style of a table that names none."""
        return next(
            (
                name
                for name, style in self._styles.items()
                if style.get(f"{W}type") == "table" and on(style, "default")
            ),
            "",
        )

    def _style(self, name: str) -> ParagraphStyle:
        if name not in self._made:
            self._made[name] = self._resolved(name)
        return self._made[name]

    def _resolved(self, name: str) -> ParagraphStyle:
        style = self._styles.get(name)
        if style is None:
            return self._default()
        based = style.find(f"{W}basedOn")
        look = self._style(based.get(f"{W}val", "")) if based is not None else self._default()
        look = paragraph(look, style.find(f"{W}pPr"))
        return replace(look, type=typed(look.type, style.find(f"{W}rPr")))

    def _default(self) -> ParagraphStyle:
        run, own = (
            self._defaults.find(f"{W}{kind}Default/{W}{kind}")
            if self._defaults is not None
            else None
            for kind in ("rPr", "pPr")
        )
        return replace(paragraph(ParagraphStyle(), own), type=typed(Type(), run))


def paragraph(look: ParagraphStyle, properties: _Element | None) -> ParagraphStyle:
    """Return the style with what `w:pPr` changes."""
    for found in properties if properties is not None else ():
        look = _with(look, found)
    return look


def typed(type_: Type, properties: _Element | None) -> Type:
    """Return the type with what `w:rPr` changes."""
    for found in properties if properties is not None else ():
        name = found.tag.removeprefix(W)
        match name:
            case "rFonts":
                latin = found.get(f"{W}ascii") or type_.latin
                if found.get(f"{W}asciiTheme"):
                    raise UnsureError("a style names its font through the theme")
                type_ = replace(type_, latin=latin)
            case "sz":
                type_ = replace(type_, size=int(found.get(f"{W}val", "20")) * _POINT / 2)
            case "b":
                type_ = replace(type_, bold=on(found))
            case _ if name not in _QUIET and (name not in _HARMLESS or on(found)):
                raise UnsureError(f"a style or text has <w:{name}>")
    return type_


def child(element: _Element | None, name: str) -> _Element | None:
    """Return a child by its name without prefix."""
    return element.find(f"{W}{name}") if element is not None else None


def on(element: _Element, attribute: str = "val") -> bool:
    """Tell whether a switch is on."""
    return element.get(f"{W}{attribute}", "1" if attribute == "val" else "0") not in _OFF


def _with(look: ParagraphStyle, found: _Element) -> ParagraphStyle:
    name = found.tag.removeprefix(W)
    if name in _SWITCHES:
        return replace(look, **{_SWITCHES[name]: on(found)})  # type: ignore[arg-type]
    if name in _READERS:
        return _READERS[name](look, found)
    if name not in _QUIET and (name not in _HARMLESS or on(found)):
        raise UnsureError(f"a style or paragraph has <w:{name}>")
    return look


def _numbered(look: ParagraphStyle, found: _Element) -> ParagraphStyle:
    level, which = child(found, "ilvl"), child(found, "numId")
    name = attributes(which).get("val", "0") if which is not None else "0"
    depth = int(attributes(level).get("val", "0")) if level is not None else 0
    return replace(look, number=None if name == "0" else (name, depth))


def _spaced(look: ParagraphStyle, found: _Element) -> ParagraphStyle:
    for odd in ("beforeAutospacing", "afterAutospacing", "beforeLines", "afterLines"):
        if found.get(f"{W}{odd}", "0") not in _OFF:
            raise UnsureError(f"a style or paragraph has w:{odd}")
    line = look.line
    if found.get(f"{W}line"):
        rule, value = found.get(f"{W}lineRule", "auto"), float(found.get(f"{W}line", "240"))
        # -1: as high as fonts make it, which only what holds no text may be
        line = value if rule == "exact" else 0.0 if (rule, value) == ("auto", 240.0) else -1.0
    return replace(
        look,
        line=line,
        before=float(found.get(f"{W}before", look.before)),
        after=float(found.get(f"{W}after", look.after)),
    )


def _indented(look: ParagraphStyle, found: _Element) -> ParagraphStyle:
    if any("Chars" in name and value != "0" for name, value in attributes(found).items()):
        raise UnsureError("a style or paragraph is indented by letters")
    known = attributes(found)
    first = look.first
    if "firstLine" in known or "hanging" in known:
        first = float(known.get("firstLine", "0")) - float(known.get("hanging", "0"))
    left = known.get("left", known.get("start", look.left))
    right = known.get("right", known.get("end", look.right))
    return replace(look, left=float(left), right=float(right), first=first)


def _bordered(look: ParagraphStyle, found: _Element) -> ParagraphStyle:
    box, sizes = [], {"top": 0.0, "bottom": 0.0}
    for border in found:
        side, values = border.tag.removeprefix(W), attributes(border)
        if values.get("val", "none") in {"none", "nil"}:
            continue
        box.append(f"{side}{values.get('sz')}{values.get('space')}{values.get('color')}")
        sizes[side] = (
            float(values.get("sz", "0")) * _EIGHTH + float(values.get("space", "0")) * _POINT
        )
    if "between" in sizes:
        raise UnsureError("a style or paragraph has a border between")
    return replace(look, box=tuple(box), top=sizes["top"], bottom=sizes["bottom"])


def attributes(element: _Element) -> Mapping[str, str]:
    """Return the attributes of an element without their prefix."""
    return {name.removeprefix(W): str(value) for name, value in element.attrib.items()}


_READERS: Final[dict[str, Callable[[ParagraphStyle, _Element], ParagraphStyle]]] = {
    "numPr": _numbered,
    "spacing": _spaced,
    "ind": _indented,
    "pBdr": _bordered,
}

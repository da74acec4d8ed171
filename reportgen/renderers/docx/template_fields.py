"""Checks what a template's text would have Word or LibreOffice do: fields, form macros, addresses.

A field is known by its name: those that print something of the document itself are allowed. One
that reads a file, another program, a database or the reader's own settings is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportgen.renderers.docx.template_places import W, place, short
from reportgen.renderers.docx.template_relations import LINK

if TYPE_CHECKING:
    from lxml.etree import _Element

ALLOWED: Final = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ",
    "TOC", "TC", "XE", "INDEX", "HYPERLINK", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE",
    "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS", "DOCPROPERTY", "FILENAME", "NUMWORDS",
    "NUMCHARS", "REVNUM", "IF", "COMPARE", "=", "QUOTE", "SYMBOL", "EQ", "ADVANCE", "LISTNUM",
    "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
})  # fmt: skip
"""The fields a template may hold, by their names in ISO/IEC 29500-1, 17.16.5."""
_NESTING: Final = frozenset({"IF", "COMPARE", "=", "QUOTE"})
"""Fields that may hold others in their instruction."""
_NAME: Final = re.compile(r"\s*(=|[A-Za-z]+)(?=[\s\\\"]|$|(?<==))")
_LEADS: Final = re.compile(r"\s*HYPERLINK\s+(?![\s\\])\"?([^\"\s]*)", re.IGNORECASE)
_MACROS: Final = ("entryMacro", "exitMacro", "mailMerge", "webVideoPr")
"""What runs or reads something and is no field and no relation."""
_ADDRESSES: Final = frozenset({"src", "href", "althref"})
_SHAPES: Final = frozenset({
    "shape", "rect", "roundrect", "oval", "line", "polyline", "curve", "arc", "group",
})  # fmt: skip
"""Old drawings whose address is a link a reader may click."""
_REFERS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CODES: Final = ("instrText", "delInstrText")
_WHY: Final = "it may read or run something outside the file; remove it, or type its result"
_PIECES: Final = (
    "a field whose code stands in pieces; insert the field again, in one paragraph, without "
    "tracked changes"
)


@dataclass(slots=True)
class _OpenField:
    """A field that has begun: where, and its instruction so far."""

    begin: _Element
    code: str = ""
    result: bool = False
    nests: bool = False

    def holds(self, run: _Element | None) -> bool:
        """Tell whether a run stands beside the one the field begins in.

        Word skips what is deleted or meant for other versions: then it would read another code.
        """
        own = self.begin.getparent()
        if self.result:
            return False
        same = run is not None and own is not None and run.getparent() is own.getparent()
        return same and run is not None and run.tag == f"{W}r"


def faults(roots: Mapping[str, _Element]) -> Iterator[str]:
    """Yield what is refused, each with part and paragraph."""
    for part, root in sorted(roots.items()):
        if part.startswith("word/"):
            yield from (f"{place(part, one)}{fault}" for one, fault in _fields(root))
            yield from (f"{place(part, one)}{fault}" for one, fault in _others(root))


def _fields(root: _Element) -> Iterator[tuple[_Element, str]]:
    open_: list[_OpenField] = []
    for one in root.iter(*(W + mark for mark in ("fldChar", *_CODES, "fldSimple"))):
        mark = one.tag.removeprefix(W)
        if mark == "fldSimple":
            yield from _judged(one, one.get(f"{W}instr", ""))
        elif mark == "fldChar":
            yield from _marked(open_, one, one.get(f"{W}fldCharType", ""))
        elif mark != _CODES[0] or not open_ or not open_[-1].holds(one.getparent()):
            yield one, _PIECES
        else:
            open_[-1].code += one.text or ""
    for left in open_:
        yield left.begin, "a field that does not end; insert it again"


def _marked(open_: list[_OpenField], mark: _Element, kind: str) -> Iterator[tuple[_Element, str]]:
    """Begin a field, end its instruction, or end it."""
    top = open_[-1] if open_ else None
    if top and not top.result:
        top.nests = top.nests or kind == "begin"
        yield from _judged(top.begin, top.code, nests=top.nests)
        top.result = kind != "begin"
    if kind == "begin":
        open_.append(_OpenField(mark))
    elif kind == "end" and top:
        open_.pop()


def _judged(element: _Element, code: str, *, nests: bool = False) -> Iterator[tuple[_Element, str]]:
    """Yield why a field is refused, by its instruction."""
    found = _NAME.match(code)
    name = found[1].upper() if found else ""
    if name not in ALLOWED:
        words = code.split()
        said = short(words[0]) if words else ""
        yield element, f"the field '{said}' is not allowed: {_WHY}"
    elif nests and name not in _NESTING:
        yield element, f"the field '{name}' holds another field; remove it, or type its result"
    elif (to := _LEADS.match(code)) and not (LINK.fullmatch(to[1]) or to[1].startswith("#")):
        yield element, f"the link leads to '{short(to[1])}'; a link leads to http, https or mailto"


def _others(root: _Element) -> Iterator[tuple[_Element, str]]:
    for one in root.iter("*"):
        name = one.tag.rpartition("}")[2]
        if name in _MACROS:
            yield one, f"'{name}' is not allowed: it runs or reads something; remove it in Word"
        for key, said in one.items():
            space, _, key_name = key.rpartition("}")
            known = f"{space}}}" == _REFERS or key_name.lower() not in _ADDRESSES
            click = name in _SHAPES and key_name == "href" and LINK.fullmatch(said)
            if said.strip() and not known and not click:
                yield one, f"a drawing leads to '{short(said)}'; insert the picture itself"

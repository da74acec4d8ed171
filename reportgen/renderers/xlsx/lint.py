"""What is wrong with a finished workbook, as far as a program can tell in milliseconds.

Detail sheets hold megabytes of rows, so sheets are searched as bytes; only small parts are parsed.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING, Final

from reportgen.renderers.ooxml import unpack
from reportgen.renderers.xlsx.strings import SharedStrings

if TYPE_CHECKING:
    from lxml.etree import _Element

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LONGEST_NAME: Final = 31
_LEFTOVERS: Final = ("{{", "}}", "{%", "[[RG:", "\ufffd")
_ERRORS: Final = ("#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!")
_FORMULA: Final = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f>(<v>[^<]+</v>)?')
_ERROR_CELL: Final = re.compile(rb'<c r="([A-Z]+\d+)"[^>]* t="e"')
_NOT_FINITE: Final = re.compile(
    rb'<c r="([A-Z]+\d+)"[^>]*>(?:<f>[^<]*</f>)?<v>-?(?:nan|inf)', re.IGNORECASE
)
_REFERENCE: Final = re.compile(rb'\br:(?:id|embed|link)="([^"]*)"')
_LOCATION: Final = re.compile(rb'<hyperlink [^>]*location="([^"]*)"')
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_CELL: Final = re.compile(rb'<c r="([A-Z]+)\d+"[^>]*?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.DOTALL)


def lint(data: bytes) -> list[str]:
    """Every fault found, in words; an empty list for a sound file."""
    return faults(unpack(data))


def faults(parts: Mapping[str, bytes], *, details: bool = True) -> list[str]:
    """The same for the parts of a package; without `details` their rows are not searched.

    Those rows hold no formulas, and searching all of them would cost as much as all the rest.
    """
    sheets = {name: part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")}
    searched = {n: p for n, p in sheets.items() if details or b"<tableParts" not in p[-2000:]}
    return [
        *_relations(parts),
        *_content_types(parts),
        *_book(parts),
        *_tables(parts),
        *(fault for name, part in searched.items() for fault in _cells(name, part)),
        *(fault for name, part in sheets.items() for fault in _merged(name, _tail(part))),
        *_links(parts, sheets),
        *_text(parts),
    ]


def _root(part: bytes) -> _Element:
    from lxml import etree  # noqa: PLC0415 keeps importing this cheap

    return etree.fromstring(part, etree.XMLParser(huge_tree=True))


def _relations(parts: Mapping[str, bytes]) -> Iterator[str]:
    known: dict[str, set[str]] = {}
    for name, part in parts.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        owner = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        known[owner] = set()
        for relation in _root(part):
            known[owner].add(relation.get("Id", ""))
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
            if relation.get("TargetMode") != "External" and target.strip("/") not in parts:
                yield f"{name}: missing part {target}"
    for name, part in parts.items():
        tail = _tail(part) if name.endswith(".xml") else b""
        for used in dict.fromkeys(one.decode() for one in _REFERENCE.findall(tail)):
            if used not in known.get(name, set()):
                yield f"{name}: dangling relation {used}"


def _content_types(parts: Mapping[str, bytes]) -> Iterator[str]:
    types = _root(parts["[Content_Types].xml"])
    endings = {entry.get("Extension") for entry in types}
    names = {entry.get("PartName") for entry in types}
    for name in parts:
        if name == "[Content_Types].xml" or f"/{name}" in names:
            continue
        if name.rsplit(".", 1)[-1] not in endings:
            yield f"no content type for {name}"
    for name in names:
        if name and name.strip("/") not in parts:
            yield f"content type for the missing part {name}"


def _book(parts: Mapping[str, bytes]) -> Iterator[str]:
    book = _root(parts["xl/workbook.xml"])
    sheets = [one.get("name", "") for one in book.iter(f"{_S}sheet")]
    yield from _twice("sheet", sheets)
    for name in sheets:
        if len(name.encode("utf-16-le")) // 2 > _LONGEST_NAME:
            yield f"sheet name '{name}' is longer than {_LONGEST_NAME} characters"
        if not name or re.search(r"[\[\]:*?/\\]", name):
            yield f"sheet name '{name}' is not allowed"
    defined = list(book.iter(f"{_S}definedName"))
    yield from _twice(
        "name", (f"{one.get('name')} {one.get('localSheetId', '')}".strip() for one in defined)
    )
    for one in defined:
        if "#REF!" in (one.text or ""):
            yield f"name {one.get('name')} leads nowhere: {one.text}"


def _twice(what: str, values: Iterable[str]) -> Iterator[str]:
    for value, count in Counter(value.casefold() for value in values).items():
        if count > 1:
            yield f"{what} {value} stands {count} times"


def _tables(parts: Mapping[str, bytes]) -> Iterator[str]:
    tables = {n: _root(part) for n, part in parts.items() if n.startswith("xl/tables/")}
    for what in ("id", "displayName"):
        yield from _twice(f"table {what}", (one.get(what, "") for one in tables.values()))
    strings = SharedStrings(parts.get("xl/sharedStrings.xml", b""))
    for name, part in parts.items():
        if not re.fullmatch(r"xl/worksheets/_rels/sheet\d+\.xml\.rels", name):
            continue
        sheet = name.replace("_rels/", "").removesuffix(".rels")
        for relation in _root(part):
            target = posixpath.normpath(f"xl/worksheets/{relation.get('Target', '')}")
            if target in tables:
                yield from _heads(tables[target], parts.get(sheet, b""), strings)


def _heads(table: _Element, sheet: bytes, strings: SharedStrings) -> Iterator[str]:
    """Excel repairs a table whose column names are not those of its head cells."""
    name = table.get("displayName", "")
    columns = [one.get("name", "") for one in table.iter(f"{_S}tableColumn")]
    yield from _twice(f"table {name}: column", columns)
    first = re.match(r"([A-Z]+)(\d+)", table.get("ref", ""))
    row = re.search(rb'<row r="%s"[^>]*>(.*?)</row>' % first[2].encode(), sheet) if first else None
    cells = {
        letter.decode(): _string(kind, inside, strings)
        for letter, kind, inside in _CELL.findall(row[1] if row else b"")
    }
    found = list(cells.values())[: len(columns)]
    if found != columns:
        yield f"table {name}: its columns are {columns}, its head cells say {found}"


def _string(kind: bytes, inside: bytes, strings: SharedStrings) -> str:
    text = re.sub(r"<[^>]*>", "", inside.decode())
    return strings[int(text)] if kind == b"s" and text else unescape(text)


def _tail(part: bytes) -> bytes:
    """What follows the rows of a sheet; the whole of any other part."""
    return part[max(part.rfind(b"</sheetData>"), 0) :]


def _cells(name: str, part: bytes) -> Iterator[str]:
    if b"</f>" in part:
        for place, formula, cached in _FORMULA.findall(part):
            if not cached:
                yield f"{name}, {place.decode()}: formula without a value"
            if b"#" in formula or b"#" in cached:
                said = (formula + cached).decode()
                for error in (error for error in _ERRORS if error in said):
                    yield f"{name}, {place.decode()}: {error}"
    if b' t="e"' in part:
        yield from (f"{name}, {place.decode()}: an error" for place in _ERROR_CELL.findall(part))
    if b"<v>nan" in part or b"<v>NaN" in part or b"inf</v>" in part:
        yield from (f"{name}, {place.decode()}: no number" for place in _NOT_FINITE.findall(part))


def _merged(name: str, tail: bytes) -> Iterator[str]:
    """Excel refuses a sheet whose merged cells overlap."""
    taken: set[tuple[int, bytes]] = set()
    for first, top, last, bottom in _MERGED.findall(tail):
        corners = {(int(row), column) for row in (top, bottom) for column in (first, last)}
        if taken & corners:
            yield f"{name}: merged cells overlap in row {top.decode()}"
        taken |= corners


def _links(parts: Mapping[str, bytes], sheets: Mapping[str, bytes]) -> Iterator[str]:
    """Links within the workbook lead to a sheet there is."""
    known = {one.get("name", "") for one in _root(parts["xl/workbook.xml"]).iter(f"{_S}sheet")}
    for name, part in sheets.items():
        for location in _LOCATION.findall(_tail(part)):
            target = unescape(location.decode()).rpartition("!")[0]
            plain = target[1:-1].replace("''", "'") if target.startswith("'") else target
            if plain not in known:
                yield f"{name}: a link leads to the missing sheet '{plain}'"


def _text(parts: Mapping[str, bytes]) -> Iterator[str]:
    strings = parts.get("xl/sharedStrings.xml", b"").decode()
    for rest in (*_LEFTOVERS, *_ERRORS):
        if rest in strings:
            yield f"xl/sharedStrings.xml: leftover '{rest}'"

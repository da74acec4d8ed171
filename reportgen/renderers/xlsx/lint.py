"""Finds what is wrong with a finished workbook, as far as a program can tell in milliseconds.

Detail sheets hold megabytes of rows, so sheets are searched as bytes; only small parts are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING, Final

from reportgen.renderers.open_package import Package, package_faults, twice
from reportgen.renderers.xlsx.shared_strings import SharedStrings

if TYPE_CHECKING:
    from lxml.etree import _Element

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BOOK: Final = "xl/workbook.xml"
_LONGEST_NAME: Final = 31
"""UTF-16 units of a sheet name, Excel's limit."""
_LEFTOVERS: Final = ("{{", "}}", "{%", "[[RG:", "\ufffd")
_ERRORS: Final = ("#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!")
_FORMULA: Final = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)><f>([^<]*)</f>(<v>[^<]+</v>)?')
_QUOTED: Final = re.compile(rb"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
"""The name of a sheet or a text in a formula: whatever they look like, they are no error."""
_TEXT_CELL: Final = b' t="str"'
_ERROR_CELL: Final = re.compile(rb'<c r="([A-Z]+\d+)"[^>]* t="e"')
_NOT_FINITE: Final = re.compile(
    rb'<c r="([A-Z]+\d+)"[^>]*>(?:<f>[^<]*</f>)?<v>-?(?:nan|inf)', re.IGNORECASE
)
_LOCATION: Final = re.compile(rb'<hyperlink [^>]*location="([^"]*)"')
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_CELL: Final = re.compile(rb'<c r="([A-Z]+)\d+"[^>]*?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.DOTALL)


def lint(data: bytes) -> list[str]:
    """List every fault found, in words; an empty list for a sound file."""
    return faults(Package.of(data))


def faults(package: Package, *, details: bool = True) -> list[str]:
    """List the faults of an opened file; without `details` the detail rows are not searched.

    Those rows hold no formulas, and searching all of them would cost as much as all the rest.
    """
    sheets = {n: part for n, part in package.items() if n.startswith("xl/worksheets/sheet")}
    searched = {n: p for n, p in sheets.items() if details or b"<tableParts" not in p[-2000:]}
    tails = {name: _tail(part) for name, part in sheets.items()}
    return [
        *package_faults(package),
        *_book(package.root(_BOOK)),
        *_tables(package),
        *(fault for name, part in searched.items() for fault in _cells(name, part)),
        *(fault for name, tail in tails.items() for fault in _merged(name, tail)),
        *_links(package.root(_BOOK), tails),
        *_text(package),
    ]


def _book(book: _Element) -> Iterator[str]:
    sheets = [one.get("name", "") for one in book.iter(f"{_S}sheet")]
    yield from twice("sheet", map(str.casefold, sheets))
    for name in sheets:
        if len(name.encode("utf-16-le")) // 2 > _LONGEST_NAME:
            yield f"sheet name '{name}' is longer than {_LONGEST_NAME} characters"
        if not name or re.search(r"[\[\]:*?/\\]", name):
            yield f"sheet name '{name}' is not allowed"
    defined = list(book.iter(f"{_S}definedName"))
    named = (f"{one.get('name')} {one.get('localSheetId', '')}".strip() for one in defined)
    yield from twice("name", map(str.casefold, named))
    for one in defined:
        if b"#REF!" in _QUOTED.sub(b"", (one.text or "").encode()):
            yield f"name {one.get('name')} leads nowhere: {one.text}"


def _tables(package: Package) -> Iterator[str]:
    tables = {name: package.root(name) for name in package if name.startswith("xl/tables/")}
    for what in ("id", "displayName"):
        named = (one.get(what, "").casefold() for one in tables.values())
        yield from twice(f"table {what}", named)
    strings = SharedStrings.of(package)
    for name in package:
        if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
            for target in package.targets(name).values():
                if target in tables:
                    yield from _heads(tables[target], package[name], strings)


def _heads(table: _Element, sheet: bytes, strings: SharedStrings) -> Iterator[str]:
    """Yield tables whose column names are not those of their head cells: Excel repairs them."""
    name = table.get("displayName", "")
    columns = [one.get("name", "") for one in table.iter(f"{_S}tableColumn")]
    yield from twice(f"table {name}: column", map(str.casefold, columns))
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
    """Return what follows the rows of a sheet; the whole of any other part."""
    return part[max(part.rfind(b"</sheetData>"), 0) :]


def _cells(name: str, part: bytes) -> Iterator[str]:
    """Yield faults in cells; sought by plain words first, as a sound sheet has none of them."""
    formulas = part.count(b"</f>")
    if formulas and (formulas != part.count(b"</f><v>") or b"</f><v></v>" in part):
        for place, _, _, cached in _FORMULA.findall(part):
            if not cached:
                yield f"{name}, {place.decode()}: formula without a value"
    if b"#" in part and any(error.encode() in part for error in _ERRORS):
        for place, kind, formula, cached in _FORMULA.findall(part):
            searched = _QUOTED.sub(b"", formula) + (b"" if _TEXT_CELL in kind else cached)
            for error in _ERRORS:
                if error.encode() in searched:
                    yield f"{name}, {place.decode()}: {error}"
    if b' t="e"' in part:
        yield from (f"{name}, {place.decode()}: an error" for place in _ERROR_CELL.findall(part))
    if b"<v>nan" in part or b"<v>NaN" in part or b"inf</v>" in part:
        yield from (f"{name}, {place.decode()}: no number" for place in _NOT_FINITE.findall(part))


def _merged(name: str, tail: bytes) -> Iterator[str]:
    """Yield overlapping merged cells: Excel refuses such a sheet."""
    taken: set[tuple[int, bytes]] = set()
    for first, top, last, bottom in _MERGED.findall(tail):
        corners = {(int(row), column) for row in (top, bottom) for column in (first, last)}
        if taken & corners:
            yield f"{name}: merged cells overlap in row {top.decode()}"
        taken |= corners


def _links(book: _Element, tails: Mapping[str, bytes]) -> Iterator[str]:
    """Yield links within the workbook to sheets that do not exist."""
    known = {one.get("name", "") for one in book.iter(f"{_S}sheet")}
    for name, tail in tails.items():
        for location in _LOCATION.findall(tail):
            target = unescape(location.decode()).rpartition("!")[0]
            plain = target[1:-1].replace("''", "'") if target.startswith("'") else target
            if plain not in known:
                yield f"{name}: a link leads to the missing sheet '{plain}'"


def _text(package: Package) -> Iterator[str]:
    strings = package.get("xl/sharedStrings.xml", b"")
    for rest in (*_LEFTOVERS, *_ERRORS):
        sought = rest.encode()
        # one character is found many times faster than two, and most books have none of them
        if sought[:1] in strings and sought in strings:
            yield f"xl/sharedStrings.xml: leftover '{rest}'"

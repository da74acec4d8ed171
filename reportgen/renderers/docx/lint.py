"""Finds what is wrong with a finished Word file, as far as a program can tell in milliseconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from reportgen.renderers.docx.template_rules import undescribed
from reportgen.renderers.open_package import Package, package_faults, twice

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_SOUGHT: Final = (
    *(W + tag for tag in ("bookmarkStart", "bookmarkEnd", "fldChar", "hyperlink", "instrText")),
    *(W + tag for tag in ("tbl", "pStyle", "rStyle", "tblStyle")),
    f"{_WP}docPr",
)
_Marks: TypeAlias = "dict[str, list[_Element]]"
_LEFTOVERS: Final = ("{{", "}}", "{%", "[[RG:", "\ufffd", "#DIV/0!")
_WORDS: Final = re.compile(r"\b(?:nan|NaN|None|null)\b")
_PRINTED: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_REFERENCE: Final = re.compile(r"\s*(PAGEREF|REF)\s+(\S+)")


def lint(data: bytes) -> list[str]:
    """List every fault found, in words; an empty list for a sound file."""
    return faults(Package.of(data))


def faults(package: Package) -> list[str]:
    """List the faults of an opened file."""
    marks = _marks(package.root("word/document.xml"))
    return [
        *package_faults(package),
        *_unique(marks),
        *_fields(marks),
        *_tables(marks["tbl"]),
        *_styles(marks, package.root("word/styles.xml")),
        *_headings(marks["pStyle"]),
        *_drawings(marks["docPr"]),
        *_text(package),
    ]


def _marks(document: _Element) -> _Marks:
    """Return the elements to check by local name, found in one walk through the document."""
    found: _Marks = {tag.rpartition("}")[2]: [] for tag in _SOUGHT}
    for element in document.iter(*_SOUGHT):
        found[element.tag.rpartition("}")[2]].append(element)
    return found


def _unique(marks: _Marks) -> Iterator[str]:
    yield from twice("drawing id", (one.get("id") for one in marks["docPr"]))
    for what in ("name", "id"):
        named = (one.get(f"{W}{what}") for one in marks["bookmarkStart"])
        yield from twice(f"bookmark {what}", named)
    opened = [one.get(f"{W}id") for one in marks["bookmarkStart"]]
    closed = [one.get(f"{W}id") for one in marks["bookmarkEnd"]]
    if sorted(map(str, opened)) != sorted(map(str, closed)):
        yield "bookmarks that do not end"


def _fields(marks: _Marks) -> Iterator[str]:
    depth = 0
    for mark in marks["fldChar"]:
        depth += {"begin": 1, "end": -1}.get(mark.get(f"{W}fldCharType", ""), 0)
        if depth < 0:
            yield "a field ends that did not begin"
            return
    if depth:
        yield f"{depth} fields do not end"
    names = {one.get(f"{W}name") for one in marks["bookmarkStart"]}
    for link in marks["hyperlink"]:
        anchor = link.get(f"{W}anchor")
        if anchor and anchor not in names:
            yield f"a link leads to the missing bookmark {anchor}"
    for instruction in marks["instrText"]:
        found = _REFERENCE.match(instruction.text or "")
        if found and found[2] not in names:
            yield f"{found[1]} leads to the missing bookmark {found[2]}"


def _tables(tables: list[_Element]) -> Iterator[str]:
    for table in tables:
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            cells = [*row.findall(f"{W}tc"), *row.findall(f"{W}sdt/{W}sdtContent/{W}tc")]
            wide = sum(map(_span, cells)) + _number(row, "trPr/gridBefore", "trPr/gridAfter")
            if wide != columns:
                yield f"a row of {wide} cells in a table of {columns} columns"
            if any(_ends(cell) != f"{W}p" for cell in cells):
                yield "a cell that does not end with a paragraph"


def _span(cell: _Element) -> int:
    return _number(cell, "tcPr/gridSpan") or 1


def _number(element: _Element, *paths: str) -> int:
    """Add up the numbers at some places; what is not there or no number is none."""
    found = (element.find("/".join(f"{W}{tag}" for tag in path.split("/"))) for path in paths)
    said = (one.get(f"{W}val", "") for one in found if one is not None)
    return sum(int(text) for text in said if text.isdecimal())


def _ends(cell: _Element) -> str:
    """Return the tag of what a cell ends with; marks in between do not count."""
    blocks = [one.tag for one in cell.iterchildren(f"{W}p", f"{W}tbl", f"{W}sdt")]
    return blocks[-1] if blocks else ""


def _styles(marks: _Marks, styles: _Element) -> Iterator[str]:
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    used = {one.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for one in marks[tag]}
    for missing in sorted(str(style) for style in used - known):
        yield f"unknown style {missing}"


def _headings(styles: list[_Element]) -> Iterator[str]:
    before = 0
    for style in styles:
        found = re.fullmatch(r"Heading(\d)", style.get(f"{W}val", ""))
        if found:
            level = int(found[1])
            if level > before + 1:
                yield f"heading level jumps from {before} to {level}"
            before = level


def _drawings(drawings: list[_Element]) -> Iterator[str]:
    for drawing in drawings:
        for bare in undescribed(drawing):
            yield f"drawing '{bare.get('name')}' has no alternative text"


def _text(package: Package) -> Iterator[str]:
    for name in package:
        if not _PRINTED.match(name):
            continue
        text = "\n".join(one.text or "" for one in package.root(name).iter(f"{W}t"))
        for rest in (*(word for word in _LEFTOVERS if word in text), *_WORDS.findall(text)):
            yield f"{name}: leftover '{rest}'"

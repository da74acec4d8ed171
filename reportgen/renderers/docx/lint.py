"""What is wrong with a finished Word file, as far as a program can tell in milliseconds."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from reportgen.renderers.ooxml import unpack

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LEFTOVERS: Final = ("{{", "}}", "{%", "[[RG:", "\ufffd", "#DIV/0!")
_WORDS: Final = re.compile(r"\b(?:nan|NaN|None|null)\b")
_REFERENCE: Final = re.compile(r"\s*(PAGEREF|REF)\s+(\S+)")


def lint(data: bytes) -> list[str]:
    """Every fault found, in words; an empty list for a sound file."""
    from lxml import etree  # noqa: PLC0415 keeps importing this cheap

    parts = unpack(data)
    roots = {
        name: etree.fromstring(part)
        for name, part in parts.items()
        if name.endswith((".xml", ".rels"))
    }
    document = roots["word/document.xml"]
    return [
        *_relations(parts, roots),
        *_content_types(parts, roots["[Content_Types].xml"]),
        *_unique(document),
        *_fields(document),
        *_tables(document),
        *_styles(document, roots["word/styles.xml"]),
        *_headings(document),
        *_drawings(document),
        *_text(roots),
    ]


def _relations(parts: dict[str, bytes], roots: dict[str, _Element]) -> Iterator[str]:
    for name, root in roots.items():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in root:
                target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
                if relation.get("TargetMode") != "External" and target.strip("/") not in parts:
                    yield f"{name}: missing part {target}"
            continue
        used = {
            value
            for element in root.iter()
            for key, value in element.attrib.items()
            if str(key).startswith(_R)
        }
        folder, file = posixpath.split(name)
        rels = roots.get(f"{folder}/_rels/{file}.rels")
        known = {relation.get("Id") for relation in rels} if rels is not None else set()
        for missing in sorted(str(value) for value in used if value not in known):
            yield f"{name}: dangling relation {missing}"


def _content_types(parts: dict[str, bytes], types: _Element) -> Iterator[str]:
    endings = {entry.get("Extension") for entry in types}
    names = {entry.get("PartName") for entry in types}
    for name in parts:
        if name == "[Content_Types].xml" or f"/{name}" in names:
            continue
        if name.rsplit(".", 1)[-1] not in endings:
            yield f"no content type for {name}"


def _unique(document: _Element) -> Iterator[str]:
    yield from _twice("drawing id", (one.get("id") for one in document.iter(f"{_WP}docPr")))
    for what in ("name", "id"):
        marks = (one.get(f"{W}{what}") for one in document.iter(f"{W}bookmarkStart"))
        yield from _twice(f"bookmark {what}", marks)
    opened = [one.get(f"{W}id") for one in document.iter(f"{W}bookmarkStart")]
    closed = [one.get(f"{W}id") for one in document.iter(f"{W}bookmarkEnd")]
    if sorted(map(str, opened)) != sorted(map(str, closed)):
        yield "bookmarks that do not end"


def _twice(what: str, values: Iterable[str | None]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} {value} stands {count} times"


def _fields(document: _Element) -> Iterator[str]:
    depth = 0
    for mark in document.iter(f"{W}fldChar"):
        depth += {"begin": 1, "end": -1}.get(mark.get(f"{W}fldCharType", ""), 0)
        if depth < 0:
            yield "a field ends that did not begin"
            return
    if depth:
        yield f"{depth} fields do not end"
    names = {one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")}
    for link in document.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor")
        if anchor and anchor not in names:
            yield f"a link leads to the missing bookmark {anchor}"
    for instruction in document.iter(f"{W}instrText"):
        found = _REFERENCE.match(instruction.text or "")
        if found and found[2] not in names:
            yield f"{found[1]} leads to the missing bookmark {found[2]}"


def _tables(document: _Element) -> Iterator[str]:
    for table in document.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            if len(cells) != columns:
                yield f"a row of {len(cells)} cells in a table of {columns} columns"
            if any(not len(cell) or cell[-1].tag != f"{W}p" for cell in cells):
                yield "a cell that does not end with a paragraph"


def _styles(document: _Element, styles: _Element) -> Iterator[str]:
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    used = {one.get(f"{W}val") for tag in ("pStyle", "tblStyle") for one in document.iter(W + tag)}
    for missing in sorted(str(style) for style in used - known):
        yield f"unknown style {missing}"


def _headings(document: _Element) -> Iterator[str]:
    before = 0
    for style in document.iter(f"{W}pStyle"):
        found = re.fullmatch(r"Heading(\d)", style.get(f"{W}val", ""))
        if found:
            level = int(found[1])
            if level > before + 1:
                yield f"heading level jumps from {before} to {level}"
            before = level


def _drawings(document: _Element) -> Iterator[str]:
    for drawing in document.iter(f"{_WP}docPr"):
        if not (drawing.get("descr") or "").strip():
            yield f"drawing '{drawing.get('name')}' has no alternative text"


def _text(roots: dict[str, _Element]) -> Iterator[str]:
    for name, root in roots.items():
        if not re.match(r"word/(document|header|footer)", name):
            continue
        text = "\n".join(one.text or "" for one in root.iter(f"{W}t"))
        for rest in (*(word for word in _LEFTOVERS if word in text), *_WORDS.findall(text)):
            yield f"{name}: leftover '{rest}'"

"""Which part of a workbook is what, as its relationships say: folders and names are free."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from lxml import etree

from reportgen.sources.sheet_extent import records

_BOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin")
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET: Final = 156  # the type of the record of a sheet
_FIXED: Final = ("sharedStrings", "styles")
"""Parts the reader looks for under their usual name."""


class Relation(NamedTuple):
    """One part naming another: `kind` is the last word of its type, `target` as written."""

    id: str
    kind: str
    target: str
    part: str


def relations(package: zipfile.ZipFile, part: str = "") -> list[Relation]:
    """What a part names, or the package itself; parts are full names within the package."""
    folder, name = posixpath.split(part)
    own = _stored(package, posixpath.join(folder, "_rels", f"{name}.rels"))
    if not own:
        return []
    found = []
    for each in etree.fromstring(package.read(own), _parser()):
        if isinstance(each.tag, str) and each.get("TargetMode") != "External":
            kind, target = str(each.get("Type")).rpartition("/")[2], str(each.get("Target"))
            found.append(
                Relation(str(each.get("Id")), kind, target, _resolved(package, folder, target))
            )
    return found


def _resolved(package: zipfile.ZipFile, folder: str, target: str) -> str:
    """The part a target means, or "" if there is none; some programs write full names."""
    path = target.replace("\\", "/")
    full = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    return _stored(package, full) or _stored(package, path)


def _stored(package: zipfile.ZipFile, part: str) -> str:
    """The name as the package has it: capitals do not matter."""
    names = {name.lower(): name for name in package.namelist()}
    return names.get(part.lower(), "")


def book_part(package: zipfile.ZipFile) -> str:
    """The part that lists the sheets, "" if the package has none."""
    named = [each.part for each in relations(package) if each.kind == "officeDocument"]
    for part in (*named, *_BOOKS):
        kinds = {each.kind for each in relations(package, part)} if part else set()
        if part in _BOOKS or any(kind.endswith("sheet") for kind in kinds):
            return _stored(package, part)
    return ""


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet → the part its cells are in."""
    book = book_part(package)
    if not book:
        return {}
    content = package.read(book)
    found = _binary_sheets(content) if is_binary(book) else _xml_sheets(content)
    parts = {each.id: each.part for each in relations(package, book)}
    return {name: parts.get(relation, "") for name, relation in found.items()}


def is_binary(part: str) -> bool:
    """Whether a part is of records, not XML."""
    return part.lower().endswith(".bin")


def _xml_sheets(content: bytes) -> dict[str, str]:
    sheets = etree.fromstring(content, _parser()).iter("{*}sheet")
    return {str(each.get("name")): _relation_id(each) for each in sheets}


def _binary_sheets(content: bytes) -> dict[str, str]:
    """The record of a sheet: two numbers, then relation and name, each behind its length."""
    found = {}
    for kind, at, end in records(content):
        if kind == _SHEET:
            relation, behind = _text(content[:end], at + 8)
            name, _ = _text(content[:end], behind)
            found[name] = relation
    return found


def _text(content: bytes, at: int) -> tuple[str, int]:
    start = at + 4
    end = start + 2 * int.from_bytes(content[at:start], "little")
    return content[start:end].decode("utf-16-le", "replace"), end


def _relation_id(sheet: etree._Element) -> str:
    """`r:id`, whichever of the two versions of the standard its namespace is of."""
    return next((str(value) for name, value in sheet.items() if name.endswith("}id")), "")


def conventional(content: bytes) -> bytes:
    """The workbook with its parts where the reader looks for them; most are so already."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        book = book_part(package)
        found = relations(package, book) if book else []
        ending = posixpath.splitext(book)[1]
        names = {each.part: f"xl/{each.kind}{ending}" for each in found if each.kind in _FIXED}
        names[book] = f"xl/workbook{ending}"
        if not found or (
            all(old == new for old, new in names.items())
            and all(_is_plain(each) for each in found if each.part)
        ):
            return content
        parts = {
            "_rels/.rels": _written([Relation("rId1", "officeDocument", "", book)], names),
            f"xl/_rels/workbook{ending}.rels": _written(found, names),
        }
        return rewritten(package, parts, names)


def _is_plain(each: Relation) -> bool:
    """Whether putting the folder before the target gives the part."""
    return each.part == (each.target[1:] if each.target[0] == "/" else f"xl/{each.target}")


def _written(found: Iterable[Relation], names: Mapping[str, str]) -> bytes:
    """A part of relationships, each target a full name."""
    root = etree.Element(f"{{{_PACKAGE}}}Relationships", nsmap={None: _PACKAGE})
    for each in found:
        if each.part:
            target = f"/{names.get(each.part, each.part)}"
            kind = f"{_OFFICE}/{each.kind}"
            tag = f"{{{_PACKAGE}}}Relationship"
            etree.SubElement(root, tag, Id=each.id, Type=kind, Target=target)
    return bytes(etree.tostring(root))


def rewritten(
    package: zipfile.ZipFile,
    parts: Mapping[str, bytes],
    names: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """A copy of a package with other contents for some parts, and other names for some."""
    taken = {*parts, *(new for old, new in names.items() if old != new)}
    kept = {
        old: names.get(old, old) for old in package.namelist() if old in names or old not in taken
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name, new in kept.items():
            copy.writestr(new, package.read(name))
        for name, content in parts.items():
            copy.writestr(name, content)
    return file.getvalue()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)

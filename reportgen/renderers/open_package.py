"""Opens a finished package as a reader does, and finds the faults every kind may have.

Lint and comparison share one `Package`, so that no part is unpacked or parsed twice.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from reportgen.renderers.ooxml import unpack

if TYPE_CHECKING:
    from lxml.etree import _Element

TYPES: Final = "[Content_Types].xml"
_LINKS: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PREFIX: Final = re.compile(rb'xmlns:(\w+)="%s"' % re.escape(_LINKS))
_KINDS: Final = {
    r"/word/document\.xml": ".document.main+xml",
    r"/word/header\d*\.xml": ".header+xml",
    r"/word/footer\d*\.xml": ".footer+xml",
    r"/(?:word|xl)/styles\.xml": ".styles+xml",
    r"/(?:word|xl)/charts/chart\d+\.xml": ".drawingml.chart+xml",
    r"/xl/workbook\.xml": ".sheet.main+xml",
    r"/xl/worksheets/sheet\d+\.xml": ".worksheet+xml",
    r"/xl/drawings/drawing\d+\.xml": ".drawing+xml",
    r"/xl/tables/table\d+\.xml": ".table+xml",
    r"/xl/sharedStrings\.xml": ".sharedStrings+xml",
}
"""How content types end, of the parts a reader opens first."""
_BODY: Final = b"</sheetData>"


class Link(NamedTuple):
    """A relation of a part: its id, and the part or address it leads to."""

    id: str
    target: str
    external: bool


class Package(Mapping[str, bytes]):
    """The parts of a package by name; XML and relations are parsed once, on demand."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._roots: dict[str, _Element] = {}
        self._links: dict[str, list[Link]] = {}

    @classmethod
    def of(cls, data: bytes) -> Package:
        """Open the package in a file's bytes.

        Raises:
            BadZipFile: It is no package, or damaged.
        """
        return cls(unpack(data))

    def __getitem__(self, name: str) -> bytes:
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def root(self, name: str) -> _Element:
        """Return the root of an XML part.

        Raises:
            KeyError: There is no such part.
            XMLSyntaxError: It is no XML.
        """
        from lxml import etree  # noqa: PLC0415 keeps importing this cheap

        if name not in self._roots:
            self._roots[name] = etree.fromstring(self[name], etree.XMLParser(huge_tree=True))
        return self._roots[name]

    def links(self, name: str) -> list[Link]:
        """Return the relations of a part, in order."""
        if name not in self._links:
            folder, file = posixpath.split(name)
            rels = posixpath.join(folder, "_rels", f"{file}.rels")
            found = self.root(rels) if rels in self else ()
            self._links[name] = [_link(folder, one) for one in found]
        return self._links[name]

    def targets(self, name: str) -> dict[str, str]:
        """Map relation id → part, for what one part refers to inside the package."""
        return {one.id: one.target for one in self.links(name) if not one.external}


def _link(folder: str, relation: _Element) -> Link:
    target, external = relation.get("Target", ""), relation.get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join(folder, target)).strip("/")
    return Link(relation.get("Id", ""), target, external)


def package_faults(package: Package) -> Iterator[str]:
    """Yield relations that lead nowhere or stand twice, dangling references, unknown contents."""
    for name in package:
        if name.endswith(".rels"):
            yield from _missing(package, name)
        elif name.endswith(".xml"):
            yield from _dangling(package, name)
    yield from _content_types(package)


def _missing(package: Package, rels: str) -> Iterator[str]:
    folder, file = posixpath.split(rels)
    owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
    links = package.links(owner)
    for one in links:
        if not one.external and one.target not in package:
            yield f"{rels}: missing part {one.target}"
    yield from (f"{rels}: {fault}" for fault in twice("relation", (one.id for one in links)))
    if file != ".rels" and owner not in package:
        yield f"{rels}: relations of the missing part {owner}"


def _dangling(package: Package, name: str) -> Iterator[str]:
    part = package[name]
    # rows of a sheet refer to nothing, and there may be megabytes of them
    head, tail = part[:2000], part[max(part.rfind(_BODY), 0) :]
    prefixes = set(_PREFIX.findall(head)) | set(_PREFIX.findall(tail) if _LINKS in tail else ())
    known = {one.id for one in package.links(name)} if prefixes else set()
    used = (one.decode() for prefix in prefixes for one in _references(prefix, tail))
    for one in dict.fromkeys(used):
        if one not in known:
            yield f"{name}: dangling relation {one}"


def _references(prefix: bytes, part: bytes) -> list[bytes]:
    return re.findall(rb' %s:\w+="([^"]*)"' % prefix, part)


def _content_types(package: Package) -> Iterator[str]:
    types = package.root(TYPES)
    endings = {entry.get("Extension") for entry in types}
    names = {entry.get("PartName"): entry.get("ContentType", "") for entry in types}
    for name in package:
        if name != TYPES and f"/{name}" not in names and name.rsplit(".", 1)[-1] not in endings:
            yield f"no content type for {name}"
    for name, kind in names.items():
        if name and name.strip("/") not in package:
            yield f"content type for the missing part {name}"
        elif name and not kind.endswith(_kind(name, kind)):
            yield f"wrong content type for {name}: {kind}"


def _kind(name: str, kind: str) -> str:
    """Return how the content type of a part must end; that of an unknown part is not judged."""
    ends = (end for pattern, end in _KINDS.items() if re.fullmatch(pattern, name))
    return next(ends, kind)


def twice(what: str, values: Iterable[str | None]) -> Iterator[str]:
    """Yield what stands more than once though it must not."""
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} {value} stands {count} times"

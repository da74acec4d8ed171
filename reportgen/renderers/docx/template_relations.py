"""Follows the relations of a template, and takes along only the kinds of parts that are known.

A list of what is allowed, not of what is dangerous: pictures and texts inside the file, and links
a reader may click. Whatever else a part refers to (a linked picture, another document, a macro, an
embedded object, a template elsewhere) is refused; parts nothing refers to are left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from reportgen.errors import TemplateError
from reportgen.renderers.docx.template_file import parse
from reportgen.renderers.docx.template_part_kinds import (
    ANY_XML,
    DOCUMENT,
    KNOWN,
    META,
    OFFICE,
    PICTURE,
    PartKind,
)  # fmt: skip
from reportgen.renderers.docx.template_pictures import picture_fault
from reportgen.renderers.docx.template_places import place, short
from reportgen.renderers.ooxml import attribute

if TYPE_CHECKING:
    from lxml.etree import _Element

RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MOST: Final = 20
"""Faults that are told; by judgement: a screen of them."""
LINK: Final = re.compile(r"(?:https?://|mailto:)[^\x00-\x20]+", re.IGNORECASE)
"""What a link may lead to: a reader must click it."""
_TYPES: Final = "[Content_Types].xml"
_REFERS: Final = f"{{{OFFICE.rstrip('/')}}}"
_CORE_TYPE: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_DECLARED: Final = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_CORE: Final = "docProps/core.xml"
_ADVICE: Final[Mapping[str, str]] = {
    "attachedTemplate": "attach Normal instead (Developer, Document Template)",
    "image": "insert the picture itself, not a link to it",
    "hyperlink": "a link leads to http, https or mailto",
    "aFChunk": "insert the text itself",
    "subDocument": "insert the text itself",
    "vbaProject": "save it as a Word document without macros (.docx)",
}
_ELSE: Final = "remove it in Word, or put a picture in its place"


class PartRelation(NamedTuple):
    """One relation of a part: id, type, and the part inside the file or the address outside."""

    id: str
    type: str
    target: str
    external: bool


@dataclass(slots=True)
class TemplatePackage:
    """What is taken of a template: parts, XML roots, relations by owner, and the faults found."""

    parts: dict[str, bytes] = field(default_factory=dict)
    roots: dict[str, _Element] = field(default_factory=dict)
    relations: dict[str, list[PartRelation]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def follow(parts: Mapping[str, bytes]) -> TemplatePackage:
    """Take along what the relations lead to, from the package's own on.

    Raises:
        TemplateError: It is no Word document: the list of contents or the text is missing or
            damaged, or it is a template or a document with macros by its type.
    """
    types = _ContentTypes(parts)
    made = TemplatePackage()
    waiting = [""]
    while waiting and len(made.faults) < MOST:
        owner = waiting.pop()
        made.relations[owner] = list(_relations(parts, owner))
        for one in made.relations[owner]:
            fault = _fault(one, parts, types)
            if len(made.faults) >= MOST:
                break
            if fault:
                root = made.roots.get(owner)
                made.faults.append(f"{_place(owner, root, one.id)}{fault}")
            elif not one.external and one.target not in made.parts:
                _take(made, one, parts[one.target], types.of(one.target))
                waiting.append(one.target)
    if DOCUMENT not in made.parts:
        raise TemplateError("\n".join(made.faults) or "it holds no text; save it again in Word")
    return made


def _take(made: TemplatePackage, one: PartRelation, part: bytes, content: str) -> None:
    name = one.target
    made.parts[name], made.types[name] = part, content
    if re.fullmatch(PICTURE, content):
        if fault := picture_fault(part):
            made.faults.append(f"{place(name)}{fault}")
    elif re.fullmatch(ANY_XML, content):
        made.roots[name] = root = parse(part, name)
        if KNOWN[one.type].root not in {"", root.tag}:
            made.faults.append(f"{place(name)}the part holds something else; save it in Word again")


def _fault(one: PartRelation, parts: Mapping[str, bytes], types: _ContentTypes) -> str:
    """Return why a relation is refused; empty when it is allowed."""
    kind = one.type.rpartition("/")[2]
    if one.type == f"{OFFICE}hyperlink" and one.external and LINK.fullmatch(one.target):
        return ""
    if one.type.startswith(_STRICT):
        return "it is in the strict format; save it as a Word document (.docx)"
    known = KNOWN.get(one.type)
    if known is None or one.external:
        advice = _ADVICE.get(kind, _ELSE)
        return f"'{short(kind)}' leads to '{short(one.target)}', which no template may; {advice}"
    return _part_fault(one.target, kind, known, parts, types)


def _part_fault(
    target: str, kind: str, known: PartKind, parts: Mapping[str, bytes], types: _ContentTypes
) -> str:
    """Return why the part a relation leads to is refused."""
    part = f"the part '{short(target)}' ({kind})"
    if target not in parts:
        return f"{part} is missing; save it again in Word"
    content = types.of(target)
    if not re.fullmatch(known.content, content):
        return f"{part} is of type '{content}'; {_told(content)}"
    if not re.fullmatch(known.name, target):
        return f"{part} has an unusual name; save it again in Word"
    return ""


def _told(content: str) -> str:
    if "macroEnabled" in content:
        return "save it as a Word document without macros (.docx)"
    if "template.main" in content:
        return "save it as a Word document (.docx), not as a Word template"
    return "save it again in Word"


def _place(owner: str, root: _Element | None, relation: str) -> str:
    """Return the part and the paragraph in which a relation is used."""
    if root is None:
        return place(owner or "the file")
    for element in root.iter("*"):
        if any(key.startswith(_REFERS) and said == relation for key, said in element.items()):
            return place(owner, element)
    return place(owner)


def _rels(owner: str) -> str:
    folder, name = posixpath.split(owner)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(parts: Mapping[str, bytes], owner: str) -> Iterator[PartRelation]:
    name = _rels(owner)
    if name not in parts:
        if not owner:
            raise TemplateError(f"{name}: the part is missing; save it from Word as .docx")
        return
    seen: set[str] = set()
    for one in parse(parts[name], name).iter(f"{RELATIONS}Relationship"):
        number, kind, target = (one.get(key, "") for key in ("Id", "Type", "Target"))
        if not (number and kind and target) or number in seen:
            raise TemplateError(f"{name}: a relation is damaged; save it again in Word")
        seen.add(number)
        external = one.get("TargetMode", "Internal") != "Internal"
        inside = posixpath.join("/", posixpath.dirname(owner), unquote(target))
        yield PartRelation(
            number, kind, target if external else posixpath.normpath(inside).lstrip("/"), external
        )


class _ContentTypes:
    """The types of parts, as the package's list of contents names them."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        if _TYPES not in parts:
            raise TemplateError(f"{_TYPES}: the part is missing; save it from Word as .docx")
        root = parse(parts[_TYPES], _TYPES)
        self._of = {
            str(one.get("PartName", "")).lstrip("/").casefold(): str(one.get("ContentType", ""))
            for one in root.iter("{*}Override")
        }
        self._by_ending = {
            str(one.get("Extension", "")).casefold(): str(one.get("ContentType", ""))
            for one in root.iter("{*}Default")
        }

    def of(self, name: str) -> str:
        ending = name.rpartition(".")[2].casefold()
        return self._of.get(name.casefold()) or self._by_ending.get(ending, "")


def settled(package: TemplatePackage) -> dict[str, bytes]:
    """Return the parts with their relations and contents written anew, as what follows edits them.

    The properties of the file become those of the report.
    """
    core = f"{META}core-properties"
    parts = {name: part for name, part in package.parts.items() if package.types[name]}
    owned = {owner: list(found) for owner, found in package.relations.items()}
    for one in owned[""]:
        if one.type == core:
            parts.pop(one.target, None)
    parts[_CORE] = b""
    owned[""] = [one._replace(target=_CORE) if one.type == core else one for one in owned[""]]
    if all(one.type != core for one in owned[""]):
        owned[""].append(PartRelation("rgCore", core, _CORE, external=False))
    owned.setdefault(DOCUMENT, [])
    for owner, found in owned.items():
        if found or owner == DOCUMENT:
            parts[_rels(owner)] = _relations_part(owner, found)
    types = {**package.types, _CORE: _CORE_TYPE}
    return {**parts, _TYPES: _types_part({name: types[name] for name in parts if name in types})}


def _types_part(types: Mapping[str, str]) -> bytes:
    lines = "".join(
        f"<Override PartName={attribute(f'/{name}')} ContentType={attribute(content)}/>"
        for name, content in sorted(types.items())
    )
    return (
        f'{_DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    ).encode()


def _relations_part(owner: str, relations: list[PartRelation]) -> bytes:
    folder = posixpath.dirname(owner)
    lines = "".join(
        f"<Relationship Id={attribute(one.id)} Type={attribute(one.type)} "
        + (
            f'Target={attribute(one.target)} TargetMode="External"/>'
            if one.external
            else f"Target={attribute(posixpath.relpath('/' + one.target, '/' + folder))}/>"
        )
        for one in relations
    )
    head = f'<Relationships xmlns="{RELATIONS.strip("{}")}">'
    return f"{_DECLARED}{head}{lines}</Relationships>".encode()

"""Damages a Word template in the ways files are damaged: the file, its directory, parts, XML."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from reportgen.renderers.ooxml import pack, unpack

Parts = dict[str, bytes]
TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "wordprocessingml.document.main+xml"


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def flipped(data: bytes, dice: random.Random) -> bytes:
    """A few bits anywhere in the file."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def overwritten(data: bytes, dice: random.Random) -> bytes:
    """A stretch of zeros or noise, as a bad disk leaves it."""
    at, size = dice.randrange(len(data)), dice.randint(16, 2000)
    noise = bytes(size) if dice.random() < 0.5 else dice.randbytes(size)
    return data[:at] + noise + data[at + size :]


def no_package(data: bytes, dice: random.Random) -> bytes:
    kinds = (b"", b"PK", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" + bytes(600), data[::-1], data * 2)
    return dice.choice(kinds)


def directory(data: bytes, dice: random.Random) -> bytes:
    """A byte of a local head or of the directory: sizes, methods, flags, names."""
    heads = [found.start() for found in re.finditer(b"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    made = bytearray(data)
    at = dice.choice(heads) + dice.randrange(4, 46)
    made[min(at, len(made) - 1)] = dice.randrange(256)
    return bytes(made)


def _on_parts(change: Callable[[Parts, random.Random], None]) -> Callable[..., bytes]:
    def changed(data: bytes, dice: random.Random) -> bytes:
        parts = unpack(data)
        change(parts, dice)
        return pack(parts)

    return changed


def _a_part(parts: Parts, dice: random.Random) -> str:
    return dice.choice(sorted(parts))


def _removed(parts: Parts, dice: random.Random) -> None:
    del parts[_a_part(parts, dice)]


def _renamed(parts: Parts, dice: random.Random) -> None:
    name = _a_part(parts, dice)
    parts[dice.choice((name.upper(), f"x{name}", f"{name}.bak", f"a/{name}"))] = parts.pop(name)


def _exchanged(parts: Parts, dice: random.Random) -> None:
    one, other = dice.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def _emptied(parts: Parts, dice: random.Random) -> None:
    parts[_a_part(parts, dice)] = dice.choice((b"", b"<a/>", b"\0" * 50, "文字".encode("utf-16")))


def _typed(parts: Parts, dice: random.Random) -> None:
    """Another content type, as of a template, a document with macros, or of nothing."""
    types = parts[TYPES].decode()
    old = dice.choice(re.findall(r'ContentType="([^"]*)"', types))
    new = dice.choice((
        old.replace(_MAIN, "wordprocessingml.template.main+xml"),
        "application/vnd.ms-word.document.macroEnabled.main+xml", "text/plain", "",
        "application/xml",
    ))  # fmt: skip
    parts[TYPES] = types.replace(f'"{old}"', f'"{new}"').encode()


def _retargeted(parts: Parts, dice: random.Random) -> None:
    """A relation that leads elsewhere, or is of another kind."""
    name = dice.choice(sorted(name for name in parts if name.endswith(".rels")))
    text = parts[name].decode()
    key = dice.choice(("Target", "Type", "Id"))
    old = dice.choice(re.findall(rf'{key}="([^"]*)"', text))
    new = dice.choice(("", "../../x.xml", "http://127.0.0.1:9/x", "settings.xml", "/", "rId1"))
    parts[name] = text.replace(f'{key}="{old}"', f'{key}="{new}"', 1).encode()


def _an_xml(parts: Parts, dice: random.Random) -> tuple[str, str]:
    name = dice.choice(sorted(name for name in parts if name.startswith("word/")))
    return name, parts[name].decode()


def _cut(parts: Parts, dice: random.Random) -> None:
    """An element, a closing tag or some characters less."""
    name, text = _an_xml(parts, dice)
    found = [*re.finditer(r"<[^>]*>", text)]
    tag = dice.choice(found)
    end = tag.end() if dice.random() < 0.7 else min(tag.end() + dice.randint(1, 400), len(text))
    parts[name] = (text[: tag.start()] + text[end:]).encode()


def _whole_element(parts: Parts, dice: random.Random) -> None:
    """A whole element less, or twice: the XML stays sound."""
    from lxml import etree  # noqa: PLC0415 only here

    name, text = _an_xml(parts, dice)
    root = etree.fromstring(text.encode())
    one = dice.choice(list(root.iter("*")))
    parent = one.getparent()
    if parent is not None and dice.random() < 0.5:
        parent.append(etree.fromstring(etree.tostring(one)))
    elif parent is not None:
        parent.remove(one)
    parts[name] = etree.tostring(root, encoding="UTF-8", standalone=True)


def _attribute(parts: Parts, dice: random.Random) -> None:
    """Another value in an attribute, or in a text."""
    name, text = _an_xml(parts, dice)
    found = dice.choice([*re.finditer(r' [\w:]+="([^"]*)"|(?<=>)[^<>]+(?=<)', text)])
    new = dice.choice(
        ("", "-1", "abc", "1e400", "99999999999", "\U0001f600", "21cm", "%s{}", "NaN")
    )
    start, end = found.span(1) if found[1] is not None else found.span()
    parts[name] = (text[:start] + new + text[end:]).encode()


def _declared(parts: Parts, dice: random.Random) -> None:
    """A document type with entities, another encoding, or no declaration."""
    name, text = _an_xml(parts, dice)
    head, rest = text.split("?>", 1)
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    read = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    wide = head.replace("UTF-8", "UTF-16") + "?>" + rest
    parts[name] = dice.choice((
        f"{head}?>{bomb}{rest}".encode(), f"{head}?>{read}{rest}".encode(), wide.encode("utf-16"),
        rest.encode(), f"\ufeff{text}".encode(), text.encode("gb18030"),
        head.replace("UTF-8", "x-none").encode() + b"?>" + rest.encode(),
    ))  # fmt: skip


def _text(parts: Parts, dice: random.Random) -> None:
    """Tags, marks and fields that are typed wrongly."""
    name = dice.choice(("word/document.xml", "word/header2.xml", "word/footer2.xml"))
    text = parts[name].decode()
    found = dice.choice([*re.finditer(r"(?<=>)[^<>]+(?=</w:(?:t|instrText)>)", text)])
    said = found[0]
    new = dice.choice((
        said.replace("}", "", 1), said.replace("{", "｛"), said * 2, said[: len(said) // 2],
        "{{ 9**9**9 }}", "{% for a in b %}", "{%p if author %}", "{%p endif %}", "[[RG:BODY]]",
        " DDEAUTO cmd ", " INCLUDETEXT /etc/passwd ", "{{ dealer.__class__ }}", "None", "{{", "",
    ))  # fmt: skip
    parts[name] = (text[: found.start()] + new + text[found.end() :]).encode()


def _twice(data: bytes, dice: random.Random) -> bytes:
    """A part that stands in the package twice, a folder entry, or a stored bomb."""
    target = BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        name = dice.choice(package.namelist())
        extra = dice.choice((name.upper(), "../evil.xml", "/word/document.xml", "bomb.bin"))
        package.writestr(extra, bytes(3 << 20) if extra == "bomb.bin" else b"<a/>")
    return target.getvalue()


MUTATIONS: Final[Mapping[str, Callable[[bytes, random.Random], bytes]]] = {
    "truncated": truncated,
    "bits flipped": flipped,
    "stretch overwritten": overwritten,
    "no package": no_package,
    "zip directory": directory,
    "zip entries": _twice,
    "part removed": _on_parts(_removed),
    "part renamed": _on_parts(_renamed),
    "parts exchanged": _on_parts(_exchanged),
    "part emptied": _on_parts(_emptied),
    "content type": _on_parts(_typed),
    "relation": _on_parts(_retargeted),
    "XML cut": _on_parts(_cut),
    "element": _on_parts(_whole_element),
    "attribute or text": _on_parts(_attribute),
    "declaration": _on_parts(_declared),
    "tag or field": _on_parts(_text),
}
"""Every kind of damage by name."""


def mutated(data: bytes, kind: str, seed: int) -> bytes:
    """Return the template with one damage of a kind."""
    return MUTATIONS[kind](data, random.Random(f"{kind} {seed}"))  # noqa: S311 damage, no secret

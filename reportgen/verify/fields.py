"""Checks the cached results of a Word file's fields: lists in front, references, numbers.

Word shows the cached result of a field until the reader asks for a new one, so the cached text is
what a reader sees: each must already be what Word would compute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reportgen.verify.mismatch import Mismatch

if TYPE_CHECKING:
    from lxml.etree import _Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_T, _FIELD, _INSTRUCTION = f"{_W}t", f"{_W}fldChar", f"{_W}instrText"
_START, _END, _LINK = f"{_W}bookmarkStart", f"{_W}bookmarkEnd", f"{_W}hyperlink"
_SOUGHT: Final = (_T, _FIELD, _INSTRUCTION, _START, _END)
_SIMPLE: Final = f"{_W}fldSimple"
_NUMBERED: Final = re.compile(r"(\d+(?:\.\d+)*)  (.*)", re.DOTALL)


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    result: str = ""
    shown: bool = False
    """Whether its instruction is over: what follows is its result."""


@dataclass(slots=True)
class _FieldsFound:
    """The fields with their results and the bookmarks with their texts, found in one walk."""

    fields: list[_Field] = field(default_factory=list)
    bookmarks: dict[str, str] = field(default_factory=dict)


def compare(document: _Element) -> Iterator[Mismatch]:
    """Yield every list entry, reference and caption number that is not right."""
    found = _walk(document)
    yield from _entries(document, found.bookmarks)
    yield from _references(found)
    yield from _sequences(found.fields)


def outside(paragraph: _Element) -> str:
    """Return the text of a paragraph without the results of its fields."""
    depth, text = 0, ""
    for one in paragraph.iter(_T, _FIELD):
        if one.tag == _FIELD:
            depth += {"begin": 1, "end": -1}.get(one.get(f"{_W}fldCharType", ""), 0)
        elif not depth and next(one.iterancestors(_SIMPLE), None) is None:
            text += one.text or ""
    return text


def _walk(document: _Element) -> _FieldsFound:
    found, inside = _FieldsFound(), list[_Field]()
    marks: dict[str, str] = {}
    for one in document.iter(*_SOUGHT):
        if one.tag == _T:
            for mark in marks.values():
                found.bookmarks[mark] += one.text or ""
            if inside and inside[-1].shown:
                inside[-1].result += one.text or ""
        elif one.tag == _START:
            marks[one.get(f"{_W}id", "")] = name = one.get(f"{_W}name", "")
            found.bookmarks[name] = ""
        elif one.tag == _END:
            marks.pop(one.get(f"{_W}id", ""), None)
        elif one.tag == _INSTRUCTION:
            if inside:
                inside[-1].instruction += one.text or ""
        else:
            _step(one.get(f"{_W}fldCharType", ""), inside, found)
    return found


def _step(mark: str, inside: list[_Field], found: _FieldsFound) -> None:
    if mark == "begin":
        inside.append(_Field())
    elif inside and mark == "separate":
        inside[-1].shown = True
    elif inside and mark == "end":
        found.fields.append(inside.pop())


def _entries(document: _Element, bookmarks: dict[str, str]) -> Iterator[Mismatch]:
    """Check that each entry says its heading, numbers are consecutive, no heading is left out."""
    before: list[int] = []
    left = {name: None for name in bookmarks if name.startswith("_Toc")}
    for link in document.iter(_LINK):
        left.pop(link.get(f"{_W}anchor", ""), None)
        wanted = bookmarks.get(link.get(f"{_W}anchor", ""))
        said = outside(link)
        if wanted is None or said == wanted:
            continue
        numbered = _NUMBERED.fullmatch(said)
        if numbered is None or numbered[2] != wanted:
            yield Mismatch("", "Word, lists in front", wanted, said)
            continue
        number = [int(part) for part in numbered[1].split(".")]
        if number not in _next(before):
            yield Mismatch("", "Word, contents", _shown(_next(before)), numbered[1])
        before = number
    for name in left:
        yield Mismatch("", "Word, lists in front", bookmarks[name], "")


def _next(number: list[int]) -> list[list[int]]:
    """Return the numbers that may follow a heading's: one level deeper, or the next of a level."""
    deeper = [[*number, 1]]
    return deeper + [[*number[:at], number[at] + 1] for at in range(len(number))]


def _shown(numbers: list[list[int]]) -> str:
    return " / ".join(".".join(map(str, number)) for number in numbers)


def _references(found: _FieldsFound) -> Iterator[Mismatch]:
    for one in found.fields:
        kind, name = (*one.instruction.split(), "", "")[:2]
        if kind == "REF" and name in found.bookmarks and one.result != found.bookmarks[name]:
            yield Mismatch("", "Word, reference", found.bookmarks[name], one.result)


def _sequences(fields: list[_Field]) -> Iterator[Mismatch]:
    """Check that figures and tables are numbered from 1, each kind on its own."""
    counts: dict[str, int] = {}
    for one in fields:
        kind, name = (*one.instruction.split(), "", "")[:2]
        if kind == "SEQ":
            counts[name] = counts.get(name, 0) + 1
            if one.result != str(counts[name]):
                yield Mismatch("", f"Word, number of {name}", str(counts[name]), one.result)

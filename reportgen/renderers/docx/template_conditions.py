"""Checks the conditions of a Word template: that each ends, and takes away nothing by half.

What stands under an `if` may vanish. So a field, a bookmark or a section must not reach into it or
out of it, and the report itself is always printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final

from reportgen.renderers.docx.template_places import (
    DRAWING,
    PRINTED,
    W,
    place,
    text_of,
)
from reportgen.renderers.docx.template_rules import ANCHORS
from reportgen.renderers.docx.template_tags import Tag, tags

if TYPE_CHECKING:
    from lxml.etree import _Element

_Fault = tuple["_Element", str]
_DEEPEST: Final = 20
"""Conditions within each other; by judgement, and Python takes 100 steps of indentation."""
_UNITS: Final = {"p": "paragraph", "tr": "row"}
_THINGS: Final = tuple(W + name for name in ("drawing", "pict", "object"))
_WHERE: Final = {
    "": "'; both stand in one paragraph",
    "p": "' beside it",
    "tr": "' beside it",
}


def faults(roots: Mapping[str, _Element]) -> Iterator[str]:
    """Yield what is wrong with conditions, each with part and paragraph."""
    for part in sorted(filter(PRINTED.fullmatch, roots)):
        yield from (f"{place(part, one)}{fault}" for one, fault in _part_faults(roots[part]))


def _part_faults(root: _Element) -> Iterator[_Fault]:
    from lxml import etree  # noqa: PLC0415 keeps `reportgen --help` fast

    holders: dict[_Element, Tag] = {}
    for paragraph in root.iter(f"{W}p"):
        yield from _held(paragraph, holders)
    branches = _Branches()
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element in holders:
            yield from branches.alone(element)
            yield from branches.step(holders[element], element, element.getparent())
            walk.skip_subtree()
        else:
            yield from branches.look_at(element)
            for tag in _rules(element):
                around = element if element.tag == DRAWING else element.getparent().getparent()
                yield from branches.step(tag, element, around)
    yield from branches.left()


def _rules(element: _Element) -> list[Tag]:
    """Return the rules in the text of a run, or in an alternative text."""
    if element.tag not in {f"{W}t", DRAWING}:
        return []
    text = element.get("descr", "") if element.tag == DRAWING else element.text or ""
    return [tag for tag in tags(text) if tag.rule and not tag.unit]


def _held(paragraph: _Element, holders: dict[_Element, Tag]) -> Iterator[_Fault]:
    """Note the paragraph or row that goes with a rule, in which nothing else may stand."""
    for tag in tags(text_of(paragraph)):
        if not tag.unit:
            continue
        row = next(paragraph.iterancestors(f"{W}tr"), None)
        holder = paragraph if tag.unit == "p" else row
        if holder is None or not _is_alone(holder, tag):
            yield paragraph, f"'{tag.source}' must stand alone in its {_UNITS[tag.unit]}"
        else:
            holders[holder] = tag


def _is_alone(holder: _Element, tag: Tag) -> bool:
    own = "".join(text_of(one) for one in holder.iter(f"{W}p")).strip()
    return own == tag.source and len(list(holder.iter(holder.tag, *_THINGS))) == 1


@dataclass(slots=True)
class _OpenIf:
    """A condition that has begun: its tag, where, beside what it ends, and its branch."""

    tag: Tag
    element: _Element
    around: _Element | None
    branch: int
    otherwise: bool = False


@dataclass(slots=True)
class _Branches:
    """The conditions around a place; each branch has a number, and the text outside has 0."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    open: list[_OpenIf] = field(default_factory=list)
    fields: list[int] = field(default_factory=list)
    """The branches in which the fields that have not ended have begun."""
    marks: dict[tuple[str, str], int] = field(default_factory=dict)
    """The branches in which bookmarks and the like have begun, by kind and id."""

    @property
    def now(self) -> int:
        """Return the innermost branch."""
        return self.open[-1].branch if self.open else 0

    def alone(self, holder: _Element) -> Iterator[_Fault]:
        """Yield what a paragraph or row would take along that vanishes with its rule."""
        self.open.append(_OpenIf(Tag("", None, "", ""), holder, None, next(self.numbers)))
        for inner in holder.iter("*"):
            yield from self.look_at(inner)
        self.open.pop()

    def look_at(self, element: _Element) -> Iterator[_Fault]:
        """Yield why an element may not begin, end or stand in this branch."""
        name = element.tag.removeprefix(W) if isinstance(element.tag, str) else ""
        if name == "fldChar" and not self._whole_field(element.get(f"{W}fldCharType", "")):
            yield element, "an 'if' cuts a field in two; put the field inside it, or outside"
        if name.endswith(("Start", "End")) and not self._whole_mark(name, element):
            kind = name.removesuffix("Start").removesuffix("End")
            yield element, f"an 'if' cuts a {kind} in two; delete it, or put it outside"
        if name == "sectPr" and self.now and _ends_section(element):
            yield element, "a section ends with an 'if' or under it; move the section break out"
        if name == "p" and self.now and (text := text_of(element).strip()) in ANCHORS:
            yield element, f"{text} stands under an 'if'; the report is always printed"

    def _whole_field(self, kind: str) -> bool:
        if kind == "begin":
            self.fields.append(self.now)
            return True
        began = self.fields[-1] if self.fields else self.now
        if kind == "end" and self.fields:
            self.fields.pop()
        return began == self.now

    def _whole_mark(self, name: str, element: _Element) -> bool:
        own = element.get(f"{W}id", "")
        if name.endswith("Start"):
            self.marks[name.removesuffix("Start"), own] = self.now
            return True
        return self.marks.pop((name.removesuffix("End"), own), self.now) == self.now

    def step(self, tag: Tag, element: _Element, around: _Element | None) -> Iterator[_Fault]:
        """Enter or leave a condition."""
        if tag.rule.startswith("if "):
            self.open.append(_OpenIf(tag, element, around, next(self.numbers)))
            if len(self.open) == _DEEPEST + 1:
                yield element, f"more than {_DEEPEST} conditions within each other"
            return
        fits = [one.around is around and one.tag.unit == tag.unit for one in self.open]
        if True not in fits:
            yield element, f"'{tag.rule}' without its 'if{_WHERE[tag.unit]}"
            return
        while not fits.pop():
            yield self._unended()
        yield from self._continued(tag, element)

    def _continued(self, tag: Tag, element: _Element) -> Iterator[_Fault]:
        top = self.open[-1]
        if tag.rule == "endif":
            self.open.pop()
        elif top.otherwise:
            yield element, "a second 'else' of one 'if'; take it out"
        else:
            top.otherwise, top.branch = True, next(self.numbers)

    def left(self) -> Iterator[_Fault]:
        """Yield the conditions that do not end."""
        while self.open:
            yield self._unended()

    def _unended(self) -> _Fault:
        top = self.open.pop()
        more = "" if top.tag.unit else ", or each alone: {%p if …"
        return top.element, f"'if' without its 'endif{_WHERE[top.tag.unit]}{more}"


def _ends_section(element: _Element) -> bool:
    """Tell whether these are the settings of a section, not those a tracked change replaced."""
    return all(one.tag != f"{W}sectPrChange" for one in element.iterancestors())

"""Fills the tags of a Word template: `{{ name }}`, and `{% if name %}` … `{% endif %}`.

Nothing else can be said there, so a template cannot compute, loop or reach into the program. A
value becomes the text of a run, so it cannot become markup, a field or another tag either.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from reportgen.errors import did_you_mean
from reportgen.renderers.docx.template_places import (
    DRAWING,
    PRINTED,
    W,
    paragraphs,
    place,
    text_of,
    texts,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAG: Final = re.compile(r"\{\{(?P<name>[^{}]*)\}\}|\{%-?(?P<unit>p|tr)?(?P<rule>[^{}%]*?)-?%\}")
_NAME: Final = re.compile(r"\w+(?:\.\w+)?")
_IF: Final = re.compile(rf"if\s+(?P<no>not\s+)?(?P<name>{_NAME.pattern})")
FULL_WIDTH: Final = re.compile("｛｛|｝｝|｛%|%｝")
_LEFT: Final = ("{{", "}}", "{%", "%}", "{#")
_UNITS: Final = {"p": "p", "tr": "tr"}
"""What a rule that stands alone takes away: whole paragraphs, or rows of a table."""
_RULES: Final = "there are 'if NAME', 'if not NAME', 'else' and 'endif'"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


class _Tag(NamedTuple):
    """A tag in a text: where it stands, and what it says."""

    start: int
    end: int
    name: str | None
    unit: str
    rule: str


def _tags(text: str) -> Iterator[_Tag]:
    for found in _TAG.finditer(text):
        name = found["name"]
        yield _Tag(
            *found.span(),
            None if name is None else name.strip(),
            found["unit"] or "",
            " ".join((found["rule"] or "").split()),
        )


# --- checking -------------------------------------------------------------------------------


def faults(roots: Mapping[str, _Element], known: Sequence[str], told: str) -> Iterator[str]:
    """Yield every tag that is not understood, each with part and paragraph.

    `known` are the names there are, `told` says so in words.
    """
    for part, paragraph in paragraphs(roots):
        text = text_of(paragraph)
        for fault in _tag_faults(text, known, told):
            yield f"{place(part, paragraph)}{fault}"
        left = _TAG.sub("", text)
        if any(mark in left for mark in _LEFT) and not FULL_WIDTH.search(text):
            yield f"{place(part, paragraph)}a tag that does not end; check the {{{{ }}}} tags"
    for part in sorted(filter(PRINTED.fullmatch, roots)):
        for drawing in roots[part].iter(DRAWING):
            for fault in _tag_faults(drawing.get("descr", ""), known, told):
                yield f"{place(part, drawing)}alternative text: {fault}"
        for element, fault in _unpaired(roots[part]):
            yield f"{place(part, element)}{fault}"


def _tag_faults(text: str, known: Sequence[str], told: str) -> Iterator[str]:
    depth, whole = 0, len(text.strip())
    for tag in _tags(text):
        condition = _IF.fullmatch(tag.rule)
        name = condition["name"] if condition else tag.name
        alone = tag.end - tag.start == whole
        if tag.unit and not (alone and tag.unit in _UNITS):
            yield f"'{text[tag.start : tag.end]}' must stand alone in its paragraph"
        elif name is not None and not _NAME.fullmatch(name):
            yield f"'{name}' is more than a name; {told}; check the {{{{ }}}} tags"
        elif name is not None and name not in known:
            yield f"unknown variable '{name}'{did_you_mean(name, known)}; {told}"
        elif tag.name is None and not condition and tag.rule not in {"else", "endif"}:
            yield f"unknown tag '{text[tag.start : tag.end]}'; {_RULES}"
        if not tag.unit and tag.name is None:
            depth += 1 if condition else -1 if tag.rule == "endif" else 0
            if depth < (1 if tag.rule == "else" else 0):
                yield f"'{tag.rule}' without its 'if'; both stand in one paragraph"
    if depth > 0:
        yield "'if' without its 'endif'; both stand in one paragraph, or each alone: {%p if …"


def _unpaired(root: _Element) -> Iterator[tuple[_Element, str]]:
    for unit in _UNITS:
        for parent in _holders(root, unit):
            open_: list[_Element] = []
            for child, tag in _rules(parent, unit):
                if tag.rule.startswith("if"):
                    open_.append(child)
                elif not open_:
                    yield child, f"'{tag.rule}' without its 'if' beside it"
                elif tag.rule == "endif":
                    open_.pop()
            yield from ((child, "'if' without its 'endif' beside it") for child in open_)


def _holders(root: _Element, unit: str) -> list[_Element]:
    """Return the elements that hold rules of a unit, in order."""
    found: dict[_Element, None] = {}
    for child in root.iter(W + _UNITS[unit]):
        parent = child.getparent()
        if parent is not None and _rule(child, unit):
            found[parent] = None
    return list(found)


def _rule(child: _Element, unit: str) -> _Tag | None:
    """Return the rule an element holds, when it holds nothing else."""
    own = [child] if child.tag == f"{W}p" else list(child.iter(f"{W}p"))
    text = "".join(text_of(one) for one in own).strip()
    found = list(_tags(text)) if text.startswith("{%") else []
    return found[0] if len(found) == 1 and found[0].unit == unit else None


def _rules(parent: _Element, unit: str) -> Iterator[tuple[_Element, _Tag]]:
    for child in parent.findall(W + _UNITS[unit]):
        if tag := _rule(child, unit):
            yield child, tag


def rule_of(paragraph: _Element) -> str:
    """Return `if`, `else` or `endif` for a paragraph that holds such a rule, else ""."""
    tag = _rule(paragraph, "p")
    return tag.rule.split()[0] if tag and tag.rule else ""


# --- filling --------------------------------------------------------------------------------


def fill(root: _Element, values: Mapping[str, str]) -> None:
    """Fill the tags of one part, which `faults` found to be sound; also in alternative texts."""
    for unit in _UNITS:
        for parent in _holders(root, unit):
            _take_away(parent, unit, values)
    for paragraph in root.iter(f"{W}p"):
        _fill_text(paragraph, values)
    for drawing in root.iter(DRAWING):
        if described := drawing.get("descr"):
            drawing.set("descr", _filled(described, values))


def _take_away(parent: _Element, unit: str, values: Mapping[str, str]) -> None:
    """Remove the rules of a unit, and what stands under one that does not hold."""
    rules = dict(_rules(parent, unit))
    conditions = _Conditions(values)
    for child in list(parent):
        tag = rules.get(child)
        if tag:
            conditions.step(tag.rule)
        if tag or not conditions.hold:
            _remove(parent, child)


def _remove(parent: _Element, child: _Element) -> None:
    """Remove a paragraph or row; a section that ends with it still ends there."""
    if child.find(f"{W}pPr/{W}sectPr") is None:
        parent.remove(child)
        return
    for inner in list(child):
        if inner.tag != f"{W}pPr":
            child.remove(inner)


class _Conditions:
    """The conditions something stands under, outermost first."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._open: list[tuple[bool, bool]] = []
        """Of each, whether those around it hold, and whether it holds itself."""

    @property
    def hold(self) -> bool:
        """Tell whether all of them hold."""
        return not self._open or all(self._open[-1])

    def step(self, rule: str) -> None:
        """Enter or leave a condition."""
        condition = _IF.fullmatch(rule)
        if condition:
            value = self._values[condition["name"]]
            self._open.append((self.hold, bool(value) != bool(condition["no"])))
        elif rule == "else":
            around, own = self._open.pop()
            self._open.append((around, not own))
        else:
            self._open.pop()


def _fill_text(paragraph: _Element, values: Mapping[str, str]) -> None:
    pieces = list(texts(paragraph))
    said = [piece.text or "" for piece in pieces]
    text = "".join(said)
    if not _TAG.search(text):
        return
    ends = list(accumulate(map(len, said)))
    made: list[list[str]] = [[] for _ in pieces]
    for start, end, new in _printed(text, values):
        if new is not None:  # it stands where its tag begins
            made[bisect_right(ends, start)].append(new)
        else:
            _spread(text, start, end, ends, made)
    for piece, parts in zip(pieces, made, strict=True):
        piece.text = "".join(parts)
        piece.set(_SPACE, "preserve")


def _spread(text: str, start: int, end: int, ends: Sequence[int], made: list[list[str]]) -> None:
    """Put a stretch of the text into the pieces it stands in."""
    while start < end:
        at = bisect_right(ends, start)
        made[at].append(text[start : min(end, ends[at])])
        start = ends[at]


def _printed(text: str, values: Mapping[str, str]) -> Iterator[tuple[int, int, str | None]]:
    """Yield what of a text is printed, and what is printed instead of it, None for itself."""
    conditions = _Conditions(values)
    since = 0
    for tag in _tags(text):
        if conditions.hold:
            yield since, tag.start, None
        if tag.name is None:
            conditions.step(tag.rule)
        elif conditions.hold:
            yield tag.start, tag.end, values[tag.name]
        since = tag.end
    yield since, len(text), None


def _filled(text: str, values: Mapping[str, str]) -> str:
    return "".join(
        text[start:end] if new is None else new for start, end, new in _printed(text, values)
    )

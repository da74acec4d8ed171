"""Says which tags a Word template may use: `{{ name }}`, and `{% if name %}` … `{% endif %}`.

docxtpl and jinja2 fill them (`template_shell`) and know many more. Nothing else reaches them, so a
template cannot compute, loop or reach into the program.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from reportgen.errors import did_you_mean
from reportgen.renderers.docx.template_places import (
    DRAWING,
    PRINTED,
    W,
    paragraphs,
    place,
    short,
    text_of,
    texts,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAG: Final = re.compile(r"\{\{(?P<name>[^{}]*)\}\}|\{%(?:(?P<unit>p|tr) )?(?P<rule>[^{}%]*)%\}")
_NAME: Final = re.compile(r"\w+(?:\.\w+)?")
_IF: Final = re.compile(rf"if (?:not )?(?P<name>{_NAME.pattern})")
FULL_WIDTH: Final = re.compile("｛｛|｝｝|｛%|%｝")
_LEFT: Final = ("{{", "}}", "{%", "%}", "{#", "#}")
_BEGINS: Final = re.compile(r"\{[{%#]")
_RULES: Final = "there are 'if NAME', 'if not NAME', 'else' and 'endif'"
_MOST: Final = 1000
"""Tags of a template; by judgement: shipped ones have 20, and docxtpl takes 144 s for 20,000."""
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


class Tag(NamedTuple):
    """A tag in a text: its source, the name it prints, or its unit (`p`, `tr`) and its rule."""

    source: str
    name: str | None
    unit: str
    rule: str


def tags(text: str) -> Iterator[Tag]:
    """Yield the tags of a text, in order."""
    for found in _TAG.finditer(text):
        name, rule = found["name"], found["rule"] or ""
        yield Tag(
            found[0],
            None if name is None else name.strip(),
            found["unit"] or "",
            " ".join(rule.split()),
        )


def gather(root: _Element) -> None:
    """Put every tag into the run it begins in; Word may have split it.

    docxtpl would do so by cutting out what stands between, bookmarks and half fields too.
    """
    for paragraph in root.iter(f"{W}p"):
        found = [match.span() for match in _TAG.finditer(text_of(paragraph))]
        pieces = list(texts(paragraph)) if found else []
        ends = list(accumulate(len(piece.text or "") for piece in pieces))
        whole = text_of(paragraph)
        for start, end in reversed(found):  # what stands before keeps its places
            first, last = bisect_right(ends, start), bisect_left(ends, end)
            if first < last:
                begin = ends[first - 1] if first else 0
                pieces[first].text = (pieces[first].text or "")[: start - begin] + whole[start:end]
                for between in pieces[first + 1 : last]:
                    between.text = ""
                pieces[last].text = (pieces[last].text or "")[end - ends[last - 1] :]
        for piece in pieces:
            piece.set(_SPACE, "preserve")


def faults(roots: Mapping[str, _Element], known: Sequence[str], told: str) -> Iterator[str]:
    """Yield every tag that is not understood, each with part and paragraph.

    `known` are the names there are, `told` says so in words.
    """
    yield from islice(_too_many(roots), 1)
    for part, paragraph in paragraphs(roots):
        text = text_of(paragraph)
        for fault in _tag_faults(text, known, told):
            yield f"{place(part, paragraph)}{fault}"
    for part in sorted(filter(PRINTED.fullmatch, roots)):
        for drawing in roots[part].iter(DRAWING):
            text = drawing.get("descr", "")
            units = (f"'{tag.source}' stands in a paragraph" for tag in tags(text) if tag.unit)
            for fault in chain(_tag_faults(text, known, told), units):
                yield f"{place(part, drawing)}alternative text: {fault}"
        for element, fault in _elsewhere(roots[part]):
            yield f"{place(part, element)}{fault}"


def _too_many(roots: Mapping[str, _Element]) -> Iterator[str]:
    count = 0
    for part in sorted(filter(PRINTED.fullmatch, roots)):
        for element in roots[part].iter(f"{W}t", DRAWING):
            count += len(_TAG.findall(element.text or element.get("descr", "")))
            if count > _MOST:
                yield f"{place(part, element)}more than {_MOST} tags; take some out"


def _tag_faults(text: str, known: Sequence[str], told: str) -> Iterator[str]:
    for tag in tags(text):
        condition = _IF.fullmatch(tag.rule)
        name = condition["name"] if condition else tag.name
        if name is not None and not _NAME.fullmatch(name):
            yield f"'{name}' is more than a name; {told}; check the {{{{ }}}} tags"
        elif name is not None and name not in known:
            yield f"unknown variable '{name}'{did_you_mean(name, known)}; {told}"
        elif name is None and tag.rule not in {"else", "endif"}:
            yield f"unknown tag '{tag.source}'; {_RULES}"
    left = _TAG.sub("{}", text)  # a brace beside a tag is read as part of it
    if any(mark in left for mark in _LEFT) and not FULL_WIDTH.search(text):
        yield "a tag that does not end; check the {{ }} tags"


def _elsewhere(root: _Element) -> Iterator[tuple[_Element, str]]:
    """Yield what docxtpl would take for a tag where no text is printed, or across paragraphs."""
    before = ""
    for element, said, printed in _written_texts(root):
        if _BEGINS.search(said) and not (printed and _in_paragraph(element)):
            yield element, f"a tag in '{short(said.strip())}', where nothing is filled in"
        elif before + said[0] in _LEFT:
            yield element, f"'{before}' and '{said[0]}' meet and look like a tag; part them"
        before = said[-1]
    for element in root.iter("*"):
        for key, said in element.items():
            if _BEGINS.search(said) and not (element.tag == DRAWING and key == "descr"):
                yield element, f"a tag in '{short(said)}', where nothing is filled in"


def _written_texts(root: _Element) -> Iterator[tuple[_Element, str, bool]]:
    """Yield every text of a part in the order it is written, and whether it is a paragraph's."""
    from lxml import etree  # noqa: PLC0415 keeps `reportgen --help` fast

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event != "end" and element.text:
            yield element, element.text, element.tag == f"{W}t"
        if event != "start" and element.tail:
            yield element, element.tail, False


def _in_paragraph(element: _Element) -> bool:
    return next(element.iterancestors(f"{W}p"), None) is not None

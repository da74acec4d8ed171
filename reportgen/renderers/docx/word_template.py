"""Loads a Word template, checks its contract, and fills its title page, headers and footers.

A template is a contract of style names, two anchors and known variables, and it is data: what it
holds is looked at by `template_relations` and `template_fields` before anything is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportgen.document.blocks import Cover
from reportgen.document.short_title import without_dealer
from reportgen.document.words import Word, say
from reportgen.errors import TemplateError, did_you_mean
from reportgen.renderers.docx import (
    template_conditions,
    template_fields,
    template_rules,
    template_tags,
)
from reportgen.renderers.docx.column_widths import units
from reportgen.renderers.docx.template_file import read_parts
from reportgen.renderers.docx.template_part_kinds import DOCUMENT
from reportgen.renderers.docx.template_places import DRAWING, PRINTED, W, text_of
from reportgen.renderers.docx.template_relations import MOST, follow, settled
from reportgen.renderers.docx.template_rules import (
    ANCHORS,
    BODY,
    FRONT,
    STYLES,
    STYLES_PART,
    VARIABLES,
    marked,
)  # fmt: skip
from reportgen.renderers.docx.template_shell import Shell, shell
from reportgen.renderers.ooxml import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["ANCHORS", "BODY", "FRONT", "STYLES", "VARIABLES", "Template", "fill", "load", "marked"]

WORDS: Final[tuple[Word, ...]] = (
    "period", "department", "author", "date", "page", "of_pages", "pages",
)  # fmt: skip
"""What a template may print in the language of the report, as `{{ words.page }}`."""

_LONG: Final = 60
"""Half-widths from which a title is long; by measurement: two lines of the shipped title page."""
_EDITED: Final = re.compile(r"word/(?:document|styles|settings|numbering|header\d*|footer\d*)\.xml")
"""The parts that are edited as text, written anew so that their text is as expected."""
_FIRST_ID: Final = 1001
"""The first number of a template's own drawings and bookmarks; those of a report begin with 1."""


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template: its parts, style name (lower case) → id, and its text width in twips."""

    name: str
    parts: dict[str, bytes]
    shells: tuple[Shell, ...]
    """The parts that are filled in."""
    styles: dict[str, str]
    width: int
    advice: tuple[str, ...] = ()
    """What it had better have."""


def load(path: Path) -> Template:
    """Load and check the template at `path`; it is read once until the file changes.

    Raises:
        TemplateError: The file is missing or no Word file, reaches outside itself, or breaks the
            contract; every fault is one line.
    """
    try:
        stamp = path.stat()
    except OSError as error:
        raise TemplateError(
            f"{path.name}: there is no such template in {path.parent.name}/; {_choices(path)}"
        ) from error
    try:
        return _load(path, stamp.st_mtime_ns, stamp.st_size)
    except TemplateError as error:
        lines = str(error).splitlines()
        raise TemplateError("\n".join(f"{path.name}: {line}" for line in lines)) from error


@lru_cache(maxsize=8)
def _load(path: Path, _modified: int, _size: int) -> Template:
    package = follow(read_parts(path))
    roots = package.roots
    known = [name for name in VARIABLES if name != "words"] + [f"words.{word}" for word in WORDS]
    for part in filter(PRINTED.fullmatch, roots):
        template_tags.gather(roots[part])
    checks = chain(
        package.faults,
        template_fields.faults(roots),
        template_rules.faults(roots),
        template_tags.faults(roots, known, template_rules.known()),
        template_conditions.faults(roots),
    )
    if found := list(islice(checks, MOST)):
        raise TemplateError("\n".join(dict.fromkeys(found)))
    advice = tuple(template_rules.advice(roots))
    document = roots[DOCUMENT]
    _isolate_anchors(document)
    _number_apart(document)
    edited = {
        name: _written(root) for name, root in roots.items() if _is_edited(name, package.parts)
    }
    parts = {**settled(package), **edited}
    shells = tuple(shell(name, parts[name]) for name in filter(PRINTED.fullmatch, parts))
    styles = template_rules.names(roots[STYLES_PART])
    return Template(path.name, parts, shells, styles, template_rules.text_width(document), advice)


def _is_edited(name: str, parts: Mapping[str, bytes]) -> bool:
    if _EDITED.fullmatch(name):
        return True
    try:
        return "encoding" in parts[name][:80].decode().replace('encoding="UTF-8"', "")
    except UnicodeDecodeError:
        return name.startswith("word/")


def _written(root: _Element) -> bytes:
    from lxml import etree  # noqa: PLC0415 keeps `reportgen --help` fast

    made: bytes = etree.tostring(root, encoding="UTF-8", standalone=True)
    return made


def fill(template: Template, cover: Cover) -> dict[str, bytes]:
    """Return the parts of the template with the cover's values in place, as plain text."""
    values = _values(cover)
    parts = dict(template.parts)
    for one in template.shells:
        root = one.filled(values)
        _describe(root, values["dealer"])
        parts[one.part] = _written(root)
    return parts


def _describe(root: _Element, dealer: str) -> None:
    """Give a picture without alternative text the dealer's name: on a title page it is the logo."""
    for drawing in template_rules.undescribed(root):
        drawing.set("descr", dealer)


def _values(cover: Cover) -> dict[str, str]:
    language = cover.language
    # The dealer stands beside the title wherever a template prints both.
    title = without_dealer(cover.title, cover.dealer)
    values = {
        "title": title,
        "long_title": title if is_long(cover) else "",
        "report": without_dealer(cover.name or cover.title, cover.dealer),
        "subtitle": cover.subtitle,
        "dealer": cover.dealer,
        "dealer_id": cover.dealer_id,
        "period": cover.month.text(language),
        "department": cover.department,
        "author": cover.author,
        "date": cover.report_date.isoformat() if cover.report_date else "",
    }
    words = {f"words.{word}": say(word, language) for word in WORDS}
    return {name: _one_line(value) for name, value in values.items()} | words


def is_long(cover: Cover) -> bool:
    """Tell whether a title, without the dealer, needs the small type of a long one."""
    return units(without_dealer(cover.title, cover.dealer)) > _LONG


def _one_line(value: str) -> str:
    """Remove line breaks."""
    return " ".join(clean(value).split())


def _isolate_anchors(root: _Element) -> None:
    """Make each anchor the only text of its paragraph; Word may have split it into runs."""
    from lxml import etree  # noqa: PLC0415

    for paragraph in root.iter(f"{W}p"):
        text = text_of(paragraph).strip()
        if text in ANCHORS:
            for child in list(paragraph):
                if child.tag != f"{W}pPr":
                    paragraph.remove(child)
            run = etree.SubElement(paragraph, f"{W}r")
            etree.SubElement(run, f"{W}t").text = marked(text)


def _number_apart(document: _Element) -> None:
    """Number drawings and bookmarks so that none is also one of the report's."""
    for number, drawing in enumerate(document.iter(DRAWING), _FIRST_ID):
        drawing.set("id", str(number))
    ids: dict[str, str] = {}
    for mark in document.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        own = mark.get(f"{W}id", "")
        mark.set(f"{W}id", ids.setdefault(own, str(_FIRST_ID + len(ids))))


def _choices(path: Path) -> str:
    found = sorted(file.name for file in path.parent.glob("*.docx"))
    if not found:
        return "the folder has no .docx files"
    return f"there are {', '.join(found)}{did_you_mean(path.name, found)}"

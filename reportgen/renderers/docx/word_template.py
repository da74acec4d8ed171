"""Loads a Word template, checks its contract, and fills its title page, headers and footers.

A template is a contract of style names, two anchors and known variables. It is checked when it is
loaded, because Word says nothing about a missing style and silently falls back to Normal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

from reportgen.document.blocks import Cover
from reportgen.document.words import Word, say
from reportgen.errors import TemplateError, did_you_mean
from reportgen.periods import Month
from reportgen.renderers.docx import template_rules
from reportgen.renderers.docx.template_rules import ANCHORS, BODY, FRONT, STYLES, VARIABLES, W
from reportgen.renderers.ooxml import clean, pack, unpack

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from lxml.etree import _Element

__all__ = [
    "ANCHORS",
    "BODY",
    "FRONT",
    "STYLES",
    "VARIABLES",
    "Template",
    "examine",
    "fill",
    "load",
    "marked",
]

_DOCUMENT: Final = "word/document.xml"
WORDS: Final[tuple[Word, ...]] = (
    "period", "department", "author", "date", "page", "of_pages", "pages",
)  # fmt: skip
"""What a template may print in the language of the report, as `{{ words.page }}`."""

_BETWEEN: Final = " \u3000·:：,，-–—|"


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template: the file, style name (lower case) → id, and its text width in twips."""

    name: str
    data: bytes
    styles: dict[str, str]
    width: int


def load(path: Path) -> Template:
    """Load and check the template at `path`; it is read once until the file changes.

    Raises:
        TemplateError: The file is missing or no Word file, or breaks the contract.
    """
    try:
        stamp = path.stat()
    except OSError as error:
        raise TemplateError(
            f"{path.name}: there is no such template in {path.parent.name}/; {_choices(path)}"
        ) from error
    return _load(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, _modified: int, _size: int) -> Template:
    from lxml import etree  # noqa: PLC0415 keeps `reportgen --help` fast

    data, roots = _opened(path)
    document = roots[_DOCUMENT]
    found = [*template_rules.faults(roots), *_unknown(data, roots)]
    if found:
        raise TemplateError("\n".join(f"{path.name}: {fault}" for fault in found))
    _isolate_anchors(document)
    text = etree.tostring(document, encoding="UTF-8", standalone=True)
    parts = {**unpack(data), _DOCUMENT: text}
    styles = template_rules.names(roots["word/styles.xml"])
    return Template(path.name, pack(parts), styles, _text_width(document))


def _opened(path: Path) -> tuple[bytes, dict[str, _Element]]:
    """Open a template; returns the file and its XML parts."""
    from lxml import etree  # noqa: PLC0415 keeps `reportgen --help` fast

    try:
        data = path.read_bytes()
        parts = {name: part for name, part in unpack(data).items() if name.endswith(".xml")}
        roots = {name: etree.fromstring(part) for name, part in parts.items()}
        _ = roots[_DOCUMENT], roots["word/styles.xml"]
    except (BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise TemplateError(
            f"{path.name}: this is not a Word file; save it from Word as .docx"
        ) from error
    return data, roots


def examine(path: Path) -> list[str]:
    """List what a sound template had better change; an empty report is tried with it.

    Raises:
        TemplateError: It breaks the contract; every fault is one line.
    """
    template = load(path)
    cover = Cover(
        "标题", "D1", "店", Month(2026, 10), "zh", "部门", "编制人", date(2026, 11, 1), "副标题"
    )
    fill(template, cover)
    return list(template_rules.advice(_opened(path)[1]))


def fill(template: Template, cover: Cover) -> dict[str, bytes]:
    """Return the parts of the template with the cover's values in place.

    Values are plain text: they are escaped, and never read as template source.

    Raises:
        TemplateError: The template asks for what does not exist.
    """
    from docxtpl import DocxTemplate  # noqa: PLC0415 keeps `reportgen --help` fast
    from jinja2 import TemplateError as JinjaError  # noqa: PLC0415

    shell = DocxTemplate(BytesIO(template.data))
    try:
        shell.render(_values(cover), jinja_env=_environment())
    except JinjaError as error:
        raise TemplateError(f"{template.name}: {error}; {template_rules.known()}") from error
    target = BytesIO()
    shell.save(target)
    return unpack(target.getvalue())


def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _values(cover: Cover) -> dict[str, Any]:
    language = cover.language
    values = {
        # The dealer stands beside the title wherever a template prints both.
        "title": _without(cover.title, cover.dealer),
        "subtitle": cover.subtitle,
        "dealer": cover.dealer,
        "dealer_id": cover.dealer_id,
        "period": cover.month.text(language),
        "department": cover.department,
        "author": cover.author,
        "date": cover.report_date.isoformat() if cover.report_date else "",
    }
    words = {word: say(word, language) for word in WORDS}
    return {**{name: _one_line(value) for name, value in values.items()}, "words": words}


def _without(title: str, dealer: str) -> str:
    """Return the title without the dealer at its beginning, or set apart by separators."""
    before, found, after = title.partition(dealer) if dealer else (title, "", "")
    head, tail = before.rstrip(_BETWEEN), after.lstrip(_BETWEEN)
    if not found or not (head or tail):
        return title
    if not head:
        return tail
    # Inside a sentence the name cannot be left out.
    apart = before.strip() != head and (after.strip() != tail or not tail)
    return " · ".join(part for part in (head, tail) if part) if apart else title


def _one_line(value: str) -> str:
    """Remove line breaks and what docxtpl reads as page breaks."""
    return " ".join(clean(value).split())


def _isolate_anchors(root: _Element) -> None:
    """Make each anchor the only text of its paragraph; Word may have split it into runs."""
    from lxml import etree  # noqa: PLC0415

    for paragraph in root.iter(f"{W}p"):
        text = "".join(text.text or "" for text in paragraph.iter(f"{W}t")).strip()
        if text in ANCHORS:
            for child in list(paragraph):
                if child.tag != f"{W}pPr":
                    paragraph.remove(child)
            run = etree.SubElement(paragraph, f"{W}r")
            etree.SubElement(run, f"{W}t").text = marked(text)


def marked(anchor: str) -> str:
    """Return an anchor with a character that `storable_texts` removes: no text holds it."""
    return f"\x85{anchor}"


def _text_width(root: _Element) -> int:
    section = list(root.iter(f"{W}sectPr"))[-1]
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margin is None:
        return 9072
    sides = int(margin.get(f"{W}left", "0")) + int(margin.get(f"{W}right", "0"))
    return int(size.get(f"{W}w", "11906")) - sides


def _unknown(data: bytes, roots: Mapping[str, _Element]) -> Iterator[str]:
    from docxtpl import DocxTemplate  # noqa: PLC0415
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415

    try:
        used = DocxTemplate(BytesIO(data)).get_undeclared_template_variables(_environment())
    except TemplateSyntaxError as error:
        yield f"{error}; check the {{{{ }}}} tags"
        return
    yield from template_rules.unknown(used, roots)


def _choices(path: Path) -> str:
    found = sorted(file.name for file in path.parent.glob("*.docx"))
    if not found:
        return "the folder has no .docx files"
    return f"there are {', '.join(found)}{did_you_mean(path.name, found)}"

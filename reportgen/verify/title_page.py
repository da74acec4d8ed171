"""Checks title page, headers, footers and properties of the finished files against the cover."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from reportgen.document.blocks import Cover
from reportgen.document.words import Word, say
from reportgen.labels import language_tag
from reportgen.punctuation import mark
from reportgen.renderers.docx.template_rules import BODY
from reportgen.renderers.docx.word_template import is_long, load
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx import workbook_words
from reportgen.renderers.xlsx.shared_strings import literal
from reportgen.verify.fields import outside
from reportgen.verify.mismatch import Mismatch, plain_text
from reportgen.verify.read_xlsx import ReadSheet, Workbook

WORDS: Final[tuple[Word, ...]] = (
    "period", "department", "author", "date", "page", "of_pages", "pages",
)  # fmt: skip
"""What a template may print as `{{ words.page }}`."""
_TOLD: Final[tuple[Word, ...]] = ("period", "department", "author", "date")
_TOP: Final = 6
"""Rows of the first sheet within which the cover stands; the writer fills the first ones."""
_LONGEST: Final = 80
"""Characters of a name that a page header of a workbook prints; the writer cuts there."""
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_TERMS: Final = "{http://purl.org/dc/terms/}"
_PROPERTIES: Final = "docProps/core.xml"
_PRINTED: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_TAG: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_RULE: Final = re.compile(r"\{%\w*\s*(if|elif|else|endif|for|endfor)\b\s*(.*?)\s*-?%\}")
_SEPARATORS: Final = re.compile(r"[\s·:：,，\-–—|]+")
_EDGE: Final = re.compile(rb"<oddHeader>([^<]*)</oddHeader>")


def word(cover: Cover, package: Package, template: Path) -> Iterator[Mismatch]:
    """Yield where the template's tags or the file's properties differ from the cover."""
    values = {name: " ".join(value.split()) for name, value in _values(cover).items()}
    for part, paragraphs in _template(template, template.stat().st_mtime_ns).items():
        found = _paragraphs(package, part)
        for wanted in _expected(paragraphs, values):
            if not any(_squeezed(said) in wanted for said in found):
                yield Mismatch("", f"Word, {part}", wanted[0], "")
                found = _paragraphs(package, part)
    author = cover.author or cover.department or cover.dealer
    told = {"title": cover.title, "subject": cover.dealer, "creator": author}
    told["language"] = language_tag(cover.language)
    yield from _properties(cover, package, "Word", told)


def _values(cover: Cover) -> dict[str, str]:
    language = cover.language
    values = {
        "title": cover.title,
        "long_title": cover.title if is_long(cover) else "",
        "report": cover.name or cover.title,
        "subtitle": cover.subtitle,
        "dealer": cover.dealer,
        "dealer_id": cover.dealer_id,
        "period": cover.month.text(language),
        "department": cover.department,
        "author": cover.author,
        "date": cover.report_date.isoformat() if cover.report_date else "",
    }
    said = {f"words.{word}": say(word, language) for word in WORDS}
    return {name: plain_text(value) for name, value in values.items()} | said


@lru_cache(maxsize=8)
def _template(path: Path, _modified: int) -> dict[str, list[str]]:
    """Return the paragraphs of a template by part, with their tags as written."""
    package = Package.of(path.read_bytes())
    # What nothing in the template refers to is not taken along.
    parts = [name for name in load(path).parts if _PRINTED.match(name)]
    return {name: list(_paragraphs(package, name)) for name in parts}


def after_body(template: Path) -> int:
    """Count the paragraphs and tables a template has below the report."""
    return _after_body(template, template.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _after_body(path: Path, _modified: int) -> int:
    body = Package.of(path.read_bytes()).root("word/document.xml").find(f"{_W}body")
    told = (
        ["".join(one.itertext()).strip() for one in body if one.tag != f"{_W}sectPr"]
        if body is not None
        else []
    )
    return sum(map(bool, told[told.index(BODY) + 1 :])) if BODY in told else 0


def _paragraphs(package: Package, part: str) -> Iterator[str]:
    if part in package:
        yield from (outside(one) for one in package.root(part).iter(f"{_W}p"))


def _expected(paragraphs: list[str], values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs that are sure to be printed: of plain tags, under no other condition.

    Each twice: a title leaves out the dealer where that stands beside it. A template may hold any
    condition and filter; what those do is not worked out again here.
    """
    short = dict(values) | {
        name: values[name].replace(values["dealer"], "", 1)
        for name in ("title", "long_title", "report")
    }
    conditions: list[str] = []
    for text in paragraphs:
        rules = _RULE.findall(text)
        for rule, what in rules:
            _step(rule, what, conditions)
        names = _TAG.findall(text)
        sure = all(_holds_for(values, condition) for condition in conditions) and not rules
        if sure and names and all(name in values for name in names):
            yield _filled(text, values), _filled(text, short)


def _holds_for(values: Mapping[str, str], condition: str) -> bool:
    """Tell whether a condition of one variable holds; of any other it is not sure."""
    name = condition.removeprefix("not ")
    return name in values and bool(values[name]) == (name == condition)


def _step(rule: str, what: str, conditions: list[str]) -> None:
    """Enter or leave a condition; the branch for a false one is never sure."""
    if rule in {"if", "for"}:
        conditions.append(what if rule == "if" else "")
    elif conditions and rule in {"endif", "endfor"}:
        conditions.pop()
    elif conditions:
        conditions[-1] = ""


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _squeezed(_TAG.sub(lambda found: values[found[1]], text))


def _squeezed(text: str) -> str:
    return _SEPARATORS.sub("", text)


# --- Excel ----------------------------------------------------------------------------------


def excel(cover: Cover, book: Workbook) -> Iterator[Mismatch]:
    """Yield where first sheet, page headers and footers, or properties differ from the cover."""
    front = next(iter(book.reading), None)
    if front is not None:
        yield from _front(cover, front)
    dealer = html.escape(plain_text(cover.dealer).replace("\n", " ")[:_LONGEST], quote=False)
    dealer = dealer.replace("&amp;", "&amp;&amp;")
    month = cover.month.text(cover.language)
    for name, part in book.sheet_parts.items():
        tail = book.parts[part][book.parts[part].rfind(b"</sheetData>") :]
        edge = _EDGE.search(tail)
        said = literal(edge[1].decode()) if edge else ""
        wanted = f"{dealer} … {month}"
        if not (said.endswith(f" {month}") and f" {dealer}&amp;R" in said):
            yield Mismatch("", f"Excel, '{name}', page header", wanted, said)
    yield from _properties(cover, book.parts, "Excel", {"title": cover.title})


def _front(cover: Cover, sheet: ReadSheet) -> Iterator[Mismatch]:
    language, where = cover.language, f"Excel, '{sheet.name}'"
    colon = mark("colon", language)
    values = _values(cover)
    names: dict[str, str] = {"dealer": cover.whose or workbook_words.say("dealer", language)}
    names |= {name: say(name, language) for name in _TOLD}
    said = [cell.text for row in sheet.read(rows=_TOP) for cell in row]
    for key, name in names.items():
        line = " ".join(f"{name}{colon}{values[key]}".split())
        if values[key] and not any(_holds(text, line) for text in said):
            yield Mismatch("", where, line, " | ".join(said))
    if cover.subtitle and not any(plain_text(cover.subtitle) == text for text in said):
        yield Mismatch("", where, cover.subtitle, " | ".join(said))


def _holds(text: str, line: str) -> bool:
    """Tell whether a text of several entries contains one of them whole."""
    return re.search(rf"(?:^|\s){re.escape(line)}(?:\s|$)", " ".join(text.split())) is not None


# --- both -----------------------------------------------------------------------------------


def _properties(
    cover: Cover, package: Package, program: str, wanted: Mapping[str, str]
) -> Iterator[Mismatch]:
    root = package.root(_PROPERTIES) if _PROPERTIES in package else None
    day = (cover.report_date or cover.month.end).isoformat()
    tags = {f"{_DC}{name}": text for name, text in wanted.items()}
    tags |= {f"{_TERMS}{name}": f"{day}T00:00:00Z" for name in ("created", "modified")}
    for tag, text in tags.items():
        said = (root.findtext(tag) or "") if root is not None else ""
        if plain_text(text) not in {said, literal(said)}:
            yield Mismatch("", f"{program}, property {tag.rpartition('}')[2]}", text, said)

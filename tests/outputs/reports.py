"""A report in memory: its document and the bytes of both files."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import recalculate

from reportgen.document import brand
from reportgen.document.blocks import Chart, Document, Finding, Table, Text
from reportgen.document.formats import plain
from reportgen.extension.components import Look
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.renderers import charts
from reportgen.renderers.docx import Docx, package, page_numbers, word_template
from reportgen.renderers.open_package import Package
from reportgen.report.one import assemble, check, cut, load
from reportgen.spec.spec import read_spec
from reportgen.verify.read_xlsx import Workbook

SECONDS = 240
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f>')


@dataclass(frozen=True)
class Report:
    """A finished report: its document and the bytes of both files."""

    name: str
    document: Document
    docx: bytes
    xlsx: bytes
    look: Look

    @cached_property
    def book(self) -> Workbook:
        return Workbook(Package.of(self.xlsx))


def make(name: str, spec_path: Path) -> Report:
    registry = load_plugins(find_workspace(spec_path))
    spec = read_spec(spec_path, registry)
    month = spec.period.month
    inputs = load(spec, registry, month)
    data, ledger = cut(spec, inputs, inputs.dealers[0], month)
    document = assemble(spec, data, check(spec, data, ledger))
    word = Docx(pages="none").render(document, spec.look)
    return Report(
        name, document, word, registry.renderers["xlsx"]().render(document, spec.look), spec.look
    )


def disagreements(report: Report) -> list[str]:
    """Every entry of the lists that our own layout and LibreOffice put on different pages."""
    template = word_template.load(report.look.template)
    made = package.assemble(report.document, template, charts, brand.load(report.look.brand))
    parts = made.finished(numbered=True)
    ours, theirs = (page_numbers.find(engine, parts) for engine in ("builtin", "libreoffice"))
    assert ours is not None, "the layout is not sure"
    assert theirs is not None
    found = {**ours.of, "last": ours.last}
    other = {**theirs.of, "last": theirs.last}
    return [f"{name}: {found[name]}, {other[name]}" for name in found if found[name] != other[name]]


def run(*command: str | Path) -> str:
    """What a program prints."""
    words = [str(word) for word in command]
    done = subprocess.run(words, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
    return done.stdout.decode()


def formulas(book: Workbook) -> Iterator[tuple[str, str]]:
    """Sheet and place of every formula."""
    for name, part in book.sheet_parts.items():
        if part not in book.tables:
            yield from ((name, place.decode()) for place in _FORMULA.findall(book.parts[part]))


def differing(book: Workbook, other: Workbook) -> list[str]:
    """Every formula whose cached value another engine does not confirm."""
    places = list(formulas(book))
    return [
        f"{sheet}!{place}: written {stored!r}, found {found!r}"
        for sheet, place in places
        if not recalculate.same(
            stored := book.cells[sheet][place], found := other.cells[sheet].get(place)
        )
    ]


def squeezed(text: str) -> str:
    """A text without blanks and hyphens: a line break in a PDF may stand anywhere."""
    return "".join(text.replace("-", "").split())


def sentences(document: Document) -> Iterator[str]:
    """Every sentence Word prints as a paragraph of its own."""
    language = document.cover.language
    for block in document.blocks():
        match block:
            case Text(spoken):
                yield plain(spoken, language)
            case Finding():
                yield plain(block.title, language)
            case Chart():
                yield plain(block.title, language)
                yield block.caption
            case Table():
                yield block.caption

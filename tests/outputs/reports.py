"""A report in memory: its document and the bytes of both files."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reportgen import brand
from reportgen.assemble import assemble
from reportgen.blocks import Document
from reportgen.components import Look
from reportgen.plugins import load_plugins
from reportgen.renderers import charts
from reportgen.renderers.docx import Docx, package, pages, shell
from reportgen.renderers.opened import Package
from reportgen.report import check, load
from reportgen.spec import read_spec
from reportgen.verify.sheets import Workbook
from reportgen.workspace import find_workspace

SECONDS = 240


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
    data, ledger = check(spec, inputs, inputs.dealers[0], month)
    document = assemble(spec, data, ledger)
    word = Docx(pages="none").render(document, spec.look)
    return Report(
        name, document, word, registry.renderers["xlsx"]().render(document, spec.look), spec.look
    )


def disagreements(report: Report) -> list[str]:
    """Every entry of the lists that our own layout and LibreOffice put on different pages."""
    template = shell.load(report.look.template)
    made = package.assemble(report.document, template, charts, brand.load(report.look.brand))
    parts = made.finished(numbered=True)
    ours, theirs = (pages.find(engine, parts) for engine in ("builtin", "libreoffice"))
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

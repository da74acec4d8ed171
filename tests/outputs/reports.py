"""A report in memory: its document and the bytes of both files."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reportgen.assemble import assemble
from reportgen.blocks import Document
from reportgen.components import Look
from reportgen.plugins import load_plugins
from reportgen.renderers.docx import Docx
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


def run(*command: str | Path) -> str:
    """What a program prints."""
    words = [str(word) for word in command]
    done = subprocess.run(words, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
    return done.stdout.decode()

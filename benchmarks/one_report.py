"""Measures one dealer's report against a plain script that makes the same content.

The peer is what one would write in an afternoon: docxtpl for the title page, python-docx for
tables, pyplot pictures for charts, `pandas.to_excel` for tables and detail sheets. Both start from
the same assembled document and write real files, so the ratio is about rendering; what sections and
reading cost is listed beside it. Every figure is CPU seconds of this process, the median of several
interleaved rounds after one warm-up.

    python benchmarks/one_report.py [--rounds 5] [--dealers 1]
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pandas as pd
from docx import Document as WordDocument
from docx.shared import Cm
from docxtpl import DocxTemplate

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.document.blocks import (
    Chart,
    Document,
    Finding,
    Heading,
    Kpis,
    Recommendation,
    Table,
    Text,
)
from reportgen.document.formats import cell, plain
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.report.one import assemble, check, cut, load
from reportgen.spec.spec import read_spec

MONTHS = 13
pictures = import_module("reportgen.renderers.charts.drawn_charts")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), chosen.rounds)


def run(folder: Path, rounds: int) -> None:
    """Time both contestants over the same dealer, interleaved."""
    path = make_workspace(folder)
    registry = load_plugins(find_workspace(path))
    write_samples(folder, registry, dealers=1, months=MONTHS, seed=1, last_month="2026-10")
    spec = read_spec(path, registry)
    month = spec.period.month
    read, inputs = timed(lambda: load(spec, registry, month))
    word = registry.renderers["docx"].model_validate({"pages": "none"})
    excel = registry.renderers["xlsx"]()
    dealer = inputs.dealers[0]

    def assembled() -> Document:
        data, ledger = cut(spec, inputs, dealer, month)
        return assemble(spec, data, check(spec, data, ledger))

    document = assembled()
    stages: dict[str, Callable[[], object]] = {
        "sections": assembled,
        "word": lambda: word.render(document, spec.look),
        "excel": lambda: excel.render(document, spec.look),
        "peer word": lambda: peer_word(document, folder / "peer.docx"),
        "peer excel": lambda: peer_excel(document, folder / "peer.xlsx"),
    }
    spent: dict[str, list[float]] = {name: [] for name in stages}
    for turn in range(rounds + 1):
        pictures._kept.cache_clear()  # noqa: SLF001 every report draws its own
        for name, stage in stages.items():
            seconds, _ = timed(stage)
            if turn:
                spent[name].append(seconds)
    middle = {name: statistics.median(values) for name, values in spent.items()}
    contents = [word.render(document, spec.look), excel.render(document, spec.look)]
    report(middle, read, document, floor(contents))


def timed(stage: Callable[[], object]) -> tuple[float, object]:
    """Return the CPU seconds of one call, and its result."""
    started = time.process_time()
    result = stage()
    return time.process_time() - started, result


def floor(files: list[bytes]) -> float:
    """Return the CPU seconds to compress the same bytes once, which no writer can save."""
    parts = [
        package.read(name)
        for content in files
        for package in (zipfile.ZipFile(io.BytesIO(content)),)
        for name in package.namelist()
    ]
    seconds, _ = timed(lambda: [zlib.compress(part, 6) for part in parts])
    return seconds


def report(middle: dict[str, float], read: float, document: Document, least: float) -> None:
    """Print the figures, and the ratio of both contestants."""
    ours, peer = middle["word"] + middle["excel"], middle["peer word"] + middle["peer excel"]
    blocks = list(document.blocks())
    rows = sum(len(detail.frame) for detail in document.details)
    print(
        f"content: {len(document.chapters)} chapters, {len(document.facts())} facts, "
        f"{sum(isinstance(b, Chart) for b in blocks)} charts, "
        f"{sum(isinstance(b, Table) for b in blocks)} tables, {rows:,} detail rows"
    )
    print(f"reading all files of the dealer, once: {read:.3f} s")
    for name, seconds in middle.items():
        print(f"{name:12} {seconds:.3f} s")
    print(f"report after reading: {middle['sections'] + ours:.3f} s CPU")
    print(f"compressing the same bytes: {least:.3f} s")
    print(f"ratio to the plain script (rendering): {ours / peer:.2f}")


# --- the peer -------------------------------------------------------------------------------


def peer_word(document: Document, path: Path) -> None:
    """Write the plain Word file: docxtpl title page, then paragraphs, tables and pictures."""
    language = document.cover.language
    shell = WordDocument()
    shell.add_heading("{{ title }}", 0)
    shell.add_paragraph("{{ dealer }}")
    start = io.BytesIO()
    shell.save(start)
    template = DocxTemplate(io.BytesIO(start.getvalue()))
    template.render(
        {"title": document.cover.title, "dealer": document.cover.dealer}, autoescape=True
    )
    word = template.docx
    for chapter in document.chapters:
        word.add_heading(chapter.title, 1)
        for block in chapter.blocks:
            match block:
                case Text(words):
                    word.add_paragraph(plain(words, language))
                case Heading(title, level):
                    word.add_heading(title, level)
                case Finding():
                    word.add_paragraph(plain(block.title, language))
                    word.add_paragraph(plain(block.text, language))
                case Kpis(tiles):
                    line = [f"{t.fact.label} {cell(t.fact, 'text', language)}" for t in tiles]
                    word.add_paragraph("   ".join(line))
                case Table():
                    _peer_table(word, block, language)
                case Chart():
                    word.add_paragraph(plain(block.title, language))
                    word.add_picture(_peer_chart(block), width=Cm(15))
                case Recommendation():
                    word.add_paragraph(plain(block.measure, language))
    word.save(path)


def _peer_table(word: WordDocument, table: Table, language: str) -> None:
    word.add_paragraph(table.caption)
    made = word.add_table(rows=1, cols=len(table.columns))
    for at, column in enumerate(table.columns):
        made.rows[0].cells[at].text = column.label
    for row in table.rows:
        cells = made.add_row().cells
        for at, value in enumerate(row):
            cells[at].text = cell(value, table.columns[at].unit, language)


def _peer_chart(chart: Chart) -> io.BytesIO:
    import matplotlib as mpl  # noqa: PLC0415 counted with the peer, as a script would import it

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 as above

    figure, axes = plt.subplots(figsize=(6.1, 2.8), dpi=150)
    for series in chart.series:
        values = [_number(value) for value in series.values]
        places = range(len(values))
        if chart.kind == "bar":
            axes.barh(places, values)
        elif chart.kind in {"column", "stacked"}:
            axes.bar(places, values)
        else:
            axes.plot(places, values, marker="o")
    axes.set_xticks(range(len(chart.categories)), range(len(chart.categories)))
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    plt.close(figure)
    picture.seek(0)
    return picture


def _number(value: object) -> float:
    found = getattr(value, "value", value)
    return float("nan") if found is None else float(found)  # type: ignore[arg-type]


def peer_excel(document: Document, path: Path) -> None:
    """Write the plain workbook: a sheet for each table and detail table, through pandas."""
    language = document.cover.language
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for number, table in enumerate(b for b in document.blocks() if isinstance(b, Table)):
            rows = [[_shown(v, language) for v in row] for row in table.rows]
            frame = pd.DataFrame(rows, columns=[column.label for column in table.columns])
            frame.to_excel(book, sheet_name=f"table {number + 1}", index=False)
        for detail in document.details:
            shown = [c.name for c in detail.contract.columns if c.shown and c.name in detail.frame]
            detail.frame[shown].to_excel(book, sheet_name=detail.contract.name, index=False)


def _shown(value: object, language: str) -> object:
    if isinstance(value, tuple):
        return plain(value, language)
    return getattr(value, "value", value)


if __name__ == "__main__":
    main()

"""Compares the page numbers of our own layout with those of LibreOffice, and what each costs.

Every shipped spec, the demo in both languages among them: how many entries of the contents and
lists there are, how many stand on the same page, whether the layout was sure. Costs are CPU seconds
of one report, the median of several rounds: those of LibreOffice are of the warm process and all
it starts, the lists and the rest of the report are left out.

    python benchmarks/page_numbers.py [--rounds 5] [--dealers 3]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.document import brand
from reportgen.document.blocks import Document
from reportgen.extension.components import Look
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import bundled, find_workspace
from reportgen.labels import Language
from reportgen.renderers import charts
from reportgen.renderers.docx import libreoffice, package, page_numbers, word_template
from reportgen.report.one import assemble, check, cut, load
from reportgen.spec.spec import read_spec


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--dealers", type=int, default=3)
    chosen = options.parse_args()
    print(f"{'report':24} entries equal  own CPU s  LibreOffice s  ratio")
    with tempfile.TemporaryDirectory() as folder:
        for name, document, look in _documents(Path(folder), chosen.dealers):
            _compare(name, document, look, chosen.rounds)


def _documents(folder: Path, dealers: int) -> Iterator[tuple[str, Document, Look]]:
    languages: tuple[Language, ...] = ("zh", "en")
    demos = [make_workspace(folder / language, language) for language in languages]
    registry = load_plugins(find_workspace(demos[0]))
    for language in languages:
        write_samples(
            folder / language,
            registry,
            dealers=dealers,
            months=13,
            seed=1,
            last_month="2026-10",
            language=language,
        )
    for spec_path in (*demos, bundled().configs / "deck_2008.yaml"):
        spec = read_spec(spec_path, registry)
        month = spec.period.month
        inputs = load(spec, registry, month)
        for dealer in inputs.dealers:
            data, ledger = cut(spec, inputs, dealer, month)
            document = assemble(spec, data, check(spec, data, ledger))
            yield f"{spec_path.stem} {dealer.id}", document, spec.look


def _compare(name: str, document: Document, look: Look, rounds: int) -> None:
    made = package.assemble(
        document, word_template.load(look.template), charts, brand.load(look.brand)
    )
    parts = made.finished(numbered=True)
    found, spent = {}, {}
    for engine in ("builtin", "libreoffice"):
        seconds = []
        for _ in range(rounds + 1):
            began = _spent()
            found[engine] = page_numbers.find(engine, parts)
            seconds.append(_spent() - began)
        spent[engine] = statistics.median(seconds[1:])
    own, other = found["builtin"], found["libreoffice"]
    assert other is not None  # noqa: S101 the benchmark needs LibreOffice
    equal = sum(own.of[key] == page for key, page in other.of.items()) if own else "none"
    ratio = spent["libreoffice"] / spent["builtin"]
    print(
        f"{name:24} {len(other.of):7} {equal:>5}  {spent['builtin']:9.3f}  "
        f"{spent['libreoffice']:13.3f}  {ratio:5.1f}"
    )


def _spent() -> float:
    """Return the CPU seconds so far of this process and the warm LibreOffice's group (Linux)."""
    total = time.process_time()
    warm = libreoffice._state.warm  # noqa: SLF001 the process is its own affair
    group = warm._process.pid if warm else 0  # noqa: SLF001 the same
    for stat in Path("/proc").glob("[0-9]*/stat") if group else ():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += (int(fields[11]) + int(fields[12])) / 100
    return total


if __name__ == "__main__":
    main()

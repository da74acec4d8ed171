"""Measures what re-reading a finished report costs, against making the report.

The same dealer as `one_report.py`: the demo with 13 months. CPU seconds of this process, the median
of several interleaved rounds after one warm-up. Page numbers are counted by reportgen itself, as on
a machine without LibreOffice; LibreOffice's own time would not be seen here.

    python benchmarks/verify.py [--rounds 7]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.renderers.docx.lint import faults as lint_word
from reportgen.renderers.ooxml import unpack
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx.lint import faults as lint_excel
from reportgen.report.one import assemble, check, cut, load
from reportgen.spec.spec import read_spec
from reportgen.verify import excel_workbook, verify, word_report


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), chosen.rounds)


def run(folder: Path, rounds: int) -> None:
    """Time the report and its verification, interleaved."""
    path = make_workspace(folder)
    registry = load_plugins(find_workspace(path))
    write_samples(folder, registry, dealers=1, months=13, seed=1, last_month="2026-10")
    spec = read_spec(path, registry)
    month = spec.period.month
    inputs = load(spec, registry, month)
    word = registry.renderers["docx"].model_validate({"pages": "builtin"})
    excel = registry.renderers["xlsx"]()
    data, ledger = cut(spec, inputs, inputs.dealers[0], month)
    document = assemble(spec, data, check(spec, data, ledger))
    files = {
        ".docx": word.render(document, spec.look),
        ".xlsx": excel.render(document, spec.look),
    }
    parts = {suffix: unpack(content) for suffix, content in files.items()}

    def report() -> None:
        data, ledger = cut(spec, inputs, inputs.dealers[0], month)
        made = assemble(spec, data, check(spec, data, ledger))
        word.render(made, spec.look)
        excel.render(made, spec.look)

    stages: dict[str, Callable[[], object]] = {
        "reading the exports": lambda: load(spec, registry, month),
        "report": report,
        "re-reading both files": lambda: verify(document, files, spec.look),
        "  unpacking": lambda: [unpack(content) for content in files.values()],
        "  Word lint": lambda: lint_word(Package(parts[".docx"])),
        "  Word facts": lambda: word_report.compare(document, Package(parts[".docx"]), spec.look),
        "  Excel lint": lambda: lint_excel(Package(parts[".xlsx"]), details=False),
        "  Excel facts": lambda: excel_workbook.compare(
            document, Package(parts[".xlsx"]), spec.look
        ),
    }
    spent: dict[str, list[float]] = {name: [] for name in stages}
    for turn in range(rounds + 1):
        for name, stage in stages.items():
            started = time.process_time()
            stage()
            if turn:
                spent[name].append(time.process_time() - started)
    middle = {name: statistics.median(values) for name, values in spent.items()}
    found = verify(document, files, spec.look)
    print(f"facts compared: {len(document.facts())}, differences: {len(found)}")
    whole = middle["reading the exports"] + middle["report"]
    for name, seconds in middle.items():
        shares = (
            f"{seconds / middle['report']:6.1%} of the report, {seconds / whole:6.1%} with reading"
        )
        print(f"{name:24} {seconds:.3f} s   {shares}")


if __name__ == "__main__":
    main()

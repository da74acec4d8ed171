"""Measures what becomes of damaged templates: refused with a place, good for a report, or worse.

Every kind of damage of `tests/renderers/docx/template_mutations.py`, with many seeds. A template
that is accepted makes a report, which is verified as a dealer's is. Anything but a TemplateError
or a sound report is worse, and named.

    python benchmarks/mutated_templates.py [--each 12] [--from 0]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from reportgen.document.blocks import Chapter, Cover, Document, Text
from reportgen.errors import TemplateError
from reportgen.extension.components import Look
from reportgen.extension.workspace import bundled
from reportgen.periods import Month
from reportgen.renderers.docx import Docx
from reportgen.verify import require

HERE = Path(__file__).resolve().parents[1]
COVER = Cover(
    "标题", "D1", "店", Month(2026, 10), "zh", "部门", "编制人", date(2026, 11, 1), "副标题"
)
TEXTS = (Text(("一段话",)), Text(("小结",), "summary"))
DOCUMENT = Document(COVER, (), (), (Chapter("one", "第一章", TEXTS),))


def outcome(path: Path) -> str:
    """Return `refused`, `report`, or what went wrong."""
    look, writer = Look(path), Docx(pages="builtin")
    try:
        writer.check(look)
    except TemplateError as error:
        return "caught at large" if "no report can be made" in str(error) else "refused"
    except Exception as error:  # noqa: BLE001 what is looked for
        return f"{type(error).__name__}: {error}"
    try:
        require(DOCUMENT, {".docx": writer.render(DOCUMENT, look)}, look)
    except Exception as error:  # noqa: BLE001 what is looked for
        return f"a report failed: {type(error).__name__}: {error}"
    return "report"


def main() -> None:
    """Try every kind of damage and print a table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--each", type=int, default=12, help="seeds of each kind")
    asked.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    options = asked.parse_args()
    sys.path.insert(0, str(HERE / "tests" / "renderers" / "docx"))
    from template_mutations import MUTATIONS, mutated  # noqa: PLC0415 the path is known now

    run(MUTATIONS, mutated, range(options.first, options.first + options.each))


def run(kinds: object, mutated: Callable[[bytes, str, int], bytes], seeds: range) -> None:
    """Print a line for each kind, the slowest template, and everything that is worse."""
    data = (bundled().templates / "monthly.docx").read_bytes()
    total: Counter[str] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:  # type: ignore[attr-defined]
            found: Counter[str] = Counter()
            for seed in seeds:
                path = Path(folder) / f"{total.total() + found.total()}.docx"
                path.write_bytes(mutated(data, kind, seed))
                began = time.perf_counter()
                found[outcome(path)] += 1
                slowest = max(slowest, time.perf_counter() - began)
            print(f"{kind:<20} {dict(found)}")
            total += found
    print(f"{'all':<20} {total.total()}: {dict(total)}; the slowest {slowest:.2f} s")


if __name__ == "__main__":
    main()

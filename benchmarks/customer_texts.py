"""Counts whether verification refuses a report for what a customer's data say.

Every place of a report in which a text can stand is filled with generated texts (error values,
templates, markup, formulas, line breaks, control characters, bidirectional marks, emoji, very long
ones), both files are written and verified, and every refusal is printed. The suite tries 3,000.

    PYTHONPATH=. python benchmarks/customer_texts.py [--texts 10000] [--seed 0]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

TESTS = Path(__file__).parents[1] / "tests"
for _folder in ("verify", "renderers/xlsx", ""):
    sys.path.insert(0, str(TESTS / _folder))

from hostile_texts import Filler, texts  # noqa: E402 its folder is no package
from samples import LOOK  # noqa: E402
from workbook_sample import Sample  # noqa: E402

from reportgen.labels import LANGUAGES  # noqa: E402
from reportgen.renderers.docx import Docx  # noqa: E402
from reportgen.renderers.xlsx import Xlsx  # noqa: E402
from reportgen.verify import verify  # noqa: E402


def main() -> None:
    """Print every refusal, then how many texts were tried in which time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    samples = [Sample(language, 30).document() for language in LANGUAGES]
    tried, seed, refused, begun = 0, asked.seed, 0, perf_counter()
    while tried < asked.texts:
        filler = Filler(texts(seed))
        document = filler.filled(samples[seed % 2])
        files = {
            ".docx": Docx(pages="none").render(document, LOOK),
            ".xlsx": Xlsx().render(document, LOOK),
        }
        found = verify(document, files, LOOK)
        for each in found:
            print(f"seed {seed}: {each}")
        refused += bool(found)
        tried, seed = tried + filler.count, seed + 1
    seconds = perf_counter() - begun
    print(f"{tried:,} texts in {seed - asked.seed} reports, {refused} refused, {seconds:.0f} s")


if __name__ == "__main__":
    main()

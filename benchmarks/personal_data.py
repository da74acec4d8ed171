"""Measures how much of what leads to a person is masked in free text, and what is masked in vain.

Values and harmless texts are made by `tests/planted_people.py`. A value counts as found when no
spelling of it stands in the masked text. Exit code 1 when a kind is found less often, or harmless
texts are changed more often, than `docs/concepts.md` says.

    python benchmarks/personal_data.py [--each 2000] [--seed 1] [--show]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from planted_people import AROUND, KINDS, harmless, spellings

from reportgen.personal_data import mask_text, narrow

LEAST, MOST = 0.97, 0.01
"""Share found of each kind at least, and share of harmless texts of each kind changed at most."""


def main() -> None:
    """Measure and print; exit code 1 when a limit is broken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=int, default=2_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", action="store_true", help="print what was missed")
    chosen = options.parse_args()
    dice, bad = Random(chosen.seed), False  # noqa: S311 no secrets
    for kind, share in recall(dice, chosen.each, show=chosen.show).items():
        bad |= share < LEAST
        print(f"{kind:<40}{share:>8.1%} found")
    for kind, share in false_hits(dice, chosen.each, show=chosen.show).items():
        bad |= share > MOST
        print(f"{kind:<40}{share:>8.2%} changed in vain")
    sys.exit(int(bad))


def recall(dice: Random, each: int, *, show: bool = False) -> dict[str, float]:
    """Kind → share of its values of which nothing is left."""
    found: dict[str, float] = {}
    for kind, make in KINDS.items():
        missed = []
        for _ in range(each):
            value, (before, after) = make(dice), dice.choice(AROUND)
            shown = narrow(mask_text(f"{before}{value}{after}"))
            if any(text in shown for text in spellings(value)):
                missed.append(f"{before}{value}{after} -> {shown}")
        found[kind] = 1 - len(missed) / each
        if show:
            print(*missed[:5], sep="\n")
    return found


def false_hits(dice: Random, each: int, *, show: bool = False) -> dict[str, float]:
    """Kind of harmless text → share that was changed."""
    changed: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for _ in range(each):
        for kind, text in harmless(dice):
            kinds[kind] += 1
            changed[kind] += mask_text(text) != text
            if show and mask_text(text) != text:
                print(f"{kind}: {text} -> {mask_text(text)}")
    return {kind: changed[kind] / count for kind, count in kinds.items()}


if __name__ == "__main__":
    main()

"""Counts over many seeds what of the demo's planted truths is found, and who is wrongly named.

The full form of `tests/plugins/test_planted.py`: a store of every plan for every seed. For each
kind of finding it prints in how many stores it was planted and found; for each plan, in how many
stores somebody was named of whom nothing was planted.

    python benchmarks/planted_truths.py [--seeds 20] [--first 1000] [--stores 12]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from planted_stores import demo, kinds, missing, told, wrongly_named


def main() -> None:
    """Run the seeds and print both shares."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=1000)
    options.add_argument("--stores", type=int, default=12)
    chosen = options.parse_args()
    planted: Counter[tuple[str, str]] = Counter()
    unseen: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    named: Counter[str] = Counter()
    stores: Counter[str] = Counter()
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        truths = demo().planted(chosen.stores, seed)
        files: dict[str, list[Any]] = {}
        for file in demo().sample_exports(chosen.stores, 13, seed):
            files.setdefault(str(file.path).rpartition("/")[2][:5], []).append(file)
        for dealer, truth in truths.items():
            one = told(files[dealer], truth, dealer)
            there = {kind for kind, plans in kinds().items() if truth.plan.name in plans}
            planted.update(there)
            unseen.update(missing(one))
            stores[truth.plan.name] += 1
            named[truth.plan.name] += bool(wrongly_named(one))
            wrong += [f"seed {seed}: {each}" for each in sorted(wrongly_named(one))]
    for kind, count in sorted(planted.items()):
        print(f"{' '.join(kind):45} found {count - unseen[kind]}/{count}")
    for plan, count in stores.items():
        print(f"{plan:20} wrongly named in {named[plan]}/{count} stores")
    print(*wrong, sep="\n")
    found, all_ = planted.total() - unseen.total(), planted.total()
    print(f"found {found}/{all_} = {found / all_:.1%}; nobody wrongly named in "
          f"{stores.total() - named.total()}/{stores.total()} stores")  # fmt: skip


if __name__ == "__main__":
    main()

"""Plants people in every place of exports, runs every command, and searches every byte written.

The full form of `tests/flow/test_planted_people.py`: every kind in every column, other values each
round. Exit code 1 when a planted value stands anywhere.

    python benchmarks/planted_people_runs.py [--rounds 10] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "flow"))

from planted_workspace import leaks, planted, run_all


def main() -> None:
    """Run the rounds and print what leaked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    values = letters = 0
    found: list[str] = []
    for seed in range(chosen.seed, chosen.seed + chosen.rounds):
        with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
            there = planted(Path(name), Random(seed))  # noqa: S311 no secrets
            outputs = run_all(Path(name), patch)
            found += [f"seed {seed}: {leak}" for leak in leaks(there, outputs)]
            values, letters = values + len(there), letters + sum(map(len, outputs.values()))
            patch.undo()
    print(*found, sep="\n")
    print(
        f"{values} spellings sought in {letters / 1e6:.1f} million characters: {len(found)} found"
    )
    sys.exit(int(bool(found)))


if __name__ == "__main__":
    main()

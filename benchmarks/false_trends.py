"""How often a healthy store is told that it declines slowly: invented stores, all three trends.

    python benchmarks/false_trends.py [seeds]

Prints, of so many stores in which nothing changes, how many get each finding.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "plugins")]

import test_churn as churn  # noqa: E402 the tests have the stores
import test_csi_by_advisor as satisfaction  # noqa: E402 the tests have the stores
import test_first_time_fix as repairs  # noqa: E402 the tests have the stores
from vehicle_cases import steady_store  # noqa: E402 the tests have the stores

from reportgen import Finding  # noqa: E402 the tests have the stores

_TRENDS = ("churn.shrinking", "csi.slow", "first_time_fix.slow")


def main(seeds: int) -> None:
    """Build the three chapters of each store and count their findings on slow declines."""
    found: Counter[str] = Counter()
    for seed in range(seeds):
        blocks = [
            *churn.built(steady_store(seed))[0],
            *satisfaction.build(satisfaction.given(satisfaction.simulated(seed, months=13))),
            *repairs.build(repairs.data(repairs.even_store(seed))),
        ]
        ids = {block.id for block in blocks if isinstance(block, Finding)}
        found.update(name for name in _TRENDS if any(one.startswith(name) for one in ids))
    for name in _TRENDS:
        print(f"{name}: {found[name]} of {seeds}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)

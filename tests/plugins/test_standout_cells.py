"""Cells of a cross table stand out only beyond chance, against the rest of their own kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reportgen.extension.loader import install_namespace

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.standout_cells import (  # noqa: E402
    CrossCell,
    cross_cells,
    standing_out,
)

from reportgen import Fact  # noqa: E402


def rates(cells: dict[str, dict[str, tuple[int, int]]]) -> dict[str, dict[str, Fact]]:
    return {
        row: {
            name: Fact(f"{row}/{name}", k / n, "share", "", n=n, top=k, bottom=n)
            for name, (k, n) in own.items()
        }
        for row, own in cells.items()
    }


def test_whoever_gets_the_hard_faults_does_not_stand_out() -> None:
    hard = {"甲": (40, 80), "乙": (5, 10)}
    easy = {"甲": (1, 20), "乙": (10, 200)}
    cells = cross_cells(rates({"变速箱": hard, "灯泡": easy}), within_row=True)
    assert standing_out(cells) == ()


def test_a_person_who_fails_on_one_fault_is_found_with_that_fault() -> None:
    same = dict.fromkeys("乙丙丁", (2, 60))
    cells = cross_cells(
        rates({"空调": {"甲": (20, 60), **same}, "灯泡": {"甲": (2, 60), **same}}), within_row=True
    )
    (found,) = standing_out(cells)
    assert found == CrossCell("空调", "甲", 20, 60, 6, 180)


def test_few_cases_are_never_named() -> None:
    few = rates({"空调": {"甲": (9, 9), "乙": (0, 200)}, "灯": {"甲": (4, 12), "乙": (0, 300)}})
    assert standing_out(cross_cells(few, within_row=True)) == ()


def test_chance_names_nobody() -> None:
    rng, named = np.random.default_rng(7), 0
    for _ in range(60):
        cells = {
            str(row): {str(col): (int(rng.binomial(40, 0.08)), 40) for col in range(8)}
            for row in range(10)
        }
        named += bool(standing_out(cross_cells(rates(cells), within_row=True)))
    assert named <= 2

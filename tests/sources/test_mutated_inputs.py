from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import mutated_inputs as script


@pytest.mark.parametrize("name", script.KINDS)
def test_a_damaged_file_is_never_a_traceback_nor_other_values_that_check_sums_tell_of(
    name: str, tmp_path: Path
) -> None:
    dice = random.Random(f"7 {name}")  # noqa: S311 no secret
    found = list(script.results(script.KINDS[name], 6, dice, tmp_path))
    assert not [what for what in found if what.startswith("BROKEN")]
    assert "refused" in found


def test_the_comparison_tells_what_differs(tmp_path: Path) -> None:
    kind = script.KINDS["csv, UTF-8"]
    whole = kind.content()
    assert script.outcome(kind, whole, tmp_path) == "equal"
    assert script.outcome(kind, whole.replace(b"5.5", b"6.5", 1), tmp_path) == "other"
    assert script.outcome(kind, whole.replace(b"5.5", b"x.5", 1), tmp_path) == "counted"
    assert script.outcome(kind, whole[:-5], tmp_path) == "refused"

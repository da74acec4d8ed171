"""Planted people are searched for in every byte of every output, of every command that reads data.

Every kind of `planted_people.KINDS` stands in every place a text can stand: columns that are known
and unknown, cells that cannot be converted, rows that are left out, headers, names of files and
sheets. The full run is `benchmarks/planted_people_runs.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from planted_workspace import leaks, planted, run_all, texts


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, str], dict]]:  # type: ignore[type-arg]
    """What was planted, value → place, and the text of every output, name → text."""
    folder: Path = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as patch:
        yield planted(folder, Random(11), every=4), run_all(folder, patch)  # noqa: S311 no secrets


def test_nobody_planted_stands_in_any_output(outputs) -> None:  # noqa: ANN001
    values, said = outputs
    assert len(values) > 200
    assert leaks(values, said) == []


def test_a_planted_value_would_be_found_wherever_it_stands(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "客户13800138000来电"
    book.save(tmp_path / "a.xlsx")
    found = "\n".join(texts((tmp_path / "a.xlsx").read_bytes()))
    assert leaks({"13800138000": "cell"}, {"a.xlsx": found}) == ["a.xlsx: cell: 13800138000"]


def test_every_command_wrote_something(outputs) -> None:  # noqa: ANN001
    _, said = outputs
    for name in ("map", "map --json", "init --from", "check --data", "check --json", "build"):
        assert len(said[name]) > 200, (name, said[name])
    names = "\n".join(said)
    assert all(end in names for end in (".docx", ".xlsx", "_rejected.csv", "mappings", ".yaml"))


def test_what_is_masked_in_categories_is_counted(outputs) -> None:  # noqa: ANN001
    _, said = outputs
    assert "looks like personal data, masked" in said["check --data"]

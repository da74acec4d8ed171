from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    path = ROOT / "benchmarks" / "mapping_accuracy.py"
    found = importlib.util.spec_from_file_location("mapping_accuracy", path)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    sys.modules["mapping_accuracy"] = module
    found.loader.exec_module(module)
    return module


def test_the_figures_in_the_documentation_are_those_measured(
    benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["mapping_accuracy.py"])

    benchmark.main()

    page = (ROOT / "docs" / "mapping.md").read_text("utf-8")
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert len(rows) == 20
    assert [row for row in rows if row not in page] == []


def test_a_held_out_system_leaves_no_name_behind(benchmark: ModuleType) -> None:
    seen = benchmark.read()
    tables = benchmark.load_plugins().tables
    known = [s for s in seen if s.table == "repair_orders" and set(s.systems) - {"HYU-IN"}]

    contract = benchmark.taught(tables["repair_orders"], known)

    names = {name for column in contract.columns for name in column.aliases}
    only = {s.header for s in seen if s.systems == ("HYU-IN",) and s.table == "repair_orders"}
    assert len(only) > 20
    assert not names & only
    assert {column.label.zh for column in contract.columns} == {""}


def test_the_systems_the_scores_were_tuned_on_are_not_reported(benchmark: ModuleType) -> None:
    systems = {name for each in benchmark.read() for name in each.systems}

    assert len(systems) == 23
    assert set(benchmark.TUNED) < systems

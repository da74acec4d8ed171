"""A table that names no dealer is nobody's among several, unless its contract shares it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen import Month
from reportgen.errors import SourceError
from reportgen.extension.registry import Registry
from reportgen.report.one import cut, load
from reportgen.spec.spec import Spec

Read = Callable[..., tuple[Spec, Registry]]
OCTOBER = Month(2026, 10)
SEVERAL = {"{ from: monthly_figures }": "[{ id: D1 }, { id: D2 }]"}
ROWS = "月份,指标,数值,门店代号\n2026-10,接车台次,100,D1\n"


@pytest.mark.case("C38")
def test_it_is_refused_with_the_cures(read: Read, folder: Path) -> None:
    (folder / "data" / "figures.csv").write_text(ROWS, "utf-8")
    spec, registry = read(**SEVERAL)
    with pytest.raises(SourceError) as refused:
        load(spec, registry, OCTOBER)
    assert str(refused.value) == (
        "figures.csv: monthly_figures has no column that says whose a row is, and the spec has "
        "several dealers: give its files such a column (headers without a column: 门店代号), name "
        "it under `columns:` of a mapping as `dealer`, write {dealer} in its path, or list one "
        "dealer only"
    )


def test_a_contract_without_such_a_column_is_told_what_it_lacks(read: Read, folder: Path) -> None:
    (folder / "data" / "figures.csv").write_text(ROWS, "utf-8")
    spec, registry = read(**SEVERAL)
    contract = registry.tables["monthly_figures"]
    columns = tuple(c for c in contract.columns if c.name != "dealer")
    registry.tables["monthly_figures"] = replace(contract, columns=columns)
    with pytest.raises(SourceError, match="add a column 'dealer' to the contract of the table, or"):
        load(spec, registry, OCTOBER)


def test_every_dealer_gets_the_rows_of_a_shared_table(read: Read, folder: Path) -> None:
    (folder / "data" / "figures.csv").write_text(ROWS, "utf-8")
    spec, registry = read(**SEVERAL)
    registry.tables["monthly_figures"] = replace(registry.tables["monthly_figures"], shared=True)
    inputs = load(spec, registry, OCTOBER)
    for dealer in inputs.dealers:
        data, ledger = cut(spec, inputs, dealer, OCTOBER)
        assert len(data.table("monthly_figures")) == 1
        assert ledger.balanced


def test_one_dealer_needs_no_column(read: Read, folder: Path) -> None:
    (folder / "data" / "figures.csv").write_text(ROWS, "utf-8")
    spec, registry = read(**{"{ from: monthly_figures }": "[{ id: D1 }]"})
    assert load(spec, registry, OCTOBER).tables["monthly_figures"]["dealer"].tolist() == ["D1"]

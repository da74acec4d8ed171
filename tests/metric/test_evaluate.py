from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import oracle
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.labels import Label
from reportgen.metric.evaluate import MONTH, Evaluator
from reportgen.metric.expressions import (
    Average,
    Between,
    Condition,
    Count,
    Difference,
    Expr,
    Filled,
    Given,
    In,
    Is,
    Mean,
    Ratio,
    Rows,
    Sum,
    Total,
    Value,
    during,
    leaves,
    narrow,
)
from reportgen.periods import Month

CALLS = Rows("calls", "called_at")
NO_METHOD = Label("", "")

cells = st.fixed_dictionaries(
    {
        "advisor": st.sampled_from(["乔丹", "科比", "麦迪", None]),
        "score": st.one_of(st.none(), st.integers(0, 400).map(lambda n: n / 4)),
        "fixed": st.sampled_from([True, False, None]),
        "called_at": st.dates(date(2026, 8, 1), date(2026, 10, 31)).map(
            lambda day: datetime(day.year, day.month, day.day)
        ),
    }
)
conditions: st.SearchStrategy[Condition] = st.one_of(
    st.sampled_from(["乔丹", "科比", "nobody"]).map(lambda name: Is("advisor", name)),
    st.booleans().map(lambda flag: Is("fixed", flag)),
    st.just(In("advisor", ("乔丹", "麦迪"))),
    st.just(Filled("score")),
    st.tuples(st.integers(0, 50), st.integers(50, 101)).map(lambda b: Between("score", *b)),
)
selections = st.lists(conditions, max_size=3).map(lambda some: CALLS.only(*some))
leaf_exprs: st.SearchStrategy[Expr] = st.one_of(
    selections.map(Count),
    selections.map(lambda rows: Sum(rows, "score")),
    selections.map(lambda rows: Mean(rows, "score")),
    selections.map(lambda rows: Value(rows, "score")),
    st.integers(-5, 5).map(lambda n: Given(float(n), NO_METHOD)),
)
exprs: st.SearchStrategy[Expr] = st.recursive(
    leaf_exprs,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: Ratio(*pair, 100.0)),
        st.tuples(inner, inner).map(lambda pair: Difference(*pair)),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Total(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Average(tuple(parts))),
    ),
    max_leaves=6,
)


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "advisor": pd.Series([r["advisor"] for r in rows], dtype="str"),
            "score": pd.Series([r["score"] for r in rows], dtype=float),
            "fixed": pd.Series([r["fixed"] for r in rows], dtype="boolean"),
            "called_at": pd.Series([r["called_at"] for r in rows], dtype="datetime64[us]"),
        }
    )


@given(rows=st.lists(cells, max_size=25), expr=exprs)
def test_pandas_agrees_with_reading_row_by_row(rows: list[dict[str, Any]], expr: Expr) -> None:
    found = Evaluator({"calls": frame(rows)}).value(expr).value

    expected = oracle.value(expr, {"calls": rows})
    assert found == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-9))


@given(rows=st.lists(cells, max_size=25), expr=exprs)
def test_a_family_is_the_same_as_asking_for_each_member(
    rows: list[dict[str, Any]], expr: Expr
) -> None:
    evaluator = Evaluator({"calls": frame(rows)})

    family = evaluator.family(expr, "advisor")

    for advisor, result in family.items():
        alone = evaluator.value(narrow(expr, Is("advisor", advisor)))
        assert result.value == (None if alone.value is None else pytest.approx(alone.value))
    assert set(family) == ({r["advisor"] for r in rows if _reaches(expr, r)} - {None})


def _reaches(expr: Expr, row: dict[str, Any]) -> bool:
    tables = {"calls": [row]}
    return any(oracle.picked(leaf.rows, tables) for leaf in leaves(expr))


def test_months_group_by_each_tables_own_clock() -> None:
    rows = [
        {
            "advisor": "乔丹",
            "score": 80.0,
            "fixed": True,
            "called_at": datetime(2026, 9, 30, 23, 59),
        },
        {"advisor": "乔丹", "score": 90.0, "fixed": True, "called_at": datetime(2026, 10, 1)},
    ]
    evaluator = Evaluator({"calls": frame(rows)})

    family = evaluator.family(Mean(CALLS, "score"), MONTH)

    assert {month: result.value for month, result in family.items()} == {
        "2026-09": 80.0,
        "2026-10": 90.0,
    }
    assert evaluator.value(during(Count(CALLS), Month(2026, 9))).value == 1


@pytest.mark.parametrize(
    ("expr", "reason"),
    [
        (Count(Rows("absent")), "no_data"),
        (Count(CALLS.only(Is("absent", 1))), "no_column"),
        (Mean(CALLS, "absent"), "no_column"),
        (Mean(CALLS, "score"), "no_data"),
        (Value(CALLS, "score"), "no_data"),
        (Ratio(Count(CALLS), Count(CALLS)), "no_denominator"),
        (Difference(Count(CALLS), Mean(CALLS, "score")), "no_data"),
        (Total((Count(CALLS), Mean(CALLS, "score"))), "no_data"),
        (Average((Mean(CALLS, "score"),)), "no_data"),
        (Average((Given(1.0, NO_METHOD),), (Given(0.0, NO_METHOD),)), "no_denominator"),
        (Average((Given(1.0, NO_METHOD), Given(None, NO_METHOD)), (), known_only=False), "no_data"),
        (Given(None, NO_METHOD), "no_data"),
    ],
)
def test_null_carries_its_reason(expr: Expr, reason: str) -> None:
    result = Evaluator({"calls": frame([])}).value(expr)

    assert result.value is None
    assert result.reason == reason


def test_a_family_over_an_absent_table_is_empty() -> None:
    evaluator = Evaluator({"calls": frame([])})

    assert evaluator.family(Count(Rows("absent")), "advisor") == {}
    assert evaluator.family(Sum(CALLS, "absent"), "advisor") == {}


def test_a_group_without_rows_in_one_leaf_counts_zero_there() -> None:
    rows = [
        {"advisor": "乔丹", "score": 80.0, "fixed": True, "called_at": datetime(2026, 10, 1)},
        {"advisor": "科比", "score": None, "fixed": False, "called_at": datetime(2026, 10, 1)},
    ]
    share = Ratio(Count(CALLS.only(Is("fixed", value=True))), Count(CALLS))

    family = Evaluator({"calls": frame(rows)}).family(share, "advisor")

    assert [family[name].value for name in ("乔丹", "科比")] == [1.0, 0.0]
    assert (family["科比"].top, family["科比"].bottom, family["科比"].n) == (0.0, 1.0, 1)


def test_a_mean_knows_its_spread_and_a_total_its_cases() -> None:
    rows = [
        {"advisor": "乔丹", "score": s, "fixed": True, "called_at": datetime(2026, 10, 1)}
        for s in (70.0, 80.0, 90.0)
    ]
    evaluator = Evaluator({"calls": frame(rows)})

    mean = evaluator.value(Mean(CALLS, "score"))

    assert (mean.value, mean.n, mean.sd) == (80.0, 3, 10.0)
    assert evaluator.value(Total((Count(CALLS), Count(CALLS)))).n == 6
    assert evaluator.rows(CALLS.only(Between("score", 75))).shape[0] == 2
    assert evaluator.rows(Rows("absent")).empty
    assert evaluator.mask(Rows("absent")) is None
    assert np.array_equal(evaluator.mask(CALLS), [True, True, True])

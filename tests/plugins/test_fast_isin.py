from __future__ import annotations

from pathlib import Path

import pandas as pd

from reportgen.extension.loader import install_namespace

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.fast_isin import among, looked_up  # noqa: E402


def test_a_value_is_found_and_a_missing_one_never_is() -> None:
    values = pd.Series(["a", None, "c", "a"], index=[3, 5, 7, 9], dtype="str")
    known = pd.Series(["a", "b", None, "a"], dtype="str")
    assert among(values, known).to_dict() == {3: True, 5: False, 7: False, 9: True}
    assert not among(values, known.iloc[:0]).any()
    assert among(values.iloc[:0], known).empty


def test_what_is_told_of_a_key_is_looked_up() -> None:
    keys = pd.Series(["a", None, "b"], dtype="str")
    told = pd.Series(pd.to_datetime(["2026-10-01", "2026-10-02", "2026-10-03"]))
    values = pd.Series(["b", None, "z", "a"], index=[3, 5, 7, 9], dtype="str")
    found = looked_up(values, keys, told)
    assert found.dtype == told.dtype
    assert found.dropna().dt.day.to_dict() == {3: 3, 9: 1}
    assert looked_up(values, keys.iloc[:0], told.iloc[:0]).isna().all()

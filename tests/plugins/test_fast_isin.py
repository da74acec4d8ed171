from __future__ import annotations

from pathlib import Path

import pandas as pd

from reportgen.extension.loader import install_namespace

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.fast_isin import among  # noqa: E402


def test_a_value_is_found_and_a_missing_one_never_is() -> None:
    values = pd.Series(["a", None, "c", "a"], index=[3, 5, 7, 9], dtype="str")
    known = pd.Series(["a", "b", None, "a"], dtype="str")
    assert among(values, known).to_dict() == {3: True, 5: False, 7: False, 9: True}
    assert not among(values, known.iloc[:0]).any()
    assert among(values.iloc[:0], known).empty

"""Errors of Python an author meets say what to do about them."""

from __future__ import annotations

import pandas as pd
import pytest

from reportgen import Label, Text
from reportgen.extension.error_hints import hint


def of(code: str) -> str:
    with pytest.raises(Exception) as caught:  # noqa: PT011 every kind
        exec(code, {"Text": Text, "label": Label("a", "b"), "frame": pd.DataFrame({"advisor": []})})  # noqa: S102 an author's mistake
    return hint(caught.value)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("Metric", "; write `from reportgen import Metric`"),
        ("pritn", "; did you mean 'print'?"),
        ("import statsmodelz.api", "; install it (pip install statsmodelz), or do without it"),
        ("import reportgen_plugins.x", "; is the file there, and is it called so?"),
        (
            "import reportgen.blocks",
            "; import from reportgen, reportgen.stats or reportgen.testing",
        ),
        ("from reportgen import Metrix", "; did you mean 'Metric'?"),
        ("from json import nothing", ""),
        ("label.english", ""),
        ("label.in__", "; did you mean 'in_'?"),
        ("frame['advisr']", "; did you mean 'advisor'?"),
        ("frame.sort_values('advisr')", "; did you mean 'advisor'?"),
        ("{}['advisr']", ""),
        ("Text(words=(), rol='headline')", "; did you mean 'role'?"),
        ("""compile(b"'\\xd6\\xd0'", 'x.py', 'exec')""", "; save the file as UTF-8"),
        ("1 / 0", ""),
    ],
)
def test_what_to_do(code: str, said: str) -> None:
    assert of(code) == said

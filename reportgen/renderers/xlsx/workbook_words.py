"""What the workbook says of its own, besides the words of the frame."""

from __future__ import annotations

from typing import Final

from reportgen.catalogs import words_in
from reportgen.labels import Label, Language

UNITS: Final[dict[str, Label]] = {
    "count": Label("个", "count"),
    "share": Label("占比", "share"),
    "percent": Label("百分比", "percent"),
    "points": Label("百分点", "percentage points"),
    "score": Label("分（0–100）", "score (0–100)"),
    "yuan": Label("元", "yuan"),
    "wan": Label("万元", "thousand yuan"),
    "days": Label("天", "days"),
    "hours": Label("小时", "hours"),
    "km": Label("公里", "km"),
    "per_day": Label("每天", "per day"),
    "per_1000": Label("每千", "per 1,000"),
    "times": Label("次", "times"),
    "number": Label("数值", "number"),
}
"""What a unit is called."""


def say(key: str, language: Language, **values: object) -> str:
    """A word of the workbook in one language, its placeholders filled."""
    return words_in("excel_workbook")[key][language].format(**values)

"""Every section on every subset of the tables, and on half of the columns: no chapter is lost."""

from __future__ import annotations

from itertools import chain, combinations
from random import Random
from typing import Final

import pandas as pd
import pytest
from less_data import TABLES, Told, told

from reportgen.labels import Language

_FEW: Final = 25  # rows of a file: enough for every block, and quick
SUBSETS: Final = list(
    chain.from_iterable(combinations(TABLES, size) for size in range(1, len(TABLES) + 1))
)
DRAWS: Final = range(16)
"""Two columns are missing together in a quarter of the draws: a pair is never tried once in a
hundred."""
_KEPT: Final = {"经销商代码", "开单日期", "回访日期", "投诉时间", "销售日期", "客户编号"}


def _lost(left: Told) -> list[str]:
    return [chapter.failed for chapter in left.chapters if chapter.failed]


@pytest.mark.parametrize("tables", SUBSETS, ids="+".join)
def test_no_chapter_is_lost_for_want_of_a_table(tables: tuple[str, ...]) -> None:
    language: Language = "zh" if len(tables) % 2 else "en"

    left = told(lambda name, _, text: text.head(_FEW) if name in tables else None, language)

    assert _lost(left) == []


@pytest.mark.parametrize("draw", DRAWS)
def test_no_chapter_is_lost_for_want_of_columns(draw: int) -> None:
    def without(name: str, when: str, text: pd.DataFrame) -> pd.DataFrame:
        chance = Random(f"{draw}/{name}/{when if draw % 3 == 0 else ''}")  # noqa: S311 a draw
        gone = [c for c in text if c not in _KEPT and chance.random() < 0.5]
        few = text.head(_FEW)
        return few.drop(columns=gone) if draw % 2 else few.assign(**dict.fromkeys(gone, ""))

    left = told(without, "zh" if draw % 2 else "en")

    assert _lost(left) == []

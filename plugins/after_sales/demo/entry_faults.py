"""The usual faults of exports, in every store: copied rows, blank cells, impossible dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from reportgen_plugins.after_sales.demo.demo_orders import BODY, KINDS
from reportgen_plugins.after_sales.demo.demo_surveys import ITEMS

if TYPE_CHECKING:
    import pandas as pd

_DUPLICATES: Final = 0.005
_BLANK_TECHNICIANS: Final = 0.008
_MOST_IMPOSSIBLE: Final = 2  # impossible dates in one file


@dataclass(frozen=True)
class Defects:
    """What is wrong with one file, counted in rows.

    Attributes:
        duplicate_rows: Exact copies of another row; never of a row with another defect.
        blank_technicians: Orders without 主修人.
        impossible_dates: 出厂日期 on a day the month does not have.
        total_rows: 合计 rows at the end.
    """

    duplicate_rows: int = 0
    blank_technicians: int = 0
    impossible_dates: int = 0
    total_rows: int = 0


def spoil_orders(
    rng: np.random.Generator, month: str, part: pd.DataFrame
) -> tuple[pd.DataFrame, Defects]:
    """Blank technicians, break dates and copy rows, each in rows of its own."""
    blanks = max(1, round(len(part) * _BLANK_TECHNICIANS))
    impossible = int(rng.integers(_MOST_IMPOSSIBLE + 1))
    # Body repairs keep their dates: some are not delivered yet at the end.
    datable = (part["出厂日期"] != "") & (part["维修类型"] != KINDS[BODY])
    chosen = rng.permutation(np.flatnonzero(datable.to_numpy()))
    blank, broken, clean = np.split(chosen, [blanks, blanks + impossible])
    technician, delivered = (part[c].to_numpy(dtype=object).copy() for c in ("主修人", "出厂日期"))
    technician[blank] = ""
    wrong_day = f"{month}-{_days_in(month) + 1}"
    delivered[broken] = [wrong_day + d[10:] for d in delivered[broken]]
    spoiled, copies = duplicated(rng, part.assign(主修人=technician, 出厂日期=delivered), clean)
    return spoiled, Defects(copies, blanks, impossible)


def duplicated(
    rng: np.random.Generator, part: pd.DataFrame, rows: npt.NDArray[np.int64]
) -> tuple[pd.DataFrame, int]:
    """Repeat some of the given rows directly below themselves, as a double export does."""
    copies = max(1, round(len(part) * _DUPLICATES))
    times = np.ones(len(part), dtype=np.int64)
    times[rng.choice(rows, copies, replace=False)] = 2
    return part.iloc[np.repeat(np.arange(len(part)), times)].reset_index(drop=True), copies


def total_row(part: pd.DataFrame) -> dict[str, object]:
    """The 合计 row: how many calls, and the mean of every score."""
    means = {name: round(float(part[name].mean()), 1) for name in (*ITEMS, "满意度")}
    blank = dict.fromkeys(part.columns, "")
    unknown = {"回访日期": None, "拨打次数": None}
    return {**blank, "经销商代码": "合计", "工单号": str(len(part)), **unknown, **means}


def _days_in(month: str) -> int:
    first = np.datetime64(month, "M")
    return int(((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int))

"""Do satisfied customers come back? Answered call-backs against the visits of the next months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.visit_rows import Visits

from reportgen import (
    ColumnContract,
    Count,
    Data,
    Derivation,
    Fact,
    Is,
    Label,
    Metric,
    Ratio,
    Rows,
    TableContract,
    TablesByDealer,
    months_before,
)
from reportgen.stats import SMALL_SAMPLE_BELOW

MONTHS = 6
"""A customer who came again within so many months after the call returned."""
_SPAN = 12

_CONTRACT = TableContract(
    name="satisfaction_returns",
    label=Label("满意度与返厂", "Satisfaction and return"),
    row=Label("一行为一次成功回访", "one answered call"),
    made_from=("callbacks", "visits"),
    back=None,
    columns=(
        ColumnContract("vehicle", "code", Label("车辆号", "Vehicle")),
        ColumnContract("called_at", "date", Label("回访日期", "Called")),
        ColumnContract("overall", "number", Label("满意度", "Overall"), unit="score"),
        ColumnContract("satisfied", "flag", Label("满意", "Satisfied")),
        ColumnContract("returned", "flag", Label("六个月内返厂", "Returned within six months")),
    ),
)
_ROWS = Rows("satisfaction_returns")
RETURNED = Metric(
    "loyal.returned",
    Label("六个月内返厂率", "Returned within six months"),
    Ratio(Count(_ROWS.only(Is("returned", value=True))), Count(_ROWS)),
    "share",
    "higher",
    Label(
        "每辆车取最近一次满六个月的成功回访，其后六个月内再次进厂的比例",
        "each vehicle's latest answered call at least six months ago: share that came again "
        "within six months after it",
    ),
    Label("4S 店忠诚客户统计口径", "loyal-customer statistics of Chinese dealers"),
)


def returned(data: Data, limit: float) -> tuple[Fact, Fact] | None:
    """The return rate of customers scoring at least `limit` and of those below.

    Null without call-backs, or with fewer than 30 answers on either side.
    """
    if not data.has("callbacks", "vehicle", "called_at", "overall"):
        return None
    frame = data.derived(CallReturns(limit))
    if min(frame["satisfied"].sum(), (~frame["satisfied"]).sum()) < SMALL_SAMPLE_BELOW:
        return None
    data.derive(_CONTRACT, frame)
    high = data.fact(RETURNED, Is("satisfied", value=True), key="satisfied")
    return high, data.fact(RETURNED, Is("satisfied", value=False), key="below")


@dataclass(frozen=True, slots=True)
class CallReturns(Derivation):
    """Each vehicle's latest answered call that is half a year to one and a half years old.

    Attributes:
        limit: The score from which a customer is satisfied.
    """

    limit: float

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the calls by their time."""
        calls = dealers.table("callbacks")
        end = pd.Timestamp(months_before(dealers.month.end, MONTHS))
        begin = pd.Timestamp(months_before(dealers.month.end, MONTHS + _SPAN))
        called = calls["called_at"]
        chosen = calls[calls["vehicle"].notna() & calls["overall"].notna() & called.between(
            begin, end, inclusive="left"
        )].sort_values(["called_at", "_file", "_row"], kind="stable")  # fmt: skip
        last = chosen.drop_duplicates(["dealer", "vehicle"], keep="last").reset_index(drop=True)
        return pd.DataFrame({
            "dealer": last["dealer"],
            "vehicle": last["vehicle"],
            "called_at": last["called_at"],
            "overall": last["overall"],
            "satisfied": (last["overall"] >= self.limit).astype("boolean"),
            "returned": pd.array(_came_again(dealers, last), dtype="boolean"),
            "_file": last["_file"],
            "_row": last["_row"],
        })  # fmt: skip


def _came_again(dealers: TablesByDealer, last: pd.DataFrame) -> np.ndarray:
    """Whether each vehicle came after the day of its call and within the months after it."""
    whose = ["dealer", "vehicle"]
    visits = dealers.derived(Visits())[[*whose, "visited_at"]]
    pairs = last[[*whose, "called_at"]].assign(place=np.arange(len(last))).merge(visits, on=whose)
    called = pairs["called_at"].dt.normalize()
    until = called + pd.DateOffset(months=MONTHS)
    hit = (pairs["visited_at"] > called) & (pairs["visited_at"] <= until)
    came = np.zeros(len(last), dtype=bool)
    came[pairs["place"][hit].to_numpy()] = True
    return came

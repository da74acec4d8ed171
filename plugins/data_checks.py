"""核对: what must hold across the after-sales tables, before anybody trusts the report.

Each check looks at one thing, says nothing where it holds, and else one sentence with what it means
for the conclusions. Rows stay in use: which of two contradicting records is wrong, nobody can say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

import pandas as pd
from pydantic import Field
from reportgen_plugins.after_sales.complaints.complaint_cases import CLOSED
from reportgen_plugins.after_sales.data_check_rules import (
    IDENTITIES,
    WrongSum,
    advisor_sums,
    falling_mileage,
    figures_of,
    listed,
    unknown_values,
)

from reportgen import Check, Damage, Data, Finding, Label, Severity, catalog, hookimpl, listing

_PHRASES = catalog(__file__)
_BEFORE_SALE = ("pdi", "internal", "decoration", "campaign")
_WORTH_A_SENTENCE = 0.02


class DataCheck(Check):
    """What the checks below share: their sentences."""

    phrases = _PHRASES

    def found(self, data: Data, severity: Severity = "watch", **said: object) -> Finding:
        """The finding of this check."""
        title = data.say(f"{self.type}.title", **said)
        return Finding(
            f"checks.{self.type}", severity, title, data.say(f"{self.type}.text", **said)
        )


class VisitBeforeSale(DataCheck):
    """Visits to the workshop before the vehicle was sold."""

    type = "visit_before_sale"
    heading = Label("进厂不早于销售", "no visit before the sale")
    needs: ClassVar = {
        "repair_orders": ["opened_at", "vehicle"],
        "vehicle_sales": ["sold_at", "vehicle"],
    }

    def check(self, data: Data) -> Iterator[Finding]:
        """Yield the orders opened before their vehicle was sold."""
        orders = data.table("repair_orders").dropna(subset=["vehicle"])
        if "work_type" in orders:
            orders = orders[~orders["work_type"].isin(_BEFORE_SALE)]
        sales = data.table("vehicle_sales").dropna(subset=["vehicle"])
        sold = orders["vehicle"].map(sales.groupby("vehicle")["sold_at"].min())
        wrong = orders[orders["opened_at"].dt.normalize() < sold]
        if len(wrong):
            yield self.found(data, count=len(wrong), rows=listed(data, wrong, "ro_no"))


class FallingMileage(DataCheck):
    """Mileage that is lower than at an earlier visit."""

    type = "falling_mileage"
    heading = Label("里程不倒退", "mileage never falls")
    needs: ClassVar = {"repair_orders": ["opened_at", "vehicle", "mileage"]}

    tolerance: float = Field(default=100, ge=0, description="km a mileage may fall: misreadings")

    def check(self, data: Data) -> Iterator[Finding]:
        """Yield the visits of the report's months whose mileage fell."""
        wrong = falling_mileage(data.table("repair_orders"), self.tolerance)
        if len(wrong):
            yield self.found(data, count=len(wrong), rows=listed(data, wrong, "ro_no"))


class FutureDates(DataCheck):
    """Things recorded as done long after the month of the report."""

    type = "future_dates"
    heading = Label("没有未来日期", "no dates in the future")
    needs: ClassVar = {"repair_orders": ["opened_at"]}

    days: int = Field(default=62, ge=1, description="days after the month that are plausible")

    _DONE: ClassVar = {
        "repair_orders": ("closed_at", "delivered_at"),
        "complaints": ("closed_at",),
        "appointments": ("arrived_at",),
        "customers": ("since",),
    }

    def check(self, data: Data) -> Iterator[Finding]:
        """Yield how many dates lie too far ahead, by column."""
        last = pd.Timestamp(data.month.end) + pd.Timedelta(days=self.days)
        counts = {}
        for table, columns in self._DONE.items():
            for column in columns:
                if data.has(table, column):
                    late = int((data.table(table)[column] >= last).sum())
                    if late:
                        head = data.contracts[table].column(column).label.in_(data.language)
                        counts[head] = late
        if counts:
            said = listing((f"{head} {n}" for head, n in counts.items()), data.language)
            yield self.found(data, count=sum(counts.values()), columns=said)


class UnknownAdvisors(DataCheck):
    """Advisors in call-backs whom no repair order knows."""

    type = "unknown_advisors"
    heading = Label("回访中的服务顾问都有工单", "advisors of call-backs have orders")
    needs: ClassVar = {"repair_orders": ["advisor"], "callbacks": ["advisor"]}

    def check(self, data: Data) -> Iterator[Finding]:
        """Yield the names, and how many call-backs they have in the month."""
        calls = data.table("callbacks")
        known = data.table("repair_orders")["advisor"]
        unknown = unknown_values(calls["advisor"], known)
        if unknown.any():
            names = listed(data, calls[unknown], "advisor")
            yield self.found(data, count=int(unknown.sum()), rows=names)


class CallbackOrders(DataCheck):
    """Call-backs about orders that are not there."""

    type = "callback_orders"
    heading = Label("回访都能对应工单", "call-backs belong to orders")
    needs: ClassVar = {"repair_orders": ["ro_no"], "callbacks": ["ro_no", "called_at"]}

    def check(self, data: Data) -> Iterator[Finding]:
        """Yield how many of the month's call-backs have no order."""
        calls = data.table("callbacks")
        first, end = pd.Timestamp(data.month.first), pd.Timestamp(data.month.end)
        calls = calls[(calls["called_at"] >= first) & (calls["called_at"] < end)]
        lost = unknown_values(calls["ro_no"], data.table("repair_orders")["ro_no"])
        if lost.sum() > _WORTH_A_SENTENCE * len(calls):
            rows = listed(data, calls[lost], "ro_no")
            yield self.found(data, count=int(lost.sum()), calls=len(calls), rows=rows)


class CallbackReasons(DataCheck):
    """Every call-back says how it ended; words nobody knows are told by `unknown_words`."""

    type = "callback_reasons"
    heading = Label("回访都有结果", "call-backs have an outcome")
    needs: ClassVar = {"callbacks": ["called_at", "outcome"]}

    def check(self, data: Data) -> Iterator[Finding]:
        """Yield how many call-backs of the month have a blank outcome."""
        calls = data.table("callbacks")
        first, end = pd.Timestamp(data.month.first), pd.Timestamp(data.month.end)
        calls = calls[(calls["called_at"] >= first) & (calls["called_at"] < end)]
        blank = calls["outcome"].isna()
        if blank.any():
            yield self.found(data, count=int(blank.sum()), calls=len(calls))


class ClosingDates(DataCheck):
    """Complaints that are closed say since when."""

    type = "closing_dates"
    heading = Label("已关闭的投诉都有关闭时间", "closed complaints say since when")
    needs: ClassVar = {"complaints": ["received_at", "status"]}

    def check(self, data: Data) -> Iterator[Finding]:
        """Yield how many do not: what was carried in or resolved is then not known."""
        rows = data.table("complaints")
        undated = rows["status"] == CLOSED
        if "closed_at" in rows:
            undated &= rows["closed_at"].isna()
        if undated.any():
            found = self.found(
                data, count=int(undated.sum()), rows=listed(data, rows[undated], "complaint_no")
            )
            yield replace(found, undermines=(Damage("complaints", "closed_at"),))


class Totals(DataCheck):
    """Printed totals against their parts: call-backs, failures, complaints, advisors."""

    type = "totals"
    heading = Label("合计与分项一致", "totals equal their parts")
    needs: ClassVar = {"monthly_figures": ["month", "indicator", "value"]}

    def check(self, data: Data) -> Iterator[Finding]:
        """Yield each sum of the month that does not come out."""
        figures = figures_of(data)
        wrong = [identity.broken(figures) for identity in IDENTITIES]
        wrong += advisor_sums(data)
        sums: list[WrongSum] = [one for one in wrong if one is not None]
        for one in sums:
            yield Finding(
                f"checks.totals:{one.name.en}",
                "watch",
                data.say(
                    "totals.title", name=data.pick(one.name), parts=one.parts, whole=one.whole
                ),
                data.say("totals.text"),
            )


@hookimpl
def register_checks() -> tuple[type[Check], ...]:
    """Return the checks of after-sales data."""
    return (
        VisitBeforeSale, FallingMileage, FutureDates, UnknownAdvisors, CallbackOrders,
        CallbackReasons, ClosingDates, Totals,
    )  # fmt: skip

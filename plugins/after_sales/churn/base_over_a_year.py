"""Whether the vehicle base shrank over a year: what was lost against what came or came again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from reportgen_plugins.after_sales.churn.churn_metrics import (
    BASE,
    BASE_BEFORE,
    GROWTH,
    LOST,
    NEW,
    REACTIVATED,
)
from reportgen_plugins.after_sales.churn.churn_view import ChurnView
from reportgen_plugins.after_sales.vehicles.churn_profiles import under

from reportgen import YEAR, Fact, Label, Metric, Total, during
from reportgen.stats import WORDED, poisson_change

_FEWEST_MONTHS: Final = 6
"""Months of flows from which the base is judged; by judgement, as for other slow changes."""
_SMALLEST_LOSS: Final = 0.02
"""Share of the base whose net loss within a year is worth a finding; by judgement."""


@dataclass(frozen=True, slots=True)
class BaseOverAYear:
    """The base at both ends, and what went out and came in between.

    Attributes:
        months: How many months, the report's last; twelve where the data reach.
        first: The base at the beginning.
        now: The base at the end.
        lost: Vehicles lost.
        gained: Vehicles that came for the first time or again.
        change: Gained less lost.
    """

    months: int
    first: Fact
    now: Fact
    lost: Fact
    gained: Fact
    change: Fact

    @property
    def shrinks(self) -> bool:
        """Whether more was lost than gained, by more than chance and by enough to matter.

        The two flows are compared as counts of the same time.
        """
        facts = (self.first, self.lost, self.gained, self.change)
        if not all(fact.settled for fact in facts) or not self.first.value:
            return False
        gained, lost = round(self.gained.value or 0), round(self.lost.value or 0)
        test = poisson_change(gained, 1.0, lost, 1.0)
        certain = test is not None and test.p_value < WORDED
        return certain and (lost - gained) / self.first.value >= _SMALLEST_LOSS


def base_over_a_year(view: ChurnView) -> BaseOverAYear | None:
    """The flows of the last twelve months, or of as many as the data can know; null below six."""
    months = min(view.covered, YEAR)
    if months < _FEWEST_MONTHS:
        return None
    start, zh = view.data.month - (months - 1), f"近{months}个月"
    lost = Label(f"{zh}各月流失合计", f"Lost month by month, {months} months")
    gained = Label(f"{zh}首次与重新进厂合计", f"New and back again, {months} months")
    growth = Label(f"{zh}净增长", f"Net growth, {months} months")

    def over(metric: Metric, label: Label) -> Fact:
        own = under(metric, view.profile)
        expr = during(own.expr, start, view.data.month)
        return view.data.combine(replace(own, id=f"{own.id}_over", label=label, expr=expr))

    return BaseOverAYear(
        months,
        view.fact(BASE_BEFORE, month=start),
        view.fact(BASE),
        over(LOST, lost),
        over(replace(NEW, id="churn.gained", expr=Total((NEW.expr, REACTIVATED.expr))), gained),
        over(GROWTH, growth),
    )

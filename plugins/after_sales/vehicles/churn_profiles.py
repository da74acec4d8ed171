"""Churn profiles: how long a vehicle may stay away before it counts as wavering or lost.

The sources contradict each other, so the thresholds are data. A class holds the vehicles whose
last visit lies at most `months` calendar months before the day looked at; that day itself belongs
to the class: at 2010-01-01 a last visit on 2009-07-01 is within six months, on 2009-06-30 not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from reportgen import YEAR, Label, Metric, Rows, months_before, over

ProfileName: TypeAlias = Literal["greatwall", "third_tier", "front_desk"]


@dataclass(frozen=True, slots=True)
class RecencyClass:
    """One class: vehicles away for at most `months` calendar months; the last one is open."""

    key: str
    label: Label
    months: int | None = None


@dataclass(frozen=True, slots=True)
class ChurnProfile:
    """Recency classes from the latest to the longest ago, and from when a vehicle is lost.

    Attributes:
        id: Its name in a spec.
        label: What a reader calls it.
        classes: In order; only the last is open.
        lost_after: Months without a visit after which a vehicle is lost; a boundary of a class.
        source: Where the thresholds come from.
    """

    id: ProfileName
    label: Label
    classes: tuple[RecencyClass, ...]
    lost_after: int
    source: Label

    @property
    def boundaries(self) -> tuple[int, ...]:
        """The months that part the classes, ascending."""
        return tuple(each.months for each in self.classes if each.months is not None)

    @property
    def kept(self) -> tuple[RecencyClass, ...]:
        """The classes that are not lost."""
        return self.classes[: self.boundaries.index(self.lost_after) + 1]

    @property
    def within_year(self) -> tuple[RecencyClass, ...]:
        """The classes of vehicles seen within a year."""
        return self.classes[: self.boundaries.index(YEAR) + 1]

    def classify(self, last_visits: pd.Series, asof: date) -> pd.Series:
        """The key of every vehicle's class on a day; null where there is no last visit.

        A last visit after `asof` counts as just now.
        """
        # Descending boundaries in time: the older the visit, the further right the class.
        days = np.array([months_before(asof, months) for months in self.boundaries[::-1]], "M8[D]")
        visits = last_visits.to_numpy("M8[D]")
        place = len(days) - np.searchsorted(days, visits, side="right")
        keys = np.array([each.key for each in self.classes], dtype=object)[place]
        return pd.Series(keys, index=last_visits.index, dtype="str").where(last_visits.notna())

    def places(self, months_away: np.ndarray) -> np.ndarray:
        """The position of the class of vehicles by whole calendar months away, 1 = last month.

        The same rule as `classify` for the first day of a month.
        """
        return np.searchsorted(np.array(self.boundaries), months_away, side="left")


PROFILES: dict[ProfileName, ChurnProfile] = {
    "greatwall": ChurnProfile(
        "greatwall",
        Label("3/6/12 个月口径", "3/6/12-month profile"),
        (
            RecencyClass("loyal", Label("忠诚", "loyal"), 3),
            RecencyClass("wavering", Label("摇摆", "wavering"), 6),
            RecencyClass("short_lost", Label("短期流失", "lost short-term"), 12),
            RecencyClass("long_lost", Label("长期流失", "lost long-term")),
        ),
        lost_after=6,
        source=Label("长城汽车经销商流失客户管理口径", "lost-customer rules of Great Wall dealers"),
    ),
    "third_tier": ChurnProfile(
        "third_tier",
        Label("6/12 个月口径", "6/12-month profile"),
        (
            RecencyClass("active", Label("正常", "active"), 6),
            RecencyClass("at_risk", Label("有流失风险", "at risk"), 12),
            RecencyClass("lost", Label("流失", "lost")),
        ),
        lost_after=12,
        source=Label("三线市场经销商流失统计口径", "churn rules of dealers in smaller cities"),
    ),
    "front_desk": ChurnProfile(
        "front_desk",
        Label("6/12/24 个月口径", "6/12/24-month profile"),
        (
            RecencyClass("active", Label("有效", "active"), 6),
            RecencyClass("marginal", Label("边际流失", "marginal"), 12),
            RecencyClass("lost", Label("流失", "lost"), 24),
            RecencyClass("permanent", Label("永久流失", "lost for good")),
        ),
        lost_after=12,
        source=Label("服务顾问客户责任制考核口径", "assessment of advisors by their own customers"),
    ),
}

USUAL: ProfileName = "greatwall"


def table_of(name: str, profile: ChurnProfile) -> str:
    """The name of a derived table under a profile; the usual profile adds nothing."""
    return name if profile.id == USUAL else f"{name}_{profile.id}"


def under(metric: Metric, profile: ChurnProfile) -> Metric:
    """A metric of the churn tables under a profile, `{months}` of its definition filled in.

    Two sections of one report may use two profiles: their tables and ids then differ.
    """

    def moved(rows: Rows) -> Rows:
        return replace(rows, table=table_of(rows.table, profile))

    head, _, tail = metric.id.partition(".")
    months, words = profile.lost_after, metric.definition
    return replace(
        metric,
        id=metric.id if profile.id == USUAL else f"{head}.{profile.id}.{tail}",
        expr=over(metric.expr, moved),
        definition=words and Label(words.zh.format(months=months), words.en.format(months=months)),
    )

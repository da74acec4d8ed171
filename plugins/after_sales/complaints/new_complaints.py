"""New complaints against the month before, by a test for counts."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen_plugins.after_sales.complaints.complaint_metrics import new
from reportgen_plugins.after_sales.satisfaction.callback_metrics import received

from reportgen import Data, Fact, Label, Metric, Month, Ratio, Verdict, Words
from reportgen.stats import COUNTS_ONLY_BELOW, WORDED, poisson_change

STRONG = 0.5


@dataclass(frozen=True, slots=True)
class NewComplaints:
    """New complaints of the month and what they may be compared with.

    Attributes:
        now: Complaints received.
        before: The month before; null where the data begin after it.
        change: Now less before.
        word: How much the evidence allows to say about the change.
        move: The change in words.
        course: The months the data cover, oldest first.
        months: The months of the course.
        rate: Per 1,000 visits; null without visits.
    """

    now: Fact
    before: Fact | None
    change: Fact | None
    word: Verdict
    move: Words
    course: tuple[Fact, ...]
    months: tuple[Month, ...]
    rate: Fact | None


def intake(data: Data) -> NewComplaints:
    """The month's new complaints against the month before, and the course of the data's months."""
    metric = new(data)
    now = data.fact(metric)
    first, last = _first_month(data), data.month - 1
    course = {m: fact for m, fact in data.trend(metric).items() if first is None or m >= first}
    before = data.fact(metric, month=last) if first is None or last >= first else None
    visits, earlier = _visits(data, data.month), _visits(data, last)
    word = _word(now, before, visits, earlier)
    move = data.movement(now, before, word) if before else data.say("movement.unknown")
    rate = _per_1000(data, metric) if visits else None
    change = data.change(now, before) if before else None
    return NewComplaints(
        now, before, change, word, move, tuple(course.values()), tuple(course), rate
    )


def _first_month(data: Data) -> Month | None:
    """The first month of the rows; null where there are only monthly figures."""
    if not data.has("complaints", "received_at"):
        return None
    return Month.of(data.table("complaints")["received_at"].min())


def _visits(data: Data, month: Month) -> Fact | None:
    fact = data.fact(received(data), month=month)
    return fact if fact.value else None


def _per_1000(data: Data, metric: Metric) -> Fact:
    return data.fact(
        Metric(
            "complaints.per_1000",
            Label("每千台次投诉", "Complaints per 1,000 visits"),
            Ratio(metric.expr, received(data).expr, 1000.0),
            "per_1000",
            "lower",
            Label("新受理投诉 ÷ 接车台次 × 1000", "new complaints ÷ vehicles received × 1,000"),
            Label("4S 店投诉月报口径", "complaint sheet of a dealer's monthly review"),
        )
    )


def _word(now: Fact, before: Fact | None, visits: Fact | None, earlier: Fact | None) -> Verdict:
    """The word for the change: a test of two counts, per visit where visits are known."""
    if before is None or not now.settled or now.value is None or before.value is None:
        return "unknown"
    if max(now.value, before.value) < COUNTS_ONLY_BELOW:
        return "counts_only"
    exposed = (earlier.value, visits.value) if earlier and visits else (1.0, 1.0)
    e1, e2 = (value or 1.0 for value in exposed)
    test = poisson_change(round(before.value), e1, round(now.value), e2)
    if test is None or test.p_value >= WORDED:
        return "flat"
    return "strong" if abs(now.value - before.value) > STRONG * max(before.value, 1) else "clear"

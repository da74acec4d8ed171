"""What customers blame, counted: by topic, month and advisor, and which advisor stands out.

A topic is a count and proves nothing. It is named as standing out only when an advisor's customers
blame it more often an interview than the other advisors' do: p < 0.002 after Holm's correction
over all advisors and topics, thirty interviews and five comments at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import east_asian_width

import pandas as pd
from reportgen_plugins.after_sales.comments.comment_table import about, comments
from reportgen_plugins.after_sales.comments.topic_catalog import TopicCatalog
from reportgen_plugins.after_sales.recent_months import over_recent, recent_fact
from reportgen_plugins.after_sales.satisfaction.interviews import interviews

from reportgen import (
    Condition,
    Count,
    Data,
    Difference,
    Expr,
    Fact,
    Filled,
    Is,
    Label,
    Metric,
    Rows,
)
from reportgen.stats import PROVEN, PUBLISHED_FROM, SMALL_SAMPLE_BELOW, holm, poisson_change

_QUOTED = 48
"""Columns of a comment that are quoted, a Chinese character taking two: a line of a table."""
_DEFINITION = Label(
    "客户对该话题不满的意见条数，按话题目录中的说法识别；只是计数，不能证明原因",
    "comments unhappy with the topic, told by the phrases of the catalog; a count, no proof of a "
    "cause",
)


@dataclass(frozen=True, slots=True)
class Quote:
    """What customers said most often on a topic, shortened, and how many said just that."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """How often an advisor's customers blamed a topic in the last months, and the others'.

    `interviews` and `other_interviews` are what the counts are compared by.
    """

    topic: str
    advisor: str
    count: Fact
    others: Fact
    interviews: Fact
    other_interviews: Fact
    quote: Quote | None

    @property
    def judged(self) -> bool:
        """Whether there is enough to compare."""
        parts = (self.count, self.others, self.interviews, self.other_interviews)
        return all(f.settled for f in parts) and (self.interviews.value or 0) >= SMALL_SAMPLE_BELOW


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """The topics of a store's comments.

    Attributes:
        catalog: The topics.
        said: Comments of the month.
        unmatched: Those of them that speak of no topic.
        months: Topic → this month's comments, the month before's, and those of the last months.
        quotes: Topic → what is said most often in the last months.
        mentions: Advisor → topic → comments of the last months.
        apart: What stands out, the most frequent first.
    """

    catalog: TopicCatalog
    said: Fact
    unmatched: Fact
    months: Mapping[str, tuple[Fact, Fact, Fact]]
    quotes: Mapping[str, Quote | None]
    mentions: Mapping[str, Mapping[str, Mentions]]
    apart: tuple[Mentions, ...]

    def of(self, advisor: str) -> tuple[Mentions, ...]:
        """Return what stands out of an advisor."""
        return tuple(one for one in self.apart if one.advisor == advisor)


def topic_counts(data: Data, catalog: TopicCatalog, advisors: Sequence[str]) -> TopicCounts | None:
    """Count the topics of the comments; null where the exports hold none."""
    rows = comments(data, catalog)
    if rows is None:
        return None
    blamed = {key: _blamed(catalog, key, rows) for key in catalog.topics}
    mentions = {a: {k: _mentions(data, blamed[k], k, a) for k in blamed} for a in advisors}
    return TopicCounts(
        catalog,
        data.fact(_all(rows)),
        data.fact(_unmatched(rows)),
        {
            key: (
                data.fact(metric),
                data.fact(metric, month=data.month - 1),
                recent_fact(data, metric, metric.expr, ""),
            )
            for key, metric in blamed.items()
        },
        {key: _quote(data, metric) for key, metric in blamed.items()},
        mentions,
        _apart([one for each in mentions.values() for one in each.values()]),
    )


def _blamed(catalog: TopicCatalog, key: str, rows: Rows) -> Metric:
    name = catalog.topics[key].name
    label = Label(f"对{name.zh}不满的意见", f"Comments unhappy with: {name.en}")
    return Metric(
        f"comments.{key}", label, Count(rows.only(about(key))), "count", "lower", _DEFINITION
    )


def _all(rows: Rows) -> Metric:
    label = Label("客户意见", "Comments")
    return Metric("comments.all", label, Count(rows.only(Filled("comment"))), "count")


def _unmatched(rows: Rows) -> Metric:
    label = Label("未归类的意见", "Comments on no topic")
    return Metric("comments.unmatched", label, Count(rows.only(Is("unmatched", True))), "count")  # noqa: FBT003 a value


def _mentions(data: Data, metric: Metric, topic: str, advisor: str) -> Mentions:
    assert isinstance(metric.expr, Count)  # noqa: S101 as made above
    held = Count(interviews(data))
    asked = Metric("comments.interviews", Label("访谈", "Interviews"), held, "count")
    own, key = Is("advisor", advisor), f"{advisor}"
    return Mentions(
        topic,
        advisor,
        recent_fact(data, metric, _narrowed(metric, own), key),
        recent_fact(data, metric, _others(metric, own), f"{key}~others"),
        recent_fact(data, asked, _narrowed(asked, own), key),
        recent_fact(data, asked, _others(asked, own), f"{key}~others"),
        _quote(data, metric, own),
    )


def _narrowed(metric: Metric, *conditions: Condition) -> Count:
    assert isinstance(metric.expr, Count)  # noqa: S101 all metrics here count
    return Count(metric.expr.rows.only(*conditions))


def _others(metric: Metric, own: Is) -> Expr:
    return Difference(_narrowed(metric, Filled(own.column)), _narrowed(metric, own))


def _quote(data: Data, metric: Metric, *conditions: Condition) -> Quote | None:
    expr = over_recent(data, _narrowed(metric, *conditions))
    assert isinstance(expr, Count)  # noqa: S101 as it was
    return most_said(data.rows_behind(expr.rows)["comment"])


def most_said(texts: pd.Series) -> Quote | None:
    """The text given most often, of equals the shortest; null without any."""
    said = texts.dropna().value_counts()
    if said.empty:
        return None
    text = min(said.index, key=lambda one: (-said[one], len(one), one))
    return Quote(_shortened(" ".join(text.split())), int(said[text]))


def _shortened(text: str) -> str:
    ends = accumulate(1 + (east_asian_width(letter) in "WF") for letter in text)
    fits = sum(end <= _QUOTED for end in ends)
    return text if fits == len(text) else f"{text[: fits - 1]}…"


def _apart(pairs: Sequence[Mentions]) -> tuple[Mentions, ...]:
    """What advisors' customers blame more often than chance explains."""
    judged = [one for one in pairs if one.judged]
    tests = [
        poisson_change(*(round(f.value or 0) for f in (
            one.others, one.other_interviews, one.count, one.interviews
        )))
        for one in judged
    ]  # fmt: skip
    known = [(one, test) for one, test in zip(judged, tests, strict=True) if test is not None]
    adjusted = holm([test.p_value for _, test in known])
    found = [
        one
        for (one, test), p in zip(known, adjusted, strict=True)
        if p < PROVEN
        and (test.ratio is None or test.ratio > 1)
        and (one.count.value or 0) >= PUBLISHED_FROM
    ]
    return tuple(sorted(found, key=lambda one: (-(one.count.value or 0), one.advisor, one.topic)))

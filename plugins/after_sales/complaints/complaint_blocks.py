"""Charts and tables of complaints: trend, causes, carry-over, handling, ageing, open cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import pandas as pd
from reportgen_plugins.after_sales.complaints.complaint_cases import AGES, cases, tracked
from reportgen_plugins.after_sales.complaints.complaint_metrics import (
    AGED,
    FIRST_HANDLING,
    IN_TIME,
    OPEN,
    bridge,
)
from reportgen_plugins.after_sales.complaints.new_complaints import NewComplaints
from reportgen_plugins.after_sales.complaints.repeat_repairs import (
    MOST_DAYS,
    MOST_REPAIRS,
    TO_CHECK,
    repeat_repairs,
)
from reportgen_plugins.after_sales.small_rates import rate_or_counts

from reportgen import (
    Block,
    Chart,
    Column,
    Data,
    Fact,
    Is,
    Series,
    Shown,
    Table,
    Text,
    Words,
    listing,
    words,
)
from reportgen.stats import COUNTS_ONLY_BELOW

MOST_CASES = 10
MOST_NUMBERS = 3
COURSE_FROM = 3
"""Months with a figure that make a course."""
CHART_FROM = 5
"""Fewer open cases need no chart of their ages."""
_CONTENT = 30  # characters


def trend(data: Data, fresh: NewComplaints) -> Iterator[Block]:
    """New complaints month by month, for the months the data cover, if three have a figure."""
    if sum(fact.settled for fact in fresh.course) < COURSE_FROM:
        return
    names = [month.short(data.language) for month in fresh.months]
    yield Chart(
        id="complaints.trend",
        kind="column",
        title=data.say("trend.title", new=fresh.now, move=fresh.move),
        caption=data.text(
            "trend.caption",
            first=fresh.months[0].text(data.language),
            last=fresh.months[-1].text(data.language),
        ),
        categories=tuple(names),
        series=(Series(data.text("column.new"), fresh.course),),
        unit="count",
        highlight=(names[-1],) if fresh.word in {"clear", "strong"} else (),
    )


def bridge_table(data: Data) -> Iterator[Block]:
    """Carried in + new - resolved = open."""
    found = bridge(data)
    if found is None:
        return
    whole = (found.to_resolve, found.resolved, found.open)
    total = (
        *(data.fact(metric) for metric in whole),
        rate_or_counts(data.fact(found.resolution["all"])),
    )
    parts = [
        (data.text("bridge.carried"), found.carried_in, found.carried_resolved, "carried_in"),
        (data.text("bridge.new"), found.new, found.new_resolved, "new"),
    ]
    rows = [
        (
            name,
            data.fact(came),
            data.fact(done),
            data.fact(found.left[part]),
            rate_or_counts(data.fact(found.resolution[part])),
        )
        for name, came, done, part in parts
    ]
    yield Table(
        id="complaints.bridge",
        caption=data.text("bridge.caption"),
        columns=_columns(data, "source", "cases", "resolved", "open", "rate"),
        rows=(
            *rows,
            (data.text("bridge.total"), *total),
        ),
        total=True,
    )


def handling(data: Data) -> Iterator[Block]:
    """How the cases resolved in the month were settled, and how their customers took it."""
    found = bridge(data)
    if found is None or not data.fact(found.resolved).value:
        return
    counted = {key: data.fact(metric) for key, metric in found.reactions.items()}
    knows = counted["satisfied"].known and counted["reserved"].known
    key = "text" if knows else "plain"
    if counted["satisfied"].reason in {"unknown_words", "unreadable"}:
        key = "unknown"
    reason = data.why(counted["satisfied"])
    resolved = data.fact(found.resolved)
    unhappy = knows and counted["dissatisfied"].value
    more = data.say("handling.dissatisfied", **counted) if unhappy else ()
    said = data.say(f"handling.{key}", resolved=resolved, reason=reason, more=more, **counted)
    yield Text(said + _closing_rates(data))


def _closing_rates(data: Data) -> Words:
    """How many were closed in time, and at the first handling, as far as that is known."""
    listed: Words = ()
    for key, metric in (("in_time", IN_TIME), ("first_handling", FIRST_HANDLING)):
        if tracked(data) and (fact := data.fact(metric)).n:
            listed += data.say("handling.between") if listed else ()
            listed += data.say(f"handling.{key}", rate=_full(fact))
    return data.say("handling.rates", list=listed) if listed else ()


def ageing(data: Data) -> Iterator[Block]:
    """How long the open cases have been open; a sentence when they are few."""
    if not tracked(data):
        return
    found = {key: data.fact(OPEN, Is("age", key), key=f"age={key}") for key in AGES}
    total = data.fact(OPEN)
    if not total.value:
        return
    aged = data.fact(AGED)
    if not aged.known:
        return
    if total.value < CHART_FROM:
        if aged.value:
            yield Text(data.say("ageing.text", open=total, aged=aged))
        return
    yield Chart(
        id="complaints.ageing",
        kind="bar",
        title=data.say("ageing.title", open=total, aged=aged),
        caption=data.text("ageing.caption"),
        categories=tuple(label.in_(data.language) for label in AGES.values()),
        series=(Series(data.text("column.cases"), tuple(found.values())),),
        unit="count",
        highlight=(AGES["over_30"].in_(data.language),) if aged.value else (),
    )


def open_list(data: Data) -> Iterator[Block]:
    """The open cases, oldest first; those open for more than 30 days stand out."""
    if not tracked(data):
        return
    status = cases(data)
    still = status[status["open_at_end"].fillna(value=False)].sort_values(
        ["received_at", "complaint_no"] if "complaint_no" in status else "received_at"
    )
    if still.empty:
        return
    old = still.head(MOST_CASES)
    rows = data.table("complaints").loc[old.index]
    names = [
        name
        for name in ("complaint_no", "received_at", "owner", "status", "unresolved_reason")
        if name in rows
    ]
    names += [name for name in ("customer_reaction", "content") if data.has("complaints", name)]
    more = len(still) - len(rows)
    widths = {"content": 2.6, "unresolved_reason": 1.6, "complaint_no": 1.5, "age": 0.7}
    yield Table(
        id="complaints.open",
        caption=data.text("open.caption"),
        columns=tuple(
            Column(data.text(f"column.{name}"), _unit(name), weight=widths.get(name, 1.0))
            for name in (*names, "age")
        ),
        rows=tuple(
            (*(_cell(data, str(name), value) for name, value in row.items()), int(days))
            for row, days in zip(rows[names].to_dict("records"), old["age_days"], strict=True)
        ),
        note=data.say("open.more", count=more) if more else (),
        marked=tuple(i for i, age in enumerate(old["age"]) if age == "over_30"),
    )


def to_check(data: Data) -> Iterator[Block]:
    """Vehicles that may fall under the 三包 rules."""
    found = repeat_repairs(data)
    if found.empty:
        return
    ranked = found.sort_values(["repairs", "days", "vehicle"], ascending=[False, False, True])
    yield Table(
        id="complaints.check_list",
        caption=data.text("check.caption"),
        columns=_columns(data, "vehicle", "fault", "repairs", "days", "advice"),
        rows=tuple(
            (
                row["vehicle"],
                row["fault_family"] if isinstance(row["fault_family"], str) else None,
                int(row["repairs"]),
                round(row["days"]),
                data.text("check.advice"),
            )
            for row in ranked.head(MOST_CASES).to_dict("records")
        ),
        note=data.say(
            "check.note", repairs=MOST_REPAIRS, days=MOST_DAYS, vehicles=data.fact(TO_CHECK)
        ),
    )


def repeat_numbers(data: Data) -> str:
    """The numbers of this month's repeat complaints, the first few."""
    status = cases(data)
    again = status[status["new"] & status["repeat"]]
    numbers = list(again["complaint_no"].dropna()) if "complaint_no" in again else []
    more = "…" if len(numbers) > MOST_NUMBERS else ""
    return listing(numbers[:MOST_NUMBERS], data.language) + more if numbers else "—"


def said_reason(data: Data) -> Words:
    """The recorded reasons of the cases open for more than 30 days, most frequent first."""
    status = cases(data)
    rows = data.table("complaints").loc[status.index[status["age"] == "over_30"]]
    known = rows["unresolved_reason"].dropna() if "unresolved_reason" in rows else pd.Series()
    if known.empty:
        return data.say("reason.unknown")
    order = known.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return data.say("reason.known", reasons=listing(order.index[:3], data.language))


def _full(fact: Fact) -> Words:
    """A share with what it was made of; below ten cases only that."""
    return words(Shown(fact, "full" if (fact.n or 0) >= COUNTS_ONLY_BELOW else "fraction"))


def _columns(data: Data, *names: str) -> tuple[Column, ...]:
    texts = {"source", "vehicle", "fault", "advice"}
    return tuple(
        Column(data.text(f"column.{name}"), "text" if name in texts else "count") for name in names
    )


def _unit(name: str) -> Literal["text", "date", "count"]:
    if name == "received_at":
        return "date"
    return "count" if name == "age" else "text"


def _cell(data: Data, name: str, value: Any) -> str | date | None:  # noqa: ANN401 any column
    if pd.isna(value):
        return None
    if name == "received_at":
        return pd.Timestamp(value).date()
    if name in {"status", "customer_reaction"}:
        return data.word("complaints", name, value)
    text = str(value)
    return f"{text[:_CONTENT]}…" if name == "content" and len(text) > _CONTENT else text

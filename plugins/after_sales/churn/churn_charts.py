"""Charts and tiles of the churn chapter."""

from __future__ import annotations

from reportgen_plugins.after_sales.churn.base_over_a_year import base_over_a_year
from reportgen_plugins.after_sales.churn.churn_metrics import (
    BASE,
    GROWTH,
    LOSS,
    LOST,
    NEW,
    class_share,
    value_at_risk,
)
from reportgen_plugins.after_sales.churn.churn_view import ChurnView
from reportgen_plugins.after_sales.churn.return_time import ReturnTimes
from reportgen_plugins.after_sales.missed_targets import target_state
from reportgen_plugins.after_sales.vehicles.churn_profiles import RecencyClass

from reportgen import (
    Chart,
    Data,
    Fact,
    Kpi,
    Kpis,
    Metric,
    Series,
    SeriesRole,
    Severity,
    Words,
    name_order,
)
from reportgen.stats import COUNTS_ONLY_BELOW


def kpis(view: ChurnView) -> Kpis:
    """The base, what was lost, the loss rate of a year (else who is new), the value at risk."""
    shown = (BASE, LOST) if view.knows_loss else (BASE, LOST, NEW)
    tiles = [_tile(view, metric, view.covered) for metric in shown]
    if view.knows_loss:
        loss, goal = view.fact(LOSS), view.goal
        tiles.append(Kpi(loss, target=goal, severity=target_state(view.data, loss, goal)))
    if view.data.has(view.table, "spend_last_year"):
        tiles.append(Kpi(view.fact(value_at_risk(view.profile))))
    return Kpis(tuple(tiles))


def shares_chart(view: ChurnView) -> Chart | None:
    """The classes within a year at every month's end; null without two months to compare."""
    data, months = view.data, view.compared
    if months < 2:  # noqa: PLR2004 a course has two points
        return None
    classes = view.profile.within_year
    courses = {each: view.trend(class_share(each), months) for each in classes}
    loyal = courses[classes[0]]
    shown = data.month.back(months)
    series = tuple(
        Series(data.pick(each.label).capitalize(), course, role=_role(view, each))
        for each, course in courses.items()
    )
    return Chart(
        id=f"churn.shares.{view.profile.id}",
        kind="stacked",
        title=data.say(
            "shares.title",
            name=data.pick(classes[0].label),
            now=loyal[-1],
            move=data.movement(loyal[-1], loyal[-2]),
        ),
        caption=data.text(
            "shares.caption",
            first=shown[0].text(data.language),
            last=shown[-1].text(data.language),
        ),
        categories=tuple(month.short(data.language) for month in shown),
        series=series,
        unit="share",
    )


def series_chart(view: ChurnView) -> Chart:
    """The loss rate of a year by series; new and lost of the month where the data is too short."""
    shown = {name: f for name, f in view.series.items() if (f.bottom or 0) >= COUNTS_ONLY_BELOW}
    if len(shown) < 2:  # noqa: PLR2004 one series compares with nothing
        return flows_chart(view)
    data, whole = view.data, view.fact(LOSS)
    title = data.say("loss.title.even", whole=whole)
    if view.worse_series:
        name = view.worse_series[0]
        rest = view.rest(view.series, name, "series")
        title = data.say("loss.title", series=name, rate=view.series[name], rest=rest)
    names = tuple(sorted(shown, key=lambda n: -(shown[n].value or 0)))
    return Chart(
        id=f"churn.loss.{view.profile.id}",
        kind="dots",
        title=title,
        caption=data.text("loss.caption", month=data.month.text(data.language)),
        categories=names,
        series=(Series(data.text("column.loss"), tuple(shown[name] for name in names)),),
        unit="share",
        highlight=view.worse_series,
        reference=whole,
        reference_label=data.text("row.total"),
    )


def flows_chart(view: ChurnView) -> Chart:
    """New and lost vehicles by series in the month."""
    data = view.data
    new, lost = view.family(NEW, "series"), view.family(LOST, "series")
    names = tuple(sorted({*new, *lost}, key=lambda n: (-_size(lost.get(n)), name_order(n))))
    return Chart(
        id=f"churn.flows.{view.profile.id}",
        kind="column",
        title=data.say(
            "flows.title",
            new=view.fact(NEW),
            lost=view.fact(LOST),
            growth=said_growth(data, view.fact(GROWTH)),
        ),
        caption=data.text("flows.caption", month=data.month.text(data.language)),
        categories=names,
        series=(
            Series(data.text("column.new"), tuple(map(new.get, names)), role="better"),
            Series(data.text("column.lost"), tuple(map(lost.get, names)), role="worse"),
        ),
        unit="count",
        highlight=view.worse_series,
    )


def returns_chart(view: ChurnView, returns: ReturnTimes) -> Chart:
    """How many are not back after so many days."""
    data = view.data
    # Months of the limit as the nearest step of days of the curve.
    place = min(view.profile.lost_after, len(returns.days) - 1)
    dashed = data.text("returns.dashed") if returns.median.known else ""
    if returns.median.known:
        limit, late = returns.days[place], returns.waiting[place]
        title = data.say("returns.title", median=returns.median, limit=limit, late=late)
    else:
        last, late = returns.days[-1], returns.waiting[-1]
        title = data.say("returns.title.open", last=last, late=late)
    return Chart(
        id=f"churn.returns.{view.profile.id}",
        kind="survival",
        title=title,
        caption=data.text("returns.caption", n=f"{returns.median.n or 0:,}") + dashed,
        categories=tuple(str(day) for day in returns.days),
        series=(Series(data.text("returns.series"), returns.waiting),),
        unit="share",
        reference=returns.median if returns.median.known else None,
        reference_label=data.text("returns.half"),
        axis=data.text("returns.axis"),
    )


def said_growth(data: Data, growth: Fact) -> Words:
    """The net change of the base in the month, in words: 较月初净增加 3 辆."""
    if growth.value is None:
        return data.say("growth.unknown", growth=growth)
    key = "even" if not growth.value else "up" if growth.value > 0 else "down"
    return data.say(f"growth.{key}", **({"growth": growth} if growth.value else {}))


def severity(view: ChurnView, now: Fact, before: Fact) -> Severity:
    """Good or to be watched where a change is certain."""
    if not view.data.proven(now, before) or now.better == "none":
        return "info"
    rose = (now.value or 0) > (before.value or 0)
    return "good" if rose == (now.better == "higher") else "watch"


def _role(view: ChurnView, each: RecencyClass) -> SeriesRole:
    if each is view.profile.classes[0]:
        return "main"
    return "other" if each in view.profile.kept else "worse"


def _tile(view: ChurnView, metric: Metric, months: int) -> Kpi:
    now = view.fact(metric)
    if months < 2:  # noqa: PLR2004 a change has two months
        return Kpi(now)
    before, trend = view.fact(metric, month=view.data.month - 1), view.trend(metric, months)
    change = view.data.change(now, before)
    state = severity(view, now, before)
    if metric is BASE and state == "info" and (flow := base_over_a_year(view)) and flow.shrinks:
        state = "watch"
    return Kpi(now, change=change, trend=trend, severity=state)


def _size(fact: Fact | None) -> float:
    return (fact.value if fact else None) or 0.0

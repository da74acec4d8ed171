"""Satisfaction per service advisor: interviews, item scores, and the store's three scores.

An advisor's satisfaction is the mean of his item means. The store has three figures that are easily
mistaken for one another, so each has a name of its own: the mean of the advisors' scores, the same
weighted by vehicles received, and the customers' independent answer to "overall".

Works on rows (`callbacks`, joined to the advisor by `ro_no` where the call-back names none) or on
monthly totals with the advisor as subject: `item_attitude`, `item_reception`, `item_quote`,
`item_bill`, `vehicles_received`, `phone_interviews`, `face_interviews`; and without a subject the
store's own figures of the same names and `overall_satisfaction`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reportgen_plugins.after_sales.monthly_figures import (
    figure,
    figure_by_subject,
    has_figure_by_subject,
)
from reportgen_plugins.after_sales.satisfaction.callback_metrics import received
from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS, interviews
from reportgen_plugins.after_sales.visits import RECEIVED

from reportgen import (
    Average,
    Count,
    Data,
    Expr,
    Fact,
    Given,
    Is,
    Label,
    Mean,
    Metric,
    Month,
    Rows,
    Total,
    name_order,
)
from reportgen.stats import PUBLISHED_FROM, Moments, mean_interval

SCORE = Label("满意度", "Satisfaction")
STORE = Label("全店满意度（顾问平均）", "Store satisfaction (mean of advisors)")
BY_VEHICLES = Label("全店满意度（按接车台次加权）", "Store satisfaction (weighted by vehicles)")
OVERALL = Label("总体满意度（客户单独打分）", "Overall satisfaction (its own question)")
_SOURCE = Label("4S 店顾问满意度月报口径", "advisor sheet of a dealer's monthly review")
_NO_ORDERS = Given(None, Label("没有工单", "there are no repair orders"))
"""Vehicles received by an advisor, where only the store's total is known."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What can be measured, over interviews or over monthly totals.

    Attributes:
        by: The column that names the advisor.
        items: Item → its mean score; narrow by `by` for an advisor.
        score: Mean of the item means; null when an item is.
        interviews: Phone and face interviews together.
        phone: Interviews by phone.
        face: Interviews face to face.
        vehicles: Vehicles received; narrow by `by` for an advisor.
        store_items: Item → its mean over the whole store, as the store's own table has it.
        store_vehicles: Vehicles received by the store.
        overall: The customers' independent overall answer.
        answers: Mean score per interview, which has a spread; null with totals only.
    """

    by: str
    items: Mapping[str, Metric]
    score: Metric
    interviews: Metric
    phone: Metric
    face: Metric
    vehicles: Metric
    store_items: Mapping[str, Metric]
    store_vehicles: Metric
    overall: Metric
    answers: Metric | None = None


@dataclass(frozen=True, slots=True)
class Advisor:
    """One advisor's month. `answers` has the spread behind the score; null with totals only."""

    name: str
    score: Fact
    items: Mapping[str, Fact]
    vehicles: Fact
    phone: Fact
    face: Fact
    answers: Moments | None


@dataclass(frozen=True, slots=True)
class Scores:
    """One month: every advisor with a published score, and the store.

    `hidden` counts advisors with fewer than `PUBLISHED_FROM` interviews; the store's means leave
    them out, because a score that may not be shown must not be recoverable from the mean.
    """

    month: Month
    advisors: tuple[Advisor, ...]
    hidden: int
    store: Fact
    by_vehicles: Fact
    overall: Fact


def survey(data: Data) -> Survey:
    """The measures, over interviews where call-backs hold scores, else over monthly totals."""
    items = tuple(item for item in ITEMS if data.has("callbacks", "called_at", item))
    named = data.has("callbacks", "advisor") or (
        data.has("callbacks", "ro_no") and data.has("repair_orders", "ro_no", "advisor")
    )
    asked = items if named else ()
    totals = any(has_figure_by_subject(data, f"item_{item}") for item in ITEMS)
    if asked or (data.has("callbacks", "called_at", "overall") and not totals):
        return _from_rows(data, asked)
    return _from_totals(data)


def scores(data: Data, measures: Survey, month: Month) -> Scores:
    """Every advisor's score of a month, busiest first, and the store's."""
    names = data.family(measures.score, measures.by, month=month)
    rated = [name for name, fact in names.items() if fact.known]
    interviewed = _interviews(data, measures, month, rated)
    shown = [name for name in rated if _published(interviewed[name])]
    found = [_advisor(data, measures, month, name) for name in shown]
    advisors = tuple(sorted(found, key=lambda a: (-(a.vehicles.value or 0), name_order(a.name))))
    store = store_score(data, measures, month)
    vehicles = [a.vehicles for a in advisors]
    return Scores(
        month,
        advisors,
        len(rated) - len(shown),
        store,
        _mean(
            data, "csi.store_by_vehicles", BY_VEHICLES, month, [a.score for a in advisors], vehicles
        ),
        data.fact(measures.overall, month=month),
    )


def store_score(data: Data, measures: Survey, month: Month) -> Fact:
    """The mean of the advisors' published scores: Σ score / advisors."""
    family = data.family(measures.score, measures.by, month=month)
    rated = [name for name, fact in family.items() if fact.known]
    found = _interviews(data, measures, month, rated)
    shown = {name: family[name] for name in rated if _published(found[name])}
    fact = _mean(data, "csi.store", STORE, month, list(shown.values()))
    counts = [found[name].value for name in shown]
    known = [round(n) for n in counts if n is not None]
    return replace(fact, n=sum(known) if known and len(known) == len(counts) else None)


def moments(data: Data, fact: Fact) -> Moments | None:
    """Size, mean and spread behind a mean; null where nothing was sampled."""
    result = data.result(fact)
    if result.value is None or result.sd is None or not result.n:
        return None
    return Moments(result.n, result.value, result.sd)


def goal(data: Data, fact: Fact, wanted: Fact) -> Fact:
    """What a measure should bring a figure back to; apart from the target the spec sets."""
    label = Label(f"{fact.label}改进目标", f"{fact.label}, goal of the measure")
    method = Label(f"回到{wanted.label}的水平", f"back to the level of: {wanted.label}")
    return data.given(f"{fact.id}~goal", label, wanted.value, fact.unit, method)


def _mean(  # noqa: PLR0913, PLR0917 a mean needs its name, time, values and weights
    data: Data,
    name: str,
    label: Label,
    month: Month,
    facts: list[Fact],
    weights: list[Fact] | None = None,
) -> Fact:
    fact_id = name if month == data.month else f"{name}@{month}"
    known = all(w.known for w in weights) if weights is not None else True
    if not facts or not known:
        method = Label("本月没有可用的数据", "no usable data in the month")
        return data.given(fact_id, label, None, "score", method, better="higher")
    return data.average(fact_id, label, facts, weights or ())


def _published(interviews: Fact) -> bool:
    return interviews.value is None or interviews.value >= PUBLISHED_FROM


def _interviews(
    data: Data, measures: Survey, month: Month, names: Sequence[str]
) -> dict[str, Fact]:
    """The interviews of each name; one grouping instead of a selection a name."""
    family = data.family(measures.interviews, measures.by, month=month)
    return {name: family.get(name) or _interviews_of(data, measures, month, name) for name in names}


def _interviews_of(data: Data, measures: Survey, month: Month, name: str) -> Fact:
    return data.fact(measures.interviews, Is(measures.by, name), key=name, month=month)


def _advisor(data: Data, measures: Survey, month: Month, name: str) -> Advisor:
    def own(metric: Metric) -> Fact:
        return data.fact(metric, Is(measures.by, name), key=name, month=month)

    count = _interviews_of(data, measures, month, name).value
    answers = moments(data, own(measures.answers)) if measures.answers else None
    score = replace(own(measures.score), n=None if count is None else round(count))
    if answers and score.value is not None:
        found = mean_interval(answers.n, score.value, answers.sd)
        score = replace(score, low=found.low, high=found.high) if found else score
    return Advisor(
        name,
        score,
        {item: own(metric) for item, metric in measures.items.items()},
        own(measures.vehicles),
        own(measures.phone),
        own(measures.face),
        answers,
    )


def _from_rows(data: Data, items: tuple[str, ...]) -> Survey:
    rows = interviews(data)
    came = received(data)
    by_rows = came is RECEIVED
    found: dict[str, Expr] = {item: Mean(rows, item) for item in items}
    metrics = {item: _item(item, expr) for item, expr in found.items()}
    return Survey(
        by="advisor",
        items=metrics,
        score=_score(found),
        interviews=_count("interviews", Label("访谈数", "Interviews"), Count(rows)),
        phone=_channel(rows, "phone"),
        face=_channel(rows, "face"),
        vehicles=came if by_rows else replace(RECEIVED, expr=_NO_ORDERS),
        store_items=metrics,
        store_vehicles=came,
        overall=_overall(Mean(rows, "overall")),
        answers=Metric("csi.interview", SCORE, Mean(rows, "score"), "score", "higher"),
    )


def _from_totals(data: Data) -> Survey:
    items = [item for item in ITEMS if has_figure_by_subject(data, f"item_{item}")] or list(ITEMS)
    each: dict[str, Expr] = {item: figure_by_subject(f"item_{item}") for item in items}
    phone, face = figure_by_subject("phone_interviews"), figure_by_subject("face_interviews")
    came = received(data)
    return Survey(
        by="subject",
        items={item: _item(item, expr) for item, expr in each.items()},
        score=_score(each),
        interviews=_count("interviews", Label("访谈数", "Interviews"), Total((phone, face))),
        phone=_count("phone", Label("电访台次", "Phone interviews"), phone),
        face=_count("face", Label("面访台次", "Face interviews"), face),
        vehicles=replace(RECEIVED, expr=figure_by_subject("vehicles_received")),
        store_items={item: _item(item, figure(data, f"item_{item}")) for item in ITEMS},
        store_vehicles=came,
        overall=_overall(figure(data, "overall_satisfaction")),
    )


def _item(item: str, expr: Expr) -> Metric:
    return Metric(f"csi.item.{item}", ITEMS[item], expr, "score", "higher", source=_SOURCE)


def _score(items: Mapping[str, Expr]) -> Metric:
    return Metric(
        "csi.score",
        SCORE,
        Average(tuple(items.values()), known_only=False),
        "score",
        "higher",
        Label("各项得分平均值的平均", "mean of the mean scores of the items"),
        _SOURCE,
        min_n=10,
    )


def _overall(expr: Expr) -> Metric:
    return Metric(
        "csi.overall",
        OVERALL,
        expr,
        "score",
        "higher",
        Label("客户对总体满意度的单独打分", "the customers' own answer on overall satisfaction"),
        _SOURCE,
    )


def _count(name: str, label: Label, expr: Expr) -> Metric:
    return Metric(f"csi.{name}", label, expr, "count", source=_SOURCE)


def _channel(rows: Rows, channel: str) -> Metric:
    names = {
        "phone": Label("电访台次", "Phone interviews"),
        "face": Label("面访台次", "Face interviews"),
    }
    return _count(channel, names[channel], Count(rows.only(Is("channel", channel))))

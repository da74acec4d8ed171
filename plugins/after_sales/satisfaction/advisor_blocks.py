"""The advisor part of the satisfaction chapter: comparison chart and table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportgen_plugins.after_sales.satisfaction.advisor_comparison import (
    AdvisorComparison,
    AdvisorReview,
)
from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS
from reportgen_plugins.after_sales.satisfaction.satisfaction_findings import BUSY, GOOD, spot_list
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import Advisor, Scores
from reportgen_plugins.after_sales.satisfaction.store_changes import item_means

from reportgen import (
    Block,
    Chart,
    Column,
    Data,
    Expr,
    Fact,
    Heading,
    Label,
    Metric,
    Series,
    Table,
    Text,
    Total,
    Words,
)


def advisor_blocks(data: Data, review: AdvisorReview) -> Iterator[Block]:
    """What the comparison shows, as dots with intervals or, from totals, as a heat map."""
    now, spots = review.now, review.spots
    yield Heading(data.text("advisors.heading"))
    if not now.advisors:
        yield Text(data.say("advisors.none"))
        return
    sampled = any(a.answers for a in now.advisors)
    if not sampled:
        yield Text(_conclusion(data, review.comparison))
    if unsure := _unsure(review):
        yield Text(data.say("weak.unsure", limit=review.limit, list=spot_list(data, unsure)))
    yield _dots(data, now, review.comparison) if sampled else _heat(data, review)
    yield _table(data, now, review.loads, {advisor.name for advisor, _ in spots})


def _unsure(review: AdvisorReview) -> list[tuple[Advisor, str]]:
    """Scores below the limit on which the interviews are no proof, lowest first."""
    limit, sure = review.limit.value or 0.0, {(a.name, item) for a, item in review.spots}
    found = [
        (advisor, item)
        for advisor in review.now.advisors
        for item, fact in advisor.items.items()
        if fact.value is not None and fact.value < limit and (advisor.name, item) not in sure
    ]
    return sorted(found, key=lambda pair: pair[0].items[pair[1]].value or 0.0)


def _conclusion(data: Data, found: AdvisorComparison) -> Words:
    if found.homogeneity is None:
        return data.say("advisors.no_samples")
    if not found.homogeneity.may_rank:
        return data.say("advisors.same")
    names = data.text("list.separator").join((*found.below, *found.above))
    return data.say("advisors.apart", names=names) if names else data.say("advisors.differ")


def _dots(data: Data, now: Scores, found: AdvisorComparison) -> Chart:
    advisors = sorted(now.advisors, key=lambda a: -(a.score.value or 0))
    return Chart(
        id="csi.advisors",
        kind="dots",
        title=_conclusion(data, found),
        caption=data.text(
            "advisors.dots_caption", month=data.month.text(data.language), n=now.store.n or 0
        ),
        categories=tuple(a.name for a in advisors),
        series=(Series(data.text("advisors.series"), tuple(a.score for a in advisors)),),
        unit="score",
        highlight=(*found.below, *found.above),
        reference=now.store,
        reference_label=data.text("advisors.store_line"),
    )


def _heat(data: Data, review: AdvisorReview) -> Chart:
    now, spots, limit = review.now, review.spots, review.limit
    items = list(now.advisors[0].items)
    lowest = spots[0][0].items[spots[0][1]] if spots else None
    title = (
        data.say("weak.heat_title", count=len(spots), limit=limit, lowest=lowest)
        if spots
        else data.say("weak.none", limit=limit)
    )
    return Chart(
        id="csi.advisors",
        kind="heat",
        title=title,
        caption=data.text("weak.heat_caption", month=data.month.text(data.language), limit=limit),
        categories=tuple(data.pick(ITEMS[item]) for item in items),
        series=tuple(Series(a.name, tuple(a.items[item] for item in items)) for a in now.advisors),
        unit="score",
        reference=limit,
    )


def _table(data: Data, now: Scores, loads: Mapping[str, Fact], weak: set[str]) -> Table:
    items = list(now.advisors[0].items)
    rows = [
        (
            a.name, a.vehicles, loads.get(a.name), a.phone, a.face,
            *(a.items[item] for item in items), a.score,
        )
        for a in now.advisors
    ]  # fmt: skip
    means = item_means(data, now)
    whole = (
        data.text("advisors.all"), _sum(data, "vehicles", [a.vehicles for a in now.advisors]), None,
        _sum(data, "phone", [a.phone for a in now.advisors]),
        _sum(data, "face", [a.face for a in now.advisors]),
        *means.values(), now.store,
    )  # fmt: skip
    hidden = data.say("advisors.hidden", count=now.hidden) if now.hidden else ()
    return Table(
        id="csi.advisors",
        caption=data.text("advisors.table_caption", month=data.month.text(data.language)),
        columns=(
            Column(data.text("column.advisor"), weight=1.2),
            Column(data.text("column.vehicles"), "count"),
            Column(data.text("column.load"), "per_day"),
            Column(data.text("column.phone"), "count"),
            Column(data.text("column.face"), "count"),
            *(Column(data.pick(ITEMS[item]), "score") for item in items),
            Column(data.text("column.score"), "score", bar=True),
        ),
        rows=(*rows, whole),
        note=data.say("advisors.note", load=load_words(data, loads)) + hidden,
        total=True,
        marked=tuple(i for i, a in enumerate(now.advisors) if a.name in weak),
    )


def load_words(data: Data, loads: Mapping[str, Fact]) -> Words:
    """How the vehicles a day lie to what is good: 8 to 10, and at most 12."""
    known = sorted((f for f in loads.values() if f.settled), key=lambda f: f.value or 0)
    if not known:
        return ()
    low, high = known[0], known[-1]
    if low.value == high.value:
        return data.say("load.one", high=high)
    key = "mixed"
    if (high.value or 0) < GOOD[0]:
        key = "low"
    elif (high.value or 0) > BUSY:
        key = "high"
    elif (low.value or 0) >= GOOD[0] - 1 and (high.value or 0) <= GOOD[1] + 1:
        key = "good"
    return data.say(f"load.{key}", low=low, high=high)


def _sum(data: Data, name: str, facts: Sequence[Fact]) -> Fact:
    parts: list[Expr] = [fact.expr for fact in facts if fact.expr is not None]
    label = Label("顾问合计", "Sum of advisors")
    return data.combine(Metric(f"csi.sum.{name}", label, Total(tuple(parts)), "count"))

"""What a manager should know about satisfaction: who fell, what is weak, did the store move."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

from reportgen_plugins.after_sales.comments.topic_blocks import (
    counts_list,
    mentions_list,
    topic_findings,
    topic_names,
)
from reportgen_plugins.after_sales.comments.topic_counts import TopicCounts
from reportgen_plugins.after_sales.customers_touched import visits_of, whole_store
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.missed_targets import missed_target
from reportgen_plugins.after_sales.satisfaction.advisor_comparison import AdvisorReview, Fall
from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import (
    SCORE,
    Advisor,
    Scores,
    goal,
)
from reportgen_plugins.after_sales.satisfaction.store_changes import (
    item_contributions,
    item_means,
    leading,
    mix_and_rate,
    store_change,
    usual_range,
)

from reportgen import (
    Block,
    Data,
    Difference,
    Fact,
    Finding,
    Given,
    Label,
    Metric,
    Recommendation,
    Words,
)
from reportgen.stats import PROVEN

BUSY = 12.0
"""Vehicles a day from which reception suffers; 8 to 10 is best (service-reception practice)."""
_LISTED = 5


def advisor_findings(
    data: Data, review: AdvisorReview, topics: TopicCounts | None
) -> Iterator[Block]:
    """Who fell, who stands apart, what is weak, who is blamed, who receives too many vehicles."""
    visits = {a.name: visits_of(data, a.name, [a.name], [a.vehicles]) for a in review.now.advisors}
    for fall in review.falls:
        yield _fall(data, fall, topics, visits[fall.name])
        yield _fall_measure(data, fall, topics)
    named = {fall.name for fall in review.falls}
    apart = [name for name in review.comparison.below if name not in named]
    yield from _apart(data, review.now, "below", apart, visits)
    yield from _apart(data, review.now, "above", review.comparison.above, visits)
    yield from _weak(data, review)
    yield from topic_findings(data, topics, named, visits)
    yield from _busy(data, review, visits)


def store_findings(
    data: Data, review: AdvisorReview, course: Sequence[Fact], target: Fact
) -> Iterator[Block]:
    """Whether the store's satisfaction moved for real, and whether it is below target.

    `course` is the leading figure month by month, this month last; its usual range stands in for
    a test where nothing was sampled.
    """
    now, before = review.now, review.before
    p, _ = store_change(now, before)
    earlier, last = list(course[:-1]), course[-1]
    if p is not None and p < PROVEN:
        yield from _moved(data, now, before)
    elif p is None and (limits := usual_range(data, earlier)) and _outside(last, limits):
        yield from _unusual(data, earlier, last, limits, target)
        if _short(last, target):
            return  # said with the drop, and answered by its measure
    yield from _missed(data, now, target)


def below(data: Data, score: Fact, target: Fact) -> Fact:
    """How far a score is from its target; negative is below."""
    assert score.expr is not None  # noqa: S101 a known score has an expression
    level = Given(target.value, Label("目标", "target"))
    metric = Metric("csi.gap", SCORE, Difference(score.expr, level), "score", "higher")
    return data.combine(metric, key=score.id)


def spot_list(data: Data, spots: Sequence[tuple[Advisor, str]]) -> Words:
    """The first weak spots in words, and how many more there are."""
    parts = [
        data.say(
            "weak.spot",
            advisor=advisor.name,
            item=data.pick(ITEMS[item]),
            score=advisor.items[item],
        )
        for advisor, item in spots[:_LISTED]
    ]
    more = len(spots) - len(parts)
    return _joined(data, parts) + (data.say("weak.more", count=more) if more else ())


def _fall(data: Data, fall: Fall, topics: TopicCounts | None, impact: Fact | None) -> Finding:
    said = {"advisor": fall.name, "change": fall.score.change}
    text = data.say(
        "fell.text", now=fall.score.now, before=fall.score.before, n=fall.interviews, **said
    )
    return Finding(
        id=f"csi.fell.{fall.name}",
        severity="bad",
        title=data.say("fell.title", **said),
        text=text + _blamed(data, fall) + _said(data, fall, topics),
        impact=impact,
    )


def _apart(
    data: Data,
    now: Scores,
    way: Literal["below", "above"],
    names: Collection[str],
    visits: Mapping[str, Fact | None],
) -> Iterator[Finding]:
    scores = {a.name: a.score for a in now.advisors}
    for name in names:
        yield Finding(
            id=f"csi.{way}.{name}",
            severity="watch" if way == "below" else "good",
            title=data.say(f"{way}.title", advisor=name, score=scores[name]),
            text=data.say(f"{way}.text", advisor=name, score=scores[name], store=now.store),
            impact=visits[name],
        )


def _missed(data: Data, now: Scores, target: Fact) -> Iterator[Block]:
    score = leading(now)
    if not _short(score, target):
        return
    items = {name: fact for name, fact in item_means(data, now).items() if fact.known}
    measure = data.say("below_target.measure")
    if items:
        worst = min(items, key=lambda name: items[name].value or 0)
        name = data.pick(ITEMS[worst])
        measure = data.say("below_target.measure_item", item=name, score=items[worst])
    gap = below(data, score, target)
    yield from missed_target(
        data,
        "csi.below_target",
        score,
        target,
        text=data.say("below_target.text", score=score, target=target, gap=gap),
        cause=data.say("store.cause"),
        measure=measure,
        owner=data.text("owner.service"),
        deadline=due(data),
        impact=whole_store(data),
    )


def _short(fact: Fact, target: Fact) -> bool:
    return fact.value is not None and target.value is not None and fact.value < target.value


def _weak(data: Data, review: AdvisorReview) -> Iterator[Finding]:
    if review.spots:
        weak = {advisor.name: advisor.vehicles for advisor, _ in review.spots}
        yield Finding(
            id="csi.weak_spots",
            severity="watch",
            title=data.say("weak.title", count=len(review.spots), limit=review.limit),
            text=data.say("weak.text", list=spot_list(data, review.spots), limit=review.limit),
            impact=visits_of(data, "weak_spots", [*weak], [*weak.values()]),
        )


def _busy(
    data: Data, review: AdvisorReview, visits: Mapping[str, Fact | None]
) -> Iterator[Finding]:
    for name, fact in review.loads.items():
        if fact.value is not None and fact.value > BUSY:
            yield Finding(
                id=f"csi.load.{name}",
                severity="watch",
                title=data.say("busy.title", advisor=name, load=fact),
                text=data.say("busy.text", advisor=name, load=fact),
                impact=visits[name],
            )


def _outside(fact: Fact, limits: tuple[Fact, Fact]) -> bool:
    low, high = limits
    if not fact.settled or fact.value is None or low.value is None or high.value is None:
        return False
    return not low.value <= fact.value <= high.value


def _moved(data: Data, now: Scores, before: Scores) -> Iterator[Block]:
    change = data.change(now.store, before.store)
    fell = (change.value or 0) < 0
    key = "store_fell" if fell else "store_rose"
    items = item_contributions(data, now, before)
    sign = 1 if fell else -1
    order = sorted(items, key=lambda item: sign * (items[item].value or 0))[:2]
    text = data.say(f"{key}.text", now=now.store, before=before.store, change=change)
    if order:
        parts = [
            data.say("store.item", item=data.pick(ITEMS[item]), points=items[item])
            for item in order
        ]
        text += data.say("store.items", list=_joined(data, parts))
    if drivers := mix_and_rate(data, now, before):
        mix, rate = drivers
        whole = data.change(now.by_vehicles, before.by_vehicles)
        text += data.say("store.mix", change=whole, rate=rate, mix=mix)
    yield Finding(
        id="csi.store_moved",
        severity="bad" if fell else "good",
        title=data.say(f"{key}.title", change=change),
        text=text,
        impact=whole_store(data),
        facts=tuple(items.values()),
    )
    if fell:
        worst = data.pick(ITEMS[order[0]]) if order else ""
        yield _store_measure(data, "csi.store_moved", now.store, before.store, worst)


def _unusual(
    data: Data, earlier: Sequence[Fact], now: Fact, limits: tuple[Fact, Fact], target: Fact
) -> Iterator[Block]:
    low, high = limits
    before = [fact for fact in earlier if fact.known][-1]
    fell = (now.value or 0) < (low.value or 0)
    missed = fell and _short(now, target)
    key = "unusual_low" if fell else "unusual_high"
    yield Finding(
        id="csi.unusual",
        severity="bad" if missed else "watch" if fell else "good",
        title=data.say(f"{key}.title", name=now.label, now=now),
        text=data.say(f"{key}.text", now=now, before=before, low=low, high=high, months=low.n or 0),
        impact=whole_store(data),
    )
    if missed:
        yield _store_measure(data, "csi.unusual", now, low, "")


def _blamed(data: Data, fall: Fall) -> Words:
    if not fall.items:
        return data.say("fell.no_item")
    parts = [
        data.say(
            "fell.item", item=data.pick(ITEMS[item]), now=move.now, before=move.before,
            change=move.change,
        )
        for item, move in fall.items.items()
    ]  # fmt: skip
    return data.say("fell.items", list=_joined(data, parts))


def _said(data: Data, fall: Fall, topics: TopicCounts | None) -> Words:
    """What the customers of an advisor blame more than those of others."""
    if topics is None or not (own := topics.of(fall.name)):
        return ()
    return data.say("fell.said", list=mentions_list(data, topics, own))


def _fall_measure(data: Data, fall: Fall, topics: TopicCounts | None) -> Recommendation:
    names = [data.pick(ITEMS[item]) for item in fall.items]
    items = data.text("list.separator").join(names) or data.pick(SCORE)
    cause, measure = _cause(data, fall, topics, items)
    return Recommendation(
        id=f"csi.fell.{fall.name}.measure",
        finding=f"csi.fell.{fall.name}",
        problem=data.say("fell.problem", advisor=fall.name, now=fall.score.now,
                         before=fall.score.before),
        cause=cause,
        measure=measure,
        owner=data.text("owner.service"),
        deadline=due(data),
        indicator=data.text("fell.indicator", advisor=fall.name),
        baseline=fall.score.now,
        target=goal(data, fall.score.now, fall.score.before),
    )  # fmt: skip


def _cause(data: Data, fall: Fall, topics: TopicCounts | None, items: str) -> tuple[Words, Words]:
    """What may have caused a fall, as far as customers said so, and what to do about it."""
    said = {"advisor": fall.name, "items": items}
    if topics is None or not topics.said.known:
        return data.say("fell.cause", items=items), data.say("fell.measure", **said)
    own = topics.of(fall.name)
    if not own:
        return data.say("fell.cause_untold", items=items), data.say("fell.measure", **said)
    cause = data.say("fell.cause_said", items=items, list=counts_list(data, topics, own))
    return cause, data.say("fell.measure_said", topics=topic_names(data, topics, own), **said)


def _store_measure(data: Data, finding: str, now: Fact, wanted: Fact, item: str) -> Recommendation:
    return Recommendation(
        id=f"{finding}.measure",
        finding=finding,
        problem=data.say("store.problem", now=now, goal=wanted),
        cause=data.say("store.cause_item", item=item) if item else data.say("store.cause"),
        measure=data.say("store.measure_item", item=item) if item else data.say("store.measure"),
        owner=data.text("owner.service"),
        deadline=due(data),
        indicator=now.label,
        baseline=now,
        target=goal(data, now, wanted),
    )


def _joined(data: Data, parts: Sequence[Words]) -> Words:
    said: Words = ()
    for part in parts:
        said += (data.say("list.separator") if said else ()) + part
    return said

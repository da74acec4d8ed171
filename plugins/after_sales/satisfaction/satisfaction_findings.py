"""What a manager should know about satisfaction: who fell, what is weak, did the store move."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

from reportgen_plugins.after_sales.comments.topic_blocks import mentions_list, topic_findings
from reportgen_plugins.after_sales.comments.topic_counts import TopicCounts
from reportgen_plugins.after_sales.customers_touched import visits_of, whole_store
from reportgen_plugins.after_sales.missed_targets import missed_target
from reportgen_plugins.after_sales.satisfaction.advisor_comparison import AdvisorReview, Fall
from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS
from reportgen_plugins.after_sales.satisfaction.satisfaction_measures import (
    Remedies,
    fall_measure,
    store_measure,
    store_remedy,
)
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
    Text,
    Words,
    listing,
)
from reportgen.stats import PROVEN

BUSY = 12.0
"""Vehicles a day from which reception suffers; 8 to 10 is best (service-reception practice)."""
GOOD = (8.0, 10.0)
"""Vehicles a day that are good."""
_LISTED = 5


def advisor_findings(data: Data, review: AdvisorReview, remedies: Remedies) -> Iterator[Block]:
    """Who fell, who stands apart, what is weak, who is blamed, who receives too many vehicles."""
    visits = {a.name: visits_of(data, a.name, [a.name], [a.vehicles]) for a in review.now.advisors}
    for fall in review.falls:
        yield _fall(data, fall, remedies.topics, visits[fall.name])
        yield fall_measure(data, fall, remedies)
    named = {fall.name for fall in review.falls}
    apart = [name for name in review.comparison.below if name not in named]
    yield from _apart(data, review.now, "below", apart, visits)
    yield from _apart(data, review.now, "above", review.comparison.above, visits)
    yield from _weak(data, review)
    yield from topic_findings(data, remedies.topics, named, visits)
    yield from _busy(data, review, visits)


def store_findings(
    data: Data, review: AdvisorReview, course: Sequence[Fact], target: Fact, remedies: Remedies
) -> Iterator[Block]:
    """Whether the store's satisfaction moved for real, and whether it is below target.

    `course` is the leading figure month by month, this month last; its usual range stands in for
    a test where nothing was sampled. A drop below the target is one finding with one measure, whose
    goal is the target.
    """
    now, before = review.now, review.before
    items = _lowest_first(data, now)
    p, _ = store_change(now, before)
    found = _unusual(data, course, target) if p is None else None
    if p is not None and p < PROVEN:
        found = _moved(data, now, before)
    yield from filter(None, (found,))
    if found is None or found.severity != "bad":
        yield from _missed(data, now, target, items, remedies)
    elif found.id == "csi.unusual":
        remedy = store_remedy(data, "lowest", next(iter(items), ""), remedies)
        yield store_measure(data, found.id, course[-1], target, remedy)
    else:
        wanted = target if _short(now.store, target) else goal(data, now.store, before.store)
        fell = next(iter(_by_contribution(data, now, before)), "")
        remedy = store_remedy(data, "fell", fell, remedies)
        yield store_measure(data, found.id, now.store, wanted, remedy)


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


def _missed(
    data: Data, now: Scores, target: Fact, items: Mapping[str, Fact], remedies: Remedies
) -> Iterator[Block]:
    score = leading(now)
    if not _short(score, target):
        return
    worst, gap = next(iter(items), ""), below(data, score, target)
    text = data.say("below_target.text", score=score, target=target, gap=gap)
    if worst:
        name = data.pick(ITEMS[worst])
        text += data.say("below_target.item", item=name, score=items[worst])
    found = store_remedy(data, "lowest", worst, remedies)
    yield from missed_target(
        data, "csi.below_target", score, target, text=text, impact=whole_store(data),
        **found._asdict(),
    )  # fmt: skip


def _lowest_first(data: Data, now: Scores) -> dict[str, Fact]:
    """The items the advisors' means are known of, the lowest first."""
    items = {name: fact for name, fact in item_means(data, now).items() if fact.known}
    return dict(sorted(items.items(), key=lambda pair: pair[1].value or 0))


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


def idle_note(data: Data, review: AdvisorReview) -> Iterator[Text]:
    """That nobody is busy: what falls is not for want of time, and there is room for calls."""
    loads = sorted(review.loads.values(), key=lambda fact: fact.value or 0)
    if loads and all(fact.known and (fact.value or 0) < GOOD[0] for fact in loads):
        yield Text(data.say("idle", low=loads[0], high=loads[-1]))


def _outside(fact: Fact, limits: tuple[Fact, Fact]) -> bool:
    low, high = limits
    if not fact.settled or fact.value is None or low.value is None or high.value is None:
        return False
    return not low.value <= fact.value <= high.value


def _by_contribution(data: Data, now: Scores, before: Scores) -> dict[str, Fact]:
    """What each item adds to the change, the largest in its direction first."""
    items = item_contributions(data, now, before)
    sign = 1 if (data.change(now.store, before.store).value or 0) < 0 else -1
    return dict(sorted(items.items(), key=lambda pair: sign * (pair[1].value or 0)))


def _moved(data: Data, now: Scores, before: Scores) -> Finding:
    change = data.change(now.store, before.store)
    fell = (change.value or 0) < 0
    key = "store_fell" if fell else "store_rose"
    items = _by_contribution(data, now, before)
    text = data.say(f"{key}.text", now=now.store, before=before.store, change=change)
    if items:
        parts = [
            data.say("store.item", item=data.pick(ITEMS[item]), points=items[item])
            for item in list(items)[:2]
        ]
        text += data.say("store.items", list=_joined(data, parts))
    if drivers := mix_and_rate(data, now, before):
        mix, rate = drivers
        whole = data.change(now.by_vehicles, before.by_vehicles)
        text += data.say("store.mix", change=whole, rate=rate, mix=mix)
    return Finding(
        id="csi.store_moved",
        severity="bad" if fell else "good",
        title=data.say(f"{key}.title", change=change),
        text=text,
        impact=whole_store(data),
        facts=tuple(items.values()),
    )


def _unusual(data: Data, course: Sequence[Fact], target: Fact) -> Finding | None:
    """The leading figure outside its usual range, where no test fits; null within it."""
    earlier, now = list(course[:-1]), course[-1]
    limits = usual_range(data, earlier)
    if limits is None or not _outside(now, limits):
        return None
    low, high = limits
    before = [fact for fact in earlier if fact.known][-1]
    fell = (now.value or 0) < (low.value or 0)
    missed = fell and _short(now, target)
    key = "unusual_low" if fell else "unusual_high"
    return Finding(
        id="csi.unusual",
        severity="bad" if missed else "watch" if fell else "good",
        title=data.say(f"{key}.title", name=now.label, now=now),
        text=data.say(f"{key}.text", now=now, before=before, low=low, high=high, months=low.n or 0),
        impact=whole_store(data),
    )


def _blamed(data: Data, fall: Fall) -> Words:
    """Which items fell, and which did not."""
    if not fall.items:
        return data.say("fell.no_item")
    parts = [
        data.say(
            "fell.item", item=data.pick(ITEMS[item]), now=move.now, before=move.before,
            change=move.change,
        )
        for item, move in fall.items.items()
    ]  # fmt: skip
    others = listing([data.pick(ITEMS[item]) for item in fall.steady], data.language)
    rest = data.say("fell.rest", items=others) if others else ()
    return data.say("fell.items", list=_joined(data, parts), rest=rest)


def _said(data: Data, fall: Fall, topics: TopicCounts | None) -> Words:
    """What the customers of an advisor blame more than those of others."""
    if topics is None or not (own := topics.of(fall.name)):
        return ()
    return data.say("fell.said", list=mentions_list(data, topics, own))


def _joined(data: Data, parts: Sequence[Words]) -> Words:
    said: Words = ()
    for part in parts:
        said += (data.say("list.separator") if said else ()) + part
    return said

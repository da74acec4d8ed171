"""What to do about satisfaction: the cause as far as customers said it, and the measure for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from reportgen_plugins.after_sales.comments.topic_blocks import counts_list, topic_names
from reportgen_plugins.after_sales.comments.topic_counts import TopicCounts
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.satisfaction.advisor_comparison import Fall
from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import SCORE, goal
from reportgen_plugins.after_sales.standard_measures import (
    MOST,
    MeasureLibrary,
    StandardMeasure,
    said_measures,
)

from reportgen import Data, Fact, Recommendation, Words, listing


@dataclass(frozen=True, slots=True)
class Remedies:
    """What a measure is chosen from: what customers said, and the standard measures."""

    topics: TopicCounts | None
    standard: MeasureLibrary


class Remedy(NamedTuple):
    """A cause and what to do about it."""

    cause: Words
    measure: Words
    owner: str
    deadline: date


def fall_measure(data: Data, fall: Fall, remedies: Remedies) -> Recommendation:
    """The measure for an advisor whose score fell."""
    found = _of_fall(data, fall, remedies)
    return Recommendation(
        id=f"csi.fell.{fall.name}.measure",
        finding=f"csi.fell.{fall.name}",
        problem=data.say("fell.problem", advisor=fall.name, now=fall.score.now,
                         before=fall.score.before),
        indicator=data.text("fell.indicator", advisor=fall.name),
        baseline=fall.score.now,
        target=goal(data, fall.score.now, fall.score.before),
        **found._asdict(),
    )  # fmt: skip


def store_measure(
    data: Data, finding: str, now: Fact, wanted: Fact, remedy: Remedy
) -> Recommendation:
    """The measure for a store whose satisfaction fell, and where it shall bring it."""
    return Recommendation(
        id=f"{finding}.measure",
        finding=finding,
        problem=data.say("store.problem", now=now, goal=wanted),
        indicator=now.label,
        baseline=now,
        target=wanted,
        **remedy._asdict(),
    )


def store_remedy(
    data: Data, what: Literal["fell", "lowest"], item: str, remedies: Remedies
) -> Remedy:
    """What customers said that bears on an item, or on anything, and the measures for that."""
    name = data.pick(ITEMS[item]) if item else ""
    lead = data.say(f"cause.{what}", item=name) if item else data.say("cause.no_item")
    said = _said_in_store(remedies.topics, item)
    told = [topic for topic, _ in said]
    chosen = remedies.standard.on_topics(told) or remedies.standard.on_items([item] if item else [])
    if remedies.topics is None or not remedies.topics.said.known:
        cause = data.say("cause.no_comments", lead=lead)
    elif not said:
        cause = data.say("cause.untold", lead=lead)
    else:
        cause = data.say("cause.said", lead=lead, list=counts_list(data, remedies.topics, said))
    measure = data.say("store.measure_item" if item else "store.measure", item=name)
    return _remedy(data, cause, measure, chosen)


def _of_fall(data: Data, fall: Fall, remedies: Remedies) -> Remedy:
    topics, library = remedies.topics, remedies.standard
    names = [data.pick(ITEMS[item]) for item in fall.items]
    items = data.text("list.separator").join(names) or data.pick(SCORE)
    said = {"advisor": fall.name, "items": items}
    own = topics.of(fall.name) if topics else ()
    if topics and own:
        listed = counts_list(data, topics, [(one.topic, one.count) for one in own])
        cause = data.say("fell.cause_said", items=items, list=listed)
        measure = data.say("fell.measure_said", topics=topic_names(data, topics, own), **said)
        return _remedy(data, cause, measure, library.on_topics(one.topic for one in own))
    untold = topics is not None and topics.said.known
    cause = data.say("fell.cause_untold" if untold else "fell.cause", items=items)
    return _remedy(data, cause, data.say("fell.measure", **said), library.on_items(fall.items))


def _said_in_store(topics: TopicCounts | None, item: str) -> list[tuple[str, Fact]]:
    """The topics customers were most often unhappy with lately, of those that bear on an item."""
    if topics is None:
        return []
    keys = topics.catalog.on(item) if item else topics.catalog.topics
    recent = [(key, topics.months[key][2]) for key in keys]
    told = [(key, fact) for key, fact in recent if fact.value]
    return sorted(told, key=lambda pair: -(pair[1].value or 0))[:MOST]


def _remedy(data: Data, cause: Words, measure: Words, chosen: Sequence[StandardMeasure]) -> Remedy:
    """The measure with the standard ones behind it; theirs are then owner and days."""
    if not chosen:
        return Remedy(cause, measure, data.text("owner.service"), due(data))
    whole = data.say("measure.confirmed", first=measure, standard=said_measures(data, chosen))
    owners = dict.fromkeys(data.pick(one.role.label) for one in chosen)
    days = max(one.days for one in chosen)
    return Remedy(cause, whole, listing(owners, data.language), due(data, days))

"""What customers say, as the satisfaction chapter shows it: topics, and topics by advisor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportgen_plugins.after_sales.comments.topic_counts import Mentions, Quote, TopicCounts
from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS

from reportgen import Block, Column, Data, Fact, Finding, Heading, Table, Text, Words, listing

_BROAD = 6
"""Topics that fit beside the advisors on a page."""


def topic_blocks(data: Data, found: TopicCounts | None) -> Iterator[Block]:
    """What customers blame: a sentence, the topics, and the topics by advisor."""
    if found is None:
        return
    shown = _by_frequency(found)
    yield Heading(data.text("topics.heading"))
    yield Text(_conclusion(data, found, shown))
    if not shown:
        return
    yield _topics(data, found, shown)
    if found.apart:
        yield _by_advisor(data, found, shown[:_BROAD])


def topic_findings(
    data: Data, found: TopicCounts | None, known: set[str], visits: Mapping[str, Fact | None]
) -> Iterator[Block]:
    """Who stands out by a topic, of advisors about whom nothing is said yet.

    `visits` are the visits each advisor received, of all.
    """
    if found is None:
        return
    for name in dict.fromkeys(one.advisor for one in found.apart if one.advisor not in known):
        own = found.of(name)
        said = {"advisor": name, "topics": topic_names(data, found, own)}
        yield Finding(
            f"csi.topics.{name}",
            "watch",
            data.say("topics.apart_title", **said),
            data.say("topics.apart_text", list=mentions_list(data, found, own), **said),
            impact=visits.get(name),
        )


def mentions_list(data: Data, found: TopicCounts, mentions: Sequence[Mentions]) -> Words:
    """How often each topic was blamed, against the other advisors, with a quote."""
    said: Words = ()
    for one in mentions:
        said += data.say("topics.separator") if said else ()
        said += data.say(
            "topics.mention", topic=_name(data, found, one.topic), count=one.count,
            others=one.others, quote=quoted(data, one.quote),
        )  # fmt: skip
    return said


def counts_list(data: Data, found: TopicCounts, counts: Sequence[tuple[str, Fact]]) -> Words:
    """How often each topic was blamed, in short."""
    said: Words = ()
    for topic, count in counts:
        said += data.say("list.separator") if said else ()
        said += data.say("topics.count", topic=_name(data, found, topic), count=count)
    return said


def topic_names(data: Data, found: TopicCounts, mentions: Sequence[Mentions]) -> str:
    """The topics of some mentions, in words."""
    return listing([_name(data, found, one.topic) for one in mentions], data.language)


def _by_frequency(found: TopicCounts) -> list[str]:
    """The topics there is something to say of, the most frequent first."""
    told = {
        key: facts
        for key, facts in found.months.items()
        if any(fact.value or not fact.known for fact in facts)
    }
    return sorted(told, key=lambda key: -(told[key][2].value or 0))


def _conclusion(data: Data, found: TopicCounts, shown: Sequence[str]) -> Words:
    if not found.said.known:
        return data.say("topics.unknown", why=data.why(found.said))
    left = () if found.unmatched.value == 0 else data.say(
        "topics.unmatched", unmatched=found.unmatched
    )  # fmt: skip
    said = data.say("topics.said", all=found.said, unmatched=left)
    told = [key for key in shown if found.months[key][2].value][:2]
    if told:
        counts = [{"topic": _name(data, found, key), "count": found.months[key][2]} for key in told]
        second = data.say("topics.second", **counts[1]) if len(counts) > 1 else ()
        said += data.say("topics.most", second=second, **counts[0])
    names = listing(dict.fromkeys(one.advisor for one in found.apart), data.language)
    return said + (data.say("topics.apart", names=names) if names else ())


def _topics(data: Data, found: TopicCounts, shown: Sequence[str]) -> Table:
    return Table(
        id="csi.topics",
        caption=data.text("topics.caption", month=data.month.text(data.language)),
        columns=(
            Column(data.text("topics.column"), weight=1.3),
            Column(data.text("topics.items"), weight=1.6),
            Column(data.text("topics.now"), "count", weight=0.8),
            Column(data.text("topics.before"), "count", weight=0.8),
            Column(data.text("topics.recent"), "count", weight=0.9),
            Column(data.text("topics.quote"), weight=2.6),
        ),
        rows=tuple(
            (
                _name(data, found, key),
                _items(data, found, key),
                *found.months[key],
                quoted(data, found.quotes[key]) or None,
            )
            for key in shown
        ),
        note=data.say("topics.note"),
    )


def _by_advisor(data: Data, found: TopicCounts, shown: Sequence[str]) -> Table:
    apart = {one.advisor for one in found.apart}
    return Table(
        id="csi.topics_by_advisor",
        caption=data.text("topics.by_advisor", month=data.month.text(data.language)),
        columns=(
            Column(data.text("column.advisor"), weight=1.2),
            Column(data.text("topics.interviews"), "count"),
            *(Column(_name(data, found, key), "count") for key in shown),
        ),
        rows=tuple(
            (name, next(iter(own.values())).interviews, *(own[key].count for key in shown))
            for name, own in found.mentions.items()
        ),
        note=data.say("topics.by_advisor_note"),
        marked=tuple(i for i, name in enumerate(found.mentions) if name in apart),
    )


def _name(data: Data, found: TopicCounts, topic: str) -> str:
    return data.pick(found.catalog.topics[topic].name)


def _items(data: Data, found: TopicCounts, topic: str) -> str | None:
    items = [data.pick(ITEMS[item]) for item in found.catalog.topics[topic].items]
    return listing(items, data.language) or None


def quoted(data: Data, quote: Quote | None) -> str:
    """A quote, and how often just that was said where more than one did."""
    if quote is None:
        return ""
    return data.text("topics.quoted" if quote.count > 1 else "topics.quoted_once",
                     text=quote.text, count=quote.count)  # fmt: skip

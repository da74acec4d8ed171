"""Composes recommendations: in brief, in full, and as the table of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from reportgen.document.blocks import Column, Recommendation
from reportgen.document.facts import Shown, Words
from reportgen.document.lead_words import led
from reportgen.document.outline import Arrangement
from reportgen.document.printed import Measure, Paragraph, PrintedCell, PrintedTable, Stack
from reportgen.document.words import Word, say
from reportgen.labels import Language
from reportgen.punctuation import mark

_PLAN: Final[tuple[Word, ...]] = ("problem", "measure", "owner", "deadline", "effect")
_FIELDS: Final[tuple[Word, ...]] = (
    "problem", "cause", "measure", "owner", "deadline", "indicator", "baseline", "target",
    "in_full", "status",
)  # fmt: skip


def brief(one: Recommendation, language: Language) -> Paragraph:
    """Compose one line for where the measure arises; the whole of it stands in the table."""
    planned = say("planned", language, owner=one.owner, deadline=one.deadline.isoformat())
    return led("advice", "advice", (*without_stop(one.measure), planned), language)


def whole(one: Recommendation, language: Language) -> Measure:
    """Compose problem, cause and measure as labelled lines, then who, when and with what effect."""
    said: Iterable[tuple[Word, Words]] = (
        ("problem", one.problem),
        ("cause", one.cause),
        ("measure", one.measure),
    )
    lines = [Paragraph("advice", words, say(word, language)) for word, words in said if words]
    planned: Iterable[tuple[Word, str]] = (
        ("owner", one.owner),
        ("deadline", one.deadline.isoformat()),
        ("indicator", one.indicator),
        ("status", say(one.status, language)),
    )
    named = (
        f"{say(word, language)}{mark('colon', language)}{text}" for word, text in planned if text
    )
    stop = mark("semicolon", language)
    return Measure((*lines, Paragraph("note", (stop.join(named),))))


def table(
    planned: Sequence[Recommendation], arrangement: Arrangement, language: Language
) -> PrintedTable:
    """Compose the table of all recommendations, one row each."""
    if arrangement.labels_apart:
        columns = [Column("#", "count")]
        columns += [
            Column(say(word, language), "date" if word == "deadline" else "text")
            for word in _FIELDS
        ]
        rows = [_by_field(number, one, language) for number, one in enumerate(planned, start=1)]
    else:
        columns = [Column(say(word, language)) for word in _PLAN]
        rows = [_in_short(one, language) for one in planned]
    name = say("recommendations", language)
    return PrintedTable(
        "recommendations", tuple(columns), tuple(rows), kind="recommendations", name=name
    )


def _by_field(number: int, one: Recommendation, language: Language) -> tuple[PrintedCell, ...]:
    return (
        number,
        one.problem,
        one.cause,
        one.measure,
        one.owner,
        one.deadline,
        one.indicator,
        one.baseline,
        one.target,
        one.in_full or "",
        say(one.status, language),
    )


def _in_short(one: Recommendation, language: Language) -> tuple[PrintedCell, ...]:
    problem = [Paragraph("strong", one.problem)]
    if one.cause:
        problem.append(led("quiet", "cause", one.cause, language))
    effect = [
        Paragraph("body", (one.indicator,)),
        Paragraph("strong", (Shown(one.baseline), " → ", Shown(one.target))),
    ]
    if one.in_full:
        effect.append(Paragraph("quiet", (say("in_time", language), Shown(one.in_full))))
    if one.status != "proposed":
        effect.append(Paragraph("quiet", (say(one.status, language),)))
    return Stack(tuple(problem)), one.measure, one.owner, one.deadline, Stack(tuple(effect))


def without_stop(words: Words) -> Words:
    """Cut the full stop off a sentence, so that it can go on."""
    return tuple(_without_stop(words))


def _without_stop(words: Words) -> Iterator[str | Shown]:
    yield from words[:-1]
    if words:
        last = words[-1]
        yield last.rstrip("。.") if isinstance(last, str) else last

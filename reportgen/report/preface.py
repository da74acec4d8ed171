"""Writes the preface: what this month's report is about, what it is for, which data it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen.document.blocks import Block, Document, Recommendation, Text
from reportgen.document.compose import compose
from reportgen.document.facts import Fact, Words
from reportgen.document.meeting_edition import on_paper
from reportgen.document.outline import PAPER
from reportgen.document.reading_time import minutes
from reportgen.punctuation import listing
from reportgen.report.quality import Checked
from reportgen.report.quality.checked_table import CheckedTable
from reportgen.report.section_needs import said_missing
from reportgen.section.data import Data
from reportgen.spec.spec import Spec


def preface(
    spec: Spec, data: Data, frame: Data, checked: Checked, measures: Sequence[Recommendation]
) -> tuple[Block, ...]:
    """Return background, purpose and approach, each the spec's own text where it has one."""
    own = spec.preface
    return tuple(
        Text((text,) if text else said)
        for text, said in (
            (own.background, _background(frame)),
            (own.purpose, _purpose(frame, measures)),
            (own.approach, _approach(spec, data, frame, checked)),
        )
        if text or said
    )


def reading(document: Document, frame: Data) -> Text:
    """Return how many minutes the summary and the whole Word report take to read."""
    parts = compose(on_paper(document), PAPER)
    first = [part for part in parts if part.name in {"summary", "overviews"}]
    said = {
        name: max(1, round(minutes(some, frame.language)))
        for name, some in (("first", first), ("all", parts))
    }
    key = "preface.reading" if document.cover.detail == "full" else "preface.reading_meeting"
    return Text(frame.say(key, **said), role="note")


def _background(frame: Data) -> Words:
    values = {
        "dealer": frame.dealer.title(frame.language),
        "month": frame.month.text(frame.language),
        "before": (frame.month - 1).text(frame.language),
    }
    return frame.say("preface.background", **values)


def _purpose(frame: Data, measures: Sequence[Recommendation]) -> Words:
    if not measures:
        return frame.say("preface.purpose_none")
    first = min(measure.deadline for measure in measures)
    owners = listing(dict.fromkeys(one.owner for one in measures if one.owner), frame.language)
    key = "preface.purpose" if owners else "preface.purpose_nobody"
    values = {"owners": owners} if owners else {}
    return frame.say(key, count=len(measures), first=first.isoformat(), **values)


def _approach(spec: Spec, data: Data, frame: Data, checked: Checked) -> Words:
    """Say which data there are, from when to when, and what is missing for which chapter."""
    language = frame.language
    read: list[Words] = [_read(table, data, frame) for table in checked.tables if table.used]
    said: Words = ()
    for number, one in enumerate(read):
        said += (frame.text("preface.between"),) * (number > 0) + one
    lacking = listing(dict.fromkeys(_lacking(spec, data)), language)
    missing = frame.say("preface.missing", missing=lacking) if lacking else ()
    return (frame.say("preface.approach", tables=said) if said else ()) + missing


def _read(table: CheckedTable, data: Data, frame: Data) -> Words:
    used = Fact(f"ledger.used:{table.contract.name}", float(table.used), "count")
    days = data.tables[table.contract.name]
    date = table.contract.date
    known = days[date].dropna() if date in days else None
    if known is None or not len(known):
        return frame.say("preface.table", table=table.name, rows=used)
    first, last = (f"{day:%Y-%m-%d}" for day in (known.min(), known.max()))
    return frame.say("preface.dated", table=table.name, first=first, last=last, rows=used)


def _lacking(spec: Spec, data: Data) -> Iterator[str]:
    for _, section in spec.chapters:
        if said := said_missing(section, data):
            yield said

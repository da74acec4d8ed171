"""Tells above a part of which days its marked figures are."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.document.printed import Item, Paragraph, facts_in, leaves
from reportgen.document.words import Word, say
from reportgen.labels import Language
from reportgen.metric.exported_days import ExportedDays, joined
from reportgen.periods import Month, day_text
from reportgen.punctuation import mark


def so_far_first(items: Iterable[Item], language: Language) -> tuple[Item, ...]:
    """Return the items of a part, a note before them where figures of an unfinished month stand."""
    found = tuple(items)
    days = joined(fact.so_far for leaf in leaves(found) for fact in facts_in(leaf))
    if not days:
        return found
    tables = mark("semicolon", language).join(_said(each, language) for each in days)
    return (Paragraph("note", (say("so_far", language, tables=tables),)), *found)


def _said(days: ExportedDays, language: Language) -> str:
    first, last = (day_text(day, language) for day in (days.first, days.last))
    month = Month.of(days.first)
    key: Word = "so_far.days"
    if days.first == month.first:
        key = "so_far.to"
    elif days.last == month.last:
        key = "so_far.from"
    return say(key, language, table=days.table.in_(language), first=first, last=last)

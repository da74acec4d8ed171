"""Tells above a part of which days its marked figures are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from reportgen.document.printed import Item, Paragraph, facts_in, leaves
from reportgen.document.words import Word, say
from reportgen.labels import Language
from reportgen.metric.exported_days import ExportedDays, joined
from reportgen.periods import day_text
from reportgen.punctuation import mark

_KEYS: Final[Mapping[str, Word]] = {
    "to": "so_far.to",
    "from": "so_far.from",
    "days": "so_far.days",
}


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
    return say(_KEYS[days.part], language, table=days.table.in_(language), first=first, last=last)

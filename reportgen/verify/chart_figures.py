"""Checks the figures beside a chart in a workbook: categories, series, reference, evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from reportgen.document.blocks import Chart
from reportgen.document.facts import Fact
from reportgen.labels import Language
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.plotted_series import plotted
from reportgen.renderers.xlsx.workbook_words import say
from reportgen.verify.chart_parts import value_of
from reportgen.verify.figure_cells import fact_differs
from reportgen.verify.found_items import seen
from reportgen.verify.mismatch import Mismatch, plain_text, same_number
from reportgen.verify.read_xlsx import Cell, row_number

_Column: TypeAlias = tuple[str, Sequence[Fact | float | None]]


def figures_differ(
    chart: Chart, rows: Sequence[Sequence[Cell]], where: str, language: Language
) -> Iterator[Mismatch]:
    """Yield where the cells beside a chart differ from it; the first row is the head."""
    where = f"{where}, figures of chart '{chart.id}'"
    columns = list(_columns(chart, language))
    heads = [say("category", language), *(plain_text(head) for head, _ in columns)]
    first = rows[0][0].column if rows else 0
    top = {cell.column - first: cell.text for cell in rows[0]} if rows else {}
    said = [top.get(at, "") for at in range(max([*top, len(heads) - 1]) + 1)]
    if said != heads:
        yield Mismatch("", where, " | ".join(heads), " | ".join(said))
        return
    begin = row_number(rows[0][0]) + 1
    by_row = {
        row_number(row[0]) - begin: {cell.column - first: cell for cell in row} for row in rows[1:]
    }
    for number, category in enumerate(chart.categories):
        cells = by_row.pop(number, {})
        name = cells.get(0)
        if (seen(name) if name else "") != plain_text(category):
            yield Mismatch("", where, category, seen(name) if name else "")
        for at, (head, values) in enumerate(columns, start=1):
            value = values[number] if number < len(values) else None
            here = f"{where}, '{category}', series '{head}'"
            yield from _figure(value, cells.get(at), here, language)
    for row in by_row.values():
        yield Mismatch("", where, "no further row", " | ".join(map(seen, row.values())))


def _columns(chart: Chart, language: Language) -> Iterator[_Column]:
    """Yield head and figures of every column: what is plotted, then cases or limits."""
    names = [one.name for one in plotted(chart, language)]
    values: list[Sequence[Fact | float | None]] = [series.values for series in chart.series]
    values += [(chart.reference,) * len(chart.categories)] * (len(names) - len(values))
    yield from zip(names, values, strict=True)
    facts = [v if isinstance(v, Fact) else None for s in chart.series[:1] for v in s.values]
    beside = chart_kind_record(chart.kind).beside
    if beside == "cases":
        yield say("cases", language), [fact.n if fact else None for fact in facts]
    if beside == "interval":
        yield say("low", language), [fact.low if fact else None for fact in facts]
        yield say("high", language), [fact.high if fact else None for fact in facts]


def _figure(
    value: Fact | float | None, found: Cell | None, where: str, language: Language
) -> Iterator[Mismatch]:
    wanted = value_of(value)
    fact = value.id if isinstance(value, Fact) else ""
    if wanted is None:
        if found is not None:
            yield Mismatch(fact, where, "an empty cell", str(found.value))
    elif isinstance(value, Fact):
        yield from fact_differs(value, found, where, language)
    elif found is None or not same_number(found.value, wanted):
        yield Mismatch(fact, where, repr(wanted), str(found.value) if found else "")

"""Checks a block: its fields hold what they declare, its rows and series what fits together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import NoneType
from typing import Final, get_args

from reportgen.document.blocks import Block, Chart, Kpi, Picture, Series, Table
from reportgen.document.declared_values import WrongValue, as_declared, kind_of
from reportgen.document.facts import Fact, Shown
from reportgen.document.picture_faults import picture_faults
from reportgen.errors import did_you_mean
from reportgen.metric.units import unit_record

_ACROSS_AND_UP: Final = 2
MOST_SERIES: Final = 255
"""Series of one chart, Excel's limit."""
_INSTEAD: Final[Mapping[type, str]] = {
    str: "write Text(words(…))",
    Fact: "write Text(words(fact)) or Kpis((Kpi(fact),))",
    Shown: "write Text(words(…))",
    Kpi: "write Kpis((kpi,))",
    Series: "write Chart(…, series=(series,))",
    NoneType: "write a block after `yield`",
}
_BLOCKS: Final = get_args(Block)


def checked(value: object) -> Block:
    """Return a block as its class declares it.

    Raises:
        WrongValue: It is no block, or a field holds something else than it declares.
    """
    if not isinstance(value, _BLOCKS):
        raise WrongValue(_no_block(value))
    named = getattr(value, "id", "")
    where = type(value).__name__ + (f" '{named}'" if isinstance(named, str) and named else "")
    block: Block = as_declared(value, type(value), where)
    for fault in _faults(block):
        raise WrongValue(f"{where}: {fault}")
    return block


def _no_block(value: object) -> str:
    kinds = ", ".join(kind.__name__ for kind in _BLOCKS)
    hint = next((hint for kind, hint in _INSTEAD.items() if isinstance(value, kind)), "")
    if hasattr(value, "columns") and hasattr(value, "iloc"):
        hint = "write Table(id, caption, columns, rows)"
    elif not hint and isinstance(value, Sequence | Iterator):
        hint = "write `yield from` for several blocks"
    return f"yielded {kind_of(value)}, which is no block; {hint or f'there are {kinds}'}"


def _faults(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from _ragged(block)
        case Chart():
            yield from _unplottable(block)
        case Picture():
            yield from picture_faults(block)
        case _:
            return


def _ragged(table: Table) -> Iterator[str]:
    wide = len(table.columns)
    for at, row in enumerate(table.rows):
        if len(row) != wide:
            yield f"rows[{at}] has {len(row)} cells for {wide} columns; give None for an empty one"
    for at in table.marked:
        if not -1 < at < len(table.rows):
            yield f"marked: there is no row {at}; the first is 0, the last {len(table.rows) - 1}"


def _unplottable(chart: Chart) -> Iterator[str]:
    if not chart.categories or not chart.series:
        lacking = "categories" if not chart.categories else "series"
        yield f"it has no {lacking}; where there are no data, yield a Text that says so instead"
    if len(chart.series) > MOST_SERIES:
        yield f"{len(chart.series)} series; a chart holds at most {MOST_SERIES}"
    for at, one in enumerate(chart.series):
        if len(one.values) != len(chart.categories):
            yield (
                f"series[{at}] '{one.name}' has {len(one.values)} values for "
                f"{len(chart.categories)} categories; give one value, or None, for each"
            )
    yield from _unfit(chart)
    for name in chart.highlight:
        if name not in chart.categories:
            near = did_you_mean(name, chart.categories)
            yield f"highlight: there is no category '{name}'{near}"


def _unfit(chart: Chart) -> Iterator[str]:
    """Yield what charts of its kind cannot show."""
    match chart.kind:
        case "funnel":
            yield from _no_proportions(chart)
        case "column" | "stacked":
            yield from _no_columns(chart)
        case "combo":
            yield from _no_columns(chart, lines=True)
        case "fields":
            if len(chart.series) != _ACROSS_AND_UP:
                yield (
                    f"{len(chart.series)} series; four fields need two, the first across and the "
                    "second up"
                )
        case "bar" | "line":
            return
        case "dots" | "control" | "heat" | "survival":
            return


def _no_columns(chart: Chart, *, lines: bool = False) -> Iterator[str]:
    """Yield that no series stands as columns: a target is drawn across them, a line over them."""
    if all(one.role == "target" or (lines and one.line) for one in chart.series):
        yield "no series is drawn as columns: all are targets or lines; use kind 'line'"


def _no_proportions(chart: Chart) -> Iterator[str]:
    """Yield what has no place in a funnel: its limits are those of k of n."""
    if not unit_record(chart.unit).proportion:
        yield (
            f"a funnel needs facts of unit 'share', not '{chart.unit}'; use kind 'dots' for others"
        )
    shown = [*((f"series[0].values[{at}]", v) for at, v in enumerate(chart.series[0].values))]
    for where, value in (*shown, ("reference", chart.reference)):
        found = value.value if isinstance(value, Fact) else value
        if found is not None and not 0 <= found <= 1:
            yield f"{where}: {found:g}; a share in a funnel lies between 0 and 1"

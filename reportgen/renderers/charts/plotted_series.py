"""Turns a chart into the numbers plotted: its series, and its reference as one more line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reportgen.document.blocks import Chart, Series, SeriesRole
from reportgen.document.facts import Fact
from reportgen.document.formats import digits_of, text
from reportgen.labels import Language
from reportgen.metric.units import Unit
from reportgen.renderers.charts.chart_colors import BETTER, WORSE
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.chart_words import chart_word


@dataclass(frozen=True, slots=True)
class Plotted:
    """One series as it is drawn.

    Attributes:
        name: What it is called, in the language of the report.
        values: One a category; null is a gap: leave its cell empty.
        role: What it means, which gives its colour.
        unit: What its numbers count.
        digits: Their decimals; null where the unit decides.
        line: Whether it runs on the second axis of a combo.
        reference: Whether it is the level drawn across the chart.
    """

    name: str
    values: tuple[float | None, ...]
    role: SeriesRole
    unit: Unit
    digits: int | None = None
    line: bool = False
    reference: bool = False


def number(value: Fact | float | None) -> float | None:
    """Return the number itself; null for a fact without a value and for what is not finite."""
    found = value.value if isinstance(value, Fact) else value
    # Always a float: equal charts then give equal bytes, whichever of them is drawn first.
    return float(found) if found is not None and math.isfinite(found) else None


def level_of(chart: Chart) -> float | None:
    """Return the level drawn across; null without one, and where a survival curve's is a time."""
    if chart.reference is None:
        return None
    time = chart_kind_record(chart.kind).timed and chart.reference.unit != chart.unit
    return None if time else number(chart.reference)


def plotted(chart: Chart, language: Language) -> tuple[Plotted, ...]:
    """Return everything a chart plots over its categories, in drawing order.

    Excel writes one column of cells for each of these; the last one is the reference, if any.
    """
    found = tuple(_series(chart, series, language) for series in chart.series)
    level = level_of(chart)
    if chart.reference is None or level is None:
        return found
    unit, digits = chart.reference.unit, digits_of(chart.reference)
    values = (level,) * len(chart.categories)
    name = reference_name(chart, language)
    # A combo's target is a rate like its lines, so it runs on their axis.
    second = any(one.line for one in found)
    return (*found, Plotted(name, values, "target", unit, digits, second, reference=True))


def check(chart: Chart) -> None:
    """Make sure that there is something to plot, and one value for each category.

    Raises:
        ValueError: There is no category or series, or a series is too long or too short.
    """
    if not chart.categories or not chart.series:
        raise ValueError(
            f"chart '{chart.id}': no categories or no series; a section without data yields a "
            "Text that says so instead of a chart"
        )
    for one in chart.series:
        if len(one.values) != len(chart.categories):
            raise ValueError(
                f"chart '{chart.id}': series '{one.name}' has {len(one.values)} values for "
                f"{len(chart.categories)} categories; give one value, or null, for each"
            )


def standing_out(chart: Chart) -> frozenset[int]:
    """Return the highlighted positions; of two equal names (October of two years) the last."""
    last = {name: at for at, name in enumerate(chart.categories)}
    return frozenset(last[name] for name in chart.highlight if name in last)


def highlight_colour(value: Fact | float | None, chart: Chart) -> str:
    """Return vermillion, unless the fact is better than the reference."""
    level = chart.reference.value if chart.reference else None
    if not isinstance(value, Fact) or value.value is None or level is None:
        return WORSE
    ahead = value.value - level if value.better == "higher" else level - value.value
    return BETTER if value.better != "none" and ahead > 0 else WORSE


def reference_name(chart: Chart, language: Language) -> str:
    """Return the name of the reference with its value: `目标 85.0%`; empty without one."""
    if chart.reference is None or not chart.reference.known:
        return ""
    name = chart.reference_label or chart.reference.label or chart_word("reference", language)
    return f"{name} {text(chart.reference, chart.reference.unit, language)}"


def _series(chart: Chart, series: Series, language: Language) -> Plotted:
    first = next((value for value in series.values if isinstance(value, Fact)), None)
    unit, digits = (first.unit, digits_of(first)) if first else (chart.unit, None)
    second = series.line and chart_kind_record(chart.kind).form == "bars_and_lines"
    return Plotted(
        name=series.name + (chart_word("second_axis", language) if second else ""),
        values=tuple(number(value) for value in series.values),
        role=series.role,
        unit=unit,
        digits=digits,
        line=second,
    )

"""Draws the control chart and the survival curve."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from reportgen.document.blocks import Chart
from reportgen.document.formats import text
from reportgen.labels import Language
from reportgen.metric.units import unit_record
from reportgen.renderers.charts.chart_colors import (
    GRID,
    INK,
    MAIN,
    MUTED,
    PAPER,
    STROKE,
    THIN,
    WORSE,
    WORSE_TEXT,
    colours,
    type_on_paper,
)
from reportgen.renderers.charts.chart_words import ChartWord, chart_word
from reportgen.renderers.charts.picture_axes import (
    DASH,
    beside,
    level,
    names_below,
    nothing,
    value_axis,
)
from reportgen.renderers.charts.picture_frame import names_under, title_over
from reportgen.renderers.charts.plotted_series import (
    Plotted,
    level_of,
    number,
    plotted,
    reference_name,
    standing_out,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reportgen.stats import Xmr

_MOST_NAMES: Final = 13
"""Names side by side under the plot: a year and the month it begins with; by judgement."""


def control(axes: Axes, chart: Chart, language: Language) -> None:
    """Draw a trend with its mean and control limits; points beyond the limits are marked."""
    from reportgen.stats import xmr  # noqa: PLC0415 loads numpy

    one = plotted(chart, language)[0]
    known = [value for value in one.values if value is not None]
    if not known:
        return nothing(axes, language)
    found = xmr(one.values)
    ends = known + (list(_limits(found, one)) if found else [])
    value_axis(axes, chart, [*ends, number(chart.reference)], language)
    title_over(axes, chart.axis)
    names_below(axes, chart.categories, _MOST_NAMES)
    axes.set_xlim(-0.5, len(chart.categories) - 0.5)
    special = set(found.outside) if found else set[int]()
    _course(axes, one, special | standing_out(chart), language)
    names = _control_lines(axes, one, found, language) if found else []
    return beside(axes, names + level(axes, chart, language))


def survival(axes: Axes, chart: Chart, language: Language) -> None:
    """Draw survival curves, named at their ends; a reference in time is dropped to the axis.

    The shares are known at the times given, so straight lines join them.
    """
    curves = [one for one in plotted(chart, language) if not one.reference]
    times = _times(chart.categories)
    at = level_of(chart)
    value_axis(axes, chart, [0.0, at, *(v for one in curves for v in one.values)], language)
    every = -(-len(times) // _MOST_NAMES)
    names_under(axes, times[::every], chart.categories[::every], chart.axis)
    axes.set_xlim(times[0], max(times[-1], times[0] + 1))
    names = level(axes, chart, language) if at is not None else []
    fills = colours(tuple(one.role for one in curves))
    for which, (one, fill) in enumerate(zip(curves, fills, strict=True)):
        shown = [(x, y) for x, y in zip(times, one.values, strict=True) if y is not None]
        if not shown:
            continue
        look: dict[str, Any] = {"color": fill, "lw": STROKE, "clip_on": False}
        axes.plot(*zip(*shown, strict=True), gid=f"curve-{which}", **look)
        last = shown[-1][1]
        names.append((last, f"{one.name} {text(last, one.unit, language)}", type_on_paper(fill)))
    _drop(axes, chart, list(zip(times, curves[0].values, strict=True)), language)
    beside(axes, names)


def _drop(
    axes: Axes, chart: Chart, curve: list[tuple[float, float | None]], language: Language
) -> None:
    """Draw a reference time from the first curve down to the axis, with its name."""
    at = number(chart.reference)
    if at is None or level_of(chart) is not None:
        return
    pairs = pairwise((x, y) for x, y in curve if y is not None)
    before, after = next((pair for pair in pairs if pair[0][0] <= at <= pair[1][0]), (None, None))
    if before is None or after is None:
        return
    part = (at - before[0]) / (after[0] - before[0])
    height = before[1] + part * (after[1] - before[1])
    axes.plot([at, at], [axes.get_ylim()[0], height], color=INK, lw=THIN, ls=DASH, zorder=3)
    axes.plot([at], [height], "o", color=INK, ms=5, mec=PAPER, mew=0.6, zorder=4, gid="time")
    axes.annotate(
        reference_name(chart, language),
        (at, height),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        bbox={"boxstyle": "square,pad=0.1", "fc": PAPER, "ec": "none"},
    )


def _limits(found: Xmr, one: Plotted) -> tuple[float, float]:
    """Return the control limits, cut to what the unit can reach."""
    unit = unit_record(one.unit)
    return max(unit.least, found.limits.low), min(unit.most, found.limits.high)


def _course(axes: Axes, one: Plotted, special: set[int], language: Language) -> None:
    values = [float("nan") if value is None else value for value in one.values]
    look: dict[str, Any] = {"color": MAIN, "lw": STROKE, "marker": "o", "ms": 4.5, "zorder": 4}
    axes.plot(range(len(values)), values, gid="course", **look)
    last = max(at for at, value in enumerate(one.values) if value is not None)
    for at in sorted(special | {last}):
        value = one.values[at]
        if value is None:
            continue
        marked = at in special
        if marked:
            gid = f"special-{at}"
            axes.plot([at], [value], "o", color=WORSE, ms=7.5, mec=PAPER, zorder=5, gid=gid)
        before = next((v for v in reversed(one.values[:at]) if v is not None), value)
        axes.annotate(
            text(value, one.unit, language),
            (at, value),
            xytext=(0, -12 if value < before else 9),
            textcoords="offset points",
            ha="center",
            va="center",
            color=WORSE_TEXT if marked else INK,
            bbox={"boxstyle": "square,pad=0.1", "fc": PAPER, "ec": "none"},
            zorder=6,
        )


def _control_lines(
    axes: Axes, one: Plotted, found: Xmr, language: Language
) -> list[tuple[float, str, str]]:
    low, high = _limits(found, one)
    axes.axhspan(low, high, color=GRID, alpha=0.45, lw=0, zorder=0, gid="limits")
    axes.axhline(found.centre, color=MUTED, lw=THIN, zorder=1, gid="centre")
    levels: tuple[tuple[float, ChartWord], ...]
    levels = ((high, "upper"), (found.centre, "mean"), (low, "lower"))
    return [
        (at, f"{chart_word(word, language)} {text(at, one.unit, language)}", MUTED)
        for at, word in levels
    ]


def _times(names: tuple[str, ...]) -> list[float]:
    """Return the times as numbers; their positions where they are words."""
    try:
        times = [float(name) for name in names]
    except ValueError:
        times = [math.nan]
    return times if all(map(math.isfinite, times)) else [float(at) for at in range(len(names))]

"""Draws the funnel plot: rates against the number of cases they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reportgen.document.blocks import Chart
from reportgen.document.facts import Fact
from reportgen.document.formats import text
from reportgen.labels import Language
from reportgen.metric.units import unit_record
from reportgen.renderers.charts.axis_scale import Scale, close, scale
from reportgen.renderers.charts.chart_colors import (
    ATTENTION,
    BETTER,
    INK,
    MUTED,
    OTHER,
    PAPER,
    THIN,
    WORSE,
    WORSE_TEXT,
)
from reportgen.renderers.charts.chart_words import chart_word
from reportgen.renderers.charts.picture_axes import DASH, beside, nothing
from reportgen.renderers.charts.picture_frame import lines_across, names_left, names_under
from reportgen.renderers.charts.plotted_series import number, reference_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reportgen.stats import FunnelLimits

_POINTS: Final = 40
"""Sizes at which the limits are computed; by judgement: enough to look like a curve."""
_FAR: Final = 0.4
"""Ratio of the fewest to the most cases below which the axis begins at zero; by judgement."""
_EDGE: Final = 0.75
"""Part of the width beyond which a name stands left of its dot; by judgement."""


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    fact: Fact
    rate: float
    n: int


def funnel(axes: Axes, chart: Chart, language: Language) -> None:
    """Draw rates against cases with their control limits; only outliers are named.

    Raises:
        ValueError: The unit is no share: the limits are binomial and need k of n.
    """
    if not unit_record(chart.unit).proportion:
        raise ValueError(
            f"chart '{chart.id}': a funnel needs facts of unit 'share', not '{chart.unit}'; "
            "use kind 'dots' for other units"
        )
    units = _units(chart)
    if not units:
        return nothing(axes, language)
    centre = _centre(chart, units)
    across = _sizes(units)
    limits = _limits(axes, centre, across)
    _rate_axis(axes, _ends(centre, units), language)
    _case_axis(axes, chart, across, language)
    for at, unit in enumerate(units):
        _dot(axes, chart, unit, centre, f"mark-{at}")
    name = reference_name(chart, language)
    name = name or f"{chart_word('all', language)} {text(centre, 'share', language)}"
    names = [(centre, name, INK)]
    for limit in limits[-1]:
        said = f"{limit.level:.1%}".replace(".0%", "%")
        names += [(limit.low, said, MUTED), (limit.high, said, MUTED)]
    return beside(axes, names)


def _units(chart: Chart) -> list[_Unit]:
    found = zip(chart.categories, chart.series[0].values, strict=True)
    return [
        _Unit(name, fact, fact.value, fact.n)
        for name, fact in found
        if isinstance(fact, Fact) and fact.value is not None and fact.n
    ]


def _centre(chart: Chart, units: Sequence[_Unit]) -> float:
    """Return the reference, else the pooled rate."""
    given = number(chart.reference)
    if given is not None:
        return given
    return sum(unit.rate * unit.n for unit in units) / sum(unit.n for unit in units)


def _sizes(units: Sequence[_Unit]) -> Scale:
    """Return the axis of cases: near the dots, and from zero where they reach far down anyway."""
    cases = [float(unit.n) for unit in units]
    return scale(cases, "count", from_zero=min(cases) < _FAR * max(cases))


def _limits(axes: Axes, centre: float, across: Scale) -> list[tuple[FunnelLimits, ...]]:
    """Return the limits over the whole axis, computed at closer points where they bend most."""
    from reportgen.stats import funnel_limits  # noqa: PLC0415 loads scipy

    least, most = max(1.0, across.low), across.high
    ratio = most / least
    sizes = sorted({round(least * ratio ** (at / _POINTS)) for at in range(_POINTS + 1)})
    limits = [funnel_limits(centre, n) for n in sizes]
    for which, style in ((0, DASH), (1, "-")):
        look: dict[str, Any] = {"color": MUTED, "lw": 1, "ls": style}
        axes.plot(sizes, [row[which].low for row in limits], gid=f"low-{which}", **look)
        axes.plot(sizes, [row[which].high for row in limits], gid=f"high-{which}", **look)
    axes.axhline(centre, color=INK, lw=THIN, zorder=1, gid="centre")
    return limits


def _ends(centre: float, units: Sequence[_Unit]) -> list[float]:
    """Return the range of rates to show: all dots, and the wide limits of a middling unit.

    Where they widen beyond that, towards few cases, they leave the plot.
    """
    from reportgen.stats import funnel_limits  # noqa: PLC0415 loads scipy

    wide = funnel_limits(centre, sorted(unit.n for unit in units)[len(units) // 2])[1]
    return [wide.low, wide.high, *(unit.rate for unit in units)]


def _rate_axis(axes: Axes, ends: Sequence[float], language: Language) -> None:
    low, high, ticks = close(ends, "share")
    axes.set_ylim(low, high)
    lines_across(axes, ticks)
    names_left(axes, ticks, [text(tick, "share", language) for tick in ticks])


def _case_axis(axes: Axes, chart: Chart, across: Scale, language: Language) -> None:
    axes.set_xlim(across.low, across.high)
    shown = [text(tick, "count", language) for tick in across.ticks]
    names_under(axes, across.ticks, shown, chart.axis or chart_word("cases", language))


def _dot(axes: Axes, chart: Chart, unit: _Unit, centre: float, gid: str) -> None:
    from reportgen.stats import funnel_limits  # noqa: PLC0415 loads scipy

    warning, alarm = funnel_limits(centre, unit.n)
    outside = not alarm.low <= unit.rate <= alarm.high
    near = not warning.low <= unit.rate <= warning.high
    good = (unit.rate > centre) == (unit.fact.better != "lower")
    fill = (BETTER if good else WORSE) if outside else ATTENTION if near and not good else OTHER
    size = 7.5 if outside else 6.0
    look: dict[str, Any] = {"color": fill, "ms": size, "mec": PAPER, "mew": 0.6, "clip_on": False}
    axes.plot([unit.n], [unit.rate], "o", zorder=4, gid=gid, **look)
    if not outside and unit.name not in chart.highlight:
        return
    first, last = axes.get_xlim()
    left = unit.n - first > _EDGE * (last - first)
    axes.annotate(
        unit.name,
        (unit.n, unit.rate),
        xytext=(-7 if left else 7, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        bbox={"boxstyle": "square,pad=0.1", "fc": PAPER, "ec": "none"},
        color=WORSE_TEXT if outside and not good else INK,
        zorder=5,
    )

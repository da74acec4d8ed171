"""The funnel plot: rates against the number of cases they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportgen.blocks import Chart
from reportgen.facts import Fact
from reportgen.formats import text
from reportgen.labels import Label, Language
from reportgen.renderers.charts.pens import DASH, beside, nothing, value_axis
from reportgen.renderers.charts.series import number, reference_name
from reportgen.renderers.charts.theme import (
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

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reportgen.stats import FunnelLimits

_CASES: Final = Label("样本量", "Cases")
_ALL: Final = Label("总体", "All")
_POINTS: Final = 40
"""Sizes at which the limits are computed."""
_EDGE: Final = 0.75
"""Beyond this part of the width a name stands left of its dot."""


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    fact: Fact
    rate: float
    n: int


def funnel(axes: Axes, chart: Chart, language: Language) -> None:
    """Rates against cases, with the limits chance alone keeps to; only outliers are named.

    Raises:
        ValueError: The unit is no share: the limits are binomial and need k of n.
    """
    if chart.unit != "share":
        raise ValueError(
            f"chart '{chart.id}': a funnel needs facts of unit 'share', not '{chart.unit}'; "
            "use kind 'dots' for other units"
        )
    units = _units(chart)
    if not units:
        return nothing(axes, language)
    centre = _centre(chart, units)
    limits = _limits(axes, centre, units)
    value_axis(axes, chart, [unit.rate for unit in units] + _ends(limits), language)
    axes.set_xlim(0, max(unit.n for unit in units) * 1.04)
    axes.set_xlabel(_CASES.in_(language))
    for unit in units:
        _dot(axes, chart, unit, centre)
    name = reference_name(chart, language)
    name = name or f"{_ALL.in_(language)} {text(centre, 'share', language)}"
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
    """The reference, else the pooled rate."""
    given = number(chart.reference)
    if given is not None:
        return given
    return sum(unit.rate * unit.n for unit in units) / sum(unit.n for unit in units)


def _limits(axes: Axes, centre: float, units: Sequence[_Unit]) -> list[tuple[FunnelLimits, ...]]:
    from reportgen.stats import funnel_limits  # noqa: PLC0415 loads scipy

    least, most = min(unit.n for unit in units), max(unit.n for unit in units) * 1.04
    ratio = most / least
    sizes = sorted({round(least * ratio ** (at / _POINTS)) for at in range(_POINTS + 1)})
    limits = [funnel_limits(centre, n) for n in sizes]
    for which, style in ((0, DASH), (1, "-")):
        axes.plot(sizes, [row[which].low for row in limits], color=MUTED, lw=1, ls=style)
        axes.plot(sizes, [row[which].high for row in limits], color=MUTED, lw=1, ls=style)
    axes.axhline(centre, color=INK, lw=THIN, zorder=1)
    return limits


def _ends(limits: Sequence[tuple[FunnelLimits, ...]]) -> list[float]:
    """Where the wide limits end, and where the narrow ones begin: the axis shows both."""
    return [limits[-1][1].low, limits[-1][1].high, limits[0][0].low, limits[0][0].high]


def _dot(axes: Axes, chart: Chart, unit: _Unit, centre: float) -> None:
    from reportgen.stats import funnel_limits  # noqa: PLC0415 loads scipy

    warning, alarm = funnel_limits(centre, unit.n)
    outside = not alarm.low <= unit.rate <= alarm.high
    near = not warning.low <= unit.rate <= warning.high
    good = (unit.rate > centre) == (unit.fact.better != "lower")
    fill = (BETTER if good else WORSE) if outside else ATTENTION if near else OTHER
    size = 7.5 if outside else 6.0
    axes.plot([unit.n], [unit.rate], "o", color=fill, ms=size, mec=PAPER, mew=0.6, zorder=4)
    if not outside and unit.name not in chart.highlight:
        return
    left = unit.n > _EDGE * axes.get_xlim()[1]
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

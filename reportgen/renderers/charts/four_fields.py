"""Draws names by two figures, parted into four fields by the means of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

from reportgen.document.blocks import Chart
from reportgen.document.formats import text
from reportgen.labels import Language
from reportgen.renderers.charts.axis_scale import close
from reportgen.renderers.charts.chart_colors import INK, MAIN, MUTED, PAPER, THIN, WORSE, WORSE_TEXT
from reportgen.renderers.charts.picture_axes import DASH, nothing
from reportgen.renderers.charts.picture_frame import (
    lines_across,
    lines_upright,
    names_left,
    names_under,
    title_over,
)
from reportgen.renderers.charts.plotted_series import plotted, standing_out

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EDGE: Final = 0.75
"""Part of the width beyond which a name stands left of its dot; by judgement."""
_NEAR: Final = 0.06
"""Part of the height within which two names on one side would touch; by judgement."""


@dataclass(frozen=True, slots=True)
class _Placed:
    name: str
    x: float
    y: float
    special: bool


def fields(axes: Axes, chart: Chart, language: Language) -> None:
    """Draw a dot for each name at the values of two series, across and up; lines at their means."""
    across, up = plotted(chart, language)[:2]
    special = standing_out(chart)
    places = [
        _Placed(name, x, y, at in special)
        for at, (name, x, y) in enumerate(
            zip(chart.categories, across.values, up.values, strict=True)
        )
        if x is not None and y is not None
    ]
    if not places:
        return nothing(axes, language)
    left, right, ticks = close([each.x for each in places], across.unit)
    axes.set_xlim(left, right)
    lines_upright(axes, ticks)
    names_under(axes, ticks, [text(t, across.unit, language) for t in ticks], across.name)
    low, high, heights = close([each.y for each in places], up.unit)
    axes.set_ylim(low, high)
    lines_across(axes, heights)
    names_left(axes, heights, [text(h, up.unit, language) for h in heights])
    title_over(axes, up.name)
    look: dict[str, Any] = {"color": MUTED, "lw": THIN, "ls": DASH, "zorder": 2}
    axes.axvline(fmean(each.x for each in places), gid="middle-x", **look)
    axes.axhline(fmean(each.y for each in places), gid="middle-y", **look)
    return _dots(axes, places)


def _dots(axes: Axes, places: Sequence[_Placed]) -> None:
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    for at, each in enumerate(places):
        fill = WORSE if each.special else MAIN
        axes.plot([each.x], [each.y], "o", color=fill, ms=7, mec=PAPER, zorder=4, gid=f"mark-{at}")
        turned = (each.x - left) / (right - left) > _EDGE
        higher = any(
            abs(other.y - each.y) < _NEAR * (high - low) and other.y <= each.y and other is not each
            for other in places
        )
        axes.annotate(
            each.name,
            (each.x, each.y),
            xytext=(-8 if turned else 8, 6 if higher else 0),
            textcoords="offset points",
            ha="right" if turned else "left",
            va="bottom" if higher else "center",
            color=WORSE_TEXT if each.special else INK,
            zorder=5,
        )

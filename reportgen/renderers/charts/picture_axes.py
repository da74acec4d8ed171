"""Draws what pictures share: axes, levels, and names beside the plot instead of a legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from reportgen.document.blocks import Chart
from reportgen.document.formats import text
from reportgen.labels import Language
from reportgen.renderers.charts.axis_scale import Scale, scale
from reportgen.renderers.charts.chart_colors import INK, MUTED, THIN
from reportgen.renderers.charts.chart_words import chart_word
from reportgen.renderers.charts.label_room import fold, spread, width_cm
from reportgen.renderers.charts.picture_frame import lines_across, names_left, names_under
from reportgen.renderers.charts.plotted_series import number, reference_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASH: Final = (0, (4, 3))
"""Dashes of levels, here and, by name, in native charts; by judgement."""
_GAP_PT: Final = 13.0
"""Between the middles of two names, one above the other: a line of 9-point type with air."""
_PLOT_CM: Final = 12.0
"""Width of the plot beside the names of its levels, about; by judgement."""


def value_axis(
    axes: Axes, chart: Chart, values: Sequence[float | None], language: Language
) -> Scale:
    """Draw a y axis in round steps with light lines."""
    found = scale(values, chart.unit, from_zero=False)
    axes.set_ylim(found.low, found.high)
    lines_across(axes, found.ticks)
    names_left(axes, found.ticks, [text(tick, chart.unit, language) for tick in found.ticks])
    return found


def level(axes: Axes, chart: Chart, language: Language) -> list[tuple[float, str, str]]:
    """Draw the reference as a dashed line; returns its height, name and colour for `beside`."""
    at = number(chart.reference)
    if at is None:
        return []
    axes.axhline(at, color=INK, lw=THIN, ls=DASH, zorder=2, gid="level")
    return [(at, reference_name(chart, language), INK)]


def beside(axes: Axes, names: Sequence[tuple[float, str, str]]) -> None:
    """Draw names (height, text, colour) right of the plot, moved apart where they would touch."""
    low, high = axes.get_ylim()
    points = _height_pt(axes)
    wanted = sorted(names, key=lambda name: name[0])
    places = spread([points * (name[0] - low) / (high - low) for name in wanted], _GAP_PT, points)
    for place, (_, said, colour) in zip(places, wanted, strict=True):
        axes.text(1.015, place / points, said, color=colour, va="center", transform=axes.transAxes)


def _height_pt(axes: Axes) -> float:
    """Estimate how tall the plot will be: the figure without names and titles below."""
    figure = axes.get_figure(root=True)
    return float(figure.get_size_inches()[1]) * 72 * 0.8 if figure else 1.0


def names_below(axes: Axes, names: Sequence[str], most: int) -> None:
    """Draw names under the plot, every second or third where all would not fit."""
    every = -(-len(names) // most)
    shown = range(0, len(names), every)
    slot = _PLOT_CM / max(1, len(shown))
    folded = [names[at] if width_cm(names[at]) <= slot else fold(names[at]) for at in shown]
    names_under(axes, list(shown), folded)


def nothing(axes: Axes, language: Language) -> None:
    """Draw an empty plot that says that it is empty."""
    said = chart_word("no_data", language)
    axes.text(0.5, 0.5, said, color=MUTED, ha="center", va="center", transform=axes.transAxes)

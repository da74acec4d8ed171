"""Draws the charts with one row a name: dots with intervals, and the heat table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from reportgen.document.blocks import Chart
from reportgen.document.facts import Fact
from reportgen.document.formats import text
from reportgen.labels import Language
from reportgen.punctuation import with_remark
from reportgen.renderers.charts.axis_scale import close
from reportgen.renderers.charts.chart_colors import (
    EARLIER,
    INK,
    MAIN,
    MUTED,
    PALE,
    PAPER,
    SHADES,
    THIN,
    WORSE,
    WORSE_TEXT,
    ink_on,
)
from reportgen.renderers.charts.label_room import fold, width_cm
from reportgen.renderers.charts.picture_axes import DASH, nothing
from reportgen.renderers.charts.picture_frame import (
    lines_across,
    lines_upright,
    names_left,
    names_over,
    names_under,
)
from reportgen.renderers.charts.plotted_series import (
    highlight_colour,
    number,
    reference_name,
    standing_out,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAME_CM: Final = 4.0
"""Greatest width of a name left of the plot; by judgement: a quarter of the chart."""
_INSET: Final = 0.06
"""How far a frame stays within its cell, as a part of the cell's side; by judgement."""
_GRID_CM: Final = 11.5
"""Width of the grid beside its names, about; by judgement."""


def dots(axes: Axes, chart: Chart, language: Language) -> None:
    """Draw one dot a name with its interval; the number and its n stand right of the plot."""
    values = chart.series[0].values
    special = standing_out(chart)
    known = [value for value in values if number(value) is not None]
    if not known:
        return nothing(axes, language)
    _dot_axis(axes, chart, language)
    for at, value in enumerate(values):
        fill = highlight_colour(value, chart) if at in special else MAIN
        _dot(axes, at, value, fill)
        colour = WORSE_TEXT if fill == WORSE else INK
        said = _with_n(value, chart, language)
        where = axes.get_yaxis_transform()
        axes.text(1.02, at, said, color=colour, va="center", transform=where, gid=f"value-{at}")
    names_left(axes, range(len(values)), [folded(name, _NAME_CM) for name in chart.categories])
    axes.set_ylim(len(values) - 0.4, -0.6)
    return None


def heat(axes: Axes, chart: Chart, language: Language) -> None:
    """Draw a grid of numbers on one hue: the darker, the higher; series are the rows.

    Numbers on the bad side of the chart's reference are framed and carry an arrow.
    """
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415 slow to import

    grid = [[number(value) for value in series.values] for series in chart.series]
    known = [value for row in grid for value in row if value is not None]
    if not known:
        return nothing(axes, language)
    hue = LinearSegmentedColormap.from_list("one", [PALE, MAIN])
    low, high = min(known), max(known)
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            part = None if value is None else _part(value, low, high)
            _cell(axes, row, column, PAPER if part is None else _hex(hue(part)))
            cell = chart.series[row].values[column]
            mark = _mark(cell, chart)
            if mark:
                _frame(axes, row, column)
            said = mark + text(cell, chart.unit, language)
            colour = MUTED if part is None else ink_on(_hex(hue(part)))
            inside = axes.text(column, row, said, color=colour, ha="center", va="center")
            inside.set_in_layout(False)
            inside.set_gid(f"value-{row}-{column}")
    _heat_axes(axes, chart)
    return None


def folded(name: str, most_cm: float) -> str:
    """Break a name into two lines where one would be too wide."""
    return fold(name) if width_cm(name) > most_cm else name


def _dot_axis(axes: Axes, chart: Chart, language: Language) -> None:
    values = chart.series[0].values
    ends = [number(value) for value in values] + [number(chart.reference)]
    ends += [end for v in values if isinstance(v, Fact) and v.known for end in (v.low, v.high)]
    low, high, ticks = close(ends, chart.unit)
    axes.set_xlim(low, high)
    lines_across(axes, range(len(values)), base=False)
    lines_upright(axes, ticks)
    shown = [text(tick, chart.unit, language) for tick in ticks]
    names_under(axes, ticks, shown, chart.axis)
    at = number(chart.reference)
    if at is not None:
        axes.axvline(at, color=INK, lw=THIN, ls=DASH, zorder=1, gid="level")
        name = reference_name(chart, language)
        axes.text(at, 1.01, name, ha="center", va="bottom", transform=axes.get_xaxis_transform())


def _dot(axes: Axes, at: int, value: Fact | float | None, fill: str) -> None:
    level = number(value)
    if level is None:
        return
    if isinstance(value, Fact) and value.low is not None and value.high is not None:
        line = EARLIER if fill == MAIN else fill
        ends = [value.low, value.high]
        axes.plot(ends, [at, at], color=line, lw=2.5, zorder=2, gid=f"whisker-{at}")
    axes.plot([level], [at], "o", color=fill, ms=7, mec=PAPER, mew=0.6, zorder=3, gid=f"mark-{at}")


def _with_n(value: Fact | float | None, chart: Chart, language: Language) -> str:
    said = text(value, chart.unit, language)
    if not isinstance(value, Fact) or value.n is None:
        return said
    return with_remark(said, f"n={value.n:,}", language)


def _cell(axes: Axes, row: int, column: int, fill: str) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 slow to import

    place = (column - 0.5, row - 0.5)
    look: dict[str, Any] = {"facecolor": fill, "edgecolor": PAPER, "lw": 1.5}
    axes.add_patch(Rectangle(place, 1, 1, gid=f"cell-{row}-{column}", **look))


def _frame(axes: Axes, row: int, column: int) -> None:
    """Draw a frame within a cell, so that neighbours' frames do not touch."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 slow to import

    low, side = 0.5 - _INSET, 1 - 2 * _INSET
    place = (column - low, row - low)
    look: dict[str, Any] = {"fill": False, "edgecolor": WORSE, "lw": 2, "zorder": 3}
    axes.add_patch(Rectangle(place, side, side, gid=f"frame-{row}-{column}", **look))


def _mark(value: Fact | float | None, chart: Chart) -> str:
    """Return the arrow of a number on the bad side of the level, which is not itself bad."""
    level = number(chart.reference)
    if not isinstance(value, Fact) or value.value is None or level is None:
        return ""
    if value.better == "higher":
        return "▼ " if value.value < level else ""
    return "▲ " if value.better == "lower" and value.value > level else ""


def _part(value: float, low: float, high: float) -> float:
    """Return where a value lies, 0 to 1 in steps, so that a palette of few colours holds it."""
    return round((value - low) / (high - low or 1.0) * SHADES) / SHADES


def _hex(colour: tuple[float, float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in colour[:3])


def _heat_axes(axes: Axes, chart: Chart) -> None:
    axes.set_xlim(-0.5, len(chart.categories) - 0.5)
    axes.set_ylim(len(chart.series) - 0.5, -0.5)
    slot = _GRID_CM / len(chart.categories)
    above = [folded(name, slot) for name in chart.categories]
    rows = [series.name for series in chart.series]
    left = [folded(name, _NAME_CM) for name in rows]
    names_over(axes, range(len(above)), above, _inks(chart.categories, chart))
    names_left(axes, range(len(left)), left, _inks(rows, chart))
    if chart.axis:
        names_under(axes, [(len(chart.categories) - 1) / 2], [chart.axis])


def _inks(names: Sequence[str], chart: Chart) -> list[str]:
    return [WORSE_TEXT if name in chart.highlight else INK for name in names]

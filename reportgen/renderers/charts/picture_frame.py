"""Draws the frame of a picture: light lines, names around the plot, and room for those names.

matplotlib's own axes cost half the time of a picture: a tick is five artists and is measured
again and again. Here a tick is one text, all grid lines are one artist, and the margins are
measured once.

Names and marks carry an id each (`left-0`, `mark-2`), by which a test finds them in the SVG and
reads their values back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from reportgen.renderers.charts.chart_colors import AXIS, GRID, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

_GAP_PT: Final = 5.0
"""Between the plot and the names around it; by judgement."""
_LINE_PT: Final = 13.0
"""From one line of 9-point type to the next; by judgement."""
_PAD_PT: Final = 2.0
"""Paper around everything; by judgement."""
_START: Final = (0.1, 0.1, 0.8, 0.8)
"""Where the plot lies until `fit` has measured the names around it."""


def empty_axes(figure: Figure) -> Axes:
    """Return axes that draw nothing of their own."""
    axes = figure.add_axes(_START)
    axes.set_axis_off()
    return axes


def names_left(
    axes: Axes, places: Sequence[float], names: Sequence[str], inks: Sequence[str] = ()
) -> None:
    """Draw names left of the plot, one at each height."""
    where = axes.get_yaxis_transform() + _moved(axes, -_GAP_PT, 0)
    for at, name in enumerate(names):
        look: dict[str, Any] = {"color": inks[at] if inks else INK, "ha": "right", "va": "center"}
        axes.text(0, places[at], name, transform=where, gid=f"left-{at}", **look)


def names_under(axes: Axes, places: Sequence[float], names: Sequence[str], title: str = "") -> None:
    """Draw names under the plot, and below them what they are."""
    where = axes.get_xaxis_transform() + _moved(axes, 0, -_GAP_PT)
    for at, (place, name) in enumerate(zip(places, names, strict=True)):
        axes.text(place, 0, name, ha="center", va="top", transform=where, gid=f"under-{at}")
    if title:
        lines = 1 + max((name.count("\n") for name in names), default=0)
        below = axes.transAxes + _moved(axes, 0, -_GAP_PT - lines * _LINE_PT)
        axes.text(0.5, 0, title, ha="center", va="top", transform=below)


def names_over(
    axes: Axes, places: Sequence[float], names: Sequence[str], inks: Sequence[str]
) -> None:
    """Draw names above the plot."""
    where = axes.get_xaxis_transform() + _moved(axes, 0, _GAP_PT)
    for at, (place, name) in enumerate(zip(places, names, strict=True)):
        look: dict[str, Any] = {"color": inks[at], "ha": "center", "va": "bottom"}
        axes.text(place, 1, name, transform=where, gid=f"over-{at}", **look)


def title_over(axes: Axes, title: str) -> None:
    """Draw the axis title above the axis: upright Chinese is easier to read than turned."""
    if title:
        where = axes.transAxes + _moved(axes, 0, _GAP_PT)
        axes.text(0, 1, title, ha="left", va="bottom", transform=where)


def lines_across(axes: Axes, heights: Sequence[float], *, base: bool = True) -> None:
    """Draw light lines at some heights, and the darker one that the plot stands on."""
    where = axes.get_yaxis_transform()
    _lines(axes, [((0, at), (1, at)) for at in heights], GRID, where, "across")
    if base:
        _lines(axes, [((0, 0), (1, 0))], AXIS, axes.transAxes, "base")


def lines_upright(axes: Axes, places: Sequence[float]) -> None:
    """Draw light upright lines at some places along the plot."""
    where = axes.get_xaxis_transform()
    _lines(axes, [((at, 0), (at, 1)) for at in places], GRID, where, "upright")


def fit(axes: Axes) -> None:
    """Give the plot all the room that the names around it leave."""
    figure = _figure(axes)
    wide, tall = figure.bbox.size
    pad = _PAD_PT * figure.dpi / 72
    boxes = [words.get_window_extent() for words in axes.texts if words.get_in_layout()]
    inner = axes.bbox
    left = pad + max([0.0, *(inner.x0 - box.x0 for box in boxes)])
    low = pad + max([0.0, *(inner.y0 - box.y0 for box in boxes)])
    right = pad + max([0.0, *(box.x1 - inner.x1 for box in boxes)])
    top = pad + max([0.0, *(box.y1 - inner.y1 for box in boxes)])
    axes.set_position(
        (left / wide, low / tall, (wide - left - right) / wide, (tall - low - top) / tall)
    )


def _lines(
    axes: Axes, ends: list[tuple[tuple[float, float], ...]], ink: str, where: Transform, gid: str
) -> None:
    from matplotlib.collections import LineCollection  # noqa: PLC0415 slow to import

    lines = LineCollection(ends, colors=ink, linewidths=0.75, transform=where, zorder=0.5)
    lines.set_clip_on(False)
    lines.set_gid(gid)
    # Frames must not widen the limits that the values set.
    axes.add_collection(lines, autolim=False)


def _moved(axes: Axes, right: float, up: float) -> Transform:
    from matplotlib.transforms import ScaledTranslation  # noqa: PLC0415 slow to import

    return ScaledTranslation(right / 72, up / 72, _figure(axes).dpi_scale_trans)


def _figure(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes belong to no figure; make them by empty_axes")
    return figure

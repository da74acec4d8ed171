"""Styles the series, axes and legend of a native chart, in xlsxwriter's words."""

from __future__ import annotations

import math
from typing import Any, Final

from reportgen.document.blocks import Chart, Series
from reportgen.labels import Language
from reportgen.metric.units import unit_record
from reportgen.renderers.charts.axis_scale import Scale, scale
from reportgen.renderers.charts.chart_colors import (
    AXIS,
    COLUMNS,
    GRID,
    INK,
    LINES,
    OTHER,
    STROKE,
    THIN,
    WORSE,
    colours,
)
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.data_labels import ALONE, code, fits, font, labels
from reportgen.renderers.charts.line_end_labels import ends, every, plot_area
from reportgen.renderers.charts.plotted_series import Plotted, highlight_colour, standing_out

_DASHED: Final = {"color": INK, "width": THIN, "dash_type": "dash"}
_UNSEEN: Final = {"fill": {"none": True}, "border": {"none": True}}
_MARKERS: Final = ("diamond", "triangle", "square", "x", "star", "plus")
_DASHES: Final = ("square_dot", "long_dash", "dash_dot", "round_dot", "long_dash_dot")
_MOST_NAMES: Final = 14
"""Names side by side under a chart of the page's width; by judgement: months fit."""
_PLAIN: Final = frozenset({"main", "other"})
"""Roles without a colour of their own."""
_TREND: Final = 2
"""A straight line needs two points."""


def series_look(
    chart: Chart, series: tuple[Plotted, ...], at: int, language: Language
) -> dict[str, Any]:
    """Return fill or line, markers, special points and labels of series number `at`."""
    one, fill = series[at], _fills(chart, series)[at]
    kind = chart_kind_record(chart.kind)
    if one.reference and kind.lying:
        shown = labels(chart, series, at, INK, language)
        return ({"data_labels": shown} if shown else {}) | _level_across_bars(
            one, alone=len(series) == ALONE
        )
    if one.reference or one.role == "target":
        shown = labels(chart, series, at, INK, language) if kind.form == "lines" else None
        return _target(chart, one) | ({"data_labels": shown} if shown else {})
    drawn_as_line = kind.form == "lines" or one.line
    look = _line(chart, series, at, fill) if drawn_as_line else _bars(chart, at, fill)
    shown = labels(chart, series, at, fill, language)
    return look | ({"data_labels": shown} if shown else {})


def axes(
    chart: Chart, series: tuple[Plotted, ...], language: Language
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any] | None]:
    """Return the axis of names, the axis of values, and the second one of a combo."""
    left = [one for one in series if not one.line]
    right = [one for one in series if one.line]
    lead = left[0] if left else series[0]
    values = _value_axis(chart, left, language) | _title(chart)
    kind = chart_kind_record(chart.kind)
    if kind.form == "bars":
        hidden = not chart.axis and _all_labelled(chart, left, language)
        if hidden:
            values |= {"visible": False, "major_gridlines": {"visible": False}}
        values |= _room_for_labels(chart, values, left, hidden=hidden)
    if kind.lying:
        # The first name stands on top; the numbers then cross at the far end, which is below.
        values |= {"label_position": "low"}
    if not right or kind.form != "bars_and_lines":
        names = _name_axis(chart, lead)
        plot = plot_layout(chart, series, language)
        return names | ({"interval_unit": every(chart, plot)} if plot else {}), values, None
    return _name_axis(chart, lead), values, _second_axis(right, language)


def plot_layout(
    chart: Chart, series: tuple[Plotted, ...], language: Language
) -> dict[str, float] | None:
    """Return the plot area beside the labels at line ends; null where Office may decide."""
    found = ends(chart, series, language)
    if found is None:
        return None
    return plot_area(chart, series, found, _value_scale(chart, list(series)), language)


def legend(chart: Chart, series: tuple[Plotted, ...], language: Language) -> dict[str, Any]:
    """Return a legend below, as soon as it is needed to tell apart more than one thing."""
    found = ends(chart, series, language)
    if found is not None and found.named:
        return {"none": True}
    lying = chart_kind_record(chart.kind).lying
    told = [one for one in series if not (one.reference and lying)]
    return {"position": "bottom", "font": font()} if len(told) > 1 else {"none": True}


def _fills(chart: Chart, series: tuple[Plotted, ...]) -> tuple[str, ...]:
    fills = colours(tuple(one.role for one in series))
    match chart_kind_record(chart.kind).form:
        case "bars" | "parts" | "picture":
            return fills
        case "lines":
            others = iter(LINES * len(series))
            return tuple(
                next(others) if _is_other(series, at) else fill for at, fill in enumerate(fills)
            )
        case "bars_and_lines":
            bars = iter(COLUMNS * len(series))
            return tuple(
                fill if one.line or one.role not in _PLAIN else next(bars)
                for one, fill in zip(series, colours_of_lines(series), strict=True)
            )


def _is_other(series: tuple[Plotted, ...], at: int) -> bool:
    """Tell whether a line has no colour of its own: it is not the first and has no role."""
    return series[at].role == "other" or (series[at].role == "main" and at > 0)


def colours_of_lines(series: tuple[Plotted, ...]) -> tuple[str, ...]:
    """Return the colours of a chart whose lines come first: its columns are pale."""
    lines = iter(colours(tuple(one.role for one in series if one.line)))
    plain = colours(tuple(one.role for one in series))
    return tuple(next(lines) if one.line else plain[at] for at, one in enumerate(series))


def _bars(chart: Chart, at: int, fill: str) -> dict[str, Any]:
    series = chart.series[at]
    look: dict[str, Any] = {"fill": {"color": fill}, "border": {"none": True}, "gap": 55}
    bars = chart_kind_record(chart.kind).form == "bars"
    if chart.highlight and series.role == "main" and bars:
        look["fill"] = {"color": OTHER}
        look["points"] = _points(chart, series)
    return look


def _points(chart: Chart, series: Series) -> list[dict[str, Any] | None]:
    special = standing_out(chart)
    return [
        {"fill": {"color": highlight_colour(value, chart)}} if at in special else None
        for at, value in enumerate(series.values)
    ]


def _line(chart: Chart, series: tuple[Plotted, ...], at: int, fill: str) -> dict[str, Any]:
    one = series[at]
    if chart_kind_record(chart.kind).form == "lines" and at > 0:
        return _beside(series, at, fill)
    quiet = one.role in ("earlier", "other")
    look: dict[str, Any] = {
        "line": {"color": fill, "width": THIN if quiet else STROKE},
        "marker": {"type": "none"} if quiet else _marker(fill),
    }
    if one.line:
        look["y2_axis"] = True
    if chart.highlight and not quiet:
        dot = {"fill": {"color": WORSE}, "border": {"color": WORSE}}
        special = standing_out(chart)
        look["points"] = [dot if at in special else None for at in range(len(one.values))]
    return look


def _beside(series: tuple[Plotted, ...], at: int, fill: str) -> dict[str, Any]:
    """Style a secondary line: thinner, and known by its marker and dashes without colour."""
    if series[at].role == "earlier":
        return {"line": {"color": fill, "width": THIN}, "marker": {"type": "none"}}
    line: dict[str, Any] = {"color": fill, "width": THIN}
    if _is_other(series, at):
        before = sum(_is_other(series, place) for place in range(at))
        line["dash_type"] = _DASHES[before % len(_DASHES)]
    return {"line": line, "marker": _marker(fill, _MARKERS[(at - 1) % len(_MARKERS)])}


def _marker(fill: str, shape: str = "circle") -> dict[str, Any]:
    return {"type": shape, "size": 5, "fill": {"color": fill}, "border": {"color": fill}}


def _target(chart: Chart, one: Plotted) -> dict[str, Any]:
    if chart_kind_record(chart.kind).lying:
        return {"fill": {"none": True}, "border": _DASHED}
    line = {"line": _DASHED, "marker": {"type": "none"}}
    return line | ({"y2_axis": True} if one.line else {})


def _level_across_bars(one: Plotted, *, alone: bool) -> dict[str, Any]:
    """Draw an upright level in lying bars, as the trend line of an unseen series."""
    if len(one.values) < _TREND:
        return {"fill": {"none": True}, "border": _DASHED}
    trend = {"type": "linear", "name": one.name, "forward": 0.5, "backward": 0.5, "line": _DASHED}
    # Unseen bars have an entry in the legend too, and Office and LibreOffice disagree on its
    # number; so it keeps its place without a name.
    place: dict[str, Any] = {"overlap": 100} if alone else {"name": " "}
    return {**_UNSEEN, "trendline": trend, **place}


def _name_axis(chart: Chart, lead: Plotted) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "num_font": font(),
        "line": {"color": AXIS},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        "major_gridlines": {"visible": False},
        "interval_unit": 1,
    }
    if chart_kind_record(chart.kind).lying:
        return axis | {"reverse": True}
    if any(value is not None and value < 0 for value in lead.values):
        axis["label_position"] = "low"
    return axis | {"interval_unit": math.ceil(len(chart.categories) / _MOST_NAMES)}


def _value_axis(chart: Chart, series: list[Plotted], language: Language) -> dict[str, Any]:
    if chart_kind_record(chart.kind).form == "parts":
        return _axis(Scale(0.0, 1.0, 0.2), "0%")
    return _axis(_value_scale(chart, series), code(series[0], language))


def _value_scale(chart: Chart, series: list[Plotted]) -> Scale:
    values = [value for one in series for value in one.values if value is not None]
    form = chart_kind_record(chart.kind).form
    if form == "bars_and_lines":  # the lines run above the columns, which may be of several units
        return scale([*values, 2 * max(values, default=0.0)], "number", from_zero=True)
    return scale(values, series[0].unit, from_zero=form != "lines")


def _second_axis(series: list[Plotted], language: Language) -> dict[str, Any]:
    """Return the second axis; it begins low, so that its lines run above the columns."""
    known = [value for one in series for value in one.values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    unit = series[0].unit
    below = low - 1.5 * (high - low)
    floor = max(0.0, below) if low >= 0 else below
    axis = _axis(scale([floor, *known], unit, from_zero=False), code(series[0], language))
    return axis | {"major_gridlines": {"visible": False}}


def _axis(found: Scale, number_code: str) -> dict[str, Any]:
    return {
        "min": found.low,
        "max": found.high,
        "major_unit": found.step,
        "num_format": number_code,
        "num_font": font(),
        "line": {"none": True},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}},
    }


def _title(chart: Chart) -> dict[str, Any]:
    return {"name": chart.axis, "name_font": font()} if chart.axis else {}


def _room_for_labels(
    chart: Chart, axis: dict[str, Any], series: list[Plotted], *, hidden: bool
) -> dict[str, float]:
    """Return ends of the axis that leave room for the numbers at the ends of the bars."""
    known = [value for one in series for value in one.values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    room = chart_kind_record(chart.kind).label_room * (axis["max"] - axis["min"])
    if not hidden:
        tight = high > axis["max"] - 0.7 * room and math.isinf(unit_record(series[0].unit).most)
        return {"max": axis["max"] + axis["major_unit"]} if tight else {}
    return {"max": max(high, 0.0) + room, "min": low - room if low < 0 else 0.0}


def _all_labelled(chart: Chart, series: list[Plotted], language: Language) -> bool:
    bars = [one for one in series if not one.reference and one.role != "target"]
    return all(fits(chart, tuple(series), one, language) for one in bars)

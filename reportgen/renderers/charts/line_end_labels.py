"""Labels the ends of lines with names and last values beside the plot, kept apart.

A legend makes the reader carry colours to and fro. Where the names are short enough they stand at
the ends of their lines instead; else the legend stays and the ends carry their values alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from reportgen.document.blocks import Chart
from reportgen.document.formats import text
from reportgen.labels import Language
from reportgen.renderers.charts.alt_text import size_cm
from reportgen.renderers.charts.axis_scale import Scale
from reportgen.renderers.charts.chart_colors import WIDTH_CM
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.label_room import fold, spread, width_cm
from reportgen.renderers.charts.plotted_series import Plotted

_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_WIDEST_CM: Final = 4.4
"""Greatest width of name and value; by judgement: a wider one leaves too little plot."""
_GAP_CM: Final = 0.42
"""Between the middles of two labels, one above the other: a line of 9-point type with air."""
_AIR_CM: Final = 0.45
"""Between the last point and the edge, besides its label; by judgement."""
_TOP_CM: Final = 0.25
"""Above the plot: half of the topmost number."""
_NAMES_CM: Final = 1.0
"""Height of two lines of names below the plot; by judgement."""
_ROW_CM: Final = 0.55
"""Height of one row of a legend; by judgement."""
_KEY_CM: Final = 1.6
"""Width of the key before each name of a legend, and of the gap behind it; by judgement."""
_SHORT: Final = 3
"""Characters of a name below the plot that stays on one line; by judgement."""
_APART_CM: Final = 0.12
"""Between two names below the plot; by judgement."""
_LEGEND_CM: Final = 2.7
"""Greatest height of a legend, half of a chart; by judgement."""
_TITLE_CM: Final = 0.7
"""Width of the title of an axis, upright, with air; by judgement."""
_LEAST: Final = 0.004
"""Smaller moves, as parts of the height, are left out; by judgement: they are not seen."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How the ends of the lines are labelled.

    Attributes:
        named: Whether names stand there; else a legend tells them.
        alone: Whether there is one line besides levels: the title speaks of it, and its value is
            enough.
        room_cm: The room it takes right of the plot.
    """

    named: bool
    alone: bool
    room_cm: float


def ends(chart: Chart, series: tuple[Plotted, ...], language: Language) -> Ends | None:
    """Return the labels at the ends of several lines; null for one line, and other charts."""
    if chart_kind_record(chart.kind).form != "lines" or len(series) == 1:
        return None
    alone = sum(not is_level(one) for one in series) == 1
    widest = max(width_cm(_end_text(one, language, alone=alone)) for one in series)
    named = widest <= _WIDEST_CM and len(series) * _GAP_CM <= size_cm(chart)[1] - _NAMES_CM
    values = max(width_cm(_value(one, language)) for one in series)
    return Ends(named, alone, (widest if named else values) + _AIR_CM)


def is_level(one: Plotted) -> bool:
    """Tell whether a line is a level to compare with."""
    return one.reference or one.role == "target"


def _end_text(one: Plotted, language: Language, *, alone: bool) -> str:
    """Return the label at the end of a line; a reference's name holds its value already."""
    if alone and not is_level(one):
        return _value(one, language)
    return one.name if one.reference else f"{one.name} {_value(one, language)}"


def last_of(one: Plotted) -> int | None:
    """Return the position of the last value; null without any."""
    return max((at for at, value in enumerate(one.values) if value is not None), default=None)


def plot_area(
    chart: Chart, series: tuple[Plotted, ...], found: Ends, axis: Scale, language: Language
) -> dict[str, float]:
    """Return the plot area as parts of the chart: beside the labels, above names and legend."""
    wide, tall = size_cm(chart)
    unit = series[0].unit
    left = max(width_cm(text(tick, unit, language)) for tick in axis.ticks) + 0.35
    left += _TITLE_CM if chart.axis else 0.0
    low = _NAMES_CM + (0.0 if found.named else _legend_cm(series))
    return {
        "x": round(left / wide, 4),
        "y": round(_TOP_CM / tall, 4),
        "width": round((wide - left - found.room_cm) / wide, 4),
        "height": round((tall - _TOP_CM - low) / tall, 4),
    }


def every(chart: Chart, plot: dict[str, float]) -> int:
    """Return the step of names below the plot: each, or every second or third."""
    folded = [fold(name) if len(name) > _SHORT else name for name in chart.categories]
    widest = max(width_cm(line) for name in folded for line in name.split("\n"))
    room = plot["width"] * WIDTH_CM / len(chart.categories)
    return max(1, math.ceil((widest + _APART_CM) / room))


def spread_ends(root: Any, tall_cm: float) -> None:  # noqa: ANN401 lxml
    """Move the labels at the ends of lines apart, in chart XML made explicit.

    Each carries its move as a part of the chart's height, as Office writes it when a label is
    dragged.
    """
    plot, axis = (
        root.find(f".//{_C}plotArea/{_C}layout/{_C}manualLayout"),
        root.find(f".//{_C}valAx"),
    )
    found = [(label, value) for line in root.iter(f"{_C}lineChart") for label, value in _ends(line)]
    if plot is None or axis is None or not found:
        return
    top, tall = (float(plot.find(f"{_C}{tag}").get("val")) for tag in ("y", "h"))
    low, high = (float(axis.find(f"{_C}scaling/{_C}{tag}").get("val")) for tag in ("min", "max"))
    ordered = sorted(found, key=lambda end: -end[1])
    wanted = [top + tall * (high - value) / (high - low) for _, value in ordered]
    gap = _GAP_CM / tall_cm
    places = [place + gap / 2 for place in spread([at - gap / 2 for at in wanted], gap, 1.0 - gap)]
    for (label, _), place, at in zip(ordered, places, wanted, strict=True):
        if abs(place - at) > _LEAST:
            _move(label, round(place - at, 4))


def _ends(line: Any) -> list[tuple[Any, float]]:  # noqa: ANN401 lxml
    """Return the label right of each last point, with its value."""
    found = []
    for series in line.iter(f"{_C}ser"):
        points = series.findall(f"{_C}val//{_C}pt")
        last = max(points, key=lambda point: int(point.get("idx")), default=None)
        for label in series.findall(f"{_C}dLbls/{_C}dLbl"):
            place = label.find(f"{_C}dLblPos")
            right = place is not None and place.get("val") == "r"
            at = label.find(f"{_C}idx").get("val")
            if last is not None and right and at == last.get("idx"):
                found.append((label, float(last.find(f"{_C}v").text)))
    return found


def _move(label: Any, down: float) -> None:  # noqa: ANN401 lxml
    old = label.find(f"{_C}layout")
    if old is not None:
        label.remove(old)
    layout = etree.Element(f"{_C}layout")
    manual = etree.SubElement(layout, f"{_C}manualLayout")
    etree.SubElement(manual, f"{_C}x").set("val", "0")
    etree.SubElement(manual, f"{_C}y").set("val", str(down))
    label.find(f"{_C}idx").addnext(layout)


def _value(one: Plotted, language: Language) -> str:
    last = last_of(one)
    return "" if last is None else text(one.values[last], one.unit, language)


def _legend_cm(series: tuple[Plotted, ...]) -> float:
    """Return the height of a legend below, in columns as wide as its widest name."""
    widest = max(width_cm(one.name) for one in series) + _KEY_CM
    columns = max(1, int(WIDTH_CM * 0.9 / widest))
    return min(_LEGEND_CM, _ROW_CM * -(-len(series) // columns))

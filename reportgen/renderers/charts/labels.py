"""Direct labels: which points of a native chart carry their number, and where."""

from __future__ import annotations

from typing import Any, Final
from unicodedata import east_asian_width

from reportgen.blocks import Chart
from reportgen.formats import number_format, text
from reportgen.labels import Language
from reportgen.renderers.charts.describe import size_cm
from reportgen.renderers.charts.series import Plotted
from reportgen.renderers.charts.theme import FONT, INK, PAPER, SIZE, WORSE_TEXT, ink_on

_WIDE_CM: Final = 0.32
_NARROW_CM: Final = 0.175
_PLOT_CM: Final = 13.8
_ALL_POINTS: Final = 7
"""A single line of so few points carries every number; a longer one the last and the special."""
_SLICE: Final = 0.07
"""Share of a stacked column below which its slice has no room for a number."""
_GONE: Final = {"delete": True}


def font(colour: str = INK, *, bold: bool = False) -> dict[str, Any]:
    """Type in xlsxwriter's words."""
    return {"name": FONT, "size": SIZE, "color": colour, "bold": bold}


def width_cm(words: str) -> float:
    """About how wide a text is in chart type."""
    return sum(_WIDE_CM if east_asian_width(one) in "WF" else _NARROW_CM for one in words)


def code(one: Plotted, language: Language) -> str:
    """The Excel number format of a series."""
    return number_format(one.unit, language, one.digits)


def fits(chart: Chart, series: tuple[Plotted, ...], one: Plotted, language: Language) -> bool:
    """Whether a number stands over every point of a series without touching its neighbour."""
    bars = [other for other in series if not (other.line or other.reference)]
    if chart.kind == "bar":
        return size_cm(chart)[1] / max(1, len(chart.categories) * len(bars)) > SIZE * 0.04
    beside = 1 if one.line or chart.kind in ("stacked", "line") else len(bars)
    widest = max((width_cm(text(v, one.unit, language)) for v in one.values), default=0.0)
    return widest * beside * len(chart.categories) <= _PLOT_CM


def labels(
    chart: Chart, series: tuple[Plotted, ...], at: int, fill: str, language: Language
) -> dict[str, Any] | None:
    """The labels of series number `at`, drawn in `fill`; null for none."""
    one = series[at]
    if one.reference or one.role == "target":
        return None
    if chart.kind == "line" or one.line:
        return _on_line(chart, series, one, language)
    if not fits(chart, series, one, language):
        return None
    if chart.kind == "stacked":
        return _in_slices(series, one, fill, language)
    if chart.kind == "column" and one.role == "earlier" and len(series) > 1:
        return None
    return _on_bars(chart, series, one, fill, language)


def _on_bars(
    chart: Chart, series: tuple[Plotted, ...], one: Plotted, fill: str, language: Language
) -> dict[str, Any]:
    if chart.kind == "combo":
        return _labels(one, language, "inside_base", font(ink_on(fill)))
    special = [
        {"font": font(WORSE_TEXT if one.role == "main" else INK, bold=True)}
        if name in chart.highlight
        else None
        for name in chart.categories
    ]
    made = _labels(one, language, "outside_end", font())
    if any(special):
        made["custom"] = special
    if any(other.reference for other in series):
        # The level runs behind the numbers; paper under them keeps both readable.
        made["fill"] = {"color": PAPER}
    return made


def _in_slices(
    series: tuple[Plotted, ...], one: Plotted, fill: str, language: Language
) -> dict[str, Any]:
    made = _labels(one, language, "center", font(ink_on(fill)))
    totals = [sum(abs(v or 0) for v in column) for column in zip(*_values(series), strict=True)]
    thin = [
        None if total and abs(value or 0) >= _SLICE * total else _GONE
        for value, total in zip(one.values, totals, strict=True)
    ]
    return {**made, "custom": thin} if any(thin) else made


def _on_line(
    chart: Chart, series: tuple[Plotted, ...], one: Plotted, language: Language
) -> dict[str, Any] | None:
    last = max((at for at, value in enumerate(one.values) if value is not None), default=None)
    if last is None:
        return None
    ends = [_last(other) for other in series if other is not one and other.line == one.line]
    lower = any(end is not None and end > (one.values[last] or 0.0) for end in ends)
    made = _labels(one, language, "below" if lower else "above", font())
    alone = one.line or not any(o is not one and o.role != "target" for o in series)
    few = len(chart.categories) <= _ALL_POINTS or one.line
    if alone and few and fits(chart, series, one, language):
        return made
    kept = {at for at, name in enumerate(chart.categories) if name in chart.highlight} | {last}
    made["custom"] = [None if at in kept else _GONE for at in range(len(one.values))]
    return made


def _last(one: Plotted) -> float | None:
    return next((value for value in reversed(one.values) if value is not None), None)


def _values(series: tuple[Plotted, ...]) -> list[tuple[float | None, ...]]:
    return [one.values for one in series if not one.reference]


def _labels(
    one: Plotted, language: Language, position: str, type_: dict[str, Any]
) -> dict[str, Any]:
    return {
        "value": True,
        "position": position,
        "font": type_,
        "num_format": code(one, language),
    }

"""Places the data labels of native charts: which points carry their number, and where."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from reportgen.document.blocks import Chart
from reportgen.document.formats import number_format, text
from reportgen.labels import Language
from reportgen.renderers.charts.alt_text import size_cm
from reportgen.renderers.charts.chart_colors import (
    FONT,
    INK,
    OTHER,
    PAPER,
    SIZE,
    WORSE_TEXT,
    ink_on,
    type_on_paper,
)
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.label_room import width_cm
from reportgen.renderers.charts.line_end_labels import Ends, ends, is_level, last_of
from reportgen.renderers.charts.plotted_series import Plotted, highlight_colour, standing_out

_PLOT_CM: Final = 13.8
"""Width of the plot beside its axis of values, about, of a chart 15.5 cm wide; by judgement."""
_COMBO_CM: Final = 12.2
"""Width of the plot between two axes, about; by judgement."""
_BAR: Final = 0.65
"""Share of its slot that a bar fills: the gap is 55 % of a bar."""
_BARS_CM: Final = 11.5
"""Length of the axis of lying bars, about; by judgement."""
_LONGER: Final = 1.15
"""Length of the axis against its longest bar, which leaves room for a label; by judgement."""
_BESIDE_CM: Final = 0.25
"""Between a bar and its number, and behind the number; by judgement."""
ALONE: Final = 2
"""Series of a chart that need no legend: one series of bars and its reference."""
_ALL_POINTS: Final = 7
"""Points up to which a single line carries every number; by judgement."""
_SLICE: Final = 0.07
"""Share of a stacked column below which its slice has no room for a number; by judgement."""
_WORDS: Final = re.compile(r'"[^"]*"')
_GONE: Final = {"delete": True}


def font(colour: str = INK, *, bold: bool = False) -> dict[str, Any]:
    """Return a font in xlsxwriter's words."""
    return {"name": FONT, "size": SIZE, "color": colour, "bold": bold}


def code(one: Plotted, language: Language) -> str:
    """Return the Excel number format of a series."""
    return number_format(one.unit, language, one.digits)


def bare(one: Plotted, language: Language) -> str:
    """Return the number format without words: where the axis names the unit, points need not."""
    return _WORDS.sub("", code(one, language))


def fits(chart: Chart, series: tuple[Plotted, ...], one: Plotted, language: Language) -> bool:
    """Tell whether a number with its unit fits over every point without touching its neighbour."""
    return _widest(one, language) <= _room(chart, series, one)


def _room(chart: Chart, series: tuple[Plotted, ...], one: Plotted) -> float:
    """Return the centimetres a number may take."""
    bars = [other for other in series if not (other.line or other.reference)]
    names = max(1, len(chart.categories))
    kind = chart_kind_record(chart.kind)
    if kind.lying:
        return math.inf if size_cm(chart)[1] / (names * len(bars)) > SIZE * 0.04 else 0.0
    match kind.form:
        case "bars":
            return _PLOT_CM / names / len(bars)
        case "parts":
            return _PLOT_CM / names * _BAR
        case "bars_and_lines":
            return _COMBO_CM / names * (1.0 if one.line else _BAR / len(bars))
        case "lines" | "picture":
            return _PLOT_CM / names


def _widest(one: Plotted, language: Language, without: str = "") -> float:
    shown = (text(value, one.unit, language) for value in one.values)
    return max((width_cm(said) - width_cm(without) for said in shown), default=0.0)


def _fitting(
    chart: Chart, series: tuple[Plotted, ...], one: Plotted, language: Language
) -> str | None:
    """Return the fullest number format there is room for; null where there is none for any."""
    if fits(chart, series, one, language):
        return code(one, language)
    words = "".join(_WORDS.findall(code(one, language).split(";")[0])).replace('"', "")
    room = _room(chart, series, one)
    return bare(one, language) if _widest(one, language, words) <= room else None


def labels(
    chart: Chart, series: tuple[Plotted, ...], at: int, fill: str, language: Language
) -> dict[str, Any] | None:
    """Return the labels of series number `at`, drawn in `fill`; null for none."""
    one = series[at]
    kind = chart_kind_record(chart.kind)
    if one.reference and kind.lying:
        return _name_of_level(series, one)
    found = ends(chart, series, language)
    if found is not None:
        return _at_end(chart, series, one, fill, found, language)
    if is_level(one):
        return None
    if kind.form == "lines" or one.line:
        return _on_line(chart, series, one, language)
    columns = kind.form == "bars" and not kind.lying
    behind = columns and one.role == "earlier" and len(series) > 1
    return None if behind else _in_bars(chart, series, one, fill, language)


def _in_bars(
    chart: Chart, series: tuple[Plotted, ...], one: Plotted, fill: str, language: Language
) -> dict[str, Any] | None:
    fitting = _fitting(chart, series, one, language)
    if fitting is None:
        return None
    if chart_kind_record(chart.kind).form == "parts":
        return _in_slices(series, one, fill, fitting)
    return _on_bars(chart, series, fill, fitting, language)


def _on_bars(
    chart: Chart, series: tuple[Plotted, ...], fill: str, fitting: str, language: Language
) -> dict[str, Any]:
    if chart_kind_record(chart.kind).form == "bars_and_lines":
        return _labels(fitting, "inside_base", font(ink_on(fill)))
    if _crossed_by_level(chart, series, language):
        return _inside(chart, fill, fitting)
    # A level runs behind the numbers; paper under them keeps both readable.
    crossed = len(series) == ALONE and series[-1].reference
    paper: dict[str, Any] = {"fill": {"color": PAPER}} if crossed else {}
    made = _labels(fitting, "outside_end", font()) | paper
    special = standing_out(chart)
    if special:
        # A new dictionary for each: xlsxwriter scales the type size of a shared one every time.
        made["custom"] = [
            {"font": font(bold=True)} | paper if at in special else None
            for at in range(len(chart.categories))
        ]
    return made


def _crossed_by_level(chart: Chart, series: tuple[Plotted, ...], language: Language) -> bool:
    """Tell whether an upright level would cross a number beside its bar, and bars have room."""
    if not chart_kind_record(chart.kind).lying or len(series) != ALONE or not series[-1].reference:
        return False
    known = [value for value in series[0].values if value is not None]
    level = series[-1].values[0] or 0.0
    longest = max([level, *known]) * _LONGER
    if not known or longest <= 0:
        return False
    wide = (_widest(series[0], language) + _BESIDE_CM) / _BARS_CM * longest
    return min(known) > wide and any(value < level < value + wide for value in known)


def _inside(chart: Chart, fill: str, fitting: str) -> dict[str, Any]:
    """Return labels at the foot of the bars, readable on each fill."""
    special, values = standing_out(chart), chart.series[0].values
    made = _labels(fitting, "inside_base", font(ink_on(OTHER if chart.highlight else fill)))
    if special:
        fills = [highlight_colour(value, chart) for value in values]
        made["custom"] = [
            {"font": font(ink_on(fills[at]), bold=True)} if at in special else None
            for at in range(len(values))
        ]
    return made


def _name_of_level(series: tuple[Plotted, ...], one: Plotted) -> dict[str, Any] | None:
    """Return the label of an upright level, by the shortest bar; null where a legend names it."""
    if len(series) != ALONE:
        return None
    lengths = [value or 0.0 for value in series[0].values]
    shortest = max(range(len(lengths)), key=lambda at: (-lengths[at], at), default=0)
    kept = [None if at == shortest else _GONE for at in range(len(one.values))]
    look = {"series_name": True, "position": "outside_end", "font": font(), "custom": kept}
    return look | {"fill": {"color": PAPER}}


def _in_slices(
    series: tuple[Plotted, ...], one: Plotted, fill: str, fitting: str
) -> dict[str, Any]:
    made = _labels(fitting, "center", font(ink_on(fill)))
    columns = zip(*(other.values for other in series if not other.reference), strict=True)
    totals = [sum(abs(value or 0) for value in column) for column in columns]
    thin = [
        None if total and abs(value or 0) >= _SLICE * total else _GONE
        for value, total in zip(one.values, totals, strict=True)
    ]
    return {**made, "custom": thin} if any(thin) else made


def _at_end(  # noqa: PLR0913, PLR0917 the chart's four and how its ends look
    chart: Chart,
    series: tuple[Plotted, ...],
    one: Plotted,
    fill: str,
    found: Ends,
    language: Language,
) -> dict[str, Any] | None:
    """Return labels with name and value right of the last point, and values over special points."""
    last = last_of(one)
    if last is None or (is_level(one) and not found.named):
        return None
    main = one is series[0]
    special = standing_out(chart) if main else frozenset[int]()
    colour = WORSE_TEXT if last in special else type_on_paper(fill)
    custom: list[dict[str, Any]] = [_GONE] * len(one.values)
    for at in special:
        below = "below" if _hangs(series, one, at, last=False) else "above"
        custom[at] = {"font": font(WORSE_TEXT, bold=True), "position": below}
    custom[last] = {"font": font(colour, bold=main)}
    made = _labels(code(one, language), "right", font()) | {"custom": custom}
    if found.named and (is_level(one) or not found.alone):
        made |= {"series_name": True, "separator": " ", "value": not one.reference}
    return made


def _on_line(
    chart: Chart, series: tuple[Plotted, ...], one: Plotted, language: Language
) -> dict[str, Any] | None:
    last = last_of(one)
    if last is None:
        return None
    special = standing_out(chart) if one.role not in ("earlier", "other") else frozenset()
    kept = set(special) | {last}
    alone = one.line or not any(o is not one and not is_level(o) for o in series)
    crossed = any(other.line for other in series if is_level(other))
    if alone and (len(chart.categories) <= _ALL_POINTS or (one.line and not crossed)):
        kept |= set(range(len(one.values))) if fits(chart, series, one, language) else set()
    made = _labels(code(one, language), "above", font())
    made["custom"] = [
        _GONE
        if at not in kept
        else {
            "font": font(WORSE_TEXT, bold=True) if at in special else font(),
            "position": "below" if _hangs(series, one, at, last=at == last) else "above",
        }
        for at in range(len(one.values))
    ]
    return made


def _hangs(series: tuple[Plotted, ...], one: Plotted, at: int, *, last: bool) -> bool:
    """Tell whether the number belongs under its point: in a dip, or under another series' end."""
    value = one.values[at]
    if value is None:
        return False
    others = [other for other in series if other is not one and other.line == one.line]
    if last and any(end is not None and end > value for end in map(_last, others)):
        return True
    beside = [v for v in one.values[max(0, at - 1) : at + 2] if v is not None]
    return len(beside) > 1 and value < sum(beside) / len(beside)


def _last(one: Plotted) -> float | None:
    return next((value for value in reversed(one.values) if value is not None), None)


def _labels(number_code: str, position: str, type_: dict[str, Any]) -> dict[str, Any]:
    return {"value": True, "position": position, "font": type_, "num_format": number_code}

"""Computes the size of a chart and describes it in words."""

from __future__ import annotations

from typing import Final

from reportgen.document.blocks import Chart
from reportgen.document.formats import plain
from reportgen.labels import Language
from reportgen.punctuation import listing, mark
from reportgen.renderers.charts.chart_colors import WIDTH_CM
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.chart_words import chart_word

_MARGIN_CM: Final = 1.6
"""Height of the axis under the rows and of the legend; by judgement."""
_LEAST_CM: Final = 4.2
"""Least height, that of three bars; by judgement: a lower chart looks like a mistake."""
_MOST_CM: Final = 12.0
"""Greatest height, half of a page; by judgement: more rows stand closer."""


def size_cm(chart: Chart) -> tuple[float, float]:
    """Return width and height in centimetres; lying bars grow with their number, 4.2 to 12 cm."""
    kind = chart_kind_record(chart.kind)
    if not kind.row_cm:
        return WIDTH_CM, kind.height_cm
    rows = len(chart.series) if kind.rows == "series" else len(chart.categories)
    bars = len(chart.series) if kind.lying else 1
    row = kind.row_cm * (1 + 0.5 * (bars - 1))
    return WIDTH_CM, round(min(_MOST_CM, max(_LEAST_CM, rows * row + _MARGIN_CM)), 2)


def alt_text(chart: Chart, language: Language) -> str:
    """Describe the chart for screen readers: kind, message, what is plotted, what stands out."""
    parts = [
        chart_kind_record(chart.kind).name.in_(language),
        plain(chart.title, language),
        chart.caption,
    ]
    if chart.highlight:
        parts.append(chart_word("standing_out", language, names=listing(chart.highlight, language)))
    stop = mark("full_stop", language)
    said = [part.strip().rstrip("。.") for part in parts if part.strip()]
    return mark("next_sentence", language).join(part + stop for part in said)

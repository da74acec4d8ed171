"""What a chart is, in words and in centimetres."""

from __future__ import annotations

from typing import Final

from reportgen.document.blocks import Chart, ChartKind
from reportgen.document.formats import plain
from reportgen.labels import Label, Language
from reportgen.punctuation import listing, mark
from reportgen.renderers.charts.chart_colors import WIDTH_CM
from reportgen.renderers.charts.chart_words import chart_word

NATIVE: Final[frozenset[ChartKind]] = frozenset({"column", "bar", "line", "stacked", "combo"})

_KINDS: Final[dict[ChartKind, Label]] = {
    "column": Label("柱形图", "Column chart"),
    "bar": Label("条形图", "Bar chart"),
    "line": Label("折线图", "Line chart"),
    "stacked": Label("百分比堆积柱形图", "Stacked columns of 100%"),
    "combo": Label("柱形折线组合图", "Columns and lines"),
    "funnel": Label("漏斗图（比率与样本量）", "Funnel plot"),
    "dots": Label("点图（含置信区间）", "Dot plot with intervals"),
    "control": Label("控制图", "Control chart"),
    "heat": Label("热力表", "Heat table"),
    "survival": Label("留存曲线", "Survival curve"),
}
LINE_CM: Final = 5.5
_ROW_CM: Final[dict[ChartKind, float]] = {"bar": 0.65, "dots": 0.65, "heat": 0.75}
_HEIGHT_CM: Final[dict[ChartKind, float]] = {
    "column": 5.5,
    "line": LINE_CM,
    "stacked": 6.0,
    "combo": 6.5,
    "funnel": 5.8,
    "control": 5.5,
    "survival": 5.5,
}
_MARGIN_CM: Final = 1.6
_LEAST_CM: Final = 4.2
_MOST_CM: Final = 12.0


def is_native(kind: ChartKind) -> bool:
    """Whether Office draws this kind itself; otherwise it is a picture."""
    return kind in NATIVE


def size_cm(chart: Chart) -> tuple[float, float]:
    """Width and height in centimetres; lying bars grow with their number, 4.2 to 12 cm."""
    if chart.kind not in _ROW_CM:
        return WIDTH_CM, _HEIGHT_CM[chart.kind]
    rows = len(chart.series) if chart.kind == "heat" else len(chart.categories)
    bars = len(chart.series) if chart.kind == "bar" else 1
    row = _ROW_CM[chart.kind] * (1 + 0.5 * (bars - 1))
    return WIDTH_CM, round(min(_MOST_CM, max(_LEAST_CM, rows * row + _MARGIN_CM)), 2)


def alt_text(chart: Chart, language: Language) -> str:
    """The chart for somebody who cannot see it: kind, message, what is plotted, what stands out."""
    parts = [_KINDS[chart.kind].in_(language), plain(chart.title, language), chart.caption]
    if chart.highlight:
        parts.append(chart_word("standing_out", language, names=listing(chart.highlight, language)))
    stop = mark("full_stop", language)
    said = [part.strip().rstrip("。.") for part in parts if part.strip()]
    return mark("next_sentence", language).join(part + stop for part in said)

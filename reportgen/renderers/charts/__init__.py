"""Draws charts for Word and Excel: native where Office can draw them, pictures where it cannot."""

from reportgen.renderers.charts.alt_text import alt_text, size_cm
from reportgen.renderers.charts.chart_kinds import is_native
from reportgen.renderers.charts.drawn_charts import DrawnPicture, drawn
from reportgen.renderers.charts.explicit_xml import make_explicit
from reportgen.renderers.charts.native_charts import (
    NativeChart,
    Range,
    SeriesCells,
    add_to_sheet,
    native,
)
from reportgen.renderers.charts.plotted_series import Plotted, plotted

__all__ = [
    "DrawnPicture",
    "NativeChart",
    "Plotted",
    "Range",
    "SeriesCells",
    "add_to_sheet",
    "alt_text",
    "drawn",
    "is_native",
    "make_explicit",
    "native",
    "plotted",
    "size_cm",
]

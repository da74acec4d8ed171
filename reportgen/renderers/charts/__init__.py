"""Charts for Word and Excel: native where Office can draw them, pictures where it cannot."""

from reportgen.renderers.charts.describe import alt_text, is_native, size_cm
from reportgen.renderers.charts.drawn import Drawn, drawn
from reportgen.renderers.charts.explicit import make_explicit
from reportgen.renderers.charts.native import (
    NativeChart,
    Range,
    SeriesCells,
    add_to_sheet,
    native,
)
from reportgen.renderers.charts.series import Plotted, plotted

__all__ = [
    "Drawn",
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

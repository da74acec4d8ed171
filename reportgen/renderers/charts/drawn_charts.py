"""Draws the charts Office does not have, as vector and as pixel pictures."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from reportgen import picture_fonts
from reportgen.document.blocks import Chart
from reportgen.document.each_field import each_field
from reportgen.labels import Language
from reportgen.renderers.charts import (
    control_and_survival,
    dots_and_heat,
    four_fields,
    funnel_plot,
    picture_frame,
)
from reportgen.renderers.charts.alt_text import size_cm
from reportgen.renderers.charts.chart_colors import INK, SIZE, palette
from reportgen.renderers.charts.plotted_series import check, reference_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL.Image import Image

_DPI: Final = 200
"""Pixels an inch; by judgement: sharp in print at the size of the page. SVG is sharp at any."""
_INCH: Final = 2.54
"""Centimetres of an inch."""
_KEPT: Final = 32
"""Pictures kept for the next renderer; by judgement: those of one report, shown in both files."""


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """One picture in two formats, vector and pixels.

    Attributes:
        svg: For Office 2016 and later.
        png: For what cannot show it.
        width_cm: How wide it is meant to be.
        height_cm: How tall.
    """

    svg: bytes
    png: bytes
    width_cm: float
    height_cm: float


def drawn(chart: Chart, language: Language) -> DrawnPicture:
    """Draw the chart as a picture; the same chart gives the same bytes and is drawn once.

    Raises:
        FontError: There is no font with Chinese characters on this machine.
        ValueError: Office draws this kind itself (use `native`), or the facts lack what it needs.
    """
    check(chart)
    try:
        hash(chart)
    except TypeError:  # a plugin gave a list where a tuple belongs: nothing to remember it by
        return _picture(chart, language)
    return _kept(chart, language)


@lru_cache(maxsize=_KEPT)
def _kept(chart: Chart, language: Language) -> DrawnPicture:
    return _picture(chart, language)


def _picture(chart: Chart, language: Language) -> DrawnPicture:
    import matplotlib as mpl  # noqa: PLC0415 its import costs 0.4 s

    fonts = picture_fonts.covering(_texts(chart, language))
    if fonts.lacking:  # the tables, the figures beside it and its description keep the names
        chart = each_field(
            chart, lambda _, value: fonts.drawable(value) if isinstance(value, str) else value
        )
    with mpl.rc_context(_settings(fonts.families)):
        figure, canvas = _figure(size_cm(chart))
        axes = picture_frame.empty_axes(figure)
        _draw(axes, chart, language)
        picture_frame.fit(axes)
        png = _png(canvas)
        return DrawnPicture(_svg(figure), png, *size_cm(chart))


def _draw(axes: Axes, chart: Chart, language: Language) -> None:
    match chart.kind:
        case "column" | "bar" | "line" | "stacked" | "combo":
            raise ValueError(f"chart '{chart.id}': '{chart.kind}' is a native kind; use native()")
        case "funnel":
            funnel_plot.funnel(axes, chart, language)
        case "control":
            control_and_survival.control(axes, chart, language)
        case "survival":
            control_and_survival.survival(axes, chart, language)
        case "dots":
            dots_and_heat.dots(axes, chart, language)
        case "heat":
            dots_and_heat.heat(axes, chart, language)
        case "fields":
            four_fields.fields(axes, chart, language)


def _settings(families: list[str]) -> Any:  # noqa: ANN401 matplotlib types every key
    return {
        "font.family": families,
        "font.size": SIZE,
        "axes.unicode_minus": False,
        "text.parse_math": False,  # `$` is a sign of money
        "text.color": INK,
        "svg.fonttype": "path",
        "svg.hashsalt": "reportgen",
    }


def _figure(size: tuple[float, float]) -> tuple[Figure, FigureCanvasAgg]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 slow to import
    from matplotlib.figure import Figure  # noqa: PLC0415 slow to import

    figure = Figure(figsize=(size[0] / _INCH, size[1] / _INCH), dpi=_DPI)
    return figure, FigureCanvasAgg(figure)


def _texts(chart: Chart, language: Language) -> list[str]:
    """Return the texts of the picture besides numbers and reportgen's own words."""
    names = [series.name for series in chart.series]
    return [*chart.categories, *names, chart.axis, reference_name(chart, language)]


def _png(canvas: FigureCanvasAgg) -> bytes:
    from PIL import Image as images  # noqa: PLC0415, N813 comes with matplotlib

    canvas.draw()  # type: ignore[no-untyped-call]
    size = canvas.get_width_height(physical=True)
    buffer = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    pixels = images.frombuffer("RGBA", size, buffer).convert("RGB")
    few = pixels.quantize(palette=_palette(), dither=images.Dither.NONE)
    stream = io.BytesIO()
    few.save(stream, "PNG", dpi=(_DPI, _DPI), compress_level=6)
    return stream.getvalue()


@lru_cache(maxsize=1)
def _palette() -> Image:
    """Return the colours of all charts with their steps to paper, for edges and type.

    A palette is a third of the size of the full picture; a known one costs no search for it.
    """
    from PIL import Image as images  # noqa: PLC0415, N813 comes with matplotlib

    made = images.new("P", (1, 1))
    made.putpalette([part for colour in palette() for part in colour])
    return made


def _svg(figure: Figure) -> bytes:
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 slow to import

    stream = io.BytesIO()
    metadata = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    FigureCanvasSVG(figure).print_svg(stream, metadata=metadata)  # type: ignore[no-untyped-call]
    return stream.getvalue()

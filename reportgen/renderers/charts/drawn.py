"""Pictures of the charts Office does not have, as vector and as pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reportgen.blocks import Chart, ChartKind
from reportgen.labels import Language
from reportgen.renderers.charts import fonts, funnel, grids, plots
from reportgen.renderers.charts.describe import is_native, size_cm
from reportgen.renderers.charts.series import check, reference_name
from reportgen.renderers.charts.theme import AXIS, INK, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

_DPI: Final = 200
_INCH: Final = 2.54
_COLOURS: Final = 64
"""A palette of so many colours is a third of the size and not to be told from the full picture."""
_DRAW: Final[dict[ChartKind, Callable[[Axes, Chart, Language], None]]] = {
    "funnel": funnel.funnel,
    "control": plots.control,
    "survival": plots.survival,
    "dots": grids.dots,
    "heat": grids.heat,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture twice: SVG for Office 2016 and later, PNG for what cannot show it."""

    svg: bytes
    png: bytes
    width_cm: float
    height_cm: float


def drawn(chart: Chart, language: Language) -> Drawn:
    """A picture of the chart; the same chart gives the same bytes.

    Raises:
        FontError: A character is in no font of this machine.
        ValueError: Office draws this kind itself (use `native`), or the facts lack what it needs.
    """
    if is_native(chart.kind):
        raise ValueError(f"chart '{chart.id}': '{chart.kind}' is a native kind; use native()")
    check(chart)
    import matplotlib as mpl  # noqa: PLC0415 its import costs 0.4 s

    with mpl.rc_context(_settings(fonts.covering(_texts(chart, language)))):
        figure, canvas = _figure(size_cm(chart))
        _DRAW[chart.kind](figure.add_subplot(), chart, language)
        png = _png(canvas)
        # The layout is found; drawing once more must not look for another.
        figure.set_layout_engine("none")
        return Drawn(_svg(figure), png, *size_cm(chart))


def _settings(families: list[str]) -> Any:  # noqa: ANN401 matplotlib types every key
    return {
        "font.family": families,
        "font.size": SIZE,
        "axes.unicode_minus": False,
        "axes.edgecolor": AXIS,
        "axes.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "text.color": INK,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.color": AXIS,
        "ytick.color": AXIS,
        "svg.fonttype": "path",
        "svg.hashsalt": "reportgen",
    }


def _figure(size: tuple[float, float]) -> tuple[Figure, FigureCanvasAgg]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 slow to import
    from matplotlib.figure import Figure  # noqa: PLC0415 slow to import

    figure = Figure(figsize=(size[0] / _INCH, size[1] / _INCH), dpi=_DPI, layout="constrained")
    return figure, FigureCanvasAgg(figure)


def _texts(chart: Chart, language: Language) -> list[str]:
    """What stands in the picture besides numbers and reportgen's own words."""
    names = [series.name for series in chart.series]
    return [*chart.categories, *names, chart.axis, reference_name(chart, language)]


def _png(canvas: FigureCanvasAgg) -> bytes:
    from PIL import Image  # noqa: PLC0415 comes with matplotlib

    canvas.draw()  # type: ignore[no-untyped-call]
    size = canvas.get_width_height(physical=True)
    buffer = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    pixels = Image.frombuffer("RGBA", size, buffer).convert("RGB")
    # FASTOCTREE is 10 ms faster, but its white is grey: the picture would show on the page.
    few = pixels.quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    few.save(stream, "PNG", dpi=(_DPI, _DPI), compress_level=6)
    return stream.getvalue()


def _svg(figure: Figure) -> bytes:
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 slow to import

    stream = io.BytesIO()
    metadata = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    FigureCanvasSVG(figure).print_svg(stream, metadata=metadata)  # type: ignore[no-untyped-call]
    return stream.getvalue()

"""Builds the charts that Office draws itself and a reader can edit, for Word and Excel."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from reportgen.document.blocks import Chart
from reportgen.labels import Language
from reportgen.renderers.charts.alt_text import alt_text, size_cm
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.explicit_xml import make_explicit
from reportgen.renderers.charts.line_end_labels import is_level
from reportgen.renderers.charts.plotted_series import Plotted, check, plotted
from reportgen.renderers.charts.series_style import axes, legend, plot_layout, series_look

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Range: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""

_SHEET: Final = "Sheet1"
_CREATED: Final = datetime(2000, 1, 1)
"""The same in every workbook: equal charts give equal bytes."""
_PIXELS: Final = 96 / 2.54
"""Pixels a centimetre, as xlsxwriter counts them."""


@dataclass(frozen=True, slots=True)
class SeriesCells:
    """The cells of a chart's numbers on a sheet: one entry for each of `plotted(chart)`, in order.

    Attributes:
        sheet: The sheet's name.
        categories: The names along the axis.
        names: The head cell (row, column) of every series.
        series: The values of every series; the cells of gaps are empty.
    """

    sheet: str
    categories: Range
    names: tuple[tuple[int, int], ...]
    series: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A chart as Word holds it: its XML and the workbook behind it.

    Attributes:
        xml: The chart part, without its link to the workbook.
        workbook: The workbook behind it.
    """

    xml: bytes
    workbook: bytes


def native(chart: Chart, language: Language) -> NativeChart:
    """Build the chart as DrawingML with all defaults written out, and the workbook to embed.

    Raises:
        ValueError: Office has no such kind; `drawn` makes a picture of it.
    """
    with_chart = _workbook(chart, language, with_chart=True)
    with zipfile.ZipFile(io.BytesIO(with_chart)) as package:
        xml = package.read("xl/charts/chart1.xml")
    return NativeChart(make_explicit(xml, language), _workbook(chart, language, with_chart=False))


def add_to_sheet(  # noqa: PLR0913 the sheet's four and the chart's two
    chart: Chart,
    workbook: Workbook,
    worksheet: Worksheet,
    language: Language,
    cells: SeriesCells,
    *,
    at: tuple[int, int] | None = None,
) -> Any:  # noqa: ANN401 xlsxwriter has no types
    """Add the chart to a sheet, over cells that hold its numbers.

    Apply `make_explicit` to `xl/charts/*.xml` when the package is rewritten.

    Args:
        chart: What it shows.
        workbook: The workbook it belongs to.
        worksheet: The sheet it is placed on.
        language: The language of its words.
        cells: Where its numbers stand.
        at: The cell of its top left corner; null where the caller places it.

    Returns:
        The chart of xlsxwriter.

    Raises:
        ValueError: Office has no such kind, or the cells do not match `plotted(chart)`.
    """
    made = _build(chart, workbook, language, cells)
    if at is not None:
        about = {"description": alt_text(chart, language), "object_position": 2}
        if worksheet.insert_chart(*at, made, about):
            raise ValueError(f"chart '{chart.id}': cell {at} is no cell of the sheet")
    return made


def _workbook(chart: Chart, language: Language, *, with_chart: bool) -> bytes:
    """Build a workbook of one sheet: names in column A, one series a column from B."""
    import xlsxwriter  # noqa: PLC0415 its import costs 50 ms

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    workbook.set_properties({"created": _CREATED})
    sheet = workbook.add_worksheet(_SHEET)
    series = plotted(chart, language)
    _fill(sheet, chart, series)
    if with_chart:
        cells = _cells(len(chart.categories), len(series))
        sheet.insert_chart(0, len(series) + 2, _build(chart, workbook, language, cells))
    workbook.close()
    return stream.getvalue()


def _fill(sheet: Worksheet, chart: Chart, series: tuple[Plotted, ...]) -> None:
    for row, name in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, name)
    for column, one in enumerate(series, 1):
        sheet.write_string(0, column, one.name)
        for row, value in enumerate(one.values, 1):
            if value is not None:
                sheet.write_number(row, column, value)


def _cells(rows: int, columns: int) -> SeriesCells:
    return SeriesCells(
        _SHEET,
        (1, 0, rows, 0),
        tuple((0, column) for column in range(1, columns + 1)),
        tuple((1, column, rows, column) for column in range(1, columns + 1)),
    )


def _build(chart: Chart, workbook: Workbook, language: Language, cells: SeriesCells) -> Any:  # noqa: ANN401 xlsxwriter
    series = plotted(chart, language)
    _check(chart, series, cells)
    base, lines = workbook.add_chart(_type(chart)), None
    kind = chart_kind_record(chart.kind)
    upright = kind.form != "lines" and not kind.lying
    for at, one in enumerate(series):
        options = _source(chart, one, cells, at) | series_look(chart, series, at, language)
        if upright and (one.line or is_level(one)):
            lines = lines or workbook.add_chart({"type": "line"})
            lines.add_series(options)
        else:
            base.add_series(options)
    _finish(chart, series, base, lines, language)
    return base


def _type(chart: Chart) -> dict[str, str]:
    """Return xlsxwriter's name of a kind of chart."""
    kind = chart_kind_record(chart.kind)
    match kind.form:
        case "bars" | "bars_and_lines":
            return {"type": "bar" if kind.lying else "column"}
        case "parts":
            return {"type": "column", "subtype": "percent_stacked"}
        case "lines":
            return {"type": "line"}
        case "picture":
            raise ValueError(f"chart '{chart.id}': Office draws no '{chart.kind}'; use drawn()")


def _source(chart: Chart, one: Plotted, cells: SeriesCells, at: int) -> dict[str, Any]:
    # The caches come from the chart: xlsxwriter would read an empty text in a cell as 0.
    return {
        "name": [cells.sheet, *cells.names[at]],
        "name_data": [one.name],
        "categories": [cells.sheet, *cells.categories],
        "categories_data": list(chart.categories),
        "values": [cells.sheet, *cells.series[at]],
        "values_data": list(one.values),
    }


def _finish(
    chart: Chart,
    series: tuple[Plotted, ...],
    base: Any,  # noqa: ANN401 xlsxwriter
    lines: Any,  # noqa: ANN401 xlsxwriter
    language: Language,
) -> None:
    names, values, second = axes(chart, series, language)
    # A lying bar chart of xlsxwriter calls its horizontal axis x.
    lying = chart_kind_record(chart.kind).lying
    base.set_x_axis(values if lying else names)
    base.set_y_axis(names if lying else values)
    if lines is not None:
        if second:
            lines.set_y2_axis(second)
        base.combine(lines)
    base.set_title({"none": True})
    base.set_legend(legend(chart, series, language))
    base.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    plot = plot_layout(chart, series, language)
    look: dict[str, Any] = {"border": {"none": True}, "fill": {"none": True}}
    base.set_plotarea(look | ({"layout": plot} if plot else {}))
    base.show_blanks_as("gap")
    width, height = size_cm(chart)
    base.set_size({"width": round(width * _PIXELS), "height": round(height * _PIXELS)})


def _check(chart: Chart, series: tuple[Plotted, ...], cells: SeriesCells) -> None:
    check(chart)
    for what, found in (("series", len(cells.series)), ("names", len(cells.names))):
        if found != len(series):
            raise ValueError(
                f"chart '{chart.id}': {found} {what} in the cells, {len(series)} plotted; "
                "give one for each of plotted(chart, language)"
            )

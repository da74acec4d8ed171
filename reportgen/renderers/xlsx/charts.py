"""Writes charts: the message, the drawing, and the figures beside it that the drawing reads."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Final

from reportgen.document.blocks import Chart
from reportgen.document.facts import Fact
from reportgen.document.formats import NULL, number_format, text
from reportgen.document.printed import Figure
from reportgen.labels import Language
from reportgen.metric.units import Unit
from reportgen.renderers.charts import SeriesCells, add_to_sheet, alt_text, is_native, size_cm
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.plotted_series import level_of, number, plotted
from reportgen.renderers.xlsx.checked_writes import width
from reportgen.renderers.xlsx.reading_sheet import ROW, WIDTH, Page

_PIXELS: Final = 96 / 2.54
"""Pixels of a centimetre at 96 dpi."""
_POINTS: Final = 72 / 2.54
"""Points of a centimetre."""
_PIXEL: Final = 0.75
"""Points of a pixel at 96 dpi."""
_PIXELS_PER_CHARACTER: Final = 7.3
"""Pixels of a unit of column width: 7 in Calibri 11, and the cell padding shared out."""
_WIDEST_NAME: Final = 22.0
"""Greatest width of the column of category names, in characters; by judgement."""
_LOWEST: Final = 12.0
"""Points of the lowest row the figures beside a chart are readable in; by judgement."""


def needs(chart: Chart, widths: list[float], last: int, language: Language) -> list[float]:
    """Return the widths a chart's figures need, given the widths known so far.

    `last` is the last column that is printed.
    """
    first = _first_column(chart, widths, last)
    names = max(map(width, chart.categories), default=0)
    figures = [_figure_width(chart, values, language) for _, values in _columns(chart)]
    return [0.0] * first + [min(_WIDEST_NAME, names + 3)] + figures


def _figure_width(chart: Chart, values: list[Fact | float | None], language: Language) -> float:
    longest = max((width(text(value, chart.unit, language)) for value in values), default=0)
    return max(WIDTH, longest + 3.0)


def write(page: Page, figure: Figure, chart: Chart) -> None:
    """Write a chart's texts, its drawing, and its figures in small type beside it."""
    page.row += 1
    for line in figure.above:
        style = "caption" if line.role == "chart title" else "note"
        page.line(line, page.book.styles.of(style))
    top = page.row
    cells = _figures(page, chart, _first_column(chart, page.widths, page.last))
    _draw(page, chart, cells, top)
    _fill(page, top, size_cm(chart)[1] * _POINTS)
    for line in figure.below:
        page.line(line, page.book.styles.of("note"))


def _fill(page: Page, top: int, points: float) -> None:
    """Fit the rows of the figures to the height of the drawing, adding rows where they are few."""
    figures = page.row - top
    each = min(ROW, max(_LOWEST, points / figures))
    each = math.ceil(each / _PIXEL) * _PIXEL  # a row is whole pixels high
    end = max(page.row, top + math.ceil(points / each))
    for page.row in range(top, end):
        page.set_height(each)
    page.row = end


def _first_column(chart: Chart, widths: list[float], last: int) -> int:
    """Return where the figures begin: right of the drawing, or beyond the paper when wide."""
    left = size_cm(chart)[0] * _PIXELS + 12
    column, edge = 0, 0.0
    while edge < left and column < len(widths):
        edge += widths[column] * _PIXELS_PER_CHARACTER
        column += 1
    wide = 1 + len(_columns(chart)) + len(_evidence(chart))
    return column if column + wide <= last + 1 else last + 2


def _columns(chart: Chart) -> list[tuple[str, list[Fact | float | None]]]:
    """Yield head and figures of every column: the series, then what a drawn kind adds."""
    found = [(series.name, list(series.values)) for series in chart.series]
    if chart.reference is not None and level_of(chart) is not None:
        label = chart.reference_label or chart.reference.label or NULL
        found.append((label, [chart.reference] * len(chart.categories)))
    return found


def _evidence(chart: Chart) -> list[tuple[str, Unit, list[float | None]]]:
    """Yield what a drawn kind adds beside the values: cases, or the ends of the intervals."""
    facts = [v if isinstance(v, Fact) else None for s in chart.series[:1] for v in s.values]
    match chart_kind_record(chart.kind).beside:
        case "cases":
            return [("cases", "count", [f.n if f else None for f in facts])]
        case "interval":
            low = [f.low if f else None for f in facts]
            high = [f.high if f else None for f in facts]
            return [("low", chart.unit, low), ("high", chart.unit, high)]
        case "":
            return []


def _figures(page: Page, chart: Chart, first: int) -> SeriesCells:
    language, columns = page.book.language, _columns(chart)
    heads = [one.name for one in plotted(chart, language)]
    evidence = _evidence(chart)
    heads += [page.book.say(head) for head, _, _ in evidence]
    style = page.book.styles.of("helper_head")
    for column, label in enumerate([page.book.say("category"), *heads], start=first):
        page.sheet.text(page.row, column, label, style)
    page.row += 1
    head, top = page.row - 1, page.row
    for index, name in enumerate(chart.categories):
        page.sheet.text(page.row, first, name, page.book.styles.of("helper"))
        for column, (_, values) in enumerate(columns, start=first + 1):
            if index < len(values):
                _figure(page, column, values[index], chart.unit)
        for column, (_, unit, numbers) in enumerate(evidence, start=first + 1 + len(columns)):
            _figure(page, column, numbers[index] if index < len(numbers) else None, unit)
        page.row += 1
    bottom = page.row - 1
    indices = range(first + 1, first + 1 + len(columns))
    return SeriesCells(
        sheet=page.sheet.name,
        categories=(top, first, bottom, first),
        names=tuple((head, column) for column in indices),
        series=tuple((top, column, bottom, column) for column in indices),
    )


def _figure(page: Page, column: int, value: Fact | float | None, unit: Unit) -> None:
    styles = page.book.styles
    if number(value) is None:  # an empty cell is a gap in the drawing, a text would be 0
        page.sheet.blank(page.row, column, styles.of("helper"))
        if isinstance(value, Fact):
            page.book.place(page.sheet, page.row, column, value)
    elif isinstance(value, Fact):
        page.book.fact(page.sheet, page.row, column, value, "helper")
    else:
        code = number_format(unit, page.book.language)
        page.sheet.number(page.row, column, value, styles.of("helper", num_format=code))


def _draw(page: Page, chart: Chart, cells: SeriesCells, row: int) -> None:
    book, raw = page.book, page.sheet.raw
    if not chart.categories or not chart.series:
        return
    if is_native(chart.kind):
        add_to_sheet(chart, book.workbook, raw, book.language, cells, at=(row, 0))
        return
    from reportgen.renderers.charts.drawn_charts import drawn  # noqa: PLC0415 matplotlib costs 0.4 s

    picture = drawn(chart, book.language)
    scale = picture.width_cm * _PIXELS / _pixels(picture.png)
    options = {
        "image_data": BytesIO(picture.png),
        "description": alt_text(chart, book.language),
        "object_position": 2,
        "x_scale": scale,
        "y_scale": scale,
    }
    if raw.insert_image(row, 0, f"{chart.id}.png", options):
        raise RuntimeError(f"sheet '{page.sheet.name}': picture '{chart.id}' was refused")


def _pixels(png: bytes) -> float:
    """Return the width xlsxwriter assumes for a picture: its pixels converted to 96 dpi."""
    wide = int.from_bytes(png[16:20], "big")
    at = png.find(b"pHYs")
    if at < 0:
        return wide
    per_metre = int.from_bytes(png[at + 4 : at + 8], "big")
    return wide * 96 / (per_metre * 0.0254)

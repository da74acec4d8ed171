from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from lxml import etree

from reportgen.document.blocks import Chart, ChartKind, Series, SeriesRole
from reportgen.document.facts import Fact
from reportgen.labels import Language
from reportgen.renderers.charts import (
    SeriesCells,
    add_to_sheet,
    make_explicit,
    native,
    plotted,
)
from reportgen.renderers.charts.chart_colors import luminance

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MONTHS = ("8月", "9月", "10月")
KINDS: tuple[ChartKind, ...] = ("column", "bar", "line", "stacked", "combo")
TARGET = Fact("target", 0.95, "share")


def fact(value: float | None, name: str = "x") -> Fact:
    return Fact(name, value, "share", n=100, better="higher")


def chart(kind: ChartKind = "column", **changes: Any) -> Chart:  # noqa: ANN401 any field
    values = (fact(0.9), fact(None), fact(0.97))
    series = (Series("一次修复率", values),)
    if kind == "combo":
        series = (Series("台次", (310.0, 290.0, 305.0)), Series("成功率", values, line=True))
    if kind == "stacked":
        rest = tuple(fact(0.1) for _ in values)
        series = (Series("忠诚", values), Series("流失", rest, "worse"))
    given: dict[str, Any] = {
        "id": "c1",
        "kind": kind,
        "title": ("修复率下降",),
        "caption": "一次修复率，%",
        "categories": MONTHS,
        "series": series,
        "unit": "share",
    }
    return Chart(**given | changes)


def xml_of(what: Chart, language: Language = "zh") -> Any:  # noqa: ANN401 lxml
    return etree.fromstring(native(what, language).xml)


def values_of(series: Any) -> dict[int, str]:  # noqa: ANN401 lxml
    points = series.find(f"{C}val").iter(f"{C}pt")
    return {int(point.get("idx")): point.find(f"{C}v").text for point in points}


def fill_of(point: Any) -> str:  # noqa: ANN401 lxml
    return str(point.find(f"{C}spPr/{A}solidFill/{A}srgbClr").get("val"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_default_is_written_out(kind: ChartKind, language: Language) -> None:
    root = xml_of(chart(kind, reference=TARGET), language)
    for path, value in {
        f"{C}roundedCorners": "0",
        f"{C}date1904": "0",
        f"{C}lang": {"zh": "zh-CN", "en": "en-US"}[language],
        f"{C}chart/{C}autoTitleDeleted": "1",
        f"{C}chart/{C}dispBlanksAs": "gap",
        f"{C}chart/{C}plotVisOnly": "1",
    }.items():
        assert root.find(path).get("val") == value
    for plot in (*root.iter(f"{C}barChart"), *root.iter(f"{C}lineChart")):
        assert plot.find(f"{C}varyColors").get("val") == "0"
    for series in root.iterfind(f".//{C}lineChart/{C}ser"):
        assert series.find(f"{C}smooth").get("val") == "0"
    for axis in (*root.iter(f"{C}catAx"), *root.iter(f"{C}valAx")):
        assert axis.find(f"{C}delete").get("val") in {"0", "1"}
    for labels in root.iter(f"{C}dLbls"):
        assert labels.find(f"{C}showLegendKey").get("val") == "0"
        assert labels.find(f"{C}dLblPos") is not None
    for latin in root.iter(f"{A}latin"):
        assert latin.getnext().tag == f"{A}ea"


@pytest.mark.parametrize("kind", KINDS)
def test_the_package_is_valid_by_the_schema(kind: ChartKind, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit", reason="a development tool")
    what = chart(kind, highlight=("10月",), reference=TARGET, axis="比率")
    file = tmp_path / "chart.xlsx"
    file.write_bytes(_sheet_with(what))
    result = audit.OpenXmlValidator().validate(file)
    assert [error.description for error in result.errors] == []


def _sheet_with(what: Chart) -> bytes:
    """A workbook with the chart over its own cells, its chart XML made explicit."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    sheet = workbook.add_worksheet("数据")
    columns = range(1, len(plotted(what, "zh")) + 1)
    cells = SeriesCells(
        "数据",
        (1, 0, 3, 0),
        tuple((0, column) for column in columns),
        tuple((1, column, 3, column) for column in columns),
    )
    add_to_sheet(what, workbook, sheet, "zh", cells, at=(5, 0))
    workbook.close()
    done = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(done, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, make_explicit(data, "zh") if "charts/chart" in name else data)
    return done.getvalue()


def test_excel_gets_the_same_chart_over_its_own_cells() -> None:
    what = chart(highlight=("10月",), reference=TARGET)
    with zipfile.ZipFile(io.BytesIO(_sheet_with(what))) as package:
        excel = package.read("xl/charts/chart1.xml").decode()
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    word = native(what, "zh").xml.decode()
    assert excel.replace("数据!", "Sheet1!") == word
    assert 'descr="柱形图。修复率下降。' in drawing


def test_making_explicit_twice_changes_nothing() -> None:
    once = native(chart("combo", reference=TARGET), "zh").xml
    assert make_explicit(once, "zh") == once


@pytest.mark.parametrize("kind", KINDS)
def test_null_is_a_gap_and_never_a_zero(kind: ChartKind) -> None:
    root = xml_of(chart(kind))
    found = [values_of(series) for series in root.iter(f"{C}ser")]
    assert {0: "0.9", 2: "0.97"} in found
    assert b"NaN" not in native(chart(kind), "zh").xml


def test_a_value_that_is_not_finite_is_a_gap() -> None:
    series = Series("x", (1.0, float("nan"), float("inf")))
    (one,) = xml_of(chart(series=(series,), unit="count")).iter(f"{C}ser")
    assert values_of(one) == {0: "1.0"}


def test_names_that_look_like_numbers_stay_names() -> None:
    what = chart("bar", categories=("2026", "nan", "=1+1"))
    categories = xml_of(what).find(f".//{C}cat")
    assert categories.find(f"{C}numRef") is None
    assert [v.text for v in categories.iter(f"{C}v")] == ["2026", "nan", "=1+1"]


def test_highlights_are_vermillion_among_grey_blue() -> None:
    (series,) = xml_of(chart(highlight=("10月",))).iter(f"{C}ser")
    (point,) = series.findall(f"{C}dPt")
    assert (fill_of(series), point.find(f"{C}idx").get("val")) == ("8FA9C2", "2")
    assert fill_of(point) == "D55E00"


def test_a_highlight_that_beats_the_reference_is_blue() -> None:
    series = next(xml_of(chart(highlight=("10月",), reference=TARGET)).iter(f"{C}ser"))
    assert fill_of(series.find(f"{C}dPt")) == "0072B2"


def test_of_two_equal_names_the_last_one_stands_out() -> None:
    what = chart(categories=("10月", "9月", "10月"), highlight=("10月",))
    assert [p.find(f"{C}idx").get("val") for p in xml_of(what).iter(f"{C}dPt")] == ["2"]


@pytest.mark.parametrize(
    ("role", "colour"),
    [("main", "1F4E79"), ("earlier", "A6B1BC"), ("better", "0072B2"), ("worse", "D55E00")],
)
def test_a_role_colours_its_series(role: SeriesRole, colour: str) -> None:
    what = chart(series=(Series("x", (1.0, 2.0, 3.0), role),), unit="count")
    assert fill_of(next(xml_of(what).iter(f"{C}ser"))) == colour


def test_the_reference_is_a_dashed_line_with_its_name_and_value() -> None:
    root = xml_of(chart(reference=TARGET, reference_label="目标"))
    line = root.find(f".//{C}lineChart/{C}ser")
    assert line.find(f".//{C}tx//{C}v").text == "目标 95.0%"
    assert line.find(f"{C}spPr/{A}ln/{A}prstDash").get("val") == "dash"
    assert len(set(values_of(line).values())) == 1
    assert len(root.findall(f".//{C}valAx")) == 1


def test_across_lying_bars_the_reference_is_an_upright_line() -> None:
    root = xml_of(chart("bar", reference=TARGET, reference_label="目标"))
    trend = root.find(f".//{C}trendline")
    assert trend.find(f"{C}name").text == "目标 95.0%"
    assert trend.find(f"{C}forward").get("val") == "0.5"
    assert root.find(f".//{C}legend") is None


def test_lying_bars_begin_with_the_first_name_on_top() -> None:
    root = xml_of(chart("bar"))
    assert root.find(f".//{C}catAx/{C}scaling/{C}orientation").get("val") == "maxMin"


@pytest.mark.parametrize("kind", ["column", "bar", "stacked", "combo"])
def test_bars_begin_at_zero(kind: ChartKind) -> None:
    axis = xml_of(chart(kind)).find(f".//{C}valAx")
    assert float(axis.find(f"{C}scaling/{C}min").get("val")) == 0


def test_columns_of_a_combo_are_told_apart_without_colour() -> None:
    sold = Series("新车销售", (31.0, 26.0, 26.0), "other")
    served = Series("首保台次", (12.0, 11.0, 16.0))
    rates = Series("内化率", (fact(0.4), fact(0.5), fact(0.6)), line=True)
    root = xml_of(chart("combo", series=(sold, served, rates)))
    first, second = (f"#{fill_of(bar)}" for bar in root.findall(f".//{C}barChart/{C}ser"))
    pale, dark = sorted((luminance(first), luminance(second)), reverse=True)
    assert (pale + 0.05) / (dark + 0.05) > 1.3


def test_a_line_may_begin_elsewhere_but_never_ends_above_100_percent() -> None:
    values = (0.93, 0.95, 0.999)
    what = chart("line", series=(Series("x", values),))
    scaling = xml_of(what).find(f".//{C}valAx/{C}scaling")
    assert float(scaling.find(f"{C}min").get("val")) > 0.8
    assert float(scaling.find(f"{C}max").get("val")) == 1


def test_a_legend_tells_several_series_apart_and_only_then() -> None:
    two = (Series("今年", (1.0, 2.0, 3.0)), Series("去年", (2.0, 2.0, 2.0), "earlier"))
    assert xml_of(chart()).find(f".//{C}legend") is None
    legend = xml_of(chart(series=two, unit="count")).find(f".//{C}legend")
    assert legend.find(f"{C}legendPos").get("val") == "b"


COURSES = tuple(
    Series(name, tuple(value + step for step in (-0.02, 0.0, 0.01)), role)
    for name, value, role in (
        ("满意度", 0.883, "main"),
        ("服务态度", 0.920, "better"),
        ("及时接待", 0.884, "other"),
        ("预先报价", 0.861, "worse"),
        ("解释账单", 0.886, "other"),
        ("去年", 0.87, "earlier"),
    )
)


def ends_of(root: Any) -> dict[str, Any]:  # noqa: ANN401 lxml
    """The label of the last point of every line, by the line's name."""
    found = {}
    for series in root.iter(f"{C}ser"):
        for label in series.iter(f"{C}dLbl"):
            if label.find(f"{C}idx").get("val") == "2" and label.find(f"{C}delete") is None:
                found[series.find(f"{C}tx//{C}v").text] = label
    return found


def shows(label: Any) -> tuple[str, str]:  # noqa: ANN401 lxml
    return (label.find(f"{C}showSerName").get("val"), label.find(f"{C}showVal").get("val"))


def test_lines_are_named_at_their_ends_instead_of_in_a_legend() -> None:
    root = xml_of(chart("line", series=COURSES, reference=TARGET, reference_label="目标"))
    found = ends_of(root)
    assert root.find(f".//{C}legend") is None
    assert {name: shows(label) for name, label in found.items()} == {
        **{series.name: ("1", "1") for series in COURSES},
        "目标 95.0%": ("1", "0"),
    }
    assert {label.find(f"{C}dLblPos").get("val") for label in found.values()} == {"r"}
    assert {label.find(f"{C}separator").text for label in found.values()} == {" "}
    assert {body.get("wrap") for label in found.values() for body in label.iter(f"{A}bodyPr")} == {
        "none"
    }


def test_names_at_the_ends_of_lines_stand_apart() -> None:
    root = xml_of(chart("line", series=COURSES, reference=TARGET, reference_label="目标"))
    plot = root.find(f".//{C}plotArea/{C}layout/{C}manualLayout")
    top, tall = (float(plot.find(f"{C}{tag}").get("val")) for tag in ("y", "h"))
    scaling = root.find(f".//{C}valAx/{C}scaling")
    low, high = (float(scaling.find(f"{C}{tag}").get("val")) for tag in ("min", "max"))
    last = {s.name: s.values[-1] for s in COURSES} | {"目标 95.0%": 0.95}
    places = []
    for name, label in ends_of(root).items():
        moved = label.find(f"{C}layout/{C}manualLayout/{C}y")
        down = 0.0 if moved is None else float(moved.get("val"))
        places.append(top + tall * (high - last[name]) / (high - low) + down)
    places.sort()
    assert all(after - before >= 0.42 / 7 - 0.01 for before, after in pairwise(places))
    assert places[0] > 0
    assert places[-1] < 1


def test_every_line_is_known_without_colour() -> None:
    root = xml_of(chart("line", series=COURSES[:5]))
    looks = [
        (
            series.find(f"{C}marker/{C}symbol").get("val"),
            dash.get("val")
            if (dash := series.find(f"{C}spPr/{A}ln/{A}prstDash")) is not None
            else "",
            series.find(f"{C}spPr/{A}ln/{A}solidFill/{A}srgbClr").get("val"),
        )
        for series in root.iter(f"{C}ser")
    ]
    assert len({marker for marker, _, _ in looks}) == 5
    assert len({colour for _, _, colour in looks}) == 5
    widths = [int(s.find(f"{C}spPr/{A}ln").get("w")) for s in root.iter(f"{C}ser")]
    assert all(widths[0] > width for width in widths[1:])


def test_one_line_beside_its_target_needs_only_its_value() -> None:
    found = ends_of(xml_of(chart("line", reference=TARGET, reference_label="目标")))
    assert {name: shows(label) for name, label in found.items()} == {
        "一次修复率": ("0", "1"),
        "目标 95.0%": ("1", "0"),
    }


def test_names_too_long_for_the_ends_stay_in_the_legend() -> None:
    long = Series("Store satisfaction (mean of all advisors of the store)", (0.8, 0.85, 0.88))
    root = xml_of(chart("line", series=(long, *COURSES[1:])), "en")
    assert root.find(f".//{C}legend") is not None
    assert {shows(label) for label in ends_of(root).values()} == {("0", "1")}


def test_a_point_that_stands_out_before_the_end_carries_no_name() -> None:
    what = chart("line", series=COURSES, highlight=("9月",))
    first = next(xml_of(what).iter(f"{C}ser"))
    kept = {
        label.find(f"{C}idx").get("val"): shows(label)
        for label in first.iter(f"{C}dLbl")
        if label.find(f"{C}delete") is None
    }
    assert kept == {"1": ("0", "1"), "2": ("1", "1")}


def test_making_named_ends_explicit_twice_changes_nothing() -> None:
    once = native(chart("line", series=COURSES, reference=TARGET), "zh").xml
    assert make_explicit(once, "zh") == once


def test_the_highest_column_leaves_room_for_its_number() -> None:
    what = chart(series=(Series("流失", (5.0, 12.0, 4.0)),), unit="count")
    axis = xml_of(what).find(f".//{C}valAx")
    assert axis.find(f"{C}delete").get("val") == "1"
    assert float(axis.find(f"{C}scaling/{C}max").get("val")) >= 12 * 1.08


def test_columns_below_zero_leave_room_for_their_numbers_too() -> None:
    what = chart(series=(Series("净增长", (5.0, -2.0, 4.0)),), unit="count")
    scaling = xml_of(what).find(f".//{C}valAx/{C}scaling")
    assert float(scaling.find(f"{C}min").get("val")) < -2


def test_numbers_that_a_level_would_cross_stand_at_the_foot_of_their_bars() -> None:
    values = tuple(fact(value) for value in (0.9, 0.85, 0.97))
    crossed = chart("bar", series=(Series("率", values),), reference=TARGET, highlight=("9月",))
    far = Fact("t", 0.3, "share")
    clear = chart("bar", series=(Series("率", values),), reference=far)
    for what, place in ((crossed, "inBase"), (clear, "outEnd")):
        labels = next(xml_of(what).iter(f"{C}ser")).find(f"{C}dLbls")
        assert labels.find(f"{C}dLblPos").get("val") == place


def test_an_axis_has_a_title_only_where_the_chart_gives_one() -> None:
    assert xml_of(chart()).find(f".//{C}title") is None
    titles = xml_of(chart(axis="比率")).findall(f".//{C}title")
    assert ["".join(t.itertext()).strip() for t in titles] == ["比率"]


def test_only_a_combo_has_a_second_axis_and_says_so_in_the_name() -> None:
    root = xml_of(chart("combo", reference=TARGET))
    assert len(root.findall(f".//{C}valAx")) == 2
    assert "成功率（右轴）" in [v.text for v in root.iter(f"{C}v")]


def test_where_the_unit_has_no_room_the_axis_keeps_it() -> None:
    months = tuple(f"{n}月" for n in range(1, 13))
    turnover = Series("产值", tuple(800_000.0 + n for n in range(12)))
    root = xml_of(chart(categories=months, series=(turnover,), unit="wan"))
    assert root.find(f".//{C}dLbls/{C}numFmt").get("formatCode") == "0\\.0,"
    assert root.find(f".//{C}valAx/{C}numFmt").get("formatCode") == '0\\.0,"万元"'
    assert root.find(f".//{C}valAx/{C}delete").get("val") == "0"


def test_type_keeps_its_size_at_every_highlight() -> None:
    root = xml_of(chart(categories=MONTHS, highlight=MONTHS, reference=TARGET))
    assert {font.get("sz") for font in root.iter(f"{A}defRPr")} == {"900"}


def test_thin_slices_carry_no_number() -> None:
    series = (Series("a", (0.95, 0.5, 0.5)), Series("b", (0.05, 0.5, 0.5), "worse"))
    thin = list(xml_of(chart("stacked", series=series)).iter(f"{C}ser"))[1]
    gone = [label for label in thin.iter(f"{C}dLbl") if label.find(f"{C}delete") is not None]
    assert [label.find(f"{C}idx").get("val") for label in gone] == ["0"]


def test_the_embedded_workbook_holds_the_figures_and_no_chart() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    made = native(chart(reference=TARGET, reference_label="目标"), "zh")
    with zipfile.ZipFile(io.BytesIO(made.workbook)) as package:
        assert not [name for name in package.namelist() if "chart" in name]
    book = openpyxl.load_workbook(io.BytesIO(made.workbook))
    assert list(book["Sheet1"].values) == [
        (None, "一次修复率", "目标 95.0%"),
        ("8月", 0.9, 0.95),
        ("9月", None, 0.95),
        ("10月", 0.97, 0.95),
    ]
    assert book.properties.created.year == 2000


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_chart_gives_the_same_bytes(kind: ChartKind) -> None:
    assert native(chart(kind, highlight=("10月",)), "zh") == native(
        chart(kind, highlight=("10月",)), "zh"
    )


def test_a_drawn_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="chart 'c1': Office draws no 'heat'; use drawn"):
        native(chart("heat"), "zh")


def test_values_that_do_not_match_the_categories_are_refused() -> None:
    what = chart(series=(Series("台次", (1.0,)),))
    with pytest.raises(ValueError, match="'台次' has 1 values for 3 categories; give one value"):
        native(what, "zh")


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no categories or no series; a section without data"):
        native(chart(categories=(), series=()), "zh")


def test_cells_that_do_not_match_the_series_are_refused() -> None:
    workbook = xlsxwriter.Workbook(io.BytesIO())
    sheet = workbook.add_worksheet()
    cells = SeriesCells("Sheet1", (1, 0, 3, 0), ((0, 1),), ((1, 1, 3, 1),))
    with pytest.raises(ValueError, match="1 series in the cells, 2 plotted; give one for each"):
        add_to_sheet(chart(reference=TARGET), workbook, sheet, "zh", cells)
    workbook.close()

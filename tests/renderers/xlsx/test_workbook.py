"""The whole workbook: what a manager opens, and that every number in it holds."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import warnings
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import recalculate
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbook_sample import ADVISORS, FIXED, Sample

from reportgen.document.blocks import (
    Chapter,
    Chart,
    Column,
    Document,
    Kpi,
    Kpis,
    Series,
    Table,
    Term,
    Text,
)
from reportgen.document.facts import Fact, Shown, words
from reportgen.document.formats import NULL
from reportgen.extension.components import Look
from reportgen.labels import Language
from reportgen.metric.expressions import Is
from reportgen.renderers.xlsx import Xlsx, register_renderers
from reportgen.renderers.xlsx.cell_styles import SEVERITY

LOOK = Look(Path("monthly.docx"))


def render(document: Document) -> bytes:
    return Xlsx().render(document, LOOK)


def opened(data: bytes, *, values: bool = True) -> Workbook:
    with warnings.catch_warnings():  # it says that it does not know sparklines
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


@pytest.fixture(scope="module")
def document() -> Document:
    return Sample().document()


@pytest.fixture(scope="module")
def workbook(document: Document) -> bytes:
    return render(document)


def find(sheet: Worksheet, text: str) -> Cell:
    """The first cell that says it."""
    return next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith(text))


def test_the_renderer_announces_itself_without_loading_a_spreadsheet_library() -> None:
    assert register_renderers() == [Xlsx]
    assert (Xlsx.type, Xlsx.suffix) == ("xlsx", ".xlsx")
    code = "import sys, reportgen.renderers.xlsx; sys.exit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_sheets_stand_in_reading_order(workbook: bytes) -> None:
    assert opened(workbook).sheetnames == [
        "目录",
        "摘要",
        "月度概览 10 2026 全店",
        "投诉",
        "改进建议",
        "数据质量与来源",
        "口径与来源",
        "名词解释",
        "工单",
    ]


def test_the_english_workbook_speaks_english() -> None:
    book = opened(render(Sample("en").document()))
    assert book.sheetnames[0] == "Contents"
    assert "Definitions and sources" in book.sheetnames
    details = book["Repair orders"]
    assert [c.value for c in details[2]][:6] == [
        "RO number", "Opened at", "Delivered", "Advisor", "Work type", "Fixed first time",
    ]  # fmt: skip
    assert {row[4].value for row in details.iter_rows(min_row=3)} >= {"Maintenance", "Body & paint"}
    assert {row[5].value for row in details.iter_rows(min_row=3)} == {"Yes", "No", None}


def test_every_formula_holds_the_value_another_engine_finds(workbook: bytes) -> None:
    formulas = recalculate.formulas(workbook)
    assert len(formulas) > 200
    assert any("COUNTIFS(tbl_repair_orders[" in text for text in formulas.values())
    assert recalculate.differences(workbook, recalculate.by_formualizer) == []


@pytest.mark.libreoffice
def test_every_formula_holds_the_value_libreoffice_finds(workbook: bytes, tmp_path: Path) -> None:
    found = recalculate.differences(workbook, lambda b: recalculate.by_libreoffice(b, tmp_path))
    assert found == []


def test_a_wrong_value_would_be_found(workbook: bytes) -> None:
    wrong = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if name == "xl/worksheets/sheet3.xml":
                xml = xml.replace(b"</f><v>21</v>", b"</f><v>22</v>", 1)
            new.writestr(name, xml)
    assert len(recalculate.differences(wrong.getvalue(), recalculate.by_formualizer)) == 1


def test_the_same_document_gives_the_same_bytes(document: Document, workbook: bytes) -> None:
    assert render(document) == workbook
    core = zipfile.ZipFile(io.BytesIO(workbook)).read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-11-03T00:00:00Z"}


def test_the_date_of_a_report_without_one_is_the_end_of_its_month(document: Document) -> None:
    undated = render(replace(document, cover=replace(document.cover, report_date=None)))
    assert b"2026-11-01T00:00:00Z" in zipfile.ZipFile(io.BytesIO(undated)).read("docProps/core.xml")


def test_the_package_is_sound(workbook: bytes, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit", reason="openxml-audit is a development dependency")
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook)
    assert [str(error) for error in audit.OpenXmlValidator().validate(path).errors] == []


def test_contents_link_every_sheet_and_show_every_key_figure(workbook: bytes) -> None:
    book = opened(workbook)
    contents = book["目录"]
    linked = {c.value for row in contents.iter_rows() for c in row if c.hyperlink}
    assert linked == set(book.sheetnames) - {"目录"}
    row = find(contents, "满意度").row
    assert contents.cell(row, 3).value == 95.0
    formula = opened(workbook, values=False)["目录"].cell(row, 3).value
    assert formula.startswith("='月度概览 10 2026 全店'!B")
    for sheet in book.worksheets[1:]:
        assert find(sheet, "← 返回目录").hyperlink.location == "'目录'!A1"


def test_key_figures_have_names(workbook: bytes) -> None:
    names = opened(workbook).defined_names
    assert list(names) == ["KPI_fixed", "KPI_score", "KPI_value", "KPI_visits"]
    assert names["KPI_visits"].attr_text == "'月度概览 10 2026 全店'!$B$6"


def test_numbers_are_numbers_with_their_unit(workbook: bytes) -> None:
    sheet = opened(workbook)["月度概览 10 2026 全店"]
    row = find(sheet, "李娜").row
    cells = [sheet.cell(row, column) for column in range(1, 7)]
    assert cells[2].number_format == '0\\.0,"万元"'
    assert cells[4].number_format == "0.0%"
    assert [type(c.value) for c in cells] == [str, int, float, int, int, datetime]


@pytest.mark.case("C17")
def test_a_fact_without_value_shows_a_dash_and_its_reason(workbook: bytes) -> None:
    book = opened(workbook)
    sheet = book["月度概览 10 2026 全店"]
    row = find(sheet, "新人").row
    assert [sheet.cell(row, column).value for column in (2, 3, 4, 5)] == [0, 0, NULL, NULL]
    sources = book["口径与来源"]
    assert find(sources, "满意度 · 新人").offset(0, 2).value == NULL
    assert find(sources, "满意度 · 新人").offset(0, 6).value.startswith("无数值的原因：没有数据")


def test_sources_say_how_each_figure_came_about(workbook: bytes) -> None:
    sheet = opened(workbook)["口径与来源"]
    row = find(sheet, "进厂台次").row
    said = [sheet.cell(row, column).value for column in range(1, 12)]
    assert said[2:] == [
        21,
        "个",
        12,
        "公式",
        "工单（“开单时间”在 2026-10-01 至 2026-10-31）的行数",
        "当月开单的工单数",
        "售后月报口径",
        "工单：1 个文件，400 行",
        "visits",
    ]
    assert sheet.cell(row, 2).hyperlink.location == "'月度概览 10 2026 全店'!B6"
    target = find(sheet, "score.target")
    assert sheet.cell(target.row, 6).value == "由 reportgen 计算"


@pytest.mark.case("C23")
def test_text_is_never_a_formula(workbook: bytes) -> None:
    book = opened(workbook, values=False)
    details = book["工单"]
    risky = [
        cell
        for row in details.iter_rows(min_row=3)
        for cell in row
        if isinstance(cell.value, str) and cell.value[0] in "=+-@"
    ]
    assert len(risky) > 100
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)
    remark = find(book["月度概览 10 2026 全店"], "=1+1")
    assert (remark.data_type, remark.quotePrefix) == ("s", True)


def test_details_are_a_real_table_of_typed_rows(workbook: bytes, document: Document) -> None:
    sheet = opened(workbook)["工单"]
    table = sheet.tables["tbl_repair_orders"]
    assert (table.ref, table.autoFilter.ref) == ("A2:M402", "A2:M402")
    assert sheet.dimensions == "A1:M402"
    assert sheet.freeze_panes == "B3"
    heads = [cell.value for cell in sheet[2]]
    assert heads[-2:] == ["来源文件", "来源行号"]
    assert "内部" not in heads
    frame = document.details[0].frame
    for number in (0, 7, 399):
        got = [cell.value for cell in sheet[number + 3]]
        source = frame.iloc[number]
        assert got[0] == source["ro_no"]
        assert abs(got[1] - source["opened_at"].to_pydatetime()).total_seconds() < 1
        assert got[2] == source["delivered"].to_pydatetime()
        assert got[6] == source["total"]
        assert got[-1] == source["_row"]


def test_excel_marks_no_cell_as_suspicious(workbook: bytes) -> None:
    package = zipfile.ZipFile(io.BytesIO(workbook))
    ignored = [
        re.findall(r'<ignoredError sqref="([A-Z0-9:]+)" (\w+)=', package.read(name).decode())
        for name in sorted(package.namelist())
        if name.startswith("xl/worksheets/sheet")
    ]
    assert all(ignored)
    assert ("A1:M402", "numberStoredAsText") in ignored[-1]


def test_severity_colours_a_finding(workbook: bytes) -> None:
    sheet = opened(workbook)["月度概览 10 2026 全店"]
    assert find(sheet, "需整改").fill.fgColor.rgb == "FF" + SEVERITY["bad"][2][1:]
    assert find(sheet, "良好").fill.fgColor.rgb == "FF" + SEVERITY["good"][2][1:]


def test_the_wrap_up_is_announced_once(document: Document, workbook: bytes) -> None:
    assert (
        find(opened(workbook)["月度概览 10 2026 全店"], "小结").value == "小结：先改善一次修复率。"
    )
    chapter = Chapter("c", "小结", (Text(words("按计划关闭。"), "summary"),))
    assert find(opened(render(replace(document, chapters=(chapter,))))["小结"], "小结：").value == (
        "小结：按计划关闭。"
    )


def test_a_figure_nobody_judged_says_how_it_moved(document: Document) -> None:
    calm = Fact("c~change", 3.0, "count", evidence="flat")
    kpis = Kpis(
        (
            Kpi(Fact("a", 1.0, "count", "甲")),
            Kpi(Fact("b", 2.0, "count", "乙"), severity="bad"),
            Kpi(Fact("c", 2.0, "count", "丙"), change=calm),
        )
    )
    sheet = opened(render(replace(document, chapters=(Chapter("c", "章", (kpis,)),))))["章"]
    states = [find(sheet, name).offset(0, 4).value for name in ("甲", "乙", "丙")]
    assert states == ["—", "需整改", "▲ 持平"]


def test_a_figure_that_moved_for_real_says_so_in_a_word_and_a_colour(document: Document) -> None:
    drop = Fact("a~change", -3.0, "count", better="lower", evidence="clear")
    rise = Fact("b~change", 3.0, "count", better="lower", evidence="clear")
    kpis = Kpis(
        (
            Kpi(Fact("a", 1.0, "count", "甲"), change=drop),
            Kpi(Fact("b", 2.0, "count", "乙"), change=rise),
        )
    )
    sheet = opened(render(replace(document, chapters=(Chapter("c", "章", (kpis,)),))))["章"]
    states = [find(sheet, name).offset(0, 4) for name in ("甲", "乙")]
    assert [cell.value for cell in states] == ["▼ 好转", "▲ 变差"]
    assert [cell.font.color.rgb for cell in states] == ["FF00568A", "FFA84300"]


def test_the_column_of_states_is_as_wide_as_its_words(document: Document) -> None:
    calm = Fact("a~change", 3.0, "count", evidence="flat")
    kpis = Kpis((Kpi(Fact("a", 1.0, "count", "A"), change=calm),))
    english = replace(
        document,
        cover=replace(document.cover, language="en"),
        chapters=(Chapter("c", "Chapter", (kpis,)),),
    )
    book = opened(render(english))
    for sheet in (book["Chapter"], book.worksheets[0]):
        state = find(sheet, "▲ no real change")
        assert sheet.column_dimensions[state.column_letter].width > len("▲ no real change")


def test_an_interval_stands_right_like_the_figures_beside_it(document: Document) -> None:
    rate = Fact("r", 0.9, "share", low=0.8, high=0.95)
    table = Table(
        "t", "表", (Column("技师"), Column("区间")), (("甲", words(Shown(rate, "interval"))),)
    )
    sheet = opened(render(replace(document, chapters=(Chapter("c", "章", (table,)),))))["章"]
    assert find(sheet, "80.0%–95.0%").alignment.horizontal == "right"


def test_a_long_term_of_the_glossary_is_not_cut(document: Document) -> None:
    long = "全店满意度（按接车台次加权，各顾问平均，客户单独打分）"
    sheet = opened(render(replace(document, glossary=(Term(long, "短"),))))["名词解释"]
    assert sheet.row_dimensions[find(sheet, long).row].height >= 2 * 16


def test_bars_start_at_zero_unless_a_value_lies_below(document: Document) -> None:
    columns = (Column("车系"), Column("流失", "count", bar=True), Column("净增", "count", bar=True))
    table = Table("t", "表", columns, (("甲", 3, -1), ("乙", 1, 2), ("合计", 4, 1)), total=True)
    data = render(replace(document, chapters=(Chapter("c", "章", (table,)),)))
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet3.xml").decode()
    bars = re.findall(r'<conditionalFormatting sqref="(\w+:\w+)">.*?<cfvo type="(\w+)"', xml)
    assert bars == [("B6:B7", "num"), ("C6:C7", "min")]


def test_charts_read_cells_and_say_what_they_show(workbook: bytes) -> None:
    package = zipfile.ZipFile(io.BytesIO(workbook))
    charts = [package.read(n).decode() for n in package.namelist() if "charts/chart" in n]
    assert len(charts) == 2
    assert all("'月度概览 10 2026 全店'!$" in xml for xml in charts)
    drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert 'descr="条形图' in drawing
    formulas = recalculate.formulas(workbook)
    sheet = opened(workbook)["月度概览 10 2026 全店"]
    first = find(sheet, "赵=1")
    assert first.row
    assert any(place[1].startswith("I") for place in formulas if "概览" in place[0])


def test_kinds_excel_lacks_are_pictures_with_their_figures_beside_them() -> None:
    sample = Sample()
    facts = tuple(sample.now(FIXED, name, Is("advisor", name)) for name in ADVISORS)
    dots = Chart(
        "dots", "dots", words("各人相近"), "一次修复率", ADVISORS, (Series("率", facts),), "share"
    )
    document = sample.document()
    chapter = Chapter("c", "点图", (dots,))
    data = render(replace(document, chapters=(chapter,), summary=()))
    assert render(replace(document, chapters=(chapter,), summary=())) == data
    package = zipfile.ZipFile(io.BytesIO(data))
    assert "xl/media/image1.png" in package.namelist()
    assert 'descr="点图' in package.read("xl/drawings/drawing1.xml").decode()
    found = recalculate.formulas(data)
    assert sum(place[0] == "点图" for place in found) == len(ADVISORS)
    assert recalculate.differences(data, recalculate.by_formualizer) == []


def test_a_failed_chapter_says_why(workbook: bytes) -> None:
    assert find(opened(workbook)["投诉"], "本章未能生成").value.endswith("没有投诉表")


def test_every_sheet_prints_on_landscape_a4_one_page_wide(workbook: bytes) -> None:
    for sheet in opened(workbook).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        # a missing fitToWidth means 1
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows
        assert "2026年10月" in (sheet.oddHeader.right.text or "")
        assert "示范店 && 分店" in (sheet.oddHeader.left.text or "")


def test_no_page_ends_inside_a_chart(document: Document) -> None:
    charts = [block for block in document.chapters[0].blocks if isinstance(block, Chart)] * 4
    sheet = opened(render(replace(document, chapters=(Chapter("c", "图", tuple(charts)),))))["图"]
    anchors = [(chart.anchor._from.row, chart.anchor.to.row) for chart in sheet._charts]
    ends = [page.id for page in sheet.row_breaks.brk]
    assert len(anchors) == len(charts)
    assert len(ends) >= len(charts) // 2 - 1
    # a break stands below the row of its number, rows of an anchor count from 0
    assert not [(end, a, b) for end in ends for a, b in anchors if a < end <= b]


def test_details_count_their_own_pages(workbook: bytes) -> None:
    book = opened(workbook)
    assert book["工单"].page_setup.useFirstPageNumber
    assert book["摘要"].page_setup.useFirstPageNumber is None
    assert "第 &P 页" in book["工单"].oddFooter.right.text


def test_an_empty_report_is_a_workbook(document: Document) -> None:
    bare = Document(document.cover, (), (), ())
    assert opened(render(bare)).sheetnames == [
        "目录", "摘要", "改进建议", "数据质量与来源", "口径与来源",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_survives_everywhere(document: Document, language: Language) -> None:
    hostile = "=cmd|'/C calc'!A0\x00\ud800 <b>&\"' _x0041_ \U0001f697" + "长" * 40_000
    fact = Fact("a:'[]*?/\\ \n" * 40, 1.0, "count", hostile)
    chapter = Chapter("c", hostile, (Text(words(hostile, fact)), Kpis((Kpi(fact),) * 2)))
    cover = replace(document.cover, title=hostile, dealer=hostile[:120], language=language)
    book = opened(render(replace(document, cover=cover, chapters=(chapter, chapter, chapter))))
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    text = book.worksheets[2]["A3"].value
    assert len(text) <= 32_767
    assert text.endswith("[…]")
    assert "\U0001f697" in text


def test_a_column_is_as_wide_as_its_numbers(document: Document) -> None:
    huge = Fact("huge", 123_456_789_012.0, "yuan", "产值")
    kpis = Kpis((Kpi(huge, change=huge),))
    data = render(replace(document, chapters=(Chapter("c", "大数", (kpis,)),)))
    sheet = opened(data)["大数"]
    assert sheet.column_dimensions["B"].width > len("¥123,456,789,012") * 1.2


def test_a_brand_changes_colours_and_fonts(document: Document, tmp_path: Path) -> None:
    file = tmp_path / "brand.yaml"
    file.write_text(
        'colors: { primary: "#5B2C83", better: "#006D5B" }\nfonts: { east_asian: 黑体 }\n', "utf-8"
    )
    package = zipfile.ZipFile(io.BytesIO(Xlsx().render(document, Look(Path("-"), file))))
    styles = package.read("xl/styles.xml").decode()
    assert "FF5B2C83" in styles
    assert 'name val="黑体"' in styles
    charts = "".join(package.read(n).decode() for n in package.namelist() if "/chart" in n)
    sheet = package.read("xl/worksheets/sheet1.xml").decode()
    for colour in ("1F4E79", "0072B2", "Microsoft YaHei"):
        assert colour not in styles + charts
    assert "FF5B2C83" in sheet  # the last point of a small chart


def test_a_logo_stands_on_the_contents(document: Document, tmp_path: Path) -> None:
    pixel = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    (tmp_path / "logo.png").write_bytes(pixel)
    file = tmp_path / "brand.yaml"
    file.write_text("logo: logo.png\n", "utf-8")
    package = zipfile.ZipFile(io.BytesIO(Xlsx().render(document, Look(Path("-"), file))))
    assert package.read("xl/media/image1.png") == pixel
    rels = package.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert "drawing" in rels
    drawings = "".join(package.read(n).decode() for n in package.namelist() if "/drawing" in n)
    assert 'descr="示范店 &amp; 分店"' in drawings

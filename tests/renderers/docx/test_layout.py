"""What stands together on a page, what is said once, and what leads to what."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Column,
    Document,
    Finding,
    Kpi,
    Kpis,
    Recommendation,
    Series,
    Table,
)
from reportgen.document.facts import Fact, words
from reportgen.document.lead_words import led
from reportgen.extension.components import Look
from reportgen.labels import Language
from reportgen.renderers.docx.column_widths import need
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.fields import with_total
from reportgen.renderers.docx.lines import runs
from reportgen.renderers.docx.lint import lint
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.sparkline import shape
from reportgen.renderers.docx.tables import held
from reportgen.renderers.docx.word_template import load
from reportgen.renderers.ooxml import pack

Write = Callable[..., str]
RATE = Fact("ftf.tech:甲", 0.136, "share", "未修复率")
STORE = Fact("ftf", 0.042, "share", "全店")


@pytest.fixture
def write(report: Callable[..., Document], look: Look, charts: Charts) -> Write:
    """The body of a report of these blocks, checked."""

    def written(*blocks: Block, language: Language = "zh") -> str:
        document = replace(report(language), summary=(), preface=())
        document = replace(document, chapters=(Chapter("only", "只此一章", blocks),))
        made = pack(assemble(document, load(look.template), charts).finished(numbered=False))
        assert lint(made) == []
        parts = assemble(document, load(look.template), charts).finished(numbered=False)
        return parts["word/document.xml"].decode()

    return written


def _texts(xml: str, style: str) -> list[str]:
    return [
        "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", paragraph))
        for paragraph in re.findall(r"<w:p>.*?</w:p>", xml)
        if f'<w:pStyle w:val="{style}"/>' in paragraph
    ]


def _finding(finding: str = "f", text: str = "超出控制限。") -> Finding:
    return Finding(finding, "bad", words("未修复率 ", RATE), words(text))


def _advice(finding: str = "f", measure: str = "复核工单。") -> Recommendation:
    return Recommendation(
        "r", finding, words("偏高"), words("原因待核实：没有记录"), words(measure), "技术主管",
        date(2026, 12, 1), "未修复率", RATE, STORE,
    )  # fmt: skip


def _rows(count: int) -> Table:
    rows = tuple((f"第{i}行", i) for i in range(count))
    return Table("t", "表", (Column("名称"), Column("数", "count")), rows)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("没有记录", "zh", "原因：没有记录"),
        ("原因：没有记录", "zh", "原因：没有记录"),
        ("原因待核实：没有记录", "zh", "原因待核实：没有记录"),
        ("not recorded", "en", "Cause: not recorded"),
        ("cause: not recorded", "en", "Cause: not recorded"),
        ("Cause to be found: not recorded", "en", "Cause to be found: not recorded"),
    ],
)
def test_a_label_is_never_said_twice(text: str, language: Language, said: str) -> None:
    line = led("quiet", "cause", words(text), language)
    assert line.text(language) == said
    assert "".join(re.findall(r">([^<]+)</w:t>", runs(line, language))) == said


def test_the_label_is_bold_whoever_wrote_it() -> None:
    for text in ("没有记录", "原因：没有记录"):
        line = led("advice", "cause", words(text), "zh")
        assert runs(line, "zh").startswith("<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t")


def test_advice_stands_briefly_in_the_box_of_its_finding(write: Write) -> None:
    xml = write(_finding(), _advice())
    assert _texts(xml, "RGFindingBadText") == [
        "超出控制限。",
        "建议：复核工单（技术主管，2026-12-01 前）。",
    ]
    assert "原因待核实" not in "".join(_texts(xml, "RGFindingBadText"))


def test_advice_on_another_finding_stands_by_itself(write: Write) -> None:
    xml = write(_finding(), _advice("elsewhere", "Check the jobs."), language="en")
    assert _texts(xml, "RGFindingBadText") == ["超出控制限。"]
    said = "Recommended: Check the jobs (技术主管, by 2026-12-01)."
    assert said in _texts(xml, "Normal")


def test_rows_of_short_tables_stay_together_and_both_ends_of_long_ones() -> None:
    assert held(1, 12) == set()
    assert held(12, 12) == set(range(11))
    assert held(13, 12) == {0, 1, 10, 11}
    assert held(4, 3) == {0, 1, 2}


@pytest.mark.parametrize(("count", "kept"), [(5, 4), (20, 4)])
def test_rows_are_kept_with_the_next(write: Write, count: int, kept: int) -> None:
    table = re.findall(r"<w:tbl>.*?</w:tbl>", write(_rows(count)))[0]
    rows = re.findall(r"<w:tr>.*?</w:tr>", table)
    assert "<w:tblHeader/>" in rows[0]
    assert rows[0].count("<w:keepNext/>") == 2
    assert sum("<w:keepNext/>" in row for row in rows[1:]) == kept
    assert "<w:keepNext/>" not in rows[-1]


@pytest.mark.parametrize(
    ("cell", "least"),
    [
        ("冀B***49（V001724）", 19),
        ("V001724（TS2026100004）", 23),
        ("车门关不严，大灯也不亮了", 14),
    ],
)
def test_codes_do_not_break(cell: str, least: float) -> None:
    assert need("车辆", [cell], numbers=False, weight=1).least == least


def test_a_light_column_still_gets_what_it_needs() -> None:
    found = need("行数", ["3,621"], numbers=True, weight=0.5)
    assert found.wish == found.least


def _trend(*values: float | None) -> tuple[Fact, ...]:
    return tuple(Fact(f"t.{i}", value, "share") for i, value in enumerate(values))


def test_a_tile_draws_its_course(write: Write) -> None:
    tile = Kpi(RATE, trend=_trend(0.1, 0.12, 0.136))
    xml = write(Kpis((tile, Kpi(STORE))))
    assert xml.count("<wps:wsp>") == 1
    assert 'descr="未修复率走势：10.0% → 13.6%"' in xml
    assert '<mc:Choice Requires="wps">' in xml


def test_a_course_of_two_points_is_not_drawn(write: Write) -> None:
    for trend in (_trend(0.1, 0.136), _trend(0.1, None, 0.2)):
        assert "<wps:wsp>" not in write(Kpis((Kpi(RATE, trend=trend),)))


def test_a_missing_month_is_a_gap_and_a_flat_course_is_a_line_in_the_middle() -> None:
    assert shape(_trend(0.1, 0.2, None, 0.3)).count("<a:moveTo>") == 3
    flat = re.findall(r'x="[1-9]\d*" y="(\d+)"/></a:', shape(_trend(0.5, 0.5, 0.5)))
    assert set(flat) == {"25"}
    assert shape(_trend(1, 2, 3)).count("schemeClr") == 2


@pytest.mark.parametrize(("value", "lines"), [(12.0, 1), (123456.0, 2)])
def test_five_short_tiles_share_a_line(write: Write, value: float, lines: int) -> None:
    tiles = tuple(Kpi(Fact(f"k{i}", value, "km", f"指标{i}")) for i in range(5))
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", write(Kpis(tiles)))
    assert sum("RGKPIValue" in table for table in tables) == lines


def _chart(number: int, *facts: Fact) -> Chart:
    names = tuple(fact.id for fact in facts)
    return Chart(
        f"c{number}", "bar", words("说明"), f"比率 {number}", names, (Series("s", facts),), "share"
    )


def test_a_finding_leads_to_the_figure_that_shows_it(write: Write) -> None:
    xml = write(_chart(1, STORE), _finding(), _chart(2, RATE, STORE))
    assert _texts(xml, "RGFindingBadText") == ["超出控制限（见图 2）。"]
    link = re.findall(r" REF (rg_\w+) \\h ", xml)[0]
    assert f'w:name="{link}"' in xml


def test_a_finding_leads_to_the_table_where_no_figure_shows_it(write: Write) -> None:
    table = Table("t", "表", (Column("比率", "share"),), ((RATE,),))
    xml = write(table, _finding(text="Beyond limits"), language="en")
    assert _texts(xml, "RGFindingBadText") == ["Beyond limits (see Table 1)"]


def test_a_finding_shown_twice_or_never_leads_nowhere(write: Write) -> None:
    for blocks in ((_chart(1, RATE), _chart(2, RATE)), (_chart(1, STORE),)):
        assert _texts(write(*blocks, _finding()), "RGFindingBadText") == ["超出控制限。"]


_COMPLEX = (
    "<w:instrText> SECTIONPAGES </w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>'
)
_SIMPLE = (
    '<w:fldSimple w:instr=" SECTIONPAGES  \\* MERGEFORMAT ">'
    '<w:r><w:t xml:space="preserve">{}</w:t></w:r></w:fldSimple>'
)


@pytest.mark.parametrize("field", [_COMPLEX, _SIMPLE])
def test_the_total_is_filled_in_however_word_wrote_the_field(field: str) -> None:
    assert with_total(field.format("9"), "21") == field.format("21")


def test_a_field_without_a_result_is_left_alone() -> None:
    bare = '<w:instrText> SECTIONPAGES </w:instrText><w:fldChar w:fldCharType="end"/><w:t>x</w:t>'
    assert with_total(bare, "21") == bare


def test_sparklines_and_references_follow_the_schema(
    report: Callable[..., Document], look: Look, charts: Charts, tmp_path: Path
) -> None:
    blocks = (Kpis((Kpi(RATE, trend=_trend(0.1, 0.12, None, 0.2)),)), _chart(1, RATE), _finding())
    document = replace(report("zh", drawn=False), chapters=(Chapter("a", "甲", blocks),))
    made = assemble(document, load(look.template), charts)
    file = tmp_path / "report.docx"
    file.write_bytes(pack(made.finished(numbered=True)))
    faults = [str(error) for error in OpenXmlValidator().validate(file).errors]
    assert [fault for fault in faults if "chart" not in fault.lower()] == []

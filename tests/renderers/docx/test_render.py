import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from reportgen.document.blocks import Block, Chapter, Column, Cover, Document, Finding, Table, Text
from reportgen.document.facts import Fact, words
from reportgen.extension.components import Look
from reportgen.renderers.docx import Docx, register_renderers
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.fields import bookmarks
from reportgen.renderers.docx.lint import lint
from reportgen.renderers.docx.package import WordParts, assemble, with_pages
from reportgen.renderers.docx.page_numbers import Pages
from reportgen.renderers.docx.word_template import load
from reportgen.renderers.ooxml import pack, unpack

HERE = Path(__file__).parent
Sample = Callable[..., Document]
Make = Callable[[Document], dict[str, bytes]]


@pytest.fixture
def make(look: Look, charts: Charts) -> Make:
    return lambda document: _made(document, look, charts).finished(numbered=False)


def _made(document: Document, look: Look, charts: Charts) -> WordParts:
    return assemble(document, load(look.template), charts)


def _text(parts: dict[str, bytes]) -> str:
    return parts["word/document.xml"].decode()


def _plain(parts: dict[str, bytes]) -> str:
    return "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", _text(parts)))


def _styled(parts: dict[str, bytes], style: str) -> list[str]:
    """The text of every paragraph of a style."""
    return [
        "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", paragraph))
        for paragraph in re.findall(r"<w:p>.*?</w:p>", _text(parts))
        if f'<w:pStyle w:val="{style}"/>' in paragraph
    ]


def _with(report: Document, *blocks: Block, **cover: str) -> Document:
    chapter = Chapter("only", "只此一章", blocks)
    return replace(report, cover=replace(report.cover, **cover), chapters=(chapter,))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_block_gives_a_sound_file(report: Sample, make: Make, language: str) -> None:
    made = pack(make(report(language)))
    assert lint(made) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("template", ["monthly.docx", "plain.docx"])
def test_the_finished_file_follows_the_schema(
    report: Sample, look: Look, tmp_path: Path, template: str, language: str
) -> None:
    document = report(language, drawn=False)
    file = tmp_path / "report.docx"
    file.write_bytes(Docx(pages="none").render(document, Look(look.template.with_name(template))))
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_the_parts_stand_in_the_order_a_reader_expects(report: Sample, make: Make) -> None:
    text = _plain(make(report("zh")))
    order = [
        "蓝湖汽车销售服务有限公司", "目录", "图目录", "表目录", "前言", "摘要", "月度概览",
        "服务顾问满意度", "投诉", "整改跟踪", "改进建议", "名词解释", "数据来源与质量", "致谢",
        "感谢前台",
    ]  # fmt: skip
    places = [text.rindex(word) for word in order[4:]]
    assert places == sorted(places)
    starts = [text.index(word) for word in order[:4]]
    assert starts == sorted(starts)


def test_chapters_are_numbered_and_the_frame_is_not(report: Sample, make: Make) -> None:
    parts = make(report("en"))
    assert _styled(parts, "Heading1")[:2] == ["Overview", "Satisfaction by advisor"]
    assert _styled(parts, "RGHeading")[:3] == ["Preface", "Summary", "Recommendations"]
    contents = _styled(parts, "TOC1") + _styled(parts, "TOC2")
    assert "2  Satisfaction by advisor" in contents
    assert "2.1  By advisor" in contents
    assert "Background" in contents


def test_lists_hold_their_results_and_the_fields_behind_them(report: Sample, make: Make) -> None:
    parts = make(report("zh"))
    assert _styled(parts, "TableofFigures")[0] == "图 1  一次修复率，近 6 个月（n=1,386）"
    assert "表 2  各服务顾问的满意度" in _styled(parts, "TableofFigures")
    assert ' TOC \\o "1-2" \\h \\z \\u ' in _text(parts)
    assert ' TOC \\h \\z \\c "图" ' in _text(parts)
    assert " SEQ 表 \\* ARABIC " in _text(parts)
    assert "updateFields" not in parts["word/settings.xml"].decode()


def test_no_entry_of_a_list_stands_alone_on_a_page(report: Sample, make: Make) -> None:
    text = _text(make(report("zh")))
    kept = [
        "<w:keepNext/>" in properties
        for properties in re.findall(r'<w:pPr><w:pStyle w:val="TOC\d"/>(.*?)</w:pPr>', text)
    ]
    assert len(kept) > 6
    assert kept == [True, True, *[False] * (len(kept) - 5), True, True, False]


def test_page_numbers_are_filled_in_where_known(report: Sample, look: Look, charts: Charts) -> None:
    parts = _made(report("zh"), look, charts).finished(numbered=True)
    names = bookmarks(_text(parts))
    found = Pages({name: 40 + place for place, name in enumerate(names)}, 66)
    paged = with_pages(parts, found)
    assert _styled(paged, "TOC1")[0] == "前言40"
    assert lint(pack(paged)) == []
    assert " PAGEREF _Toc00000001 \\h " in _text(paged)
    footer = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", paged["word/footer2.xml"].decode())
    assert footer == ["第 ", "1", " 页 / 共 ", "66", " 页"]


def test_without_page_numbers_none_are_printed(report: Sample, make: Make) -> None:
    parts = make(report("zh"))
    assert _styled(parts, "TOC1")[0] == "前言"
    assert "PAGEREF" not in _text(parts)
    assert ">—</w:t>" in parts["word/footer2.xml"].decode()


def test_every_chart_and_table_has_its_bookmark(report: Sample, make: Make) -> None:
    marks = set(re.findall(r'w:name="(rg_\w+)"', _text(make(report("zh")))))
    assert len(marks) == 12 + 4


def test_charts_are_parts_with_their_workbook(report: Sample, make: Make) -> None:
    parts = make(report("zh"))
    assert b'r:id="rId1"' in parts["word/charts/chart1.xml"]
    target = b"../embeddings/Microsoft_Excel_Worksheet1.xlsx"
    assert target in parts["word/charts/_rels/chart1.xml.rels"]
    assert "word/embeddings/Microsoft_Excel_Worksheet1.xlsx" in parts
    assert "word/media/drawn1.svg" in parts
    assert 'descr="一次修复率，近 6 个月（n=1,386） (zh)"' in _text(parts)


def test_a_chart_says_its_message_above_and_what_it_plots_below(report: Sample, make: Make) -> None:
    parts = make(report("zh"))
    assert _styled(parts, "RGChartTitle")[0] == "一次修复率降到 93.0%"
    assert "图 1  一次修复率，近 6 个月（n=1,386）" in _styled(parts, "Caption")


def test_tiles_show_value_change_and_target(report: Sample, make: Make) -> None:
    parts = make(report("zh"))
    assert _styled(parts, "RGKPIValue") == ["93.0%", "80.5", "1,386", "124.7万元", "—"]
    small = _styled(parts, "RGKPIChange")
    assert small[:3] == ["▼ 3.8个百分点 变差", "▲ 2.0 好转", "持平"]
    assert "目标 95.0%" in small
    assert "▲▼ 为较上月的变化。“—”：期间未结束。" in _styled(parts, "RGNote")


def test_findings_carry_their_severity_in_words(report: Sample, make: Make) -> None:
    parts = make(report("zh"))
    for style, word in (("Bad", "需整改"), ("Watch", "关注"), ("Good", "良好"), ("Info", "说明")):
        title = _styled(parts, f"RGFinding{style}")[-1]
        assert title == f"【{word}】一次修复率 93.0%，低于目标 95.0%"
        assert "3.8个百分点（1,289/1,386）" in _styled(parts, f"RGFinding{style}Text")[-1]


def test_a_finding_without_text_is_one_paragraph(report: Sample, make: Make) -> None:
    finding = Finding("f", "info", words("没有发现问题"), ())
    parts = make(_with(replace(report("zh"), summary=()), finding))
    assert _styled(parts, "RGFindingInfo") == ["【说明】没有发现问题"]
    assert _styled(parts, "RGFindingInfoText") == []


@pytest.mark.parametrize("said", ["先抓返修。", "小结：先抓返修。"])
def test_a_summary_is_announced_once(report: Sample, make: Make, said: str) -> None:
    parts = make(_with(report("zh"), Text(words(said), "summary")))
    assert _styled(parts, "RGSummary") == ["小结：先抓返修。"]


def test_a_summary_stays_on_the_page_of_the_finding_before_it(report: Sample, make: Make) -> None:
    finding = Finding("f", "good", words("好"), words("很好"))
    text = _text(make(_with(report("zh"), finding, Text(words("先抓返修。"), "summary"))))
    assert '<w:pStyle w:val="RGFindingGoodText"/><w:keepNext/>' in text
    alone = _text(make(_with(replace(report("zh"), summary=()), finding)))
    assert '<w:pStyle w:val="RGFindingGoodText"/><w:keepNext/>' not in alone


def test_the_title_page_does_not_say_the_dealer_twice(report: Sample, make: Make) -> None:
    document = _with(report("zh"), dealer="蓝湖", title="蓝湖 2026年10月 月度报告")
    parts = make(document)
    assert _styled(parts, "RGCoverTitle") == ["2026年10月 月度报告"]
    assert "<dc:title>蓝湖 2026年10月 月度报告<" in parts["docProps/core.xml"].decode()
    english = make(_with(report("en"), dealer="Bluelake", title="Bluelake · October review"))
    assert _styled(english, "RGCoverTitle") == ["October review"]
    alone = make(_with(report("zh"), dealer="蓝湖", title="蓝湖"))
    assert _styled(alone, "RGCoverTitle") == ["蓝湖"]


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Review · Bluelake · October", "Review · October"),
        ("Review · Bluelake", "Review"),
        ("Review for Bluelake in October", "Review for Bluelake in October"),
        ("Review for Bluelake", "Review for Bluelake"),
        ("Review", "Review"),
    ],
)
def test_the_dealer_is_left_out_only_where_it_stands_apart(
    report: Sample, make: Make, title: str, printed: str
) -> None:
    parts = make(_with(report("en"), dealer="Bluelake", title=title))
    assert _styled(parts, "RGCoverTitle") == [printed]


def test_a_recommendation_says_who_until_when_and_to_what_effect(
    report: Sample, make: Make
) -> None:
    cells = _styled(make(report("zh")), "RGTableText")
    at = cells.index("原因：两名技师返修工单占 40 张中的 22 张")
    assert cells[at - 1] == "一次修复率 93.0% 低于目标"
    assert cells[at + 1 : at + 6] == [
        "返修工单由技术总监复检，每周例会通报", "技术总监", "2026-11-20", "一次修复率",
        "93.0% → 95.0%",
    ]  # fmt: skip
    assert "进行中" in cells


def test_a_month_without_recommendations_says_so(report: Sample, make: Make) -> None:
    parts = make(replace(report("zh"), recommendations=()))
    assert "本期没有改进建议。" in _styled(parts, "Normal")


def test_a_failed_chapter_and_one_without_data_say_so(report: Sample, make: Make) -> None:
    assert _styled(make(report("zh")), "RGFailed") == [
        "本章未能生成：投诉表缺少“受理时间”一列",
        "本期没有可用数据",
    ]


def test_long_tables_end_with_the_number_of_rows_left_out(report: Sample, make: Make) -> None:
    rows = tuple((f"行{i}", i) for i in range(60))
    table = Table("t", "很长的表", (Column("名称"), Column("台次", "count")), rows)
    parts = make(_with(report("zh"), table))
    assert "行39" in _styled(parts, "RGTableText")
    assert "行40" not in _styled(parts, "RGTableText")
    assert "其余 20 行见 Excel。" in _styled(parts, "RGNote")


def test_a_long_table_keeps_its_total(report: Sample, make: Make) -> None:
    rows = (*((f"行{i}", i) for i in range(60)), ("合计", 1770))
    columns = (Column("名称"), Column("台次", "count"))
    parts = make(_with(report("zh"), Table("t", "很长的表", columns, rows, total=True)))
    cells = _styled(parts, "RGTableText")
    assert cells[cells.index("行39") + 2 :][:2] == ["合计", "1,770"]
    assert "其余 20 行见 Excel。" in _styled(parts, "RGNote")


def test_a_dash_is_explained_under_the_table(report: Sample, make: Make) -> None:
    fact = Fact("r", None, "share", reason="no_denominator")
    table = Table("t", "比率", (Column("名称"), Column("比率", "share")), (("首保", fact),))
    parts = make(_with(report("zh"), table))
    assert "—" in _styled(parts, "RGTableText")
    assert "“—”：分母为零。" in _styled(parts, "RGNote")


@pytest.mark.case("C19")
def test_customer_text_is_never_template_source_nor_markup(report: Sample, make: Make) -> None:
    nasty = "{{ 7 * 7 }} R&D <select> [[RG:BODY]] \x0b{% for %}"
    text = Text(words(nasty))
    parts = make(_with(report("zh"), text, dealer=nasty, title="{{ title.__class__ }} [[RG:BODY]]"))
    assert "{{ 7 * 7 }} R&amp;D &lt;select&gt; [[RG:BODY]] {% for %}" in _styled(parts, "Normal")
    assert _styled(parts, "RGCoverTitle") == ["{{ title.__class__ }} [[RG:BODY]]"]
    assert "49" not in _styled(parts, "RGCoverDealer")[0]
    assert _styled(parts, "Heading1") == ["只此一章"]


def test_line_breaks_in_customer_text_stay_line_breaks(report: Sample, make: Make) -> None:
    parts = make(_with(report("zh"), Text(words("第一行\n第二行"))))
    assert "第一行</w:t><w:br/><w:t" in _text(parts)


def test_the_properties_come_from_the_cover_and_not_from_the_clock(
    report: Sample, make: Make
) -> None:
    core = make(report("en"))["docProps/core.xml"].decode()
    assert "<dc:title>Customer service review, October 2026</dc:title>" in core
    assert ">2026-11-05T00:00:00Z</dcterms:created>" in core
    assert "<dc:language>en-US</dc:language>" in core


@pytest.mark.parametrize("language", ["zh", "en"])
def test_chinese_is_chinese_and_latin_letters_are_english(
    report: Sample, make: Make, language: str
) -> None:
    parts = make(report(language))
    assert b'<w:lang w:val="en-US" w:eastAsia="zh-CN"/>' in parts["word/styles.xml"]
    tag = {"zh": "zh-CN", "en": "en-US"}[language]
    settings = parts["word/settings.xml"].decode()
    assert f'<w:themeFontLang w:val="{tag}" w:eastAsia="zh-CN"/>' in settings


def test_the_title_page_leaves_out_what_is_empty(report: Sample, make: Make) -> None:
    document = report("zh")
    bare = Cover("标题", "D1", "店", document.cover.month, "zh")
    parts = make(replace(document, cover=bare))
    assert _styled(parts, "RGCoverLine") == []
    assert _styled(parts, "RGCoverSubtitle") == []
    assert _styled(parts, "RGCoverPeriod") == ["2026年10月"]


_PROGRAM = """
import sys, hashlib, importlib.util, pathlib
spec = importlib.util.spec_from_file_location("sample", sys.argv[1])
sample = importlib.util.module_from_spec(spec)
sys.modules["sample"] = sample
spec.loader.exec_module(sample)
from reportgen.extension.components import Look
from reportgen.renderers.docx import Docx
look = Look(sample.TEMPLATES / "monthly.docx")
made = Docx(pages="none").render(sample.sample("zh", drawn=False), look)
print(hashlib.sha256(made).hexdigest())
"""


def test_two_runs_give_the_same_bytes_whatever_the_hash_seed() -> None:
    seen = {
        subprocess.run(  # noqa: S603 our own program
            [sys.executable, "-c", _PROGRAM, str(HERE / "conftest.py")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_rendering_twice_gives_the_same_bytes(report: Sample, look: Look) -> None:
    document = report("en", drawn=False)
    renderer = Docx(pages="none")
    assert renderer.render(document, look) == renderer.render(document, look)


def test_the_renderer_announces_itself() -> None:
    assert register_renderers() == [Docx]
    assert (Docx.type, Docx.suffix) == ("docx", ".docx")


def test_announcing_it_loads_neither_lxml_nor_matplotlib() -> None:
    program = (
        "import sys, reportgen.renderers.docx; "
        "print([name for name in ('lxml', 'docx', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_package_has_no_part_twice(report: Sample, look: Look) -> None:
    made = Docx(pages="none").render(report("zh", drawn=False), look)
    assert "word/document.xml" in unpack(made)
    assert made == pack(unpack(made))

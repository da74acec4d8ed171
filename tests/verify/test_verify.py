"""A number changed in either file is found and named; a sound report has no differences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from samples import LOOK

from reportgen.document.blocks import Chapter, Chart, Document, Recommendation, Table, Text
from reportgen.document.facts import Fact, words
from reportgen.document.formats import text
from reportgen.errors import VerifyError
from reportgen.renderers.docx import Docx
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.xlsx import Xlsx
from reportgen.verify import Mismatch, require, verify

WORD = "word/document.xml"
STRINGS = "xl/sharedStrings.xml"


def differences(document: Document, suffix: str, parts: Mapping[str, bytes]) -> list[Mismatch]:
    return verify(document, {suffix: pack(parts)}, LOOK)


def shown(document: Document, fact: str) -> str:
    found = document.facts()[fact]
    return text(found, found.unit, document.cover.language)


def changed(parts: dict[str, bytes], name: str, old: str, new: str, count: int = 1) -> None:
    """Replace the first occurrences of a text in a part."""
    before = parts[name].decode()
    assert old in before
    parts[name] = before.replace(old, new, count).encode()


def test_a_finished_report_says_what_its_document_says(
    document: Document, files: Mapping[str, bytes]
) -> None:
    assert verify(document, files, LOOK) == []
    require(document, files, LOOK)


def test_files_of_other_formats_are_passed_over(document: Document) -> None:
    assert verify(document, {".pdf": b"%PDF-1.7"}, LOOK) == []


@pytest.fixture
def point(document: Document) -> Fact:
    """A point of the chart of scores whose value stands nowhere else."""
    charts = (b for b in document.chapters[0].blocks if isinstance(b, Chart) and b.id == "scores")
    facts = [v for v in next(charts).series[0].values if isinstance(v, Fact) and v.value]
    return next(f for f in facts if f.value % 1 and [g.value for g in facts].count(f.value) == 1)


# --- Word -----------------------------------------------------------------------------------


def test_a_number_changed_in_a_sentence_is_named(
    document: Document, word: dict[str, bytes]
) -> None:
    said = shown(document, "visits")
    changed(word, WORD, f"本月进厂 {said} 台次", "本月进厂 999 台次")

    assert differences(document, ".docx", word) == [
        Mismatch("visits", "Word, '月度概览: 10/2026 [全店]'", said, "999")
    ]


def test_a_number_changed_in_a_table_is_named_with_its_cell(
    document: Document, word: dict[str, bytes]
) -> None:
    said = shown(document, "value:乔丹")
    changed(word, WORD, f">{said}<", ">9.9万元<")

    assert differences(document, ".docx", word) == [
        Mismatch(
            "value:乔丹",
            "Word, '月度概览: 10/2026 [全店]', table '服务顾问 10 月表现', row 1, column '产值'",
            said,
            "9.9万元",
        )
    ]


def test_a_tile_is_checked_down_to_the_arrow(document: Document, word: dict[str, bytes]) -> None:
    text_of = word[WORD].decode()
    arrow, other = ("▲", "▼") if "▲ " in text_of else ("▼", "▲")
    changed(word, WORD, f"{arrow} ", f"{other} ")

    (found,) = differences(document, ".docx", word)
    assert found.fact.endswith(":change")
    assert ", key figure '" in found.where


@pytest.mark.parametrize("fact", ["visits", "value", "score", "fixed"])
def test_every_tile_of_a_row_is_checked(
    document: Document, word: dict[str, bytes], fact: str
) -> None:
    at = word[WORD].decode().index("RGKPIValue")
    before, tiles = word[WORD].decode()[:at], word[WORD].decode()[at:]
    said = shown(document, fact)
    assert f">{said}<" in tiles
    word[WORD] = (before + tiles.replace(f">{said}<", ">7<", 1)).encode()

    found = differences(document, ".docx", word)
    assert [one.fact for one in found] == [fact]
    assert found[0].found == "7"


def test_a_point_changed_in_a_chart_of_word_is_named(
    document: Document, word: dict[str, bytes], point: Fact
) -> None:
    xml = word["word/charts/chart2.xml"].decode()
    value = repr(point.value)
    assert value in xml
    word["word/charts/chart2.xml"] = xml.replace(f"<c:v>{value}</c:v>", "<c:v>1.5</c:v>").encode()

    (found,) = differences(document, ".docx", word)
    assert found.fact == point.id
    assert found.where.endswith("chart 'scores', series '满意度'")
    assert (found.expected, found.found) == (value, "1.5")


def test_the_workbook_behind_a_chart_is_checked(
    document: Document, word: dict[str, bytes], point: Fact
) -> None:
    name = "word/embeddings/Microsoft_Excel_Worksheet2.xlsx"
    book = unpack(word[name])
    value = repr(point.value)
    changed(book, "xl/worksheets/sheet1.xml", f"<v>{value}</v>", "<v>1.5</v>")
    word[name] = pack(book)

    (found,) = differences(document, ".docx", word)
    assert (found.fact, found.found) == (point.id, "1.5")
    assert "cells Sheet1!$B$2:$B$6" in found.where


@pytest.mark.parametrize("gone", ["产值正常", "客户关系部提供数据", "每周复盘返修工单", "一次修好"])
def test_a_lost_sentence_is_found(document: Document, word: dict[str, bytes], gone: str) -> None:
    pattern = rf">[^<]*{gone}[^<]*</w:t>"
    word[WORD] = re.sub(pattern, "></w:t>", word[WORD].decode()).encode()

    found = differences(document, ".docx", word)
    assert found
    assert all(gone in one.expected for one in found)


def test_a_lost_row_of_a_table_is_found(document: Document, word: dict[str, bytes]) -> None:
    rows = re.findall(r"<w:tr>.*?</w:tr>", word[WORD].decode(), re.DOTALL)
    row = next(row for row in rows if ">王建国<" in row and "2026-10-30" in row)
    changed(word, WORD, row, "")

    (found,) = differences(document, ".docx", word)
    assert found.where.endswith("table '服务顾问 10 月表现', row 3")
    assert found.expected.startswith("王建国 | ")
    assert found.found == ""


def test_a_damaged_word_file_is_found(document: Document, word: dict[str, bytes]) -> None:
    del word["word/charts/chart1.xml"]

    found = differences(document, ".docx", word)
    assert any(one.found.endswith("missing part word/charts/chart1.xml") for one in found)


# --- Excel ----------------------------------------------------------------------------------


def test_a_cached_value_is_named_wherever_it_stands(
    document: Document, excel: dict[str, bytes]
) -> None:
    fact = document.facts()["visits:乔丹"]
    old = f"</f><v>{int(fact.value or 0)}</v>"
    sheet = excel["xl/worksheets/sheet3.xml"].decode()
    at = sheet.index(old, sheet.index("&quot;=乔丹&quot;") if "&quot;=乔丹" in sheet else 0)
    changed_sheet = sheet[:at] + sheet[at:].replace(old, "</f><v>77</v>", 1)
    excel["xl/worksheets/sheet3.xml"] = changed_sheet.encode()

    found = differences(document, ".xlsx", excel)
    assert found
    assert {one.fact for one in found} == {fact.id}
    assert {one.found for one in found} == {"77.0"}


def test_a_sentence_changed_in_the_workbook_is_named(
    document: Document, excel: dict[str, bytes]
) -> None:
    said = shown(document, "visits")
    changed(excel, STRINGS, f"本月进厂 {said} 台次", "本月进厂 999 台次")

    found = differences(document, ".xlsx", excel)
    assert found[0] == Mismatch("visits", "Excel, '月度概览 10 2026 全店'", said, "999")


def test_a_number_format_that_hides_decimals_is_named(
    document: Document, excel: dict[str, bytes]
) -> None:
    changed(excel, "xl/styles.xml", 'formatCode="0.0%"', 'formatCode="0%"', count=9)

    found = differences(document, ".xlsx", excel)
    assert {one.fact.split(":")[0] for one in found} >= {"fixed"}
    assert all("number format 0%" in one.where for one in found)


def test_a_point_changed_in_a_chart_of_excel_is_named(
    document: Document, excel: dict[str, bytes], point: Fact
) -> None:
    value = repr(point.value)
    name = next(n for n, part in excel.items() if "/charts/" in n and "乔丹".encode() in part)
    changed(excel, name, f"<c:v>{value}</c:v>", "<c:v>1.5</c:v>")

    (found,) = differences(document, ".xlsx", excel)
    assert (found.fact, found.found) == (point.id, "1.5")


def test_a_lost_name_of_a_key_figure_is_found(document: Document, excel: dict[str, bytes]) -> None:
    book = excel["xl/workbook.xml"].decode()
    excel["xl/workbook.xml"] = re.sub(
        r'<definedName name="KPI_value">.*?</definedName>', "", book
    ).encode()

    assert [str(one) for one in differences(document, ".xlsx", excel)] == [
        "Excel, defined names (fact value): expected 'a name for value', found nothing"
    ]


def test_a_lost_row_of_the_details_is_found(document: Document, excel: dict[str, bytes]) -> None:
    name = next(n for n, part in excel.items() if b"<tableParts" in part and "sheet" in n)
    xml = excel[name]
    excel[name] = xml[: xml.rfind(b'<row r="')] + xml[xml.index(b"</sheetData>") :]

    assert [str(one) for one in differences(document, ".xlsx", excel)] == [
        "Excel, detail table '工单': expected '400 rows', found '0 rows'"
    ]


def test_a_fact_without_its_line_in_the_sources_is_named(
    document: Document, excel: dict[str, bytes]
) -> None:
    changed(excel, STRINGS, ">value:李娜<", ">value:nobody<")

    assert differences(document, ".xlsx", excel) == [
        Mismatch("value:李娜", "Excel, '口径与来源'", "value:李娜", "")
    ]


def test_a_lost_sheet_is_found(document: Document, excel: dict[str, bytes]) -> None:
    changed(excel, STRINGS, ">投诉<", ">别的<")

    found = differences(document, ".xlsx", excel)
    assert "Excel: expected 'a sheet '投诉'', found nothing" in map(str, found)


# --- both -----------------------------------------------------------------------------------


def test_what_the_document_has_more_is_missing_in_both_files(
    document: Document, files: Mapping[str, bytes]
) -> None:
    chapter = document.chapters[0]
    more = replace(chapter, blocks=(*chapter.blocks, Text(words("多出的一句。"))))
    other = replace(document, chapters=(more, *document.chapters[1:]))

    found = verify(other, files, LOOK)
    assert [one.expected for one in found] == ["多出的一句。"] * 2
    assert [one.where.split(",")[0] for one in found] == ["Word", "Excel"]


def test_a_figure_moved_by_less_than_its_rounding_is_found_in_excel(
    document: Document, files: Mapping[str, bytes]
) -> None:
    def moved(chapter: Chapter) -> Chapter:
        blocks = [replace(b, total=b.total) if isinstance(b, Table) else b for b in chapter.blocks]
        return replace(chapter, blocks=tuple(blocks))

    advice = document.recommendations[0]
    target = replace(advice.target, value=0.9 + 1e-7)
    other = replace(
        document,
        chapters=tuple(map(moved, document.chapters)),
        recommendations=(replace(advice, target=target),),
    )

    found = verify(other, files, LOOK)
    assert {one.fact for one in found} == {"fixed.target"}
    assert all(one.where.startswith("Excel") for one in found)


def test_the_error_says_where_what_and_what_to_do(
    document: Document, word: dict[str, bytes]
) -> None:
    said = shown(document, "visits")
    changed(word, WORD, f"本月进厂 {said} 台次", "本月进厂 999 台次")

    with pytest.raises(VerifyError) as caught:
        require(document, {".docx": pack(word)}, LOOK)
    assert str(caught.value) == (
        "the finished files do not say what the report says, nothing was written: "
        f"Word, '月度概览: 10/2026 [全店]' (fact visits): expected '{said}', found '999'. "
        "This is a fault of the program or of a template, not of your data: please report it "
        "with this message"
    )


def test_words_of_a_customer_that_look_like_leftovers_are_no_fault(
    document: Document, word: dict[str, bytes]
) -> None:
    changed(word, WORD, "仅供参考。", "客户写道：null {{ x }}")
    chapter = document.chapters[0]
    last = Text(words("客户写道：null {{ x }}"), "note")
    told = replace(chapter, blocks=(*chapter.blocks[:-1], last))
    other = replace(document, chapters=(told, *document.chapters[1:]))

    assert differences(other, ".docx", word) == []
    found = differences(document, ".docx", word)
    assert any(one.found == "word/document.xml: leftover '{{'" for one in found)


def test_advice_is_compared_field_by_field(document: Document, files: Mapping[str, bytes]) -> None:
    one = document.recommendations[0]
    changes: dict[str, Recommendation] = {
        "owner": replace(one, owner="别人"),
        "measure": replace(one, measure=words("别的措施")),
        "baseline": replace(one, baseline=replace(one.baseline, value=0.5)),
    }
    for advice in changes.values():
        found = verify(replace(document, recommendations=(advice,)), files, LOOK)
        assert {found[0].where.split(",")[0], found[-1].where.split(",")[0]} == {"Word", "Excel"}


def test_what_a_template_prints_below_the_report_is_no_difference(
    document: Document, tmp_path: Path
) -> None:
    parts = unpack(LOOK.template.read_bytes())
    below = "<w:p><w:r><w:t>总部热线 400</w:t></w:r></w:p><w:p/>"
    text = parts[WORD].decode()
    end = text.index("</w:p>", text.index("[[RG:BODY]]")) + len("</w:p>")
    parts[WORD] = (text[:end] + below + text[end:]).encode()
    look = replace(LOOK, template=tmp_path / "own.docx")
    look.template.write_bytes(pack(parts))
    made = Docx(pages="none").render(document, look)
    word = unpack(made)

    assert "总部热线 400" in word[WORD].decode()
    assert verify(document, {".docx": made}, look) == []
    changed(word, WORD, "感谢客户关系部", "感谢客服")
    assert verify(document, {".docx": pack(word)}, look)


def test_a_paragraph_nobody_wrote_is_found(document: Document, word: dict[str, bytes]) -> None:
    text = word[WORD].decode()
    at = text.rindex("<w:p>", 0, text.index("仅供参考。"))
    word[WORD] = (text[:at] + "<w:p><w:r><w:t>凭空一句</w:t></w:r></w:p>" + text[at:]).encode()

    assert [str(one) for one in differences(document, ".docx", word)] == [
        "Word, '月度概览: 10/2026 [全店]': expected 'nothing more', found '凭空一句'"
    ]


def test_key_figures_are_listed_under_their_own_chapter(
    document: Document, excel: dict[str, bytes]
) -> None:
    front = "xl/worksheets/sheet1.xml"
    number = excel[STRINGS].decode().split("<si>").index("<t>投诉</t></si>") - 1
    before = excel[front].decode()
    links = re.sub(r'(ref="A6" location=")[^"]*', r"\1'投诉'!A1", before)
    moved = re.sub(r'(<c r="A6"[^>]*t="s"><v>)\d+', rf"\g<1>{number}", links)
    assert moved != links != before
    excel[front] = moved.encode()

    (found,) = differences(document, ".xlsx", excel)
    assert found.where.endswith("chapters of key figures")
    assert found.found.startswith("投诉 | 月度概览")


def test_thanks_stand_in_the_workbook_without_a_glossary(document: Document) -> None:
    other = replace(document, glossary=())
    made = {".docx": Docx(pages="none").render(other, LOOK), ".xlsx": Xlsx().render(other, LOOK)}

    assert verify(other, made, LOOK) == []
    assert 'name="致谢"' in unpack(made[".xlsx"])["xl/workbook.xml"].decode()
    bare = replace(document, glossary=(), thanks=(), summary=(), quality=())
    assert verify(bare, {".xlsx": Xlsx().render(bare, LOOK)}, LOOK) == []


@pytest.mark.parametrize(
    ("suffix", "part", "said"),
    [
        (".docx", "word/document.xml", "XMLSyntaxError: "),
        (".xlsx", "xl/worksheets/sheet3.xml", "ExpatError: "),
    ],
)
def test_a_part_that_is_no_xml_is_found(
    document: Document, files: Mapping[str, bytes], suffix: str, part: str, said: str
) -> None:
    parts = unpack(files[suffix])
    parts[part] = parts[part].replace(b"</", b"<", 1)

    (found,) = differences(document, suffix, parts)
    assert found.expected == "a sound file"
    assert found.found.startswith(said)


def test_what_is_no_package_is_found(document: Document) -> None:
    (found,) = verify(document, {".xlsx": b"no zip"}, LOOK)

    assert str(found) == (
        "Excel: expected 'a sound file', found 'BadZipFile: File is not a zip file'"
    )


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("word/header2.xml", ">示范店 &amp; ", ">别的店 &amp; ", "word/header2.xml"),
        (WORD, ">1.1  ", ">1.3  ", "Word, contents: expected '1.1 / 2', found '1.3'"),
        ("docProps/core.xml", "<dc:title>", "<dc:title>x", "Word, property title"),
    ],
)
def test_title_page_contents_and_properties_are_compared(  # noqa: PLR0913, PLR0917 one fixture more
    document: Document, word: dict[str, bytes], part: str, old: str, new: str, said: str
) -> None:
    changed(word, part, old, new)

    assert any(said in str(one) for one in differences(document, ".docx", word))


def test_the_month_in_a_page_header_of_the_workbook_is_compared(
    document: Document, excel: dict[str, bytes]
) -> None:
    month = document.cover.month.text("zh")
    changed(excel, "xl/worksheets/sheet1.xml", f"{month}</oddHeader>", "1999年1月</oddHeader>")

    (found,) = differences(document, ".xlsx", excel)
    assert found.where.endswith("page header")

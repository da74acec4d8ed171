"""A section that says the ugliest things: both files stay sound and say exactly that."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import recalculate
from openxml_audit import OpenXmlValidator
from reports import Report, differing, disagreements, formulas, make, sentences, squeezed

from reportgen.errors import VerifyError
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.renderers.docx.lint import lint as lint_word
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx import Xlsx
from reportgen.renderers.xlsx.lint import lint as lint_excel
from reportgen.report.batch import attempt
from reportgen.report.one import load, make_report
from reportgen.section.data import Dealer
from reportgen.spec.spec import read_spec
from reportgen.verify import verify
from reportgen.verify.mismatch import plain_text
from reportgen.verify.read_xlsx import Workbook
from reportgen.verify.tolerance import serious

FORMULAS = 10
"""Formulas the ugly workbook has at least."""
SENTENCES = 40
"""Sentences the ugly report has at least."""
SECTION = '''
from collections.abc import Iterator
from datetime import date

from reportgen import (
    Block, Chart, Column, Data, Finding, Heading, Is, Kpi, Kpis, Label, Metric, Recommendation,
    Rows, Section, Series, Sum, Table, Text, hookimpl, words,
)

UGLY = (
    "=cmd|'/c calc'!A0", "@SUM(1+1)", "-1", "+86 139", "\\t=1+1", "<VIP> & \\"'quoted'\\"",
    "😀👨‍👩‍👧 𠮷野家 🚗", "[[RG:BODY]] {{ title }} {% raw %}",
    "_x0041_ _x000D_", "a\\x00b\\x0bc\\ufffe",
    "第一行\\n第二行\\r\\n第三行", "  两端空格  ", "null", "NaN", "#REF!", "'!A1", "]]>",
    "\\u202e反向",
)
LONG = "长" * 39_990 + "到此结束。"
CAME = Metric(
    "ugly.came", Label("接车<台次>", "Received"),
    Sum(Rows("monthly_figures", "month", (Is("indicator", "vehicles_received"),)), "value"),
    "count", "higher",
)


class Ugly(Section):
    """Says the ugliest things."""

    type = "ugly"
    heading = Label("丑/陋:的*名[字]?\\\\" + "很" * 40, "Ugly")
    needs = {"monthly_figures": ["value"]}
    terms = {Label("=术语", "=term"): Label("<含义> & " + UGLY[6], "meaning")}

    def build(self, data: Data) -> Iterator[Block]:
        came = data.fact(CAME)
        yield Text(words(UGLY[0], "：", came, " ", UGLY[6]), role="headline")
        yield Text(words(LONG))
        for text in UGLY:
            yield Text(words(text, "·", came))
        yield Kpis((Kpi(came, label=UGLY[5]),))
        yield Heading(UGLY[5])
        rows = tuple((text, came, words(came, text), None) for text in UGLY)
        heads = ("=head", "=head", UGLY[6], "<VIP>")
        columns = tuple(
            Column(head, unit) for head, unit in zip(heads, ("text", "count", "text", "text"))
        )
        yield Table("ugly", UGLY[0], columns, rows, note=words(UGLY[2], came))
        yield Chart(
            "ugly", "bar", words(UGLY[3], came), UGLY[6], UGLY[:6],
            (Series(UGLY[5], (came, None, 1.5, -2.0, 0.0, came)),), "count",
        )
        yield Finding("ugly-1", "bad", words(UGLY[4], came), words(UGLY[7], came))
        yield Recommendation(
            "ugly-2", "ugly-1", words(UGLY[1], came), words(UGLY[5]), words(UGLY[10]), UGLY[0],
            date(2026, 11, 30), UGLY[6], came, came,
        )
        yield Text(words("完。"), role="summary")


@hookimpl
def register_sections() -> list[type[Section]]:
    return [Ugly]
'''
SPEC = """\
report:
  title: "{dealer} {month} =月报 <&>"
  language: zh
  formats: [{ type: docx, pages: none }, xlsx]
period: { month: 2026-10, history: 3 }
dealers: { from: monthly_figures }
sources:
  monthly_figures: { type: csv, path: "data/figures.csv" }
sections:
  - { type: ugly }
  - { type: ugly, id: again }
"""
FIGURES = """\
经销商代码,月份,指标,数值
D1,2026-09,接车台次,90
D1,2026-10,接车台次,100
"""


@pytest.fixture(scope="session")
def ugly_spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The spec of a workspace whose only section is the ugly one."""
    folder = tmp_path_factory.mktemp("ugly")
    for path, text in {
        "plugins/ugly.py": SECTION,
        "configs/monthly.yaml": SPEC,
        "data/figures.csv": FIGURES,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder / "configs" / "monthly.yaml"


@pytest.fixture(scope="session")
def ugly(ugly_spec: Path) -> Report:
    return make("ugly", ugly_spec)


def test_the_ugliest_text_stands_in_both_files_as_it_is(ugly: Report) -> None:
    assert [chapter.failed for chapter in ugly.document.chapters] == ["", ""]
    assert verify(ugly.document, {".docx": ugly.docx, ".xlsx": ugly.xlsx}, ugly.look) == []


@pytest.mark.libreoffice
def test_the_ugliest_text_stands_on_the_pages_libreoffice_finds(ugly: Report) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    assert disagreements(ugly) == []


@pytest.mark.case("C19", "C20")
def test_the_ugliest_text_damages_no_file(ugly: Report, tmp_path: Path) -> None:
    assert serious(lint_word(ugly.docx), ugly.document) == []
    assert serious(lint_excel(ugly.xlsx), ugly.document) == []
    for suffix, data in ((".docx", ugly.docx), (".xlsx", ugly.xlsx)):
        path = tmp_path / f"ugly{suffix}"
        path.write_bytes(data)
        result = OpenXmlValidator().validate(path)
        assert [str(error) for error in result.errors] == []
        assert result.warning_count == 0


@pytest.mark.case("C23")
def test_no_text_became_a_formula(ugly: Report) -> None:
    texts = [b"cmd|", b"@SUM", b"head", b"+86"]
    for name, part in ugly.book.parts.items():
        if name.startswith("xl/worksheets/sheet"):
            formulas = b" ".join(part.split(b"<f>")[1:])
            assert not [text for text in texts if text in formulas.split(b"</f>")[0]]


def test_a_second_engine_finds_the_values_of_the_ugliest_workbook(ugly: Report) -> None:
    engine = pytest.importorskip("formualizer")
    # it refuses the tab in the text of a link, which every reader takes for a blank
    parts = {
        name: re.sub(rb' display="[^"]*"', b"", part) if "/worksheets/" in name else part
        for name, part in unpack(ugly.xlsx).items()
    }
    again = engine.recalculate_xlsx_bytes(recalculate.without_values(pack(parts)))

    assert len(list(formulas(ugly.book))) > FORMULAS
    assert differing(ugly.book, Workbook(Package.of(again["bytes"]))) == []


@pytest.mark.libreoffice
def test_libreoffice_finds_the_values_of_the_ugliest_workbook(ugly: Report, tmp_path: Path) -> None:
    found = recalculate.opened_by_libreoffice(ugly.xlsx, tmp_path)

    assert differing(ugly.book, Workbook(Package.of(found))) == []


@pytest.mark.libreoffice
def test_libreoffice_shows_every_ugly_sentence(ugly: Report, office: Callable[..., Path]) -> None:
    shown = squeezed(office(ugly.docx, ".docx", "txt:Text").read_text("utf-8-sig"))
    wanted = [plain_text(one) for one in sentences(ugly.document)]

    assert len(wanted) > SENTENCES
    assert [one for one in wanted if squeezed(one) not in shown] == []


@pytest.mark.libreoffice
def test_libreoffice_opens_the_ugliest_files(ugly: Report, office: Callable[..., Path]) -> None:
    word = office(ugly.docx, ".docx", "txt:Text").read_text("utf-8-sig")
    excel = office(ugly.xlsx, ".xlsx", "pdf")

    assert "到此结束。" in word
    assert "=cmd|'/c calc'!A0：100 😀" in word
    assert excel.stat().st_size > 10_000


def test_a_file_that_differs_is_not_written(
    ugly_spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = load_plugins(find_workspace(ugly_spec))
    spec = read_spec(ugly_spec, registry)
    month = spec.period.month
    inputs = load(spec, registry, month)
    honest = Xlsx.render

    def dishonest(self: Xlsx, document: object, look: object) -> bytes:
        other = replace(document, preface=())
        return honest(self, other, look)

    monkeypatch.setattr(registry.renderers["xlsx"], "render", dishonest)
    outcome = attempt(
        lambda: make_report(spec, inputs, inputs.dealers[0], month, tmp_path / "out", registry),
        Dealer("D1"),
    )

    assert outcome.status == "failed"
    assert "nothing was written: Excel, '摘要': expected '前言', found nothing" in outcome.reason
    assert not list(tmp_path.rglob("*.docx"))
    assert VerifyError.exit_code == 4

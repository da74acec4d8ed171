"""PDF made from the Word report; here because it shares the sample report of these tests."""

import os
import shutil
import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from reportgen.document.blocks import Document
from reportgen.errors import EnvironmentFault, ReportgenError
from reportgen.extension.components import Look
from reportgen.renderers import pdf
from reportgen.renderers.docx import libreoffice, page_numbers
from reportgen.renderers.pdf import Pdf, register_renderers

Sample = Callable[..., Document]
OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def test_the_renderer_announces_itself() -> None:
    assert register_renderers() == [Pdf]
    assert (Pdf.type, Pdf.suffix) == ("pdf", ".pdf")


def test_without_libreoffice_the_message_says_what_to_do(
    report: Sample, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentFault) as caught:
        Pdf().render(report("zh", drawn=False), look)
    message = "PDF needs LibreOffice; install it or leave pdf out of formats"
    assert str(caught.value) == message


def test_a_report_that_cannot_be_converted_is_that_reports_trouble(
    report: Sample, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    page_numbers._say_once.cache_clear()
    libreoffice.close()
    with pytest.raises(ReportgenError) as caught:
        Pdf().render(report("zh", drawn=False), look)
    assert not isinstance(caught.value, EnvironmentFault)
    assert str(caught.value) == (
        "pdf: LibreOffice made no PDF (exit 3); try again, or leave pdf out of formats"
    )


def _tree(*alts: str) -> PdfWriter:
    """A PDF whose structure has these figures; an empty text is a figure without one."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    figures = [DictionaryObject({NameObject("/S"): NameObject("/Figure")}) for _ in alts]
    for figure, alt in zip(figures, alts, strict=True):
        if alt:
            figure[NameObject("/Alt")] = TextStringObject(alt)
    tree = DictionaryObject({NameObject("/K"): ArrayObject(figures)})
    writer.root_object[NameObject("/StructTreeRoot")] = tree
    return writer


def _described(writer: PdfWriter) -> list[tuple[str, str | None]]:
    figures = writer.root_object["/StructTreeRoot"]["/K"]  # type: ignore[index]
    return [(str(figure["/S"]), figure.get("/Alt")) for figure in figures]


def test_charts_get_their_texts_and_the_band_none() -> None:
    writer = _tree("", "", "drawn", "")
    pdf._describe(writer, ["chart", "drawn", "other"])
    assert _described(writer) == [
        ("/NonStruct", None),
        ("/Figure", "chart"),
        ("/Figure", "drawn"),
        ("/Figure", "other"),
    ]


@pytest.mark.parametrize("alts", [["a", "b", "c"], ["x", "drawn"]])
def test_where_the_order_is_in_doubt_nothing_is_described(alts: list[str]) -> None:
    writer = _tree("drawn", "")
    pdf._describe(writer, alts)
    assert _described(writer) == [("/Figure", "drawn"), ("/Figure", None)]


def test_a_pdf_without_structure_is_left_alone() -> None:
    writer = PdfWriter()
    pdf._describe(writer, ["a"])
    assert "/StructTreeRoot" not in writer.root_object


@OFFICE
@pytest.mark.libreoffice
def test_the_pdf_is_tagged_dated_and_the_same_every_time(report: Sample, look: Look) -> None:
    document = report("zh", drawn=False)
    made = Pdf().render(document, look)
    reader = PdfReader(BytesIO(made))
    assert reader.metadata is not None
    assert reader.metadata["/CreationDate"] == "D:20261105000000Z"
    assert reader.metadata.title == "2026年10月客户服务月度分析报告"
    assert reader.outline
    root = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "zh-CN"  # type: ignore[index]
    figures = list(pdf._figures(root["/StructTreeRoot"]["/K"]))  # type: ignore[index]
    assert len(figures) == 7
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    text = "".join(page.extract_text() for page in reader.pages)
    assert f"共 {len(reader.pages) - 2} 页" in text
    assert Pdf().render(document, look) == made
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()  # type: ignore[union-attr]
    }
    assert fonts
    assert not [name for name in fonts if "DejaVu" in name]  # Latin in charts too

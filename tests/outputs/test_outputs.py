"""Other programs open the finished files and find in them what the report says."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import recalculate
from openxml_audit import OpenXmlValidator
from reports import Report, differing, disagreements, formulas, run, sentences, squeezed

from reportgen.renderers.docx.lint import lint as lint_word
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx.lint import lint as lint_excel
from reportgen.verify import verify
from reportgen.verify.read_xlsx import Workbook
from reportgen.verify.tolerance import serious

STRINGS = "xl/sharedStrings.xml"
KEPT = 20
"""Rows of a detail sheet a schema has to see: the rest are like them."""
_ENTRY = re.compile(r"<w:hyperlink w:anchor=.*?</w:hyperlink>", re.DOTALL)


def without_rows(book: bytes) -> bytes:
    """The workbook with the first rows of its detail sheets, and the texts those need, only."""
    parts = unpack(book)
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet") and b"<tableParts" in part[-2000:]:
            rows = [match.start() for match in re.finditer(rb'<row r="', part)]
            if len(rows) > KEPT:
                parts[name] = part[: rows[KEPT]] + part[part.index(b"</sheetData>") :]
    sheets = b"".join(part for name, part in parts.items() if name.startswith("xl/worksheets/s"))
    last = max(map(int, re.findall(rb't="s"><v>(\d+)', sheets)))
    texts = parts[STRINGS]
    ends = [match.end() for match in re.finditer(rb"</si>", texts)]
    parts[STRINGS] = texts[: ends[last]] + b"</sst>"
    return pack(parts)


def test_both_files_hold_every_fact(report: Report) -> None:
    files = {".docx": report.docx, ".xlsx": report.xlsx}

    assert verify(report.document, files, report.look) == []


def test_own_lint_finds_nothing(report: Report) -> None:
    assert serious(lint_word(report.docx), report.document) == []
    assert serious(lint_excel(report.xlsx), report.document) == []


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_the_files_follow_the_schemas(report: Report, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"
    path.write_bytes(report.docx if suffix == ".docx" else without_rows(report.xlsx))
    result = OpenXmlValidator().validate(path)

    assert [str(error) for error in result.errors] == []
    assert result.warning_count == 0


# --- formulas -------------------------------------------------------------------------------


MOST_COLUMNS = 256
"""Columns of all tables together that formualizer 0.13 reads."""


def test_a_second_engine_finds_every_cached_value(report: Report) -> None:
    engine = pytest.importorskip("formualizer")
    columns = sum(part.count(b"<tableColumn ") for part in unpack(report.xlsx).values())
    if columns > MOST_COLUMNS:
        pytest.skip("formualizer reads too few columns of tables; LibreOffice recalculates it")
    again = engine.recalculate_xlsx_bytes(recalculate.without_values(report.xlsx))
    found = Workbook(Package.of(again["bytes"]))

    assert differing(report.book, found) == []
    if report.name != "deck":
        assert len(list(formulas(report.book))) > 500


@pytest.mark.libreoffice
def test_libreoffice_finds_every_cached_value(report: Report, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    found = recalculate.opened_by_libreoffice(report.xlsx, tmp_path)

    assert differing(report.book, Workbook(Package.of(found))) == []


# --- pages ----------------------------------------------------------------------------------


def printed_pages(pdf: Path) -> list[str]:
    """The text of every page, squeezed, without the lines at its top and bottom."""
    text = run("pdftotext", "-x", "0", "-y", "70", "-W", "596", "-H", "725", pdf, "-")
    return [squeezed(page) for page in text.split("\f")]


def entries_of(document: str) -> Iterator[tuple[str, int]]:
    """Every line of the contents and lists: its text, and the page it names."""
    for line in _ENTRY.findall(document):
        title, *_, page = re.findall(r"<w:t [^>]*>([^<]*)</w:t>", line)
        # the number of a heading comes from its style
        yield squeezed(html.unescape(title.split("  ")[-1])), int(page)


@pytest.mark.libreoffice
def test_libreoffice_prints_every_sentence(report: Report, pdf: Path) -> None:
    printed = "".join(printed_pages(pdf))

    assert [s for s in sentences(report.document) if squeezed(s) not in printed] == []


@pytest.mark.libreoffice
def test_the_contents_name_the_pages_things_stand_on(pdf: Path) -> None:
    text = unpack(pdf.with_suffix(".docx").read_bytes())["word/document.xml"].decode()
    entries, pages = list(entries_of(text)), printed_pages(pdf)
    last_list = next(at for at, page in enumerate(pages) if entries[-1][0] in page)
    body = pages[last_list + 1 :]

    assert len(entries) > 8
    assert [(title, page) for title, page in entries if title not in body[page - 1]] == []


@pytest.mark.libreoffice
def test_our_own_layout_finds_the_pages_libreoffice_finds(report: Report) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")

    assert disagreements(report) == []


@pytest.mark.libreoffice
def test_no_cell_is_too_narrow_for_its_number(report: Report, office: Callable[..., Path]) -> None:
    parts = unpack(report.xlsx)
    book = parts["xl/workbook.xml"].decode()
    for name, part in report.book.sheet_parts.items():
        if part in report.book.tables:  # hidden sheets are not printed
            sheet = f'<sheet name="{html.escape(name)}"'
            assert sheet in book
            book = book.replace(sheet, f'{sheet} state="hidden"')
    parts["xl/workbook.xml"] = book.encode()
    printed = run("pdftotext", "-layout", office(pack(parts), ".xlsx", "pdf"), "-")

    assert report.document.cover.dealer in printed
    assert [line for line in printed.splitlines() if "###" in line] == []

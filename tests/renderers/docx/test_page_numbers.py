import logging
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.document.blocks import Document
from reportgen.errors import EnvironmentFault
from reportgen.extension.components import Look
from reportgen.renderers.docx import Docx, page_numbers
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.fields import FIRST_HEADING, bookmarks
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.word_template import load
from reportgen.renderers.ooxml import unpack

Sample = Callable[..., Document]
Parts = dict[str, bytes]
OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture(autouse=True)
def _unsaid() -> None:
    page_numbers._say_once.cache_clear()


@pytest.fixture
def parts(report: Sample, look: Look, charts: Charts) -> Parts:
    return assemble(report("zh"), load(look.template), charts).finished(numbered=True)


def _program(folder: Path, script: str) -> None:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


def test_auto_takes_libreoffice_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(page_numbers.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert page_numbers.engine("auto") == "builtin"
    _program(tmp_path, "exit 0")
    assert page_numbers.engine("auto") == "libreoffice"


def test_the_environment_decides_for_auto_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _program(tmp_path, "exit 0")
    for said in ("none", "builtin", " LibreOffice "):
        monkeypatch.setenv(page_numbers.VARIABLE, said)
        assert page_numbers.engine("auto") == said.strip().lower()
        assert page_numbers.engine("libreoffice") == "libreoffice"
        assert page_numbers.engine("builtin") == "builtin"


def test_asking_for_libreoffice_without_it_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentFault) as caught:
        page_numbers.engine("libreoffice")
    assert str(caught.value) == (
        "pages: libreoffice was asked for, but 'soffice' is not on the PATH; install LibreOffice, "
        "or write builtin"
    )
    monkeypatch.setenv(page_numbers.VARIABLE, "libreoffice")
    with pytest.raises(EnvironmentFault, match=r"^REPORTGEN_PAGES=libreoffice was asked for, but "):
        page_numbers.engine("auto")


def test_an_unknown_engine_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(page_numbers.VARIABLE, "word")
    with pytest.raises(EnvironmentFault) as caught:
        page_numbers.engine("auto")
    assert str(caught.value) == (
        "REPORTGEN_PAGES=word is not known; it is auto, libreoffice, builtin or none"
    )


def test_an_exit_code_of_zero_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, parts: Parts
) -> None:
    _program(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    with caplog.at_level(logging.WARNING):
        found = page_numbers.find("libreoffice", parts)
        assert found == page_numbers.find("libreoffice", parts), "said once only"
    assert found == page_numbers.find("builtin", parts)
    assert caplog.messages == [
        "LibreOffice made no PDF (exit 0); reportgen counts the pages itself"
    ]


def test_when_libreoffice_fails_the_report_is_as_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: Sample, look: Look
) -> None:
    _program(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    document = report("zh", drawn=False)
    made = Docx(pages="libreoffice").render(document, look)
    assert made == Docx(pages="builtin").render(document, look)


@OFFICE
@pytest.mark.libreoffice
def test_page_numbers_are_those_of_the_layout(report: Sample, look: Look, charts: Charts) -> None:
    parts = assemble(report("zh"), load(look.template), charts).finished(numbered=True)
    names = bookmarks(parts["word/document.xml"].decode())
    found = page_numbers.find("libreoffice", parts)
    assert found is not None
    assert found.of[FIRST_HEADING] == 1
    order = [found.of[name] for name in names if name.startswith("_Toc0")]
    assert order == sorted(order)
    assert 8 < order[-1] <= found.last


@OFFICE
@pytest.mark.libreoffice
def test_our_own_layout_finds_the_same_pages(report: Sample, look: Look) -> None:
    made = Docx(pages="libreoffice").render(report("en", drawn=False), look)
    text = unpack(made)["word/document.xml"].decode()
    cached = dict(re.findall(r" PAGEREF (\w+) .*?<w:t [^>]*>(\d+)</w:t>", text))
    found = page_numbers.find("builtin", unpack(made))
    assert found is not None
    assert {name: str(page) for name, page in found.of.items()} == cached
    footer = unpack(made)["word/footer2.xml"].decode()
    printed = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", footer))
    assert printed == f"Page 1 of {found.last} pages"


def test_without_libreoffice_the_contents_have_page_numbers_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: Sample, look: Look
) -> None:
    monkeypatch.delenv(page_numbers.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    made = unpack(Docx().render(report("zh", drawn=False), look))
    text, footer = (made[f"word/{name}.xml"].decode() for name in ("document", "footer2"))
    cached = re.findall(r" PAGEREF (\w+) .*?<w:t [^>]*>([^<]*)</w:t>", text)
    assert len(cached) > 20
    assert all(page.isdigit() for _, page in cached)
    last = max(int(page) for _, page in cached)
    printed = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", footer))
    assert f"共{last}页" in printed.replace(" ", "")

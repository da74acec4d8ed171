"""LibreOffice as a converter: warm where it can be, cold where it cannot, never left behind."""

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen.document.blocks import Document
from reportgen.errors import EnvironmentFault
from reportgen.extension.components import Look
from reportgen.renderers.docx import Docx, libreoffice, libreofficekit, page_numbers
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.lint import lint
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.without_charts import sketch
from reportgen.renderers.docx.word_template import load
from reportgen.renderers.ooxml import pack, unpack
from reportgen.report.batch.isolation import fork

Sample = Callable[..., Document]
OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
POSIX = pytest.mark.skipif(os.name != "posix", reason="the warm one needs POSIX")
OPTIONS = "{}"
_HELPER = """
import json, sys, time
for line in sys.stdin:
    source, target, options = json.loads(line)
    if options == "hang":
        time.sleep(60)
    if options == "die":
        sys.exit(1)
    if options != "nothing":
        open(target.removeprefix("file://"), "wb").write(b"%PDF warm")
    print("1", flush=True)
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stand-in for LibreOffice: a program that makes a file, and a helper that does."""
    folder = tmp_path / "program"
    folder.mkdir()
    program = folder / "soffice"
    program.write_text(
        '#!/bin/sh\nfor last; do :; done\nfolder=$(dirname "$last")\n'
        "printf '%%PDF cold' > \"$folder/report.pdf\"\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    (folder / libreofficekit.LIBRARIES[0]).touch()
    helper = tmp_path / "helper.py"
    helper.write_text(_HELPER)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(libreoffice.libreofficekit, "__file__", str(helper))
    monkeypatch.setattr(libreoffice._state, "failures", 0)
    libreoffice.close()
    yield folder
    libreoffice.close()


@POSIX
def test_one_start_serves_many_documents(installed: Path) -> None:
    assert installed.is_dir()
    assert libreoffice.convert(b"a", OPTIONS) == b"%PDF warm"
    warm = libreoffice._state.warm
    assert libreoffice.convert(b"b", OPTIONS) == b"%PDF warm"
    assert libreoffice._state.warm is warm
    assert warm is not None
    assert warm.made == 2


def in_a_child(options: str) -> bytes:
    """Convert in a forked process, as reports are made, and return what it got."""
    found, end = os.pipe()
    if not fork():
        try:
            os.write(end, libreoffice.convert(b"a", options))
        finally:
            os._exit(0)
    os.close(end)
    os.wait()
    with os.fdopen(found, "rb") as file:
        return file.read()


@POSIX
def test_a_lent_one_serves_forked_processes_and_is_replaced_when_they_break_it(
    installed: Path,
) -> None:
    assert installed.is_dir()
    libreoffice.lend()
    warm = libreoffice._state.warm
    assert [in_a_child(OPTIONS), in_a_child(OPTIONS)] == [b"%PDF warm", b"%PDF warm"]
    assert libreoffice._state.warm is warm
    assert warm is not None
    assert warm.usable

    assert in_a_child("die") == b"%PDF cold"
    assert warm.broken
    libreoffice.lend()
    assert libreoffice._state.warm is not warm
    assert libreoffice._state.failures == 1
    assert in_a_child(OPTIONS) == b"%PDF warm"


@POSIX
def test_without_the_library_each_document_has_its_start(installed: Path) -> None:
    (installed / libreofficekit.LIBRARIES[0]).unlink()
    assert libreoffice.convert(b"a", OPTIONS) == b"%PDF cold"
    assert libreoffice._state.warm is None


@POSIX
@pytest.mark.parametrize("trouble", ["die", "nothing"])
def test_a_warm_one_that_fails_is_replaced_by_a_cold_one(installed: Path, trouble: str) -> None:
    assert installed.is_dir()
    for _ in range(2):
        assert libreoffice.convert(b"a", trouble) == b"%PDF cold"
    assert libreoffice.convert(b"a", OPTIONS) == b"%PDF cold", (
        "after two failures it is not tried again"
    )


@POSIX
def test_a_warm_one_that_hangs_is_ended(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed.is_dir()
    monkeypatch.setattr(libreoffice, "SECONDS", 0.2)
    libreoffice.warm_up()
    warm = libreoffice._state.warm
    assert warm is not None
    with pytest.raises(EnvironmentFault, match=r"^LibreOffice took longer than 0 seconds$"):
        libreoffice.convert(b"a", "hang")
    assert warm._process.poll() is not None
    assert not warm._folder.exists()


@POSIX
def test_a_cold_one_that_hangs_is_ended_with_its_children(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installed / libreofficekit.LIBRARIES[0]).unlink()
    mark = installed / "alive"
    (installed / "soffice").write_text(f"#!/bin/sh\n(sleep 1; touch {mark}) &\nsleep 60\n")
    monkeypatch.setattr(libreoffice, "SECONDS", 0.2)
    with pytest.raises(EnvironmentFault, match=r"^LibreOffice took longer than 0 seconds$"):
        libreoffice.convert(b"a", OPTIONS)
    time.sleep(1.2)
    assert not mark.exists()


@POSIX
def test_the_warm_one_is_replaced_before_it_grows_too_big(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installed.is_dir()
    monkeypatch.setattr(libreoffice, "_DOCUMENTS", 1)
    libreoffice.convert(b"a", OPTIONS)
    first = libreoffice._state.warm
    libreoffice.convert(b"a", OPTIONS)
    assert libreoffice._state.warm is not first
    assert first is not None
    assert first._process.poll() is not None


@OFFICE
@POSIX
@pytest.mark.libreoffice
def test_the_helper_ends_and_cleans_up_with_its_parent(tmp_path: Path) -> None:
    program = libreoffice._program()
    if program is None:
        pytest.skip("this LibreOffice has no library to load")
    work = tmp_path / "work"
    work.mkdir()
    process = subprocess.Popen(  # noqa: S603 our own program
        [sys.executable, "-I", libreofficekit.__file__, str(program), str(work)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    answer, _ = process.communicate(json.dumps(["file:///none.docx", "", ""]).encode() + b"\n", 60)
    assert answer in {b"", b"0\n"}, "it may end before it answers"
    assert process.returncode == 0
    assert not work.exists()


@OFFICE
@pytest.mark.libreoffice
def test_warm_and_cold_find_the_same_pages(
    report: Sample, look: Look, charts: Charts, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = assemble(report("zh"), load(look.template), charts).finished(numbered=True)
    warm = page_numbers.find("libreoffice", parts)
    monkeypatch.setattr(libreoffice, "_program", lambda: None)
    assert page_numbers.find("libreoffice", parts) == warm
    assert warm is not None


@OFFICE
@pytest.mark.libreoffice
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sketch_has_the_pages_of_the_report(report: Sample, look: Look, language: str) -> None:
    made = Docx(pages="libreoffice").render(report(language), look)

    assert page_numbers._destinations(made) == page_numbers._destinations(
        pack(sketch(unpack(made)))
    )


def test_a_sketch_is_a_sound_file_without_charts(
    report: Sample, look: Look, charts: Charts
) -> None:
    parts = assemble(report("zh"), load(look.template), charts).finished(numbered=True)
    made = sketch(parts)
    assert lint(pack(made)) == []
    assert not [name for name in made if "chart" in name or "media" in name or "embed" in name]
    sizes = parts["word/document.xml"].count(b"<wp:extent ")
    assert made["word/document.xml"].count(b"<wp:extent ") == sizes

"""LibreOffice as a converter: warm where it can be, cold where it cannot, never left behind."""

import os
import re
import shutil
import socket
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
    monkeypatch.setattr(libreoffice._state, "late", False)
    monkeypatch.setattr(libreoffice._state, "known", False)
    libreoffice.close()
    yield folder
    libreoffice.close()


@pytest.fixture
def parts(report: Sample, look: Look, charts: Charts) -> dict[str, bytes]:
    """The parts of a report whose page numbers are not yet known."""
    return assemble(report("zh"), load(look.template), charts).finished(numbered=True)


@POSIX
def test_one_start_serves_many_documents(installed: Path) -> None:
    assert installed.is_dir()
    assert libreoffice.convert(b"a", OPTIONS) == b"%PDF warm"
    warm = libreoffice._state.warm
    assert libreoffice.convert(b"b", OPTIONS) == b"%PDF warm"
    assert libreoffice._state.warm is warm
    assert warm is not None
    assert warm.count == 2


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
    assert not warm.folder.exists()


@POSIX
def test_one_that_hung_is_not_asked_again(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (installed / "soffice").write_text("#!/bin/sh\nsleep 60\n")
    (installed / libreofficekit.LIBRARIES[0]).unlink()
    monkeypatch.setattr(libreoffice, "SECONDS", 0.2)
    for _ in range(2):
        with pytest.raises(EnvironmentFault, match=r"^LibreOffice took longer than 0 seconds$"):
            libreoffice.convert(b"a", OPTIONS)
        monkeypatch.setattr(libreoffice, "_cold", None)  # it would be called
        libreoffice.warm_up()
    assert libreoffice._state.warm is None


@POSIX
def test_one_that_hung_elsewhere_in_the_batch_is_neither_started_nor_spoken_of(
    installed: Path, parts: dict[str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    assert installed
    assert Docx().waited_in_vain() == ""
    Docx().do_without()
    libreoffice.lend()
    assert libreoffice._state.warm is None
    assert page_numbers.find("libreoffice", parts) == page_numbers.find("builtin", parts)
    assert Docx().waited_in_vain() == "LibreOffice"
    assert not [message for message in caplog.messages if "LibreOffice" in message]


_HANGS = "sleep 60"
_CRASHES = "kill -SEGV $$"
_PRINTS = 'for last; do :; done; printf "{}" > "$(dirname "$last")/report.pdf"'.format


@POSIX
@pytest.mark.parametrize(
    ("script", "said"),
    [
        (_HANGS, "LibreOffice took longer than 0 seconds; reportgen counts the pages itself"),
        (_CRASHES, r"LibreOffice made no PDF \(exit -?\d+\); reportgen counts the pages itself"),
        (_PRINTS("%%PDF-1.7 rubbish"), "LibreOffice made a PDF that cannot be read; reportgen"),
        (_PRINTS(""), "LibreOffice made no PDF .exit 0.; reportgen counts the pages itself"),
    ],
)
def test_one_that_fails_costs_its_page_numbers_only(  # noqa: PLR0913, PLR0917 what is at hand
    installed: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    parts: dict[str, bytes],
    script: str,
    said: str,
) -> None:
    (installed / libreofficekit.LIBRARIES[0]).unlink()
    (installed / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    monkeypatch.setattr(libreoffice, "SECONDS", 0.2 if script == _HANGS else 20)
    page_numbers._say_once.cache_clear()
    found = page_numbers.find("libreoffice", parts)
    assert found is not None
    assert found == page_numbers.find("builtin", parts)
    assert any(re.match(said, message) for message in caplog.messages)


@pytest.mark.parametrize("lie", ["backwards", "behind the end", "one lost"])
def test_pages_that_cannot_be_are_not_printed(
    monkeypatch: pytest.MonkeyPatch, parts: dict[str, bytes], lie: str
) -> None:
    own = page_numbers.find("builtin", parts)
    assert own is not None
    names = page_numbers._MARK.findall(parts["word/document.xml"].decode())
    pages = {name: own.of.get(name, 1) + 2 for name in names}
    told = {
        "backwards": {name: own.last + 3 - page for name, page in pages.items()},
        "behind the end": {name: page + 90 for name, page in pages.items()},
        "one lost": dict(list(pages.items())[1:]),
    }
    monkeypatch.setattr(page_numbers, "_destinations", lambda _: (told[lie], own.last + 3))
    assert page_numbers.find("libreoffice", parts) == own


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


def _gone(pids: Path, folder: Path) -> bool:
    """Tell whether every process written down has ended and the folder is no more, within 5 s."""
    for _ in range(100):
        running = [pid for pid in pids.read_text().split() if _runs(int(pid))]
        if not running and not folder.exists():
            return True
        time.sleep(0.05)
    return False


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize("mode", ["warm", "cold"])
def test_nothing_is_left_when_the_parent_is_killed(
    installed: Path, tmp_path: Path, mode: str
) -> None:
    pids, work = tmp_path / "pids", tmp_path / "temp"
    work.mkdir()
    (installed / "soffice").write_text(
        f"#!/bin/sh\necho $$ >> {pids}\n(echo $$ >> {pids}; sleep 60) &\nsleep 60\n"
    )
    helper = Path(libreofficekit.__file__)
    helper.write_text(
        "import os, subprocess, sys\n"
        f"children = [os.getpid(), subprocess.Popen(['sleep', '60']).pid]\n"
        f"print(*children, file=open({str(pids)!r}, 'w'))\n"
        "sys.stdin.read()\n"
    )
    if mode == "cold":
        (installed / libreofficekit.LIBRARIES[0]).unlink()
    code = (
        "import sys\n"
        "from reportgen.renderers.docx import libreoffice\n"
        f"libreoffice.libreofficekit.__file__ = {str(helper)!r}\n"
        "libreoffice.convert(b'a', '{}')\n"
    )
    environment = {**os.environ, "TMPDIR": str(work)}
    parent = subprocess.Popen([sys.executable, "-c", code], env=environment)  # noqa: S603
    while not (pids.exists() and len(pids.read_text().split()) > 1):
        assert parent.poll() is None
        time.sleep(0.05)
    folder = next(work.iterdir())
    parent.kill()
    parent.wait()
    assert _gone(pids, folder)
    assert list(work.iterdir()) == []


@OFFICE
@POSIX
@pytest.mark.libreoffice
def test_the_real_one_reaches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that links a picture, given to LibreOffice as no template could."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        page = f'<html><body><p>text</p><img src="{address}"/></body></html>'
        for program in (libreoffice._program(), None):
            monkeypatch.setattr(libreoffice, "_program", lambda found=program: found)
            assert libreoffice.convert(page.encode(), OPTIONS).startswith(b"%PDF")
        with pytest.raises(TimeoutError):
            server.accept()


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

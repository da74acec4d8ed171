"""What a plugin changes of the process is said, with its place, and put back."""

from __future__ import annotations

import decimal
import locale
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from reportgen.document import formats
from reportgen.document.blocks import Document
from reportgen.extension.plugin_faults import place_of
from reportgen.extension.process_state import Meddled, Severed, undisturbed


@pytest.fixture
def event() -> Iterator[threading.Event]:
    """A thread that waits for this goes on until the test is over."""
    found = threading.Event()
    yield found
    found.set()


def changed(deed: Callable[[], object], *, loading: bool = False) -> str:
    with pytest.raises(Meddled) as caught, undisturbed(deed, loading=loading):
        deed()
    said = str(caught.value)
    begin = f"{place_of(deed)}: changed what it shares with others: "
    assert said.startswith(begin)
    return said.removeprefix(begin)


def test_the_working_folder(tmp_path: Path) -> None:
    before = Path.cwd()
    assert changed(lambda: os.chdir(tmp_path)) == (
        "the working folder (os.chdir); write whole paths"
    )
    assert Path.cwd() == before


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP", "1")
    before = dict(os.environ)
    said = changed(lambda: os.environ.update(SHOP="2", ANEW="3"))
    assert said == "the environment (ANEW, SHOP); make it an option of the spec"
    assert changed(os.environ.clear).startswith("the environment (")
    assert dict(os.environ) == before


def test_the_locale_and_the_permissions_of_files() -> None:
    before = locale.setlocale(locale.LC_ALL), os.umask(0o22)
    os.umask(before[1])
    other = "C" if before[0] != "C" else "C.UTF-8"
    assert "the locale" in changed(lambda: locale.setlocale(locale.LC_ALL, other))
    assert "os.umask" in changed(lambda: os.umask(0o777))
    assert (locale.setlocale(locale.LC_ALL), os.umask(before[1])) == before


def test_settings_of_python() -> None:
    before = sys.getrecursionlimit()
    assert "sys.setrecursionlimit" in changed(lambda: sys.setrecursionlimit(900))
    assert "signal.alarm" in changed(lambda: signal.alarm(50))
    assert sys.getrecursionlimit() == before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_settings_of_libraries_end_with_the_plugin() -> None:
    def settings() -> tuple[object, ...]:
        size = mpl.rcParams["font.size"]
        return list(warnings.filters), decimal.getcontext().prec, np.geterr(), size

    before = settings()
    with undisturbed(None):
        warnings.simplefilter("error")
        decimal.getcontext().prec = 1
        np.seterr(all="raise")
        mpl.rcParams["font.size"] = 60
    assert settings() == before


def test_the_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    before = time.tzname

    def move() -> None:
        os.environ["TZ"] = "Asia/Kathmandu"
        time.tzset()

    assert "the time zone" in changed(move, loading=True)
    assert "the environment (TZ)" in changed(move)
    assert time.tzname == before


def test_a_thread_that_goes_on(event: threading.Event) -> None:
    said = changed(threading.Thread(target=event.wait, name="mailer").start)
    assert said == "a thread goes on (mailer); wait for it with join()"


def test_a_thread_that_ends_is_nobodys_business() -> None:
    with undisturbed(None):
        threading.Thread(target=time.sleep, args=(0.01,)).start()


def test_names_of_the_engine_that_are_replaced() -> None:
    before, plain = Document.blocks, formats.plain

    def patch() -> None:
        Document.blocks = None  # type: ignore[method-assign, assignment]
        formats.plain = len  # type: ignore[assignment]

    said = changed(patch)
    for name in ("reportgen.document.blocks.Document.blocks", "reportgen.document.formats.plain"):
        assert f"{name} was replaced; derive a class of your own" in said
    assert (Document.blocks, formats.plain) == (before, plain)


def test_descriptors_of_others_that_are_closed() -> None:
    place = os.open(os.devnull, os.O_RDONLY)
    os.close(place)  # where the next one will be
    with (
        pytest.raises(Severed, match="closed file descriptors of others; "),
        undisturbed(None),
    ):
        os.close(place)
    with undisturbed(None):
        os.close(os.open(os.devnull, os.O_RDONLY))


def test_what_is_loaded_may_set_variables_and_start_threads(
    monkeypatch: pytest.MonkeyPatch, event: threading.Event
) -> None:
    monkeypatch.setenv("LIBRARY_THREADS", "4")
    with undisturbed(None, loading=True):
        os.environ["LIBRARY_THREADS"] = "1"
        threading.Thread(target=event.wait).start()
    assert os.environ["LIBRARY_THREADS"] == "1"


def test_an_error_comes_first_and_all_is_put_back_as_well(tmp_path: Path) -> None:
    before = Path.cwd()

    def both() -> None:
        os.chdir(tmp_path)
        raise ValueError("no such order")

    with pytest.raises(ValueError, match="no such order"), undisturbed(both):
        both()
    assert Path.cwd() == before


def test_prints_go_where_errors_go(capfd: pytest.CaptureFixture[str]) -> None:
    with undisturbed(None):
        print("hello")  # noqa: T201 what plugins do
    assert capfd.readouterr() == ("", "hello\n")

"""Converts Word files to PDF with LibreOffice: one kept warm in each process, or one a document.

Starting LibreOffice costs more than laying out a report, so the first document of a process starts
one that the following share. Where that cannot be had (other systems, other packaging), each
document gets a start of its own. Every run has its own profile: two on one profile lose a file.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final

from reportgen.errors import EnvironmentFault
from reportgen.renderers.docx import libreofficekit
from reportgen.renderers.docx.substitute_fonts import environment

SECONDS: Final = 120.0
"""Seconds one conversion may take; by judgement: it takes a few."""
_DOCUMENTS: Final = 100
"""Conversions after which the warm one is replaced, as it grows with each; by judgement."""
_lock: Final = threading.Lock()


def soffice() -> str | None:
    """Return the path of the program, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(data: bytes, options: str, *, fresh: bool = False) -> bytes:
    """Return a Word file as PDF; `options` is the JSON of the PDF filter.

    With `fresh` LibreOffice is started for this file alone.

    Raises:
        EnvironmentFault: LibreOffice is not installed, made nothing, or took too long.
    """
    with _lock, TemporaryDirectory(prefix="reportgen-office-") as name:
        source, target = Path(name) / "report.docx", Path(name) / "report.pdf"
        source.write_bytes(data)
        warm = None if fresh else _warm()
        if warm is None or not warm.convert(source, target, options):
            _cold(source, target, options)
        return target.read_bytes()


def warm_up() -> None:
    """Start LibreOffice in the background, so that it is ready when the document is."""
    with _lock:
        _warm()


def lend() -> None:
    """Have LibreOffice ready for the processes forked from here: for one document each."""
    with _lock:
        if warm := _warm():
            warm.made += 1
            warm.lent = True


class Warm:
    """One LibreOffice in a process group of its own, kept running for the next document."""

    def __init__(self, program: Path) -> None:
        self.made = 0
        self.ended = self.lent = False
        self.program = program
        self.owner = os.getpid()
        self._folder = Path(mkdtemp(prefix="reportgen-office-"))
        self._process = subprocess.Popen(  # noqa: S603 our own program
            [sys.executable, "-I", libreofficekit.__file__, str(program), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env=environment(self._folder),
            start_new_session=True,
        )

    def convert(self, source: Path, target: Path, options: str) -> bool:
        """Convert a file; returns whether it was made. One that failed is ended and not used again.

        Raises:
            EnvironmentFault: It took too long.
        """
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None  # noqa: S101 both are pipes
        assert answers is not None  # noqa: S101
        self.made += 1
        try:
            asked.write(json.dumps([source.as_uri(), target.as_uri(), options]).encode() + b"\n")
            asked.flush()
        except OSError:
            return self._failed()
        ready, _, _ = select.select([answers], [], [], SECONDS)
        if not ready:
            self._failed()
            raise EnvironmentFault(f"LibreOffice took longer than {SECONDS:.0f} seconds")
        made = answers.readline() == b"1\n" and _made(target)
        return made or self._failed()

    def _failed(self) -> bool:
        self.close()
        _state.failures += 1
        return False

    @property
    def usable(self) -> bool:
        """Tell whether it is alive, not too old, and this process's own or lent by its parent."""
        if self.owner == os.getpid():
            return self.made < _DOCUMENTS and self._process.poll() is None
        return self._borrowed and not self.ended

    @property
    def _borrowed(self) -> bool:
        return self.lent and self.owner == os.getppid()

    @property
    def broken(self) -> bool:
        """Tell whether it ended by itself, or by a process it was lent to."""
        own = self.owner == os.getpid()
        return own and not self.ended and self._process.poll() is not None

    def close(self) -> None:
        """End it and whatever it started, and remove its folder."""
        if self.owner != os.getpid() and not self._borrowed:
            return
        self.ended = True
        _kill(self._process)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class _State:
    """The warm LibreOffice of this process, and how often one failed."""

    warm: Warm | None = None
    failures: int = 0


_state: Final = _State()


def close() -> None:
    """End the warm LibreOffice of this process, if there is one."""
    if _state.warm:
        _state.warm.close()
        _state.warm = None


atexit.register(close)


def _warm() -> Warm | None:
    """Return the warm one, started when needed; None where there cannot be one."""
    program = _program()
    if _state.warm and _state.warm.usable and _state.warm.program == program:
        return _state.warm
    if _state.warm and _state.warm.broken:
        _state.failures += 1
    close()
    # One that failed twice will fail again.
    if program and _state.failures < 2:  # noqa: PLR2004 said above
        _state.warm = Warm(program)
    return _state.warm


def _program() -> Path | None:
    """Return LibreOffice's own folder, where it has the library `libreofficekit` loads."""
    found = soffice()
    folder = Path(found).resolve().parent if found else None
    if (
        folder
        and os.name == "posix"
        and any((folder / name).is_file() for name in libreofficekit.LIBRARIES)
    ):
        return folder
    return None


def _cold(source: Path, target: Path, options: str) -> None:
    """Convert with a LibreOffice started for this document alone."""
    program = soffice()
    if program is None:
        raise EnvironmentFault("LibreOffice is not installed")
    profile = (target.parent / "profile").as_uri()
    process = subprocess.Popen(  # noqa: S603 a fixed program on a file of our own
        [
            program,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            f"pdf:writer_pdf_Export:{options}",
            "--outdir",
            str(target.parent),
            str(source),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(target.parent),
        start_new_session=True,
    )
    try:
        code = process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        _kill(process)
        raise EnvironmentFault(f"LibreOffice took longer than {SECONDS:.0f} seconds") from error
    # LibreOffice also exits with 0 when it made nothing; only the file tells.
    if not _made(target):
        raise EnvironmentFault(f"LibreOffice made no PDF (exit {code})")


def _made(target: Path) -> bool:
    return target.is_file() and target.stat().st_size > 0


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the whole process group: the program is a script that starts others."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()

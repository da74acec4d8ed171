"""Converts Word files to PDF with LibreOffice: one kept warm in each process, or one a document.

Starting LibreOffice costs more than laying out a report, so the first document of a process starts
one that the following share. Where that cannot be had (other systems, other packaging), each
document gets a start of its own. Every run has its own profile: two on one profile lose a file.

It is not trusted: `office_guard` takes the network from it and ends it with us, it works in a
folder that is removed, and one that did not answer in time is not asked again.
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
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from reportgen.errors import EnvironmentFault
from reportgen.renderers.docx import libreofficekit, office_guard
from reportgen.renderers.docx.office_profile import write_profile
from reportgen.renderers.docx.substitute_fonts import environment

SECONDS: Final = 60.0
"""Seconds one conversion may take; by judgement: it takes a few."""
_END: Final = 5.0
"""Seconds the guard may take to end it; by judgement: it takes a tenth."""
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
        EnvironmentFault: LibreOffice is not installed, made nothing, or took too long, now or
            with an earlier document.
    """
    with _lock:
        if _state.late:
            raise _too_late()
        warm = None if fresh else _warm()
        made = warm.convert(data, options) if warm else None
        return _cold(data, options) if made is None else made


def warm_up() -> None:
    """Start LibreOffice in the background, so that it is ready when the document is."""
    with _lock:
        if not _state.late:
            _warm()


def lend() -> None:
    """Have LibreOffice ready for the processes forked from here: for one document each."""
    with _lock:
        if not _state.late and (warm := _warm()):
            warm.count += 1
            warm.lent = True


def was_late() -> bool:
    """Tell whether one did not answer in time, so that none is asked again."""
    return _state.late


def do_without() -> None:
    """Ask no LibreOffice from now on, as one did not answer another process of this batch."""
    with _lock:
        _state.late = _state.known = True
        close()


class Office:
    """A guarded process that works in a folder of its own, which goes with it."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="reportgen-office-"))
        self.source, self.target = self.folder / "report.docx", self.folder / "report.pdf"
        self.profile = write_profile(self.folder).as_uri()

    def start(
        self, command: Sequence[str], stdout: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a command in the folder, under guard; its standard input keeps it alive."""
        guard = (sys.executable, "-I", str(office_guard.__file__), str(self.folder))
        self._process = subprocess.Popen(  # noqa: S603 our own program
            [*(guard if os.name == "posix" else ()), *command],
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env={**environment(self.folder), "TMPDIR": str(self.folder)},
            start_new_session=True,
        )
        return self._process

    def made(self) -> bytes | None:
        """Return the PDF; None where there is none. Only the file tells: exit codes do not."""
        with suppress(FileNotFoundError):
            return self.target.read_bytes() or None
        return None

    def close(self) -> None:
        """End it and whatever it started, and remove its folder."""
        process = getattr(self, "_process", None)
        if process is not None:
            _end(process)
        shutil.rmtree(self.folder, ignore_errors=True)


class Warm(Office):
    """One LibreOffice kept running for the next document."""

    def __init__(self, program: Path) -> None:
        super().__init__()
        self.count = 0
        self.ended = self.lent = False
        self.program = program
        self.owner = os.getpid()
        kit = str(libreofficekit.__file__)
        command = (sys.executable, "-I", kit, str(program), self.profile)
        self._process = self.start(command, subprocess.PIPE)

    def convert(self, data: bytes, options: str) -> bytes | None:
        """Convert a file; None where it was not made. One that failed is not used again.

        Raises:
            EnvironmentFault: It took too long.
        """
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None  # noqa: S101 both are pipes
        assert answers is not None  # noqa: S101
        self.count += 1
        self.target.unlink(missing_ok=True)
        self.source.write_bytes(data)
        request = json.dumps([self.source.as_uri(), self.target.as_uri(), options])
        try:
            asked.write(request.encode() + b"\n")
            asked.flush()
        except OSError:
            self._fail()
            return None
        ready, _, _ = select.select([answers], [], [], SECONDS)
        if not ready:
            self._fail()
            raise _too_late()
        made = self.made() if answers.readline() == b"1\n" else None
        if made is None:
            self._fail()
        return made

    def _fail(self) -> None:
        self.close()
        _state.failures += 1

    @property
    def usable(self) -> bool:
        """Tell whether it is alive, not too old, and this process's own or lent by its parent."""
        if self.owner == os.getpid():
            return self.count < _DOCUMENTS and self._process.poll() is None
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
        """End it, unless it is that of another process, which did not lend it."""
        if self.owner == os.getpid() or self._borrowed:
            self.ended = True
            super().close()


class _State:
    """The warm LibreOffice of this process, how often one failed, and whether one was too late."""

    warm: Warm | None = None
    failures: int = 0
    late: bool = False
    known: bool = False
    """Whether another process of the batch was the one that waited, and said so."""


_state: Final = _State()


def _too_late() -> EnvironmentFault:
    """Return the error for one that did not answer; no other document waits for it."""
    _state.late = True
    return EnvironmentFault(f"LibreOffice took longer than {SECONDS:.0f} seconds")


def said_before() -> bool:
    """Tell whether another process of this batch has said that one did not answer."""
    return _state.known


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


def _cold(data: bytes, options: str) -> bytes:
    """Convert with a LibreOffice started for this document alone."""
    program = soffice()
    if program is None:
        raise EnvironmentFault("LibreOffice is not installed")
    office = Office()
    try:
        office.source.write_bytes(data)
        process = office.start((
            program, "--headless", "--norestore", "--nolockcheck",
            f"-env:UserInstallation={office.profile}",
            "--convert-to", f"pdf:writer_pdf_Export:{options}",
            "--outdir", str(office.folder), str(office.source),
        ))  # fmt: skip
        code = process.wait(SECONDS)
        made = office.made()
    except subprocess.TimeoutExpired as error:
        raise _too_late() from error
    except OSError as error:
        raise EnvironmentFault(f"LibreOffice cannot be started: {error.strerror}") from error
    finally:
        office.close()
    if made is None:
        raise EnvironmentFault(f"LibreOffice made no PDF (exit {code})")
    return made


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a guard, which ends what it guards."""
    if os.name == "posix" and process.returncode is None:
        # Whoever was forked from us cannot close our end of the pipe.
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)
    elif process.returncode is None:
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()
    try:
        process.wait(_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

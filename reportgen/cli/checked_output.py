"""Notices that what a command prints cannot be written, and lets the command finish all the same.

A full disk or a reader that has gone must not end a batch between two reports. What is printed
after that goes nowhere; at the end a full disk is exit code 6, a reader that has gone (`| head`)
is nothing to complain of.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from reportgen.exit_codes import ExitCode


class CheckedStream(io.TextIOWrapper):
    """A standard stream that remembers the first failure and is silent from then on."""

    failure: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write a text; one that cannot be written counts as written."""
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        """Write what waits."""
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self.failure = self.failure or error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        super().flush()  # what still waits, or Python would complain at its end


@contextmanager
def checked_output() -> Iterator[None]:
    """Check both standard streams while a command runs.

    Raises:
        SystemExit: With 6, when one could not be written to for another reason than a reader that
            has gone.
    """
    streams = [_checked(name) for name in ("stdout", "stderr")]
    try:
        yield
    finally:
        for stream in streams:
            stream.flush()
        lost = [one.failure for one in streams if one.failure]
        if full := [one for one in lost if one.errno != errno.EPIPE]:
            print(  # noqa: T201 this is the command line
                f"what was printed could not be written: {full[0].strerror}; give standard output "
                "another place and run the command again",
                file=sys.stderr,
            )
            sys.exit(ExitCode.ENVIRONMENT)


def _checked(name: str) -> CheckedStream:
    stream: IO[str] | None = getattr(sys, name)
    if stream is None or not isinstance(stream, io.TextIOWrapper):  # closed (`>&-`)
        made = CheckedStream(Path(os.devnull).open("wb"), encoding="utf-8")  # noqa: SIM115 kept
    else:
        encoding, errors, by_line = stream.encoding, stream.errors, stream.line_buffering
        made = CheckedStream(
            stream.detach(), encoding=encoding, errors=errors, line_buffering=by_line
        )
    setattr(sys, name, made)
    return made

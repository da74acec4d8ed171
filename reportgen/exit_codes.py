"""The exit codes of the command line, and which one a build or a check ends with."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command; 0 always means that everything was made."""

    DONE = 0
    BUG = 1
    USAGE = 2
    SOURCE = 3
    PARTLY = 4
    WARNINGS = 5
    ENVIRONMENT = 6
    INTERRUPTED = 130


def build_exit_code(*, partly: int, failed: int) -> ExitCode:
    """Return the exit code of a build from how many reports are incomplete or failed.

    One is as much as all: a script must look at the outcomes in either case.
    """
    return ExitCode.PARTLY if partly or failed else ExitCode.DONE


def check_exit_code(warnings: int, *, strict: bool) -> ExitCode:
    """Return the exit code of a check from the number of its warnings."""
    return ExitCode.WARNINGS if strict and warnings else ExitCode.DONE

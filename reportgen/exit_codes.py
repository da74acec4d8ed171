"""What the command line tells the shell: the exit codes, and which one a build ends with."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line tells the shell; a zero always means that everything was made."""

    DONE = 0
    BUG = 1
    USAGE = 2
    SOURCE = 3
    PARTLY = 4
    WARNINGS = 5
    ENVIRONMENT = 6
    INTERRUPTED = 130


def build_exit_code(*, partly: int, failed: int) -> ExitCode:
    """The code of a build from how many reports lack a chapter and how many were not made.

    One is as much as all: a script must look at the outcomes in either case.
    """
    return ExitCode.PARTLY if partly or failed else ExitCode.DONE


def check_exit_code(warnings: int, *, strict: bool) -> ExitCode:
    """The code of a check that found nothing worse than this many warnings."""
    return ExitCode.WARNINGS if strict and warnings else ExitCode.DONE

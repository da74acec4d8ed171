"""The errors a user can fix; the command line prints them in one line, without a traceback.

ReportgenError
├── SpecError          the YAML does not say what it should           exit 2
├── UsageError         an option or a name on the command line        exit 2
├── PluginError        a plugin cannot be loaded, or clashes          exit 2
├── TemplateError      a Word template breaks its contract            exit 2
├── SourceError        an input file cannot be used                   exit 3
├── SectionError       a section could not be built                   exit 4
├── RendererError      a format could not be made                     exit 4
├── FontError          no font with Chinese characters on the machine exit 4
├── VerifyError        a finished file differs from its report        exit 4
└── EnvironmentFault   disk full, read-only, locked: try again later  exit 6
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from reportgen.exit_codes import ExitCode
from reportgen.personal_data import mask_message

_LONGEST: Final = 300
"""Characters told of a foreign message; by judgement: three lines of a terminal or of a page."""


class ReportgenError(Exception):
    """Base of every error a user can fix."""

    exit_code: ExitCode = ExitCode.USAGE

    def __str__(self) -> str:
        """Return the message without what a quoted cell, header or file says of a person."""
        return mask_message(super().__str__())


class SpecError(ReportgenError):
    """A spec does not say what it should; each line is `file:line:col: what; what to do`."""


class UsageError(ReportgenError):
    """A name or an option given on the command line does not exist."""


class PluginError(ReportgenError):
    """A plugin cannot be loaded, or two plugins claim the same name."""


class TemplateError(ReportgenError):
    """A Word template lacks a style or an anchor, or uses a variable that does not exist."""


class SourceError(ReportgenError):
    """An input file is missing, unreadable, or breaks the contract of its table."""

    exit_code = ExitCode.SOURCE


class SectionError(ReportgenError):
    """A section raised, or yielded what is not a block."""

    exit_code = ExitCode.PARTLY


class RendererError(ReportgenError):
    """A renderer raised, or returned what is no file."""

    exit_code = ExitCode.PARTLY


class FontError(ReportgenError):
    """No font on this machine has Chinese characters; empty boxes are never drawn instead."""

    exit_code = ExitCode.PARTLY


class VerifyError(ReportgenError):
    """A finished file is damaged or says something else than its report; it is not written."""

    exit_code = ExitCode.PARTLY


class EnvironmentFault(ReportgenError):  # noqa: N818 the machine's fault, not an error of the input
    """The machine, not the data, is at fault: nothing is written, the run can be repeated."""

    exit_code = ExitCode.ENVIRONMENT


def one_line(error: BaseException) -> str:
    """Say an error a plugin raised in one line: our own message, else type and first line.

    A message that itself fails, as any of a plugin may, has no text.
    """
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 `__str__` belongs to the plugin too
        message = ""
    if isinstance(error, ReportgenError):
        return " ".join(message.split())
    return f"{type(error).__name__}: {message}".splitlines()[0][:_LONGEST]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known word, else ""."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""

"""Says what a plugin raised: the error, and the last places of the plugin it went through."""

from __future__ import annotations

import inspect
import os
import sys
import sysconfig
import traceback
from pathlib import Path
from types import CodeType, FrameType
from typing import Final

from reportgen.errors import ReportgenError, one_line
from reportgen.extension.error_hints import hint

DEBUG: Final = "REPORTGEN_DEBUG"
"""The variable that `--debug` sets: every process then prints the whole traceback."""
_SHOWN: Final = 3
"""Frames that are told, the last ones; by judgement: the line and who called it."""
_OTHERS: Final = (
    Path(__file__).resolve().parents[1],
    *(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib")),
)
"""Where no plugin's code is, unless it is imported as one."""
PACKAGE: Final = "reportgen_plugins"
"""The package under which the files of all plugin folders are imported."""


class Unusable(Exception):  # noqa: N818 a reason, caught where plugins are loaded
    """Raised with the reason why a plugin cannot be used."""


def told(error: BaseException) -> str:
    """Return an error in one line, with the last frames of the plugin that led to it."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error, file=sys.stderr)
    frames = [(f.f_code, line) for f, line in traceback.walk_tb(error.__traceback__) if _own(f)]
    said = " ‹ ".join(
        f"{place(code, at)} {code.co_name}" for code, at in frames[: -_SHOWN - 1 : -1]
    )
    what = f"{one_line(error)}{hint(error)}"
    return f"{what} ({said})" if said else what


def why_unusable(error: BaseException, file: str) -> str:
    """Say why a plugin cannot be used, in one line, with the line of the plugin it comes from."""
    if isinstance(error, (Unusable, ReportgenError)):
        return " ".join(str(error).split())
    if isinstance(error, SyntaxError):
        said, lines = f"SyntaxError: {error.msg}", [error.lineno]
    else:
        frames = traceback.extract_tb(error.__traceback__)
        said, lines = one_line(error), [at.lineno for at in frames if at.filename == file]
    said = f"{said.removesuffix(': ')}{hint(error)}"
    return f"{said} (line {lines[-1]})" if lines and lines[-1] else said


def place(code: CodeType, line: int) -> str:
    """Return file and line as `plugins/waiting_time.py:12`: the same on every machine."""
    file = Path(code.co_filename)
    return f"{file.parent.name}/{file.name}:{line}"


def place_of(maker: object) -> str:
    """Return where a function of a plugin is defined; empty where it cannot be told."""
    code = getattr(inspect.unwrap(maker), "__code__", None) if callable(maker) else None
    return place(code, code.co_firstlineno) if code else ""


def _own(frame: FrameType) -> bool:
    """Tell whether a frame is one of a plugin."""
    if str(frame.f_globals.get("__name__", "")).partition(".")[0] == PACKAGE:
        return True
    file = Path(frame.f_code.co_filename)
    return file.is_file() and not any(file.resolve().is_relative_to(one) for one in _OTHERS)

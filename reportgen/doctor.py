"""`reportgen doctor`: what this machine has, in the order in which trouble is likely."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reportgen.errors import EnvironmentFault, ReportgenError
from reportgen.plugins import load_plugins
from reportgen.workspace import Workspace

_PACKAGES = ("pandas", "xlsxwriter", "docxtpl", "matplotlib", "pydantic", "pluggy")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at. `needed`: without it no report can be made."""

    what: str
    value: str
    good: bool = True
    remedy: str = ""
    needed: bool = False


def examine(workspace: Workspace) -> list[Found]:
    """Look at packages, encoding, fonts, page numbers, plugins, templates and writing."""
    return [
        Found("python", f"{platform.python_version()} {sys.executable}"),
        *_packages(),
        _encoding(),
        _font(),
        _pages(),
        *_plugins(workspace),
        _writing(workspace.folder),
    ]


def _packages() -> Iterator[Found]:
    for name in _PACKAGES:
        try:
            yield Found(name, version(name))
        except PackageNotFoundError:
            yield Found(name, "missing", good=False, remedy=f"pip install {name}", needed=True)


def _encoding() -> Found:
    encoding = sys.stdout.encoding or "unknown"
    try:
        "√ × 客户".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        remedy = "set PYTHONIOENCODING=utf-8 to read Chinese in this terminal"
        return Found("terminal encoding", encoding, good=False, remedy=remedy)
    return Found("terminal encoding", encoding)


def _font() -> Found:
    from reportgen.renderers.charts.fonts import families  # noqa: PLC0415 slow to import

    try:
        return Found("fonts for drawn charts", ", ".join(families()))
    except ReportgenError as error:
        missing = Found("fonts for drawn charts", "missing", good=False, needed=True)
        return replace(missing, remedy=str(error))


def _pages() -> Found:
    from reportgen.renderers.docx import office, pages  # noqa: PLC0415 slow to import

    try:
        used = pages.engine("auto")
    except EnvironmentFault as error:
        return Found("page numbers", "unknown", good=False, remedy=str(error), needed=True)
    if used == "libreoffice":
        return Found("page numbers", f"LibreOffice {office.soffice()}")
    if used == "builtin":
        return Found("page numbers", "reportgen's own layout; none where it is not sure")
    remedy = f"{pages.VARIABLE}=none switches them off; unset it"
    return Found("page numbers", "contents without page numbers", good=False, remedy=remedy)


def _plugins(workspace: Workspace) -> Iterator[Found]:
    registry = load_plugins(workspace)
    yield Found("plugins", f"{len(registry.plugins)} loaded, {len(registry.sections)} sections")
    for broken in registry.broken:
        yield Found(broken.name, "broken", good=False, remedy=f"{broken.file}: {broken.reason}")


def _writing(folder: Path) -> Found:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Found("writing", str(folder))
    except OSError as error:
        remedy = f"{error.strerror}; choose another folder with --out"
        return Found("writing", str(folder), good=False, remedy=remedy, needed=True)

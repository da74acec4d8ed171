"""`reportgen doctor`: checks the machine, in the order in which trouble is likely."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reportgen.cli.session import Session
from reportgen.errors import EnvironmentFault, ReportgenError
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import Workspace

_PACKAGES = ("pandas", "xlsxwriter", "lxml", "matplotlib", "pydantic", "pluggy")


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """The result of one check; without what is `needed` no report can be made."""

    what: str
    value: str
    good: bool = True
    remedy: str = ""
    needed: bool = False


def run(session: Session) -> int:
    """Check the machine and print what was found and what to do about what is missing."""
    findings = examine(session.workspace)
    for finding in findings:
        text = f"{finding.what}: {finding.value}"
        if finding.good:
            session.console.line(f" √ {text}")
        else:
            session.console.warn(f"{text}; {finding.remedy}")
    session.console.result({f.what: {"good": f.good, "value": f.value} for f in findings})
    needed = [finding for finding in findings if finding.needed and not finding.good]
    return ExitCode.ENVIRONMENT if needed else ExitCode.DONE


def examine(workspace: Workspace) -> list[DoctorFinding]:
    """Check packages, encoding, fonts, page numbers, plugins, templates and writing."""
    return [
        DoctorFinding("python", f"{platform.python_version()} {sys.executable}"),
        *_packages(),
        _encoding(),
        _font(),
        _pages(),
        *_plugins(workspace),
        _writing(workspace.folder),
    ]


def _packages() -> Iterator[DoctorFinding]:
    for name in _PACKAGES:
        try:
            yield DoctorFinding(name, version(name))
        except PackageNotFoundError:
            yield DoctorFinding(
                name, "missing", good=False, remedy=f"pip install {name}", needed=True
            )


def _encoding() -> DoctorFinding:
    encoding = sys.stdout.encoding or "unknown"
    try:
        "√ × 客户".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        remedy = "set PYTHONIOENCODING=utf-8 to read Chinese in this terminal"
        return DoctorFinding("terminal encoding", encoding, good=False, remedy=remedy)
    return DoctorFinding("terminal encoding", encoding)


def _font() -> DoctorFinding:
    from reportgen.picture_fonts import families  # noqa: PLC0415 slow to import

    try:
        return DoctorFinding("fonts for drawn charts", ", ".join(families()))
    except ReportgenError as error:
        missing = DoctorFinding("fonts for drawn charts", "missing", good=False, needed=True)
        return replace(missing, remedy=str(error))


def _pages() -> DoctorFinding:
    from reportgen.renderers.docx import libreoffice, page_numbers  # noqa: PLC0415 slow to import

    try:
        used = page_numbers.engine("auto")
    except EnvironmentFault as error:
        return DoctorFinding("page numbers", "unknown", good=False, remedy=str(error), needed=True)
    if used == "libreoffice":
        return DoctorFinding("page numbers", f"LibreOffice {libreoffice.soffice()}")
    if used == "builtin":
        return DoctorFinding("page numbers", "reportgen's own layout; none where it is not sure")
    remedy = f"{page_numbers.VARIABLE}=none switches them off; unset it"
    return DoctorFinding("page numbers", "contents without page numbers", good=False, remedy=remedy)


def _plugins(workspace: Workspace) -> Iterator[DoctorFinding]:
    registry = load_plugins(workspace)
    yield DoctorFinding(
        "plugins", f"{len(registry.plugins)} loaded, {len(registry.sections)} sections"
    )
    for broken in registry.broken:
        yield DoctorFinding(
            broken.name, "broken", good=False, remedy=f"{broken.file}: {broken.reason}"
        )


def _writing(folder: Path) -> DoctorFinding:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return DoctorFinding("writing", str(folder))
    except OSError as error:
        remedy = f"{error.strerror}; choose another folder with --out"
        return DoctorFinding("writing", str(folder), good=False, remedy=remedy, needed=True)

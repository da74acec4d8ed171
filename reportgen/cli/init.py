"""`reportgen init`: makes a workspace with a spec, Word templates and a folder for plugins."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reportgen.cli.session import Session
from reportgen.errors import UsageError
from reportgen.exit_codes import ExitCode
from reportgen.extension.workspace import Workspace, bundled
from reportgen.files import write_whole
from reportgen.labels import Label, Language

SPECS: Final = Label("monthly.yaml", "monthly_en.yaml")
"""The spec a new workspace starts with, by language of its reports."""

_IGNORE: Final = "out/\n"


def run(session: Session, folder: Path, language: Language, *, force: bool) -> int:
    """Make the workspace and print what to do next."""
    spec = make_workspace(folder, language, force=force)
    session.console.good("init.wrote", folder=str(folder))
    session.console.next_steps(
        {
            f"reportgen check {spec}": "next.check",
            f"reportgen plan {spec}": "next.plan",
            f"reportgen build {spec}": "next.build",
        }
    )
    session.console.result({"spec": spec})
    return ExitCode.DONE


def make_workspace(folder: Path, language: Language = "zh", *, force: bool = False) -> Path:
    """Lay out a workspace with a spec and the Word templates; returns the spec.

    Raises:
        UsageError: The folder holds a spec of that name already, and `force` is not given.
    """
    home = bundled()
    spec = Workspace(folder).configs / SPECS.in_(language)
    if spec.exists() and not force:
        raise UsageError(f"{spec} exists already; choose another folder or pass --force")
    write_whole(spec, (home.configs / SPECS.in_(language)).read_bytes())
    for template in sorted(home.templates.glob("*.docx")):
        write_whole(folder / "report_templates" / template.name, template.read_bytes())
    (folder / "plugins").mkdir(parents=True, exist_ok=True)
    write_whole(folder / ".gitignore", _IGNORE.encode())
    return spec

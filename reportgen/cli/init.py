"""`reportgen init`: makes a workspace with a spec, Word templates, folders for data and plugins.

With `--from` the spec reads the exports lying in a folder, mapped as `reportgen map` does.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from reportgen.cli.exports_found import ExportsFound
from reportgen.cli.first_spec import FirstSpec
from reportgen.cli.map.map_command import MapView, Options
from reportgen.cli.map.map_questions import Questions
from reportgen.cli.map.source_line import below
from reportgen.cli.session import Session
from reportgen.errors import SourceError, UsageError
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import Workspace, bundled, find_workspace
from reportgen.files import write_whole
from reportgen.labels import Label, Language
from reportgen.yaml.file import read_yaml

SPECS: Final = Label("monthly.yaml", "monthly_en.yaml")
"""The spec a new workspace starts with, by language of its reports."""

_IGNORE: Final = "out/\nstore/\n"


def run(
    session: Session,
    folder: Path,
    language: Language,
    *,
    force: bool,
    exports: Path | None = None,
) -> int:
    """Make the workspace and print what to do next."""
    console = session.console
    spec = make_workspace(folder, language, force=force)
    console.good("init.wrote", folder=str(folder))
    if exports is not None:
        return _from_exports(session, spec, exports, language)
    console.next_steps(
        {
            f"cd {folder}": "next.data",
            "reportgen map data/*": "next.map",
            f"reportgen check {below(spec, folder)} --data": "next.check_data",
        }
    )
    session.console.result({"spec": spec})
    return ExitCode.DONE


def _from_exports(session: Session, spec: Path, exports: Path, language: Language) -> int:
    """Map what lies in a folder and write the spec that reads it.

    Raises:
        SourceError: Nothing there is a table.
    """
    console, workspace = session.console, find_workspace(spec)
    registry = load_plugins(workspace)
    view = MapView(console, registry, workspace, Options())
    found = ExportsFound.of(exports, registry, view.recognised)
    if not found.files:
        why = "".join(f"\n{reason}" for reason in found.refused.values())
        raise SourceError(f"{exports}: no file there is known to be a table{why}")
    view.outs = found.outs(workspace)
    files = view.mapped(found.files)
    for path, reason in found.refused.items():
        console.warn(console.text("init.refused", file=path.name, reason=reason))
    first = FirstSpec(console, registry, workspace, found, files)
    if view.may_ask and not first.named_by:
        first = replace(first, dealer=Questions(console).dealer())
    shipped = read_yaml(bundled().configs / SPECS.in_(language)).data
    order = [section["type"] for section in shipped["sections"]]
    write_whole(spec, first.text(shipped["report"]["title"], order, language).encode())
    console.good("init.from", spec=str(spec), files=len(found.files), month=first.month)
    open_ = sum(len(e.matching.asked) + len(e.open_words) + len(e.matching.missing) for e in files)
    if open_:
        console.warn(console.text("init.open", count=open_))
    console.next_steps(
        {
            f"reportgen check {spec} --data": "next.check_data",
            f"reportgen build {spec}": "next.build",
        }
    )
    told = [each for own in files for each in view.plain(own)]
    console.result({"spec": spec, "files": told, "open": open_})
    return ExitCode.SOURCE if any(each.matching.missing for each in files) else ExitCode.DONE


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
    for name in ("plugins", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_whole(folder / ".gitignore", _IGNORE.encode())
    return spec

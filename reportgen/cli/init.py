"""`reportgen init`: makes a workspace with a spec, Word templates, folders for data and plugins.

With `--from` the spec reads the exports lying in a folder, mapped as `reportgen map` does.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

from reportgen.cli.console import Console
from reportgen.cli.exports_found import ExportsFound
from reportgen.cli.first_spec import FirstSpec
from reportgen.cli.map.map_command import MapView, Options
from reportgen.cli.map.map_questions import Questions
from reportgen.cli.map.source_line import below
from reportgen.cli.session import Session
from reportgen.cli.written_record import WrittenRecord
from reportgen.errors import SourceError, UsageError
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import Workspace, bundled, find_workspace
from reportgen.files import cannot_write
from reportgen.labels import Label, Language
from reportgen.personal_data import mask_file_name
from reportgen.yaml.file import read_yaml

SPECS: Final = Label("monthly.yaml", "monthly_en.yaml")
"""The spec a new workspace starts with, by language of its reports."""

_MARK: Final = ".reportgen-init"
"""Says what was written."""
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
    console, record = session.console, WrittenRecord(folder, _MARK)
    moved = _make_room(record, language, force=force)
    spec = lay_out(record, language)
    record.save()
    console.good("init.wrote", folder=str(folder))
    tell_kept(console, record)
    if moved:
        console.warn(console.text("init.moved", file=spec.name, name=moved.name))
    if exports is not None:
        return _from_exports(session, spec, exports, language, record)
    console.next_steps(
        {
            f"cd {folder}": "next.data",
            "reportgen map data/*": "next.map",
            f"reportgen check {below(spec, folder)} --data": "next.check_data",
        }
    )
    session.console.result({"spec": spec, "kept": record.kept})
    return ExitCode.DONE


def _from_exports(
    session: Session, spec: Path, exports: Path, language: Language, record: WrittenRecord
) -> int:
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
        console.warn(console.text("init.refused", file=mask_file_name(path.name), reason=reason))
    for path in found.lists:
        console.good("init.dealer_list", file=mask_file_name(path.name))
    first = FirstSpec(console, registry, workspace, found, files)
    if view.may_ask and not first.named_by and not first.dealer_list:
        first = replace(first, dealer=Questions(console).dealer())
    shipped = read_yaml(bundled().configs / SPECS.in_(language)).data
    order = [section["type"] for section in shipped["sections"]]
    record.write(spec, first.text(shipped["report"]["title"], order, language).encode())
    record.save()
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
    told = [each for own in files for each in view.values(own)]
    console.result({"spec": spec, "files": told, "open": open_})
    return ExitCode.SOURCE if any(each.matching.missing for each in files) else ExitCode.DONE


def make_workspace(folder: Path, language: Language = "zh") -> Path:
    """Lay out a workspace in a new folder; returns its spec.

    Raises:
        UsageError: The folder holds a spec of that name already.
    """
    record = WrittenRecord(folder, _MARK)
    _make_room(record, language, force=False)
    return lay_out(record, language)


def lay_out(record: WrittenRecord, language: Language, *, targets: bool = False) -> Path:
    """Write a spec, the Word templates, and folders for data and plugins; returns the spec.

    With `targets` the spec reads its file of targets, which a new workspace does not have.
    """
    home, folder = bundled(), record.folder
    spec = Workspace(folder).configs / SPECS.in_(language)
    text = (home.configs / SPECS.in_(language)).read_bytes()
    record.write(spec, text.replace(b"\n# targets:", b"\ntargets:") if targets else text)
    for template in sorted(home.templates.glob("*.docx")):
        record.write(folder / "report_templates" / template.name, template.read_bytes())
    for name in ("plugins", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    record.write(folder / ".gitignore", _IGNORE.encode())
    return spec


def tell_kept(console: Console, record: WrittenRecord) -> None:
    """Print which files a person has changed and therefore were not written."""
    for path in record.kept:
        console.warn(console.text("init.kept", file=str(path)))


def _make_room(record: WrittenRecord, language: Language, *, force: bool) -> Path | None:
    """Move a spec that a person has changed out of the way; returns where it is now.

    Raises:
        UsageError: There is a spec, and `force` is not given.
        EnvironmentFault: It cannot be moved.
    """
    spec = Workspace(record.folder).configs / SPECS.in_(language)
    if not spec.exists():
        return None
    if not force:
        raise UsageError(f"{spec} exists already; choose another folder or pass --force")
    if record.is_own(spec):
        return None
    names = (spec.with_name(f"{spec.name}.old{number or ''}") for number in count())
    try:
        return spec.rename(next(name for name in names if not name.exists()))
    except OSError as error:
        raise cannot_write(spec, error) from error

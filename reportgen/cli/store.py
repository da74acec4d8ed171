"""`reportgen store`: shows what is kept of the sources read, and clears it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportgen.cli.session import Session
from reportgen.errors import ReportgenError, UsageError
from reportgen.exit_codes import ExitCode
from reportgen.periods import Month
from reportgen.report.load_inputs import SpecReading
from reportgen.report.store.made_from import MadeFrom
from reportgen.report.store.store_folder import STORE, Kept, all_kept, remove
from reportgen.report.store.table_parts import EVERYBODY, DamagedError

State = Literal["fresh", "stale", "asked", "damaged"]
_MEGABYTE = 1e6


def run(session: Session, action: str) -> int:
    """Show or clear the store of the workspace the command was given in."""
    workspace = session.workspace.folder
    if action == "clear":
        return _clear(session, workspace)
    lines = [_line(session, folder) for folder in all_kept(workspace)]
    for line in lines:
        _show(session, line)
    if not lines:
        session.console.line(session.console.text("store.none", folder=str(workspace / STORE)))
    session.console.result(
        {"folder": workspace / STORE, "stores": [each.plain() for each in lines]}
    )
    return ExitCode.DONE


@dataclass(frozen=True, slots=True)
class StoreLine:
    """One store as it is shown: `kept` is null where it is damaged."""

    folder: Path
    size: int
    state: State
    kept: Kept | None = None

    def tables(self) -> Iterator[tuple[str, int, int]]:
        """Yield each table with its rows, and how many dealers it names."""
        for name, table in self.kept.contents.tables.items() if self.kept else ():
            rows = sum(group.rows for group in table.groups.values())
            yield name, rows, len(table.groups.keys() - {EVERYBODY})

    def plain(self) -> dict[str, object]:
        """Return it as JSON has it."""
        origin = self.kept.origin if self.kept else None
        return {
            "folder": self.folder,
            "state": self.state,
            "bytes": self.size,
            "spec": origin and origin.spec,
            "month": origin and origin.month,
            "files": origin.files if origin else {},
            "tables": {name: {"rows": r, "dealers": d} for name, r, d in self.tables()},
        }


def _line(session: Session, folder: Path) -> StoreLine:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    try:
        kept = Kept.read(folder)
        kept.check(kept.key)
    except DamagedError:
        return StoreLine(folder, size, "damaged")
    return StoreLine(folder, size, _state(session, kept), kept)


def _state(session: Session, kept: Kept) -> State:
    """Tell whether the next run would use a store; databases are not asked for that."""
    try:
        spec, registry = session.read(session.workspace.folder / kept.origin.spec)
        report = spec.report.model_copy(update={"language": kept.origin.language})
        reading = SpecReading.of(
            spec.model_copy(update={"report": report}), registry, Month.parse(kept.origin.month)
        )
        sources = [source for some in reading.sources.values() for source, _ in some]
        if any(source.files_read(reading.place) is None for source in sources):
            return "asked"
        return "fresh" if MadeFrom.of(reading).key == kept.key else "stale"
    except ReportgenError:
        return "stale"


def _show(session: Session, line: StoreLine) -> None:
    console = session.console
    size = f"{line.size / _MEGABYTE:.1f}"
    state = {
        "fresh": console.text("store.fresh"),
        "stale": console.text("store.stale"),
        "asked": console.text("store.asked"),
        "damaged": console.text("store.damaged"),
    }[line.state]
    if line.kept is None:
        console.warn(f"{line.folder} ({size} MB): {state}")
        return
    origin = line.kept.origin
    files = len(origin.files)
    text = console.text(
        "store.kept", spec=origin.spec, month=origin.month, size=size, files=files, state=state
    )
    console.line(f" {'√' if line.state == 'fresh' else '·'} {text}")
    for name, rows, dealers in line.tables():
        console.line(f"     {console.text('store.table', table=name, rows=rows, dealers=dealers)}")


def _clear(session: Session, workspace: Path) -> int:
    """Remove all that can be read again.

    Raises:
        UsageError: A run holds a store.
    """
    found = list(all_kept(workspace))
    held = [folder for folder in found if not remove(folder)]
    if held:
        raise UsageError(
            f"{held[0]}: a run is using this store; wait until it is finished, then clear again"
        )
    shutil.rmtree(workspace / STORE / "tables", ignore_errors=True)
    session.console.good("store.cleared", count=len(found), folder=str(workspace / STORE))
    session.console.result({"cleared": found})
    return ExitCode.DONE

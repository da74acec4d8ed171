"""Finds the exports in a folder: which table each is, which belong together, what they cover."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from reportgen.cli.map.mapped_file import MappedFile, moved
from reportgen.errors import ReportgenError
from reportgen.extension.components import Declarations
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import Workspace
from reportgen.intake import take_all
from reportgen.mapping import Recognised, changes, declared, readers_of
from reportgen.periods import Month
from reportgen.section.dealer import Dealer
from reportgen.spec.dealers import dealers_listed

_MONTH_IN_NAME: Final = re.compile(r"(?:19|20)\d{2}[-_.年]?\d{0,2}月?(?:[-_.]?\d{1,2}日?)?")
_COUNTED: Final = re.compile(r"[\d_.-]+$")
_COUNTED_FIRST: Final = re.compile(r"^[\d-]+")
_ENDED: Final = 25
"""Day of the month from which an export is taken to hold the month; by judgement."""

Recognise = Callable[[Path, Sequence[Recognised]], Recognised]
"""Says which table a file is; the second argument are files seen before."""


@dataclass(frozen=True, slots=True)
class ExportsFound:
    """The files of a folder that are a table, and why the others are none.

    Attributes:
        files: Those that are a table.
        refused: Why the others are none.
        lists: Those that list the dealers, and the dealers.
    """

    files: tuple[Recognised, ...]
    refused: Mapping[Path, str]
    lists: Mapping[Path, tuple[Dealer, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, registry: Registry, recognise: Recognise) -> ExportsFound:
        """Look at every file below a folder a source can read.

        The largest files come first: they say most about a header, and others that have it are
        taken for the same.
        """
        seen: list[Recognised] = []
        found: dict[Path, Recognised] = {}
        refused: dict[Path, str] = {}
        readable = sorted(_readable(folder, registry))
        lists = {path: named for path in readable if (named := dealers_listed(path))}
        paths = [path for path in readable if path not in lists]
        for path in sorted(paths, key=lambda each: -each.stat().st_size):
            try:
                each = recognise(path, seen)
            except ReportgenError as error:
                refused[path] = str(error)
                continue
            if each.matching not in (other.matching for other in seen):
                seen.append(each)
            found[path] = each
        return cls(
            tuple(found[path] for path in paths if path in found),
            {path: refused[path] for path in paths if path in refused},
            lists,
        )

    def groups(self) -> list[list[Recognised]]:
        """Group the files of one table and one header."""
        groups: list[list[Recognised]] = []
        for each in self.files:
            for group in groups:
                same = group[0].matching.table.name == each.matching.table.name
                if same and not changes(group[0].read.raw.header, each.read.raw.header):
                    group.append(each)
                    break
            else:
                groups.append([each])
        return groups

    def outs(self, workspace: Workspace) -> Mapping[Path, Path]:
        """File → its mapping file: `callbacks.yaml`, `callbacks_2.yaml` for another header."""
        found, count = {}, dict[str, int]()
        for group in self.groups():
            table = group[0].matching.table.name
            count[table] = count.get(table, 0) + 1
            name = table if count[table] == 1 else f"{table}_{count[table]}"
            out = workspace.configs / "mappings" / f"{name}.yaml"
            found.update({each.read.path: out for each in group})
        return found

    def pattern(self, group: Sequence[Recognised]) -> Path | None:
        """Return a path with `*` for what differs, which fits the files of a group and no other.

        A single file gets one for the month in its name. None where no such path is found.
        """
        own = [each.read.path for each in group]
        ways = {(each.read.type, str(each.read.options)) for each in group}
        if len({len(path.parts) for path in own}) != 1 or len(ways) != 1:
            return None
        parts = [sorted(set(some)) for some in zip(*(path.parts for path in own), strict=True)]
        path = Path(*(_starred(some) for some in parts))
        if len(own) == 1:
            path = own[0].with_name(_MONTH_IN_NAME.sub("*", own[0].name))
        others = {each.read.path for each in self.files} | set(self.refused) | set(self.lists)
        strange = any(other.match(path.as_posix()) for other in others - set(own))
        fits = all(each.match(path.as_posix()) for each in own)
        named = any(char.isalpha() for char in path.stem)
        return path if fits and named and not strange else None


def _starred(parts: Sequence[str]) -> str:
    """Return what some names share, `*` for the rest; digits beside it are part of the rest."""
    if len(parts) == 1:
        return parts[0]
    before, after = _start(parts), _start([part[::-1] for part in parts])[::-1]
    return f"{_COUNTED.sub('', before)}*{_COUNTED_FIRST.sub('', after)}"


def _start(texts: Sequence[str]) -> str:
    """Return the characters that some texts begin with alike."""
    alike = takewhile(lambda chars: len(set(chars)) == 1, zip(*texts, strict=False))
    return "".join(chars[0] for chars in alike)


def _readable(folder: Path, registry: Registry) -> Iterator[Path]:
    endings = readers_of(registry.sources)
    for path in folder.rglob("*"):
        hidden = path.name.startswith((".", "~$"))
        if path.is_file() and not hidden and path.suffix.lower() in endings:
            yield path


def last_day(mapped: MappedFile) -> date | None:
    """Return the last day some files have a row of; None where no header is the date."""
    dates = mapped.matching.table.date
    header = mapped.matching.certain.get(dates)
    days = [_last_day(mapped, file, header) for file in mapped.files] if header else []
    return max(filter(None, days), default=None)


def _last_day(mapped: MappedFile, file: Recognised, header: str) -> date | None:
    """Return the last day of one file, as the intake reads its date column alone."""
    table, raw = mapped.matching.table, file.read.raw
    alone = replace(
        table, columns=(table.column(table.date),), key=(), rules=(), owner="", cancelled=None
    )
    said = {
        option: {table.date: columns[table.date]}
        for option, columns in declared(mapped.matching, mapped.values).items()
        if table.date in columns
    }
    options: dict[str, Any] = dict(said)
    if "century" in said:
        options["century"] = {table.date: int(said["century"][table.date])}
    places = {p.header: p.at for p in moved(mapped.matching, file).proposals}
    at = places[header]
    only = replace(
        raw,
        header=(raw.header[at],),
        rows=raw.rows.iloc[:, [at]].set_axis([0], axis=1),
        dropped={},
        short={},
        declared=Declarations({table.date: raw.header[at]}, **options),
    )
    try:
        frames, _ = take_all([alone], {table.name: [only]})
    except ReportgenError:
        return None
    days = frames[table.name][table.date].dropna()
    return days.max().date() if len(days) else None


def month_of(mapped: Sequence[MappedFile]) -> Month | None:
    """Return the month to report on: the last one whose last days the largest table holds."""
    sized = sorted(mapped, key=lambda each: -sum(len(file.read.raw.rows) for file in each.files))
    last = next((day for each in sized if (day := last_day(each))), None)
    if last is None:
        return None
    month = Month(last.year, last.month)
    return month if last.day >= _ENDED else month - 1

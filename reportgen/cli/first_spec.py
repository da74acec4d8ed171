"""Writes the spec of `reportgen init --from`: sources that were mapped, possible sections."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reportgen.cli.console import Console
from reportgen.cli.exports_found import ExportsFound, month_of
from reportgen.cli.map.mapped_file import MappedFile, moved
from reportgen.cli.map.source_line import below, source_line
from reportgen.extension.components import Section
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import Workspace
from reportgen.intake import DEALER, VEHICLE
from reportgen.labels import Language
from reportgen.mapping import foreign_currency

_UNKNOWN_MONTH = "2026-01"


def quoted(text: str) -> str:
    """Write a text as YAML, in quotes."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True)
class FirstSpec:
    """The lines of a spec for files that were mapped."""

    console: Console
    registry: Registry
    workspace: Workspace
    exports: ExportsFound
    files: Sequence[MappedFile]
    dealer: str = ""
    """What the store is called, where the files name no dealer."""

    def text(self, title: str, order: Sequence[str], language: Language) -> str:
        """Return the spec as text; `order` are the section types, the first chapter first."""
        month = self.console.text("init.month")
        return "\n".join(
            (
                f"# {self.console.text('init.spec')}",
                "report:",
                f'  title: "{title}"',
                f"  language: {language}",
                "  formats: [docx, xlsx]",
                *self._currency(),
                f"period: {{ month: {self.month}, history: 13 }}  # {month}",
                *self._dealers(),
                "sources:",
                *self._sources(),
                "sections:",
                *self._sections(order),
                "",
            )
        )

    @cached_property
    def month(self) -> str:
        """The month of the report."""
        return str(month_of(self._usable) or _UNKNOWN_MONTH)

    @property
    def _usable(self) -> list[MappedFile]:
        return [each for each in self.files if not each.matching.missing]

    def _currency(self) -> Iterator[str]:
        said = (foreign_currency(each.matching, each.values) for each in self.files)
        yield from (f"  currency: {code}" for code in list(dict.fromkeys(filter(None, said)))[:1])

    @property
    def named_by(self) -> str:
        """The first table that names the dealers; empty where none does."""
        named = (each.matching for each in self._usable if DEALER in each.matching.certain)
        return next((matching.table.name for matching in named), "")

    @cached_property
    def dealer_list(self) -> Path | None:
        """The file that lists the dealers: some of those the exports name, or the only one."""
        named = {code for each in self._usable for code in _codes(each)}
        for path, dealers in self.exports.lists.items():
            if {dealer.id for dealer in dealers} & named or (not named and len(dealers) == 1):
                return path
        return None

    def _dealers(self) -> Iterator[str]:
        """Return the dealers: as a file or the first table names them, else one to be named."""
        if self.dealer_list:
            where = below(self.dealer_list, self.workspace.folder)
            yield f"dealers: {{ file: {quoted(str(where))} }}"
        elif self.named_by:
            yield f"# {self.console.text('init.dealers_listed')}"
            yield f"dealers: {{ from: {self.named_by} }}"
        else:
            yield f"dealers:  # {self.console.text('init.dealers')}"
            yield f"  - {{ id: D001, name: {quoted(self.dealer or 'D001')} }}"

    def _sources(self) -> Iterator[str]:
        """Yield a source for each group of files; as a comment if it lacks a required column."""
        lines: dict[str, list[str]] = {}
        for each in self.files:
            pattern = self.exports.pattern(each.files)
            mark = "#" if self._usable and each.matching.missing else ""
            for file in each.files[:1] if pattern else each.files:
                line = source_line(each, file.read, self.workspace, pattern)
                lines.setdefault(each.matching.table.name, []).append(f"{mark}    - {line}")
        for table, some in lines.items():
            usable = any(not line.startswith("#") for line in some)
            yield f"{'' if usable else '#'}  {table}:"
            yield from some

    def _sections(self, order: Sequence[str]) -> Iterator[str]:
        """Yield the sections that have what they need; the others as comments with a reason."""
        names = dict.fromkeys((*order, *self.registry.sections))
        found = {name: self.registry.sections[name] for name in names}
        lacks = {name: self._lacks(section) for name, section in found.items()}
        none = all(lacks.values())
        for name, lacking in lacks.items():
            told = f"  # {self.console.text('init.lacks', what=', '.join(lacking))}"
            line = f"  - {name}{told if lacking else ''}"
            yield f"#{line}" if lacking and not none else line

    def _lacks(self, section: type[Section]) -> list[str]:
        """Return what a section needs and the files lack, in the way that lacks least."""
        ways = section.needs_any or ({},)
        return min(
            ([*self._gone(section.needs), *self._gone(way)] for way in ways),
            key=lambda lacking: (sum("." not in each for each in lacking), len(lacking)),
        )

    def _gone(self, needs: Mapping[str, Sequence[str]]) -> Iterator[str]:
        for table, columns in needs.items():
            own = [each for each in self._usable if each.matching.table.name == table]
            known = {name for each in own for name in each.matching.certain}
            known |= {VEHICLE} if known & {"vin", "plate"} else set()
            if not own:
                yield table
            yield from (f"{table}.{name}" for name in columns if own and name not in known)


def _codes(mapped: MappedFile) -> Iterator[str]:
    """Yield the dealers some files name."""
    header = mapped.matching.certain.get(DEALER)
    for file in mapped.files if header else ():
        at = next(p.at for p in moved(mapped.matching, file).proposals if p.header == header)
        yield from file.read.raw.rows.iloc[:, at].astype("str").str.strip().unique()

"""A mapping file on its way through `reportgen map`: its exports, what is certain, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from reportgen.extension.components import Section, TaughtWords
from reportgen.intake.headers import normalise
from reportgen.intake.vehicle_keys import VEHICLE
from reportgen.mapping import (
    Changes,
    Matching,
    Proposal,
    Recognised,
    UnknownWord,
    Values,
    evidence,
    free_headers,
    unknown_words,
    values_of,
)
from reportgen.mapping.sample_values import candidates
from reportgen.mapping.unknown_words import added
from reportgen.metric.table_contracts import ColumnContract

NAMES_OF_VEHICLES = ("vin", "plate")
"""Columns that make a `vehicle`: a table that needs one lacks none of these."""


@dataclass(frozen=True, slots=True)
class MappedFile:
    """The exports of one table and header, with their mapping, their words and what is open.

    Attributes:
        files: The exports, in the order they were given.
        out: The mapping file to write.
        matching: Their columns as far as they are settled; positions are those of the first file.
        values: The values of their columns, of all files.
        taught: The words the mapping file taught before.
        words: The words nobody knew, with what a person said they mean.
        changed: How the header differs from last time's; null where there was none.
    """

    files: tuple[Recognised, ...]
    out: Path
    matching: Matching
    values: tuple[Values, ...]
    taught: TaughtWords
    words: tuple[UnknownWord, ...] = ()
    changed: Changes | None = None

    @property
    def found(self) -> Recognised:
        """The export that is shown: the first."""
        return self.files[0]

    def with_words(self) -> MappedFile:
        """Return the file with the words of the columns certain so far; answers stay."""
        known = {(each.column.name, each.word): each for each in self.words if each.means}
        per_file = (
            unknown_words(moved(self.matching, file), file.read.raw.rows, self.taught)
            for file in self.files
        )
        found = reduce(added, per_file)
        words = tuple(known.get((each.column.name, each.word), each) for each in found)
        return replace(self, words=words)

    @property
    def open_words(self) -> tuple[UnknownWord, ...]:
        """The words a person should decide on."""
        return tuple(each for each in self.words if not each.means)

    @property
    def lacking(self) -> Mapping[str, tuple[Proposal, ...]]:
        """Required columns without a header → the headers they may be by their values."""
        return {
            column.name: candidates(column, self.matching, self.values)
            for column in self.matching.missing
        }

    def important(self, sections: Iterable[type[Section]]) -> tuple[ColumnContract, ...]:
        """List columns of the key, the date and what sections need that lack a header.

        The column that says which rows were cancelled is one: without it they count.
        """
        table = self.matching.table
        cancelled = {table.cancelled.status} if table.cancelled else set()
        return self._unfound({*table.key, table.date, *cancelled, *_needed(table.name, sections)})

    def wanted(self, sections: Sequence[type[Section]]) -> Mapping[str, tuple[Proposal, ...]]:
        """Columns that sections read and no header resembles → the unused headers they may be.

        The columns whose values speak loudest come first: once they are answered, fewer are left.
        """
        names = {c.name for c in self.important(sections)} | set(self._used(sections))
        found = {c: free_headers(c, self.matching, self.values) for c in self._unfound(names)}
        loud = {
            c: evidence(self.values[some[0].at], c).strength for c, some in found.items() if some
        }
        return {c.name: found[c] for c in sorted(loud, key=lambda each: -loud[each])}

    def _used(self, sections: Iterable[type[Section]]) -> Iterator[str]:
        for section in sections:
            yield from section.wants.get(self.matching.table.name, ())

    def _unfound(self, wanted: set[str]) -> tuple[ColumnContract, ...]:
        asked = {p.best.column.name for p in self.matching.asked if p.best}
        gone = {*self.matching.certain, *asked, *(c.name for c in self.matching.missing)}
        if VEHICLE in wanted and not gone.intersection(NAMES_OF_VEHICLES):
            wanted = {*wanted, *NAMES_OF_VEHICLES}
        return tuple(c for c in self.matching.table.columns if c.name in wanted - gone)


def values_of_all(files: Sequence[Recognised]) -> tuple[Values, ...]:
    """Return a sample of the values of each column of the first file, taken from all of them."""
    first = files[0]
    found = [values_of(first.read.raw)]
    for file in files[1:]:
        own, places = (
            values_of(file.read.raw),
            {p.header: p.at for p in moved(first.matching, file).proposals},
        )
        found.append(
            tuple(
                own[places[text]] if text in places else Values(())
                for text in first.read.raw.header
            )
        )
    return tuple(Values.joined(some) for some in zip(*found, strict=True))


def moved(matching: Matching, file: Recognised) -> Matching:
    """Return the matching with the positions that its headers have in another file."""
    names = [normalise(text) for text in file.read.raw.header]
    if names == [normalise(p.header) for p in matching.proposals]:
        return matching
    places = [names.index(normalise(p.header)) for p in matching.proposals if p.header.strip()]
    filled = (p for p in matching.proposals if p.header.strip())
    pairs = zip(filled, places, strict=True)
    return replace(matching, proposals=tuple(replace(p, at=at) for p, at in pairs))


def _needed(table: str, sections: Iterable[type[Section]]) -> Iterator[str]:
    for section in sections:
        for needs in (section.needs, *section.needs_any):
            yield from needs.get(table, ())

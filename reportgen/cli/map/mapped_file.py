"""A file on its way through `reportgen map`: what it is, what is certain of it, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.extension.components import Section, TaughtWords
from reportgen.intake.category_words import meanings
from reportgen.intake.folding import folded
from reportgen.mapping import Changes, Matching, Proposal, Recognised, UnknownWord, Values
from reportgen.mapping import unknown_words as words_nobody_knows
from reportgen.mapping.sample_values import candidates
from reportgen.mapping.unknown_words import added
from reportgen.metric.table_contracts import ColumnContract


@dataclass(frozen=True, slots=True)
class MappedFile:
    """One file that was recognised, with its mapping, its words and what is open.

    Attributes:
        found: The file and the table it is.
        out: The mapping file to write.
        matching: Its columns as far as they are settled.
        values: The values of its columns.
        taught: The words the mapping file taught before.
        words: The words nobody knew, with what a person said they mean.
        others: The words of earlier files with the same mapping file.
        changed: How its header differs from last time's; null where there was none.
    """

    found: Recognised
    out: Path
    matching: Matching
    values: tuple[Values, ...]
    taught: TaughtWords
    words: tuple[UnknownWord, ...] = ()
    others: tuple[UnknownWord, ...] = ()
    changed: Changes | None = None

    def with_words(self) -> MappedFile:
        """Return the file with the words of the columns certain so far; answers stay."""
        known = {(each.column.name, each.word): each for each in self.words if each.means}
        own = words_nobody_knows(self.matching, self.found.read.raw.rows, self.taught)
        found = added([each for each in self.others if not self._is_taught(each)], own)
        words = tuple(known.get((each.column.name, each.word), each) for each in found)
        return replace(self, words=words)

    def _is_taught(self, each: UnknownWord) -> bool:
        return folded(each.word) in meanings(self.taught.get(each.column.name, {}))

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
        """List columns of the key, the date and what sections need that lack a header."""
        table = self.matching.table
        wanted = {*table.key, table.date, *_needed(table.name, sections)}
        asked = {p.best.column.name for p in self.matching.asked if p.best}
        gone = {*self.matching.certain, *asked, *(c.name for c in self.matching.missing)}
        return tuple(c for c in table.columns if c.name in wanted - gone)


def _needed(table: str, sections: Iterable[type[Section]]) -> Iterator[str]:
    for section in sections:
        for needs in (section.needs, *section.needs_any):
            yield from needs.get(table, ())

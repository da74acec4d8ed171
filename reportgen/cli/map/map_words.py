"""Words the output of `reportgen map`: what a file is, each of its headers, what is missing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.cli.console import Console
from reportgen.extension.components import TaughtWords
from reportgen.intake.category_words import IGNORE, key_label, keys_of
from reportgen.mapping import (
    Matching,
    MatchReason,
    Proposal,
    Recognised,
    UnknownWord,
    Values,
    WordLine,
)
from reportgen.mapping.sample_values import samples
from reportgen.metric.table_contracts import ColumnContract
from reportgen.personal_data import mask_file_name

_SHOWN: Final = 3
"""Names of files listed; by judgement: they fit on one line."""
_MARKS: Final = {"certain": "√", "ask": "?", "unused": "·"}


@dataclass(frozen=True, slots=True)
class Words:
    """Puts what was recognised into words, in the language of the terminal."""

    console: Console

    def title(self, found: Recognised) -> str:
        """Say which table the file is and in which row its header stands."""
        raw, table = found.read.raw, found.matching.table
        return self.console.text(
            "map.file",
            file=found.read.shown_path,
            table=table.label.in_(self.console.language),
            name=table.name,
            score=f"{found.score:.2f}",
            row=found.read.header_row,
            rows=len(raw.rows),
            form=raw.encoding or found.read.path.suffix[1:],
        )

    def titles(self, files: Sequence[Recognised]) -> Iterator[str]:
        """Say what the first file is, and which others have the same header."""
        yield self.title(files[0])
        if others := [mask_file_name(file.read.path.name) for file in files[1:]]:
            shown = ", ".join(others[:_SHOWN]) + (" …" if len(others) > _SHOWN else "")
            yield self.console.text("map.same_header", count=len(others), files=shown)

    def lines(self, matching: Matching, values: Sequence[Values]) -> Iterator[str]:
        """Lay out the headers as a table for people: header, column, score, reasons, samples."""
        rows = [
            (
                _MARKS[p.state],
                p.header,
                self._target(p),
                f"{p.best.score:.2f}" if p.best and p.state != "unused" else "",
                self.why(p),
                "  ".join(samples(values[p.at], p)),
            )
            for p in matching.proposals
            if p.header.strip()
        ]
        widths = [max((_width(row[at]) for row in rows), default=0) for at in range(5)]
        for row in rows:
            cells = [_padded(cell, width) for cell, width in zip(row, (*widths, 0), strict=True)]
            yield f" {cells[0]} {'  '.join(cells[1:])}".rstrip()

    def _target(self, proposal: Proposal) -> str:
        if proposal.state == "unused" or proposal.best is None:
            return self.console.text("map.unused")
        column = proposal.best.column
        first = f"{column.name} {column.label.in_(self.console.language)}"
        others = (f"{pair.column.name} {pair.score:.2f}" for pair in proposal.others)
        shown = " / ".join((first, *others)) if proposal.state == "ask" else first
        return f"→ {shown}"

    def why(self, proposal: Proposal) -> str:
        """Say the reasons for a proposal in one line."""
        if proposal.state == "unused" or proposal.best is None:
            return ""
        parts = [self._reason(reason) for reason in (*proposal.best.reasons, *proposal.notes)]
        if proposal.state == "ask":
            parts.append(self.console.text("map.confirm"))
        return self.console.text("map.join").join(parts)

    def _reason(self, reason: MatchReason) -> str:
        return self.console.text(f"map.why.{reason.rule}", about=reason.about)

    def unknown(self, each: UnknownWord) -> str:
        """Say a word nobody knows, or what it has been taught to mean."""
        language, column = self.console.language, each.column
        said = {"column": column.name, "name": column.label.in_(language), "word": each.word}
        if each.means:
            named = each.means == IGNORE or column.people
            label = "" if named else key_label(column, each.means, language)
            meaning = f"{each.means} {label}".rstrip()
            return self.console.text("map.word_taught", rows=each.rows, meaning=meaning, **said)
        key = "map.two_names" if column.people else "map.word_unknown"
        return self.console.text(key, rows=each.rows, likely=self.meaning(each), **said)

    def meaning(self, each: UnknownWord) -> str:
        """Say what a word may mean and why; else everything it could."""
        language, column = self.console.language, each.column
        if column.people:
            names = ", ".join(name for name, _ in each.likely)
            return self.console.text("map.word_any", keys=names)
        if each.likely:
            key, known = each.likely[0]
            label = key_label(column, key, language)
            return self.console.text("map.word_likely", meaning=f"{key} {label}", known=known)
        keys = ", ".join(f"{key} {key_label(column, key, language)}" for key in keys_of(column))
        return self.console.text("map.word_any", keys=keys)

    def word_lines(self, words: Sequence[UnknownWord], taught: TaughtWords) -> list[WordLine]:
        """Return the words of a mapping file: those taught before, those answered, those to ask."""
        kept = self.console.text("map.why.kept")
        lines = [
            WordLine(column, key, text, kept)
            for column, keys in taught.items()
            for key, texts in keys.items()
            for text in texts
        ]
        for each in words:
            rows = self.console.text("map.word_rows", rows=each.rows)
            first = each.likely[0][0] if each.likely else ""
            remark = rows if each.means else f"? {rows}: {self.meaning(each)}"
            if first and not each.means:
                remark = f"{remark}; {self.console.text('map.word_confirm')}"
            line = WordLine(
                each.column.name, each.means or first, each.word, remark, asked=not each.means
            )
            lines.append(line)
        return lines

    def lacking(self, column: ColumnContract, near: Sequence[Proposal]) -> str:
        """Say that a required column is missing, and which headers it may be."""
        name = column.label.in_(self.console.language)
        if not near:
            return self.console.text("map.missing", column=column.name, name=name)
        headers = ", ".join(proposal.header for proposal in near)
        return self.console.text(
            "map.missing_near", column=column.name, name=name, headers=headers, first=near[0].header
        )


def _width(text: str) -> int:
    """Count terminal columns: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))

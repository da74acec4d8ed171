"""Finds the words of a file's categories and flags that nobody knows, and what each may mean.

A word that is a known one but for its spelling is known already (`intake.folding`). One that holds
a known word, or resembles it, is a question for a person: 成功回访 may be 成功, 未成功 is not. So
are two people in one cell, 李师傅^王师傅, where each name stands alone elsewhere: the work is one
person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

import numpy as np
import pandas as pd

from reportgen.extension.components import TaughtWords
from reportgen.intake.category_words import known_words, meanings
from reportgen.intake.convert import Bools, Cells, Reading, convert
from reportgen.intake.folding import folded
from reportgen.intake.repeated_rows import not_data
from reportgen.mapping.column_match import Matching
from reportgen.metric.table_contracts import ColumnContract
from reportgen.personal_data import mask_label

MOST: Final = 40
"""Words of one column that are asked about; by judgement: more are hardly of this column."""
_SHORTEST: Final = 2
"""Characters a word has at least to be likened to another; by judgement."""
_ALIKE: Final = 0.6
"""Ratio from which words are alike, that of `did_you_mean`."""
_PROPOSED: Final = 3
"""Keys proposed for a word; by judgement."""
_BETWEEN: Final = re.compile(r"[\^/\\、，,；;&+|｜]")
"""What stands between the names of several people in one cell."""
_NOT: Final = re.compile("不|未|没|无|非|否|待|失败|错|not|no|non|un|fail|miss|re(?=open)")
"""Pieces that turn a word into its opposite: a word has all of another's, or is not like it."""


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word of a category or flag that nobody knows, and what it may mean.

    Attributes:
        column: The column it stands in.
        word: As written, the commonest spelling.
        rows: How many rows have it.
        likely: Key it may mean and the known word it is like, the likeliest first.
        means: The key a person chose; empty as long as nobody did.
    """

    column: ColumnContract
    word: str
    rows: int
    likely: tuple[tuple[str, str], ...] = ()
    means: str = ""


def unknown_words(
    matching: Matching, rows: pd.DataFrame, taught: TaughtWords
) -> tuple[UnknownWord, ...]:
    """List the words of certain categories and flags that neither contract nor `taught` knows.

    Rows that are no data (totals, repeated headers) do not count; texts that are personal data
    (numbers of phones, plates …) are no words.
    """
    cells = [Cells.of(rows.iloc[:, at]) for at in range(rows.shape[1])]
    none = not_data([proposal.header for proposal in matching.proposals], cells)
    data = ~np.logical_or.reduce(list(none.values()))
    found: list[UnknownWord] = []
    for proposal in matching.proposals:
        if proposal.state == "certain" and proposal.best is not None:
            column = proposal.best.column
            if column.traits.holds == "word":
                known = Reading(words=meanings(taught.get(column.name, {})))
                found += _unknown(column, cells[proposal.at], data, known)
            elif column.people:
                aliases = meanings(taught.get(column.name, {}))
                found += _together(column, cells[proposal.at], data, aliases)
    return tuple(found)


def added(words: Sequence[UnknownWord], more: Sequence[UnknownWord]) -> tuple[UnknownWord, ...]:
    """Join the words of two files with one mapping: those of one spelling are counted together."""
    found = {(each.column.name, folded(each.word)): each for each in words}
    for each in more:
        key = (each.column.name, folded(each.word))
        rows = each.rows + (found[key].rows if key in found else 0)
        found[key] = replace(found.get(key, each), rows=rows)
    return tuple(found.values())


def _unknown(
    column: ColumnContract, cells: Cells, data: Bools, known: Reading
) -> Iterator[UnknownWord]:
    marked = convert(column, cells, known).repairs["unknown_word"]
    counts = np.bincount(cells.codes[data], minlength=len(cells.texts))
    by_spelling: dict[str, list[tuple[int, str]]] = {}
    for at in np.flatnonzero(marked & (counts > 0)).tolist():
        word = cells.texts[at].as_py()
        if mask_label(word) == word:
            by_spelling.setdefault(folded(word), []).append((int(counts[at]), word))
    ranked = sorted(by_spelling.values(), key=lambda some: (-sum(n for n, _ in some), some[0][1]))
    for some in ranked:
        word = max(some)[1]
        yield UnknownWord(column, word, sum(n for n, _ in some), tuple(_likely(word, column)))


def _together(
    column: ColumnContract, cells: Cells, data: Bools, aliases: Mapping[str, str]
) -> Iterator[UnknownWord]:
    """Yield the cells that name several people, each of whom has cells of their own."""
    counts = np.bincount(cells.codes[data], minlength=len(cells.texts)).tolist()
    texts = [text.strip() for text in cells.texts.to_pylist()]
    alone = {folded(text) for text, rows in zip(texts, counts, strict=True) if rows}
    for text, rows in zip(texts, counts, strict=True):
        names = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        known = len(names) > 1 and all(folded(name) in alone for name in names)
        if rows and known and folded(text) not in aliases:
            yield UnknownWord(column, text, rows, tuple((name, name) for name in names))


def _likely(word: str, column: ColumnContract) -> Iterator[tuple[str, str]]:
    """Yield the keys a word may mean, each with the known word that says so."""
    best: dict[str, tuple[float, str]] = {}
    for known, key in known_words(column).items():
        score = _likeness(folded(word), known)
        if score > best.get(key, (0.0, ""))[0]:
            best[key] = (score, known)
    ranked = sorted(best.items(), key=lambda each: -each[1][0])
    yield from ((key, known) for key, (_, known) in ranked[:_PROPOSED])


def _likeness(word: str, known: str) -> float:
    """0–1: how much one word is inside the other, else how alike they are; 0 for opposites."""
    short, long = sorted((word, known), key=len)
    if len(short) < _SHORTEST or set(_NOT.findall(word)) != set(_NOT.findall(known)):
        return 0.0
    if short in long:
        return 0.5 + 0.5 * len(short) / len(long)
    alike = SequenceMatcher(None, word, known).ratio()
    return alike if alike >= _ALIKE else 0.0

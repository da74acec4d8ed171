"""The columns of detail tables as formulas see them: names, references, words in cells."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

import numpy as np
import pandas as pd

from reportgen.labels import Language
from reportgen.metric.table_contracts import ColumnContract, ColumnKind, kind_record
from reportgen.renderers.xlsx.checked_writes import clean

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOLDS = {kind: kind_record(kind).holds for kind in get_args(ColumnKind)}
TEXTS = frozenset(kind for kind, holds in _HOLDS.items() if holds in {"text", "word"})
NUMBERS = frozenset(kind for kind, holds in _HOLDS.items() if holds == "number")
DATES = frozenset(kind for kind, holds in _HOLDS.items() if holds == "time")

FIRST_DAY = date(1900, 3, 1)
"""Before this day spreadsheets disagree about serial numbers (1900 is no leap year)."""

_PLAIN = re.compile(r"[\w（）／％ ]+")
"""A header every spreadsheet reads alike inside the brackets of a structured reference."""


@dataclass(frozen=True)
class DetailColumn:
    """One column of a detail table: where formulas find it and what its cells say.

    Attributes:
        contract: What the column holds.
        table: Name of the Excel table.
        header: Text of its header cell, unique in the table.
        span: Its cells, `'工单'!$B$3:$B$12`.
        data: Its values as the frame holds them.
        language: Language of the words shown for categories and flags.
    """

    contract: ColumnContract
    table: str
    header: str
    span: str
    data: pd.Series
    language: Language

    @property
    def ref(self) -> str:
        """Its structured reference, `tbl_repair_orders[产值]`; its cells for an unusual header."""
        return f"{self.table}[{self.header}]" if _PLAIN.fullmatch(self.header) else self.span

    def word(self, key: object) -> str:
        """Return what a cell shows for one text, category key or flag."""
        if self.contract.traits.holds == "word":
            return clean(self.contract.words_for(key, self.language))
        return clean(str(key))

    @cached_property
    def coded(self) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Return a code for each row (-1 without a value), and the value of each code."""
        dates = self.contract.kind in DATES
        codes, values = pd.factorize(pd.to_datetime(self.data) if dates else self.data)
        return codes, values.to_numpy()

    @cached_property
    def words(self) -> Mapping[Hashable, str]:
        """Each distinct value of a text column → the word its cells show, in order of code."""
        return {key: self.word(key) for key in self.coded[1].tolist()}

    @cached_property
    def alike(self) -> Mapping[str, frozenset[Hashable]]:
        """Folded word → the values whose words a spreadsheet could take for the same."""
        groups: defaultdict[str, set[Hashable]] = defaultdict(set)
        for key, word in self.words.items():
            groups[fold(word)].add(key)
        return {word: frozenset(keys) for word, keys in groups.items()}

    @cached_property
    def exact(self) -> bool:
        """Whether its cells hold every number or date exactly."""
        known = self.coded[1]
        if self.contract.kind in DATES:
            return bool((known >= np.datetime64(FIRST_DAY)).all())
        return bool(np.isfinite(known.astype(float)).all())


DetailColumns: TypeAlias = Mapping[str, DetailColumn]
"""Canonical name → column, for every column the detail sheet shows."""

TableNames: TypeAlias = Mapping[str, DetailColumns]
"""Canonical table name → its columns. Only tables that stand whole on one sheet are in it."""


def fold(word: str) -> str:
    """Return a word without what a spreadsheet may ignore in comparisons: case and width."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())

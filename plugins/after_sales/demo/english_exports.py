"""The sample data in English: the same numbers, every Chinese word replaced.

Number plates stay as they are: that is what they look like in China. A Chinese text nobody has
translated is an error, never left in a file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from reportgen_plugins.after_sales.demo.english_words import (
    FILES,
    GIVEN,
    HEADERS,
    IN_COLUMN,
    SENTENCES,
    SPELT_SURNAMES,
    WORDS,
)

if TYPE_CHECKING:
    import pandas as pd
    from reportgen_plugins.after_sales.demo import DemoFile

CHINESE: Final = re.compile("[\u2e80-\u9fff\uff00-\uffef\U00020000-\U0003ffff]")
PLATE: Final = re.compile(r"[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}")
_SENTENCES: Final = tuple(
    (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(zh))), en)
    for zh, en in SENTENCES.items()
)


def in_english(sample: DemoFile) -> DemoFile:
    """The same file as an English system would have exported it."""
    table = sample.table.copy()
    for name in table.columns[table.dtypes != "float64"]:
        said = {**_words_of(table[name]), **IN_COLUMN.get(name, {})}
        table[name] = table[name].map(lambda cell, said=said: said.get(cell, cell))
    table = table.rename(columns=HEADERS)
    return replace(sample, path=path(sample.path), table=table, sheet=FILES.get(sample.sheet, ""))


def _words_of(column: pd.Series) -> dict[str, str]:
    return {cell: word(cell) for cell in column.unique().tolist() if isinstance(cell, str)}


def path(chinese: str) -> str:
    """The English name of a file: `SH001_工单.csv` → `SH001_orders.csv`."""
    return re.sub("[\u4e00-\u9fff]+", lambda found: FILES[found[0]], chinese)


@cache
def word(chinese: str) -> str:
    """A cell in English.

    Raises:
        KeyError: Nobody has translated it.
    """
    if chinese in WORDS:
        return WORDS[chinese]
    if PLATE.fullmatch(chinese) or not CHINESE.search(chinese):
        return chinese
    for pattern, english in _SENTENCES:
        if found := pattern.fullmatch(chinese):
            return english.format(**{name: word(text) for name, text in found.groupdict().items()})
    return f"{SPELT_SURNAMES[chinese[0]]} {GIVEN[chinese[1:]]}"

"""Text → values, column by column and each distinct text once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.intake.dates import MONTH, parse_dates
from reportgen.intake.numbers import parse_numbers
from reportgen.tables import ColumnContract

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.intp]

LOST: Final = "\ufffe"
"""What a source writes for half a character; it is removed and counted here."""
_INVISIBLE: Final = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ufeff\ufffe\uffff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MISSING: Final = pa.array([
    "", "-", "--", "---", "—", "——", "/", "\\", "无", "空", "暂无", "未知",
    "n/a", "na", "#n/a", "null", "(null)", "none", "nan", "nil", "undefined",
    "#value!", "#ref!", "#div/0!", "#name?",
])  # fmt: skip
_FLAGS: Final[Mapping[str, bool]] = dict.fromkeys(
    ("是", "有", "y", "yes", "1", "true", "t", "√", "✓", "✔", "对"), True
) | dict.fromkeys(("否", "无", "n", "no", "0", "false", "f", "×", "x", "不是", "没有"), False)
_WHOLE: Final = r"^([0-9]+)\.0+$"


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of a file: for each row the code of its text; each distinct text once, cleaned.

    `dirty` marks texts that held characters nobody can see.
    """

    codes: Codes
    texts: pa.Array
    dirty: Bools

    @classmethod
    def of(cls, column: pd.Series) -> Cells:
        """The cells of a column of text."""
        codes, distinct = pd.factorize(column.fillna("") if column.hasnans else column)
        try:
            texts = pa.array(distinct.tolist(), pa.string())
        except UnicodeEncodeError:
            whole = [_SURROGATE.sub(LOST, text) for text in distinct.tolist()]
            texts = pa.array(whole, pa.string())
        dirty = _mask(pc.match_substring_regex(texts, _INVISIBLE))
        if dirty.any():
            texts = pc.replace_substring_regex(texts, _INVISIBLE, "")
        return cls(codes, pc.utf8_trim_whitespace(texts), dirty)

    @property
    def blank(self) -> Bools:
        """Which distinct texts are empty."""
        return _mask(pc.equal(self.texts, ""))


@dataclass(frozen=True, slots=True)
class Converted:
    """The values of the distinct texts of one column, and what was wrong with which."""

    cells: Cells
    distinct: Any
    missing: Bools
    faults: Mapping[str, Bools] = field(default_factory=dict)
    repairs: Mapping[str, Bools] = field(default_factory=dict)

    def part(self, rows: slice) -> Converted:
        """The same column, some rows only."""
        return replace(self, cells=replace(self.cells, codes=self.cells.codes[rows]))

    def column(self, rows: Codes) -> Any:  # noqa: ANN401 an array of NumPy or pandas
        """The values of some rows, dtype by kind."""
        return self.distinct.take(self.cells.codes[rows])

    def rows(self, marked: Bools) -> Bools:
        """The rows whose text is marked."""
        return marked[self.cells.codes]


def convert(column: ColumnContract, cells: Cells) -> Converted:
    """The values of a column: `str`, `float64`, `datetime64[us]` or `boolean` by its kind.

    A text that is no value of the kind is a fault of its rows, by reason code.
    """
    match column.kind:
        case "text":
            done = _text(cells)
        case "code":
            done = _code(cells)
        case "category":
            done = _category(column, cells)
        case "flag":
            done = _flag(cells)
        case "number" | "money":
            done = _number(column, cells)
        case "date" | "datetime":
            done = _date(column, cells)
    marks = {"control_characters": cells.dirty, **done.repairs}
    faults = {**({"missing_required": done.missing} if column.required else {}), **done.faults}
    return Converted(cells, done.distinct, done.missing, faults, marks)


def _text(cells: Cells) -> Converted:
    return Converted(cells, _strings(cells.texts, cells.blank), cells.blank)


def _code(cells: Cells) -> Converted:
    texts, missing = _plain(cells)
    whole = _mask(pc.match_substring_regex(texts, _WHOLE))
    texts = pc.replace_substring_regex(texts, _WHOLE, r"\1")
    return Converted(cells, _strings(texts, missing), missing, repairs={"code_decimal": whole})


def _category(column: ColumnContract, cells: Cells) -> Converted:
    texts, missing = _plain(cells)
    known = _keys(column)
    keys = [known.get(word(text)) for text in texts.to_pylist()]
    missing &= np.array([key is None for key in keys], dtype=bool)
    unknown = np.array([key is None for key in keys], dtype=bool) & ~missing
    kept = [key or text for key, text in zip(keys, texts.to_pylist(), strict=True)]
    values = _strings(pa.array(kept, pa.string()), missing)
    return Converted(cells, values, missing, repairs={"unknown_word": unknown})


def word(text: str) -> str:
    """A word as category and flag words are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def _keys(column: ColumnContract) -> Mapping[str, str]:
    """Every word that means a category → its key."""
    return {
        word(text): key
        for key, (label, words) in column.values.items()  # noqa: PD011 no frame
        for text in (*words, label.en, label.zh, key)
    }


def _flag(cells: Cells) -> Converted:
    texts, missing = _plain(cells)
    found = [_FLAGS.get(text) for text in pc.utf8_lower(texts).to_pylist()]
    unknown = np.array([flag is None for flag in found], dtype=bool)
    return Converted(
        cells,
        pd.array(found, dtype="boolean"),
        unknown,
        repairs={"unknown_word": unknown & ~missing},
    )


def _number(column: ColumnContract, cells: Cells) -> Converted:
    texts, missing = _plain(cells)
    read = parse_numbers(texts)
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    outside = (read.found < low) | (read.found > high)
    return Converted(
        cells,
        np.where(missing, np.nan, read.found),
        missing,
        {"impossible_number": read.bad & ~missing, "out_of_range": outside},
        {"number_format": read.rewritten},
    )


def _date(column: ColumnContract, cells: Cells) -> Converted:
    texts, missing = _plain(cells)
    read = parse_dates(texts, time=column.kind == "datetime", month=column.name == MONTH)
    return Converted(
        cells,
        read.found,
        missing,
        {"impossible_date": read.impossible & ~missing, "ambiguous_date": read.ambiguous},
        {"date_format": read.rewritten & ~np.isnat(read.found)},
    )


def _plain(cells: Cells) -> tuple[pa.Array, Bools]:
    """Texts in normal width, and which of them are a word for nothing."""
    texts = pc.utf8_trim_whitespace(pc.utf8_normalize(cells.texts, form="NFKC"))
    return texts, _mask(pc.is_in(pc.utf8_lower(texts), value_set=_MISSING))


def _strings(texts: pa.Array, missing: Bools) -> Any:  # noqa: ANN401 pandas' string array
    return pd.array(pc.if_else(pa.array(missing), None, texts).to_pylist(), dtype="str")


def _mask(marked: pa.Array) -> Bools:
    return np.array(marked, dtype=bool)

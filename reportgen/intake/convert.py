"""Text → values, column by column and each distinct text once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.extension.components import EpochUnit
from reportgen.intake.category_words import IGNORE, YES, known_words
from reportgen.intake.date_forms import UNDECLARED, Declaration, may_be_minguo
from reportgen.intake.dates import MONTH, parse_dates
from reportgen.intake.drop_reasons import BLANKED
from reportgen.intake.folding import folded
from reportgen.intake.numbers import parse_numbers
from reportgen.intake.plain_texts import dashes, mask, plain, unwrapped
from reportgen.intake.spelling import fillers, one_phone, one_plate, one_spelling, too_long, vins
from reportgen.intake.stray_values import STRAY, stray_values
from reportgen.intake.unit_words import UnitSaid, dimension
from reportgen.metric.currencies import HOME, CurrencyCode
from reportgen.metric.table_contracts import DEALER, ColumnContract
from reportgen.personal_data import mask_label, mask_text

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]

LOST: Final = "\ufffe"
"""What a source writes for half a character; it is removed and counted here."""
INVISIBLE: Final = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ufeff\ufffe\uffff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ROUNDED: Final = r"^[0-9]\.[0-9]+E\+[0-9]{2}$"
"""A long number as a spreadsheet shows it: its last digits are gone."""
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
    def of(cls, *columns: pd.Series) -> Cells:
        """The cells of columns of text, one below the other; what is missing is an empty text."""
        parts = [chunk for column in columns for chunk in _chunks(column)]
        coded = pa.chunked_array(parts, pa.large_string()).dictionary_encode().combine_chunks()
        codes, texts = coded.indices.to_numpy(), coded.dictionary.cast(pa.string())
        dirty = mask(pc.match_substring_regex(texts, INVISIBLE))
        if dirty.any():
            texts = pc.replace_substring_regex(texts, INVISIBLE, "")
        return cls(codes, pc.utf8_trim_whitespace(texts), dirty)

    @property
    def blank(self) -> Bools:
        """Which distinct texts are empty."""
        return mask(pc.equal(self.texts, ""))


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column is to be read, as far as its cells do not say it.

    Attributes:
        dates: What the source declares of its dates.
        epoch: What times since 1970 are declared to be counted in.
        scale: The declared best score, where the file has another one than the contract.
        unit: The unit of its numbers, as declared or as the header says.
        currency: The currency of the report.
        words: Words the source teaches, folded → what they mean.
    """

    dates: Declaration = UNDECLARED
    epoch: EpochUnit | Literal[""] = ""
    scale: float | None = None
    unit: UnitSaid | None = None
    currency: CurrencyCode = HOME
    words: Mapping[str, str] = field(default_factory=dict)


_PLAINLY: Final = Reading()


@dataclass(frozen=True, slots=True)
class Converted:
    """The values of the distinct texts of one column, and what was wrong with which."""

    cells: Cells
    distinct: Any
    missing: Bools
    faults: Mapping[str, Bools] = field(default_factory=dict)
    repairs: Mapping[str, Bools] = field(default_factory=dict)
    refused: Bools | None = None
    """The rows whose number is left out, whatever it is."""
    reading: Reading = _PLAINLY

    def part(self, rows: slice) -> Converted:
        """The same column, some rows only."""
        refused = None if self.refused is None else self.refused[rows]
        cells = replace(self.cells, codes=self.cells.codes[rows])
        return replace(self, cells=cells, refused=refused)

    def column(self, rows: Rows) -> Any:  # noqa: ANN401 an array of NumPy or pandas
        """The values of some rows, dtype by kind."""
        values = self.distinct.take(self.cells.codes[rows])
        return values if self.refused is None else np.where(self.refused[rows], np.nan, values)

    def blanked(self) -> Converted:
        """The same column with impossible values left blank and counted: its rows stay in use."""
        wrong = {code: marked for code, marked in self.faults.items() if marked.any()}
        if not wrong:
            return self
        blank = np.logical_or.reduce(list(wrong.values()))
        distinct = self.distinct
        if distinct.dtype.kind == "f":
            distinct = np.where(blank, np.nan, distinct)
        repairs = {
            **{code: marked & ~blank for code, marked in self.repairs.items()},
            **{BLANKED[code]: marked for code, marked in wrong.items()},
        }
        missing = self.missing | blank
        return replace(self, distinct=distinct, missing=missing, faults={}, repairs=repairs)

    def rows(self, marked: Bools) -> Bools:
        """The rows whose text is marked."""
        return marked[self.cells.codes]


def convert(column: ColumnContract, cells: Cells, reading: Reading = _PLAINLY) -> Converted:
    """The values of a column: `str`, `float64`, `datetime64[us]` or `boolean` by its kind.

    A text that is no value of the kind is a fault of its rows, by reason code.
    """
    bare, marks = unwrapped(cells.texts, column.kind)
    done = _by_kind(column, replace(cells, texts=bare), reading)
    marks |= {
        "control_characters": cells.dirty,
        "lost_characters": mask(pc.match_substring(cells.texts, "\ufffd")),
        **done.repairs,
    }
    faults = {**({"missing_required": done.missing} if column.required else {}), **done.faults}
    return Converted(cells, done.distinct, done.missing, faults, marks, reading=reading)


def _by_kind(column: ColumnContract, cells: Cells, reading: Reading) -> Converted:
    match column.kind:
        case "text":
            return _text(column, cells, reading)
        case "code":
            return _code(column, cells)
        case "category":
            return _category(column, cells, reading)
        case "flag":
            return _flag(column, cells, reading)
        case "number" | "money":
            return _number(column, cells, reading)
        case "date" | "datetime":
            return _date(column, cells, reading)


def _text(column: ColumnContract, cells: Cells, reading: Reading) -> Converted:
    repairs = {"long_text": too_long(cells.texts)}
    if column.private is None:
        texts, repairs["text_form"] = one_spelling(cells.texts)
        _, missing = plain(cells.texts)
    else:
        texts, missing = cells.texts, dashes(cells.texts)
    if reading.words:
        said = texts.to_pylist()
        named = [reading.words.get(folded(text), text) for text in said]
        ignored = _ignored(named)
        missing = missing | ignored
        differs = np.array([a != b for a, b in zip(said, named, strict=True)], bool)
        repairs |= {"renamed": differs & ~ignored, "ignored_word": ignored}
        texts = pa.array(named, pa.string())
    if column.private is None:
        repairs[STRAY] = stray_values(texts, codes=False) & ~missing
    return Converted(cells, _strings(texts, missing), missing, repairs=repairs)


def _code(column: ColumnContract, cells: Cells) -> Converted:
    texts, missing = plain(cells.texts)
    whole = mask(pc.match_substring_regex(texts, _WHOLE))
    texts = pc.replace_substring_regex(texts, _WHOLE, r"\1")
    rounded = mask(pc.match_substring_regex(texts, _ROUNDED))
    missing = missing | rounded
    repairs = {"code_decimal": whole, "lost_digits": rounded}
    if column.private == "phone":
        texts, more = one_phone(texts, missing)
        repairs |= more
    elif column.private == "plate":
        texts, repairs["plate_form"] = one_plate(texts)
    elif column.private == "vin":
        repairs["placeholder"] = fillers(texts) & ~missing
        missing |= repairs["placeholder"]
        texts, more = vins(texts, missing)
        repairs |= more
    elif column.name == DEALER:  # a name in every account and of every file that is written
        masked = pa.array(map(mask_text, texts.to_pylist()), pa.string())
        texts, repairs[STRAY] = masked, mask(pc.not_equal(masked, texts)) & ~missing
    elif column.private is None:
        repairs[STRAY] = stray_values(texts, codes=True) & ~missing
    return Converted(cells, _strings(texts, missing), missing, repairs=repairs)


def _category(column: ColumnContract, cells: Cells, reading: Reading) -> Converted:
    texts, missing = plain(cells.texts)
    known = {**known_words(column), **reading.words}
    keys = [known.get(folded(text)) for text in texts.to_pylist()]
    ignored = _ignored(keys)
    missing &= np.array([key is None for key in keys], dtype=bool)
    unknown = np.array([key is None for key in keys], dtype=bool) & ~missing
    missing |= ignored
    said = texts.to_pylist()
    kept = [key or mask_label(text) for key, text in zip(keys, said, strict=True)]
    stray = np.array([not k and t != w for k, t, w in zip(keys, kept, said, strict=True)], bool)
    values = _strings(pa.array(kept, pa.string()), missing)
    repairs = {"unknown_word": unknown, "ignored_word": ignored, STRAY: stray}
    return Converted(cells, values, missing, repairs=repairs)


def _ignored(keys: Sequence[str | None]) -> Bools:
    return np.array([key == IGNORE for key in keys], dtype=bool)


def _flag(column: ColumnContract, cells: Cells, reading: Reading) -> Converted:
    texts, missing = plain(cells.texts)
    whole = mask(pc.match_substring_regex(texts, _WHOLE))
    texts = pc.replace_substring_regex(texts, _WHOLE, r"\1")
    known = {**known_words(column), **reading.words}
    keys = [known.get(folded(text)) for text in texts.to_pylist()]
    ignored = _ignored(keys)
    found = [None if key in {None, IGNORE} else key == YES for key in keys]
    unknown = np.array([flag is None for flag in found], dtype=bool)
    return Converted(
        cells,
        pd.array(found, dtype="boolean"),
        unknown,
        repairs={
            "code_decimal": whole & ~unknown,
            "unknown_word": unknown & ~missing & ~ignored,
            "ignored_word": ignored,
        },
    )


def _number(column: ColumnContract, cells: Cells, reading: Reading) -> Converted:
    texts, missing = plain(cells.texts)
    unit, currency = reading.unit or UnitSaid(1.0), reading.currency
    read = parse_numbers(
        texts, measure=dimension(column), currency=currency, factor=float(unit.factor)
    )
    found = np.where(missing, np.nan, read.found)
    foreign = read.foreign | (bool(unit.currencies) and currency not in unit.currencies)
    wide = mask(pc.not_equal(texts, cells.texts)) & ~np.isnan(found)
    repairs = {"number_format": read.rewritten | wide}
    if unit.factor != 1:
        repairs["unit_converted"] = ~np.isnan(found) & ~foreign
    if reading.scale is not None and column.high:
        found = found * (column.high / reading.scale)
        repairs["rescaled"] = ~np.isnan(found) & (reading.scale != column.high)
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    if column.traits.money:
        repairs["negative_amount"] = found < 0
    faults = {
        "impossible_number": read.bad & ~missing,
        "other_currency": foreign & ~np.isnan(found),
        "out_of_range": ((found < low) | (found > high)) & ~foreign,
    }
    return Converted(cells, found, missing, faults, repairs)


def _date(column: ColumnContract, cells: Cells, reading: Reading) -> Converted:
    texts, missing = plain(cells.texts)
    kind = {"time": column.traits.clock, "month": column.name == MONTH}
    read = parse_dates(texts, **kind, declared=reading.dates, epoch=reading.epoch)
    bad = read.impossible & ~missing
    minguo = bad & (not reading.dates.calendar)
    minguo[minguo] = [may_be_minguo(texts[at].as_py()) for at in np.flatnonzero(minguo)]
    return Converted(
        cells,
        read.found,
        missing,
        {
            "impossible_date": bad & ~minguo,
            "minguo_date": minguo,
            "ambiguous_date": read.ambiguous,
        },
        {"date_format": read.rewritten & ~np.isnat(read.found), "same_second": read.shifted},
    )


def _strings(texts: pa.Array, missing: Bools) -> pd.Categorical:
    return words(pc.if_else(pa.array(missing), None, texts))


def words(texts: pa.Array) -> pd.Categorical:
    """Texts by number, each once: whoever compares or copies rows then handles small numbers."""
    coded = texts.dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy()
    return pd.Categorical.from_codes(codes, pd.Index(pd.array(coded.dictionary, dtype="str")))


def _chunks(column: pd.Series) -> list[pa.Array]:
    """A column of text as Arrow has it, nothing as ""."""
    try:
        texts = pa.array(column, pa.large_string(), from_pandas=True)
    except UnicodeEncodeError:
        whole = [_SURROGATE.sub(LOST, text) for text in column.fillna("").tolist()]
        texts = pa.array(whole, pa.large_string())
    full = pc.fill_null(texts, "") if texts.null_count else texts
    return full.chunks if isinstance(full, pa.ChunkedArray) else [full]

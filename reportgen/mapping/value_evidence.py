"""Judges by the values of a file column whether it may be a column of a contract.

The contract's own conversion is the judge: a date column must hold dates. A few shapes (VIN, plate,
mobile number) and the words of a category are strong enough to name a column by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from reportgen.intake.convert import Cells, Converted, Reading, convert
from reportgen.intake.date_forms import Declaration
from reportgen.intake.dates import calendar_of, epoch_of
from reportgen.intake.plain_texts import unwrapped
from reportgen.metric.table_contracts import ColumnContract, ColumnKind

SAMPLED: Final = 300
"""Filled cells looked at, over the whole file; by judgement: they give a share to within 6 %."""
VETO: Final = -1.0
"""The strength of values that rule a column out."""

_MOST: Final = 0.8
"""Share of the values that counts as most of them; by judgement: a fifth may be damaged."""
_FEW: Final = 0.5
"""Share of good values, or strength of a shape, that decides against a column; by judgement."""
_DATE: Final = re.compile(
    r"(?:19|20)\d{2}(?:[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}"
)
_SHAPES: Final[Mapping[str, tuple[re.Pattern[str], float]]] = {
    "vin": (re.compile(r"[A-HJ-NPR-Z0-9*]{17}", re.IGNORECASE), 0.85),
    "plate": (
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Z]"
            r"[·•.\s-]?[A-HJ-NP-Z0-9*挂学警港澳]{5,6}",
            re.IGNORECASE,
        ),
        0.85,
    ),
    "phone": (re.compile(r"(?:\+?86[- ]?)?1[3-9][\d*]{9}|0\d{2,3}-?\d{7,8}"), 0.7),
    "name": (re.compile(r"[\u3400-\u9fff·]{2,4}(?:先生|女士|小姐)?"), 0.15),
}
"""ColumnKind of personal data → the form of its values, and how much they alone say."""
_LOOSE: Final = {
    "vin": re.compile(r"[A-Za-z0-9*-]{5,20}"),
    "plate": re.compile(r"[\u3400-\u9fffA-Za-z0-9·•.\s*-]{4,12}"),
    "phone": re.compile(r"[\d\s*()+/-]{7,}"),
}
"""What a VIN, plate or phone number of any country or export looks like at least."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What values say about a column: strength 0–1 for, `VETO` against; the rule and the share."""

    strength: float
    rule: str = ""
    share: float = 0.0


SILENT: Final = Evidence(0.0)


@dataclass(slots=True)
class Values:
    """The filled cells of one file column; each judgement is computed once and kept."""

    texts: tuple[str, ...]
    _cells: Cells | None = field(default=None, repr=False)
    _converted: dict[object, float] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, column: pd.Series) -> Values:
        """Take the filled cells of a text column, at most `SAMPLED`, evenly spread."""
        filled = column[column.str.strip() != ""]
        places = np.unique(np.linspace(0, max(0, len(filled) - 1), SAMPLED, dtype=int))
        if not len(filled):
            return cls(())
        texts, _ = unwrapped(pa.array(filled.iloc[places].str.strip(), pa.string()), "code")
        return cls(tuple(filter(None, texts.to_pylist())))

    @classmethod
    def joined(cls, some: Sequence[Values]) -> Values:
        """Take the values of one column of several files, at most `SAMPLED`, evenly spread."""
        texts = [text for values in some for text in values.texts]
        places = np.unique(np.linspace(0, max(0, len(texts) - 1), SAMPLED, dtype=int))
        return cls(tuple(texts[at] for at in places)) if texts else cls(())

    def share(self, pattern: re.Pattern[str], *, whole: bool = True) -> float:
        """Return the share of the values that match a pattern."""
        test = pattern.fullmatch if whole else pattern.match
        return sum(test(text) is not None for text in self.texts) / max(1, len(self.texts))

    def good(self, column: ColumnContract) -> float:
        """Return the share of the values the contract's conversion takes without a fault."""
        key = (column.kind, column.low, column.high, column.name if column.values else "")
        if key not in self._converted:
            if self._cells is None:
                self._cells = Cells.of(pd.Series(self.texts, dtype="str"))
            dates = Declaration(calendar=calendar_of(self.texts) or "")
            reading = Reading(dates, epoch_of(self.texts) or "")
            self._converted[key] = _good(convert(column, self._cells, reading))
        return self._converted[key]


def _good(done: Converted) -> float:
    """Return the share that converts; unclear dates and amounts of any currency count."""
    bad = np.zeros(len(done.missing), dtype=bool)
    for code, marked in done.faults.items():
        if code not in {"missing_required", "ambiguous_date", "other_currency"}:
            bad |= marked
    bad |= done.repairs.get("unknown_word", False)
    filled = done.rows(~done.missing)
    return float((filled & ~done.rows(bad)).sum() / max(1, filled.sum()))


def evidence(values: Values, column: ColumnContract) -> Evidence:
    """Judge the values of a file column against a column; neutral without values."""
    if not values.texts:
        return SILENT
    against = next(_vetoes(values, column), None)
    if against is not None:
        return against
    shaped = _SHAPES.get(column.private or "")
    if shaped and (share := values.share(shaped[0])) >= _MOST:
        return Evidence(shaped[1] * share, column.private or "", share)
    share = values.good(column)
    weight = _weight(column)
    if weight and share >= _FEW:
        return Evidence(weight * share, column.kind, share)
    return SILENT


def _weight(column: ColumnContract) -> float:
    """Return the strength of convertible values as evidence, by kind, 0–1; by judgement."""
    match column.kind:
        case "text" | "code":
            return 0.0
        case "number":
            return 0.05
        case "date" | "datetime" | "money":
            return 0.1
        case "flag":
            return 0.3
        case "category":
            return 0.55 if column.values else 0.0


def _needed(kind: ColumnKind) -> str:
    """Return what most values of a kind must be; empty where any text will do."""
    match kind:
        case "text" | "code" | "category":
            return ""
        case "number" | "money":
            return "number"
        case "date" | "datetime":
            return "date"
        case "flag":
            return "flag"


def _vetoes(values: Values, column: ColumnContract) -> Iterator[Evidence]:
    """Yield the reasons why the values cannot be this column's."""
    if needed := _needed(column.kind):
        share = values.good(column)
        if share < _FEW:
            yield Evidence(VETO, f"not_{needed}", 1 - share)
    dated = values.share(_DATE, whole=False)
    if column.traits.holds != "time" and dated >= _MOST:
        yield Evidence(VETO, "is_date", dated)
    for kind, (pattern, strength) in _SHAPES.items():
        share = values.share(pattern)
        if strength > _FEW and column.private != kind and share >= _MOST and _takes(column):
            yield Evidence(VETO, f"is_{kind}", share)
    if column.private in _LOOSE:
        share = values.share(_LOOSE[column.private])
        if share < _FEW:
            yield Evidence(VETO, f"not_{column.private}", 1 - share)


def _takes(column: ColumnContract) -> bool:
    """Tell whether another kind's shape speaks against a column; free text may hold anything."""
    return column.private != "text"

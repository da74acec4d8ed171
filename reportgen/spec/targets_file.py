"""Reads the targets of a CSV file: indicator and target, where needed by dealer and by month."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from reportgen.errors import SourceError, did_you_mean
from reportgen.metric.units import unit_record
from reportgen.periods import Month
from reportgen.section.targets import Indicator, Targets
from reportgen.spec.dealers import csv_rows

_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "dealer": ("dealer", "经销商代码", "经销商", "门店"),
    "month": ("month", "月份"),
    "indicator": ("indicator", "指标"),
    "target": ("target", "目标", "目标值"),
}
_NEEDED: Final = ("indicator", "target")


def read_targets(path: Path, known: Sequence[Indicator], dealers: Sequence[str] = ()) -> Targets:
    """Read the targets of the indicators that the spec's sections know.

    `dealers` are the codes there are; none where only the data tell. An empty dealer or month
    means every one.

    Raises:
        SourceError: The file is unreadable, lacks a column or has one nobody knows; or a row names
            an unknown indicator or dealer, has no month or number, or repeats another.
    """
    table = csv_rows(path)
    columns = _columns(path, table)
    found: dict[tuple[str, Month | None, str], float] = {}
    for line, cells in enumerate(table[1:], start=2):
        row = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
        if not any(row.values()):
            continue
        try:
            dealer, month = _dealer(row.get("dealer", ""), dealers), _month(row.get("month", ""))
            one = _indicator(row.get("indicator", ""), known)
            value = _value(row.get("target", ""), one)
            if (dealer, month, one.id) in found:
                raise ValueError(f"the target of '{row['indicator']}' stands twice; remove one")  # noqa: TRY301 told with its line below
        except ValueError as error:
            raise SourceError(f"{path}:{line}: {error}") from error
        found[dealer, month, one.id] = value
    return Targets(found)


def _columns(path: Path, table: Sequence[Sequence[str]]) -> dict[str, int]:
    header = [cell.strip().lower() for cell in table[0]] if table else []
    names = {word: name for name, words in _HEADERS.items() for word in words}
    for word in header:
        if word and word not in names:
            near = did_you_mean(word, names) or f"; known are {', '.join(_HEADERS)}"
            raise SourceError(f"{path}:1: the column '{word}' is not known{near}")
    columns = {names[word]: at for at, word in enumerate(header) if word}
    for name in _NEEDED:
        if name not in columns:
            raise SourceError(f"{path}:1: there is no column '{name}'; add it")
    return columns


def _dealer(code: str, dealers: Sequence[str]) -> str:
    if code and dealers and code not in dealers:
        near = did_you_mean(code, dealers) or "; name one of the spec's, or none for all"
        raise ValueError(f"there is no dealer '{code}'{near}")
    return code


def _month(text: str) -> Month | None:
    return Month.parse(text) if text else None


def _indicator(word: str, known: Sequence[Indicator]) -> Indicator:
    names = {name: one for one in known for name in (one.id, one.label.zh, one.label.en)}
    folded = {name.lower(): one for name, one in names.items()}
    if word.lower() not in folded:
        near = did_you_mean(word, names) or f"; there are {', '.join(one.id for one in known)}"
        raise ValueError(f"no section of the spec has an indicator '{word}'{near}")
    return folded[word.lower()]


def _value(text: str, one: Indicator) -> float:
    percent, number = text.endswith(("%", "％")), text.rstrip("%％ ")
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"the target '{text}' is not a number; write one such as 0.95 or 95%")
    record = unit_record(one.unit)
    if percent and not record.percentage:
        raise ValueError(f"the target '{text}' of '{one.id}' is no percentage; write the number")
    value = value / 100 if percent else value
    if record.proportion and not 0 <= value <= 1:
        wanted = "is not between 0 and 1; write 95% or 0.95"
        raise ValueError(f"the target '{text}' of '{one.id}' {wanted}")
    return value

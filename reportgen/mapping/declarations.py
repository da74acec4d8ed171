"""Derives what a source has to declare of a file's columns from its headers and values.

`epoch` where values count seconds or milliseconds since 1970; `calendar` where years may be those
of 民國; `date_order` where days beyond the twelfth show which part is the month; `century` where
years have two digits; `scales` where the best score is another one than the contract's; `units`
where a header names another unit than the contract's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.extension.components import DateOrder
from reportgen.intake.column_doubts import likely_scale
from reportgen.intake.date_forms import is_unsure
from reportgen.intake.dates import calendar_of, epoch_of
from reportgen.intake.numbers import currencies_in, parse_numbers
from reportgen.intake.source_options import is_scored
from reportgen.intake.unit_words import brackets, dimension, header_unit, scale_of, unit_of
from reportgen.mapping.column_match import Matching
from reportgen.mapping.value_evidence import Values
from reportgen.metric.currencies import CURRENCIES, HOME, CurrencyCode
from reportgen.metric.table_contracts import ColumnContract

_PARTS: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T\s].*)?")
_YEAR: Final = re.compile(r"\d{4}")
_MONTHS: Final = 12
"""The highest number of a month: a higher one in a date is a day or a year."""
_FEW: Final = 10
"""Values from which "all of them" says something; by judgement."""
_MOST: Final = 0.8
"""Share of the values that counts as most of them; by judgement."""


def declared(matching: Matching, values: Sequence[Values]) -> Mapping[str, Mapping[str, str]]:
    """Return source option → column → value to write, for the columns that are certain."""
    found: dict[str, dict[str, str]] = {}
    for proposal in matching.proposals:
        if proposal.best is None or proposal.state != "certain":
            continue
        column, texts = proposal.best.column, values[proposal.at].texts
        for option, told in _options(column, proposal.header, texts):
            found.setdefault(option, {})[column.name] = told
    return dict(sorted(found.items()))


def foreign_currency(matching: Matching, values: Sequence[Values]) -> CurrencyCode | None:
    """Return the currency most amounts are marked with; None if it may be the usual one."""
    for proposal in matching.proposals:
        if proposal.best is None or not proposal.best.column.traits.money:
            continue
        texts = values[proposal.at].texts
        marked = [codes for text in texts if (codes := currencies_in(text))]
        if len(marked) > _MOST * len(texts) and (shared := frozenset.intersection(*marked)):
            return None if HOME in shared else next(code for code in CURRENCIES if code in shared)
    return None


def _options(
    column: ColumnContract, header: str, texts: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield source options and the value to write, for one column."""
    if column.traits.holds == "time":
        yield from _of_dates(texts)
    elif is_scored(column):
        scale = scale_of(header) or _scale_seen(texts)
        if scale is not None and scale != column.high:
            yield "scales", f"{scale:g}"
    elif column.traits.holds == "number":
        said, _ = header_unit(header, column)
        named = [text for text in brackets(header) if unit_of(text, dimension(column)) == said]
        if said is not None and said.factor != 1 and named:
            yield "units", named[0]


def _of_dates(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    if unit := epoch_of(texts):
        yield "epoch", unit
    if calendar := calendar_of(texts):
        yield "calendar", calendar
    if order := _order_of(texts):
        yield "date_order", order
    short = [text for text in texts if is_unsure(text) and not _YEAR.search(text)]
    if texts and len(short) > _MOST * len(texts):
        yield "century", "2000"


def _order_of(texts: Sequence[str]) -> DateOrder | None:
    """Return the order of day, month and year, if one part alone is ever beyond twelve.

    Where the first of three short parts always is, it is the year; beside full years it may be.
    """
    found = [match for text in texts if (match := _PARTS.fullmatch(text))]
    full = [each for each in found if len(each[4]) == len("2026")]
    parts = [each for each in found if not full or each in full or int(each[1]) <= _MONTHS]
    first, second = (any(int(each[at]) > _MONTHS for each in parts) for at in (1, 3))
    if first == second:
        return None
    years = all(int(each[1]) > _MONTHS and len(each[4]) < len("2026") for each in parts)
    if first and years:
        return "ymd" if len(parts) >= _FEW else None
    return "dmy" if first else "mdy"


def _scale_seen(texts: Sequence[str]) -> float | None:
    """Return the best score that the highest value suggests."""
    read = parse_numbers(pc.utf8_normalize(pa.array(texts, pa.string()), form="NFKC"))
    known = read.found[~np.isnan(read.found)]
    return likely_scale(float(known.max())) if len(known) and known.max() > 0 else None

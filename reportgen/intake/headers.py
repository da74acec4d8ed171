"""Which header is which column: by mapping, then by name and alias, never by likeness alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import RawTable
from reportgen.intake.folding import folded
from reportgen.intake.unit_words import BRACKETS
from reportgen.intake.unplaced_cells import looks_like_data, loose_text
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.personal_data import mask_label

_JOINED: Final = re.compile(r"\w[,;\t|，；^~]\w")
_SETTING: Final = re.compile(r"[=:$@\\]")
"""What stands in lines of settings, accounts and addresses, and in no header of a single column."""
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Matched:
    """Canonical column → position in the file, and the headers nothing was found for."""

    positions: Mapping[str, int]
    unused: tuple[str, ...]


def normalise(header: str) -> str:
    """A header without what exports vary: width, case, spaces, punctuation, 繁体."""
    return folded(header)


@lru_cache(maxsize=4096)
def without_brackets(header: str) -> str:
    """A normalised header without units and remarks in brackets: `配件金额(元)` → `配件金额`."""
    return normalise(BRACKETS.sub("", unicodedata.normalize("NFKC", header)))


def match_headers(contract: TableContract, raw: RawTable, mapping: Mapping[str, str]) -> Matched:
    """Find every column of the contract that the file has.

    The mapping goes first, then equal text, then equal after `normalise`, then equal without
    brackets; within a step the alias listed first wins.

    Raises:
        SourceError: A mapped or required column is not there, or a used header stands twice.
    """
    found = _mapped(contract, raw, mapping)
    for same in (str, normalise, without_brackets):
        free = {
            same(raw.header[at]): at
            for at in reversed(range(len(raw.header)))
            if at not in found.values() and same(raw.header[at])
        }
        for column in contract.columns:
            if column.name not in found:
                names = (same(name) for name in _names(column))
                at = next((free.pop(name) for name in names if name in free), None)
                if at is not None:
                    found[column.name] = at
    _refuse_missing(contract, raw, found)
    _refuse_nothing(contract, raw, found)
    _refuse_twins(contract, raw, found)
    _refuse_alike(contract, raw, found, mapping)
    used = set(found.values())
    unused = (text for at, text in enumerate(raw.header) if at not in used and text.strip())
    return Matched({c.name: found[c.name] for c in contract.columns if c.name in found}, (*unused,))


def _names(column: ColumnContract) -> Iterator[str]:
    yield from (column.name, *column.aliases, column.label.zh, column.label.en)


def _mapped(contract: TableContract, raw: RawTable, mapping: Mapping[str, str]) -> dict[str, int]:
    """The columns a mapping names."""
    known = [column.name for column in contract.columns]
    found = {}
    for name, header in mapping.items():
        if name not in known:
            hint = did_you_mean(name, known) or f"; its columns are {', '.join(known)}"
            raise SourceError(f"{raw.file}: mapping: {contract.name} has no column '{name}'{hint}")
        at = _position(raw, header)
        if at is None:
            hint = did_you_mean(header, raw.header) or f"; {_listed(raw)}"
            raise SourceError(f"{raw.file}: mapping: {name}: there is no header '{header}'{hint}")
        found[name] = at
    return found


def _position(raw: RawTable, header: str) -> int | None:
    for same in (str, normalise):
        for at, text in enumerate(raw.header):
            if same(text) == same(mask_label(header)):
                return at
    return None


def _refuse_missing(contract: TableContract, raw: RawTable, found: Mapping[str, int]) -> None:
    for column in contract.columns:
        if column.required and column.name not in found:
            free = _free(raw.header, found)
            nearest = next(filter(None, (did_you_mean(n, free) for n in _names(column))), "")
            wrong = _wrong(raw.header)
            raise SourceError(
                f"{raw.file}: {contract.label.zh} ({contract.name}) needs a column "
                f"'{column.name}' ({column.label.zh}); known headers: "
                f"{', '.join(column.aliases[:_SHOWN])}; {_listed(raw)}"
                f"{f', {wrong}, or' if wrong else nearest or ';'} "
                f"write `mapping: {{{column.name}: <header>}}` under the source"
            )


def _refuse_nothing(contract: TableContract, raw: RawTable, found: Mapping[str, int]) -> None:
    """A table of blank columns has rows to count, and they would say nothing."""
    if not found:
        known = ", ".join(column.label.zh for column in contract.columns[:_SHOWN])
        wrong = _wrong(raw.header)
        raise SourceError(
            f"{raw.file}: no header is known for {contract.label.zh} ({contract.name}); known "
            f"headers: {known}; {_listed(raw)}{f', {wrong}, or' if wrong else ';'} "
            "write a `mapping` under the source"
        )


def _free(header: Sequence[str], found: Mapping[str, int]) -> list[str]:
    """Headers nothing was found for, unless they are data, which no message repeats."""
    if _is_data(header):
        return []
    return [text for at, text in enumerate(header) if at not in found.values()]


def _refuse_twins(contract: TableContract, raw: RawTable, found: Mapping[str, int]) -> None:
    for name, at in found.items():
        places = [n + 1 for n, text in enumerate(raw.header) if text == raw.header[at]]
        if len(places) > 1:
            raise SourceError(
                f"{raw.file}: the header '{raw.header[at]}' stands in columns "
                f"{', '.join(map(str, places))}, so '{name}' of {contract.name} is not clear; "
                "rename all but one in the file"
            )


def _refuse_alike(
    contract: TableContract, raw: RawTable, found: Mapping[str, int], mapping: Mapping[str, str]
) -> None:
    """Refuse a header that only its brackets tell from another: `金额(含税)`, `金额(不含税)`."""
    for name, place in found.items():
        header = raw.header[place]
        if name in mapping or any(
            normalise(header) == normalise(known) for known in _names(contract.column(name))
        ):
            continue
        for at, other in enumerate(raw.header):
            if at not in found.values() and without_brackets(other) == without_brackets(header):
                raise SourceError(
                    f"{raw.file}: the headers '{header}' and '{other}' differ only in brackets, so "
                    f"'{name}' of {contract.name} is not clear; write "
                    f"`mapping: {{{name}: {header}}}` (or the other one) under the source"
                )


def _listed(raw: RawTable) -> str:
    """What the file has instead."""
    texts = shown_headers(raw.header)
    more = f" … ({len(texts)} in all)" if len(texts) > 2 * _SHOWN else ""
    return f"the file has {', '.join(texts[: 2 * _SHOWN]) or 'no header'}{more}"


def _wrong(header: Sequence[str]) -> str:
    """What is wrong with the header as a whole."""
    texts = [text for text in header if text.strip()]
    if _is_data(header):
        return "which looks like data: set `header_row`"
    return (
        "all in one cell: set `delimiter`" if len(texts) == 1 and _JOINED.search(texts[0]) else ""
    )


def shown_headers(header: Sequence[str]) -> list[str]:
    """The headers as a message may show them: a row of data in their place is a customer's.

    A single cell may be a line of any file, such as of one that holds passwords.
    """
    texts = [text.strip() for text in header if text.strip()]
    if len(texts) == 1 and _SETTING.search(texts[0]):
        return [f"a line of {len(texts[0])} characters that is no header"]
    return [loose_text([text], ()) for text in texts] if _is_data(header) else texts


def _is_data(header: Sequence[str]) -> bool:
    """Whether a row of data stands where the header should: a date, an amount, a phone."""
    return any(looks_like_data(text.strip()) for text in header)

"""Chooses the dealers a command is about: by code, pattern, region, city, tag or file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from reportgen.errors import SourceError, UsageError, did_you_mean
from reportgen.section.dealer import Dealer
from reportgen.spec.dealers import read_codes

_ATTRIBUTES: Final[Mapping[str, str]] = {
    "region": "region",
    "区域": "region",
    "大区": "region",
    "city": "city",
    "城市": "city",
    "tag": "tags",
    "标签": "tags",
}
"""What may stand before the colon, in both languages, and the field of a dealer it names."""

RegionPresets: TypeAlias = Mapping[str, Sequence[str]]
"""Name of a preset → the cities, regions or codes it lists."""
_FILE: Final = ("file", "文件")
_SHOWN: Final = 10
"""Names listed in a message; by judgement: more are not read."""


def choose(
    dealers: Sequence[Dealer], wanted: Sequence[str], presets: RegionPresets = MappingProxyType({})
) -> tuple[Dealer, ...]:
    """Return the dealers any of the wanted words names, in the order they are named.

    A word is a code, `all`, a pattern of codes (`SH*`, `??01`), `region:NAME`, `city:NAME`,
    `tag:NAME` (patterns too), or `file:PATH`, a list with a code a line or a table with a column
    of codes. `region:NAME` is first the preset of that name. Nothing means every dealer.

    Raises:
        UsageError: A word names no dealer.
    """
    if not wanted:
        return tuple(dealers)
    words = (word.strip() for word in wanted)
    return tuple(dict.fromkeys(d for word in words for d in _named(dealers, word, presets)))


def _named(dealers: Sequence[Dealer], word: str, presets: RegionPresets) -> Iterator[Dealer]:
    """Yield the dealers one word names; a code that stands so always wins over a pattern."""
    known = {dealer.id: dealer for dealer in dealers}
    kind, colon, value = re.sub("：", ":", word, count=1).partition(":")
    kind, value = kind.strip().casefold(), value.strip()
    if word in known:
        yield known[word]
    elif word == "all":
        yield from dealers
    elif colon and kind in _FILE:
        yield from _of_file(known, Path(value))
    elif colon and _ATTRIBUTES.get(kind) == "region" and value in presets:
        yield from _of_preset(dealers, value, presets[value])
    elif colon and kind in _ATTRIBUTES:
        yield from _having(dealers, _ATTRIBUTES[kind], value)
    elif any(sign in word for sign in "*?["):
        yield from _matching(known, word)
    else:
        near = did_you_mean(word, known) or f"; there are {_some(known)}"
        raise UsageError(f"there is no dealer '{word}'{near}")


def _matching(known: Mapping[str, Dealer], pattern: str) -> Sequence[Dealer]:
    found = [dealer for code, dealer in known.items() if fnmatchcase(code, pattern)]
    if not found:
        raise UsageError(f"no dealer's code matches '{pattern}'; there are {_some(known)}")
    return found


def _of_preset(dealers: Sequence[Dealer], name: str, places: Sequence[str]) -> Sequence[Dealer]:
    """Return the dealers whose city, region or code a preset lists."""
    found = [d for d in dealers if {d.id, d.city, d.region} & set(places)]
    if not found:
        raise UsageError(
            f"regions: '{name}' lists {', '.join(places)}, and no dealer has such a city, region "
            "or code; the file of dealers names them"
        )
    return found


def _having(dealers: Sequence[Dealer], field: str, value: str) -> Sequence[Dealer]:
    found = [d for d in dealers if any(fnmatchcase(own, value) for own in _values(d, field))]
    if found:
        return found
    name = field.removesuffix("s")
    values = dict.fromkeys(own for dealer in dealers for own in _values(dealer, field))
    if not values:
        raise UsageError(
            f"{name}:{value}: no dealer has a {name}; add a column '{name}' to the file of "
            "dealers, or a field to each of the list in the spec"
        )
    near = did_you_mean(value, values) or f"; there are {_some(values)}"
    raise UsageError(f"no dealer has the {name} '{value}'{near}")


def _values(dealer: Dealer, field: str) -> tuple[str, ...]:
    """Return what a dealer has of a field: none, one, or, of tags, many."""
    value: str | tuple[str, ...] = getattr(dealer, field)
    return value if isinstance(value, tuple) else (value,) if value else ()


def _of_file(known: Mapping[str, Dealer], path: Path) -> Iterator[Dealer]:
    """Yield the dealers of a file of codes.

    Raises:
        UsageError: The file cannot be read, is empty, or a line names no dealer.
    """
    try:
        codes = read_codes(path)
    except SourceError as error:
        raise UsageError(str(error)) from error
    if not codes:
        raise UsageError(f"{path}: the file names no dealer; write one code a line")
    for line, code in codes.items():
        if code not in known:
            near = did_you_mean(code, known) or f"; there are {_some(known)}"
            raise UsageError(f"{path}:{line}: there is no dealer '{code}'{near}")
        yield known[code]


def _some(names: Mapping[str, object]) -> str:
    """Return the first names, and how many more there are."""
    more = len(names) - _SHOWN
    return ", ".join(list(names)[:_SHOWN]) + (f" and {more} more" if more > 0 else "")

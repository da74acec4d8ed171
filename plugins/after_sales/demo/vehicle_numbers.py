"""Models, vehicle numbers and number plates of the invented cars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from reportgen_plugins.after_sales.demo.invented_names import (
    ELECTRIC,
    ELECTRIC_TRIMS,
    HOME_PLATES,
    SERIES,
    STRANGE_PLATES,
    TRIMS,
    city_of,
)

if TYPE_CHECKING:
    import numpy.typing as npt
    from reportgen_plugins.after_sales.demo.demo_stores import Store

    Ints = npt.NDArray[np.int64]

_VIN_VALUES: Final = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9,
    2, 3, 4, 5, 6, 7, 8, 9,
], strict=True))  # fmt: skip
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_YEARS: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"  # 2010 … 2039
_VIN_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_PLATE_LETTERS: Final = "-ABCEFGHJK"


def models(rng: np.random.Generator, series: Ints) -> list[str]:
    """Series and trim, as exports write a model."""
    trims = rng.integers(len(TRIMS), size=len(series)).tolist()
    return [
        f"{SERIES[s]} {(ELECTRIC_TRIMS if s == ELECTRIC else TRIMS)[t]}"
        for s, t in zip(series.tolist(), trims, strict=True)
    ]


def vins(rng: np.random.Generator, store: Store, year: Ints) -> list[str]:
    """Vehicle numbers with a valid check digit; the serial keeps stores apart."""
    codes = rng.integers(10000, 99999, size=len(year)).tolist()
    plant, block = divmod(store.index, 100)
    tail = _VIN_LETTERS[plant % len(_VIN_LETTERS)]
    return [
        _with_check_digit(f"LRG{code}0{_VIN_YEARS[y - 2010]}{tail}{block * 10000 + i:06d}")
        for i, (code, y) in enumerate(zip(codes, np.clip(year, 2010, 2039).tolist(), strict=True))
    ]


def _with_check_digit(vin: str) -> str:
    total = sum(_VIN_VALUES[c] * w for c, w in zip(vin, _VIN_WEIGHTS, strict=True)) % 11
    return f"{vin[:8]}{'X' if total == 10 else total}{vin[9:]}"  # noqa: PLR2004 - ISO 3779 writes ten as X


def plates(
    rng: np.random.Generator, store: Store, away: npt.NDArray[np.bool_], series: Ints
) -> list[str]:
    """Number plates of the town, of elsewhere for those who pass by; no two alike."""
    home = HOME_PLATES[city_of(store.index, store.seed)]
    # A passing car shows another province; electric cars carry the six-place plate.
    where = rng.integers(len(STRANGE_PLATES), size=len(away)).tolist()
    numbers = (rng.permutation(90000)[: len(away)] + 10000).tolist()
    return [
        (STRANGE_PLATES[a] if strange else home)
        + (f"D{no}" if s == ELECTRIC else f"{_PLATE_LETTERS[no // 10000]}{no % 10000:04d}")
        for strange, s, no, a in zip(away.tolist(), series.tolist(), numbers, where, strict=True)
    ]

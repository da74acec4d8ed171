"""Customers' names in free text: no pattern finds them, but the name of the row is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from reportgen.privacy import Privacy, mask_names
from reportgen.tables import TableContract

Owners = Mapping[str, tuple[str, ...]]
"""VIN → the names that rows of this vehicle give."""


def owners_of(
    tables: Iterable[tuple[TableContract, pd.DataFrame, pd.Series | None]], privacy: Privacy
) -> dict[str, tuple[str, ...]]:
    """Whose car is whose, from every table that has VINs and hidden names."""
    found: dict[str, tuple[str, ...]] = {}
    for contract, frame, vins in tables:
        for column in hidden_names(contract, privacy):
            if vins is None or column not in frame:
                continue
            pairs = pd.DataFrame({"vin": vins, "name": frame[column]}).dropna().drop_duplicates()
            for vin, name in zip(pairs["vin"].tolist(), pairs["name"].tolist(), strict=True):
                found[vin] = tuple(dict.fromkeys((*found.get(vin, ()), name)))
    return found


def hidden_names(contract: TableContract, privacy: Privacy) -> list[str]:
    """The columns that hold names nobody must read."""
    return [c.name for c in contract.columns if c.private == "name" and privacy.hides(c)]


def without_names(
    contract: TableContract,
    frame: pd.DataFrame,
    vins: pd.Series | None,
    owners: Owners,
    privacy: Privacy,
) -> pd.DataFrame:
    """The frame with the names of a row and of its vehicle masked in the row's free text."""
    texts = [
        column.name
        for column in contract.columns
        if column.private == "text" and column.name in frame and privacy.hides(column)
    ]
    if not texts:
        return frame
    known = [frame[name] for name in hidden_names(contract, privacy) if name in frame]
    known += _by_vehicle(vins, owners)
    masked = {text: _masked(frame[text], known) for text in texts}
    return frame.assign(**masked) if known else frame


def _by_vehicle(vins: pd.Series | None, owners: Owners) -> Iterator[pd.Series]:
    """For each row the first name of its vehicle, then the second one."""
    for place in range(max(map(len, owners.values()), default=0) if vins is not None else 0):
        nth = {vin: names[place] for vin, names in owners.items() if len(names) > place}
        yield vins.map(nth)  # type: ignore[union-attr]


def _masked(texts: pd.Series, known: Iterable[pd.Series]) -> pd.Series:
    written = texts.fillna("").tolist()
    changed = {}
    for names in known:
        pairs = zip(written, names.fillna("").tolist(), strict=True)
        for at in [at for at, (text, name) in enumerate(pairs) if name and name in text]:
            written[at] = changed[at] = mask_names(written[at], [names.iloc[at]])
    if not changed:
        return texts
    return pd.Series(written, index=texts.index, dtype="str").where(texts.notna())

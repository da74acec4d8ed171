"""Customers' names in free text: no pattern finds them, but the name of the row is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from reportgen.intake.masking import Privacy, mask_names
from reportgen.metric.table_contracts import TableContract

Owners = Mapping[str, tuple[str, ...]]
"""VIN → the names that rows of this vehicle give."""


def owners_of(
    tables: Sequence[tuple[TableContract, pd.DataFrame, pd.Series | None]], privacy: Privacy
) -> dict[str, tuple[str, ...]]:
    """Whose car is whose, from every table that has VINs and hidden names.

    Only of cars with free text: nobody else's name is looked for.
    """
    wanted = {
        vin
        for contract, frame, vins in tables
        for text in _free_texts(contract, frame, privacy)
        if vins is not None
        for vin in vins[frame[text].notna()].dropna().unique()
    }
    found: dict[str, tuple[str, ...]] = {}
    for contract, frame, vins in tables if wanted else ():
        for column in hidden_names(contract, privacy):
            if vins is None or column not in frame:
                continue
            pairs = pd.DataFrame({"vin": vins, "name": frame[column]})
            pairs = pairs[vins.isin(wanted)].dropna().drop_duplicates()
            for vin, name in zip(pairs["vin"].tolist(), pairs["name"].tolist(), strict=True):
                found[vin] = tuple(dict.fromkeys((*found.get(vin, ()), name)))
    return found


def _free_texts(contract: TableContract, frame: pd.DataFrame, privacy: Privacy) -> list[str]:
    """The columns in which a name may stand anywhere."""
    return [
        column.name
        for column in contract.columns
        if column.private == "text" and column.name in frame and privacy.hides(column)
    ]


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
    texts = _free_texts(contract, frame, privacy)
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
    rows = np.flatnonzero(texts.notna())
    written = texts.iloc[rows].tolist()
    changed = False
    for names in known:
        for at, name in enumerate(names.iloc[rows].tolist()):
            if isinstance(name, str) and name in written[at]:
                written[at], changed = mask_names(written[at], [name]), True
    if not changed:
        return texts
    taken = np.full(len(texts), -1, dtype=np.intp)
    taken[rows] = np.arange(len(rows))
    masked = pd.array(written, dtype="str").take(taken, allow_fill=True)
    return pd.Series(masked, index=texts.index, name=texts.name)

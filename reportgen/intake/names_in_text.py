"""Customers' names in free text: no pattern finds them, but the name of the row is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from reportgen.intake.masking import Privacy, mask_names
from reportgen.metric.table_contracts import TableContract

Owners = Mapping[int, tuple[str, ...]]
"""Number of a vehicle → the names that its rows give."""


def owners_of(
    tables: Sequence[tuple[TableContract, pd.DataFrame, pd.Series | None]], privacy: Privacy
) -> dict[int, tuple[str, ...]]:
    """Whose car is whose, from every table that has vehicles and hidden names.

    Only of cars with free text: nobody else's name is looked for.
    """
    wanted = {
        vehicle
        for contract, frame, vehicles in tables
        for text in _free_texts(contract, frame, privacy)
        if vehicles is not None
        for vehicle in vehicles[frame[text].notna() & (vehicles >= 0)].unique()
    }
    found: dict[int, tuple[str, ...]] = {}
    for contract, frame, vehicles in tables if wanted else ():
        for column in hidden_names(contract, privacy):
            if vehicles is None or column not in frame:
                continue
            pairs = pd.DataFrame({"vehicle": vehicles, "name": frame[column]})
            pairs = pairs[vehicles.isin(wanted)].dropna().drop_duplicates()
            for of, name in zip(pairs["vehicle"].tolist(), pairs["name"].tolist(), strict=True):
                found[of] = tuple(dict.fromkeys((*found.get(of, ()), name)))
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
    vehicles: pd.Series | None,
    owners: Owners,
    privacy: Privacy,
) -> pd.DataFrame:
    """The frame with the names of a row and of its vehicle masked in the row's free text."""
    texts = _free_texts(contract, frame, privacy)
    if not texts:
        return frame
    known = [frame[name] for name in hidden_names(contract, privacy) if name in frame]
    known += _by_vehicle(vehicles, owners)
    masked = {text: _masked(frame[text], known) for text in texts}
    return frame.assign(**masked) if known else frame


def _by_vehicle(vehicles: pd.Series | None, owners: Owners) -> Iterator[pd.Series]:
    """For each row the first name of its vehicle, then the second one."""
    for place in range(max(map(len, owners.values()), default=0) if vehicles is not None else 0):
        nth = {of: names[place] for of, names in owners.items() if len(names) > place}
        yield vehicles.map(nth)  # type: ignore[union-attr]


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

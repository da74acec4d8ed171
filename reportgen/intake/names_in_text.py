"""Customers' names in free text: no pattern finds them, but the name of the row is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from reportgen.intake.masking import Privacy, mask_names
from reportgen.metric.table_contracts import TableContract

_MANY: Final = 8
"""Names from which on a text is searched for all at once, not for one after the other."""
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
    found: dict[int, dict[str, None]] = {}
    for contract, frame, vehicles in tables if wanted else ():
        for column in hidden_names(contract, privacy):
            if vehicles is None or column not in frame:
                continue
            pairs = pd.DataFrame({"vehicle": vehicles, "name": frame[column]})
            pairs = pairs[vehicles.isin(wanted)].dropna().drop_duplicates()
            for of, name in zip(pairs["vehicle"].tolist(), pairs["name"].tolist(), strict=True):
                found.setdefault(of, {})[name] = None
    return {of: tuple(names) for of, names in found.items()}


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
    cars = {of: OwnerNames(names) for of, names in owners.items()} if vehicles is not None else {}
    masked = {text: _masked(frame[text], known, vehicles, cars) for text in texts}
    return frame.assign(**masked) if known or cars else frame


class OwnerNames:
    """The names of one vehicle; of a stock car or a test car there may be thousands."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._order = {name: at for at, name in enumerate(names)} if len(names) > _MANY else {}
        self._lengths = sorted({len(name) for name in self._order})

    def within(self, text: str) -> Sequence[str]:
        """Those that may stand in a text; of many, those that do."""
        if not self._order:
            return self._names
        pieces = (text[at : at + n] for at in range(len(text)) for n in self._lengths)
        return sorted({each for each in pieces if each in self._order}, key=self._order.__getitem__)


def _masked(
    texts: pd.Series,
    known: Sequence[pd.Series],
    vehicles: pd.Series | None,
    cars: Mapping[int, OwnerNames],
) -> pd.Series:
    """Texts without the names their rows give, and then those of the vehicle."""
    rows = np.flatnonzero(texts.notna())
    before = texts.iloc[rows].tolist()
    written = list(before)
    for names in known:
        for at, name in enumerate(names.iloc[rows].tolist()):
            if isinstance(name, str) and name in written[at]:
                written[at] = mask_names(written[at], [name])
    for at, of in enumerate(vehicles.iloc[rows].tolist() if vehicles is not None else ()):
        if of in cars:
            written[at] = mask_names(written[at], cars[of].within(written[at]))
    if written == before:
        return texts
    taken = np.full(len(texts), -1, dtype=np.intp)
    taken[rows] = np.arange(len(rows))
    masked = pd.array(written, dtype="str").take(taken, allow_fill=True)
    return pd.Series(masked, index=texts.index, name=texts.name)

"""What must hold across the tables: sums of printed figures, mileage, names that match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from reportgen import Data, Label, listing

_WHOLE = 0.5
"""Counts are whole; a sum that differs by less is equal."""
_SHOWN = 5
_BY_ADVISOR = ("vehicles_received", "callbacks_attempted", "callbacks_success",
               "phone_interviews", "face_interviews")  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrongSum:
    """A sum that does not come out: what its parts give, and what is printed."""

    name: Label
    parts: str
    whole: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A printed figure is the sum of others.

    Attributes:
        name: What is added up.
        whole: Its indicator.
        plus: Indicators that are added.
        minus: Indicators that are taken away.
    """

    name: Label
    whole: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    def broken(self, figures: Mapping[str, float]) -> WrongSum | None:
        """The sum, if every figure is printed and it does not come out."""
        if any(name not in figures for name in (self.whole, *self.plus, *self.minus)):
            return None
        parts = sum(figures[n] for n in self.plus) - sum(figures[n] for n in self.minus)
        if abs(parts - figures[self.whole]) <= _WHOLE:
            return None
        return WrongSum(self.name, f"{parts:,.0f}", f"{figures[self.whole]:,.0f}")


_FAILED = tuple(
    f"callbacks_failed_{reason}"
    for reason in ("wrong_number", "not_sender", "unreachable", "refused", "broken_off")
)
IDENTITIES = (
    Identity(
        Label("回访台次 = 成功 + 各失败原因", "call-backs = successes + failures by reason"),
        "callbacks_attempted",
        ("callbacks_success", *_FAILED),
    ),
    Identity(
        Label(
            "期末未决投诉 = 结转 + 新增 − 已解决", "open complaints = carried in + new - resolved"
        ),
        "complaints_open",
        ("complaints_carried_in", "complaints_new"),
        ("complaints_new_resolved", "complaints_carried_resolved"),
    ),
)


def figures_of(data: Data) -> dict[str, float]:
    """Indicator → the store's figure of the month; its parts added up where only they are given."""
    month = _month(data)
    if "subject" not in month:
        return dict(month.groupby("indicator")["value"].sum())
    whole = month[month["subject"].isna()].groupby("indicator")["value"].sum()
    parts = month[month["subject"].notna()].groupby("indicator")["value"].sum()
    return {**dict(parts), **dict(whole)}


def advisor_sums(data: Data) -> list[WrongSum]:
    """Counts whose advisors do not add up to the store's."""
    month = _month(data)
    if "subject" not in month:
        return []
    found = []
    contract = data.contracts["monthly_figures"].column("indicator")
    for name in _BY_ADVISOR:
        rows = month[month["indicator"] == name]
        parts = rows.loc[rows["subject"].notna(), "value"]
        whole = rows.loc[rows["subject"].isna(), "value"]
        if len(parts) and len(whole) and abs(parts.sum() - whole.sum()) > _WHOLE:
            label, _ = contract.values[name]
            said = Label(f"各顾问{label.zh}之和", f"{label.en}, sum of advisors")
            found.append(WrongSum(said, f"{parts.sum():,.0f}", f"{whole.sum():,.0f}"))
    return found


def _month(data: Data) -> pd.DataFrame:
    rows = data.table("monthly_figures")
    first, end = pd.Timestamp(data.month.first), pd.Timestamp(data.month.end)
    return rows[(rows["month"] >= first) & (rows["month"] < end)]


def falls(orders: pd.DataFrame, tolerance: float) -> pd.DataFrame:
    """The orders whose mileage lies below that of the vehicle's order before."""
    known = orders.dropna(subset=["vehicle", "mileage", "opened_at"])
    ranked = known.sort_values(["vehicle", "opened_at", "mileage"], kind="stable")
    before = ranked.groupby("vehicle")["mileage"].shift()
    return ranked[ranked["mileage"] < before - tolerance]


def strangers(names: pd.Series, known: pd.Series) -> pd.Series:
    """Which names are given and unknown."""
    among = set(known.dropna().tolist())
    unknown = [name not in among for name in names.tolist()]
    return names.notna() & pd.Series(unknown, index=names.index, dtype=bool)


def listed(data: Data, rows: pd.DataFrame, column: str) -> str:
    """The first few values of a column, each once, with a mark that there are more."""
    values = rows[column].dropna().unique().tolist() if column in rows else []
    more = "…" if len(values) > _SHOWN else ""
    return listing(map(str, values[:_SHOWN]), data.language) + more

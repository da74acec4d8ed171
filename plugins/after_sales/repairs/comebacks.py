"""Comebacks: which repair order repeats which, and whether within the guarantee.

The vehicle is back with the same fault, or the data says so. What the data says decides what is a
comeback of what: an original order is the order repeated; a flag 是 means the latest job with the
same fault, else the latest job; a flag 否 means no comeback, where the column knows any 是 at
all. The guarantee decides whether it counts: so many days or kilometres from delivery, whichever
is over first; without kilometres the days alone. It starts again with every rework. A second
order on the day of delivery is rework before hand-over and no comeback.

Source of the guarantees: 机动车维修管理规定, article 37.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd
from reportgen_plugins.after_sales.fast_isin import looked_up

from reportgen import Derivation, TablesByDealer

RETURNS = ("repair", "warranty", "body_paint")
"""Kinds of work that can be a comeback: no maintenance, no campaign, no accessories."""


class Guarantee(NamedTuple):
    """How long a repair must hold: days or kilometres, whichever is over first."""

    days: int
    km: int


GUARANTEES: Final[Mapping[str, Guarantee]] = {
    "major": Guarantee(100, 20_000),
    "second_maintenance": Guarantee(30, 5_000),
    "minor": Guarantee(10, 2_000),
}
"""The legal guarantees: body work and overhauls, second-level maintenance, everything else."""

_MAJOR = "大修|总成|overhaul"
_SECOND = "二级维护|二保|second-level"
# Words that say a fault is back; without them it reads as it did the first time.
_AGAIN = (
    "返修",
    "返工",
    "复修",
    "再次",
    "仍然",
    "依旧",
    "还是",
    "仍",
    "again",
    "still",
    "comeback",
)

_NO_GAP = re.compile("(?<![a-z0-9]) | (?![a-z0-9])")


def fault_family(faults: pd.Series) -> pd.Series:
    """The fault in one spelling: one width and case, no marks or words like 再次.

    Spaces stay between Latin words only.

    Returns:
        Text; missing where nothing is left.
    """
    plain = {text: _plain(text) for text in faults.dropna().unique()}
    return faults.map({text: short for text, short in plain.items() if short}).astype("str")


def _as_is(orders: pd.DataFrame, column: str) -> pd.Series:
    return orders[column]


def orders_for_comebacks(
    orders: pd.DataFrame, key: Callable[[pd.DataFrame, str], pd.Series] = _as_is
) -> pd.DataFrame:
    """The columns the rule needs, of every order of a known vehicle.

    Args:
        orders: Of one dealer, or of many.
        key: Gives a column of numbers so that no two dealers share one, as `TablesByDealer.key`.

    Returns:
        ro_no, vehicle, and number and car, which are these as keys; opened_at, finished_at
        (delivered, else settled, else opened), day and finished_day (midnights), work_type,
        technician, mileage, fault_family, guarantee, the flag `said` and original, a key, insured,
        and whose each row is and where it stems from. Same index.
    """
    named = orders.assign(
        **{c: _column(orders, c) for c in ("dealer", "ro_no", "vehicle", "original_ro")}
    )
    kind, fault = _column(orders, "work_type"), _column(orders, "fault")
    finished = orders["opened_at"]
    for column in ("closed_at", "delivered_at"):
        if column in orders:
            finished = orders[column].fillna(finished)
    # A date of delivery before the opening is a slip; kept, an order would repeat itself.
    finished = finished.where(finished >= orders["opened_at"], orders["opened_at"])
    return pd.DataFrame(
        {
            "dealer": named["dealer"],
            "ro_no": named["ro_no"],
            "vehicle": named["vehicle"],
            "number": key(named, "ro_no"),
            "car": key(named, "vehicle"),
            "opened_at": orders["opened_at"],
            "day": orders["opened_at"].dt.normalize(),
            "finished_at": finished,
            "finished_day": finished.dt.normalize(),
            "work_type": kind,
            "technician": _column(orders, "technician"),
            "mileage": _column(orders, "mileage").astype(float),
            "fault_family": fault_family(fault),
            "guarantee": _guarantee(kind, fault),
            "said": _column(orders, "comeback").astype("boolean"),
            "original": key(named, "original_ro"),
            "insured": _column(orders, "pay_type") == "insurance",
            "_file": _column(orders, "_file"),
            "_row": _column(orders, "_row"),
        }
    )


@dataclass(frozen=True, slots=True)
class OrdersForComebacks(Derivation):
    """The repair orders as `orders_for_comebacks` has them, row for row."""

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the orders of all vehicles; one without a day keeps its place."""
        return orders_for_comebacks(dealers.table("repair_orders"), dealers.key)


def comebacks(
    orders: pd.DataFrame, jobs: pd.DataFrame, guarantees: Mapping[str, Guarantee]
) -> pd.DataFrame:
    """The first comeback of each job that has one within its guarantee.

    Args:
        orders: Every order, from `orders_for_comebacks`.
        jobs: Those of them that must hold.
        guarantees: By the jobs' column `guarantee`.

    Returns:
        Index as `jobs`: comeback_ro, days_to_comeback.
    """
    back = _candidates(orders)
    origin = _origins(back, jobs)
    pairs = back.assign(job=origin)[origin.notna()]
    job = jobs.loc[pairs["job"]].set_axis(pairs.index)
    days = (pairs["day"] - job["finished_day"]).dt.days
    km = pairs["mileage"] - job["mileage"]
    longest = job["guarantee"].map({kind: g.days for kind, g in guarantees.items()}).astype(float)
    farthest = job["guarantee"].map({kind: g.km for kind, g in guarantees.items()}).astype(float)
    # A reading that went backwards says nothing about the distance.
    held = (days > longest) | (km.where(km >= 0) > farthest)
    counted = pairs.assign(days_to_comeback=days.astype(float))[(days > 0) & ~held]
    first = counted.sort_values(["day", "ro_no"], kind="stable").drop_duplicates("job")
    return first.rename(columns={"ro_no": "comeback_ro"}).set_index("job")[
        ["comeback_ro", "days_to_comeback"]
    ]


def reworked(orders: pd.DataFrame, jobs: pd.DataFrame) -> pd.Series:
    """Which jobs were done again on the day of delivery: same vehicle, same fault, later order."""
    later = orders[orders["work_type"].isin(RETURNS)]
    keys = ["car", "fault_family", "day"]
    later = later[later[keys].notna().all(axis=1)]
    left = jobs.assign(day=jobs["finished_day"], job=jobs.index)[[*keys, "opened_at", "job"]]
    pairs = left.merge(later[[*keys, "opened_at"]], on=keys, suffixes=("", "_later"))
    again = pairs.loc[pairs["opened_at_later"] > pairs["opened_at"], "job"]
    return pd.Series(jobs.index.isin(again), index=jobs.index).astype("boolean")


def _candidates(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders that may be a comeback of something."""
    said, named = orders["said"].fillna(value=False), orders["original"].notna()
    some = said.groupby(orders["dealer"], dropna=False).transform("any")
    denied = ~orders["said"].fillna(value=True) & some
    alike = orders["work_type"].isin(RETURNS) & orders["fault_family"].notna() & ~orders["insured"]
    return orders[(said | named | (alike & ~denied)) & orders["car"].notna()]


def _origins(back: pd.DataFrame, jobs: pd.DataFrame) -> pd.Series:
    """The job each candidate repeats, as its index; missing where there is none."""
    numbers = jobs["number"].drop_duplicates(keep="last")
    places = pd.Series(numbers.index, numbers.index, dtype=float)
    named = looked_up(back["original"], numbers, places)
    alike = _latest(back, jobs, ["car", "fault_family"])
    flagged = _latest(back, jobs, ["car"]).where(back["said"].fillna(value=False))
    return named.fillna(alike).fillna(flagged)


def _latest(back: pd.DataFrame, jobs: pd.DataFrame, by: list[str]) -> pd.Series:
    """The latest job finished on an earlier day, among those that agree in the columns `by`."""
    left = back[back[by].notna().all(axis=1)].sort_values("day", kind="stable")
    right = jobs[jobs[by].notna().all(axis=1)].sort_values("finished_at", kind="stable")
    if left.empty or right.empty:  # pandas cannot join texts with none
        return pd.Series(float("nan"), index=back.index)
    right = right.assign(job=right.index.astype(float))[[*by, "finished_day", "job"]]
    found = pd.merge_asof(
        left.assign(back=left.index)[[*by, "day", "back"]],
        right,
        left_on="day",
        right_on="finished_day",
        by=by,
        allow_exact_matches=False,
    )
    return found.set_index("back")["job"].reindex(back.index)


def _guarantee(kind: pd.Series, fault: pd.Series) -> pd.Series:
    major = (kind == "body_paint") | fault.str.contains(_MAJOR, case=False).fillna(value=False)
    second = fault.str.contains(_SECOND, case=False).fillna(value=False)
    named = pd.Series("minor", index=kind.index, dtype="str")
    return named.mask(second, "second_maintenance").mask(major, "major")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    for word in _AGAIN:
        folded = folded.replace(word, "")
    words = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in folded).split()
    return _NO_GAP.sub("", " ".join(words))


def _column(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column that may be absent: then all its values are missing."""
    if name in rows:
        return rows[name]
    return pd.Series(None, index=rows.index, dtype="float64" if name == "mileage" else "str")

"""The rows of the derived table `vehicles`: what the visits of each vehicle add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.fast_isin import among, looked_up
from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile
from reportgen_plugins.after_sales.vehicles.vehicles_table import JOBS, PARTS, VEHICLES
from reportgen_plugins.after_sales.visit_rows import Visits

from reportgen import YEAR, Derivation, Label, Month, TablesByDealer

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

AWAY = ("外地", "外省", "外市", "市外", "out of town")
"""Districts that mean an out-of-town address."""

UNKNOWN = Label("未归类", "Not classified")
"""The series of a vehicle whose series is not known: counted, never dropped."""

COHORT = 6
"""The cohort rate looks at the vehicles that came so many months ago."""

_SHORTEST_USE = 60  # days between two odometer readings that allow a daily distance


@dataclass(frozen=True, slots=True)
class VehicleRows(Derivation):
    """One row a vehicle at the end of the report's month, under a profile."""

    profile: ChurnProfile

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the vehicles; a visit of nobody knows which vehicle is in no vehicle's history."""
        rows = dealers.derived(Visits())
        rows = rows[rows["vehicle"].notna()].reset_index(drop=True)
        codes, keys = pd.factorize(dealers.key(rows, "vehicle"), sort=True)
        size = len(keys)
        # Visits are sorted by day, so the last one written for a vehicle is its last visit.
        last, first = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        last[codes], first[codes[::-1]] = np.arange(len(rows)), np.arange(len(rows))[::-1]
        latest = rows.iloc[last].reset_index(drop=True)
        table = _owners(dealers, _described(dealers, latest))
        table["first_visit"] = rows["visited_at"].to_numpy()[first]
        table["last_visit"] = latest["visited_at"]
        table = table.assign(**_counts(dealers.month, rows, codes, latest))
        months = _LastMonths.of(month_numbers(rows["visited_at"]), codes, size, dealers.month)
        table = table.assign(**months.states(self.profile.lost_after))
        table["recency"] = self.profile.classify(table["last_visit"], dealers.month.end)
        table["recency_before"] = months.class_before(self.profile)
        table["km_since"] = _km_since(dealers.month, rows, codes, latest)
        table = table.assign(**_last_works(dealers.month, rows, codes, table))
        repair = (latest["repair"] | latest["body"]) & ~latest["maintenance"]
        table["passing_by"] = _passing_by(dealers, table, repair & (table["visits"] == 1))
        flags = [c.name for c in VEHICLES.columns if c.kind == "flag"]
        known = [c.name for c in VEHICLES.columns if c.name in table]
        return table[["dealer", *known, "_file", "_row"]].astype(dict.fromkeys(flags, "boolean"))


@dataclass(frozen=True, slots=True)
class _LastMonths:
    """When each vehicle came first and last, as numbers of months.

    Attributes:
        now: The month of the report.
        first: The first month.
        last: The last one.
        before: The last one before the month of the report; -1 where there is none.
        cohort: Whether it came so many months ago as the cohort rate looks back.
    """

    now: int
    first: Codes
    last: Codes
    before: Codes
    cohort: Flags

    @classmethod
    def of(cls, months: Codes, codes: Codes, size: int, month: Month) -> _LastMonths:
        """Look at the month of every visit, in order, and the number of its vehicle."""
        now = month_number(month)
        first, last, before = (np.full(size, -1, dtype=np.int64) for _ in range(3))
        earlier = months < now
        last[codes], before[codes[earlier]] = months, months[earlier]
        first[codes[::-1]] = months[::-1]
        cohort = np.zeros(size, dtype=bool)
        cohort[codes[months == now - COHORT]] = True
        return cls(now, first, last, before, cohort)

    @property
    def away_before(self) -> Codes:
        """Calendar months since the last visit at the end of the month before; 0 = never came."""
        return np.where(self.before < 0, 0, self.now - self.before)

    def states(self, limit: int) -> dict[str, npt.NDArray[np.generic]]:
        """Base, new, back and lost in the report's month; `cohort` came six months before it."""
        away, away_before = self.now - self.last + 1, self.away_before
        inside, before = away <= limit, (away_before > 0) & (away_before <= limit)
        new = self.first == self.now
        return {
            # The report's month is 0: the offset that the monthly assessment counts.
            "months_away": (away - 1).astype(float),
            "in_base": inside,
            "at_risk": away <= limit + YEAR,
            "new": new,
            "reactivated": inside & ~before & ~new,
            "lost": before & ~inside,
            "cohort": self.cohort,
        }

    def class_before(self, profile: ChurnProfile) -> pd.Series:
        """The class at the end of the month before; null for a vehicle that had not come yet."""
        away = self.away_before
        keys = np.array([each.key for each in profile.classes], dtype=object)
        return pd.Series(keys[profile.places(away)], dtype="str").where(away > 0)


def month_number(month: Month) -> int:
    """The number of a month, so that differences count months."""
    return month.year * YEAR + month.number - 1


def month_numbers(days: pd.Series) -> Codes:
    """The same of the months of days."""
    return days.to_numpy("M8[M]").astype(np.int64) + 1970 * YEAR


def _described(dealers: TablesByDealer, latest: pd.DataFrame) -> pd.DataFrame:
    """What the last visit says about the vehicle."""
    known = ["dealer", "vehicle", "customer_id", "series", "model", "advisor", "_file", "_row"]
    table = latest[[c for c in known if c in latest]].copy()
    series = table["series"] if "series" in table else pd.Series(None, table.index, dtype="str")
    table["series"] = series.fillna(UNKNOWN.in_(dealers.language))
    jobs = [latest[job].to_numpy(dtype=bool) for job in JOBS]
    table["last_job"] = pd.Series(np.select(jobs, list(JOBS), ""), dtype="str")
    table["last_job"] = table["last_job"].where(table["last_job"] != "")
    return table


def _owners(dealers: TablesByDealer, table: pd.DataFrame) -> pd.DataFrame:
    """Add district and responsible advisor from the customer file, else the last advisor."""
    nobody = pd.Series(None, index=table.index, dtype="str")
    district, assigned = nobody, nobody
    if "customer_id" in table and dealers.has("customers", "customer_id"):
        customers, named = dealers.table("customers"), dealers.key(table, "customer_id")
        keys = dealers.key(customers, "customer_id").drop_duplicates(keep="last")
        known = customers.loc[keys.index]
        if "district" in known:
            district = looked_up(named, keys, known["district"])
        if "assigned_advisor" in known:
            assigned = looked_up(named, keys, known["assigned_advisor"])
    advisor = table.get("advisor", nobody)
    return table.assign(district=district, responsible=assigned.fillna(advisor))


def _counts(
    month: Month, rows: pd.DataFrame, codes: Codes, latest: pd.DataFrame
) -> dict[str, npt.NDArray[np.float64]]:
    """Visits and money by vehicle over the last year, the year before, and the last active one."""
    size, day = len(latest), rows["visited_at"].to_numpy("M8[D]")
    end, year, earlier = (np.datetime64((month - k).end) for k in (0, YEAR, 2 * YEAR))
    last_year, year_before = (day >= year) & (day < end), (day >= earlier) & (day < year)
    active = latest["visited_at"].to_numpy("M8[D]")[codes] - day < np.timedelta64(365, "D")
    found = {
        "visits": np.bincount(codes, minlength=size).astype(float),
        "visits_12m": np.bincount(codes[last_year], minlength=size).astype(float),
        "visits_before": np.bincount(codes[year_before], minlength=size).astype(float),
    }
    if "total" in rows:
        money = rows["total"].fillna(0.0).to_numpy(dtype=float)
        for name, chosen in (("spend_12m", last_year), ("spend_last_year", active)):
            # Sums of cents as floats differ in the last digit by order; money has two decimals.
            found[name] = np.round(
                np.bincount(codes[chosen], money[chosen], minlength=size).astype(float), 2
            )
    return found


def _km_since(
    month: Month, rows: pd.DataFrame, codes: Codes, latest: pd.DataFrame
) -> npt.NDArray[np.float64]:
    """Daily km between the first and last reading × days since the last visit; NaN if unknown."""
    size = len(latest)
    if "mileage" not in rows:
        return np.full(size, np.nan)
    read = np.flatnonzero(rows["mileage"].notna().to_numpy())
    first, last = np.full(size, -1), np.full(size, -1)
    last[codes[read]], first[codes[read[::-1]]] = read, read[::-1]
    km = rows["mileage"].to_numpy(dtype=float)
    day = rows["visited_at"].to_numpy("M8[D]").astype(np.int64)
    driven, days = km[last] - km[first], day[last] - day[first]
    usable = (first >= 0) & (days >= _SHORTEST_USE) & (driven > 0)
    since = np.datetime64(month.end) - latest["visited_at"].to_numpy("M8[D]")
    daily = driven / np.maximum(days, 1)
    return np.where(usable, np.round(daily * since.astype(np.int64)), np.nan)


def _last_works(
    month: Month, rows: pd.DataFrame, codes: Codes, table: pd.DataFrame
) -> dict[str, pd.Series]:
    """Last day of each kind of work; whether a vehicle that still comes had none for a year.

    The flag is null for a vehicle that stays away altogether, never had that work, or is known
    for less than a year.
    """
    year = pd.Timestamp((month - YEAR).end)
    still = (table["last_visit"] >= year) & (table["first_visit"] < year)
    found = {}
    for kind in PARTS:
        done = np.flatnonzero(rows[kind].to_numpy(dtype=bool))
        days = np.full(len(table), np.datetime64("NaT"), dtype="M8[ns]")
        days[codes[done]] = rows["visited_at"].to_numpy("M8[ns]")[done]
        last = pd.Series(days, index=table.index)
        found[f"last_{kind}"] = last
        found[f"no_{kind}"] = (last < year).astype("boolean").where(still & last.notna())
    return found


def _passing_by(dealers: TablesByDealer, table: pd.DataFrame, one_repair: pd.Series) -> pd.Series:
    """Who came once from elsewhere; where nobody knows from where, no one did."""
    away = table["district"].str.casefold().isin(AWAY)
    if "customer_id" in table and dealers.has("customers", "customer_id", "status"):
        customers = dealers.table("customers")
        strangers = dealers.key(customers[customers["status"] == "passing_by"], "customer_id")
        away |= among(dealers.key(table, "customer_id"), strangers)
    return one_repair & away

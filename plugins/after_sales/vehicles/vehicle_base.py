"""The vehicles of a store at the end of the report's month: one row each, derived from visits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile, table_of
from reportgen_plugins.after_sales.vehicles.vehicles_table import JOBS, PARTS, VEHICLES
from reportgen_plugins.after_sales.visits import visits

from reportgen import YEAR, Data, Is, Label, Month, Rows, TableContract

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
class History:
    """Visits of every vehicle by month, as one grid: what every count of the base needs.

    Attributes:
        months: The months of the data, oldest first; the report's is the last.
        vehicles: Vehicle keys, sorted; the rows of the grid.
        codes: Row of the grid of every visit of a known vehicle, in the order of `visits`.
        last: Vehicles × months: position of the latest month with a visit up to then; -1: none.
        first: Position of each vehicle's first month.
    """

    months: tuple[Month, ...]
    vehicles: npt.NDArray[np.object_]
    codes: Codes
    last: Codes
    first: Codes

    def away(self, month: int) -> Codes:
        """Calendar months since the last visit, 1 = came in that month; 0 = never came.

        A negative month lies before the data.
        """
        if month < 0:
            return np.zeros(len(self.vehicles), dtype=np.int64)
        last = self.last[:, month]
        return np.where(last < 0, 0, month - last + 1)

    def in_base(self, month: int, months: int) -> Flags:
        """Whether each vehicle came within so many months up to the end of a month."""
        away = self.away(month)
        return (away > 0) & (away <= months)


def reach(data: Data) -> int:
    """How many months of visits there are up to the report's, the report's included."""
    visits(data)
    day = data.table("visits")["visited_at"].min()
    if pd.isna(day):
        return 0
    first = Month(day.year, day.month)
    return (data.month.year - first.year) * YEAR + data.month.number - first.number + 1


def history(data: Data) -> History:
    """The grid of all vehicles and months; vehicles are in the order of the table `vehicles`.

    A visit of nobody knows which vehicle is in no vehicle's history.
    """
    visits(data)
    rows = _known(data)
    codes, vehicles = pd.factorize(rows["vehicle"], sort=True)
    months = data.month.back(reach(data))
    came = np.full((len(vehicles), len(months)), -1, dtype=np.int64)
    place = _month_numbers(rows["visited_at"]) - _number(months[0]) if months else codes
    came[codes, place] = place
    last = np.maximum.accumulate(came, axis=1)
    first = np.argmax(came >= 0, axis=1) if months else np.zeros(0, dtype=np.int64)
    names = np.asarray(vehicles, dtype=object)
    return History(months, names, codes.astype(np.int64), last, first)


def _known(data: Data) -> pd.DataFrame:
    rows = data.table("visits")
    return rows[rows["vehicle"].notna()].reset_index(drop=True)


def vehicles(data: Data, profile: ChurnProfile) -> Rows:
    """The vehicles as a selection on the derived table of the profile, made once.

    `recency` follows the profile; `in_base`, `at_risk`, `lost` and `reactivated` its limit of
    loss. A passing-by vehicle came once, for a repair, and from out of town, or the customer file
    calls it so. Staying away says nothing: that is what churn measures.
    """
    name = table_of(VEHICLES.name, profile)
    visits(data)
    if name not in data.tables:
        data.derive(_contract(profile, name), _vehicles(data, profile))
    return Rows(name)


def base(data: Data, profile: ChurnProfile) -> Rows:
    """The vehicles a churn analysis looks at: all but those passing by."""
    return vehicles(data, profile).only(Is("passing_by", value=False))


def _contract(profile: ChurnProfile, name: str) -> TableContract:
    words = {each.key: (each.label, ()) for each in profile.classes}
    columns = tuple(
        replace(column, kind="category", values=words) if "recency" in column.name else column
        for column in VEHICLES.columns
    )
    label = VEHICLES.label
    if name != VEHICLES.name:
        label = Label(f"{label.zh}（{profile.label.zh}）", f"{label.en}, {profile.label.en}")
    return replace(VEHICLES, name=name, label=label, columns=columns)


def _number(month: Month) -> int:
    return month.year * YEAR + month.number - 1


def _month_numbers(days: pd.Series) -> Codes:
    return days.to_numpy("M8[M]").astype(np.int64) + 1970 * YEAR


def _vehicles(data: Data, profile: ChurnProfile) -> pd.DataFrame:
    rows, grid = _known(data), history(data)
    codes, size = grid.codes, len(grid.vehicles)
    # Visits are sorted by day, so the last one written for a vehicle is its last visit.
    last, first = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    last[codes], first[codes[::-1]] = np.arange(len(rows)), np.arange(len(rows))[::-1]
    latest = rows.iloc[last].reset_index(drop=True)
    table = _owners(data, _described(data, latest))
    table["first_visit"] = rows["visited_at"].to_numpy()[first]
    table["last_visit"] = latest["visited_at"]
    table = table.assign(**_counts(data, rows, codes, latest))
    table = table.assign(**_states(profile, grid))
    table["recency"] = profile.classify(table["last_visit"], data.month.end)
    table["recency_before"] = _class_before(profile, grid)
    table["km_since"] = _km_since(data, rows, codes, latest)
    table = table.assign(**_last_works(data, rows, codes, table))
    repair = (latest["repair"] | latest["body"]) & ~latest["maintenance"]
    table["passing_by"] = _passing_by(data, table, repair & (table["visits"] == 1))
    flags = [c.name for c in VEHICLES.columns if c.kind == "flag"]
    known = [c.name for c in VEHICLES.columns if c.name in table]
    return table[[*known, "_file", "_row"]].astype(dict.fromkeys(flags, "boolean"))


def _described(data: Data, latest: pd.DataFrame) -> pd.DataFrame:
    """What the last visit says about the vehicle."""
    known = ["vehicle", "customer_id", "series", "model", "advisor", "_file", "_row"]
    table = latest[[c for c in known if c in latest]].copy()
    series = table["series"] if "series" in table else pd.Series(None, table.index, dtype="str")
    table["series"] = series.fillna(data.pick(UNKNOWN))
    jobs = [latest[job].to_numpy(dtype=bool) for job in JOBS]
    table["last_job"] = pd.Series(np.select(jobs, list(JOBS), ""), dtype="str")
    table["last_job"] = table["last_job"].where(table["last_job"] != "")
    return table


def _owners(data: Data, table: pd.DataFrame) -> pd.DataFrame:
    """Add district and responsible advisor from the customer file, else the last advisor."""
    nobody = pd.Series(None, index=table.index, dtype="str")
    district, assigned = nobody, nobody
    if "customer_id" in table and data.has("customers", "customer_id"):
        customers = data.table("customers").drop_duplicates("customer_id", keep="last")
        known = customers.set_index("customer_id")
        if "district" in known:
            district = table["customer_id"].map(known["district"])
        if "assigned_advisor" in known:
            assigned = table["customer_id"].map(known["assigned_advisor"])
    advisor = table.get("advisor", nobody)
    return table.assign(district=district, responsible=assigned.fillna(advisor))


def _counts(
    data: Data, rows: pd.DataFrame, codes: Codes, latest: pd.DataFrame
) -> dict[str, npt.NDArray[np.float64]]:
    """Visits and money by vehicle over the last year, the year before, and the last active one."""
    size, day = len(latest), rows["visited_at"].to_numpy("M8[D]")
    end, year, earlier = (np.datetime64((data.month - k).end) for k in (0, YEAR, 2 * YEAR))
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
            found[name] = np.round(np.bincount(codes[chosen], money[chosen], minlength=size), 2)
    return found


def _states(profile: ChurnProfile, grid: History) -> dict[str, npt.NDArray[np.generic]]:
    """Base, new, back and lost in the report's month; `cohort` came six months before it."""
    now, limit = len(grid.months) - 1, profile.lost_after
    inside, before = grid.in_base(now, limit), grid.in_base(now - 1, limit)
    away = grid.away(now)
    new = grid.first == now
    then = now - COHORT
    came_then = grid.last[:, then] == then if then >= 0 else np.zeros(len(away), dtype=bool)
    return {
        # The report's month is 0: the offset that the monthly assessment counts.
        "months_away": (away - 1).astype(float),
        "in_base": inside,
        "at_risk": away <= limit + YEAR,
        "new": new,
        "reactivated": inside & ~before & ~new,
        "lost": before & ~inside,
        "cohort": came_then,
    }


def _class_before(profile: ChurnProfile, grid: History) -> pd.Series:
    """The class at the end of the month before; null for a vehicle that had not come yet."""
    away = grid.away(len(grid.months) - 2)
    keys = np.array([each.key for each in profile.classes], dtype=object)
    return pd.Series(keys[profile.places(away)], dtype="str").where(away > 0)


def _km_since(
    data: Data, rows: pd.DataFrame, codes: Codes, latest: pd.DataFrame
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
    since = np.datetime64(data.month.end) - latest["visited_at"].to_numpy("M8[D]")
    daily = driven / np.maximum(days, 1)
    return np.where(usable, np.round(daily * since.astype(np.int64)), np.nan)


def _last_works(
    data: Data, rows: pd.DataFrame, codes: Codes, table: pd.DataFrame
) -> dict[str, pd.Series]:
    """Last day of each kind of work; whether a vehicle that still comes had none for a year.

    The flag is null for a vehicle that stays away altogether, never had that work, or is known
    for less than a year.
    """
    year = pd.Timestamp((data.month - YEAR).end)
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


def _passing_by(data: Data, table: pd.DataFrame, one_repair: pd.Series) -> pd.Series:
    """Who came once from elsewhere; where nobody knows from where, no one did."""
    away = table["district"].str.casefold().isin(AWAY)
    if "customer_id" in table and data.has("customers", "customer_id", "status"):
        customers = data.table("customers")
        strangers = customers.loc[customers["status"] == "passing_by", "customer_id"]
        away |= table["customer_id"].isin(strangers)
    return one_repair & away

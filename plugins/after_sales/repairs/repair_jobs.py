"""Repair jobs and whether they held: `repair_jobs`, one row a job that may be fixed or not.

Two sources say whether a job held. The survey: the customer's answer to "fixed at the first
visit?", joined by order number; it counts in the month of the call. The operation: no comeback
within the guarantee; it counts in the month the job was finished, for the technician of that job.
Until its guarantee is over (`follow_up_complete`) a job is provisional.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd
from reportgen_plugins.after_sales.fast_isin import among, looked_up
from reportgen_plugins.after_sales.repairs.comebacks import (
    GUARANTEES,
    Guarantee,
    OrdersForComebacks,
    comebacks,
    reworked,
)

from reportgen import ColumnContract, Data, Derivation, Label, Rows, TableContract, TablesByDealer

TABLE = "repair_jobs"
ELIGIBLE = ("repair", "warranty", "campaign", "body_paint")
"""Kinds of work that can fail to fix something."""
GUARANTEE_NAMES = {
    "major": Label("钣喷、总成和大修", "Body work and overhauls"),
    "second_maintenance": Label("二级维护", "Second-level maintenance"),
    "minor": Label("小修", "Minor repairs"),
}
_COMPLAINS_WITHIN = 30  # days after the job in which a complaint is taken to be about it

_ANSWER = ("ro_no", "vehicle", "called_at", "fixed")
"""What is known of a job by the customer's answer alone."""
_WORK = ("repair_orders.work_type",)

CONTRACT = TableContract(
    name=TABLE,
    label=Label("维修任务", "Repair jobs"),
    row=Label("一行为一张可评价一次修复的工单", "one repair order that can hold or not"),
    key=("ro_no",),
    date="finished_at",
    made_from=("repair_orders", "repair_orders.work_type"),
    back=1,
    per=("ro_no",),
    columns=(
        ColumnContract("ro_no", "code", Label("工单号", "Repair order")),
        ColumnContract("vehicle", "code", Label("车辆号", "Vehicle")),
        ColumnContract("finished_at", "date", Label("完工日期", "Finished")),
        ColumnContract("called_at", "date", Label("回访日期", "Called"), made_from=("callbacks",)),
        ColumnContract(
            "technician",
            "text",
            Label("主修人", "Technician"),
            made_from=("repair_orders.technician",),
            back=1,
        ),
        ColumnContract("fault_family", "text", Label("故障", "Fault"), private="text"),
        ColumnContract(
            "guarantee",
            "category",
            Label("质量保证类别", "Guarantee"),
            values={key: (label, ()) for key, label in GUARANTEE_NAMES.items()},
            made_from=_WORK,
        ),
        ColumnContract(
            "fixed",
            "flag",
            Label("回访一次修复", "Fixed by survey"),
            made_from=("callbacks",),
            open_with="fixed",
        ),
        ColumnContract("comeback", "flag", Label("保证期内返修", "Came back"), made_from=_WORK),
        ColumnContract("comeback_ro", "code", Label("返修工单号", "Comeback order")),
        ColumnContract("days_to_comeback", "number", Label("间隔天数", "Days"), unit="count"),
        ColumnContract("rework", "flag", Label("当日返工", "Rework same day"), made_from=_WORK),
        ColumnContract(
            "follow_up_complete", "flag", Label("保证期已满", "Guarantee over"), made_from=_WORK
        ),
        ColumnContract("km_known", "flag", Label("有里程", "Mileage known")),
        ColumnContract("reason", "text", Label("未修复原因", "Reason"), private="text"),
    ),
)


def jobs(
    data: Data,
    kinds: Collection[str] = ELIGIBLE,
    guarantees: Mapping[str, Guarantee] = GUARANTEES,
) -> Rows:
    """The jobs of a dealer as a selection on `repair_jobs`, made once.

    An answer whose order is not in the data is a job of its own, without technician and without
    `finished_at`; an answer about work that cannot fail to fix anything is left out.
    """
    if TABLE not in data.tables:
        frame = data.derived(RepairJobs(tuple(kinds), tuple(guarantees.items())))
        if not data.has("repair_orders", "ro_no", "opened_at"):
            frame = frame[[c for c in (*_ANSWER, "reason") if c in frame]]
        data.derive(_contract(data), frame)
    return Rows(TABLE, CONTRACT.date)


def _contract(data: Data) -> TableContract:
    """The contract; comebacks are told by faults, else by what the orders say of themselves.

    Rework of the same day is told by faults alone.
    """
    says = [
        name for name in ("fault", "comeback", "original_ro") if data.has("repair_orders", name)
    ]
    told = {"comeback": says[0] if says else "fault", "rework": "fault"}
    columns = tuple(
        replace(
            column,
            made_from=(*_WORK, "repair_orders.vehicle", f"repair_orders.{told[column.name]}"),
            ahead=1,
        )
        if column.name in told
        else column
        for column in CONTRACT.columns
    )
    return replace(CONTRACT, columns=columns)


@dataclass(frozen=True, slots=True)
class RepairJobs(Derivation):
    """One row a job that may hold or not, with the customer's answer.

    Attributes:
        kinds: The work types that can fail to fix something.
        guarantees: How long each kind of job must hold.
    """

    kinds: tuple[str, ...] = ELIGIBLE
    guarantees: tuple[tuple[str, Guarantee], ...] = tuple(GUARANTEES.items())

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the jobs, then the answers without a job."""
        calls = _answers(dealers)
        if dealers.has("repair_orders", "ro_no", "opened_at"):
            orders = dealers.derived(OrdersForComebacks())
            known = dealers.filled("repair_orders", "ro_no", "opened_at").to_numpy()
            unsure = dealers.undecided("repair_orders", "work_type").to_numpy()
            orders = orders.assign(unsure=unsure)[known & orders["opened_at"].notna()]
            end = pd.Timestamp(dealers.month.end)
            frame = _finished(orders, self.kinds, dict(self.guarantees), end)
            others = orders.loc[~orders.index.isin(frame.index) & ~orders["unsure"], "number"]
            frame = _joined(frame, calls[~among(calls["number"], others)])
        else:
            frame = calls
        return _listed(_with_reasons(frame, dealers))


def _finished(
    orders: pd.DataFrame,
    kinds: Collection[str],
    guarantees: Mapping[str, Guarantee],
    end: pd.Timestamp,
) -> pd.DataFrame:
    """The eligible orders that were finished, and whether they came back."""
    found = orders[orders["work_type"].isin(kinds) & (orders["finished_at"] < end)]
    back = comebacks(orders, found, guarantees)
    days = found["guarantee"].map({kind: g.days for kind, g in guarantees.items()}).astype(float)
    over = found["finished_day"] + pd.to_timedelta(days, unit="D")
    return found.assign(
        comeback=pd.Series(found.index.isin(back.index), index=found.index).astype("boolean"),
        comeback_ro=back["comeback_ro"].reindex(found.index),
        days_to_comeback=back["days_to_comeback"].reindex(found.index),
        rework=reworked(orders, found),
        follow_up_complete=(over < end).astype("boolean"),
        km_known=found["mileage"].notna().astype("boolean"),
    )


def _answers(dealers: TablesByDealer) -> pd.DataFrame:
    """The last answer of every order, and every answer without an order number."""
    wanted = ["dealer", *_ANSWER, "_file", "_row"]
    if not dealers.has("callbacks", "called_at", "first_time_fixed"):
        return pd.DataFrame({c: pd.Series(dtype="object") for c in (*wanted, "number", "car")})
    rows = dealers.table("callbacks").rename(columns={"first_time_fixed": "fixed"})
    answered = rows["fixed"].notna() | dealers.undecided("callbacks", "first_time_fixed")
    answered &= dealers.filled("callbacks", "called_at", "first_time_fixed")
    rows = rows[answered].sort_values("called_at", kind="stable").reindex(columns=wanted)
    rows = rows.assign(number=dealers.key(rows, "ro_no"), car=dealers.key(rows, "vehicle"))
    return rows[rows["number"].isna() | ~rows["number"].duplicated(keep="last")]


def _joined(frame: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """The jobs with their answers, then the answers without a job."""
    told = calls[calls["number"].notna()]
    number = frame["number"].mask(frame["number"].duplicated(keep="last"))
    answered = frame.assign(
        **{name: looked_up(number, told["number"], told[name]) for name in ("called_at", "fixed")}
    )
    strangers = calls[~among(calls["number"], frame["number"])]
    if strangers.empty:
        return answered
    return pd.concat([answered, strangers], ignore_index=True)


def _with_reasons(frame: pd.DataFrame, dealers: TablesByDealer) -> pd.DataFrame:
    """Why a job did not hold, where a complaint about it records why it is still open."""
    reason = pd.Series(None, index=frame.index, dtype="str")
    if not dealers.has("complaints", "unresolved_reason"):
        return frame.assign(reason=reason)
    cases = dealers.table("complaints").sort_values("received_at", kind="stable")
    cases = cases[cases["unresolved_reason"].notna()]
    if "ro_no" in cases:
        numbers = dealers.key(cases, "ro_no").drop_duplicates(keep="last")
        said = cases.loc[numbers.index, "unresolved_reason"]
        reason = looked_up(frame["number"], numbers, said)
    if "vehicle" in cases and "finished_at" in frame:
        reason = reason.fillna(_by_vehicle(frame, cases.assign(car=dealers.key(cases, "vehicle"))))
    return frame.assign(reason=reason.astype("str"))


def _by_vehicle(frame: pd.DataFrame, cases: pd.DataFrame) -> pd.Series:
    """The reason of the first complaint of the vehicle soon after the job."""
    left = frame[frame["car"].notna() & frame["finished_at"].notna()]
    left = left.assign(job=left.index).sort_values("finished_at", kind="stable")
    right = cases[cases["car"].notna()]
    if left.empty or right.empty:  # pandas cannot join texts with none
        return pd.Series(None, index=frame.index, dtype="str")
    found = pd.merge_asof(
        left[["car", "finished_at", "job"]].astype({"car": "str"}),
        right[["car", "received_at", "unresolved_reason"]].astype({"car": "str"}),
        left_on="finished_at",
        right_on="received_at",
        by="car",
        direction="forward",
        tolerance=pd.Timedelta(days=_COMPLAINS_WITHIN),
    )
    return found.set_index("job")["unresolved_reason"].reindex(frame.index)


def _listed(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of the contract in their types; those the data cannot fill stay away."""
    names = [c.name for c in CONTRACT.columns if c.name in frame]
    flags = {c.name: "boolean" for c in CONTRACT.columns if c.kind == "flag" and c.name in frame}
    listed = frame[["dealer", *names, "_file", "_row"]].astype(flags)
    for name in ("called_at", "finished_at"):
        if name in listed:
            listed[name] = pd.to_datetime(listed[name])
    return listed.reset_index(drop=True)

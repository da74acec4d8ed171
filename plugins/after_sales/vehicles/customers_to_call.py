"""Whom to call: one list a report, each vehicle once, with the reason, what to say, and by when.

Every chapter that sends somebody to the telephone means this list, and takes its numbers from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile
from reportgen_plugins.after_sales.vehicles.invitation_letters import (
    COLUMNS,
    InvitationTexts,
    with_letters,
)
from reportgen_plugins.after_sales.vehicles.vehicle_base import base

from reportgen import (
    YEAR,
    ColumnContract,
    Condition,
    Count,
    Data,
    Fact,
    Is,
    Label,
    Metric,
    Rows,
    TableContract,
    months_before,
)

DUTY = (4, 11)
"""Months since the last visit in which the responsible advisor must contact the customer."""

REASONS = {
    "leaving": Label("将要流失", "About to be lost"),
    "lost": Label("近12个月流失", "Lost within 12 months"),
    "duty": Label("例行联系", "Regular call"),
}
_SAY = {
    "leaving": Label("按里程或时间应保养，约定进厂日期", "Service is due: agree on a day"),
    "lost": Label(
        "问清未来的原因和去向，再邀请回厂", "Ask why and where to the customer went, then invite"
    ),
    "repair": Label(
        "问上次维修是否修好、还有无问题，再约保养",
        "Ask whether the last repair holds, then offer the service",
    ),
    "body": Label(
        "问上次钣喷是否满意，再约保养",
        "Ask about the last body or paint work, then offer the service",
    ),
}
_OUTCOMES = {
    "coming": Label("已约进厂", "Will come"),
    "thinking": Label("再考虑", "Undecided"),
    "elsewhere": Label("已在他处保养", "Goes elsewhere"),
    "sold": Label("车已转卖", "Car sold"),
    "refused": Label("拒绝", "Refused"),
    "unreached": Label("未接通", "Not reached"),
    "wrong_number": Label("号码有误", "Wrong number"),
}
_NEXT = {
    "none": Label("无需跟进", "Nothing"),
    "again": Label("再次致电", "Call again"),
    "book": Label("登记预约", "Book"),
    "offer": Label("发送优惠", "Send an offer"),
    "manager": Label("转主管", "Hand to the manager"),
    "record": Label("更新档案", "Update the file"),
}


def _words(name: str, label: Label, words: dict[str, Label], **more: bool) -> ColumnContract:
    values = {key: (word, ()) for key, word in words.items()}
    return ColumnContract(name, "category", label, values=values, **more)  # type: ignore[arg-type]


_DUE = ColumnContract("due_at", "date", Label("最迟联系日", "Call by"))
_REASON = _words("reason", Label("联系原因", "Reason"), REASONS)
_TALK = _words("talking_point", Label("沟通要点", "What to say"), _SAY)
_RESULTS = (
    ColumnContract("called_on", "date", Label("联系日期", "Called on"), filled_in=True),
    _words("outcome", Label("联系结果", "Outcome"), _OUTCOMES, filled_in=True),
    _words("next_step", Label("下一步", "Next step"), _NEXT, filled_in=True),
)
_VEHICLE = ("vehicle",)
_PERSON = ("customer_name", "plate", "phone")
"""Of the last repair order; masked unless the spec opens them."""
_ABOUT = ("series", "last_visit", "last_job", "spend_last_year")
_LAST = ("customer_id", "months_away")
_AT_RISK = Label("风险消费额", "Value at risk")
"""What the list calls the spend in the year to the last visit."""

NAME = "customers_to_call"
LIST = Label("客户联系名单", "Customers to call")
_TO_CALL = Metric(
    "vehicles.to_call",
    Label("应联系车辆", "Vehicles to call"),
    Count(Rows(NAME)),
    "count",
    definition=Label(
        "“客户联系名单”上的车辆：将要流失、近12个月流失，或末次进厂后第 "
        f"{DUTY[0]} 至 {DUTY[1]} 个月；不含过路车和按里程推算未到保养的车辆",
        "vehicles on the list “Customers to call”: about to be lost, lost within 12 months, or "
        f"{DUTY[0]} to {DUTY[1]} months after the last visit; without passing-by vehicles and "
        "those not due by mileage",
    ),
    source=Label("服务顾问客户责任制考核口径", "assessment of advisors by their own customers"),
)
_WITHOUT_MILEAGE = Label(
    "“客户联系名单”上的车辆：将要流失、近12个月流失，或末次进厂后第 "
    f"{DUTY[0]} 至 {DUTY[1]} 个月；不含过路车。没有里程，不能除去未到保养的车辆",
    "vehicles on the list “Customers to call”: about to be lost, lost within 12 months, or "
    f"{DUTY[0]} to {DUTY[1]} months after the last visit; without passing-by vehicles. Without "
    "mileage those not due yet cannot be left out",
)


def customers_to_call(
    data: Data,
    profile: ChurnProfile,
    service_km: float,
    letters: InvitationTexts | None = None,
) -> pd.DataFrame:
    """The list, by responsible advisor, the most urgent first; printed in the workbook.

    There is one a report: under another profile, asked later, it stays as it is. `letters` adds the
    text message and the letter of each vehicle.
    """
    if NAME not in data.tables:
        rows = _chosen(data, profile, service_km)
        if letters:
            rows = with_letters(data, rows, letters)
        contract = _contract(data, base(data, profile).table, rows)
        order = [c for c in ("responsible", "due_at", "spend_last_year", "vehicle") if c in rows]
        rows = rows.sort_values(
            order, ascending=[c != "spend_last_year" for c in order], kind="stable"
        )
        names = [c.name for c in contract.columns if c.name in rows]
        frame = rows[[*names, "_file", "_row"]].reset_index(drop=True)
        data.derive(contract, frame, printed=True)
    return data.table(NAME)


def knows_mileage(data: Data) -> bool:
    """Whether vehicles that are not due by mileage can be told, and are left out."""
    return data.has("repair_orders", "mileage")


def vehicles_to_call(data: Data) -> Metric:
    """The vehicles of the list; the definition says whether those not due are left out."""
    return _TO_CALL if knows_mileage(data) else replace(_TO_CALL, definition=_WITHOUT_MILEAGE)


def to_call(data: Data, *conditions: Condition, key: str = "", name: str = "") -> Fact:
    """How many vehicles of the list meet the conditions; `name` says which."""
    fact = data.fact(vehicles_to_call(data), *conditions, key=key)
    return replace(fact, label=f"{data.pick(_TO_CALL.label)} · {name}") if name else fact


def called_for(data: Data, reason: str, *conditions: Condition, key: str = "") -> Fact:
    """How many vehicles are on the list for one reason."""
    name, word = "/".join(filter(None, (reason, key))), data.pick(REASONS[reason])
    name_shown = " · ".join(filter(None, (word, key.partition("=")[2])))
    return to_call(data, Is("reason", reason), *conditions, key=name, name=name_shown)


def _chosen(data: Data, profile: ChurnProfile, service_km: float) -> pd.DataFrame:
    table = data.table(base(data, profile).table)
    not_due = (table["km_since"] < service_km) & (table["months_away"] < YEAR)
    table = table[~table["passing_by"] & ~not_due]
    first = profile.classes[0].key
    reason = pd.Series("", table.index, dtype="str")
    reason[table["months_away"].between(*DUTY)] = "duty"
    reason[table["in_base"] & (table["recency"] != first)] = "leaving"
    reason[table["at_risk"] & ~table["in_base"]] = "lost"
    chosen = table[reason != ""].assign(reason=reason[reason != ""])
    work = chosen["last_job"].where(chosen["last_job"].isin(["repair", "body"]), "leaving")
    chosen["talking_point"] = work.where(chosen["reason"] != "lost", "lost")
    chosen["due_at"] = pd.to_datetime(list(_latest(data, profile, chosen)))
    return _with_person(data, chosen)


def _latest(data: Data, profile: ChurnProfile, chosen: pd.DataFrame) -> Iterator[date]:
    """The day by which to call: before the vehicle is lost, at the latest when measures are due."""
    last = due(data)
    for reason, visit in zip(chosen["reason"], chosen["last_visit"], strict=True):
        gone = months_before(visit.date(), -profile.lost_after)
        yield min(last, gone) if reason == "leaving" else last


def _with_person(data: Data, chosen: pd.DataFrame) -> pd.DataFrame:
    """Add name, plate and phone, each from the last repair order that has one."""
    orders = data.table("repair_orders").sort_values("opened_at", kind="stable")
    for name in _PERSON:
        if name in orders:
            known = orders.dropna(subset=["vehicle", name]).drop_duplicates("vehicle", keep="last")
            chosen[name] = chosen["vehicle"].map(known.set_index("vehicle")[name])
    return chosen


def _contract(data: Data, source: str, rows: pd.DataFrame) -> TableContract:
    vehicles, orders = data.contracts[source], data.contracts.get("repair_orders")
    person = [replace(orders.column(c), required=False) for c in _PERSON if orders and c in rows]
    known = (*_VEHICLE, *_ABOUT, *_LAST, "responsible")
    of = {c: vehicles.column(c) for c in known if c in rows}
    of["months_away"] = replace(of["months_away"], shown=False)
    if "spend_last_year" in of:
        of["spend_last_year"] = replace(of["spend_last_year"], label=_AT_RISK)
    columns = (
        *(of[c] for c in ("responsible",) if c in of), _DUE, _REASON,
        *(of[c] for c in _VEHICLE), *person, *(of[c] for c in _ABOUT if c in of), _TALK,
        *_RESULTS, *(c for c in COLUMNS if c.name in rows), *(of[c] for c in _LAST if c in of),
    )  # fmt: skip
    return TableContract(
        name=NAME,
        label=LIST,
        row=Label("一行为一辆应联系的车", "one vehicle to call"),
        key=_VEHICLE,
        columns=tuple(replace(column, made_from=()) for column in columns),
        made_from=(source,),
        per=_VEHICLE,
    )

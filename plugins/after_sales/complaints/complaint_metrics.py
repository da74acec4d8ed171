"""The measures of complaints: the carry-over identity, timeliness, causes, repeats.

Works on rows (`complaints`) or on monthly totals: `complaints_carried_in`, `complaints_new`,
`complaints_carried_resolved`, `complaints_new_resolved`, `complaints_open`,
`complaints_satisfied`, `complaints_reserved`, `complaints_dissatisfied`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportgen_plugins.after_sales.complaints.complaint_cases import (
    REACTIONS,
    TABLE,
    cases,
    tracked,
)
from reportgen_plugins.after_sales.monthly_figures import figure, has_figure

from reportgen import (
    Better,
    Count,
    Data,
    Difference,
    Expr,
    Filled,
    Is,
    Label,
    Metric,
    Ratio,
    Rows,
    Total,
    Unit,
    narrow,
)

_SOURCE = Label(
    "4S 店投诉结转月报口径；ISO 10002", "complaint bridge of a dealer's monthly review; ISO 10002"
)


_ALL = Rows(TABLE)
_CLOSED = Rows(TABLE, "closed_at")


def _cases_that(*flags: str) -> Count:
    return Count(_ALL.only(*(Is(flag, value=True) for flag in flags)))


def _measure(  # noqa: PLR0913, PLR0917 the parts of a definition
    name: str, zh: str, en: str, expr: Expr, better: Better = "none", how: Label | None = None
) -> Metric:
    unit: Unit = "share" if isinstance(expr, Ratio) else "count"
    return Metric(f"complaints.{name}", Label(zh, en), expr, unit, better, how, _SOURCE)


NEW = _measure(
    "new",
    "新受理投诉",
    "New complaints",
    Count(Rows("complaints", "received_at")),
    "lower",
    Label("当月受理的投诉件数", "complaints received in the month"),
)
IN_TIME = _measure(
    "in_time",
    "按时关闭率",
    "Closed in time",
    Ratio(Count(_CLOSED.only(Is("in_time", value=True))), Count(_CLOSED.only(Filled("in_time")))),
    "higher",
    Label(
        "规定关闭时间之前关闭的件数 ÷ 当月关闭且有规定时间的件数",
        "closed by the due date ÷ cases closed in the month that have a due date",
    ),
)
FIRST_HANDLING = _measure(
    "first_handling",
    "一次处理关闭率",
    "Closed at first handling",
    Ratio(
        Count(_CLOSED.only(Is("first_handling", value=True))),
        Count(_CLOSED.only(Filled("first_handling"))),
    ),
    "higher",
    Label("未重新打开的件数 ÷ 当月关闭的件数", "never reopened ÷ cases closed in the month"),
)
OVERDUE = _measure(
    "overdue",
    "超期未结",
    "Open and overdue",
    _cases_that("overdue"),
    "lower",
    Label("月末未结且已过规定关闭时间的件数", "open at the end of the month and past the due date"),
)
AGED = _measure(
    "aged",
    "超过30天未结",
    "Open for more than 30 days",
    Count(_ALL.only(Is("age", "over_30"))),
    "lower",
    Label("月末未结且受理超过30天的件数", "open at the end of the month for more than 30 days"),
)
OPEN = _measure("open_cases", "未结投诉", "Open complaints", _cases_that("open_at_end"), "lower")
REPEATS = _measure(
    "repeats",
    "重复投诉",
    "Repeat complaints",
    _cases_that("new", "repeat"),
    "lower",
    Label(
        "当月受理、且同一车辆或客户此前12个月内已投诉过的件数",
        "received in the month from a vehicle or customer that had complained within 12 months",
    ),
)
UNDATED = _measure("undated", "已关闭但无日期", "Closed, no date", _cases_that("undated"))
BY_CAUSE = {
    "new": _measure("cause", "本月投诉", "This month", _cases_that("new")),
    "in_year": _measure("cause_year", "近12个月投诉", "12 months", _cases_that("in_year")),
}


@dataclass(frozen=True, slots=True)
class CarryOver:
    """The measures of the carry-over identity; shares are of the cases resolved.

    Attributes:
        carried_in: Open when the month began.
        new: Received in the month.
        carried_resolved: Of those carried in, resolved in the month.
        new_resolved: Of the new ones, resolved in the month.
        resolved: Both.
        to_resolve: Carried in and new.
        open: Open when the month ended: carried in + new - resolved.
        left: The same for each part.
        resolution: Resolved ÷ (carried in + new), and the same for each part.
        reactions: Cases by how the customer took the solution.
        reaction_shares: The same ÷ resolved.
    """

    carried_in: Metric
    new: Metric
    carried_resolved: Metric
    new_resolved: Metric
    resolved: Metric
    to_resolve: Metric
    open: Metric
    left: dict[str, Metric]
    resolution: dict[str, Metric]
    reactions: dict[str, Metric]
    reaction_shares: dict[str, Metric]


def new(data: Data) -> Metric:
    """Complaints received: over rows, or the month's total."""
    if data.has("complaints", "received_at"):
        return NEW
    return replace(NEW, expr=figure(data, "complaints_new"))


def bridge(data: Data) -> CarryOver | None:
    """The carry-over identity over rows or totals; null where nothing tells what was closed."""
    if tracked(data):
        cases(data)
        carried = _cases_that("carried_in")
        return _bridge(
            carried_in=carried,
            fresh=NEW.expr,
            carried_resolved=_resolved("carried_in"),
            new_resolved=_resolved("new"),
            reactions={
                key: narrow(_cases_that("resolved_in_month"), Is("reaction", key))
                for key in REACTIONS
            },
            # open is open, even where nobody knows since when
            still=None if data.knows(carried) else OPEN.expr,
        )
    if not has_figure(data, "complaints_carried_in"):
        return None
    return _bridge(
        carried_in=figure(data, "complaints_carried_in"),
        fresh=new(data).expr,
        carried_resolved=figure(data, "complaints_carried_resolved"),
        new_resolved=figure(data, "complaints_new_resolved"),
        reactions={key: figure(data, f"complaints_{key}") for key in REACTIONS},
    )


def printed_open(data: Data) -> Metric | None:
    """The open cases as a ready-made total states them, to be held against the identity."""
    if not has_figure(data, "complaints_open"):
        return None
    stated = figure(data, "complaints_open")
    return _measure(
        "open_stated", "月报填写的未结投诉", "Open complaints as stated", stated, "lower"
    )


def _bridge(  # noqa: PLR0913 the parts of the identity
    *,
    carried_in: Expr,
    fresh: Expr,
    carried_resolved: Expr,
    new_resolved: Expr,
    reactions: dict[str, Expr],
    still: Expr | None = None,
) -> CarryOver:
    resolved = Total((carried_resolved, new_resolved))
    whole = Total((carried_in, fresh))
    return CarryOver(
        carried_in=_measure("carried_in", "月初结转", "Carried in", carried_in, "lower"),
        new=replace(NEW, expr=fresh),
        carried_resolved=_measure(
            "carried_resolved", "结转投诉解决", "Carried in, resolved", carried_resolved, "higher"
        ),
        new_resolved=_measure(
            "new_resolved", "新投诉解决", "New, resolved", new_resolved, "higher"
        ),
        resolved=_measure("resolved", "本月解决", "Resolved", resolved, "higher"),
        to_resolve=_measure("to_resolve", "待解决投诉", "To resolve", whole),
        left={
            "carried_in": _left("carried_in", carried_in, carried_resolved),
            "new": _left("new", fresh, new_resolved),
        },
        open=_measure(
            "open",
            "月末未结",
            "Open at month end",
            still or Difference(whole, resolved),
            "lower",
            Label("月初结转 + 本月新增 − 本月解决", "carried in + new − resolved"),
        ),
        resolution={
            "carried_in": _rate("carried_in", carried_resolved, carried_in),
            "new": _rate("new", new_resolved, fresh),
            "all": _rate("all", resolved, whole),
        },
        reactions={k: _reaction(k, expr) for k, expr in reactions.items()},
        reaction_shares={k: _reaction(k, Ratio(e, resolved)) for k, e in reactions.items()},
    )


def _left(part: str, came: Expr, done: Expr) -> Metric:
    return _measure(
        f"left.{part}", "月末未结", "Open at month end", Difference(came, done), "lower"
    )


def _rate(part: str, top: Expr, bottom: Expr) -> Metric:
    how = Label("本月解决 ÷（月初结转 + 本月新增）", "resolved ÷ (carried in + new)")
    name = f"resolution.{part}"
    return _measure(name, "解决率", "Resolution rate", Ratio(top, bottom), "higher", how)


def _reaction(key: str, expr: Expr) -> Metric:
    label = REACTIONS[key]
    share = isinstance(expr, Ratio)
    return _measure(
        f"{key}_share" if share else key,
        f"{label.zh}占比" if share else label.zh,
        f"{label.en}, share" if share else label.en,
        expr,
        "higher" if key == "satisfied" else "lower",
        Label("占当月解决件数的比例", "share of the cases resolved in the month")
        if share
        else None,
    )


def _resolved(part: str) -> Expr:
    return _cases_that(part, "resolved_in_month")

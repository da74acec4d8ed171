"""Call-backs: how many customers were called, reached, and why the others were not.

The month of a call-back is the month of the call; coverage and effective rate follow the month of
the visit where the calls name their order, for the last days' customers are called in the next
month. A customer called again counts once. A case
still open (`pending`) and a customer who does not want calls (`opted_out`) are no attempt; a call
that was broken off is a failure although its answers are kept.

Works on rows (`callbacks`, and `repair_orders` for vehicles received) or on monthly totals:
`vehicles_received`, `callbacks_attempted`, `callbacks_success`, `callbacks_failed_<reason>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reportgen_plugins.after_sales.monthly_figures import figure
from reportgen_plugins.after_sales.satisfaction.customers_called import (
    CUSTOMERS_CALLED,
    customers_called,
)
from reportgen_plugins.after_sales.tables.callbacks import ATTEMPTED, FAILED
from reportgen_plugins.after_sales.visits import NEEDS, RECEIVED, VISITS, knows_calls, visits

from reportgen import (
    Better,
    Count,
    Data,
    Difference,
    Expr,
    Fact,
    In,
    Indicator,
    Is,
    Label,
    Metric,
    Ratio,
    Rows,
    Total,
    during,
)

_REASONS = (
    Label("号码错误", "wrong number"),
    Label("非本人送修", "not the person who came"),
    Label("无法接通", "not reachable"),
    Label("拒绝回访", "refused"),
    Label("中途中断", "broken off"),
)
FAILURES = dict(zip(FAILED, _REASONS, strict=True))
"""Why a call failed, in the order of the report."""

_PER_VEHICLE = {
    "called": ("coverage", Label("回访覆盖率", "Call-back coverage")),
    "reached": ("effective", Label("有效回访率", "Effective rate")),
}
_SOURCE = Label("4S 店回访月报口径", "call-back sheet of a dealer's monthly review")


CALLS_REACHED = Indicator(
    "callbacks.success_rate", Label("回访成功率", "Call-back success rate"), "share"
)


@dataclass(frozen=True, slots=True)
class Calls:
    """The measures of the call-back funnel, over rows or over monthly totals.

    Attributes:
        received: Vehicles received.
        attempted: Customers called.
        attempts: Calls made, where some customers were called again; else null.
        success: Customers reached.
        success_rate: Reached of called.
        failure_rate: Not reached of called.
        coverage: Called per vehicle received.
        effective: Reached per vehicle received.
        by_visit: Whether those two are the month's visits called and reached up to the end of the
            report's month, which is not their end; else the month's calls per the month's visits,
            which may exceed 100 %.
        failed: Failures by reason.
        shares: A reason's share of the failures.
        parts: A reason's failures of all called; they add up to the failure rate.
    """

    received: Metric
    attempted: Metric
    attempts: Metric | None
    success: Metric
    success_rate: Metric
    failure_rate: Metric
    coverage: Metric
    effective: Metric
    by_visit: bool
    failed: Mapping[str, Metric]
    shares: Mapping[str, Metric]
    parts: Mapping[str, Metric]


@dataclass(frozen=True, slots=True)
class FailureDriver:
    """What one reason adds to the change of the failure rate.

    Attributes:
        reason: Its key in `FAILURES`.
        points: In percentage points; all reasons add up to the change.
        share: Of the whole change; negative where the reason went the other way.
    """

    reason: str
    points: Fact
    share: Fact


def received(data: Data) -> Metric:
    """Vehicles received: visits where there are repair orders, else the month's total."""
    if all(data.has(table, *columns) for table, columns in NEEDS.items()):
        visits(data)
        return RECEIVED
    return replace(RECEIVED, expr=figure(data, "vehicles_received"))


def calls(data: Data) -> Calls:
    """The measures of the funnel, over the rows where there are some."""
    attempted, success, failed = _counted(data)
    came = received(data)
    failures = Total(tuple(failed.values()))
    by_visit = VISITS.name in data.tables and knows_calls(data)
    return Calls(
        received=came,
        attempted=_count("attempted", Label("回访台次", "Customers called"), attempted),
        attempts=_attempts(data),
        success=_count("success", Label("成功台次", "Customers reached"), success),
        success_rate=_rate(success, attempted),
        failure_rate=_failure_rate(attempted, success),
        coverage=_of_visits("called") if by_visit else _per_vehicle("called", attempted, came),
        effective=_of_visits("reached") if by_visit else _per_vehicle("reached", success, came),
        by_visit=by_visit,
        failed={r: _count(f"failed.{r}", FAILURES[r], expr) for r, expr in failed.items()},
        shares={r: _share(r, expr, failures) for r, expr in failed.items()},
        parts={r: _part(r, expr, attempted) for r, expr in failed.items()},
    )


def drivers(data: Data, measures: Calls) -> tuple[FailureDriver, ...]:
    """What each reason adds to the change of the failure rate on the month before.

    Contribution = failures now / called now - failures before / called before, largest first in
    the direction of the change; Σ contributions = the change. Empty when a month is unknown.
    """
    whole = _change(data, measures.failure_rate.expr)
    found = [_driver(data, reason, part, whole) for reason, part in measures.parts.items()]
    if any(d.points.value is None for d in found):
        return ()
    sign = -1 if (data.combine(_points("all", whole)).value or 0) > 0 else 1
    return tuple(sorted(found, key=lambda d: sign * (d.points.value or 0)))


def _counted(data: Data) -> tuple[Expr, Expr, dict[str, Expr]]:
    if data.has("callbacks", "called_at", "outcome"):
        rows = customers_called(data)
        return (
            Count(rows.only(In("outcome", ATTEMPTED))),
            Count(rows.only(Is("outcome", "success"))),
            {reason: Count(rows.only(Is("outcome", reason))) for reason in FAILURES},
        )
    return (
        figure(data, "callbacks_attempted"),
        figure(data, "callbacks_success"),
        {reason: figure(data, f"callbacks_failed_{reason}") for reason in FAILURES},
    )


def _attempts(data: Data) -> Metric | None:
    """The calls made, retries included."""
    if CUSTOMERS_CALLED.name not in data.tables:
        return None
    made = Count(Rows("callbacks", "called_at").only(In("outcome", ATTEMPTED)))
    return _count("attempts", Label("拨打次数（含重拨）", "Calls made, retries included"), made)


def _count(name: str, label: Label, expr: Expr) -> Metric:
    better: Better = "lower" if name.startswith("failed") else "none"
    return Metric(f"callbacks.{name}", label, expr, "count", better, source=_SOURCE)


def _rate(success: Expr, attempted: Expr) -> Metric:
    return Metric(
        "callbacks.success_rate",
        Label("回访成功率", "Call-back success rate"),
        Ratio(success, attempted),
        "share",
        "higher",
        Label("成功台次 ÷ 回访台次", "customers reached ÷ customers called"),
        _SOURCE,
    )


def _failure_rate(attempted: Expr, success: Expr) -> Metric:
    return Metric(
        "callbacks.failure_rate",
        Label("回访失败率", "Call-back failure rate"),
        Ratio(Difference(attempted, success), attempted),
        "share",
        "lower",
        Label("（回访台次 − 成功台次）÷ 回访台次", "(called − reached) ÷ called"),
        _SOURCE,
    )


def _of_visits(flag: str) -> Metric:
    """The share of a month's visits whose customer was called, or reached."""
    definition = {
        "called": Label(
            "当月接车台次中，截至报告月末已回访的比例",
            "share of the month's visits whose customer was called by the report month's end",
        ),
        "reached": Label(
            "当月接车台次中，截至报告月末已接通的比例",
            "share of the month's visits whose customer was reached by the report month's end",
        ),
    }
    came = Rows("visits", "visited_at")
    ratio = Ratio(Count(came.only(Is(flag, value=True))), Count(came))
    name, label = _PER_VEHICLE[flag]
    return Metric(f"callbacks.{name}", label, ratio, "share", "higher", definition[flag], _SOURCE)


def _per_vehicle(flag: str, top: Expr, came: Metric) -> Metric:
    """The calls of a month per vehicle received in it, for stores whose calls name no order."""
    definition = {
        "called": Label(
            "当月回访台次 ÷ 当月接车台次，可能超过 100%",
            "customers called in the month ÷ vehicles received in it; may exceed 100%",
        ),
        "reached": Label(
            "当月成功台次 ÷ 当月接车台次",
            "customers reached in the month ÷ vehicles received in it",
        ),
    }
    ratio = Ratio(top, came.expr)
    name, label = _PER_VEHICLE[flag]
    return Metric(f"callbacks.{name}", label, ratio, "percent", "higher", definition[flag], _SOURCE)


def _share(reason: str, failed: Expr, failures: Expr) -> Metric:
    return Metric(
        f"callbacks.reason.{reason}",
        FAILURES[reason],
        Ratio(failed, failures),
        "share",
        "none",
        Label("该原因的失败台次 ÷ 全部失败台次", "failures for the reason ÷ all failures"),
        _SOURCE,
    )


def _part(reason: str, failed: Expr, attempted: Expr) -> Metric:
    return Metric(
        f"callbacks.part.{reason}",
        FAILURES[reason],
        Ratio(failed, attempted),
        "share",
        "lower",
        Label("该原因的失败台次 ÷ 回访台次", "failures for the reason ÷ customers called"),
        _SOURCE,
    )


def _change(data: Data, expr: Expr) -> Difference:
    """This month less the month before, in percentage points."""
    return Difference(during(expr, data.month), during(expr, data.month - 1), 100.0)


def _points(name: str, expr: Expr, label: Label | None = None) -> Metric:
    return Metric(
        f"callbacks.driver.{name}",
        label or Label("回访失败率变化", "Change of the failure rate"),
        expr,
        "points",
        "lower",
        Label("本月占回访台次的比例 − 上月的比例", "share of calls this month − the month before"),
        "Kitagawa 1955",
    )


def _driver(data: Data, reason: str, part: Metric, whole: Difference) -> FailureDriver:
    own = _change(data, part.expr)
    share = Metric(
        f"callbacks.driver_share.{reason}",
        FAILURES[reason],
        Ratio(own, whole),
        "percent",
        definition=Label("该原因的变化 ÷ 失败率的变化", "change by the reason ÷ whole change"),
        source="Kitagawa 1955",
    )
    points = data.combine(_points(reason, own, FAILURES[reason]))
    return FailureDriver(reason, points, data.combine(share))

"""How many of the month's customers a finding touches: what the summary ranks findings by.

One unit for all: vehicle visits of the month, or vehicles of the base, never a share of each
chapter's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportgen_plugins.after_sales.satisfaction.callback_metrics import received

from reportgen import Data, Expr, Fact, Label, Metric, Ratio, Total, during

_ALL = Label("本月全部接车台次", "All vehicles received this month")
_HOW = Label("涉及的台次 ÷ 当月接车台次", "visits concerned ÷ vehicles received in the month")


def touched(data: Data, key: str, label: Label, part: Expr) -> Fact:
    """A part of the month's visits, of all of them; the bare count where nobody knows them."""
    came = data.fact(received(data))
    if came.value:
        ratio = Ratio(part, during(received(data).expr, data.month))
        return data.combine(Metric(f"touched.{key}", label, ratio, "percent", definition=_HOW))
    return data.combine(Metric(f"touched.{key}", label, part, "count"))


def whole_store(data: Data) -> Fact | None:
    """All visits of the month; null where nobody knows how many."""
    came = data.fact(received(data))
    return replace(came, label=data.pick(_ALL)) if came.value else None


def visits_of(data: Data, key: str, names: Sequence[str], came: Sequence[Fact]) -> Fact | None:
    """The visits that some people received; null where one's are not known."""
    exprs = [fact.expr for fact in came if fact.known and fact.expr]
    if not exprs or len(exprs) < len(came):
        return None
    listed = {"zh": "、".join(names), "en": ", ".join(names)}
    label = Label(f"{listed['zh']}的接车占全店", f"Visits received by {listed['en']}, of all")
    return touched(data, key, label, exprs[0] if len(exprs) == 1 else Total(tuple(exprs)))

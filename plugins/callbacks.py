"""Call-backs: whether every customer is called in time, reached, and heard when dissatisfied.

Needs call-backs with day, outcome and order number, and repair orders; the number of attempts, the
overall score and the advisor add to it. Monthly totals (`callbacks_attempted`,
`callbacks_success`, `callbacks_failed_<reason>`) give the success rate and the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.callbacks.callback_course import delivery_course, reasons_course
from reportgen_plugins.after_sales.callbacks.callback_findings import (
    dissatisfied_findings,
    in_time_findings,
    wrong_number_findings,
)
from reportgen_plugins.after_sales.callbacks.callback_tables import (
    dissatisfied_table,
    wrong_number_table,
)
from reportgen_plugins.after_sales.callbacks.callback_view import CallbackView
from reportgen_plugins.after_sales.callbacks.delivered_orders import DAYS, FIRST, IN_TIME, WRONG
from reportgen_plugins.after_sales.callbacks.dissatisfied_customers import OPEN
from reportgen_plugins.after_sales.missed_targets import target_state
from reportgen_plugins.after_sales.satisfaction.callback_blocks import (
    PHRASES,
    callback_findings,
    funnel_table,
)
from reportgen_plugins.after_sales.satisfaction.callback_metrics import CALLS_REACHED, calls

from reportgen import (
    Block,
    Catalog,
    Data,
    Fact,
    Finding,
    Indicator,
    KeyFigure,
    Kpi,
    Kpis,
    Label,
    Section,
    Severity,
    Text,
    Words,
    catalog,
    hookimpl,
    key_figure,
)

_IN_TIME = Indicator(IN_TIME.id, IN_TIME.label, IN_TIME.unit)


class Callbacks(Section):
    """Whether every customer is called in time, reached, and heard when dissatisfied."""

    type = "callbacks"
    heading = Label("回访", "Call-backs")
    needs_any = (
        {"callbacks": ["called_at", "outcome"]},
        {"monthly_figures": ["month", "indicator", "value"]},
    )
    wants: ClassVar[Mapping[str, Sequence[str]]] = {
        "callbacks": ["ro_no", "attempts", "overall", "comment"],
        "repair_orders": ["ro_no", "opened_at", "vehicle", "advisor", "delivered_at"],
    }
    phrases: ClassVar[Catalog] = {**catalog(__file__), **catalog(PHRASES)}
    terms: ClassVar[Mapping[Label, Label]] = {
        metric.label: metric.definition or metric.label for metric in (IN_TIME, FIRST, WRONG)
    }

    indicators = (_IN_TIME, CALLS_REACHED)

    target_in_time: float | None = Field(
        default=None, gt=0, le=1, description=f"target of the calls within {DAYS} days, 0.9 is 90 %"
    )
    dissatisfied_below: float = Field(
        default=60, ge=0, le=100, description="an overall score below is a dissatisfied customer"
    )

    def build(self, data: Data) -> Iterator[Block]:
        """Conclusion, key figures, course, reasons, wrong numbers, the dissatisfied, 小结."""
        view = CallbackView.of(data, self.dissatisfied_below)
        goal = self._goal(view)
        yield Text(_headline(view), role="headline")
        yield _kpis(view, goal)
        yield funnel_table(data, view.calls)
        if view.in_time:
            yield from delivery_course(data, view.calls)
        yield from reasons_course(data, view.calls)
        yield from wrong_number_table(view)
        yield from dissatisfied_table(view)
        found = [
            *dissatisfied_findings(view),
            *callback_findings(data, view.calls),
            *in_time_findings(view, goal),
            *wrong_number_findings(view),
        ]
        yield from found
        yield _summary(view, found, goal)

    def key_figures(self, data: Data) -> Iterator[KeyFigure]:
        """How many customers were reached."""
        yield key_figure(data, CALLS_REACHED, calls(data).success_rate)

    def _goal(self, view: CallbackView) -> Fact | None:
        wanted = view.data.set_target(_IN_TIME, self.target_in_time, view.delivered)
        if wanted is None or view.in_time is None:
            return None
        return view.data.target(view.in_time[0], wanted)


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [Callbacks]


def _headline(view: CallbackView) -> Words:
    data, (rate, before) = view.data, view.rate
    month = data.month.text(data.language)
    if rate.known:
        said = data.say("headline", month=month, rate=rate, move=data.movement(rate, before))
    else:
        said = data.say("headline.unknown", month=month, why=data.why(rate))
    if view.in_time is None or not view.in_time[0].known:
        return said
    delivered = view.delivered.text(data.language)
    said += data.say("headline.in_time", month=delivered, rate=view.in_time[0])
    if view.first and view.first[0].known:
        said += data.say("headline.first", rate=view.first[0])
    return said


def _kpis(view: CallbackView, goal: Fact | None) -> Kpis:
    data, delivered = view.data, view.delivered.short(view.data.language)
    pairs = [
        ("rate", view.rate, None),
        ("in_time", view.in_time, goal),
        ("first", view.first, None),
    ]
    tiles = [
        Kpi(
            two[0],
            label=data.text(f"tile.{name}", month=delivered),
            change=data.change(*two),
            target=target,
            severity=target_state(data, two[0], target),
        )
        for name, two, target in pairs
        if two
    ]
    if view.dissatisfied is not None and len(view.dissatisfied):
        left = data.fact(OPEN)
        severity: Severity = "bad" if left.value else "info"
        tiles.append(Kpi(left, label=data.text("tile.unheard"), severity=severity))
    return Kpis(tuple(tiles))


def _summary(view: CallbackView, found: Sequence[Block], goal: Fact | None) -> Text:
    """The first thing to do; calm only where a target is met."""
    data = view.data
    findings = [block for block in found if isinstance(block, Finding)]
    urgent = [f for f in findings if f.severity == "bad"] or [
        f for f in findings if f.severity == "watch"
    ]
    if urgent:
        return Text(data.say(f"summary.{urgent[0].id.partition('.')[2]}"), role="summary")
    if not view.rate[0].known or view.in_time is None or not view.in_time[0].known:
        return Text(data.say("summary.unlinked"), role="summary")
    if goal is None:
        return Text(data.say("summary.no_target", rate=view.in_time[0]), role="summary")
    return Text(data.say("summary.calm"), role="summary", calm=(view.in_time[0],))

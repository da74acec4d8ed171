"""月度概览: the month on one page, from the figures and findings of all chapters.

Visits, revenue, who paid, what was booked and the first-service ratio it computes itself, from
repair orders or from monthly totals; the other figures are those of the chapters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from reportgen_plugins.after_sales.first_service_metrics import RATIO, first_service_figure
from reportgen_plugins.after_sales.month.business_figures import (
    BUSINESS,
    REVENUE,
    VISITS,
    business_figures,
)
from reportgen_plugins.after_sales.month.decisions import decisions
from reportgen_plugins.after_sales.month.figure_findings import figure_findings
from reportgen_plugins.after_sales.month.month_table import best_and_worst, month_table

from reportgen import (
    Block,
    Data,
    Fact,
    KeyFigure,
    Label,
    Review,
    Section,
    Text,
    Words,
    catalog,
    hookimpl,
    plain,
    reviewed,
    words,
)

_ORDER: Final = (
    *(one.id for one in BUSINESS[:-2]),
    "csi.store",
    "first_time_fix.fixed",
    "complaints.new",
    "complaints.in_time",
    "churn.lost",
    "churn.loss",
    "churn.growth",
    RATIO.id,
    *(one.id for one in BUSINESS[-2:]),
    "callbacks.success_rate",
)
"""The order in which a store asks for its figures; others follow."""
_LEADING: Final = (VISITS.id, REVENUE.id, "csi.store", "churn.growth")
"""The figures of the conclusion."""
_DIGITS: Final = frozenset("123456789")


class Overview(Section):
    """The month on one page: key figures, the best and the worst, and what is to be decided."""

    type = "overview"
    heading = Label("月度概览", "The month at a glance")
    wants: ClassVar = {
        "repair_orders": [
            "opened_at",
            "vehicle",
            "total",
            "labor",
            "hours",
            "pay_type",
            "appointment",
        ],
        "vehicle_sales": ["sold_at"],
        "appointments": ["slot_at", "status"],
        "monthly_figures": ["month", "indicator", "value"],
    }
    phrases = catalog(__file__)
    terms: ClassVar = {
        Label("达成率", "Attainment"): Label(
            "实际 ÷ 目标；越低越好的指标为目标 ÷ 实际",
            "figure ÷ target; target ÷ figure where lower is better",
        ),
        Label("环比、同比", "On the month, on the year"): Label(
            "与上月相比、与上年同月相比",
            "against the month before, and against the same month last year",
        ),
    }
    indicators = (*BUSINESS, RATIO)
    sums_up = True

    def build(self, data: Data) -> Iterator[Block]:
        """The conclusion, the table of figures, the best and the worst, the decisions."""
        reviews = [reviewed(data, figure) for figure in self._figures(data)]
        shown = [review for review in reviews if _known(review)]
        if not shown:
            yield Text(data.say("headline.none"), role="headline")
            return
        yield Text(_headline(data, shown), role="headline")
        yield month_table(data, shown)
        yield best_and_worst(data, shown) or Text(data.say("best.none"))
        own = list(figure_findings(data, shown))
        yield decisions(data, own) or Text(data.say("decisions.none"))
        yield from own

    def _figures(self, data: Data) -> Sequence[KeyFigure]:
        """The chapters' figures and those of its own, in the order a store asks for them."""
        own = (*business_figures(data), first_service_figure(data))
        theirs = (figure for one in data.chapters for figure in one.key_figures)
        found = {figure.indicator.id: figure for figure in (*own, *theirs)}
        order = {name: at for at, name in enumerate(_ORDER)}
        return sorted(found.values(), key=lambda one: order.get(one.indicator.id, len(order)))


def _known(review: Review) -> bool:
    """Whether the data hold anything of it: its month, or an earlier one."""
    return any(fact.known or fact.bounded for fact in review.course)


def _headline(data: Data, reviews: Sequence[Review]) -> Words:
    """The leading figures in one sentence, each with its change on the year."""
    found = {review.figure.indicator.id: review for review in reviews}
    parts: Words = ()
    for name in _LEADING:
        if name in found and found[name].now.known:
            between = data.say("headline.between") if parts else ()
            parts += between + _leading(data, found[name])
    if not parts:
        return data.say("headline.unknown", month=data.month.text(data.language))
    return data.say("headline", month=data.month.text(data.language), list=parts)


def _leading(data: Data, review: Review) -> Words:
    name = data.pick(review.figure.indicator.label)
    changes = {"year": review.on_year, "month": review.on_month}
    known: dict[str, Fact] = {key: fact for key, fact in changes.items() if fact.known}
    key = next(iter(known), "alone")
    if key == "year" and not _DIGITS.intersection(plain(words(known[key]), data.language)):
        return data.say("headline.even", name=name, now=review.now)
    change = {"change": known[key]} if key in known else {}
    return data.say(f"headline.{key}", name=name, now=review.now, **change)


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [Overview]

"""The churn chapter of a store that holds only monthly totals.

Indicators of `monthly_figures`, by series (`subject`) or for the whole store: `new_vehicles`,
`reactivated_vehicles` (may be missing) and `lost_vehicles`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from reportgen_plugins.after_sales.churn.churn_charts import said_growth
from reportgen_plugins.after_sales.churn.churn_metrics import GROWTH, LOST, NEW, REACTIVATED
from reportgen_plugins.after_sales.monthly_figures import (
    TABLE,
    figure,
    has_figure,
    has_figure_by_subject,
)

from reportgen import (
    Block,
    Chart,
    Column,
    Data,
    Difference,
    Expr,
    Fact,
    Filled,
    Is,
    Metric,
    Rows,
    Series,
    SeriesRole,
    Sum,
    Table,
    Text,
    Total,
    name_order,
    words,
)

_INDICATORS = {NEW: "new_vehicles", REACTIVATED: "reactivated_vehicles", LOST: "lost_vehicles"}

_HEADS = {NEW: "new", REACTIVATED: "back", LOST: "lost", GROWTH: "growth"}
_ROLES: Final[Mapping[Metric, SeriesRole]] = {NEW: "better", REACTIVATED: "main", LOST: "worse"}


def has_totals(data: Data) -> bool:
    """Whether new and lost vehicles are known as totals."""
    return all(_known(data, _INDICATORS[usual]) for usual in (NEW, LOST))


def totals(data: Data) -> Iterator[Block]:
    """Headline, chart and table of new and lost vehicles by series, growth included."""
    metrics = total_metrics(data)
    new, lost, growth = (data.fact(metrics[usual.id]) for usual in (NEW, LOST, GROWTH))
    if not new.n and not lost.n:
        yield Text(data.say("totals.headline.none"), role="headline")
        return
    said = data.say("totals.headline.new", new=new)
    if REACTIVATED.id in metrics:
        said += data.say("totals.headline.back", back=data.fact(metrics[REACTIVATED.id]))
    yield Text(
        said + data.say("totals.headline", lost=lost, growth=said_growth(data, growth)),
        role="headline",
    )
    yield from _by_series(data)
    yield Text(data.say("totals.note"), role="note")
    yield Text(data.say("totals.summary"), role="summary")


def total_metrics(data: Data) -> dict[str, Metric]:
    """The usual measures by their usual id, over totals instead of vehicles."""
    known = [usual for usual in _INDICATORS if _known(data, _INDICATORS[usual])]
    found = _with_growth({usual: _expr(data, _INDICATORS[usual]) for usual in known})
    return {usual.id: replace(usual, expr=expr) for usual, expr in found.items()}


def _with_growth(found: Mapping[Metric, Expr]) -> dict[Metric, Expr]:
    """The parts that are known, and the net growth they add up to."""
    came = tuple(found[usual] for usual in (NEW, REACTIVATED) if usual in found)
    return {**found, GROWTH: Difference(Total(came), found[LOST])}


def _known(data: Data, indicator: str) -> bool:
    return has_figure(data, indicator) or has_figure_by_subject(data, indicator)


def _expr(data: Data, indicator: str) -> Expr:
    """The store's own figure; the sum of its series where it has none."""
    return figure(data, indicator) if has_figure(data, indicator) else _of_series(indicator)


def _of_series(indicator: str) -> Expr:
    return Sum(Rows(TABLE, "month", (Is("indicator", indicator), Filled("subject"))), "value")


def _by_series(data: Data) -> Iterator[Block]:
    """New, back again and lost by series, and what they add up to."""
    families = _families(data)
    new, lost = families[NEW], families[LOST]
    names = sorted(set().union(*families.values()), key=name_order)
    names.sort(key=lambda name: -_size(lost.get(name) or new.get(name)))
    if not names:
        return
    caption = data.text("flows.caption", month=data.month.text(data.language))
    heads = {usual: data.text(f"column.{_HEADS[usual]}") for usual in families}
    yield Chart(
        id="churn.flows",
        kind="column",
        title=words(caption),
        caption=caption,
        categories=tuple(names),
        series=tuple(
            Series(heads[usual], tuple(map(found.get, names)), role=_ROLES[usual])
            for usual, found in families.items()
            if usual is not GROWTH
        ),
        unit="count",
    )
    yield Table(
        id="churn.series",
        caption=caption,
        columns=(
            Column(data.text("column.series")),
            *(Column(head, "count") for head in heads.values()),
        ),
        rows=tuple((n, *(found.get(n) for found in families.values())) for n in names),
    )


def _size(fact: Fact | None) -> float:
    return (fact.value if fact else None) or 0.0


def _families(data: Data) -> dict[Metric, dict[str, Fact]]:
    """Measure → series → figure, in the order of print; one that no series has is left out."""
    known = [
        usual for usual, name in _INDICATORS.items()
        if usual is not REACTIVATED or has_figure_by_subject(data, name)
    ]  # fmt: skip
    exprs = _with_growth({usual: _of_series(_INDICATORS[usual]) for usual in known})
    return {
        usual: data.family(replace(usual, expr=expr), "subject") for usual, expr in exprs.items()
    }

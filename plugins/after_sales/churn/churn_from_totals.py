"""The churn chapter of a store that holds only monthly totals.

Indicators of `monthly_figures`, by series (`subject`) or for the whole store: `new_vehicles`,
`reactivated_vehicles` (may be missing) and `lost_vehicles`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
    Sum,
    Table,
    Text,
    Total,
    name_order,
    words,
)

_INDICATORS = {NEW: "new_vehicles", REACTIVATED: "reactivated_vehicles", LOST: "lost_vehicles"}


def has_totals(data: Data) -> bool:
    """Whether new and lost vehicles are known as totals."""
    return all(_known(data, _INDICATORS[usual]) for usual in (NEW, LOST))


def totals(data: Data) -> Iterator[Block]:
    """Headline, chart and table of new and lost vehicles by series, growth included."""
    metrics = _metrics(data)
    new, lost, growth = (data.fact(metrics[usual.id]) for usual in (NEW, LOST, GROWTH))
    if not new.n and not lost.n:
        yield Text(data.say("totals.headline.none"), role="headline")
        return
    yield Text(data.say("totals.headline", new=new, lost=lost, growth=growth), role="headline")
    yield from _by_series(data)
    yield Text(data.say("totals.note"), role="note")
    yield Text(data.say("totals.summary"), role="summary")


def _metrics(data: Data) -> dict[str, Metric]:
    """The usual measures by their usual id, over totals instead of vehicles."""
    found = {usual: _expr(data, name) for usual, name in _INDICATORS.items()}
    return {usual.id: replace(usual, expr=expr) for usual, expr in _with_growth(data, found)}


def _with_growth(data: Data, found: dict[Metric, Expr]) -> Iterator[tuple[Metric, Expr]]:
    yield from found.items()
    back = _known(data, _INDICATORS[REACTIVATED])
    came = Total((found[NEW], found[REACTIVATED])) if back else found[NEW]
    yield GROWTH, Difference(came, found[LOST])


def _known(data: Data, indicator: str) -> bool:
    return has_figure(data, indicator) or has_figure_by_subject(data, indicator)


def _expr(data: Data, indicator: str) -> Expr:
    """The store's own figure; the sum of its series where it has none."""
    return figure(data, indicator) if has_figure(data, indicator) else _of_series(indicator)


def _of_series(indicator: str) -> Expr:
    return Sum(Rows(TABLE, "month", (Is("indicator", indicator), Filled("subject"))), "value")


def _by_series(data: Data) -> Iterator[Block]:
    """New and lost by series, and their difference."""
    new, lost, growth = _families(data)
    names = sorted(set(new) | set(lost), key=name_order)
    names.sort(key=lambda n: -((lost.get(n) or new[n]).value or 0))
    if not names:
        return
    month = data.month.text(data.language)
    heads = [data.text(f"column.{head}") for head in ("new", "lost", "growth")]
    yield Chart(
        id="churn.flows",
        kind="column",
        title=words(data.text("flows.caption", month=month)),
        caption=data.text("flows.caption", month=month),
        categories=tuple(names),
        series=(
            Series(heads[0], tuple(map(new.get, names)), role="better"),
            Series(heads[1], tuple(map(lost.get, names)), role="worse"),
        ),
        unit="count",
    )
    yield Table(
        id="churn.series",
        caption=data.text("flows.caption", month=month),
        columns=(
            Column(data.text("column.series")),
            *(Column(head, "count") for head in heads),
        ),
        rows=tuple((n, new.get(n), lost.get(n), growth.get(n)) for n in names),
    )


def _families(data: Data) -> tuple[dict[str, Fact], dict[str, Fact], dict[str, Fact]]:
    new, lost = (_of_series(_INDICATORS[usual]) for usual in (NEW, LOST))
    came = new
    if has_figure_by_subject(data, _INDICATORS[REACTIVATED]):
        came = Total((new, _of_series(_INDICATORS[REACTIVATED])))
    exprs = ((NEW, new), (LOST, lost), (GROWTH, Difference(came, lost)))
    made = [data.family(replace(usual, expr=expr), "subject") for usual, expr in exprs]
    return made[0], made[1], made[2]

"""Tables of the churn chapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportgen_plugins.after_sales.churn.churn_metrics import (
    BASE_BEFORE,
    GROWTH,
    LOSS,
    LOST,
    LOST_IN_YEAR,
    NEW,
    REACTIVATED,
    VEHICLES,
    class_size,
)
from reportgen_plugins.after_sales.churn.churn_survey import contradictory_answers, reasons
from reportgen_plugins.after_sales.churn.churn_view import ChurnView
from reportgen_plugins.after_sales.standard_measures import MeasureLibrary
from reportgen_plugins.after_sales.vehicles.customers_to_call import (
    NAME,
    called_for,
    vehicles_to_call,
)

from reportgen import (
    YEAR,
    Cell,
    Column,
    Count,
    Data,
    Fact,
    Label,
    Metric,
    Ratio,
    Shown,
    Table,
    Words,
    name_order,
)
from reportgen.stats import COUNTS_ONLY_BELOW, PUBLISHED_FROM, SMALL_SAMPLE_BELOW

MOST_WIN_BACKS = 5
"""Rows of the win-back list in print."""
_ANSWERS = 3
"""Answers a question of the survey shows."""
_MAIN = "q9"
_QUESTIONS = (_MAIN, "q2", "q5")
"""Main reason, why not maintained, and where customers went instead."""


def series_table(view: ChurnView) -> Table:
    """Base, new, back and lost by series in the month, and the loss rate of a year."""
    data = view.data
    metrics = (BASE_BEFORE, NEW, REACTIVATED, LOST, GROWTH)
    families = [view.family(metric, "series") for metric in metrics]
    names = sorted(families[0], key=lambda n: -(families[0][n].value or 0))
    rows = [(name, *(f.get(name) for f in families), *_rate(view.series, name)) for name in names]
    total = tuple(view.fact(metric) for metric in metrics)
    whole = {"": view.fact(LOSS)} if view.knows_loss else {}
    rows.append((data.text("row.total"), *total, *_rate(whole, "")))
    heads = ("before", "new", "back", "lost", "growth")
    return Table(
        id=f"churn.series.{view.profile.id}",
        caption=data.text("series.caption", month=data.month.text(data.language)),
        columns=(
            Column(data.text("column.series"), weight=1.2),
            *(Column(data.text(f"column.{head}"), "count") for head in heads),
            *_rate_columns(data),
        ),
        rows=tuple(rows),
        total=True,
        marked=tuple(i for i, row in enumerate(rows) if row[0] in view.worse_series),
        note=() if view.knows_loss else _too_short(view),
    )


def advisor_table(view: ChurnView) -> Table | None:
    """By responsible advisor: vehicles, lost, loss rate, assessed, to be contacted."""
    data = view.data
    if not data.has(view.table, "responsible"):
        return None
    assessed = view.family(view.assessed, "responsible", key="responsible")
    duty = data.family(vehicles_to_call(data), "responsible", key="responsible")
    rates = view.advisors
    everybody = sorted(set(duty) | set(rates), key=name_order)
    names = [n for n in everybody if _enough(duty.get(n), rates.get(n))]
    if not names:
        return None
    lost = view.family(LOST_IN_YEAR, "responsible", key="responsible") if rates else {}
    rows = [
        (name, lost.get(name), *_rate(rates, name), assessed.get(name), duty.get(name))
        for name in names
    ]
    return Table(
        id=f"churn.advisors.{view.profile.id}",
        caption=data.text("advisors.caption", month=data.month.text(data.language)),
        columns=(
            Column(data.text("column.advisor"), weight=1.2),
            Column(data.text("column.lost_year"), "count"),
            *_rate_columns(data),
            Column(data.text("column.assessed"), "count"),
            Column(data.text("column.duty"), "count"),
        ),
        rows=tuple(rows),
        marked=tuple(i for i, row in enumerate(rows) if row[0] in view.worse_advisors),
        note=_small(data, names, rates, everybody),
    )


def _small(
    data: Data, shown: Sequence[str], rates: Mapping[str, Fact], everybody: Sequence[str]
) -> Words:
    """What holds of few vehicles; nothing where nobody has few."""
    few = any((rates[name].bottom or 0) < SMALL_SAMPLE_BELOW for name in shown if name in rates)
    return data.say("note.small") if few or len(shown) < len(everybody) else ()


def class_table(view: ChurnView) -> Table:
    """Every class with its vehicles and its share of all vehicles that ever came.

    A class is "—" where the data does not reach back as far as it does, and so are the shares of
    the others: of the vehicles that came before nobody knows how many there are.
    """
    data, profile = view.data, view.profile
    whole = view.reach > profile.boundaries[-1]
    rows: list[tuple[Cell, ...]] = []
    for each in profile.classes:
        size, name = class_size(each), data.pick(each.label).capitalize()
        seen = whole or (each.months is not None and each.months <= view.reach)
        part = view.fact(_part(size)) if whole else None
        rows.append((name, view.fact(size) if seen else None, part))
    return Table(
        id=f"churn.classes.{profile.id}",
        caption=data.text("classes.caption", month=data.month.text(data.language)),
        columns=(
            Column(data.text("column.class")),
            Column(data.text("column.vehicles"), "count"),
            Column(data.text("column.share"), "share", bar=True),
        ),
        rows=tuple(rows),
        note=() if whole else data.say("classes.short", months=view.reach),
    )


def win_back_table(view: ChurnView) -> Table | None:
    """The few lost vehicles that spent most; the whole list is in the workbook."""
    data, lost = view.data, view.data.table(NAME)
    lost = lost[lost["reason"] == "lost"]
    if lost.empty or "spend_last_year" not in lost:
        return None
    order = ["spend_last_year", "vehicle"]
    top = lost.sort_values(order, ascending=[False, True]).head(MOST_WIN_BACKS)
    columns = [c for c in ("vehicle", "series", "responsible") if c in top]
    rows = tuple(
        (*texts, day.date(), spend)
        for *texts, day, spend in top[[*columns, "last_visit", "spend_last_year"]]
        .astype(dict.fromkeys(columns, object))
        .where(lambda t: t.notna(), None)
        .itertuples(index=False)
    )
    heads = {"vehicle": "vehicle", "series": "series", "responsible": "advisor"}
    return Table(
        id=f"churn.win_back.{view.profile.id}",
        caption=data.text("win_back.caption"),
        columns=(
            *(Column(data.text(f"column.{heads[c]}")) for c in columns),
            Column(data.text("column.last_visit"), "date"),
            Column(data.text("column.spend"), "yuan"),
        ),
        rows=rows,
        note=data.say("win_back.note", count=called_for(data, "lost")),
    )


def reasons_table(data: Data, library: MeasureLibrary) -> Table | None:
    """The most frequent answers on why customers left, and where they went.

    Main reasons are told apart: those within the store's power, and those outside it.
    """
    rows: list[tuple[Cell, ...]] = []
    for column in _QUESTIONS:
        for reason in reasons(data, column)[:_ANSWERS]:
            label = data.pick(data.contracts["lost_calls"].column(column).label)
            known = library.on_reason(reason.text) if column == _MAIN else None
            rows.append(
                (label, reason.text, reason.times, data.text(f"side.{known.side}") if known else "")
            )
    if not rows:
        return None
    wrong = contradictory_answers(data)
    return Table(
        id="churn.reasons",
        caption=data.text("reasons.caption"),
        columns=(
            Column(data.text("column.question")),
            Column(data.text("column.answer"), weight=1.5),
            Column(data.text("column.times"), "count"),
            Column(data.text("column.side")),
        ),
        rows=tuple(rows),
        note=data.say("reasons.astray", count=wrong) if wrong else (),
    )


def _too_short(view: ChurnView) -> Words:
    need = view.profile.lost_after + YEAR
    return view.data.say("note.no_loss", need=need, months=view.reach)


def _rate_columns(data: Data) -> tuple[Column, Column]:
    return (
        Column(data.text("column.loss"), "share"),
        Column(data.text("column.interval"), weight=1.2),
    )


def _rate(rates: Mapping[str, Fact], name: str) -> tuple[Cell, Cell]:
    """A rate and its interval; neither for fewer than ten cases."""
    fact = rates.get(name)
    if fact is None or (fact.bottom or 0) < COUNTS_ONLY_BELOW:
        return None, None
    return fact, (Shown(fact, "interval"),)


def _enough(*facts: Fact | None) -> bool:
    return any(max(f.value or 0, f.bottom or 0) >= PUBLISHED_FROM for f in facts if f)


def _part(size: Metric) -> Metric:
    label = Label(f"{size.label.zh}占全部车辆", f"{size.label.en}, of all vehicles")
    return Metric(f"{size.id}.part", label, Ratio(size.expr, Count(VEHICLES)), "share")

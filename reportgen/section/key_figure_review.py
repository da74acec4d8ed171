"""The figures a month is judged by, each held against its target, earlier months and the year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, get_args

from reportgen.catalogs import Labels
from reportgen.document.blocks import Severity
from reportgen.document.facts import Fact
from reportgen.labels import LANGUAGES, Label, label
from reportgen.metric.expressions import (
    Average,
    Count,
    Difference,
    Expr,
    Given,
    Mean,
    Metric,
    Ratio,
    Sum,
    Total,
    Value,
    during,
)
from reportgen.metric.units import unit_record
from reportgen.periods import YEAR, Month
from reportgen.section.target_standing import Standing
from reportgen.section.targets import Indicator
from reportgen.stats import MOVED, RELATIVE_STEPS, SMALL_SAMPLE_BELOW, xmr

if TYPE_CHECKING:
    from reportgen.section.fact_maker import FactMaker

_Word: TypeAlias = Literal[
    "to_date", "attainment", "on_month", "on_year", "target", "figure_by_target",
    "target_by_figure", "growth",
]  # fmt: skip
_WORDS: Final = Labels[_Word]("report", get_args(_Word), "key_figure.")
_USUAL_FROM: Final = 6
"""Earlier months from which the usual range of a figure without a test is known; by judgement."""

State: TypeAlias = Literal[
    "met", "missed", "within", "few", "better", "worse", "better_on_year", "worse_on_year",
    "rose", "fell", "flat", "open",
]  # fmt: skip
"""How a month's figure stands: against its target where it has one, else against the month before
and the same month last year. `open`: there is nothing whole to judge."""

_BY_TARGET: Final[dict[Standing, tuple[State, Severity]]] = {
    "clear": ("met", "good"),
    "met": ("met", "info"),
    "within": ("within", "info"),
    "missed": ("missed", "bad"),
    "untested": ("missed", "watch"),
    "few": ("few", "info"),
    "open": ("open", "info"),
}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure a month is judged by.

    Attributes:
        indicator: Its id, name and unit; the spec's file may set a target for it.
        of: The figure of one month.
        to_date: The figure of the year's months up to the report's; null where months cannot be
            put together, as of a rate over twelve months.
        target: Its target where the file sets none.
        adds_up: Whether the year's figure, and its target, is the sum of the months'.
    """

    indicator: Indicator
    of: Callable[[Month], Fact]
    to_date: Callable[[], Fact] | None = None
    target: float | None = None
    adds_up: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A key figure of the report's month beside what it is held against.

    Attributes:
        figure: What is reviewed.
        now: The figure of the month.
        target: Its target; null where none is set.
        attainment: How far the target is reached: 1.0 is reached, more is better.
        on_month: Its change on the month before: growth of amounts and of counts of some size,
            else the difference.
        on_year: The same on the same month last year.
        to_date: The figure of the year's months up to this one; null where they do not add up.
        to_date_attainment: How far that reaches the targets of the same months.
        course: The figure month by month, this month last.
        state: How it stands.
        severity: Whether that asks to be looked at.
        size: How far it is from what it is judged by, as a part of that; 0 within chance.
    """

    figure: KeyFigure
    now: Fact
    target: Fact | None
    attainment: Fact | None
    on_month: Fact
    on_year: Fact
    to_date: Fact | None
    to_date_attainment: Fact | None
    course: tuple[Fact, ...]
    state: State
    severity: Severity
    size: float


class _Judgement(NamedTuple):
    state: State
    severity: Severity
    size: float


def key_figure(
    data: FactMaker, indicator: Indicator, metric: Metric, target: float | None = None
) -> KeyFigure:
    """Return the key figure of a metric: its months, and the year's months pooled."""

    def to_date() -> Fact:
        label = _named("to_date", metric.label)
        pooled = _pooled(metric.expr, year_so_far(data.month))
        return data.combine(replace(metric, id=f"{metric.id}~to_date", label=label, expr=pooled))

    sums = not isinstance(metric.expr, Ratio | Mean | Average)
    return KeyFigure(indicator, lambda month: data.fact(metric, month=month), to_date, target, sums)


def year_so_far(month: Month) -> tuple[Month, ...]:
    """Return the months of the year up to one, oldest first."""
    return month.back(month.number)


def reviewed(data: FactMaker, figure: KeyFigure) -> Review:
    """Hold a key figure of the month against its target, earlier months and the year to date."""
    now, before, last_year = (figure.of(data.month - back) for back in (0, 1, YEAR))
    wanted = data.set_target(figure.indicator, figure.target)
    goal = None if wanted is None else data.target(now, wanted)
    course = tuple(figure.of(month) for month in data.month.back(data.history))
    to_date = figure.to_date() if figure.to_date else None
    found = _judged(data, now, goal, (before, last_year), course)
    return Review(
        figure,
        now,
        goal,
        _attainment(data, now, wanted),
        _change(data, now, before, "month"),
        _change(data, now, last_year, "year"),
        to_date,
        _attainment(data, to_date, _to_date_target(data, figure)) if to_date else None,
        course,
        *found,
    )


def _pooled(expr: Expr, months: Sequence[Month]) -> Expr:
    """Return an expression over several months; ready-made figures of the months are added up."""
    match expr:
        case Value():
            return Total(tuple(during(expr, month) for month in months))
        case Count() | Sum() | Mean():
            return during(expr, months[0], months[-1])
        case Ratio(top, bottom):
            return replace(expr, top=_pooled(top, months), bottom=_pooled(bottom, months))
        case Difference(left, right):
            return replace(expr, left=_pooled(left, months), right=_pooled(right, months))
        case Total(parts):
            return Total(tuple(_pooled(part, months) for part in parts))
        case _:
            return during(expr, months[0], months[-1])


def _to_date_target(data: FactMaker, figure: KeyFigure) -> float | None:
    """The targets of the months so far: their sum where figures add up, else their mean.

    Null where a month has none.
    """
    months = year_so_far(data.month)
    found = [data.set_target(figure.indicator, figure.target, month) for month in months]
    known = [value for value in found if value is not None]
    if len(known) < len(found):
        return None
    return sum(known) if figure.adds_up else sum(known) / len(known)


def _attainment(data: FactMaker, fact: Fact, wanted: float | None) -> Fact | None:
    """How far a target is reached: figure ÷ target, the other way round where lower is better.

    Null without a target or a good direction, and of what is not above zero.
    """
    if wanted is None or wanted <= 0 or fact.better == "none" or (fact.value or 0) < 0:
        return None
    goal = Given(wanted, _WORDS["target"])
    lower = fact.better == "lower"
    expr = _expr(fact)
    metric = Metric(
        f"{fact.id}~attainment",
        _named("attainment", label(fact.label)),
        Ratio(goal, expr) if lower else Ratio(expr, goal),
        "percent",
        "higher",
        _WORDS["target_by_figure" if lower else "figure_by_target"],
    )
    return data.combine(metric)


def _change(data: FactMaker, now: Fact, then: Fact, on: Literal["month", "year"]) -> Fact:
    """The growth of amounts and large counts; the difference of all others."""
    if not _grows(now, then):
        return data.change(now, then, name="change" if on == "month" else "change_on_year")
    metric = Metric(
        f"{now.id}~growth_on_{on}",
        _named("on_month" if on == "month" else "on_year", label(now.label)),
        Ratio(Difference(_expr(now), _expr(then)), _expr(then)),
        "growth",
        now.better,
        _WORDS["growth"],
    )
    return data.combine(metric)


def _expr(fact: Fact) -> Expr:
    """What a fact is computed by; itself, where nothing tells."""
    return fact.expr or Given(fact.value, label(fact.label), fact.reason)


def _named(key: _Word, name: Label) -> Label:
    zh, en = (_WORDS.say(key, language, name=name.in_(language)) for language in LANGUAGES)
    return Label(zh, en)


def _grows(now: Fact, then: Fact) -> bool:
    unit = unit_record(now.unit)
    least = SMALL_SAMPLE_BELOW if unit.counted else 0
    relative = unit.judged == "relative" and unit.changes_in is None
    return relative and (then.value or 0) > least


def _judged(
    data: FactMaker,
    now: Fact,
    goal: Fact | None,
    then: tuple[Fact, Fact],
    course: Sequence[Fact],
) -> _Judgement:
    if not now.settled:
        return _Judgement("open", "info", 0.0)
    if goal is not None:
        state, severity = _BY_TARGET[data.standing(now, goal)]
        if state == "met" and now.low is None:  # no sample: what is reached is reached
            severity = "good"
        return _Judgement(state, severity, 0.0 if severity == "info" else _apart(now, goal))
    before, last_year = then
    if before.settled and data.verdict(now, before) in {"counts_only", "small_sample"}:
        return _Judgement("few", "info", 0.0)
    if moved := _moved(data, now, before, course):
        return _by_move(now, before, better="better", worse="worse", up=moved > 0)
    if moved := _moved(data, now, last_year, course, centre=last_year.value):
        return _by_move(
            now, last_year, better="better_on_year", worse="worse_on_year", up=moved > 0
        )
    known = before.settled or last_year.settled
    return _Judgement("flat" if known else "open", "info", 0.0)


def _by_move(now: Fact, then: Fact, *, better: State, worse: State, up: bool) -> _Judgement:
    if now.better == "none":
        return _Judgement("rose" if up else "fell", "info", 0.0)
    good = up == (now.better == "higher")
    return _Judgement(better if good else worse, "good" if good else "watch", _apart(now, then))


def _moved(
    data: FactMaker,
    now: Fact,
    then: Fact,
    course: Sequence[Fact],
    centre: float | None = None,
) -> int:
    """Which way a figure moved by more than chance: 1, -1, or 0.

    Where no test fits, as of amounts, chance is what its earlier months varied by, around their
    mean or another `centre`.
    """
    if not then.settled or now.value is None or then.value is None:
        return 0
    way = 1 if now.value > then.value else -1
    word = data.verdict(now, then)
    if word in MOVED[1:]:
        return way
    if word != "untested" or abs(now.value - then.value) < RELATIVE_STEPS[0] * abs(then.value):
        return 0
    earlier = [fact.value if fact.settled else None for fact in course[:-1]]
    usual = xmr(earlier) if sum(value is not None for value in earlier) >= _USUAL_FROM else None
    if usual is None:
        return 0
    away = now.value - (usual.centre if centre is None else centre)
    return way if abs(away) > usual.limits.high - usual.centre else 0


def _apart(fact: Fact, other: Fact) -> float:
    if fact.value is None or not other.value:
        return 0.0
    return abs(fact.value / other.value - 1)

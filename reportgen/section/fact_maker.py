"""Makes facts from metrics over the tables of one dealer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf, isclose
from typing import Final, TypeVar

from reportgen.catalogs import Labels
from reportgen.document.facts import Fact
from reportgen.errors import SectionError
from reportgen.labels import Label, Language, label
from reportgen.metric.currencies import HOME, CurrencyCode
from reportgen.metric.evaluate import MONTH
from reportgen.metric.exported_days import comparable, joined
from reportgen.metric.expressions import (
    Average,
    Better,
    Condition,
    Expr,
    Given,
    Is,
    Metric,
    Reason,
    during,
    leaves,
    narrow,
)
from reportgen.metric.results import Result
from reportgen.metric.units import Unit, priced, unit_record
from reportgen.periods import Month
from reportgen.section.change_evidence import Verdict, change, p_value, verdict
from reportgen.section.dealer import Dealer
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.slow_trend import slow_trend
from reportgen.section.target_standing import Standing, standing
from reportgen.section.targets import Indicator, Targets
from reportgen.stats import PROVEN, Trend, mean_interval, wilson

_TARGET: Final = Labels("report", ("name", "method"), "set_target.")
D = TypeVar("D", bound=float | None)


@dataclass(frozen=True, eq=False)
class FactMaker:
    """Makes the facts of one report; each id stands for one value in all its sections."""

    dealer: Dealer
    month: Month
    language: Language
    tables: DealerTables
    history: int = 13
    percent_digits: int | None = None
    currency: CurrencyCode = HOME
    targets: Targets = field(default_factory=Targets)
    _facts: dict[str, Fact] = field(repr=False, default_factory=dict)

    def fact(
        self,
        metric: Metric,
        *conditions: Condition,
        key: str = "",
        month: Month | None = None,
        label: str = "",
    ) -> Fact:
        """Compute a metric for one month, narrowed by conditions; `key` tells such facts apart.

        Raises:
            SectionError: Conditions without a key, or one id with two values.
        """
        expr = self._narrowed(metric, conditions, key, month)
        return self._made(metric, expr, self.tables.evaluator.value(expr), key, month, label)

    def family(
        self,
        metric: Metric,
        by: str,
        *conditions: Condition,
        key: str = "",
        month: Month | None = None,
    ) -> dict[str, Fact]:
        """Compute a metric for every value of a column in one pass; returns value → fact.

        Raises:
            SectionError: Conditions without a key, or one id with two values.
        """
        expr = self._narrowed(metric, conditions, key, month, by)
        prefix = f"{key}/" if key else ""
        return {
            value: self._made(
                metric, narrow(expr, Is(by, value)), result, f"{prefix}{value}", month, ""
            )
            for value, result in self.tables.evaluator.family(expr, by).items()
        }

    def trend(
        self, metric: Metric, *conditions: Condition, key: str = "", months: int | None = None
    ) -> dict[Month, Fact]:
        """Compute a metric month by month, oldest first, the report's month last."""
        self.tables.names.check(metric, *conditions)
        expr = narrow(metric.expr, *conditions)
        family = self.tables.evaluator.family(expr, MONTH)
        made = {}
        for month in self.month.back(months or self.history):
            own = during(expr, month)
            result = family.get(str(month)) or self.tables.evaluator.value(own)
            made[month] = self._made(metric, own, result, key, month, "")
        return made

    def average(
        self,
        metric_id: str,
        label: Label,
        facts: Sequence[Fact],
        weights: Sequence[Fact] = (),
    ) -> Fact:
        """Average facts, weighted when weights are given; Excel computes it from their cells.

        The definition of a store score from its advisors' scores: Σ score / n, or
        Σ weight · score / Σ weight.
        """
        expr = Average(
            tuple(f.expr for f in facts if f.expr), tuple(f.expr for f in weights if f.expr)
        )
        first = facts[0]
        # weights move a mean of round scores by little: two decimals tell it from the plain one
        digits = 2 if weights else None
        metric = Metric(metric_id, label, expr, first.unit, first.better, digits=digits)
        return self._made(metric, expr, self.tables.evaluator.value(expr), "", None, "")

    def combine(self, metric: Metric, *, key: str = "") -> Fact:
        """Make a fact of an expression narrowed already, such as one over other facts'."""
        self.tables.names.check(metric)
        return self._made(
            metric, metric.expr, self.tables.evaluator.value(metric.expr), key, None, ""
        )

    def given(  # noqa: PLR0913 a number without an expression must bring its own description
        self,
        fact_id: str,
        label: Label,
        value: float | None,
        unit: Unit,
        method: Label,
        *,
        n: int | None = None,
        low: float | None = None,
        high: float | None = None,
        better: Better = "none",
        over: Sequence[Fact] = (),
    ) -> Fact:
        """Make a fact of a number no expression can say (a survival time), with its method.

        `over` are the figures it is computed from, or that stand for what it is: where one of them
        is not known, or they are of different days, neither is it.
        """
        reason = _unfounded(over)
        if reason:
            value = low = high = None
        expr = Given(value, method, reason)
        metric = self._dressed(Metric(fact_id, label, expr, unit, better, definition=method))
        fact = Fact(
            id=fact_id,
            value=value,
            unit=metric.unit,
            label=label.in_(self.language),
            n=n,
            low=low,
            high=high,
            better=better,
            metric=metric,
            expr=expr,
            reason=None if value is not None else reason or "no_data",
            so_far=joined(each.so_far for each in over) if value is not None else (),
        )
        return self._kept(fact)

    def set_target(self, indicator: Indicator, default: D, month: Month | None = None) -> float | D:
        """Return the target of an indicator: the file's for dealer and month, else the default."""
        found = self.targets.value(self.dealer.id, month or self.month, indicator.id)
        return default if found is None else found

    def target(self, fact: Fact, value: float) -> Fact:
        """Make a fact of the target the spec sets for a fact."""
        name = label(_TARGET.say("name", self.language, label=fact.label))
        return self.given(f"{fact.id}~target", name, value, fact.unit, _TARGET["method"])

    def standing(self, fact: Fact, goal: Fact) -> Standing:
        """Return where a fact lies against its target, as far as its interval tells."""
        return standing(fact, goal)

    def change(
        self, now: Fact, before: Fact, word: Verdict | None = None, *, name: str = "change"
    ) -> Fact:
        """Return the change `now - before`: percentage points for shares; null when either is null.

        A section that knows a better test than `verdict` gives its own `word`; `name` tells the
        changes of one figure apart.
        """
        difference = replace(change(now, before), id=f"{now.id}~{name}")
        evidence = word if word and difference.known else self.verdict(now, before)
        return self._kept(replace(difference, evidence=evidence))

    def verdict(self, now: Fact, before: Fact) -> Verdict:
        """Return the word for a change that its size and p-value allow; see `stats.evidence`."""
        return verdict(now, before, self.tables.evaluator)

    def proven(self, now: Fact, before: Fact) -> bool:
        """Tell whether a change is certain enough for a finding of its own: p < 0.002."""
        p = p_value(now, before, self.tables.evaluator)
        return p is not None and p < PROVEN

    def slow_trend(self, course: Sequence[Fact]) -> Trend | None:
        """Test a share or a mean for a trend over its months, oldest first; null below six.

        The months must be of different cases, so no rate over several months.
        """
        return slow_trend(course, self.tables.evaluator)

    def knows(self, expr: Expr) -> bool:
        """Tell whether an expression has a value in the month of the report."""
        return self.tables.evaluator.value(during(expr, self.month)).value is not None

    def result(self, fact: Fact) -> Result:
        """Evaluate a fact's expression: numerator, denominator, n, standard deviation."""
        return self.tables.evaluator.value(fact.expr) if fact.expr else Result(fact.value)

    # --- inside -----------------------------------------------------------------------------

    def _narrowed(
        self,
        metric: Metric,
        conditions: Sequence[Condition],
        key: str,
        month: Month | None,
        by: str = "",
    ) -> Expr:
        self.tables.names.check(metric, *conditions, by=by)
        if month is not None and not isinstance(month, Month):
            raise SectionError(
                f"month={month!r} is no Month; write `data.month - 1` or Month(2026, 9)"
            )
        if conditions and not key:
            raise SectionError(f"a narrowed '{metric.id}' needs `key=…` to have an id of its own")
        return during(narrow(metric.expr, *conditions), month or self.month)

    def _made(  # noqa: PLR0913, PLR0917 the parts of an id and of a value
        self, metric: Metric, expr: Expr, result: Result, key: str, month: Month | None, label: str
    ) -> Fact:
        metric, expr = self._dressed(metric), self.tables.evaluator.without_unknown(expr, result)
        timed = any(leaf.rows.date for leaf in leaves(metric.expr))
        suffix = f"@{month}" if timed and month and month != self.month else ""
        low, high = _interval(metric, result)
        fact = Fact(
            id=f"{metric.id}{':' + key if key else ''}{suffix}",
            value=result.value,
            unit=metric.unit,
            label=label or self._label(metric, key),
            n=result.n,
            top=result.top,
            bottom=result.bottom,
            low=low,
            high=high,
            better=metric.better,
            metric=metric,
            expr=expr,
            reason=result.reason,
            so_far=result.so_far,
        )
        return self._kept(fact)

    def _dressed(self, metric: Metric) -> Metric:
        """Return the metric in the report's currency and with its decimals of percentages."""
        if (unit := priced(metric.unit, self.currency)) != metric.unit:
            metric = replace(metric, unit=unit)
        if metric.digits is not None or not unit_record(metric.unit).percentage:
            return metric
        return replace(metric, digits=self.percent_digits)

    def _label(self, metric: Metric, key: str) -> str:
        name = metric.label.in_(self.language)
        return f"{name} · {key.rsplit('=', 1)[-1]}" if key else name

    def _kept(self, fact: Fact) -> Fact:
        """Keep a fact under its id and refuse another value: two pages must not disagree."""
        known = self._facts.setdefault(fact.id, fact)
        if not _same(known.value, fact.value):
            raise SectionError(
                f"fact '{fact.id}' has two values, {known.value} and {fact.value}; "
                "give one of them another id or `key`"
            )
        return replace(fact)


def _unfounded(over: Sequence[Fact]) -> Reason | None:
    """Return why a number computed from some figures is not known; null where it is."""
    for fact in over:
        if not fact.known:
            return fact.reason
    alike = all(comparable(over[0].so_far, fact.so_far) for fact in over)
    return None if alike else "partly_exported"


def _same(a: float | None, b: float | None) -> bool:
    """Compare numbers up to the last digits, which depend on the order a sum was taken in."""
    if a is None or b is None:
        return a is b
    return isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


def _interval(metric: Metric, result: Result) -> tuple[float | None, float | None]:
    """Return the 95 % interval: Wilson for a share, t for a mean; none for other units.

    Without a value: between what it lies for certain.
    """
    proportion = unit_record(metric.unit).proportion
    if result.value is None:
        most = 1.0 if proportion else inf
        return result.low, result.high if result.high is None else min(most, result.high)
    if proportion and result.bottom:
        found = wilson(round(result.top or 0), round(result.bottom))
    elif result.sd is not None and result.n:
        found = mean_interval(result.n, result.value, result.sd)
    else:
        return None, None
    return (found.low, found.high) if found else (None, None)

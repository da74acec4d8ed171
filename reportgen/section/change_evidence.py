"""Tests whether two facts differ by more than chance, and grades how much."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from reportgen.document.facts import Fact
from reportgen.metric.evaluate import Evaluator
from reportgen.metric.exported_days import comparable, joined
from reportgen.metric.expressions import Difference
from reportgen.metric.units import Unit, unit_record
from reportgen.stats import (
    COUNTS_ONLY_BELOW,
    POINT_STEPS,
    RELATIVE_STEPS,
    SMALL_SAMPLE_BELOW,
    Moments,
    Word,
    evidence,
    homogeneous_means,
    poisson_change,
)
from reportgen.stats import two_proportions as proportions

Verdict: TypeAlias = Word | Literal["unknown", "untested"]
"""What may be said of a change: a `Word` of the evidence, or why there is none."""

_DAY_STEPS: Final = (1.0, 3.0)
"""Change of a mean of days from which it is clear, and strong; by judgement."""


def change(now: Fact, before: Fact) -> Fact:
    """Return the change `now - before`: percentage points for shares; null when either is null.

    Null as well where one is of an unfinished month. The id is `<now>~change`; Excel computes it
    from the two.
    """
    unit = unit_record(now.unit).changes_in or now.unit
    # a change of shares is counted at the scale shares are printed at: in points
    factor = float(unit_record(now.unit).printed.scale / unit_record(unit).printed.scale)
    alike = comparable(now.so_far, before.so_far)
    known = now.value is not None and before.value is not None and alike
    value = factor * (now.value - before.value) if known else None  # type: ignore[operator]
    linked = now.expr is not None and before.expr is not None
    return Fact(
        id=f"{now.id}~change",
        value=value,
        unit=unit,
        label=now.label,
        n=_smaller(now.n, before.n),
        better=now.better,
        metric=now.metric,
        expr=Difference(now.expr, before.expr, factor) if linked else None,  # type: ignore[arg-type]
        reason=None if known else now.reason or before.reason or "partly_exported",
        so_far=joined((now.so_far, before.so_far)) if known else (),
    )


def p_value(now: Fact, before: Fact, evaluator: Evaluator) -> float | None:
    """Return the two-sided p-value of the difference of two facts; null where no test fits.

    Shares: two-proportion z or Fisher. Counts: conditional binomial on equal exposure; a balance
    that may fall below zero is no count. Means: Welch from the summary statistics of the rows
    behind them.
    """
    if change(now, before).value is None:
        return None
    assert now.value is not None and before.value is not None  # noqa: S101, PT018 they have a change
    unit = unit_record(now.unit)
    if unit.proportion and now.bottom and before.bottom:
        test = proportions(
            round(now.top or 0), round(now.bottom), round(before.top or 0), round(before.bottom)
        )
        return test.p_value if test else None
    if unit.counted and min(now.value, before.value) >= 0:
        counted = poisson_change(round(now.value), 1.0, round(before.value), 1.0)
        return counted.p_value if counted else None
    groups = [own for fact in (now, before) if (own := moments(fact, evaluator))]
    if len(groups) < 2:  # noqa: PLR2004 a comparison has two sides
        return None
    return homogeneous_means(groups).p_value


def verdict(now: Fact, before: Fact, evaluator: Evaluator) -> Verdict:
    """Return the word for a change that its size and p-value allow.

    `unknown` when there is nothing to compare; `untested` when no test fits the measure, such as
    a sum of money: then the two figures stand side by side without a word.
    """
    difference = change(now, before)
    if difference.value is None:
        return "unknown"
    p = p_value(now, before, evaluator)
    n = _cases(now, before)
    if p is None and (n is None or n >= COUNTS_ONLY_BELOW):
        return "untested"
    n = n or 0
    effect, (small, large) = _judged(difference.unit, difference.value, before.value)
    return evidence(p, effect, small, n, large=large)


def _judged(unit: Unit, change: float, before: float | None) -> tuple[float, tuple[float, float]]:
    """Return the size of a change, and from which sizes it is clear and strong."""
    match unit_record(unit).judged:
        case "points":
            return change, POINT_STEPS
        case "days":
            return change, _DAY_STEPS
        case "relative":
            return change / before if before else float(bool(change)), RELATIVE_STEPS


def _cases(now: Fact, before: Fact) -> int | None:
    """Return the number of cases behind a verdict; counts are exact from ten cases on."""
    if unit_record(now.unit).counted:
        most = round(max(now.value or 0, before.value or 0))
        return most if most < COUNTS_ONLY_BELOW else max(most, SMALL_SAMPLE_BELOW)
    return _smaller(now.n, before.n)


def _smaller(a: int | None, b: int | None) -> int | None:
    known = [n for n in (a, b) if n is not None]
    return min(known) if known else None


def moments(fact: Fact, evaluator: Evaluator) -> Moments | None:
    """Return size, mean and spread behind a mean; null where nothing was sampled."""
    if fact.expr is None:
        return None
    result = evaluator.value(fact.expr)
    if result.value is None or result.sd is None or not result.n:
        return None
    return Moments(result.n, result.value, result.sd)

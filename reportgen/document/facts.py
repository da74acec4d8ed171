"""`Fact`, the form of every number in a report: a value with its unit, evidence and origin."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Literal, TypeAlias

from reportgen.metric.exported_days import SoFar
from reportgen.metric.expressions import Better, Expr, Metric, Reason
from reportgen.metric.units import Unit, unit_record


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a report with its id, unit, evidence and origin.

    Attributes:
        id: Stable and readable, `csi.score.advisor:乔丹`; another month adds `@2026-09`.
        value: The number itself, never text; null has a `reason`.
        unit: What it counts; decides how it is printed.
        label: What it is called in the language of the report.
        n: How many cases it rests on; null when that has no meaning.
        top: The numerator of a ratio.
        bottom: The denominator of a ratio.
        low: Lower end of the 95 % interval; without a value the least it can be, where known.
        high: Upper end of the 95 % interval; without a value the most it can be.
        better: Which direction is good.
        metric: The definition it comes from.
        expr: The definition narrowed to this fact: source rows and Excel formula follow from it.
        reason: Why there is no value.
        so_far: The days it is of, where its month is unfinished: printed with a mark, and neither
            compared with whole months nor judged.
        evidence: For a change: what a noise test says of it, a `Verdict`.
    """

    id: str
    value: float | None
    unit: Unit
    label: str = ""
    n: int | None = None
    top: float | None = None
    bottom: float | None = None
    low: float | None = None
    high: float | None = None
    better: Better = "none"
    metric: Metric | None = field(default=None, repr=False)
    expr: Expr | None = field(default=None, repr=False)
    reason: Reason | None = None
    evidence: str = ""
    so_far: SoFar = ()

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def settled(self) -> bool:
        """Whether there is a value, of whole months: only such is judged or drawn in a course."""
        return self.value is not None and not self.so_far

    @property
    def bounded(self) -> bool:
        """Whether a rate without a value lies between known ends that rule something out."""
        if self.value is not None or self.low is None or self.high is None:
            return False
        rate = unit_record(self.unit).changes_in == "points"
        return rate and isfinite(self.high) and (self.low > 0 or self.high < 1)


Form: TypeAlias = Literal[
    "value",  # 93.0%
    "fraction",  # 1,289/1,386
    "full",  # 93.0%（1,289/1,386）
    "interval",  # 91.5%–94.2%
    "n",  # 1,386
    "size",  # the value without its sign: 降低 3.8 个百分点
]
"""How much of a fact stands in a sentence."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact as it stands in a sentence, in one of its forms."""

    fact: Fact
    form: Form = "value"


Words: TypeAlias = tuple[str | Shown, ...]
"""A sentence: text and facts in turn, so no number is ever typed."""


def words(*parts: str | Fact | Shown) -> Words:
    """Build a sentence from text and facts."""
    return tuple(Shown(part) if isinstance(part, Fact) else part for part in parts)

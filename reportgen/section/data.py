"""What a section is given: one dealer's tables up to one month, and the means to make facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isclose
from typing import TYPE_CHECKING, Final

from reportgen.catalogs import Labels
from reportgen.document.facts import Fact, Words
from reportgen.document.formats import plain
from reportgen.errors import SectionError, did_you_mean
from reportgen.labels import Label, Language, label
from reportgen.metric.currencies import HOME, CurrencyCode
from reportgen.metric.evaluate import MONTH, Evaluator, Result
from reportgen.metric.expressions import (
    Average,
    Better,
    Condition,
    Expr,
    Given,
    Is,
    Metric,
    Rows,
    during,
    leaves,
    narrow,
    within,
)
from reportgen.metric.table_contracts import TableContract
from reportgen.metric.units import Unit, priced, unit_record
from reportgen.periods import Month
from reportgen.section.change_evidence import Verdict, change, p_value, verdict
from reportgen.section.phrases import Phrases
from reportgen.stats import PROVEN, mean_interval, wilson

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MONTH", "Data", "Dealer"]

_TARGET: Final = Labels("report", ("name", "method"), "set_target.")


@dataclass(frozen=True, slots=True)
class Dealer:
    """One dealer: the code in the data, and the name on the title page."""

    id: str
    name: str = ""
    region: str = ""
    city: str = ""
    name_en: str = ""

    def title(self, language: Language) -> str:
        """The name in a language, else the one there is, else the code."""
        wanted = Label(self.name, self.name_en).in_(language)
        return wanted or self.name or self.name_en or self.id


@dataclass(slots=True)
class Data:
    """One dealer's tables up to the end of the report's month, and the facts made from them.

    Personal data in the tables is already masked; `vehicle` identifies a vehicle.

    Attributes:
        dealer: Whose report it is.
        month: The month it is about; facts are about this month unless told otherwise.
        language: The language of the report.
        history: How many months a trend looks back, the month itself included.
        percent_digits: Decimals of percentages and points; null leaves them to the unit.
        currency: What all amounts are in.
        tables: Table name → frame; a derived table is added by `derive`.
        contracts: Table name → its contract.
        phrases: The sentences of the section being built.
        printed: Tables the workbook carries even when no fact is computed from them.
    """

    dealer: Dealer
    month: Month
    language: Language
    tables: dict[str, pd.DataFrame]
    contracts: dict[str, TableContract]
    history: int = 13
    percent_digits: int | None = None
    currency: CurrencyCode = HOME
    phrases: Phrases = field(default_factory=lambda: Phrases({}))
    printed: set[str] = field(default_factory=set)
    _evaluator: Evaluator = field(init=False, repr=False)
    _facts: dict[str, Fact] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._evaluator = Evaluator(self.tables)

    # --- tables -----------------------------------------------------------------------------

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table holds rows, and every column named has a value somewhere."""
        frame = self.tables.get(table)
        if frame is None or frame.empty:
            return False
        return all(c in frame.columns and frame[c].notna().any() for c in columns)

    def table(self, name: str) -> pd.DataFrame:
        """The rows of one table, all months up to the report's; yours to change.

        It is a copy on write: a column added here is seen by nobody else, and costs nothing.

        Raises:
            SectionError: There is no such table; `needs` should have said so.
        """
        if name not in self.tables:
            near = did_you_mean(name, self.tables)
            raise SectionError(f"there is no table '{name}'{near}; name it in `needs`")
        return self.tables[name].copy(deep=False)

    def rows(self, selection: Rows, month: Month | None = None) -> pd.DataFrame:
        """The rows a selection picks in one month (default: the report's)."""
        return self._evaluator.rows(within(selection, month or self.month))

    def rows_behind(self, selection: Rows) -> pd.DataFrame:
        """The rows a selection picks as it stands, whatever its months."""
        return self._evaluator.rows(selection)

    def derive(
        self, contract: TableContract, frame: pd.DataFrame, *, printed: bool = False
    ) -> Rows:
        """Add a table made from others, such as one row a vehicle.

        The workbook carries every table a fact is computed from; `printed` adds one that is a
        list to work with, such as whom to call.

        Deriving the same name again keeps the first: sections share it. `_file` and `_row` say
        which source row each row stems from.
        """
        if contract.name not in self.tables:
            self.contracts[contract.name] = contract
            self.tables[contract.name] = frame
        if printed:
            self.printed.add(contract.name)
        return Rows(contract.name, contract.date)

    def word(self, table: str, column: str, key: object) -> str:
        """What the reader sees for a key of a category: `success` → 成功."""
        return self.contracts[table].column(column).words_for(key, self.language)

    # --- facts ------------------------------------------------------------------------------

    def fact(
        self,
        metric: Metric,
        *conditions: Condition,
        key: str = "",
        month: Month | None = None,
        label: str = "",
    ) -> Fact:
        """The metric for one month, narrowed by conditions; `key` tells such facts apart.

        Raises:
            SectionError: Conditions without a key, or one id with two values.
        """
        expr = self._narrowed(metric, conditions, key, month)
        return self._made(metric, expr, self._evaluator.value(expr), key, month, label)

    def family(
        self,
        metric: Metric,
        by: str,
        *conditions: Condition,
        key: str = "",
        month: Month | None = None,
    ) -> dict[str, Fact]:
        """The metric for every value of a column, by that value: one groupby, not n filters.

        Raises:
            SectionError: Conditions without a key, or one id with two values.
        """
        expr = self._narrowed(metric, conditions, key, month)
        prefix = f"{key}/" if key else ""
        return {
            value: self._made(
                metric, narrow(expr, Is(by, value)), result, f"{prefix}{value}", month, ""
            )
            for value, result in self._evaluator.family(expr, by).items()
        }

    def trend(
        self, metric: Metric, *conditions: Condition, key: str = "", months: int | None = None
    ) -> dict[Month, Fact]:
        """The metric month by month, oldest first, the report's month last."""
        expr = narrow(metric.expr, *conditions)
        family = self._evaluator.family(expr, MONTH)
        made = {}
        for month in self.month.back(months or self.history):
            own = during(expr, month)
            result = family.get(str(month)) or self._evaluator.value(own)
            made[month] = self._made(metric, own, result, key, month, "")
        return made

    def average(
        self,
        metric_id: str,
        label: Label,
        facts: Sequence[Fact],
        weights: Sequence[Fact] = (),
    ) -> Fact:
        """The mean of facts, weighted when weights are given; Excel computes it from theirs.

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
        return self._made(metric, expr, self._evaluator.value(expr), "", None, "")

    def combine(self, metric: Metric, *, key: str = "") -> Fact:
        """A metric whose expression is already narrowed, such as one made from other facts'."""
        return self._made(metric, metric.expr, self._evaluator.value(metric.expr), key, None, "")

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
    ) -> Fact:
        """A number no expression can say (a survival time, a shrunk rate), with its method."""
        expr = Given(value, method)
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
            reason=None if value is not None else "no_data",
        )
        return self._kept(fact)

    def target(self, fact: Fact, value: float) -> Fact:
        """The target of a fact, as the spec sets it."""
        name = label(_TARGET.say("name", self.language, label=fact.label))
        return self.given(f"{fact.id}~target", name, value, fact.unit, _TARGET["method"])

    def change(self, now: Fact, before: Fact, word: Verdict | None = None) -> Fact:
        """`now - before`, percentage points for shares, and what a noise test says of it.

        A section that knows a better test than `verdict` gives its own `word`.
        """
        evidence = word or self.verdict(now, before)
        return self._kept(replace(change(now, before), evidence=evidence))

    def verdict(self, now: Fact, before: Fact) -> Verdict:
        """Whether the change is noise, and if not, how large: see `reportgen.stats.evidence`."""
        return verdict(now, before, self._evaluator)

    def proven(self, now: Fact, before: Fact) -> bool:
        """Whether the change is certain enough for a finding of its own: p < 0.002."""
        p = p_value(now, before, self._evaluator)
        return p is not None and p < PROVEN

    def result(self, fact: Fact) -> Result:
        """What lies behind a fact: numerator, denominator, n, standard deviation."""
        return self._evaluator.value(fact.expr) if fact.expr else Result(fact.value)

    # --- words ------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> Words:
        """A sentence of the section's catalog, its places filled with facts and text."""
        return self.phrases.say(self.language, key, **values)

    def text(self, key: str, **values: object) -> str:
        """A phrase without facts, as a caption or a column head needs it."""
        return plain(self.say(key, **values), self.language)

    def pick(self, names: Label) -> str:
        """A label in the language of the report."""
        return names.in_(self.language)

    def movement(self, now: Fact, before: Fact, word: Verdict | None = None) -> Words:
        """How a fact moved, in the words its evidence allows: 与上月基本持平, 较上月明显下降 ….

        Within noise it says so; with few cases it gives the numbers for reference only. A section
        that knows a better test than `verdict` gives its own `word`.
        """
        word = word or self.verdict(now, before)
        difference = self.change(now, before, word)
        if word == "unknown":
            return self.say("movement.unknown")
        if not difference.value and word not in {"counts_only", "small_sample"}:
            return self.say("movement.same")
        way = "up" if (difference.value or 0) > 0 else "down"
        if word in {"flat", "untested", "counts_only", "small_sample"}:
            key = word if word in {"flat", "untested"} else "few"
            return self.say(f"movement.{key}", before=before, change=difference)
        return self.say(f"movement.{word}.{way}", before=before, change=difference)

    # --- inside -----------------------------------------------------------------------------

    def _narrowed(
        self, metric: Metric, conditions: Sequence[Condition], key: str, month: Month | None
    ) -> Expr:
        if conditions and not key:
            raise SectionError(f"a narrowed '{metric.id}' needs `key=…` to have an id of its own")
        return during(narrow(metric.expr, *conditions), month or self.month)

    def _made(  # noqa: PLR0913, PLR0917 the parts of an id and of a value
        self, metric: Metric, expr: Expr, result: Result, key: str, month: Month | None, label: str
    ) -> Fact:
        metric = self._dressed(metric)
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
        )
        return self._kept(fact)

    def _dressed(self, metric: Metric) -> Metric:
        """The metric with the report's currency, and its decimals of percentages."""
        if (unit := priced(metric.unit, self.currency)) != metric.unit:
            metric = replace(metric, unit=unit)
        if metric.digits is not None or not unit_record(metric.unit).percentage:
            return metric
        return replace(metric, digits=self.percent_digits)

    def _label(self, metric: Metric, key: str) -> str:
        name = metric.label.in_(self.language)
        return f"{name} · {key.rsplit('=', 1)[-1]}" if key else name

    def _kept(self, fact: Fact) -> Fact:
        """The fact, once: an id with two values would let two pages of a report disagree."""
        known = self._facts.setdefault(fact.id, fact)
        if not _same(known.value, fact.value):
            raise SectionError(
                f"fact '{fact.id}' has two values, {known.value} and {fact.value}; "
                "give one of them another id or `key`"
            )
        return replace(fact)


def _same(a: float | None, b: float | None) -> bool:
    """Equal up to the last digits, which depend on the order a sum was taken in."""
    if a is None or b is None:
        return a is b
    return isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


def _interval(metric: Metric, result: Result) -> tuple[float | None, float | None]:
    """The 95 % interval: Wilson for a share, t for a mean; none for other units."""
    if result.value is None:
        return None, None
    if unit_record(metric.unit).proportion and result.bottom:
        found = wilson(round(result.top or 0), round(result.bottom))
    elif result.sd is not None and result.n:
        found = mean_interval(result.n, result.value, result.sd)
    else:
        return None, None
    return (found.low, found.high) if found else (None, None)


def missing_needs(data: Data, needs: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """The (table, column) pairs a section needs and the data lacks; column "" = whole table."""
    found: list[tuple[str, str]] = []
    for table, columns in needs.items():
        if not data.has(table):
            found.append((table, ""))
            continue
        found += [(table, column) for column in columns if not data.has(table, column)]
    return tuple(found)

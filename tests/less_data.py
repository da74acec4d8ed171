"""The demo's store as it was, and with something taken away: what a report may still say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from math import isclose
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pandas as pd

from reportgen.catalogs import words_in
from reportgen.document.blocks import Block, Chapter, Document, Finding
from reportgen.document.facts import Fact
from reportgen.document.finding_order import needs_attention, severity_rank
from reportgen.extension.components import Declarations, RawTable
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.intake import take_all
from reportgen.labels import Language
from reportgen.metric.evaluate import Evaluator
from reportgen.metric.expressions import Doubt, Given, leaves
from reportgen.periods import Month
from reportgen.report.build_chapter import build_chapter
from reportgen.report.cut_to_month import cut_tables
from reportgen.report.load_inputs import Inputs
from reportgen.report.quality import run_checks
from reportgen.report.summary_findings import summary
from reportgen.section.data import Data
from reportgen.section.dealer import Dealer

MONTH = Month(2026, 10)
HISTORY = 4
TABLES = ("repair_orders", "callbacks", "complaints", "vehicle_sales", "customers")
"""The exports of a store without questionnaires, bookings and books."""
_LOST = frozenset(get_args(Doubt)) - {"no_column"}
Change = Callable[[pd.DataFrame], pd.DataFrame]


@cache
def registry() -> Registry:
    return load_plugins(find_workspace(Path(__file__)))


def cut(table: str, column: str, day: str) -> Callable[[str, str, pd.DataFrame], pd.DataFrame]:
    """The export of a month ends on the day before."""

    def change(name: str, when: str, text: pd.DataFrame) -> pd.DataFrame:
        here = name == table and when == day[:7]
        return text[text[column].str.slice(0, 10) < day] if here else text

    return change


@cache
def exports() -> tuple[tuple[str, str, pd.DataFrame], ...]:
    """Table, month ("" for all) and text of every file of one store."""
    registry()  # makes `reportgen_plugins` importable
    demo = import_module("reportgen_plugins.after_sales.demo")
    found = []
    for sample in demo.sample_exports(1, HISTORY, 7):
        if sample.contract not in TABLES:
            continue
        parts = sample.path.split("/")
        month = parts[1] if len(parts) > 2 else ""
        text = sample.table.map(lambda v: "" if pd.isna(v) else str(v)).astype("str")
        found.append((sample.contract, month, text))
    return tuple(found)


@dataclass(frozen=True)
class Told:
    """What the sections say of some files."""

    data: Data
    chapters: tuple[Chapter, ...]
    doubts: tuple[Finding, ...]
    """What the checks say of the data."""
    summary: tuple[Block, ...]

    @property
    def facts(self) -> Mapping[str, Fact]:
        document = Document(None, (), (), self.chapters)  # type: ignore[arg-type]
        return document.facts()

    @property
    def good(self) -> set[str]:
        return {
            b.id
            for c in self.chapters
            for b in c.blocks
            if isinstance(b, Finding) and b.severity == "good"
        }


def told(
    change: Callable[[str, str, pd.DataFrame], pd.DataFrame | None] = lambda _t, _m, text: text,
    language: Language = "zh",
    sections: tuple[str, ...] = (
        "csi_by_advisor",
        "first_time_fix",
        "complaints",
        "churn",
        "loyal_customers",
        "first_service",
    ),
) -> Told:
    """The chapters over the files as a change leaves them; a file it gives nothing for is gone."""
    raws: dict[str, list[RawTable]] = {}
    for table, month, text in exports():
        left = change(table, month, text)
        if left is None:
            continue
        rows = left.set_axis(range(left.shape[1]), axis=1).set_axis(range(2, len(left) + 2))
        raw = RawTable(f"{month or 'all'}/{table}.csv", tuple(left.columns), rows)
        raws.setdefault(table, []).append(
            replace(raw, month=Month.parse(month) if month else None, declared=Declarations())
        )
    frames, ledger = take_all(registry().tables.values(), raws, dealer_default="SH001")
    dealer = Dealer("SH001")
    inputs = Inputs(frames, ledger, (dealer,), registry().tables)
    tables, own = cut_tables(inputs, dealer, MONTH)
    data = Data(dealer, MONTH, language, tables, history=HISTORY)
    made = {name: registry().sections[name].model_validate({}) for name in sections}
    quality = SimpleNamespace(required=(), max_dropped=None)
    checks = tuple(check.model_validate({}) for check in registry().checks.values())
    spec: Any = SimpleNamespace(sections=tuple(made.values()), checks=checks, quality=quality)
    doubts = tuple(sorted(run_checks(spec, data, own).findings, key=severity_rank))
    damages = [damage for finding in doubts for damage in finding.undermines]
    chapters = tuple(build_chapter(name, one, data, damages) for name, one in made.items())
    told_first = summary(chapters, data.speaking(words_in("report")), doubts)
    return Told(data, chapters, doubts, told_first)


def untrue(left: Told, whole: Told) -> Iterator[str]:
    """The numbers that are neither what the whole data say nor unknown, and praise that is new.

    A figure of an unfinished month is marked as one; it is what the rows say that are there.
    """
    here = left.data.tables
    there = Evaluator({name: here[name] for name in here})
    for fact in left.facts.values():
        if fact.value is None:
            continue
        if fact.so_far:
            truth = there.value(fact.expr).value if fact.expr else None
        else:
            truth = _truth(fact, whole, whole.facts)
        if truth is None or not isclose(fact.value, truth, rel_tol=1e-9, abs_tol=1e-9):
            yield f"{fact.id}: {fact.value} for {truth}"
    yield from (f"praise: {name}" for name in left.good - whole.good)


def silent(left: Told, whole: Told) -> list[str]:
    """The figures that are gone though the data once told them, where no check says so with a `!`.

    A column no file has is told apart, by what a section would show more with.
    """
    if any(needs_attention(finding) for finding in left.doubts):
        return []
    known = {name for name, fact in whole.facts.items() if fact.known}
    return [f.id for f in left.facts.values() if f.reason in _LOST and f.id in known]


def _truth(fact: Fact, whole: Told, said: Mapping[str, Fact]) -> float | None:
    """What a figure is over the whole data."""
    if fact.expr is None or isinstance(fact.expr, Given):
        return said[fact.id].value if fact.id in said else fact.value
    if not all(leaf.rows.table in whole.data.tables for leaf in leaves(fact.expr)):
        return None
    return whole.data.tables.evaluator.value(fact.expr).value

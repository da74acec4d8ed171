"""What the report says of the demo's stores, and what of it is not what was planted there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pandas as pd

from reportgen.document.blocks import Chapter, Finding
from reportgen.document.formats import plain
from reportgen.extension.components import RawTable
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.intake import take_all
from reportgen.periods import Month
from reportgen.report.build_chapter import build_chapter
from reportgen.report.cut_to_month import cut_tables
from reportgen.report.load_inputs import Inputs
from reportgen.section.data import Data
from reportgen.section.dealer import Dealer
from reportgen.section.targets import Targets

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo import DemoFile, Planted

MONTH = Month(2026, 10)
SECTIONS = (
    "csi_by_advisor", "callbacks", "appointments", "first_time_fix", "churn", "complaints",
    "loyal_customers", "first_service",
)  # fmt: skip
TARGETS = {"churn.loss": 0.15, "first_service.ratio": 0.9}
"""Targets without a default; the other sections have one."""


@cache
def registry() -> Registry:
    return load_plugins()


@cache
def demo() -> ModuleType:
    registry()
    return import_module("reportgen_plugins.after_sales.demo")


@dataclass(frozen=True)
class Told:
    """What one store's report says.

    Attributes:
        truth: What is planted in the store.
        chapters: Of the sections.
        found: Their findings and those of the checks.
    """

    truth: Planted
    chapters: tuple[Chapter, ...]
    found: tuple[Finding, ...]


def raw_tables(files: Iterable[DemoFile]) -> dict[str, list[RawTable]]:
    """The files as a source would have read them, by table; lists of stores are left out."""
    raws: dict[str, list[RawTable]] = {}
    for sample in files:
        if not sample.contract:
            continue
        text = sample.table.astype("object").where(sample.table.notna(), "").astype("str")
        text.index, text.columns = pd.RangeIndex(2, len(text) + 2), pd.RangeIndex(text.shape[1])
        raw = RawTable(sample.path, tuple(sample.table.columns), text)
        raws.setdefault(sample.contract, []).append(raw)
    return raws


def told(files: Iterable[DemoFile], truth: Planted, dealer: str) -> Told:
    """Every section and check over the exports of one store."""
    frames, ledger = take_all(registry().tables.values(), raw_tables(files))
    assert ledger.balanced
    own = Dealer(dealer)
    inputs = Inputs(frames, ledger, (own,), registry().tables)
    given, _ = cut_tables(inputs, own, MONTH)
    targets = Targets({("", None, name): value for name, value in TARGETS.items()})
    data = Data(own, MONTH, "zh", given, targets=targets)
    chapters = tuple(build_chapter(n, registry().sections[n](), data) for n in SECTIONS)
    found = [b for chapter in chapters for b in chapter.blocks if isinstance(b, Finding)]
    return Told(truth, chapters, (*found, *_checked(data)))


def _checked(data: Data) -> Iterator[Finding]:
    for check in registry().checks.values():
        there = all(data.has(table, *columns) for table, columns in check.needs.items())
        if there and check.__module__.startswith("reportgen_plugins"):
            yield from check().check(data.speaking(check.phrases))


def kinds() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The findings of the product and the plans they are planted in."""
    found: Mapping[tuple[str, str], tuple[str, ...]] = planted_findings().FINDINGS
    return found


def planted_findings() -> Any:  # noqa: ANN401 a module of a plugin
    registry()
    return import_module("reportgen_plugins.after_sales.demo.planted_findings")


def kind_of(found: Finding) -> tuple[str, str] | None:
    """Which kind a finding is; null for one that is nowhere planted."""
    fits = [k for k in kinds() if found.severity == k[1] and begins(found.id, k[0])]
    return max(fits, key=lambda kind: len(kind[0]), default=None)


def begins(name: str, kind: str) -> bool:
    return name == kind or name.startswith((f"{kind}.", f"{kind}:"))


def missing(one: Told) -> set[tuple[str, str]]:
    """What is planted in the store and not found."""
    there = {kind_of(found) for found in one.found}
    return {kind for kind, plans in kinds().items() if one.truth.plan.name in plans} - there


def wrongly_named(one: Told) -> set[str]:
    """Findings that name somebody of whom nothing was planted."""
    right = planted_findings().ABOUT_PEOPLE
    wrong = set()
    for found in one.found:
        for kind, plans in right.items():
            if begins(found.id, kind) and not (
                one.truth.plan.name in plans and _is_planted(found, kind, one.truth)
            ):
                wrong.add(f"{one.truth.plan.name}: {found.id} {plain(found.title, 'zh')}")
    return wrong


def _is_planted(found: Finding, kind: str, truth: Planted) -> bool:
    if kind == "csi.fell" and (truth.plan.slide or truth.plan.jump):
        return True  # everybody fell
    carriers = (truth.advisor, truth.second_advisor, truth.technician, truth.series)
    return any(name in plain(found.title, "zh") for name in carriers)

"""What was planted in the demo's stores is found, and ordinary noise names nobody.

`benchmarks/planted_truths.py` counts both over many seeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

import pytest
from planted_stores import SECTIONS, Told, demo, kind_of, missing, planted_findings, told
from planted_stores import wrongly_named as wrong_names

from reportgen.document.blocks import Chart
from reportgen.document.facts import Words
from reportgen.document.formats import plain
from reportgen.extension.workspace import bundled
from reportgen.section.phrases import catalog

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo import DemoFile

MONTHS, SEED, SEEDS = 13, 7, range(100, 105)
STORES = 12
"""A store of every plan."""
NOT_IN_THE_DEMO = {
    "loyal_customers: finding.top.title": "no store lives on a few customers",
    "loyal_customers: finding.unsatisfied.title": "no store's dissatisfied customers come more",
    "callbacks: wrong.several.title": "one advisor of a store writes down wrong numbers",
    "data_checks: closing_dates.title": "a closing date that is missing hides the bridge's figures",
    "churn: flows.title": "of a chart",
    "csi_by_advisor: weak.heat_title": "of a chart",
    "first_time_fix: fault.title": "technicians fail on every fault alike",
    "first_time_fix: trend.operation.title": "of a chart, without call-backs",
}
"""Titles of findings that no store of the demo has, and why."""


@cache
def stores() -> Mapping[str, Told]:
    """Every plan once."""
    files: dict[str, list[DemoFile]] = {}
    for file in demo().sample_exports(STORES, MONTHS, SEED):
        files.setdefault(str(file.path).rpartition("/")[2][:5], []).append(file)
    truth = demo().planted(STORES, SEED)
    return {dealer: told(made, truth[dealer], dealer) for dealer, made in files.items()}


@pytest.mark.parametrize("dealer", [f"SH{place:03d}" for place in range(1, STORES + 1)])
def test_a_store_is_told_what_was_planted_there_and_nobody_else_is_named(dealer: str) -> None:
    one = stores()[dealer]

    assert not [chapter.failed for chapter in one.chapters if chapter.failed]
    assert missing(one) == set()
    assert wrong_names(one) == set()


@pytest.mark.parametrize("seed", SEEDS)
def test_other_seeds_tell_the_same_of_the_first_store(seed: int) -> None:
    one = told(demo().sample_exports(1, MONTHS, seed), demo().planted(1, seed)["SH001"], "SH001")

    assert missing(one) == set()
    assert wrong_names(one) == set()


@pytest.mark.parametrize("plan", ["healthy", "growing", "renamed"])
def test_a_store_without_problems_has_no_bad_finding_but_single_cases(plan: str) -> None:
    (one,) = (each for each in stores().values() if each.truth.plan.name == plan)

    bad = {found.id for found in one.found if found.severity == "bad"}
    assert bad <= {"complaints.aged"} - ({"complaints.aged"} if plan == "healthy" else set())


def test_every_kind_of_finding_that_occurs_is_planted_somewhere() -> None:
    """A new kind of finding needs a store that shows it, or a word why none does."""
    found = [finding for one in stores().values() for finding in one.found]
    unplanted = {(f.severity, f.id) for f in found if kind_of(f) is None}

    assert unplanted == set()
    planned = {plan for plans in planted_findings().FINDINGS.values() for plan in plans}
    assert planned <= {one.truth.plan.name for one in stores().values()}


def test_every_title_of_a_finding_is_said_in_some_store() -> None:
    """Kinds that never occur are seen by their sentences, which the catalogs hold."""
    said = {plain(title, "zh") for one in stores().values() for title in titles(one)}
    unsaid = {
        f"{name}: {key}"
        for name, key, text in title_phrases()
        if not any(re.fullmatch(pattern(text), title) for title in said)
    }

    assert unsaid == set(NOT_IN_THE_DEMO)


def titles(one: Told) -> Iterator[Words]:
    yield from (finding.title for finding in one.found)
    for chapter in one.chapters:
        yield from (block.title for block in chapter.blocks if isinstance(block, Chart))


def title_phrases() -> Iterator[tuple[str, str, str]]:
    """Catalog, key and Chinese text of every sentence that is a title."""
    for name in (*SECTIONS, "data_checks"):
        path = bundled().plugins / "phrases" / f"{name}.yaml"
        for key, texts in catalog(path).items():
            if key.endswith("title"):
                yield path.stem, key, texts["zh"]


def pattern(text: str) -> str:
    return re.sub(r"\\\{[^}]*\\\}", ".+", re.escape(text))

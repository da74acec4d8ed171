"""A month that is exported in part: its figures are printed and marked, and nothing is judged."""

from __future__ import annotations

from functools import cache

import pytest
from less_data import Told, cut, told

from reportgen.document.blocks import Chart, Finding, Kpis, Text, facts_of
from reportgen.document.compose import compose
from reportgen.document.facts import Fact
from reportgen.document.formats import SO_FAR, fact_format, text
from reportgen.document.outline import PAPER
from reportgen.labels import Language
from reportgen.report.assemble import document_of

CUTS = {
    "orders": cut("repair_orders", "开单日期", "2026-10-13"),
    "calls": cut("callbacks", "回访日期", "2026-10-13"),
}
BOTH: list[tuple[str, Language]] = [("orders", "zh"), ("calls", "en")]


@cache
def _left(table: str, language: Language) -> Told:
    return told(CUTS[table], language)


@pytest.mark.parametrize(("table", "language"), BOTH)
def test_its_figures_are_printed_and_marked(table: str, language: Language) -> None:
    found = [fact for fact in _left(table, language).facts.values() if fact.so_far]

    assert {"orders": "visits.received", "calls": "callbacks.success"}[table] in {
        fact.id for fact in found
    }
    assert {days.last.day for fact in found for days in fact.so_far} == {12}
    for fact in found:
        assert text(fact, fact.unit, language).endswith(SO_FAR)
        assert fact_format(fact, language).endswith(f'"{SO_FAR}"')


@pytest.mark.parametrize(("table", "language"), BOTH)
def test_nothing_whole_is_held_against_them(table: str, language: Language) -> None:
    left = _left(table, language)

    for block in (block for chapter in left.chapters for block in chapter.blocks):
        facts = [fact for fact in facts_of(block) if fact.known]
        if isinstance(block, Finding) and any(fact.so_far for fact in facts):
            assert block.severity != "good"
            assert not [fact.id for fact in facts if fact.settled]
        if isinstance(block, Kpis):
            judged = [tile for tile in block.tiles if tile.severity != "info"]
            assert not [tile.fact.id for tile in judged if tile.fact.so_far]
            assert not [f.id for tile in block.tiles for f in tile.trend if f.so_far]
        if isinstance(block, Chart):
            plain = [s for s in block.series if s.role != "target"]
            drawn = [v for s in plain for v in s.values if isinstance(v, Fact) and v.known]
            assert len({bool(fact.so_far) for fact in drawn}) < 2
    assert not [fact.id for fact in left.facts.values() if fact.evidence and fact.so_far]


@pytest.mark.parametrize(("table", "language"), BOTH)
def test_every_chapter_says_of_which_days_they_are_and_concludes_nothing(
    table: str, language: Language
) -> None:
    left = _left(table, language)

    for chapter in left.chapters:
        facts = [fact for block in chapter.blocks for fact in facts_of(block)]
        if not any(fact.so_far for fact in facts):
            continue
        (part,) = [p for p in compose(document_of(chapter, left.data), PAPER) if p.chapter]
        assert (
            part.items[0].text(language).startswith(f"{SO_FAR}{'：' if language == 'zh' else ':'}")
        )  # type: ignore[union-attr]
        summary = [b for b in chapter.blocks if isinstance(b, Text) and b.role == "summary"]
        assert not [fact for block in summary for fact in facts_of(block)]

"""Every spec that ships is built, and the store with monthly totals reproduces its printed deck."""

from __future__ import annotations

from functools import cache

import pytest

from reportgen.document.blocks import Document, Text, facts_of
from reportgen.document.formats import cell, plain
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import bundled
from reportgen.report.one import assemble, check, cut, load
from reportgen.spec.spec import read_spec


@cache
def deck() -> Document:
    registry = load_plugins()
    spec = read_spec(bundled().configs / "deck_2008.yaml", registry)
    inputs = load(spec, registry, spec.period.month)
    data, ledger = cut(spec, inputs, inputs.dealers[0], spec.period.month)
    return assemble(spec, data, check(spec, data, ledger))


def said() -> str:
    """Everything the deck's report says, in order."""
    parts = []
    for block in deck().blocks():
        for name in ("words", "title", "text", "note"):
            words = getattr(block, name, ())
            parts.append(words if isinstance(words, str) else plain(words, "zh"))
        for row in getattr(block, "rows", ()):
            parts += [cell(value, "number", "zh") for value in row]
        parts += [cell(fact, "number", "zh") for fact in facts_of(block)]
    return "\n".join(parts)


@pytest.mark.parametrize("name", sorted(path.name for path in bundled().configs.glob("*.yaml")))
def test_every_shipped_spec_can_be_read(name: str) -> None:
    spec = read_spec(bundled().configs / name, load_plugins())

    assert spec.sections
    assert spec.look.template.is_file()


def test_no_chapter_of_the_deck_failed() -> None:
    assert not [chapter.failed for chapter in deck().chapters if chapter.failed]
    assert deck().ledger is not None
    assert deck().ledger.balanced


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("csi.store", 80.5),
        ("csi.store_by_vehicles", 81.25),
        ("csi.score:乔丹", 82.5),
        ("csi.score:科比", 87.5),
        ("csi.score:詹姆斯", 77.5),
        ("csi.score:麦迪", 75.0),
        ("csi.score:姚明", 80.0),
        ("callbacks.success_rate", 1289 / 1386),
        ("callbacks.success_rate@2008-08", 1200 / 1300),
        ("visits.received", 1489.0),
    ],
)
def test_the_decks_figures_come_out_exactly(fact: str, value: float) -> None:
    assert deck().facts()[fact].value == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "printed",
    [
        *("80.5", "81.25", "93.00%", "92.31%", "38.14%", "10.31%", "20.62%"),
        *("43.37%", "39.29%", "50.00%", "46.60%", "95.45%"),
        *("1,000", "1,489", "693", "1,289", "86.0 对 95.5", "78.0 对 98.2"),
        *("4 件客户满意，1 件保留意见", "月末未结 3 件"),
    ],
)
def test_the_deck_and_its_contradictions_are_printed(printed: str) -> None:
    assert printed in said()


def test_a_month_not_yet_over_is_no_zero() -> None:
    headline = deck().chapters[1].blocks[0]

    assert isinstance(headline, Text)
    assert "尚无数据" in plain(headline.words, "zh")
    assert "0.00%" not in said().splitlines()

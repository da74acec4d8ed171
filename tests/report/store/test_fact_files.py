"""What the facts of a finished report say of themselves is kept with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from reportgen.document.blocks import Chapter, Cover, Document, Text
from reportgen.document.facts import Fact, words
from reportgen.labels import Label
from reportgen.metric.exported_days import ExportedDays
from reportgen.periods import Month
from reportgen.report.store.fact_files import facts_file, read_facts
from reportgen.section.dealer import Dealer

OCTOBER = Month(2026, 10)


def test_a_figure_of_an_unfinished_month_is_read_back_as_one(tmp_path: Path) -> None:
    days = ExportedDays(date(2026, 10, 1), date(2026, 10, 12), Label("回访", "Call-backs"))
    fact = Fact("calls", 7.0, "count", so_far=(days,))
    cover = Cover("t", "D1", "D1", OCTOBER, "zh")
    chapter = Chapter("a", "a", (Text(words(fact)),))
    spec: Any = SimpleNamespace(
        folder=tmp_path, path=tmp_path / "monthly.yaml", report=SimpleNamespace(currency="CNY")
    )

    for path, content in facts_file(
        spec, Document(cover, (), (), (chapter,)), Dealer("D1")
    ).items():
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    kept = read_facts(spec, "D1", OCTOBER)

    assert kept is not None
    assert kept.facts["calls"].fact == fact
    assert not kept.facts["calls"].fact.settled

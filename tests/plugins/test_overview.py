"""月度概览: its figures from rows and from totals, what went best and worst, the decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportgen import (
    BuiltChapter,
    Chapter,
    Data,
    Dealer,
    Fact,
    Finding,
    Month,
    Recommendation,
    Severity,
    Table,
    words,
)
from reportgen.document.blocks import Course, Status
from reportgen.document.formats import cell, plain
from reportgen.extension.loader import install_namespace
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.phrases import Phrases
from reportgen.section.targets import Targets
from reportgen.testing import Built, SectionKit

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.month.decisions import decisions  # noqa: E402
from reportgen_plugins.after_sales.tables import TABLES  # noqa: E402
from reportgen_plugins.overview import Overview  # noqa: E402

MONTHS = [str(month) for month in Month(2026, 10).back(13)]


def totals(**figures: Mapping[str, float]) -> dict[str, list[dict[str, Any]]]:
    """Rows of monthly figures: indicator → month → value."""
    return {
        "monthly_figures": [
            {"month": month, "indicator": name, "value": value}
            for name, months in figures.items()
            for month, value in months.items()
        ]
    }


def rows_of(built: Built, name: str) -> dict[str, tuple[Any, ...]]:
    """The rows of a table by their first cell."""
    (table,) = (b for b in built.blocks if isinstance(b, Table) and b.id == name)
    return {cell(row[0], "text", "zh"): row for row in table.rows}


def test_monthly_totals_give_the_figures_they_hold(section_kit: SectionKit) -> None:
    steady = {month: 300.0 + at for at, month in enumerate(MONTHS)}
    built = section_kit.build(
        "overview",
        totals(
            vehicles_received=steady,
            revenue={month: 1000 * value for month, value in steady.items()},
            gross_profit={"2026-09": 90_000.0, "2026-10": 100_000.0},
        ),
    )

    rows = rows_of(built, "overview.figures")
    assert list(rows) == ["接车台次", "产值", "客单价", "毛利"]
    _, now, target, reached, on_month, on_year, to_date, _, _, course = rows["接车台次"]
    assert (now.value, target, reached) == (312.0, None, None)
    assert on_month.value == pytest.approx(1 / 311)
    assert on_year.value == pytest.approx(12 / 300)
    assert to_date.value == sum(range(303, 313))
    assert [fact.value for fact in course.facts] == [300.0 + at for at in range(13)]
    assert rows["客单价"][1].value == 1000.0
    unknown = rows["毛利"]
    assert unknown[1].value == 100_000.0
    assert (unknown[5].value, unknown[6].value) == (None, None)  # unknown, never 0


def order(number: int, day: str, **more: str | float) -> dict[str, str | float]:
    return {"ro_no": f"R{number}", "opened_at": day, "vin": f"LRG29741XLA{number:06}", **more}


def test_repair_orders_give_revenue_who_paid_and_what_was_booked(section_kit: SectionKit) -> None:
    paid = ["customer"] * 3 + ["warranty"]
    orders = [
        order(at, "2026-10-05", total=100.0 * (at + 1), pay_type=by, appointment=booked)
        for at, (by, booked) in enumerate(zip(paid, ["是", "否", "否", "否"], strict=True))
    ]
    built = section_kit.build("overview", {"repair_orders": orders})

    rows = rows_of(built, "overview.figures")
    assert rows["产值"][1].value == 1000.0
    assert rows["客单价"][1].value == 250.0
    assert rows["自费产值占比"][1].value == pytest.approx(0.6)
    assert rows["索赔产值占比"][1].value == pytest.approx(0.4)
    assert "保险产值占比" not in rows
    assert rows["预约率"][1].value == pytest.approx(0.25)


def test_billed_hours_give_the_labour_rate_and_the_hours_of_an_order(
    section_kit: SectionKit,
) -> None:
    orders = [
        order(1, "2026-10-05", hours=2.0, labor=300.0),
        order(2, "2026-10-06", hours=1.0, labor=180.0),
        order(3, "2026-10-07", labor=999.0),  # its hours are not known
    ]
    rows = rows_of(section_kit.build("overview", {"repair_orders": orders}), "overview.figures")

    assert rows["工时单价"][1].value == pytest.approx(160.0)
    assert rows["单均工时"][1].value == pytest.approx(1.5)


def test_what_moved_beyond_chance_is_named_and_the_rest_is_not(section_kit: SectionKit) -> None:
    received = dict.fromkeys(MONTHS, 400.0) | {"2026-10": 250.0}
    built = section_kit.build("overview", totals(vehicles_received=received))

    state = rows_of(built, "overview.figures")["接车台次"][8]
    (table,) = (b for b in built.blocks if isinstance(b, Table) and "best" in b.id)
    assert state == Status("watch", "环比变差")
    assert [[cell(value, "text", "zh") for value in row] for row in table.rows] == [
        ["没有超出正常波动的指标", "接车台次 250，环比 -37.5%"]
    ]


def test_where_nothing_left_its_range_it_says_so(section_kit: SectionKit) -> None:
    built = section_kit.build("overview", totals(vehicles_received=dict.fromkeys(MONTHS, 400.0)))

    said = [plain(block.words, "zh") for block in built.blocks if hasattr(block, "words")]
    assert "本月没有指标超出正常波动范围，也没有指标偏离目标。" in said
    assert said[0] == "2026年10月：接车台次 400（同比持平）。"


def test_without_a_figure_of_the_month_nothing_is_claimed(section_kit: SectionKit) -> None:
    received = dict.fromkeys(MONTHS[:-1], 400.0)
    built = section_kit.build("overview", totals(vehicles_received=received))

    row = rows_of(built, "overview.figures")["接车台次"]
    assert row[1].value is None
    assert row[8] == Status("info", "—")
    assert isinstance(row[9], Course)
    assert plain(built.blocks[0].words, "zh").startswith("2026年10月的主要指标没有数据")  # type: ignore[union-attr]


def test_it_holds_what_every_section_holds(section_kit: SectionKit) -> None:
    section_kit.assert_contract("overview")


def proposal(name: str, severity: Severity, status: str = "proposed") -> tuple[Any, ...]:
    fact = Fact(name, 0.5, "share")
    return (
        Finding(name, severity, words(f"{name}偏低"), ()),
        Recommendation(
            f"{name}.do", name, words(f"{name}偏低"), (), words(f"改进{name}。"), "经理",
            date(2026, 11, 30), "比率", fact, fact, status,  # type: ignore[arg-type]
        ),
    )  # fmt: skip


def test_at_most_three_proposals_are_to_be_decided_the_most_urgent_first() -> None:
    blocks = [
        proposal("甲", "info"),
        proposal("乙", "watch"),
        proposal("丙", "bad"),
        proposal("丁", "bad", "agreed"),
        proposal("戊", "watch"),
    ]
    chapters = tuple(BuiltChapter(Chapter(str(at), "章", pair)) for at, pair in enumerate(blocks))
    tables = DealerTables({}, {})
    data = Data(Dealer("D1"), Month(2026, 10), "zh", tables, phrases=Phrases(Overview.phrases, ""))

    table = decisions(replace(data, chapters=chapters))

    assert table is not None
    assert [plain(row[0], "zh") for row in table.rows] == ["丙偏低", "乙偏低", "戊偏低"]  # type: ignore[arg-type]
    assert {row[1] for row in table.rows} == {"经理"}
    assert decisions(data) is None


def test_figures_that_miss_together_are_one_finding_with_one_measure() -> None:
    rows = [
        {"month": month, "indicator": name, "value": value}
        for name, value in (("vehicles_received", 362.0), ("revenue", 300_000.0))
        for month in MONTHS
    ]
    frame = pd.DataFrame(rows).assign(month=lambda f: pd.to_datetime(f["month"] + "-01"))
    contracts = {one.name: one for one in TABLES}
    targets = Targets(
        {("", None, "visits.received"): 430.0, ("", None, "business.revenue"): 350_000.0}
    )
    data = Data(
        Dealer("D1"), Month(2026, 10), "zh", DealerTables({"monthly_figures": frame}, contracts),
        targets=targets, phrases=Phrases(Overview.phrases, ""),
    )  # fmt: skip

    blocks = list(Overview().build(data))

    (finding,) = (block for block in blocks if isinstance(block, Finding))
    (measure,) = (block for block in blocks if isinstance(block, Recommendation))
    title = "未达目标：接车台次 362（目标 430）、产值 30.0万元（目标 35.0万元）"
    assert plain(finding.title, "zh") == title
    assert (finding.severity, measure.finding) == ("watch", finding.id)
    assert finding.impact is not None
    assert finding.impact.value == 362.0
    (table,) = (b for b in blocks if isinstance(b, Table) and b.id == "overview.decisions")
    assert len(table.rows) == 1

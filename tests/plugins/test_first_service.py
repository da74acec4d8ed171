"""首保管理内化率: the printed months exactly, and never 0 % for a month without a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from reportgen import Chart, Data, Dealer, Fact, Finding, Kpis, Month, Recommendation, Table, Text
from reportgen.document.blocks import Block, facts_of
from reportgen.document.formats import cell, plain
from reportgen.document.ledger import Account
from reportgen.extension.loader import install_namespace
from reportgen.labels import Language
from reportgen.metric.availability import Availability
from reportgen.metric.expressions import leaves
from reportgen.metric.table_contracts import TableContract
from reportgen.report.table_availability import availability
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.phrases import Phrases
from reportgen.testing import SectionKit

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.first_service_metrics import measures, month_of, year_to_date  # noqa: E402
from reportgen_plugins.after_sales.tables import TABLES  # noqa: E402
from reportgen_plugins.first_service import FirstService  # noqa: E402

SOLD = {
    "2007-10": 31, "2007-11": 26, "2007-12": 26, "2008-01": 32, "2008-02": 38, "2008-03": 33,
    "2008-04": 42, "2008-05": 38, "2008-06": 21, "2008-07": 29, "2008-08": 35,
}  # fmt: skip
SERVICED = {
    "2008-01": 12, "2008-02": 11, "2008-03": 16, "2008-04": 16, "2008-05": 23, "2008-06": 28,
    "2008-07": 29, "2008-08": 28,
}  # fmt: skip


def totals(sold: Mapping[str, float], serviced: Mapping[str, float]) -> dict[str, pd.DataFrame]:
    rows = [(m, "new_car_sales", n) for m, n in sold.items()]
    rows += [(m, "first_services", n) for m, n in serviced.items()]
    frame = pd.DataFrame(rows, columns=["month", "indicator", "value"])
    return {
        "monthly_figures": frame.assign(
            month=pd.to_datetime(frame["month"] + "-01"),
            indicator=frame["indicator"].astype("str"),
            subject=pd.Series(None, index=frame.index, dtype="str"),
            value=frame["value"].astype(float),
            _file="monthly_figures.csv",
            _row=range(2, len(frame) + 2),
        )
    }


def by_row(sold: Mapping[str, int], serviced: Mapping[str, int]) -> dict[str, pd.DataFrame]:
    sales = [f"{m}-15" for m, n in sold.items() for _ in range(n)]
    jobs = [f"{m}-20" for m, n in serviced.items() for _ in range(n)]
    sale = pd.DataFrame({"sold_at": pd.to_datetime(sales)})
    order = pd.DataFrame(
        {
            "opened_at": pd.to_datetime(jobs),
            "vehicle": pd.Series([f"V{i}" for i in range(len(jobs))], dtype="str"),
            "work_type": pd.Series(["first_service"] * len(jobs), dtype="str"),
        }
    )
    return {
        name: frame.assign(_file=f"{name}.csv", _row=range(2, len(frame) + 2))
        for name, frame in (("vehicle_sales", sale), ("repair_orders", order))
    }


def given(
    tables: Mapping[str, pd.DataFrame], month: str, language: Language = "zh", history: int = 13
) -> Data:
    contracts = {table.name: table for table in TABLES}
    phrases = Phrases(FirstService.phrases, "first_service")
    when = Month.parse(month)
    known = {name: exported(contracts[name], frame, when) for name, frame in tables.items()}
    own = DealerTables(tables, contracts, known)
    return Data(Dealer("D1"), when, language, own, history, phrases=phrases)


def exported(contract: TableContract, frame: pd.DataFrame, month: Month) -> Availability:
    """What is known of a file whose months are all whole."""
    days = frame[contract.date]
    ends = (days.min().date(), days.max().date()) if len(days) else (None, None)
    account = Account(
        contract.name, f"{contract.name}.csv", len(frame), len(frame),
        columns={column: column for column in frame}, first=ends[0], last=ends[1],
        covers=Month.of(ends[1]) if ends[1] else None,
    )  # fmt: skip
    return availability(contract, frame, [account], "D1", month)


def deck(month: str, language: Language = "zh") -> Data:
    sold = {m: n for m, n in SOLD.items() if m <= month}
    serviced = {m: n for m, n in SERVICED.items() if m <= month}
    return given(totals(sold, serviced), month, language)


def build(data: Data) -> tuple[Block, ...]:
    return tuple(FirstService().build(data))


def facts(blocks: Iterable[Block]) -> dict[str, Fact]:
    return {fact.id: fact for block in blocks for fact in facts_of(block)}


def percent(fact: Fact) -> float:
    assert fact.value is not None
    return round(100 * fact.value, 4)


def headline(data: Data) -> str:
    first = build(data)[0]
    assert isinstance(first, Text)
    assert first.role == "headline"
    return plain(first.words, data.language)


@pytest.mark.parametrize(
    ("month", "ratio"),
    [
        ("2008-01", 43.3735),
        ("2008-02", 39.2857),
        ("2008-03", 50.0),
        ("2008-04", 46.6019),
        ("2008-05", 61.0619),
        ("2008-06", 74.3363),
        ("2008-07", 86.1386),
        ("2008-08", 95.4545),
    ],
)
def test_printed_months(month: str, ratio: float) -> None:
    assert percent(facts(build(deck(month)))["first_service.ratio"]) == ratio


def test_every_month_of_the_course_is_the_same_seen_from_august() -> None:
    shown = facts(build(deck("2008-08")))
    assert percent(shown["first_service.ratio@2008-01"]) == 43.3735
    assert percent(shown["first_service.ratio@2008-04"]) == 46.6019


def test_rows_give_the_same_as_totals() -> None:
    shown = facts(build(given(by_row(SOLD, SERVICED), "2008-08")))
    assert percent(shown["first_service.ratio"]) == 95.4545
    assert percent(shown["first_service.ratio@2008-02"]) == 39.2857


def test_year_to_date_is_pooled_not_the_mean_of_ratios() -> None:
    fact = facts(build(deck("2008-08")))["first_service.pooled"]
    assert percent(fact) == 62.6120
    assert fact.top == 163
    assert fact.bottom == pytest.approx(260.3333, abs=1e-4)


def test_the_ratio_is_live_over_the_totals() -> None:
    fact = facts(build(deck("2008-08")))["first_service.ratio"]
    assert fact.expr is not None
    assert {leaf.rows.table for leaf in leaves(fact.expr)} == {"monthly_figures"}


@pytest.mark.parametrize("data", [deck("2008-09"), given(by_row(SOLD, SERVICED), "2008-09")])
def test_a_month_not_yet_known_is_a_dash(data: Data) -> None:
    fact = facts(build(data))["first_service.ratio"]
    assert fact.value is None
    assert fact.reason in {"no_data", "not_exported"}
    assert cell(fact, "percent", "zh") == "—"
    assert headline(data) == (
        "2008年9月的首保台次尚无数据，暂不计算内化率。最近有数据的是2008年8月，为 95.5%。"
    )


def test_without_any_sales_there_is_no_denominator() -> None:
    data = given(totals({}, SERVICED), "2008-08")
    fact = facts(build(data))["first_service.ratio"]
    assert (fact.value, fact.reason) == (None, "no_data")
    assert headline(data) == "2008年8月之前三个月没有新车销售数据，无法计算内化率。"


def test_a_partial_denominator_is_flagged() -> None:
    sold = {m: n for m, n in SOLD.items() if m != "2008-06"}
    blocks = build(given(totals(sold, SERVICED), "2008-08"))
    assert percent(facts(blocks)["first_service.ratio"]) == pytest.approx(100 * 28 / 33.5, abs=1e-4)
    (flag,) = [b for b in blocks if isinstance(b, Finding) and b.id.endswith("partial")]
    assert plain(flag.text, "zh") == "前三个月中只有 2 个月有销量数据，83.6% 仅供参考。"
    (table,) = [b for b in blocks if isinstance(b, Table)]
    assert "2008年7月、2008年8月的前三个月销量不全" in plain(table.note, "zh")
    assert len(table.marked) == 2


@pytest.mark.parametrize(("sales", "known", "mean"), [(3, 3, 2.0), (30, 2, 30.0)])
def test_a_month_without_sales_counts_zero_where_they_are_few_and_is_a_hole_where_not(
    sales: int, known: int, mean: float
) -> None:
    sold = {m: sales for m in SOLD if m != "2008-06"}
    data = given(by_row(sold, SERVICED), "2008-08")
    found = month_of(data, measures(data), data.month)
    assert (found.known, found.mean_sold.value) == (known, mean)
    assert found.ratio.value == pytest.approx(28 / mean)


def test_few_first_services_are_for_reference_only() -> None:
    assert headline(deck("2008-08")) == (
        "2008年8月首保管理内化率 95.5%（首保 28 台次 ÷ 前三个月月均销量 29.3 台次），"
        "上月 86.1%，样本较少，变化仅供参考。"
    )


def test_a_real_fall_is_worded_and_found_with_a_measure() -> None:
    months = [str(m) for m in Month(2026, 10).back(13)]
    serviced = {m: 100 + (i % 2) * 4 for i, m in enumerate(months)} | {"2026-10": 40}
    sold = {str(m): 120 for m in Month(2026, 10).back(16)}
    data = given(totals(sold, serviced), "2026-10")
    blocks = build(data)
    assert "大幅下降" in headline(data)
    (finding,) = [b for b in blocks if isinstance(b, Finding)]
    assert (finding.id, finding.severity) == ("first_service.low", "bad")
    (measure,) = [b for b in blocks if isinstance(b, Recommendation)]
    assert measure.finding == "first_service.low"
    assert plain(measure.cause, "zh").startswith("原因待查")
    assert measure.target.value is not None
    assert measure.target.value > 0.8


def test_routine_variation_is_no_finding() -> None:
    months = [str(m) for m in Month(2026, 10).back(13)]
    serviced = {m: 100 + (i % 3) * 5 for i, m in enumerate(months)}
    sold = {str(m): 120 for m in Month(2026, 10).back(16)}
    blocks = build(given(totals(sold, serviced), "2026-10"))
    assert not [b for b in blocks if isinstance(b, Finding)]


def test_chart_shows_the_counts_and_the_ratio() -> None:
    chart, counts = [b for b in build(deck("2008-08")) if isinstance(b, Chart)]
    assert (chart.kind, counts.kind) == ("line", "column")
    assert chart.categories[:4] == ("10月", "11月", "12月", "08年1月")
    assert {chart.unit, *(f.unit for f in facts_of(chart))} == {"percent"}
    assert {counts.unit, *(f.unit for f in facts_of(counts))} == {"count"}
    assert plain(chart.title, "zh") == "8 个月的内化率在 39.3% 到 95.5% 之间"


def test_a_single_month_has_its_own_title() -> None:
    chart, _ = [b for b in build(deck("2008-01")) if isinstance(b, Chart)]
    assert plain(chart.title, "zh") == "首保管理内化率 43.4%，只有一个月可以计算"


def test_nothing_at_all() -> None:
    blocks = build(given({}, "2026-10"))
    assert [type(block) for block in blocks] == [Text, Kpis, Text]
    assert all(not fact.known for fact in facts(blocks).values())


def test_english_is_complete() -> None:
    text = headline(deck("2008-08", "en"))
    assert text.startswith("The first-service ratio of August 2008 was 95.5% (28 first services")
    for month in ("2008-01", "2008-08", "2008-09"):
        for block in build(deck(month, "en")):
            if isinstance(block, Text):
                assert not [c for c in plain(block.words, "en") if "\u4e00" <= c <= "\u9fff"]


def test_the_year_to_date_of_january_is_its_ratio() -> None:
    data = deck("2008-01")
    assert percent(year_to_date(data, measures(data))) == 43.3735


@pytest.mark.parametrize("history", [1, 3, 13])
def test_the_year_to_date_does_not_depend_on_how_far_the_trends_look_back(history: int) -> None:
    data = given(by_row(SOLD, SERVICED), "2008-08", history=history)
    assert percent(facts(build(data))["first_service.pooled"]) == 62.6120


def test_a_year_to_date_that_ends_early_says_so() -> None:
    data = given(by_row(SOLD, SERVICED), "2008-09")
    fact = facts(build(data))["first_service.pooled"]
    assert (percent(fact), fact.label) == (62.6120, "今年累计首保内化率（至8月）")


def test_a_year_to_date_without_january_is_unknown() -> None:
    later = {month: n for month, n in SERVICED.items() if month > "2008-01"}
    data = given(by_row(SOLD, later), "2008-08")
    fact = year_to_date(data, measures(data))
    assert (fact.value, fact.reason) == (None, "not_exported")
    assert "first_service.pooled" not in facts(build(data))


def test_contract() -> None:
    SectionKit(Path(__file__).parents[2]).assert_contract("first_service")


def test_a_missed_target_is_a_finding_with_a_measure() -> None:
    blocks = tuple(FirstService(target=2.0).build(deck("2008-07")))
    (found,) = [b for b in blocks if isinstance(b, Finding) and b.id == "first_service.target"]
    assert found.severity == "bad"
    (measure,) = [b for b in blocks if isinstance(b, Recommendation)]
    assert (measure.finding, measure.target.value) == (found.id, 2.0)
    assert isinstance(blocks[-1], Text)
    assert plain(blocks[-1].words, "zh").startswith("比值未达到目标")


def test_a_target_missed_by_chance_is_said_and_is_no_finding() -> None:
    blocks = tuple(FirstService(target=0.95).build(deck("2008-06")))
    assert isinstance(blocks[0], Text)
    assert "差距在正常波动范围内" in plain(blocks[0].words, "zh") or "仅供参考" in plain(
        blocks[0].words, "zh"
    )
    assert not [b for b in blocks if isinstance(b, Finding) and b.id == "first_service.target"]

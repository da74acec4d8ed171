"""Complaints: the carry-over identity, ageing, causes, repeats, and what less data can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen import Chart, Data, Dealer, Finding, Kpis, Month, Recommendation, Table, Text
from reportgen.document.blocks import Block, facts_of
from reportgen.document.formats import cell, plain
from reportgen.document.ledger import Account
from reportgen.extension.loader import install_namespace
from reportgen.labels import Language
from reportgen.report.table_availability import availability
from reportgen.report.yielded_blocks import blocks_of
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.phrases import Phrases
from reportgen.testing import SectionKit

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.complaints.complaint_cases import cases  # noqa: E402
from reportgen_plugins.after_sales.complaints.complaint_metrics import IN_TIME, bridge  # noqa: E402
from reportgen_plugins.after_sales.complaints.new_complaints import intake  # noqa: E402
from reportgen_plugins.after_sales.complaints.repeat_repairs import repeat_repairs  # noqa: E402
from reportgen_plugins.after_sales.tables import TABLES  # noqa: E402
from reportgen_plugins.complaints import Complaints  # noqa: E402

SEPTEMBER = Month(2008, 9)
# The printed month: 5 carried in (3 resolved) and 3 new (2 resolved).
PRINTED = [
    ("2008-08-02", None, None),
    ("2008-08-20", "2008-09-03", "satisfied"),
    ("2008-08-25", "2008-09-05", "satisfied"),
    ("2008-08-28", "2008-09-08", "reserved"),
    ("2008-08-30", None, None),
    ("2008-09-04", "2008-09-06", "satisfied"),
    ("2008-09-10", "2008-09-20", "satisfied"),
    ("2008-09-26", None, None),
]
FIGURES = {
    "carried_in": 5,
    "new": 3,
    "carried_resolved": 3,
    "new_resolved": 2,
    "open": 3,
    "satisfied": 4,
    "reserved": 1,
}


def frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows))
    for name in made:
        if name.endswith("_at"):
            made[name] = pd.to_datetime(made[name], format="ISO8601").astype("datetime64[us]")
        elif name in {"reopened", "comeback"}:
            made[name] = made[name].astype("boolean")
        elif name not in {"mileage", "value"}:
            made[name] = made[name].astype("str")
    return made.assign(_file="投诉.csv", _row=range(2, len(made) + 2))


def case(number: int, received: str, closed: str | None = None, **more: object) -> dict[str, Any]:
    return {
        "complaint_no": f"TS{number:03d}",
        "received_at": received,
        "closed_at": closed,
        "status": "closed" if closed else "in_progress",
        **more,
    }


def printed() -> pd.DataFrame:
    return frame(
        [
            case(i, received, closed, customer_reaction=reaction, category="维修质量")
            for i, (received, closed, reaction) in enumerate(PRINTED)
        ]
    )


def data(
    tables: Mapping[str, pd.DataFrame], month: Month = SEPTEMBER, language: Language = "zh"
) -> Data:
    contracts = {contract.name: contract for contract in TABLES}
    phrases = Phrases(Complaints.phrases, "complaints")
    given = DealerTables(tables, contracts)
    return Data(Dealer("D1"), month, language, given, phrases=phrases)


def figures(values: Mapping[str, float]) -> pd.DataFrame:
    rows = [{"indicator": f"complaints_{name}", "value": v} for name, v in values.items()]
    made = pd.DataFrame(rows).astype({"indicator": "str", "value": float})
    month = pd.to_datetime(["2008-09-01"] * len(made)).astype("datetime64[us]")
    return made.assign(month=month, subject=pd.Series([None] * len(made), dtype="str"))


def build(given_data: Data) -> list[Block]:
    section = Complaints()
    return [*blocks_of(section.build(given_data), section.build, given_data)]


def wrap_up(blocks: Sequence[Block]) -> str:
    (text,) = [b for b in blocks if isinstance(b, Text) and b.role == "summary"]
    return plain(text.words, "zh")


def headline(blocks: Sequence[Block], language: Language = "zh") -> str:
    (text,) = [b for b in blocks if isinstance(b, Text) and b.role == "headline"]
    return plain(text.words, language)


def of(blocks: Sequence[Block], name: str) -> Any:  # noqa: ANN401 any kind of block
    found = [b for b in blocks if getattr(b, "id", "") == name]
    assert found, name
    return found[0]


def ids(blocks: Sequence[Block]) -> set[str]:
    return {b.id for b in blocks if hasattr(b, "id")}


@pytest.mark.parametrize("source", ["rows", "figures"])
def test_printed_month_comes_out_from_rows_and_from_totals(source: str) -> None:
    tables = (
        {"complaints": printed()} if source == "rows" else {"monthly_figures": figures(FIGURES)}
    )
    d = data(tables)
    measures = bridge(d)
    assert measures is not None
    assert d.fact(measures.carried_in).value == 5
    assert d.fact(measures.new).value == 3
    assert d.fact(measures.resolved).value == 5
    assert d.fact(measures.open).value == 3
    rates = {part: d.fact(m).value for part, m in measures.resolution.items()}
    assert rates == pytest.approx({"new": 2 / 3, "carried_in": 0.6, "all": 0.625})
    satisfied = d.fact(measures.reaction_shares["satisfied"])
    assert (satisfied.value, satisfied.top, satisfied.bottom) == (0.8, 4, 5)
    assert d.fact(measures.reactions["reserved"]).value == 1


def test_rows_and_totals_print_the_same_carry_over() -> None:
    by_rows = of(build(data({"complaints": printed()})), "complaints.bridge")
    by_totals = of(build(data({"monthly_figures": figures(FIGURES)})), "complaints.bridge")
    shown = [[[cell(c, "text", "zh") for c in row] for row in t.rows] for t in (by_rows, by_totals)]
    assert shown[0] == shown[1]
    assert shown[0] == [
        ["上月结转", "5", "3", "2", "3/5"],
        ["本月新增", "3", "2", "1", "2/3"],
        ["合计", "8", "5", "3", "5/8"],
    ]


def test_headline_and_small_numbers_stay_counts() -> None:
    blocks = build(data({"complaints": printed()}))
    assert headline(blocks) == (
        "本月新受理投诉 3 件，上月 5，样本较少，变化仅供参考；"
        "解决 5 件，月末未结 3 件（月初结转 5 件）。"
    )
    texts = [plain(b.words, "zh") for b in blocks if isinstance(b, Text)]
    assert "本月解决的 5 件中，4 件客户满意，1 件保留意见。" in texts
    tiles = next(b for b in blocks if isinstance(b, Kpis)).tiles
    assert all(tile.fact.unit == "count" for tile in tiles)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "zh",
            (
                "本月解决的 4 件中，2 件客户满意，1 件保留意见，1 件不满意。"
                "按时关闭 3/4，一次处理关闭 3/4。"
            ),
        ),
        (
            "en",
            (
                "Of the 4 resolved cases, 2 ended with a satisfied customer and 1 with "
                "reservations; dissatisfied: 1. Closed in time: 3/4, closed at first handling: 3/4."
            ),
        ),
    ],
)
def test_how_the_resolved_cases_ended_is_one_paragraph(language: Language, expected: str) -> None:
    reactions = ("satisfied", "satisfied", "reserved", "dissatisfied")
    rows = [
        case(i, "2008-09-02", "2008-09-05", customer_reaction=reaction, reopened=i == 0,
             due_at="2008-09-04" if i == 1 else "2008-09-09")
        for i, reaction in enumerate(reactions)
    ]  # fmt: skip
    blocks = build(data({"complaints": frame(rows)}, language=language))
    assert expected in [plain(b.words, language) for b in blocks if isinstance(b, Text)]


def test_a_trend_needs_three_months_with_a_figure() -> None:
    rows = [case(i, f"2008-0{8 + i % 2}-02", f"2008-0{8 + i % 2}-05") for i in range(24)]
    assert "complaints.trend" not in ids(build(data({"complaints": frame(rows)})))
    rows += [case(100 + i, "2008-07-02", "2008-07-05") for i in range(12)]
    chart = of(build(data({"complaints": frame(rows)})), "complaints.trend")
    assert chart.caption == "每月新受理投诉（件），2008年7月至2008年9月"


@pytest.mark.parametrize(("new", "highlight"), [(12, ()), (40, ("9月",))])
def test_only_a_real_change_stands_out(new: int, highlight: tuple[str, ...]) -> None:
    counts = {"07": 12, "08": 12, "09": new}
    rows = [
        case(int(month) * 100 + i, f"2008-{month}-02", f"2008-{month}-05")
        for month, count in counts.items()
        for i in range(count)
    ]
    assert of(build(data({"complaints": frame(rows)})), "complaints.trend").highlight == highlight


def test_problems_come_by_this_month_then_by_the_year() -> None:
    def many(month: str, number: int, category: str, problem: str) -> list[dict[str, Any]]:
        known = {"category": category, "subcategory": problem}
        return [case(i, f"2008-{month}-02", f"2008-{month}-05", **known) for i in range(number)]

    rows = [
        *many("09", 2, "维修质量", "车辆损伤"), *many("08", 9, "维修质量", "重复维修"),
        *many("09", 3, "配件供应", "配件等待"), *many("08", 5, "收费", "报价不符"),
        *many("09", 2, "收费", "报价不符"),
    ]  # fmt: skip
    table = of(build(data({"complaints": frame(rows)})), "complaints.problems")
    assert [(row[1], row[2].value, row[3].value) for row in table.rows] == [
        ("配件等待", 3, 3), ("报价不符", 2, 7), ("车辆损伤", 2, 2), ("重复维修", 0, 9),
    ]  # fmt: skip


def test_open_case_of_august_is_aged_and_gets_a_measure() -> None:
    d = data({"complaints": printed().assign(unresolved_reason="配件未到")})
    blocks = build(d)
    status = cases(d)
    assert status.loc[status["open_at_end"], "age_days"].tolist() == [59, 31, 4]
    assert status.loc[status["open_at_end"], "age"].tolist() == ["over_30", "over_30", "d4_7"]
    found = of(blocks, "complaints.aged")
    assert found.severity == "bad"
    assert "配件未到" in plain(found.text, "zh")
    measure = of(blocks, "complaints.aged.measure")
    assert isinstance(measure, Recommendation)
    assert (measure.baseline.value, measure.target.value) == (2, 0)
    assert of(blocks, "complaints.open").marked == (0, 1)


@pytest.mark.parametrize(
    ("received", "band"),
    [("2008-09-30", "d0_3"), ("2008-09-27", "d0_3"), ("2008-09-26", "d4_7"), ("2008-09-23", "d4_7"),
     ("2008-09-22", "d8_30"), ("2008-08-31", "d8_30"), ("2008-08-30", "over_30")],
)  # fmt: skip
def test_age_bands_meet_without_a_gap(received: str, band: str) -> None:
    status = cases(data({"complaints": frame([case(1, received)])}))
    assert status["age"].tolist() == [band]


days = st.integers(0, 120)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(days, st.one_of(st.none(), st.integers(-5, 150))), max_size=25))
def test_identity_holds_for_any_dates(drawn: list[tuple[int, int | None]]) -> None:
    start = pd.Timestamp("2008-06-03")
    rows = [
        case(
            i,
            str(start + pd.Timedelta(days=came)),
            None if took is None else str(start + pd.Timedelta(days=came + took)),
        )
        for i, (came, took) in enumerate(drawn)
    ]
    rows.append(case(99, "2008-06-05", "2008-06-09"))
    d = data({"complaints": frame(rows).query("received_at < '2008-10-01'")})
    measures = bridge(d)
    status = cases(d)
    assert measures is not None
    assert d.fact(measures.open).value == status["open_at_end"].sum()
    scope = status["carried_in"] | status["new"]
    assert (status["resolved_in_month"] ^ status["open_at_end"])[scope].all()


def test_contradicting_stated_figure_is_said() -> None:
    blocks = build(data({"monthly_figures": figures({**FIGURES, "open": 4})}))
    found = of(blocks, "complaints.contradiction")
    assert plain(found.title, "zh") == "月报填写的未结投诉 4 件，与结转计算的 3 件不符"
    assert wrap_up(blocks) == "先核对月末未结件数：月报填写 4 件，结转计算 3 件，不一致。"
    assert "complaints.contradiction" not in ids(build(data({"monthly_figures": figures(FIGURES)})))


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ([None, None], "未结的 2 件受理都不满30天，按计划关闭即可。"),
        (["2008-09-25", None], "先处理已过规定时间的 1 件，再处理其余未结投诉（共 2 件）。"),
        (["2008-09-25", "2008-09-29"], "未结的 2 件都已过规定时间，请优先处理。"),
    ],
)
def test_the_summary_follows_from_the_finding_on_overdue_cases(
    due: list[str | None], said: str
) -> None:
    rows = [case(i, "2008-09-20", due_at=day) for i, day in enumerate(due)]
    rows += [case(9, "2008-09-02", "2008-09-03", due_at="2008-09-09")]
    blocks = build(data({"complaints": frame(rows)}))
    assert wrap_up(blocks) == said
    assert ("complaints.overdue" in ids(blocks)) == any(due)


def test_public_file_shows_causes_and_trend_and_says_what_it_cannot() -> None:
    rows = [
        {"complaint_no": f"c{i}", "received_at": f"2008-0{7 + i % 3}-{12 + i % 15}",
         "brand": "某品牌", "series": "S", "model": "M", "content": "异响", "category": "发动机",
         "subcategory": "异响" if i % 2 else "漏油"}
        for i in range(45)
    ]  # fmt: skip
    d = data({"complaints": frame(rows)})
    blocks = build(d)
    notes = [plain(b.words, "zh") for b in blocks if isinstance(b, Text) and b.role == "note"]
    assert notes[0].startswith("数据中没有处理进度和关闭时间")
    assert of(blocks, "complaints.trend").categories == ("7月", "8月", "9月")
    assert of(blocks, "complaints.causes").categories == ("发动机",)
    assert len(of(blocks, "complaints.problems").rows) == 2
    assert "complaints.bridge" not in ids(blocks)
    assert "open_at_end" not in cases(d)
    assert headline(blocks) == "本月受理投诉 15 件，与上月持平；最多的是“发动机”（15 件）。"


def as_exported(rows: Sequence[Mapping[str, Any]], month: Month = SEPTEMBER) -> Data:
    """One file with these rows: what is known of its months is what the engine finds."""
    made = frame(rows)
    ends = made["received_at"].min().date(), made["received_at"].max().date()
    (contract,) = [each for each in TABLES if each.name == "complaints"]
    file = Account(
        "complaints", "投诉.csv", len(made), len(made),
        columns={name: name for name in made}, first=ends[0], last=ends[1],
    )  # fmt: skip
    known = availability(contract, made, (file,), "D1", month)
    contracts = {each.name: each for each in TABLES}
    given = DealerTables({"complaints": made}, contracts, {"complaints": known})
    return Data(Dealer("D1"), month, "zh", given, phrases=Phrases(Complaints.phrases, "complaints"))


def daily(month: str, first: int, last: int, number: int) -> list[dict[str, Any]]:
    days = range(first, last + 1)
    return [case(number + d, f"{month}-{d:02}", f"{month}-{d:02}", content="异响") for d in days]


@pytest.mark.parametrize("few", [1, 4, 19], ids=["one", "few", "many"])
def test_a_first_month_exported_in_part_is_unknown_by_the_rule_of_all_tables(few: int) -> None:
    august = daily("2008-08", 13, 31, 0)[-few:]
    d = as_exported([*august, *daily("2008-09", 1, 30, 100), *daily("2008-09", 1, 30, 200)])

    fresh = intake(d)
    blocks = build(d)

    assert fresh.before is not None
    assert (fresh.before.value, fresh.before.reason) == (None, "partly_exported")
    assert (fresh.now.value, fresh.word) == (60, "unknown")
    assert fresh.change is not None
    assert fresh.change.value is None
    assert not {"complaints.rise", "complaints.fall", "complaints.trend"} & ids(blocks)
    assert "不作比较" not in "".join(
        plain(b.words, "zh") for b in blocks if isinstance(b, Text) and b.role == "note"
    )


def test_a_report_on_the_month_the_export_begins_in_is_marked_and_not_compared() -> None:
    d = as_exported(daily("2008-08", 13, 31, 0), Month(2008, 8))

    fresh = intake(d)

    assert [days.first.day for days in fresh.now.so_far] == [13]
    assert (fresh.before, fresh.change, fresh.word) == (None, None, "unknown")


def test_a_whole_first_month_is_compared() -> None:
    rows = daily("2008-08", 3, 31, 0)
    for n in (100, 200, 300):
        rows += daily("2008-09", 1, 30, n)
    assert intake(as_exported(rows)).word == "strong"


def test_rise_needs_evidence_and_gets_a_measure() -> None:
    def month(august: int, september: int) -> list[Block]:
        rows = [case(i, "2008-08-03", "2008-08-04") for i in range(august)]
        rows += [case(500 + i, "2008-09-03", "2008-09-04") for i in range(september)]
        return build(data({"complaints": frame(rows)}))

    assert "complaints.rise" not in ids(month(10, 18))
    assert {"complaints.rise", "complaints.rise.measure"} <= ids(month(10, 30))
    assert of(month(40, 15), "complaints.fall").severity == "good"


def test_noise_makes_no_finding() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        counts = rng.poisson(12, 2)
        rows = [
            case(100 * m + i, f"2008-0{8 + m}-{rng.integers(1, 28):02d}", f"2008-0{8 + m}-28")
            for m in range(2)
            for i in range(counts[m])
        ]
        rows.append(case(999, "2008-08-01", "2008-08-02"))
        found = [b.id for b in build(data({"complaints": frame(rows)})) if isinstance(b, Finding)]
        assert found == [], seed


def test_repeats_count_vehicle_and_customer_within_a_year() -> None:
    rows = [
        case(1, "2007-09-09", "2007-09-10", vehicle="V1", customer_id=None),
        case(2, "2007-11-01", "2007-11-02", vehicle="V2", customer_id="K9"),
        case(3, "2008-09-10", "2008-09-12", vehicle="V1", customer_id=None),
        case(4, "2008-09-11", "2008-09-12", vehicle="V3", customer_id="K9"),
        case(5, "2008-09-12", "2008-09-12", vehicle=None, customer_id=None),
    ]
    d = data({"complaints": frame(rows)})
    assert cases(d)["repeat"].tolist() == [False, False, False, True, False]
    found = of(build(d), "complaints.repeats")
    assert plain(found.title, "zh").startswith("1 件")
    assert "（TS004）" in plain(found.text, "zh")


def test_in_time_counts_to_the_end_of_a_due_day_and_needs_dates() -> None:
    rows = [
        case(1, "2008-09-01", "2008-09-04 17:00", due_at="2008-09-04"),
        case(2, "2008-09-01", "2008-09-05 00:00", due_at="2008-09-04"),
        case(3, "2008-09-01", "2008-09-04 17:00", due_at="2008-09-04 16:00"),
        {**case(4, "2008-09-01", None, due_at="2008-09-04"), "status": "closed"},
    ]
    d = data({"complaints": frame(rows)})
    cases(d)
    fact = d.fact(IN_TIME)
    assert (fact.top, fact.bottom) == (1, 3)
    notes = [plain(b.words, "zh") for b in build(d) if isinstance(b, Text) and b.role == "note"]
    assert notes == ["有 1 件状态为已关闭但没有关闭时间，均为本月受理，计为本月解决。"]


def order(number: int, opened: str, out: str, vehicle: str, fault: str) -> dict[str, Any]:
    return {
        "ro_no": f"R{number}",
        "opened_at": opened,
        "delivered_at": out,
        "vehicle": vehicle,
        "work_type": "warranty",
        "fault": fault,
    }


def test_vehicles_to_check_are_repaired_too_often_or_too_long() -> None:
    often = [
        order(i, f"2008-0{i}-03", f"2008-0{i}-04", "V1", f"异响{'，再次' * (i > 5)}")
        for i in range(5, 10)
    ]
    long = [order(20, "2008-08-01", "2008-09-03", "V2", "漏油")]
    fine = [order(30 + i, f"2008-0{i}-03", f"2008-0{i}-04", "V3", "异响") for i in range(6, 10)]
    orders = frame([*often, *long, *fine])
    d = data({"complaints": printed(), "repair_orders": orders})
    assert repeat_repairs(d)["vehicle"].tolist() == ["V1"]
    asked = data({"complaints": printed(), "repair_orders": orders})
    assert repeat_repairs(asked, ["V2"])["vehicle"].tolist() == ["V1", "V2"]
    sold = frame([{"vehicle": "V1", "sold_at": "2006-01-01"}])
    old = data({"complaints": printed(), "repair_orders": orders, "vehicle_sales": sold})
    assert repeat_repairs(old).empty
    blocks = build(data({"complaints": printed(), "repair_orders": orders}))
    assert of(blocks, "complaints.to_check").severity == "bad"
    table = of(blocks, "complaints.check_list")
    assert isinstance(table, Table)
    assert table.rows[0][:4] == ("V1", "异响", 5, 5)
    assert table.rows[0][-1] == "请核对三包条款"


def test_causes_are_sorted_and_the_rest_is_other() -> None:
    rows = [
        case(100 * k + i, "2008-09-05", "2008-09-06", category=f"类{k}")
        for k in range(11)
        for i in range(12 - k)
    ]
    chart = of(build(data({"complaints": frame(rows)})), "complaints.causes")
    assert isinstance(chart, Chart)
    assert chart.categories == (*(f"类{k}" for k in range(8)), "其他")
    shown = [cell(f, "count", "zh") for f in chart.series[0].values]
    assert shown == ["12", "11", "10", "9", "8", "7", "6", "5", "9"]


def test_month_without_complaints_still_builds() -> None:
    rows = [case(1, "2008-08-03", "2008-08-04")]
    blocks = build(data({"complaints": frame(rows)}))
    assert headline(blocks) == "本月没有新投诉；解决 0 件，月末未结 0 件（月初结转 0 件）。"


def test_totals_without_this_month_print_no_zero() -> None:
    blocks = build(data({"monthly_figures": figures(FIGURES)}, Month(2008, 10)))
    assert headline(blocks) == "本月没有投诉数据。"
    facts = {f.id: f for b in blocks for f in facts_of(b)}
    shown = {cell(f, f.unit, "zh") for name, f in facts.items() if "@" not in name}
    assert shown == {"—"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages_say_everything(language: Language) -> None:
    tables = {"complaints": printed().assign(subcategory="异响", content="车" * 50, owner="甲")}
    blocks = build(data(tables, language=language))
    said = [plain(b.words, language) for b in blocks if isinstance(b, Text)]
    assert said[-1] == (
        "先解决超过30天的 2 件，再处理其余未结投诉（共 3 件）。"
        if language == "zh"
        else "Settle the 2 cases older than 30 days first, then the rest of the 3 open."
    )
    table = of(blocks, "complaints.open")
    assert table.rows[0][table.columns.index(next(c for c in table.columns if c.weight > 2))] == (
        "车" * 30 + "…"
    )


def test_status_alone_tells_what_is_open_but_not_when_the_rest_was_closed() -> None:
    rows = [
        {"received_at": "2008-09-03", "status": "closed"},
        {"received_at": "2008-09-04", "status": "in_progress"},
        {"received_at": "2008-08-04", "status": "closed"},
    ]
    blocks = build(data({"complaints": frame(rows)}))
    assert headline(blocks) == (
        "本月新受理投诉 2 件，上月 1，样本较少，变化仅供参考；"
        "解决 — 件，月末未结 1 件（月初结转 — 件）。"
    )
    assert len(of(blocks, "complaints.open").rows) == 1


def test_table_without_rows_says_so() -> None:
    empty = frame([case(1, "2008-09-03")]).iloc[:0]
    assert headline(build(data({"complaints": empty}))) == "本月没有投诉数据。"


def test_what_complaints_say_is_counted_and_the_rest_is_told(section_kit: SectionKit) -> None:
    said = [
        "在店等待超过两小时",
        "等了半天",
        "不用等待，很好",
        "结算金额高于当初报价",
        "颜色不对",
        "无",
    ]
    rows = [
        {"complaint_no": f"T{n}", "received_at": f"2026-10-{n + 1:02}", "content": text}
        for n, text in enumerate(said)
    ]

    built = section_kit.build("complaints", {"complaints": rows})

    (table,) = (b for b in built.blocks if isinstance(b, Table) and b.id == "complaints.topics")
    counts = {row[0]: getattr(row[1], "value", None) for row in table.rows}
    assert counts == {"等待": 2, "报价与费用": 1}
    assert built.document.facts()["complaints.topic.said"].value == 5
    assert built.document.facts()["complaints.topic.unmatched"].value == 2


def test_complaints_without_content_have_no_topics(section_kit: SectionKit) -> None:
    rows = [{"complaint_no": "T1", "received_at": "2026-10-01", "category": "等待"}]

    built = section_kit.build("complaints", {"complaints": rows})

    assert not any(name.startswith("complaints.topic.") for name in built.document.facts())

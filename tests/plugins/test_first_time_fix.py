"""First-time fix: comebacks by rule and by flag, technicians only named beyond chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reportgen import Chart, Data, Dealer, Finding, Month, Recommendation, Table, Text, name_order
from reportgen.document.blocks import Block, facts_of
from reportgen.document.formats import cell, plain
from reportgen.extension.components import RawTable
from reportgen.extension.loader import install_namespace
from reportgen.intake import take_all
from reportgen.labels import Language
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.phrases import Phrases

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.demo import planted, sample_exports  # noqa: E402
from reportgen_plugins.after_sales.repairs.comebacks import (  # noqa: E402
    GUARANTEES,
    fault_family,
    orders_for_comebacks,
)
from reportgen_plugins.after_sales.repairs.first_time_fix_metrics import (  # noqa: E402
    CAME_BACK,
    FIXED,
    closed_month,
    compared,
    fixed,
)
from reportgen_plugins.after_sales.repairs.repair_jobs import jobs  # noqa: E402
from reportgen_plugins.after_sales.tables import TABLES  # noqa: E402
from reportgen_plugins.first_time_fix import FirstTimeFix  # noqa: E402

OCTOBER = Month(2026, 10)
PEOPLE = ("甲", "乙", "丙", "丁", "戊")


def frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows))
    for name in made:
        if name.endswith("_at"):
            made[name] = pd.to_datetime(made[name], format="ISO8601").astype("datetime64[us]")
        elif name in {"comeback", "first_time_fixed"}:
            made[name] = made[name].astype("boolean")
        elif name != "mileage":
            made[name] = made[name].astype("str")
    return made.assign(_file="工单.csv", _row=range(2, len(made) + 2))


def order(number: str, opened: str, out: str, **more: object) -> dict[str, Any]:
    return {
        "ro_no": number,
        "opened_at": opened,
        "delivered_at": out,
        "vehicle": "V1",
        "work_type": "repair",
        "technician": "甲",
        "fault": "发动机异响",
        "mileage": None,
        **more,
    }


def data(
    tables: Mapping[str, pd.DataFrame], month: Month = OCTOBER, language: Language = "zh"
) -> Data:
    contracts = {contract.name: contract for contract in TABLES}
    phrases = Phrases(FirstTimeFix.phrases, "first_time_fix")
    given = DealerTables(tables, contracts)
    return Data(Dealer("D1"), month, language, given, phrases=phrases)


def derived(*orders: Mapping[str, Any], month: Month = OCTOBER) -> pd.DataFrame:
    d = data({"repair_orders": frame(orders)}, month)
    jobs(d)
    return d.table("repair_jobs").set_index("ro_no")


def comeback_of(*orders: Mapping[str, Any]) -> dict[str, str]:
    found = derived(*orders)
    return found.loc[found["comeback"], "comeback_ro"].to_dict()


def answers(counts: Mapping[str, tuple[int, int]], month: str = "2026-10") -> dict[str, Any]:
    """Orders and answers of one month: technician → (not fixed, answers)."""
    orders, calls = [], []
    for name, (missed, n) in counts.items():
        for i in range(n):
            number, day = f"{month}{name}{i}", 1 + i % 20
            orders.append(
                order(number, f"{month}-{day:02d}", f"{month}-{day:02d} 17:00", technician=name,
                      vehicle=f"V{number}")
            )  # fmt: skip
            calls.append({"ro_no": number, "called_at": f"{month}-{day + 4:02d}",
                          "first_time_fixed": i >= missed})  # fmt: skip
    return {"repair_orders": frame(orders), "callbacks": frame(calls)}


def course(missed: Sequence[int], n: int) -> dict[str, pd.DataFrame]:
    """Answers month by month, October last: how many of `n` were not fixed."""
    months = OCTOBER.back(len(missed))
    made = [answers({"甲": (k, n)}, str(m)) for m, k in zip(months, missed, strict=True)]
    return {name: pd.concat([each[name] for each in made], ignore_index=True) for name in made[0]}


def even_store(seed: int, n: int = 60) -> dict[str, pd.DataFrame]:
    """Thirteen months in which one job in twenty is not fixed, by chance alone."""
    return course(list(np.random.default_rng(seed).binomial(n, 0.05, 13)), n)


def figures(counts: Mapping[str, tuple[int, int]], month: str = "2026-10") -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    missed, total = (sum(c[i] for c in counts.values()) for i in (0, 1))
    for name, (bad, n) in {**counts, "": (missed, total)}.items():
        subject = name or None
        rows.append({"indicator": "first_time_fix_answered", "subject": subject, "value": n})
        rows.append({"indicator": "first_time_fixed", "subject": subject, "value": n - bad})
    made = pd.DataFrame(rows).astype({"indicator": "str", "subject": "str", "value": float})
    return made.assign(month=pd.Timestamp(f"{month}-01"))


def build(given: Data, **options: object) -> list[Block]:
    return list(FirstTimeFix.model_validate(options).build(given))


def headline(blocks: Sequence[Block], language: Language = "zh") -> str:
    (text,) = [b for b in blocks if isinstance(b, Text) and b.role == "headline"]
    return plain(text.words, language)


def of(blocks: Sequence[Block], name: str) -> Any:  # noqa: ANN401 any kind of block
    (found,) = [b for b in blocks if getattr(b, "id", "") == name]
    return found


def named(blocks: Sequence[Block]) -> list[str]:
    found = [b.id for b in blocks if isinstance(b, Finding)]
    return [name for name in found if ".technician." in name or ".better." in name]


# --- the comeback rule --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"opened_at": "2026-09-13"}, True),  # the tenth day
        ({"opened_at": "2026-09-14"}, False),
        ({"opened_at": "2026-09-03"}, False),  # the day of delivery: rework
        ({"mileage": 12_000}, True),
        ({"mileage": 12_001}, False),
        ({"mileage": 9_000}, True),  # a reading that went backwards says nothing
        ({"mileage": None}, True),
        ({"vehicle": "V2"}, False),
        ({"fault": "空调不制冷"}, False),
        ({"fault": " 再次发动机异响！"}, True),
        ({"fault": None}, False),
        ({"work_type": "maintenance"}, False),
        ({"work_type": "campaign"}, False),
        ({"work_type": "warranty"}, True),
        ({"pay_type": "insurance"}, False),
    ],
)
def test_comeback_rule(more: dict[str, Any], counts: bool) -> None:  # noqa: FBT001 the expectation
    first = order("A", "2026-09-02", "2026-09-03 16:00", mileage=10_000, pay_type=None)
    second = {**order("B", "2026-09-09", "2026-09-09", mileage=10_500, pay_type=None), **more}
    assert comeback_of(first, second) == ({"A": "B"} if counts else {})


def test_latest_job_and_its_technician_get_the_comeback() -> None:
    found = derived(
        order("A", "2026-09-01", "2026-09-01", technician="甲"),
        order("B", "2026-09-05", "2026-09-05", technician="乙"),
        order("C", "2026-09-12", "2026-09-12", technician="丙"),
    )
    back = found.loc[found["comeback"], ["technician", "comeback_ro", "days_to_comeback"]]
    assert back.to_numpy().tolist() == [["甲", "B", 4.0], ["乙", "C", 7.0]]


def test_flags_beat_the_fault() -> None:
    first = order("A", "2026-09-01", "2026-09-01", comeback=None, original_ro=None)
    other = order("X", "2026-09-03", "2026-09-03", fault="漏油", comeback=None, original_ro=None)
    said = {"opened_at": "2026-09-06", "fault": "说不清", "comeback": True, "original_ro": None}
    assert comeback_of(first, other, {**first, **said, "ro_no": "B"}) == {"X": "B"}
    linked = {**first, **said, "ro_no": "B", "original_ro": "A"}
    assert comeback_of(first, other, linked) == {"A": "B"}
    denied = {**first, "ro_no": "B", "opened_at": "2026-09-06", "comeback": False}
    elsewhere = order(
        "Y", "2026-05-01", "2026-05-01", vehicle="V9", comeback=True, original_ro=None
    )
    assert comeback_of(first, denied, elsewhere) == {}
    # A column that is 否 throughout was never filled in.
    assert comeback_of(first, denied) == {"A": "B"}


def test_guarantee_by_kind_of_work() -> None:
    rows = frame(
        [
            order("A", "2026-09-01", "2026-09-01", work_type="body_paint"),
            order("B", "2026-09-01", "2026-09-01", fault="变速箱总成更换"),
            order("C", "2026-09-01", "2026-09-01", fault="二级维护后异响"),
            order("D", "2026-09-01", "2026-09-01", fault=None),
        ]
    )
    kinds = orders_for_comebacks(rows)["guarantee"].tolist()
    assert kinds == ["major", "major", "second_maintenance", "minor"]
    assert [GUARANTEES[k].days for k in kinds] == [100, 100, 30, 10]


def test_window_option_replaces_the_legal_one() -> None:
    tables = {
        "repair_orders": frame(
            [order("A", "2026-08-02", "2026-08-02"), order("B", "2026-08-22", "2026-08-22")]
        )
    }
    wide = {"minor": {"days": 30, "km": 5000}}
    for options, expected in (({}, 0), ({"windows": wide}, 1)):
        d = data(tables)
        build(d, **options)
        assert d.table("repair_jobs")["comeback"].sum() == expected


def test_rework_on_the_day_of_delivery_is_no_comeback() -> None:
    found = derived(
        order("A", "2026-09-02 08:00", "2026-09-02 11:00"),
        order("B", "2026-09-02 14:00", "2026-09-02 16:00"),
    )
    assert found["rework"].to_dict() == {"A": True, "B": False}
    assert not found["comeback"].any()


def test_jobs_are_provisional_until_the_guarantee_is_over() -> None:
    found = derived(
        order("A", "2026-10-21", "2026-10-21"),
        order("B", "2026-10-22", "2026-10-22"),
        order("C", "2026-07-23", "2026-07-23", work_type="body_paint"),
        order("D", "2026-07-24", "2026-07-24", work_type="body_paint"),
    )
    assert found["follow_up_complete"].to_dict() == {"A": True, "B": False, "C": True, "D": False}
    assert closed_month(OCTOBER, 10) == Month(2026, 9)
    assert closed_month(OCTOBER, 31) == Month(2026, 9)
    assert closed_month(OCTOBER, 32) == Month(2026, 8)


def test_fault_family_reads_one_fault_one_way() -> None:
    faults = pd.Series(["发动机 异响", "返修：发动机异响。", "ＡＢＳ灯亮", "abs灯亮", "！", None])
    assert (
        fault_family(faults).fillna("-").tolist()
        == ["发动机异响"] * 2 + ["abs灯亮"] * 2 + ["-"] * 2
    )


def test_fault_family_keeps_the_spaces_of_latin_words() -> None:
    faults = pd.Series(["Headlamp  out", "headlamp-out!", "Still: headlamp out", "ABS 灯亮"])
    assert fault_family(faults).tolist() == ["headlamp out"] * 3 + ["abs灯亮"]


def test_no_mileage_is_said() -> None:
    tables = {"repair_orders": frame([order("A", "2026-10-02", "2026-10-02")])}
    notes = [plain(b.words, "zh") for b in build(data(tables)) if isinstance(b, Text)]
    assert "本月 1 张工单没有里程，只按天数判断返修。" in notes


# --- the survey ---------------------------------------------------------------------------------


def test_survey_joins_orders_and_leaves_out_what_cannot_fail() -> None:
    tables = {
        "repair_orders": frame(
            [
                order("A", "2026-10-02", "2026-10-02"),
                order("M", "2026-10-02", "2026-10-02", work_type="maintenance"),
            ]
        ),
        "callbacks": frame(
            [
                {"ro_no": "A", "called_at": "2026-10-05", "first_time_fixed": True},
                {"ro_no": "A", "called_at": "2026-10-06", "first_time_fixed": False},
                {"ro_no": "M", "called_at": "2026-10-06", "first_time_fixed": False},
                {"ro_no": "Z", "called_at": "2026-10-06", "first_time_fixed": True},
            ]
        ),
    }
    d = data(tables)
    jobs(d)
    fact = d.fact(FIXED)
    assert (fact.top, fact.bottom) == (1, 2)
    assert d.family(FIXED, "technician")["甲"].value == 0


# --- technicians --------------------------------------------------------------------------------

GOLDEN = dict(zip(PEOPLE, [(2, 87), (4, 88), (1, 99), (3, 81), (3, 92)], strict=True))


@pytest.mark.parametrize("source", ["rows", "figures"])
def test_printed_technicians_do_not_differ(source: str) -> None:
    tables = answers(GOLDEN) if source == "rows" else {"monthly_figures": figures(GOLDEN)}
    d = data(tables)
    blocks = build(d)
    found = compared(d, "survey", 12, 10)
    rate = fixed(d)
    assert found is not None
    assert rate is not None
    assert found.test.statistic == pytest.approx(2.435, abs=5e-4)
    assert found.test.df == 4
    assert found.store.value == pytest.approx(13 / 447)
    assert d.fact(rate).value == pytest.approx(434 / 447)
    assert named(blocks) == []
    assert "p = 0.6" in plain(of(blocks, "first_time_fix.funnel").note, "zh")
    assert plain(of(blocks, "first_time_fix.funnel").title, "zh") == (
        "各技师的差异在正常波动范围内，不作排名"
    )
    table = of(blocks, "first_time_fix.technicians")
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == [*sorted(PEOPLE, key=name_order), "全店"]
    assert [cell(c, "count", "zh") for c in table.rows[-1][1:4]] == ["447", "13", "2.9%"]


def test_planted_technician_is_named_with_a_measure() -> None:
    blocks = build(data(answers({**dict.fromkeys(PEOPLE[1:], (6, 200)), "甲": (27, 200)})))
    assert named(blocks) == ["first_time_fix.technician.甲"]
    measure = of(blocks, "first_time_fix.technician.甲.measure")
    assert isinstance(measure, Recommendation)
    assert plain(measure.cause, "zh").startswith("原因待查")
    assert measure.target.value == pytest.approx(0.05)
    chart = of(blocks, "first_time_fix.funnel")
    assert isinstance(chart, Chart)
    assert (chart.kind, chart.highlight) == ("funnel", ("甲",))
    assert of(blocks, "first_time_fix.technicians").marked == (0,)


def test_noise_names_nobody_and_planted_is_found() -> None:
    # Of 3,000 simulated stores of equals 12 name somebody; seed 5 is one of them.
    for seed in range(20, 40):
        rng = np.random.default_rng(seed)
        sizes = rng.integers(150, 240, 7)
        alike = {f"技师{i}": (int(rng.binomial(n, 0.03)), int(n)) for i, n in enumerate(sizes)}
        assert named(build(data({"monthly_figures": figures(alike)}))) == [], seed
        worse = {**alike, "技师0": (int(rng.binomial(sizes[0], 0.14)), int(sizes[0]))}
        found = named(build(data({"monthly_figures": figures(worse)})))
        assert found == ["first_time_fix.technician.技师0"], seed


def test_planted_technician_of_the_demo_is_found_both_ways() -> None:
    contracts = {contract.name: contract for contract in TABLES}
    raws: dict[str, list[RawTable]] = {"repair_orders": [], "callbacks": []}
    for file in sample_exports(1, 13, 3):
        name = "repair_orders" if "工单" in file.path else "callbacks"
        if "工单" in file.path or "回访" in file.path:
            cells = file.table.astype(object).where(file.table.notna(), "").map(str).astype("str")
            cells = cells.set_axis(range(cells.shape[1]), axis=1)
            raws[name].append(RawTable(file.path, tuple(file.table.columns), cells))
    frames, _ = take_all([contracts[name] for name in raws], raws)
    (truth,) = planted(1, 3).values()
    expected = [f"first_time_fix.technician.{truth.technician}"]
    assert named(build(data(frames))) == expected
    assert named(build(data(frames), technicians_by="operation")) == expected


def test_few_jobs_are_not_published_and_not_judged() -> None:
    counts = {"甲": (3, 4), "乙": (5, 9), "丙": (8, 20), "丁": (5, 200), "戊": (6, 200)}
    blocks = build(data(answers(counts)))
    assert named(blocks) == []
    table = of(blocks, "first_time_fix.technicians")
    shown = {row[0]: cell(row[3], "text", "zh") for row in table.rows}
    assert shown["乙"] == "5/9"
    assert shown["丙"] == "40.0%"
    assert "甲" not in shown
    assert plain(table.note, "zh") == (
        "超出控制限的排在前面，其余按姓名排列，不是排名。另有 1 名技师任务数不足 5，不单独列出。"
    )


def test_operation_compares_technicians_without_a_survey() -> None:
    orders = []
    for i in range(300):
        who, day = PEOPLE[i % 5], 1 + i % 15
        orders.append(order(f"A{i}", f"2026-09-{day:02d}", f"2026-09-{day:02d}", technician=who,
                            vehicle=f"V{i}"))  # fmt: skip
        if who == "甲" and i % 3 == 0:
            orders.append(order(f"B{i}", f"2026-09-{day + 5:02d}", f"2026-09-{day + 5:02d}",
                                technician="戊", vehicle=f"V{i}"))  # fmt: skip
    d = data({"repair_orders": frame(orders)})
    blocks = build(d)
    assert named(blocks) == ["first_time_fix.technician.甲"]
    assert d.fact(CAME_BACK, month=Month(2026, 9)).top == 20
    assert "2026年9月完工的小修返修率 6.3%（20/320）" in headline(blocks)


# --- the chapter --------------------------------------------------------------------------------


def test_headline_says_where_the_rate_lies_against_the_target() -> None:
    said = {
        (1, 200): "；优于目标 95.0%。",
        (9, 200): "；达到目标 95.0%。",
        (10, 200): "；达到目标 95.0%。",
        (12, 200): "；未达到目标 95.0%，差距在正常波动范围内。",
        (30, 200): "；未达到目标 95.0%。",
        (2, 20): "样本较少，与目标 95.0% 的比较仅供参考",
    }
    for counts, words in said.items():
        assert words in headline(build(data(answers({"甲": counts}))))
    few = headline(build(data(answers({"甲": (1, 6)}))))
    assert few.startswith("本月只有 6 位客户回答是否一次修复，其中 1 位未修复")


def test_rate_below_target_gets_a_measure() -> None:
    blocks = build(data(answers({"甲": (30, 200)})))
    found = of(blocks, "first_time_fix.target")
    assert found.severity == "bad"
    assert plain(found.title, "zh") == "一次修复率为 85.0%，未达到目标 95.0%"
    assert of(blocks, "first_time_fix.target.measure").baseline.value == pytest.approx(0.85)
    good = of(build(data(answers({"甲": (1, 400)}))), "first_time_fix.target")
    assert good.severity == "good"


@pytest.mark.parametrize("missed", [10, 12])
def test_a_target_reached_or_missed_by_chance_is_no_finding(missed: int) -> None:
    found = [b for b in build(data(answers({"甲": (missed, 200)}))) if isinstance(b, Finding)]
    assert not [f for f in found if f.id == "first_time_fix.target"]


def test_causes_come_from_records_alone() -> None:
    tables = answers({"甲": (2, 40)})
    blocks = build(data(tables))
    texts = [plain(b.words, "zh") for b in blocks if isinstance(b, Text)]
    assert "本月 2 台未一次修复，都没有登记原因；回访时请问明并登记。" in texts
    tables["complaints"] = frame(
        [{"complaint_no": "1", "received_at": "2026-10-08", "vehicle": "V2026-10甲0",
          "unresolved_reason": "配件未到"}]
    )  # fmt: skip
    table = of(build(data(tables)), "first_time_fix.causes")
    assert [(row[0], row[1].value) for row in table.rows] == [("配件未到", 1), ("原因未记录", 1)]


def test_key_cases_are_vehicles_back_twice() -> None:
    rows = [order(f"A{i}", f"2026-09-0{1 + 3 * i}", f"2026-09-0{1 + 3 * i}") for i in range(3)]
    rows.append(order("X", "2026-09-02", "2026-09-02", vehicle="V2"))
    plates = frame(rows).assign(plate="京A***01")
    table = of(build(data({"repair_orders": plates})), "first_time_fix.cases")
    ((vehicle, times, fault, last, advice),) = table.rows
    assert (vehicle, times.value, fault, last) == ("京A***01（V1）", 2, "发动机异响", "A2")
    assert advice.startswith("同一故障反复")


def test_month_without_answers_prints_no_zero() -> None:
    blocks = build(data(answers({"甲": (1, 40)}, "2026-08")))
    facts = {f.id: f for b in blocks for f in facts_of(b)}
    rate = facts["first_time_fix.fixed"]
    assert (rate.value, rate.reason) == (None, "no_denominator")
    assert cell(rate, "share", "zh") == "—"


def test_nothing_to_judge_is_said() -> None:
    empty = figures({}).iloc[:0]
    assert headline(build(data({"monthly_figures": empty}))) == "本月没有可以评价一次修复的数据。"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages_say_everything(language: Language) -> None:
    tables = answers({**dict.fromkeys(PEOPLE[1:], (6, 200)), "甲": (27, 200)})
    blocks = build(data(tables, language=language))
    said = [plain(b.words, language) for b in blocks if isinstance(b, Text)]
    assert not said[-1].startswith(("小结", "In short"))
    assert "甲" in said[0]
    assert of(blocks, "first_time_fix.funnel").note == ()


def test_answers_without_orders_still_give_the_store() -> None:
    calls = answers({"甲": (4, 80)})["callbacks"]
    d = data({"callbacks": calls.drop(columns="ro_no")})
    blocks = build(d)
    assert headline(blocks).startswith("本月一次修复率 95.0%（76/80），上月无可比数据")
    texts = [plain(b.words, "zh") for b in blocks if isinstance(b, Text)]
    assert "没有工单数据，不能按返修记录计算。" in texts
    assert texts[-1] == "数据没有按技师区分，只能看全店；登记技师后才能找到改进点。"


def test_orders_without_faults_are_not_said_to_be_missing() -> None:
    tables = answers({"甲": (4, 80)})
    tables["repair_orders"] = tables["repair_orders"].drop(columns="fault")

    blocks = build(data(tables))

    texts = [plain(b.words, "zh") for b in blocks if isinstance(b, Text)]
    assert "工单没有记录故障，也没有标明返修，不能按返修记录计算。" in texts
    facts = {f.id: f for b in blocks for f in facts_of(b)}
    assert "first_time_fix.rework" not in facts


def test_one_order_and_no_answer_is_enough_to_build() -> None:
    blocks = build(data({"repair_orders": frame([order("A", "2026-10-02", "2026-10-02")])}))
    assert headline(blocks) == "本月没有可以评价一次修复的数据。"


def test_a_slow_decline_is_found_that_no_month_shows() -> None:
    blocks = build(data(course([1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9], 60)))
    found = of(blocks, "first_time_fix.slow")
    assert found.severity == "watch"
    assert plain(found.title, "zh") == "一次修复率近 12 个月缓慢变差"
    assert "由 12 个月前的 98.3% 变为 85.0%" in plain(found.text, "zh")
    assert "与上月（86.7%）基本持平" in headline(blocks)
    rising = build(data(course([9, 8, 7, 7, 6, 5, 5, 4, 3, 3, 2, 2, 1], 60)))
    assert not [b for b in rising if isinstance(b, Finding) and b.id == "first_time_fix.slow"]


@pytest.mark.parametrize("seed", range(5))
def test_chance_is_no_slow_decline(seed: int) -> None:
    found = [b.id for b in build(data(even_store(seed))) if isinstance(b, Finding)]
    assert "first_time_fix.slow" not in found


def test_too_few_months_are_no_course() -> None:
    blocks = build(data(course([0, 3, 6, 9, 12], 60)))
    assert not [b for b in blocks if isinstance(b, Finding) and b.id == "first_time_fix.slow"]


def by_fault(counts: Mapping[str, Mapping[str, tuple[int, int]]]) -> Data:
    """Answers of October: fault → technician → (not fixed, answers)."""
    made = []
    for place, (fault, people) in enumerate(counts.items()):
        own = answers(people)
        rows, calls = own["repair_orders"], own["callbacks"]
        rows["ro_no"], calls["ro_no"] = (f"F{place}-" + each["ro_no"] for each in (rows, calls))
        made.append((rows.assign(fault=fault, vehicle=f"F{place}-" + rows["vehicle"]), calls))
    tables = ("repair_orders", "callbacks")
    return data({
        name: pd.concat([each[at] for each in made], ignore_index=True).astype(
            {"ro_no": "str"} | ({"fault": "str", "vehicle": "str"} if at == 0 else {})
        )
        for at, name in enumerate(tables)
    })  # fmt: skip


def test_a_technician_who_fails_on_one_fault_is_told_with_that_fault() -> None:
    steady = dict.fromkeys(PEOPLE[1:], (2, 60))
    blocks = build(
        by_fault({"空调不制冷": {"甲": (24, 60), **steady}, "灯不亮": {"甲": (2, 60), **steady}}),
        months=3,
    )
    found = of(blocks, "first_time_fix.technician.甲")
    assert "集中在“空调不制冷”：40.0%（24/60）" in plain(found.text, "zh")
    advice = of(blocks, "first_time_fix.technician.甲.measure")
    assert "“空调不制冷”工单" in plain(advice.measure, "zh")
    table = of(blocks, "first_time_fix.faults")
    assert [table.rows[i][0] for i in table.marked] == ["空调不制冷"]


def test_misses_on_every_fault_are_told_as_spread_and_nobody_apart_has_no_table() -> None:
    steady = dict.fromkeys(PEOPLE[1:], (2, 60))
    worse = {fault: {"甲": (12, 60), **steady} for fault in ("空调不制冷", "灯不亮", "异响")}
    blocks = build(by_fault(worse), months=3)
    found = of(blocks, "first_time_fix.technician.甲")
    assert "未修复分散在 3 类故障" in plain(found.text, "zh")
    even = {fault: dict.fromkeys(PEOPLE, (2, 60)) for fault in worse}
    assert not [b for b in build(by_fault(even), months=3) if "faults" in getattr(b, "id", "")]


def test_the_summary_is_calm_only_where_no_finding_asks_to_look_at_the_rate() -> None:
    def summary(tables: Mapping[str, pd.DataFrame]) -> Text:
        (text,) = [b for b in build(data(tables)) if isinstance(b, Text) and b.role == "summary"]
        return text

    bad = summary(answers(dict.fromkeys(PEOPLE, (9, 60))))
    assert plain(bad.words, "zh").startswith(
        "一次修复率没有达到目标，先查清本月 45 张未修复工单的原因。"
    )
    assert bad.calm == ()
    good = summary(course([0] * 4, 120))
    assert not plain(good.words, "zh").startswith("一次修复率没有达到目标")

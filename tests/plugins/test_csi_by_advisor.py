"""Satisfaction by advisor: the deck comes out exactly; planted falls are found, noise is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reportgen import (
    Chart,
    Data,
    Dealer,
    Fact,
    Finding,
    Kpis,
    Label,
    Month,
    Recommendation,
    Table,
    Text,
)
from reportgen.document.blocks import Block, facts_of
from reportgen.document.formats import cell, plain
from reportgen.extension.loader import install_namespace
from reportgen.labels import Language
from reportgen.metric.expressions import leaves
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.phrases import Phrases
from reportgen.section.targets import Targets
from reportgen.testing import SectionKit

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.satisfaction.advisor_blocks import load_words  # noqa: E402
from reportgen_plugins.after_sales.satisfaction.callback_metrics import calls, drivers  # noqa: E402
from reportgen_plugins.after_sales.satisfaction.interviews import interviews  # noqa: E402
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import scores, survey  # noqa: E402
from reportgen_plugins.after_sales.tables import TABLES  # noqa: E402
from reportgen_plugins.csi_by_advisor import CsiByAdvisor  # noqa: E402

ITEMS = ("attitude", "reception", "quote", "bill")
REASONS = ("wrong_number", "not_sender", "unreachable", "refused", "broken_off")
ADVISORS = {
    "乔丹": (220, 120, 20, 90, 80, 70, 90),
    "科比": (260, 150, 18, 90, 90, 80, 90),
    "詹姆斯": (180, 110, 19, 80, 70, 80, 80),
    "麦迪": (160, 110, 20, 90, 80, 70, 60),
    "姚明": (180, 110, 16, 80, 80, 90, 70),
}
STORE = {
    "2008-05": (88.0, 96.2, 98.3, 98.2, 93.2),
    "2008-06": (88.8, 98.3, 90.2, 99.6, 89.5),
    "2008-07": (87.0, 91.9, 90.4, 92.8, 88.6),
    "2008-08": (85.0, 92.6, 95.6, 95.7, 90.3),
    "2008-09": (80.5, 95.5, 89.8, 98.2, 89.9),
}
CALLS = {
    "2008-05": (None, 1198, 1026, 80, 22, 35, 20, 15),
    "2008-06": (None, None, None, 6, 3, 5, 1, 1),
    "2008-07": (1140, 1005, 966, 12, 8, 2, 2, 15),
    "2008-08": (1339, 1300, 1200, 20, 10, 20, 30, 20),
    "2008-09": (1489, 1386, 1289, 37, 10, 20, 20, 10),
}


def deck(month: str) -> pd.DataFrame:
    """The totals one store printed, May to September 2008, up to a month."""
    names = ("overall_satisfaction", *(f"item_{item}" for item in ITEMS))
    funnel = (
        "vehicles_received", "callbacks_attempted", "callbacks_success",
        *(f"callbacks_failed_{reason}" for reason in REASONS),
    )  # fmt: skip
    own = ("vehicles_received", "phone_interviews", "face_interviews", *names[1:])
    rows: list[tuple[str, str, str | None, float | None]] = []
    for table, heads in ((STORE, names), (CALLS, funnel)):
        rows += [(m, i, None, v) for m, vs in table.items() for i, v in zip(heads, vs, strict=True)]
    rows += [("2008-09", i, a, v) for a, vs in ADVISORS.items()
             for i, v in zip(own, vs, strict=True)]  # fmt: skip
    known = [row for row in rows if row[3] is not None and row[0] <= month]
    return figures(known)


def figures(rows: Sequence[tuple[str, str, str | None, float | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["month", "indicator", "subject", "value"])
    return frame.assign(
        month=pd.to_datetime(frame["month"] + "-01"),
        indicator=frame["indicator"].astype("str"),
        subject=frame["subject"].astype("str"),
        value=frame["value"].astype(float),
        _file="月报.csv",
        _row=range(2, len(frame) + 2),
    )


def given(
    tables: Mapping[str, pd.DataFrame], month: str = "2026-10", language: Language = "zh"
) -> Data:
    contracts = {table.name: table for table in TABLES}
    phrases = Phrases(CsiByAdvisor.phrases, "csi_by_advisor")
    own = DealerTables(tables, contracts)
    return Data(Dealer("D1"), Month.parse(month), language, own, phrases=phrases)


def of_deck(month: str = "2008-09", language: Language = "zh") -> Data:
    return given({"monthly_figures": deck(month)}, month, language)


def build(data: Data, **options: Any) -> tuple[Block, ...]:  # noqa: ANN401 a section's options
    return tuple(CsiByAdvisor(**options).build(data))


def facts(blocks: Iterable[Block]) -> dict[str, Fact]:
    return {fact.id: fact for block in blocks for fact in facts_of(block)}


def findings(blocks: Iterable[Block]) -> dict[str, Finding]:
    return {block.id: block for block in blocks if isinstance(block, Finding)}


def said(blocks: Iterable[Block], language: Language = "zh") -> str:
    """Everything the chapter says in words."""
    parts: list[str] = []
    for block in blocks:
        match block:
            case Text(words):
                parts.append(plain(words, language))
            case Finding():
                parts += [plain(block.title, language), plain(block.text, language)]
            case Recommendation():
                parts += [plain(w, language) for w in (block.problem, block.cause, block.measure)]
            case Chart():
                parts += [plain(block.title, language), block.caption]
            case Table():
                parts += [block.caption, plain(block.note, language)]
                parts += [cell(v, "number", language) for row in block.rows for v in row]
            case _:
                pass
    return "\n".join(parts)


def rounded(fact: Fact, digits: int = 2) -> float:
    assert fact.value is not None, fact.id
    return round(fact.value, digits)


# --- the deck, from totals only ---


def test_advisor_scores_are_means_of_their_items() -> None:
    found = scores(of_deck(), survey(of_deck()), Month(2008, 9))
    assert {a.name: a.score.value for a in found.advisors} == {
        "乔丹": 82.5, "科比": 87.5, "詹姆斯": 77.5, "麦迪": 75.0, "姚明": 80.0,
    }  # fmt: skip


def test_the_three_store_scores_are_kept_apart() -> None:
    shown = facts(build(of_deck()))
    assert shown["csi.store"].value == 80.5
    assert shown["csi.store_by_vehicles"].value == 81.25
    assert shown["csi.overall"].value == 80.5
    assert shown["csi.overall@2008-08"].value == 85.0
    assert len({shown[i].label for i in ("csi.store", "csi.store_by_vehicles", "csi.overall")}) == 3


def test_numbers_of_a_store_with_totals_are_live_over_its_totals() -> None:
    shown = facts(build(of_deck()))
    for key in ("csi.store", "csi.store_by_vehicles", "csi.score:乔丹", "callbacks.success_rate"):
        expr = shown[key].expr
        assert expr is not None
        assert {leaf.rows.table for leaf in leaves(expr)} == {"monthly_figures"}, key


@pytest.mark.parametrize(
    ("month", "rate"), [("2008-07", 96.12), ("2008-08", 92.31), ("2008-09", 93.00)]
)
def test_success_rate_of_the_deck(month: str, rate: float) -> None:
    shown = facts(build(of_deck(month)))
    assert round(100 * (shown["callbacks.success_rate"].value or 0), 2) == rate


def test_reasons_of_the_deck() -> None:
    shown = facts(build(of_deck("2008-05")))
    shares = [round(100 * (shown[f"callbacks.reason.{r}"].value or 0), 2) for r in REASONS]
    assert shares == [46.51, 12.79, 20.35, 11.63, 8.72]
    assert sum(shares) == pytest.approx(100)


def test_reasons_are_drawn_largest_first() -> None:
    (chart,) = [b for b in build(of_deck("2008-05")) if isinstance(b, Chart) and b.kind == "bar"]
    values = [fact.value for fact in facts_of(chart) if fact.id.startswith("callbacks.reason")][1:]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]
    assert chart.categories[0] == "号码错误"


def test_coverage_and_effective_rate() -> None:
    shown = facts(build(of_deck("2008-09")))
    assert round(100 * (shown["callbacks.coverage"].value or 0), 2) == 93.08
    assert round(100 * (shown["callbacks.effective"].value or 0), 2) == 86.57


def test_a_month_without_attempts_has_reasons_but_no_rate() -> None:
    blocks = build(of_deck("2008-06"))
    assert "无法计算成功率" in said(blocks)
    assert round(100 * (facts(blocks)["callbacks.reason.wrong_number"].value or 0), 2) == 37.5


def test_load_per_working_day() -> None:
    shown = facts(build(of_deck(), working_days=26))
    loads = {name: rounded(shown[f"csi.load:{name}"]) for name in ADVISORS}
    assert loads == {"乔丹": 8.46, "科比": 10.0, "詹姆斯": 6.92, "麦迪": 6.15, "姚明": 6.92}


def test_too_many_vehicles_a_day_is_said() -> None:
    found = findings(build(of_deck(), working_days=20))
    assert {key for key in found if key.startswith("csi.load")} == {"csi.load.科比"}
    assert plain(found["csi.load.科比"].title, "zh") == "科比日均接车 13.0 台次，偏多"


def test_weak_spots_by_the_preset_limit() -> None:
    text = plain(findings(build(of_deck()))["csi.weak_spots"].text, "zh")
    spots = ["乔丹的预先报价 70.0", "詹姆斯的及时接待 70.0", "麦迪的预先报价 70.0",
             "麦迪的解释账单 60.0", "姚明的解释账单 70.0"]  # fmt: skip
    assert all(spot in text for spot in spots)
    assert "有 5 处短板" in plain(findings(build(of_deck()))["csi.weak_spots"].title, "zh")
    assert "csi.weak_spots" not in findings(build(of_deck(), weak_below=60))


def test_a_long_list_of_weak_spots_says_how_many_more() -> None:
    text = plain(findings(build(of_deck(), weak_below=95))["csi.weak_spots"].text, "zh")
    assert "等，另有 15 处" in text


def test_totals_allow_no_ranking_and_no_whiskers() -> None:
    blocks = build(of_deck())
    assert "因此不排名" in said(blocks)
    assert not [b for b in blocks if isinstance(b, Chart) and b.kind == "dots"]
    heat = next(b for b in blocks if isinstance(b, Chart) and b.kind == "heat")
    assert len(heat.series) == 5
    assert all(fact.low is None for fact in facts_of(heat))
    named = [key for key in findings(blocks) if key.startswith(("csi.fell", "csi.below."))]
    assert named == []


def test_contradictions_of_the_deck_are_said() -> None:
    found = findings(build(of_deck()))
    vehicles = plain(found["csi.reconcile.vehicles"].text, "zh")
    assert "合计 1,000 台次，全店 1,489 台次，有 489 台次（32.8%）" in vehicles
    calls_text = plain(found["csi.reconcile.interviews"].text, "zh")
    assert "访谈 693 次，成功回访 1,289 台次" in calls_text
    items = plain(found["csi.reconcile.items"].text, "zh")
    for pair in ("86.0 对 95.5", "80.0 对 89.8", "78.0 对 98.2", "78.0 对 89.9"):
        assert pair in items
    assert {f.severity for key, f in found.items() if "reconcile" in key} == {"watch"}


def test_a_drop_below_the_usual_range_is_bad_and_has_a_measure() -> None:
    blocks = build(of_deck())
    finding = findings(blocks)["csi.unusual"]
    assert finding.severity == "bad"
    assert "正常波动范围是 83.1–91.3 分" in plain(finding.text, "zh")
    (measure,) = [b for b in blocks if isinstance(b, Recommendation)]
    assert measure.finding == "csi.unusual"
    assert measure.deadline == date(2008, 10, 31)
    assert plain(measure.cause, "zh") == "得分最低的是预先报价；原因待查：没有客户意见可查"
    assert measure.target.id == "csi.store~target"
    assert measure.target.value == 85


def test_a_month_within_the_usual_range_is_no_finding() -> None:
    assert "csi.unusual" not in findings(build(of_deck("2008-08")))


def test_a_target_missed_beyond_chance_is_bad_and_starts_with_the_weakest_item() -> None:
    blocks = build(given(simulated(1)), target=97)
    found = findings(blocks)["csi.below_target"]
    assert found.severity == "bad"
    assert "未达到目标 97.0" in plain(found.title, "zh")
    measures = {b.finding: b for b in blocks if isinstance(b, Recommendation)}
    measure = measures["csi.below_target"]
    assert measure.target.value == 97
    items = [facts(blocks)[f"csi.item_of_advisors.{item}"] for item in ITEMS]
    weakest = min(items, key=lambda item: item.value or 0)
    assert f"最低的一项是{weakest.label}（" in plain(found.text, "zh")
    assert f"核对{weakest.label}的得分" in plain(measure.measure, "zh")
    (tile,) = [t for b in blocks if isinstance(b, Kpis) for t in b.tiles if t.target]
    assert tile.severity == "bad"


def test_a_target_missed_by_chance_is_said_and_is_no_finding() -> None:
    data = given(simulated(1))
    score = facts(build(data))["csi.store"].value or 0
    blocks = build(given(simulated(1)), target=score + 0.05)
    assert "差距在正常波动范围内" in said(blocks)
    assert "csi.below_target" not in findings(blocks)
    assert "差距在正常波动范围内" not in said(build(given(simulated(1)), target=score - 0.05))


def test_a_target_missed_by_totals_is_watched_with_a_measure() -> None:
    blocks = build(of_deck("2008-08"), target=99)
    assert findings(blocks)["csi.below_target"].severity == "watch"
    assert "csi.below_target" in {b.finding for b in blocks if isinstance(b, Recommendation)}


def test_headline_of_the_deck() -> None:
    first = build(of_deck())[0]
    assert isinstance(first, Text)
    assert first.role == "headline"
    assert plain(first.words, "zh") == (
        "2008年9月全店满意度（顾问平均）为 80.5 分，低于目标（85.0 分）4.5 分。"
        "总体满意度（客户单独打分）为 80.5 分，上月 85.0 分。"
    )


def test_without_advisors_the_overall_answer_leads() -> None:
    blocks = build(of_deck("2008-08"))
    first = blocks[0]
    assert isinstance(first, Text)
    assert plain(first.words, "zh") == (
        "2008年8月总体满意度（客户单独打分）为 85.0 分，正好达到目标（85.0 分）。上月为 87.0 分。"
    )
    assert "没有可公布的顾问得分" in said(blocks)
    tiles = next(b for b in blocks if isinstance(b, Kpis)).tiles
    assert [tile.fact.id for tile in tiles] == ["csi.overall", "callbacks.success_rate"]


def test_trend_has_items_and_target() -> None:
    chart = next(b for b in build(of_deck()) if isinstance(b, Chart) and b.kind == "line")
    assert chart.categories == ("5月", "6月", "7月", "8月", "9月")
    # an item has one colour, whichever is lowest this month
    assert [s.role for s in chart.series] == ["main", *["other"] * 4, "target"]


# --- what drove the change ---


def test_failure_rate_splits_by_reason_exactly() -> None:
    data = of_deck("2008-08")
    found = drivers(data, calls(data))
    assert [d.reason for d in found] == [
        "refused", "unreachable", "wrong_number", "broken_off", "not_sender",
    ]  # fmt: skip
    points = [d.points.value for d in found]
    assert points == pytest.approx([2.109, 1.340, 0.344, 0.046, -0.027], abs=0.001)
    assert round(100 * (found[0].share.value or 0), 1) == 55.3
    before, after = (dict(zip(REASONS, CALLS[m][3:], strict=True)) for m in ("2008-07", "2008-08"))
    whole = sum(after.values()) / 1300 - sum(before.values()) / 1005
    assert sum(d.points.value or 0 for d in found) == pytest.approx(100 * whole)


def test_a_real_rise_of_failures_names_the_reason_and_the_measure() -> None:
    blocks = build(of_deck("2008-08"))
    finding = findings(blocks)["csi.callbacks"]
    assert finding.severity == "bad"
    assert plain(finding.text, "zh").endswith("其中拒绝回访影响 +2.1个百分点，占全部变化的 55.3%。")
    (measure,) = [b for b in blocks if isinstance(b, Recommendation)]
    assert plain(measure.cause, "zh") == "按回访记录，增加最多的失败原因是拒绝回访"
    assert rounded(measure.target, 4) == rounded(facts(blocks)["callbacks.failure_rate@2008-07"], 4)


def test_a_change_of_failures_within_chance_is_no_finding() -> None:
    assert "csi.callbacks" not in findings(build(of_deck("2008-09")))


def test_a_real_fall_of_failures_is_good_and_needs_no_measure() -> None:
    rows = []
    for month, failed in (("2026-09", 100), ("2026-10", 39)):
        rows += [
            (month, "callbacks_attempted", None, 1000),
            (month, "callbacks_success", None, 1000 - failed),
            (month, "callbacks_failed_refused", None, failed),
            *((month, f"callbacks_failed_{r}", None, 0) for r in REASONS if r != "refused"),
        ]  # fmt: skip
    blocks = build(given({"monthly_figures": figures(rows)}))
    assert findings(blocks)["csi.callbacks"].severity == "good"
    assert not [b for b in blocks if isinstance(b, Recommendation)]


# --- rows ---


MEANS = (92.0, 88.0, 87.0, 89.0)


def simulated(  # noqa: PLR0913 the knobs of a simulation
    seed: int,
    advisors: Sequence[str] = ("甲", "乙", "丙", "丁", "戊", "己"),
    drop: Mapping[str, tuple[float, ...]] | None = None,
    *,
    months: int = 10,
    each: int = 60,
    months_dropped: int = 3,
    answered: float = 0.9,
) -> dict[str, pd.DataFrame]:
    """Orders and call-backs of some months; `drop` lowers an advisor's items in the last ones."""
    rng = np.random.default_rng(seed)
    calls_made, orders = [], []
    last = Month(2026, 10)
    for month in last.back(months):
        for who in advisors:
            low = (drop or {}).get(who, (0.0,) * 4) if month > last - months_dropped else (0.0,) * 4
            mood = rng.normal(0, 3, (each, 1))
            marks = np.array(MEANS) - low + mood + rng.normal(0, 5, (each, 4))
            reached = rng.random(each) < answered
            for i in range(each):
                number = f"R{month}{who}{i}"
                day = pd.Timestamp(month.first) + pd.Timedelta(days=int(i % 27))
                orders.append((number, day, f"V{len(orders)}", who, "maintenance"))
                score = np.clip(marks[i].round(), 0, 100) if reached[i] else [np.nan] * 4
                outcome = "success" if reached[i] else REASONS[int(rng.integers(5))]
                channel = "phone" if i % 8 else "face"
                calls_made.append((number, day, channel, outcome, *score))
    return frames(orders, calls_made)


def frames(
    orders: Sequence[tuple[Any, ...]], made: Sequence[tuple[Any, ...]]
) -> dict[str, pd.DataFrame]:
    order = pd.DataFrame(orders, columns=["ro_no", "opened_at", "vehicle", "advisor", "work_type"])
    call = pd.DataFrame(made, columns=["ro_no", "called_at", "channel", "outcome", *ITEMS])
    for column in ("ro_no", "vehicle", "advisor", "work_type"):
        order[column] = order[column].astype("str")
    for column in ("ro_no", "channel", "outcome"):
        call[column] = call[column].astype("str")
    order["opened_at"] = pd.to_datetime(order["opened_at"])
    call["called_at"] = pd.to_datetime(call["called_at"])
    call[list(ITEMS)] = call[list(ITEMS)].astype(float)
    tables = {"repair_orders": order, "callbacks": call.assign(overall=call["attitude"])}
    return {
        name: frame.assign(_file=f"{name}.csv", _row=range(2, len(frame) + 2))
        for name, frame in tables.items()
    }


def test_rows_and_totals_give_the_same_numbers() -> None:
    tables = simulated(1, months=2)
    by_rows = facts(build(given(tables)))
    kept = ("csi.store", "csi.store_by_vehicles", "csi.overall", "callbacks.success_rate",
            "callbacks.coverage", "csi.score:甲", "csi.load:甲",
            *(f"callbacks.reason.{r}" for r in REASONS))  # fmt: skip
    by_totals = facts(build(given({"monthly_figures": totals_of(tables)})))
    for key in kept:
        assert by_totals[key].value == pytest.approx(by_rows[key].value), key


def totals_of(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The totals a store would print from these rows."""
    call = tables["callbacks"].merge(tables["repair_orders"][["ro_no", "advisor"]], on="ro_no")
    call["month"] = call["called_at"].dt.strftime("%Y-%m")
    rows: list[tuple[str, str, str | None, float | None]] = []
    for month, own in call.groupby("month"):
        good = own[own["outcome"] == "success"]
        rows += [
            (month, "vehicles_received", None, len(own)),
            (month, "callbacks_attempted", None, len(own)),
            (month, "callbacks_success", None, len(good)),
            (month, "overall_satisfaction", None, good["overall"].mean()),
            *((month, f"callbacks_failed_{r}", None, (own["outcome"] == r).sum()) for r in REASONS),
        ]  # fmt: skip
        for who, mine in own.groupby("advisor"):
            got = mine[mine["outcome"] == "success"]
            rows += [
                (month, "vehicles_received", who, len(mine)),
                (month, "phone_interviews", who, (got["channel"] == "phone").sum()),
                (month, "face_interviews", who, (got["channel"] == "face").sum()),
                *((month, f"item_{item}", who, got[item].mean()) for item in ITEMS),
            ]  # fmt: skip
    return figures(rows)


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_not_found(seed: int) -> None:
    found = findings(build(given(simulated(seed))))
    assert list(found) == []


def test_a_planted_fall_is_found_by_name_with_its_items() -> None:
    blocks = build(given(simulated(3, drop={"丙": (0, 12, 12, 0)})))
    found = findings(blocks)
    assert [key for key in found if key.startswith("csi.fell")] == ["csi.fell.丙"]
    text = plain(found["csi.fell.丙"].text, "zh")
    assert "及时接待由" in text
    assert "预先报价由" in text
    assert "服务态度由" not in text
    assert "解释账单由" not in text
    touched = found["csi.fell.丙"].impact
    assert touched is not None
    assert touched.value == pytest.approx(1 / 6)
    (measure,) = [b for b in blocks if isinstance(b, Recommendation)]
    assert measure.target.value == pytest.approx(facts(blocks)["csi.score.earlier:丙"].value)
    assert not [key for key in found if key.startswith("csi.below.")], "named once is enough"
    first = blocks[0]
    assert isinstance(first, Text)
    assert "丙近3个月下降" in plain(first.words, "zh")


def test_several_falls_are_named_in_the_headline() -> None:
    tables = simulated(3, drop={"丙": (0, 12, 12, 0), "己": (12, 0, 0, 12)})
    first = build(given(tables))[0]
    assert isinstance(first, Text)
    assert plain(first.words, "zh").endswith("近3个月明显下降、需要处理的是：丙、己。")


def test_few_interviews_name_nobody() -> None:
    found = findings(build(given(simulated(3, drop={"丙": (0, 12, 12, 0)}, each=9, months=4))))
    assert not [key for key in found if key.startswith(("csi.fell", "csi.below.", "csi.above."))]


def test_who_always_was_below_the_others_is_watched_not_fallen() -> None:
    tables = simulated(4, drop={"丁": (8, 8, 8, 8)}, months_dropped=99)
    found = findings(build(given(tables)))
    assert [key for key in found if key.startswith(("csi.fell", "csi.below."))] == ["csi.below.丁"]
    assert found["csi.below.丁"].severity == "watch"


@pytest.mark.parametrize("seed", range(8))
def test_one_low_score_makes_nobody_else_stand_out(seed: int) -> None:
    tables = simulated(seed, ("甲", "乙", "丙", "丁"), {"丙": (0, 12, 12, 0)})
    found = findings(build(given(tables)))
    assert not [key for key in found if key.startswith("csi.above.")]


def test_who_is_clearly_better_is_good_news() -> None:
    others = dict.fromkeys(("甲", "乙", "丙", "丁"), (6, 6, 6, 6))
    names = (*others, "戊")
    found = findings(build(given(simulated(2, names, others, months_dropped=99))))
    assert found["csi.above.戊"].severity == "good"


def test_dots_have_intervals_and_the_store_line() -> None:
    dots = next(b for b in build(given(simulated(5))) if isinstance(b, Chart) and b.kind == "dots")
    values = [fact for fact in facts_of(dots) if fact.id.startswith("csi.score:")]
    assert all(v.low is not None and v.high is not None for v in values)
    assert all(v.low < v.value < v.high for v in values)  # type: ignore[operator]
    assert dots.reference is not None
    assert dots.reference.id == "csi.store"
    assert plain(dots.title, "zh") == "顾问之间的差异在偶然范围内，不排名"


def test_a_fall_of_the_whole_store_names_the_items_that_moved_it() -> None:
    names = ("甲", "乙", "丙", "丁")
    tables = simulated(6, names, dict.fromkeys(names, (0, 8, 0, 0)), months=2, months_dropped=1)
    blocks = build(given(tables))
    finding = findings(blocks)["csi.store_moved"]
    assert finding.severity == "bad"
    assert "影响最大的项目：及时接待" in plain(finding.text, "zh")
    change = facts(blocks)["csi.store~change"].value
    parts = [fact.value or 0 for fact in finding.facts]
    assert len(parts) == 4
    assert sum(parts) == pytest.approx(change)
    shown = facts(blocks)
    whole = shown["csi.store_by_vehicles~change"].value
    split = (shown["csi.driver.mix"].value or 0) + (shown["csi.driver.rate"].value or 0)
    assert split == pytest.approx(whole)


def test_fewer_than_five_interviews_are_not_published() -> None:
    tables = simulated(7, ("甲", "乙"), months=1)
    call = tables["callbacks"]
    mine = call["ro_no"].str.contains("乙")
    few = call[~mine | (mine.cumsum() <= 4)].reset_index(drop=True)
    blocks = build(given({**tables, "callbacks": few}))
    assert "csi.score:乙" not in facts(blocks)
    assert "另有 1 位顾问访谈不足 5 次" in said(blocks)


def test_a_broken_off_call_keeps_its_answers_and_is_a_failure() -> None:
    tables = simulated(8, ("甲",), months=1, answered=1.0)
    call = tables["callbacks"].copy()
    call.loc[0, "outcome"] = "broken_off"
    call.loc[0, ["quote", "bill"]] = float("nan")
    call.loc[1, ["reception", "quote", "bill"]] = float("nan")
    data = given({**tables, "callbacks": call})
    rows = data.rows(interviews(data))
    assert len(rows) == len(call)
    score = rows.set_index("ro_no")["score"]
    half = (call.loc[0, "attitude"] + call.loc[0, "reception"]) / 2
    assert score[call.loc[0, "ro_no"]] == pytest.approx(half)
    assert np.isnan(score[call.loc[1, "ro_no"]]), "one answer of four is no score"
    assert data.fact(calls(data).success).value == len(call) - 1


def test_the_latest_interview_of_an_order_counts() -> None:
    tables = simulated(9, ("甲",), months=1, answered=1.0)
    call = tables["callbacks"]
    again = call.iloc[[0]].assign(
        attitude=1.0, called_at=call["called_at"].iloc[0] + pd.Timedelta("1h")
    )
    data = given({**tables, "callbacks": pd.concat([call, again], ignore_index=True)})
    rows = data.rows(interviews(data))
    assert len(rows) == len(call)
    assert rows["attitude"].min() == 1.0


def test_open_cases_and_opt_outs_are_no_attempt() -> None:
    tables = simulated(10, ("甲",), months=1, answered=1.0)
    call = tables["callbacks"].copy()
    call.loc[0, "outcome"], call.loc[1, "outcome"] = "pending", "opted_out"
    data = given({**tables, "callbacks": call})
    rate = data.fact(calls(data).success_rate)
    assert (rate.top, rate.bottom) == (len(call) - 2, len(call) - 2)


def test_printed_totals_that_differ_from_the_rows_are_said() -> None:
    tables = simulated(11, months=1)
    printed = figures([
        ("2026-10", "vehicles_received", None, 900),
        ("2026-10", "item_attitude", None, 99.0),
    ])  # fmt: skip
    found = findings(build(given({**tables, "monthly_figures": printed})))
    assert "按工单统计接车 360 台次，月报为 900 台次" in plain(
        found["csi.reconcile.printed"].text, "zh"
    )
    assert "对 99.0" in plain(found["csi.reconcile.items"].text, "zh")


def test_more_by_advisor_than_in_the_store_is_said_as_such() -> None:
    rows = [("2026-10", "vehicles_received", None, 100),
            ("2026-10", "vehicles_received", "甲", 150),
            *(("2026-10", f"item_{i}", "甲", 90) for i in ITEMS)]  # fmt: skip
    found = findings(build(given({"monthly_figures": figures(rows)})))
    text = plain(found["csi.reconcile.vehicles"].text, "zh")
    assert text.startswith("各顾问接车合计 150 台次，多于全店 100 台次，多出 50 台次（50.0%）")


# --- edges ---


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_month_is_said(language: Language) -> None:
    tables = simulated(12, months=2)
    blocks = build(given(tables, "2027-03", language))
    first = blocks[0]
    assert isinstance(first, Text)
    empty = {"zh": "2027年3月没有可用的满意度数据。",
             "en": "There are no usable satisfaction scores for March 2027."}  # fmt: skip
    assert plain(first.words, language) == empty[language]
    assert findings(blocks) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_row(language: Language) -> None:
    tables = simulated(13, ("甲",), months=1, each=1, answered=1.0)
    text = said(build(given(tables, language=language)), language)
    assert "nan" not in text.lower()
    assert "None" not in text


def test_no_tables_at_all() -> None:
    assert isinstance(build(given({}))[0], Text)


def test_english_is_complete() -> None:
    blocks = build(of_deck("2008-09", "en"))
    text = said(blocks, "en")
    for name in ADVISORS:
        text = text.replace(name, "")
    assert not [c for c in text if "\u4e00" <= c <= "\u9fff"]
    assert "Store satisfaction (mean of advisors) was 80.5 in September 2008" in text


def test_every_bad_finding_has_a_measure() -> None:
    for data in (of_deck(), of_deck("2008-08"), given(simulated(3, drop={"丙": (0, 12, 12, 0)}))):
        blocks = build(data)
        bad = {key for key, f in findings(blocks).items() if f.severity == "bad"}
        assert bad == {b.finding for b in blocks if isinstance(b, Recommendation)}


def test_the_same_input_gives_the_same_blocks() -> None:
    assert build(of_deck()) == build(of_deck())


def test_terms_name_each_score() -> None:
    names = {label.zh for label in CsiByAdvisor.terms}
    assert {"全店满意度（顾问平均）", "全店满意度（按接车台次加权）", "短板"} <= names
    assert all(isinstance(meaning, Label) for meaning in CsiByAdvisor.terms.values())


def test_contract() -> None:
    SectionKit(Path(__file__).parents[2]).assert_contract("csi_by_advisor")


def test_a_slow_decline_is_found_that_no_month_shows() -> None:
    tables = simulated(1, months=13)
    made = tables["callbacks"]
    age = (made["called_at"].dt.year - 2025) * 12 + made["called_at"].dt.month
    made[list(ITEMS)] = made[list(ITEMS)].sub(0.4 * age, axis=0)
    found = findings(build(given(tables)))
    assert found["csi.slow"].severity == "watch"
    assert "csi.store_moved" not in found
    assert "csi.slow" not in findings(build(given(simulated(1, months=13))))


def test_each_month_is_drawn_against_its_own_target() -> None:
    data = of_deck("2008-08")
    own = Targets({("", None, "csi.store"): 88.0, ("D1", Month(2008, 7), "csi.store"): 87.0})
    (chart,) = [b for b in build(replace(data, targets=own)) if getattr(b, "id", "") == "csi.trend"]
    assert isinstance(chart, Chart)
    (line,) = [s for s in chart.series if s.role == "target"]
    values = [fact.value for fact in line.values if isinstance(fact, Fact)]
    assert values[-2:] == [87.0, 88.0]
    assert set(values[:-2]) == {88.0}


def test_the_summary_follows_from_the_findings_and_is_calm_only_without_any() -> None:
    def summary(blocks: Sequence[Block]) -> Text:
        (found,) = [b for b in blocks if isinstance(b, Text) and b.role == "summary"]
        return found

    missed = summary(build(of_deck()))
    assert plain(missed.words, "zh").endswith("低于正常波动范围，要最先处理。")
    assert missed.calm == ()
    calm = summary(build(given(simulated(1)), target=50))
    assert plain(calm.words, "zh").startswith("满意度优于目标 50.0，")
    assert [fact.id for fact in calm.calm] == ["csi.store"]


@pytest.mark.parametrize(
    ("loads", "said"),
    [
        ((2.0, 3.5), "都不到较合适的 8–10 台次"),
        ((8.0, 9.5), "在较合适的 8–10 台次左右"),
        ((6.0, 13.0), "超过 12 台次的偏多"),
        ((4.0, 9.0), "忙闲不均"),
    ],
)
def test_the_load_is_told_by_where_it_lies(loads: tuple[float, float], said: str) -> None:
    data = of_deck()
    label = Label("日均", "Per day")
    facts_of_load = {str(n): data.given(f"load.{n}", label, n, "per_day", label) for n in loads}
    assert said in plain(load_words(data, facts_of_load), "zh")

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from reportgen.document.blocks import Finding
from reportgen.document.damage import Damage
from reportgen.document.formats import plain
from reportgen.labels import label
from reportgen.section.data import Data
from reportgen.testing import SectionKit

ALL = (
    "visit_before_sale", "falling_mileage", "future_dates", "unknown_advisors", "callback_orders",
    "callback_reasons", "closing_dates", "totals",
)  # fmt: skip
A, B = "LSVAU218XN2183294", "LSVAU2180N2183294"

Rows = Sequence[Mapping[str, Any]]


@pytest.fixture
def kit() -> SectionKit:
    return SectionKit(Path(__file__))


def order(no: str, day: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 any cell
    return {"ro_no": no, "opened_at": day, "vin": A, **more}


def run(
    kit: SectionKit,
    check: str,
    tables: Mapping[str, Rows],
    language: str = "zh",
    **options: Any,  # noqa: ANN401 as above
) -> list[Finding]:
    data: Data = kit._data(tables, "2026-10", language)
    made = kit.registry.checks[check].model_validate(options)
    return list(made.check(data.speaking(made.phrases, made.type)))


def said(finding: Finding, language: str = "zh") -> tuple[str, str]:
    return plain(finding.title, language), plain(finding.text, language)  # type: ignore[arg-type]


def test_the_checks_of_the_trade(kit: SectionKit) -> None:
    assert tuple(kit.registry.checks) == ALL
    for check in kit.registry.checks.values():
        assert check.needs
        assert label(check.heading).zh
        assert label(check.heading).en


@pytest.mark.case("C15")
def test_a_visit_before_the_sale(kit: SectionKit) -> None:
    tables = {
        "vehicle_sales": [{"vin": A, "sold_at": "2026-10-05"}],
        "repair_orders": [
            order("R1", "2026-10-04", work_type="保养"),
            order("R2", "2026-10-01", work_type="PDI"),  # before delivery: that is its purpose
            order("R3", "2026-10-05 08:00", work_type="保养"),
            order("R4", "2026-09-01", vin=B, work_type="保养"),  # not sold here
        ],
    }
    (finding,) = run(kit, "visit_before_sale", tables)
    assert finding.id == "checks.visit_before_sale"
    assert said(finding) == (
        "1 张工单的开单日期早于该车的销售日期",
        "销售日期或车架号有误（如 R1）。首保和新客户的统计会受影响，请核对。",
    )


@pytest.mark.case("C15")
def test_mileage_that_falls(kit: SectionKit) -> None:
    rows = [
        order("R1", "2026-08-01", mileage=10_000),
        order("R2", "2026-09-01", mileage=9_950),  # a misreading
        order("R3", "2026-10-01", mileage=1_500),
        order("R4", "2026-10-02", mileage=""),
        order("R5", "2026-10-03", vin=B, mileage=10),
    ]
    (finding,) = run(kit, "falling_mileage", {"repair_orders": rows}, "en")
    assert said(finding, "en")[0] == "At 1 visits the mileage is lower than at the visit before"
    assert "such as R3)" in said(finding, "en")[1]
    assert len(run(kit, "falling_mileage", {"repair_orders": rows}, tolerance=0)) == 1
    assert run(kit, "falling_mileage", {"repair_orders": rows}, tolerance=9_000) == []


@pytest.mark.case("C09")
def test_dates_far_ahead(kit: SectionKit) -> None:
    rows = [
        order("R1", "2026-10-01", closed_at="2036-10-02", delivered_at="2036-10-02"),
        order("R2", "2026-10-01", closed_at="2026-11-03"),  # closed after the month: as it should
    ]
    (finding,) = run(kit, "future_dates", {"repair_orders": rows})
    assert said(finding)[0] == "2 个日期远在报告月之后"
    assert "结算日期 1、出厂日期 1" in said(finding)[1]


@pytest.mark.case("C13")
def test_advisors_nobody_knows(kit: SectionKit) -> None:
    tables = {
        "repair_orders": [order("R1", "2026-10-01", advisor="乔丹")],
        "callbacks": [
            {"ro_no": "R1", "called_at": "2026-10-02", "advisor": name, "channel": channel}
            for name, channel in (("乔丹 ", "电访"), ("皮蓬", "面访"), ("", "电访"))
        ],
    }
    (finding,) = run(kit, "unknown_advisors", tables)
    assert said(finding)[0] == "1 条回访的服务顾问没有任何工单"
    assert "姓名：皮蓬。" in said(finding)[1]


def calls(*outcomes: str) -> list[dict[str, str]]:
    return [
        {"ro_no": f"R{n}", "called_at": "2026-10-02", "outcome": word}
        for n, word in enumerate(outcomes)
    ]


def test_call_backs_without_an_order(kit: SectionKit) -> None:
    orders = [order(f"R{n}", "2026-09-30") for n in range(60)]
    few = {"repair_orders": orders, "callbacks": calls(*["成功"] * 61)}
    many = {"repair_orders": orders, "callbacks": calls(*["成功"] * 64)}
    assert run(kit, "callback_orders", few) == []
    (finding,) = run(kit, "callback_orders", many)
    assert said(finding)[0] == "本月 64 条回访中 4 条找不到对应工单"
    assert "例如 R60、R61、R62、R63。" in said(finding)[1]


def test_outcomes_left_blank(kit: SectionKit) -> None:
    assert run(kit, "callback_reasons", {"callbacks": calls("成功", "关机", "拒访")}) == []
    (finding,) = run(kit, "callback_reasons", {"callbacks": calls("成功", "改日再说", "")})
    assert said(finding) == (
        "本月 3 条回访中 1 条没有填写结果",
        "空白的既不算成功也不算失败，不计入回访成功率。请补填。",
    )


def figures(**values: float) -> list[dict[str, Any]]:
    return [
        {"month": "2026-10", "indicator": name.partition("__")[0], "value": value,
         "subject": name.partition("__")[2]}
        for name, value in values.items()
    ]  # fmt: skip


FUNNEL = {
    "callbacks_attempted": 1005, "callbacks_success": 966, "callbacks_failed_wrong_number": 18,
    "callbacks_failed_not_sender": 5, "callbacks_failed_unreachable": 8,
    "callbacks_failed_refused": 5, "callbacks_failed_broken_off": 3,
}  # fmt: skip
BRIDGE = {
    "complaints_carried_in": 5, "complaints_new": 3, "complaints_new_resolved": 2,
    "complaints_carried_resolved": 3, "complaints_open": 3,
}  # fmt: skip


def test_complaints_closed_since_nobody_knows_when(kit: SectionKit) -> None:
    def cases(*closed: str) -> list[dict[str, Any]]:
        return [
            {"complaint_no": no, "received_at": "2026-09-10", "status": status, "closed_at": day}
            for no, status, day in zip("ABC", ("已关闭", "处理中", "已关闭"), closed, strict=True)
        ]

    undated = [{**case, "closed_at": ""} for case in cases("", "", "")]
    (finding,) = run(kit, "closing_dates", {"complaints": cases("2026-10-01", "", "")}, "en")
    (both,) = run(kit, "closing_dates", {"complaints": undated})
    assert finding.severity == "watch"
    assert finding.undermines == (Damage("complaints", "closed_at"),)
    assert said(finding, "en")[0] == "1 complaint is closed without a date"
    assert said(both)[0] == "2 件投诉已关闭而没有关闭时间"
    dated = cases("2026-10-01", "", "2026-10-02")
    assert run(kit, "closing_dates", {"complaints": dated}) == []


def test_totals_that_come_out_and_sums_that_are_not_printed_say_nothing(kit: SectionKit) -> None:
    whole = figures(**FUNNEL, **BRIDGE)
    assert run(kit, "totals", {"monthly_figures": whole}) == []
    assert run(kit, "totals", {"monthly_figures": figures(complaints_open=4)}) == []


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        (
            {"callbacks_failed_refused": 6},
            "回访台次 = 成功 + 各失败原因：分项合计 1,006，上报 1,005",
        ),
        ({"complaints_open": 4}, "期末未决投诉 = 结转 + 新增 − 已解决：分项合计 3，上报 4"),
    ],
)
def test_totals_that_do_not_come_out(
    kit: SectionKit, changed: dict[str, float], title: str
) -> None:
    rows = figures(**{**FUNNEL, **BRIDGE, **changed})
    (finding,) = run(kit, "totals", {"monthly_figures": rows})
    assert said(finding)[0] == title


def test_advisors_that_do_not_add_up_to_the_store(kit: SectionKit) -> None:
    parts = {"vehicles_received": 1000, "vehicles_received__乔丹": 400}
    (finding,) = run(
        kit, "totals", {"monthly_figures": figures(**parts, vehicles_received__皮蓬=500)}
    )
    assert said(finding)[0] == "各顾问接车台次之和：分项合计 900，上报 1,000"
    even = figures(**parts, vehicles_received__皮蓬=600)
    assert run(kit, "totals", {"monthly_figures": even}) == []

"""Call-backs by month of delivery, against a plain count of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen import Chart, Finding, Recommendation, Table, Text
from reportgen.document.formats import plain
from reportgen.testing import Built, SectionKit

OUTCOMES = ("成功", "号码错误", "无法接通", "拒绝回访")
ADVISORS = ("张伟", "李娜")
LAST = date(2026, 9, 30)
EDGES = ("2026-07-01", "2026-07-31", "2026-08-01", "2026-10-01", "2026-10-31", "2026-11-02")


def order(number: int, delivered: date, advisor: str = "张伟", **more: str) -> dict[str, str]:
    return {
        "ro_no": f"R{number}", "opened_at": str(delivered), "delivered_at": str(delivered),
        "vin": f"LSVAA4{number:03}C2184847", "advisor": advisor, "work_type": "保养", **more,
    }  # fmt: skip


def call(number: int, day: date, outcome: str = "成功", **more: str) -> dict[str, str]:
    return {"ro_no": f"R{number}", "called_at": str(day), "outcome": outcome, **more}


def built(
    kit: SectionKit,
    orders: Sequence[dict[str, str]],
    calls: Sequence[dict[str, str]],
    **options: Any,  # noqa: ANN401 options of the section
) -> Built:
    """The chapter on October; rows of other months show that the exports hold all of them."""
    edges = dict(enumerate(map(date.fromisoformat, EDGES), start=990))
    orders = [*orders, *(order(n, day, "赵强") for n, day in edges.items())]
    calls = [*calls, *(call(n, day, overall="90") for n, day in edges.items())]
    made = kit.build("callbacks", {"repair_orders": orders, "callbacks": calls}, **options)
    assert not made.chapter.failed
    return made


def of(made: Built, kind: type) -> list[Any]:
    return [block for block in made.blocks if isinstance(block, kind)]


def said(made: Built, role: str) -> str:
    return next(plain(b.words, "zh") for b in of(made, Text) if b.role == role)


cases = st.lists(
    st.tuples(
        st.integers(0, 60),  # the day of delivery, back from the end of September
        st.integers(0, 9),  # days to the first call
        st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=3),
        st.sampled_from(ADVISORS),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cases)
def test_rates_agree_with_a_plain_count(
    section_kit: SectionKit, drawn: list[tuple[int, int, list[str], str]]
) -> None:
    orders, calls = [], []
    in_time = delivered = first = called = 0
    again = False
    for number, (back, wait, outcomes, advisor) in enumerate(drawn):
        day = LAST - timedelta(days=back)
        orders.append(order(number, day, advisor))
        calls += [
            call(number, day + timedelta(days=wait + at), outcome)
            for at, outcome in enumerate(outcomes)
        ]
        again |= len(outcomes) > 1
        if day.month != LAST.month:
            continue
        delivered, called = delivered + 1, called + 1
        in_time += wait <= 3
        first += outcomes[0] == "成功"
    made = built(section_kit, orders, calls)
    facts = made.document.facts()
    if not delivered:
        return
    share = facts["callbacks.in_time@2026-09"]
    assert (share.top, share.bottom) == (in_time, delivered)
    assert ("callbacks.reached_first@2026-09" in facts) == again
    if again:
        reached = facts["callbacks.reached_first@2026-09"]
        assert (reached.top, reached.bottom) == (first, called)


def september(count: int, waits: Sequence[int], **more: str) -> tuple[list[Any], list[Any]]:
    """Orders of September and a call each, so many days later."""
    orders, calls = [], []
    for number in range(count):
        day = date(2026, 9, number % 28 + 1)
        orders.append(order(number, day))
        calls.append(call(number, day + timedelta(days=waits[number % len(waits)]), **more))
    return orders, calls


def test_without_a_target_nothing_is_called_well(section_kit: SectionKit) -> None:
    made = built(section_kit, *september(40, [2, 5]))
    assert made.fact("callbacks.in_time@2026-09").value == 0.5
    assert "这一项先定下目标" in said(made, "summary")
    assert not of(made, Finding)


def test_a_missed_target_is_a_finding_with_a_measure(section_kit: SectionKit) -> None:
    made = built(section_kit, *september(40, [2, 5]), target_in_time=0.9)
    (found,) = of(made, Finding)
    assert (found.id, found.severity) == ("callbacks.target", "bad")
    (measure,) = of(made, Recommendation)
    assert measure.finding == found.id
    assert "先看交车清单" in said(made, "summary")


def test_a_target_that_is_met_is_said(section_kit: SectionKit) -> None:
    made = built(section_kit, *september(40, [1, 2]), target_in_time=0.9)
    assert said(made, "summary") == "回访及时，没有需要整改的问题。"


def test_calls_that_name_no_order_leave_the_question_open(section_kit: SectionKit) -> None:
    orders, calls = september(40, [2])
    made = built(section_kit, orders, [row | {"ro_no": ""} for row in calls])
    assert not [c for c in of(made, Chart) if c.id == "callbacks.course"]
    assert "看不出回访是否及时" in said(made, "summary")
    assert "3日" not in said(made, "headline")


@pytest.mark.parametrize(("attempts", "expected"), [("1", 1.0), ("3", 0.0), ("", None)])
def test_attempts_say_who_was_reached_at_first(
    section_kit: SectionKit, attempts: str, expected: float | None
) -> None:
    made = built(section_kit, *september(20, [1], attempts=attempts))
    facts = made.document.facts()
    found = facts.get("callbacks.reached_first@2026-09")
    assert (found.value if found else None) == expected


def wrong(section_kit: SectionKit, shares: dict[str, int]) -> Built:
    """60 orders an advisor in September, of which so many have a wrong number."""
    orders, calls = [], []
    for at, (advisor, count) in enumerate(shares.items()):
        for number in range(60):
            key, day = at * 100 + number, date(2026, 9, number % 28 + 1)
            orders.append(order(key, day, advisor))
            outcome = "号码错误" if number < count else "成功"
            calls.append(call(key, day + timedelta(days=1), outcome))
    return built(section_kit, orders, calls)


def test_wrong_numbers_are_named_only_beyond_chance(section_kit: SectionKit) -> None:
    apart = wrong(section_kit, {"张伟": 2, "李娜": 18, "王芳": 1})
    (found,) = of(apart, Finding)
    assert found.id == "callbacks.wrong_number"
    assert plain(found.title, "zh").startswith("李娜")
    (measure,) = of(apart, Recommendation)
    assert "李娜" in plain(measure.measure, "zh")
    (table,) = (t for t in of(apart, Table) if t.id == "callbacks.wrong_numbers")
    assert [row[0] for row in table.rows] == ["李娜", "王芳", "张伟", "全店"]
    assert [round(row[2].value) for row in table.rows] == [18, 1, 2, 21]
    alike = wrong(section_kit, {"张伟": 2, "李娜": 5, "王芳": 1})
    assert not of(alike, Finding)


def test_dissatisfied_customers_wait_until_somebody_speaks_to_them(section_kit: SectionKit) -> None:
    orders, calls = september(30, [1], overall="90")
    for number in (3, 4, 5):
        calls[number]["overall"] = "40"
    calls.append(call(4, date(2026, 9, 20), "成功", overall="85"))
    last = order(80, date(2026, 10, 30))
    calls.append(call(80, date(2026, 10, 31), "成功", overall="30"))
    made = built(section_kit, [*orders, last], calls)
    assert made.fact("callbacks.dissatisfied").value == 4
    assert made.fact("callbacks.dissatisfied_open").value == 2
    (found,) = of(made, Finding)
    assert found.id == "callbacks.dissatisfied"
    (table,) = (t for t in of(made, Table) if t.id == "callbacks.dissatisfied_list")
    assert [row[1] for row in table.rows] == ["R3", "R5", "R80"]
    assert table.marked == (0, 1)


def test_without_overall_scores_nobody_is_called_satisfied(section_kit: SectionKit) -> None:
    made = built(section_kit, *september(30, [1]))
    assert "callbacks.dissatisfied_open" not in made.document.facts()


REASONS = ("wrong_number", "not_sender", "unreachable", "refused", "broken_off")


def test_totals_give_the_rate_and_the_reasons(section_kit: SectionKit) -> None:
    months = {"2026-09": (1005, (6, 3, 5, 1, 24)), "2026-10": (1198, (80, 22, 35, 20, 15))}
    rows = [
        {"month": month, "indicator": name, "value": value}
        for month, (called, failed) in months.items()
        for name, value in {
            "callbacks_attempted": called,
            "callbacks_success": called - sum(failed),
            **{f"callbacks_failed_{r}": n for r, n in zip(REASONS, failed, strict=True)},
        }.items()
    ]
    made = section_kit.build("callbacks", {"monthly_figures": rows})
    assert not made.chapter.failed
    assert round(made.fact("callbacks.success_rate").value or 0, 4) == 0.8564
    assert round(made.fact("callbacks.success_rate@2026-09").value or 0, 4) == 0.9612
    (chart,) = of(made, Chart)
    assert chart.id == "callbacks.reasons"
    assert "46.5%" in plain(chart.title, "zh")
    assert [round(s.values[-1].value) for s in chart.series] == [80, 22, 35, 20, 15]
    assert "让更多客户接通" in said(made, "summary")


def test_the_two_chapters_tell_the_call_backs_once(section_kit: SectionKit) -> None:
    tables = {"callbacks": [call(n, date(2026, 10, n + 1), advisor="张伟") for n in range(20)]}
    alone = section_kit.build("csi_by_advisor", tables)
    beside = section_kit.build("csi_by_advisor", tables, callbacks=False)
    assert [t.id for t in of(alone, Table) if "callback" in t.id] == ["csi.callback_funnel"]
    assert not [b for b in beside.blocks if "callback" in str(getattr(b, "id", ""))]
    assert [t.id for t in of(section_kit.build("callbacks", tables), Table)] == [
        "csi.callback_funnel"
    ]

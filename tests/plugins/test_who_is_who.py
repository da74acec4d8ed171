"""Exports that name vehicles, orders and customers badly give the right counts all the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen import Table
from reportgen.testing import Built, SectionKit

Rows = Sequence[Mapping[str, str]]


def vin(number: int) -> str:
    return f"LSVAA4{number:03}C2184847"


def order(number: int, **changed: str) -> dict[str, str]:
    return {
        "ro_no": f"R{number}", "opened_at": f"2026-10-{number % 28 + 1:02}", "vin": vin(number),
        "advisor": "张伟", "work_type": "保养", "total": "1000",
    } | changed  # fmt: skip


def call(number: int, day: int = 5, outcome: str = "成功", **changed: str) -> dict[str, str]:
    return {
        "ro_no": f"R{number}", "called_at": f"2026-10-{day:02}", "outcome": outcome,
        "advisor": "张伟", "attitude": "90" if outcome == "成功" else "",
    } | changed  # fmt: skip


def built(kit: SectionKit, orders: Rows, calls: Rows = ()) -> Built:
    """The chapter on October; rows in the months around it show that the exports hold all of it."""
    around = [(997, "2026-09-30"), (998, "2026-11-02")]
    orders = [*orders, *(order(n, opened_at=day) for n, day in around)]
    calls = [*(calls or [call(0)]), *(call(n, called_at=day) for n, day in around)]
    made = kit.build("csi_by_advisor", {"repair_orders": orders, "callbacks": calls})
    assert not made.chapter.failed
    return made


def value(made: Built, name: str) -> float | None:
    return made.fact(name).value


@pytest.mark.case("C34")
def test_orders_of_nobody_knows_which_vehicle_are_visits_of_their_own(
    section_kit: SectionKit,
) -> None:
    orders = [order(n, **({"vin": ""} if n % 3 == 2 else {})) for n in range(90)]
    made = built(section_kit, orders, [call(n) for n in range(90)])
    assert value(made, "visits.received") == 90
    assert value(made, "callbacks.effective") == 1.0


@pytest.mark.parametrize("filler", ["", "00000000000000000", "11111111111111111"])
def test_plates_stand_in_for_vins(section_kit: SectionKit, filler: str) -> None:
    day = {"opened_at": "2026-10-05", "vin": filler}
    orders = [order(n, plate=f"粤B1230{n}", **day) for n in range(10)]
    orders += [order(20, plate="粤B12300", **day)]  # the second order of a vehicle on one day
    assert value(built(section_kit, orders), "visits.received") == 10


@pytest.mark.case("C36")
def test_cancelled_and_reversed_orders_are_no_visits(section_kit: SectionKit) -> None:
    orders = [order(n, status="作废" if n % 2 else "已结算") for n in range(10)]
    orders += [order(30, status="已结算"), order(30, total="-1000", status="已结算")]
    made = built(section_kit, orders)
    assert value(made, "visits.received") == 5


@pytest.mark.case("C35")
def test_numbers_that_restart_every_month_lose_no_visit(section_kit: SectionKit) -> None:
    orders = [
        order(n, opened_at=f"2026-{month:02}-{n + 1:02}", vin=vin(100 * month + n))
        for month in (8, 9, 10)
        for n in range(10)
    ]
    made = built(section_kit, orders)
    assert value(made, "visits.received") == 10
    assert value(made, "visits.received@2026-09") == 11


@pytest.mark.case("C37")
def test_a_customer_called_again_counts_once(section_kit: SectionKit) -> None:
    orders = [order(n) for n in range(10)]
    calls = [call(n, 4, "无法接通") for n in range(10)] + [call(n, 5) for n in range(10)]
    made = built(section_kit, orders, calls)
    assert value(made, "callbacks.attempted") == 10
    assert value(made, "callbacks.success_rate") == 1.0
    assert value(made, "callbacks.coverage") == 1.0
    assert value(made, "callbacks.attempts") == 20


def test_without_retries_the_call_backs_are_counted_as_they_are(section_kit: SectionKit) -> None:
    made = built(section_kit, [order(n) for n in range(10)])
    assert "callbacks.attempts" not in made.document.facts()
    assert "customers_called" not in {detail.contract.name for detail in made.document.details}


OUTCOMES = ("成功", "无法接通", "拒绝回访", "待回访")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=4), min_size=1, max_size=6)
)
def test_whoever_was_reached_once_was_reached(
    section_kit: SectionKit, customers: list[list[str]]
) -> None:
    calls = [
        call(n, day + 1, outcome)
        for n, outcomes in enumerate(customers)
        for day, outcome in enumerate(outcomes)
    ]
    made = built(section_kit, [order(n) for n in range(len(customers))], calls)
    called = [outcomes for outcomes in customers if set(outcomes) != {"待回访"}]
    facts = made.document.facts()
    if called:
        assert facts["callbacks.attempted"].value == len(called)
        assert facts["callbacks.success"].value == sum("成功" in each for each in called)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(1, 5), st.booleans()), min_size=1, max_size=20
    )
)
def test_blank_vins_leave_the_visits_as_they_are_while_there_are_plates(
    section_kit: SectionKit, visits: list[tuple[int, int, bool]]
) -> None:
    orders = [
        order(
            at,
            opened_at=f"2026-10-{day:02}",
            vin="" if blank else vin(car),
            plate=f"粤B1230{car}",
        )
        for at, (car, day, blank) in enumerate(visits)
    ]
    made = built(section_kit, orders)
    assert value(made, "visits.received") == len({(car, day) for car, day, _ in visits})


def test_coverage_follows_the_month_of_the_visit(section_kit: SectionKit) -> None:
    september = [order(100 + n, opened_at=f"2026-09-{n + 1:02}") for n in range(20)]
    october = [order(n) for n in range(20)]
    # the last ten of a month are called in the next one
    called = [call(100 + n, called_at=f"2026-{9 + n // 10:02}-28") for n in range(20)]
    called += [call(n, 28) for n in range(10)]
    called += [call(99, 6, "待回访"), call(19, 28, "待回访")]

    made = built(section_kit, [*september, *october], called)

    assert value(made, "callbacks.attempted") == 20
    assert value(made, "callbacks.coverage@2026-09") == 21 / 21
    assert value(made, "callbacks.coverage") == 10 / 20
    (funnel,) = [b for b in made.blocks if isinstance(b, Table) and b.id == "csi.callback_funnel"]
    changes = {row[0]: row[3] for row in funnel.rows}
    assert changes["回访覆盖率"] is None
    assert changes["有效回访率"] is None


def test_calls_that_name_no_order_are_counted_by_their_own_month(section_kit: SectionKit) -> None:
    calls = [{k: v for k, v in call(n).items() if k != "ro_no"} for n in range(30)]

    made = built(section_kit, [order(n) for n in range(20)], calls)

    assert value(made, "callbacks.coverage") == 30 / 20

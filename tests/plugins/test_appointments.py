"""Appointments: what became of bookings, when vehicles arrive, and what falls due next month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from reportgen import Chart, Finding, Table, Text
from reportgen.document.formats import plain
from reportgen.testing import Built, SectionKit

Row = dict[str, str]
STATES = ("已到店", "迟到", "未到店", "已取消")
EDGES = ("2026-08-01", "2026-08-31", "2026-09-01", "2026-09-30", "2026-10-31", "2026-11-03")


def booking(number: int, slot: str, status: str = "已到店", **more: str) -> Row:
    return {"appointment_no": f"B{number}", "slot_at": slot, "status": status} | more


def order(number: int, opened: str, **more: str) -> Row:
    return {
        "ro_no": f"R{number}", "opened_at": opened, "vin": f"LSVAA4{number:03}C2184847",
        "work_type": "保养", "advisor": "张伟",
    } | more  # fmt: skip


def built(kit: SectionKit, tables: Mapping[str, Sequence[Row]], **options: Any) -> Built:  # noqa: ANN401
    made = kit.build("appointments", tables, **options)
    assert not made.chapter.failed
    return made


def around(**more: str) -> list[Row]:
    """Bookings that show which months the export holds."""
    return [booking(900 + at, f"{day} 10:00", **more) for at, day in enumerate(EDGES)]


def of(made: Built, kind: type) -> list[Any]:
    return [block for block in made.blocks if isinstance(block, kind)]


def headline(made: Built) -> str:
    return plain(of(made, Text)[0].words, "zh")


def test_what_became_of_bookings_follows_the_status(section_kit: SectionKit) -> None:
    rows = [booking(at, f"2026-10-{at % 28 + 1:02} 09:00", STATES[at % 4]) for at in range(40)]
    made = built(section_kit, {"appointments": [*rows, *around()]})
    facts = made.document.facts()
    came, late, missed = 11, 10, 10  # ten of each, and one of October's edge
    assert facts["appointments.booked"].value == came + late + missed
    show, on_time = facts["appointments.show_rate"], facts["appointments.on_time"]
    assert (show.top, show.bottom) == (came + late, came + late + missed)
    assert (on_time.top, on_time.bottom) == (came, came + late)


def test_a_status_that_knows_no_late_ones_says_nothing_of_punctuality(
    section_kit: SectionKit,
) -> None:
    rows = [booking(at, "2026-10-10 09:00", ("已到店", "未到店")[at % 4 == 0]) for at in range(20)]
    made = built(section_kit, {"appointments": [*rows, *around()]})
    assert "准时" not in headline(made)
    assert "到店率 76.2%" in headline(made)


@pytest.mark.parametrize(("minutes", "on_time"), [(-20, 1.0), (15, 1.0), (16, 0.0), (90, 0.0)])
def test_without_a_status_the_arrival_tells(
    section_kit: SectionKit, minutes: int, on_time: float
) -> None:
    hour, minute = divmod(10 * 60 + minutes, 60)
    rows = [
        {"appointment_no": f"B{at}", "slot_at": f"2026-10-{at + 1:02} 10:00",
         "arrived_at": f"2026-10-{at + 1:02} {hour:02}:{minute:02}"}
        for at in range(10)
    ]  # fmt: skip
    edges = [
        {"appointment_no": f"E{at}", "slot_at": f"{day} 10:00"} for at, day in enumerate(EDGES)
    ]
    made = built(section_kit, {"appointments": [*rows, *edges]})
    facts = made.document.facts()
    assert facts["appointments.on_time"].value == on_time
    assert facts["appointments.show_rate"].value == pytest.approx(10 / 11)


def test_bookings_of_next_month_are_no_no_shows(section_kit: SectionKit) -> None:
    rows = [booking(at, "2026-10-10 09:00") for at in range(10)]
    later = [booking(100 + at, "2026-11-05 09:00", "已预约") for at in range(50)]
    made = built(section_kit, {"appointments": [*rows, *later, *around()]})
    assert made.fact("appointments.show_rate").value == 1.0


def test_no_shows_are_named_only_beyond_chance(section_kit: SectionKit) -> None:
    def bookings(missed: Mapping[str, int]) -> list[Row]:
        return [
            booking(at * 100 + n, f"2026-10-{n % 28 + 1:02} 09:00",
                    "未到店" if n < count else "已到店", advisor=name)
            for at, (name, count) in enumerate(missed.items())
            for n in range(60)
        ]  # fmt: skip

    edges = around(advisor="赵强")
    apart = bookings({"张伟": 3, "李娜": 25, "王芳": 4})
    (found,) = of(built(section_kit, {"appointments": [*apart, *edges]}), Finding)
    assert plain(found.title, "zh").startswith("李娜的预约到店率 58.3%")
    alike = bookings({"张伟": 3, "李娜": 7, "王芳": 4})
    assert not of(built(section_kit, {"appointments": [*alike, *edges]}), Finding)


def test_arrivals_by_weekday_and_hour_count_each_vehicle_once_a_day(
    section_kit: SectionKit,
) -> None:
    days = [date(2026, 8, 1) + timedelta(days=at) for at in range(92)]
    rows = [order(at, f"{day} 09:30", appointment="是") for at, day in enumerate(days)]
    rows += [
        order(at, f"{day} 11:10", ro_no=f"S{at}", appointment="否")
        for at, day in enumerate(days)
        if at % 2
    ]
    rows += [order(500 + at, f"{day} 14:00") for at, day in enumerate(days) if at % 4 == 0]
    made = built(section_kit, {"repair_orders": rows})
    (chart,) = (c for c in of(made, Chart) if c.kind == "heat")
    assert plain(chart.title, "zh") == "9–10 时最忙，占全部到店的 80.0%"
    assert sum(fact.value for series in chart.series for fact in series.values) == 92 + 23
    mondays = sum(day.weekday() == 0 for day in days)
    assert chart.series[0].values[0].value == mondays


def test_days_without_times_make_no_chart_of_hours(section_kit: SectionKit) -> None:
    rows = [order(at, f"2026-10-{at + 1:02}", appointment="是") for at in range(31)]
    made = built(section_kit, {"repair_orders": rows})
    assert not [c for c in of(made, Chart) if c.kind == "heat"]


def test_what_falls_due_next_month(section_kit: SectionKit) -> None:
    sales = {
        1: "2026-08-15",  # first service in November
        2: "2026-08-20",  # had it
        3: "2023-11-12",  # warranty ends, insurance
        4: "2024-11-30",  # insurance, inspection after two years
        5: "2024-12-01",  # nothing
    }
    sold = [{"vin": f"LSVAA4{n:03}C2184847", "sold_at": day} for n, day in sales.items()]
    orders = [
        order(2, "2026-10-20", work_type="首保"),
        order(6, "2026-05-10", work_type="保养"),  # half a year later
        order(7, "2026-06-10", work_type="保养"),
    ]
    made = built(section_kit, {"vehicle_sales": sold, "repair_orders": [
        row | {"appointment": "否"} for row in orders
    ]})  # fmt: skip
    facts = {name: f.value for name, f in made.document.facts().items() if ".due:" in name}
    assert facts == {
        "appointments.due:first_service": 1,
        "appointments.due:maintenance": 1,
        "appointments.due:maintenance/张伟": 1,
        "appointments.due:warranty": 1,
        "appointments.due:insurance": 2,
        "appointments.due:inspection": 1,
        "appointments.due:first_service/张伟": 0,
        "appointments.due:warranty/张伟": 0,
        "appointments.due:insurance/张伟": 0,
        "appointments.due:inspection/张伟": 0,
    }
    assert of(made, Table)

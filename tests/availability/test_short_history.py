"""A store with a few months of exports: what is shorter bears its length, the rest is unknown."""

from __future__ import annotations

import pytest

from reportgen.document.blocks import Block, Table, Text
from reportgen.document.formats import plain
from reportgen.periods import Month
from reportgen.testing import SectionKit

OCTOBER = Month(2026, 10)


def _orders(months: int) -> list[dict[str, str]]:
    return [
        {
            "ro_no": f"{month}-{at}", "opened_at": f"{month}-{at % 28 + 1:02d}",
            "delivered_at": f"{month}-{at % 28 + 1:02d} 17:00", "vin": f"LSVAA4101C2{at:06d}",
            "work_type": "一般维修", "fault": f"故障{at}", "technician": f"技师{at % 2}",
        }
        for month in OCTOBER.back(months) for at in range(56)
    ]  # fmt: skip


def _calls(orders: list[dict[str, str]]) -> list[dict[str, str]]:
    return [
        {"ro_no": o["ro_no"], "called_at": o["opened_at"], "outcome": "成功",
         "first_time_fixed": "是"}
        for o in orders
    ]  # fmt: skip


def _said(blocks: tuple[Block, ...]) -> str:
    return "".join(plain(block.words, "zh") for block in blocks if isinstance(block, Text))


@pytest.mark.parametrize(("months", "compared"), [(4, True), (3, False)])
def test_technicians_are_compared_over_a_quarter_that_is_named_or_not_at_all(
    section_kit: SectionKit,
    months: int,
    compared: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    orders = _orders(months)

    built = section_kit.build(
        "first_time_fix", {"repair_orders": orders, "callbacks": _calls(orders)}
    )

    tables = [block for block in built.blocks if isinstance(block, Table)]
    captions = [t.caption for t in tables if t.id == "first_time_fix.technicians"]
    assert captions == ["各技师未修复率（回访），2026年8月至2026年10月"] * compared
    assert ("三个整月" in _said(built.blocks)) is not compared
    assert "近12个月没有返修" not in _said(built.blocks)


@pytest.mark.parametrize(("months", "sizes"), [(3, 1), (4, 1), (6, 2)])
def test_a_class_the_data_do_not_reach_back_to_is_unknown(
    section_kit: SectionKit, months: int, sizes: int
) -> None:
    built = section_kit.build("churn", {"repair_orders": _orders(months)})

    (table,) = [block for block in built.blocks if isinstance(block, Table)]
    assert sum(row[1] is not None for row in table.rows) == sizes
    assert not [row[2] for row in table.rows if row[2] is not None]
    assert f"数据只有 {months} 个月" in plain(table.note, "zh")

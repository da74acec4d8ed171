"""Small exports in which something is missing, and what a report may say of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.document.blocks import Block, Finding, Text
from reportgen.document.compose import compose
from reportgen.document.formats import plain, text
from reportgen.document.outline import PAPER
from reportgen.document.printed import Tiles
from reportgen.extension.components import Look
from reportgen.labels import LANGUAGES, Language
from reportgen.periods import Month
from reportgen.renderers.docx import Docx
from reportgen.renderers.xlsx import Xlsx
from reportgen.testing import Built, SectionKit
from reportgen.verify import verify

LOOK = Look(Path(__file__).parents[2] / "report_templates" / "monthly.docx")


def _calls(outcomes: list[str], **more: str) -> list[dict[str, str]]:
    return [
        {
            "ro_no": f"R{at}", "called_at": f"2026-10-{at % 31 + 1:02d}", "advisor": "乔丹",
            "outcome": outcome, **more,
        }
        for at, outcome in enumerate(outcomes)
    ]  # fmt: skip


def _said(built: Built) -> Iterator[str]:
    blocks: tuple[Block, ...] = built.blocks
    for block in blocks:
        if isinstance(block, Text):
            yield plain(block.words, "zh")
        if isinstance(block, Finding):
            yield plain((*block.title, *block.text), "zh")


def test_an_unknown_outcome_has_bounds_and_no_rate(section_kit: SectionKit) -> None:
    calls = _calls(["成功回访"] * 30 + ["拒绝回访"] * 10)

    built = section_kit.build("csi_by_advisor", {"callbacks": calls})

    rate = built.fact("callbacks.success_rate")
    assert (rate.value, rate.reason) == (None, "unknown_words")
    assert (rate.low, rate.high) == (0.0, 1.0)
    assert "回访成功率：—（有不认识的词）。" in list(_said(built))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rate_that_a_few_words_leave_open_is_printed_as_its_bounds(
    section_kit: SectionKit, language: Language
) -> None:
    calls = _calls(["成功"] * 30 + ["拒绝回访"] * 8 + ["回头再打"] * 2)

    built = section_kit.build("csi_by_advisor", {"callbacks": calls}, language=language)

    rate = built.fact("callbacks.success_rate")
    assert text(rate, "share", language) == "75.0%–84.2%"
    (word,) = [p for p in compose(built.document, PAPER) if p.chapter]
    (tiles,) = [item for item in word.items if isinstance(item, Tiles)]
    assert any("真实数字" in p.text("zh") or "true figure" in p.text("en") for p in tiles.below)
    files = {
        ".docx": Docx(pages="none").render(built.document, LOOK),
        ".xlsx": Xlsx().render(built.document, LOOK),
    }
    assert verify(built.document, files, LOOK) == []


def test_closed_without_a_date_tells_what_is_open_and_not_since_when(
    section_kit: SectionKit,
) -> None:
    cases = [("A", "09-10", "已关闭"), ("B", "09-11", "处理中"), ("C", "10-02", "已关闭"),
             ("D", "10-03", "处理中")]  # fmt: skip
    rows = [
        {"complaint_no": no, "received_at": f"2026-{day}", "status": status}
        for no, day, status in cases
    ]

    built = section_kit.build("complaints", {"complaints": rows})

    known = {name: built.fact(f"complaints.{name}") for name in
             ("open", "new", "carried_in", "resolved")}  # fmt: skip
    assert {name: fact.value for name, fact in known.items()} == {
        "open": 2.0, "new": 2.0, "carried_in": None, "resolved": None,
    }  # fmt: skip
    assert known["resolved"].reason == "not_recorded"
    assert [said for said in _said(built) if "不知何时关闭" in said]
    assert not [said for said in _said(built) if "满意" in said]


def test_a_status_nobody_knows_is_not_open(section_kit: SectionKit) -> None:
    rows = [
        {"complaint_no": "A", "received_at": "2026-08-10", "status": "已办结", "closed_at": ""},
        {"complaint_no": "B", "received_at": "2026-10-02", "status": "已关闭",
         "closed_at": "2026-10-03"},
    ]  # fmt: skip

    built = section_kit.build("complaints", {"complaints": rows})

    assert built.fact("complaints.open").value is None
    assert not [block for block in built.blocks if isinstance(block, Finding)]
    assert not [said for said in _said(built) if "超过30天" in said]


def test_orders_and_calls_without_item_scores_have_a_funnel_and_the_overall_score(
    section_kit: SectionKit,
) -> None:
    orders = [
        {"ro_no": f"R{at}", "opened_at": f"2026-10-{at + 1:02d}", "advisor": "乔丹",
         "vin": f"LSVAA4101C2{at:06d}"}
        for at in range(30)
    ]  # fmt: skip
    calls = _calls(["成功"] * 30, overall="90")

    built = section_kit.build("csi_by_advisor", {"repair_orders": orders, "callbacks": calls})

    assert not built.chapter.failed
    assert built.fact("csi.overall").value == 90.0
    assert built.fact("visits.received").value == 30.0
    assert built.fact("callbacks.effective").value == 1.0


def test_amounts_nobody_could_read_are_no_amounts_at_risk(section_kit: SectionKit) -> None:
    orders = [
        {"ro_no": f"R{month}.{at}", "opened_at": f"{Month(2025, 1) + month}-{at + 1:02d}",
         "vin": f"LSVAA4101C2{(at * 7 + month) % 40:06d}", "total": "约一百五"}
        for month in range(22) for at in range(28)
    ]  # fmt: skip

    built = section_kit.build("churn", {"repair_orders": orders})

    assert built.blocks
    assert not [f for f in built.document.facts().values() if "value" in f.id and f.known]


def test_a_detail_sheet_says_no_only_where_something_says_so(section_kit: SectionKit) -> None:
    orders = [
        {"ro_no": f"R{at}", "opened_at": f"2026-10-{at + 1:02d}", "vin": f"LSVAA4101C2{at:06d}"}
        for at in range(10)
    ]
    calls = _calls(["成功"] * 10, overall="90")

    flags = [
        detail.frame["first_service"]
        for rows in (orders, [{**order, "work_type": "一般维修"} for order in orders])
        for detail in section_kit.build(
            "csi_by_advisor", {"repair_orders": rows, "callbacks": calls}
        ).document.details
        if detail.contract.name == "visits"
    ]

    assert [[*flag.isna().unique()] for flag in flags] == [[True], [False]]
    assert not flags[1].any()


def test_a_month_nobody_exported_is_not_compared(section_kit: SectionKit) -> None:
    built = section_kit.build("csi_by_advisor", {"callbacks": _calls(["成功", "拒绝回访"] * 20)})

    rate = built.fact("callbacks.success_rate")
    assert rate.value == 0.5
    before = built.fact("callbacks.success_rate@2026-09")
    assert (before.value, before.reason) == (None, "not_exported")
    assert any("上月无可比数据" in said for said in _said(built))

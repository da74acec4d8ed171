from __future__ import annotations

import pytest

from reportgen.labels import Label
from reportgen.mapping import MatchReason, Pair, Proposal, Values
from reportgen.mapping.sample_values import samples
from reportgen.metric.table_contracts import ColumnContract

ADVISOR = ColumnContract("advisor", "text", Label("顾问", "Advisor"))
NAME = ColumnContract("owner", "text", Label("姓名", "Name"), private="name")


@pytest.mark.parametrize(
    ("state", "column", "texts", "shown"),
    [
        ("certain", ADVISOR, ("陈伟", "李敏"), ("陈伟", "李敏")),
        ("ask", ADVISOR, ("陈伟",), ("陈*",)),
        ("ask", ADVISOR, ("W2600001",), ("W2***01",)),
        ("certain", NAME, ("张三丰",), ("张*",)),
        ("unused", None, ("张三丰", "13912345678", "LSVAA4182E2123456"),
         ("张*", "139****5678", "LSV**********3456")),
        ("unused", None, ("2026-09-01 08:30", "20260901", "a@b.cn"),
         ("2026-09-01 08:30", "20260901", "***@b.cn")),
        ("unused", None, ("客户说车辆行驶中方向盘抖动，要求检查四轮定位",),
         ("客户说车辆行驶中方向盘抖动，要求检查四轮…",)),
        ("unused", None, ("a", "a", "b", "c", "d"), ("a", "b", "c")),
    ],
)  # fmt: skip
def test_samples_show_nobody(
    state: str, column: ColumnContract | None, texts: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    best = Pair(0, column, 0.9) if column else None

    assert samples(Values(texts), Proposal(0, "x", state, best)) == shown  # type: ignore[arg-type]


def test_words_of_a_category_are_nobody() -> None:
    best = Pair(0, ADVISOR, 0.6, (MatchReason("category", "90%"),))

    assert samples(Values(("接通",)), Proposal(0, "x", "ask", best)) == ("接通",)

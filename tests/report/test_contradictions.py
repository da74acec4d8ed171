"""A chapter that says two things is refused with the line: another count, calm beside a warning."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from reportgen.document.blocks import Block, Column, Finding, Recommendation, Table, Text
from reportgen.document.facts import Fact, Shown, Words, words
from reportgen.errors import SectionError
from reportgen.labels import Label
from reportgen.metric.expressions import Count, Is, Metric, Rows
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.report.yielded_blocks import blocks_of
from reportgen.section.data import Data, Dealer
from reportgen.section.dealer_tables import DealerTables

LISTED = Metric("listed", Label("名单", "Listed"), Count(Rows("to_call")), "count")
ORDERS = Metric("orders", Label("工单", "Orders"), Count(Rows("orders")), "count")


def contract(name: str, label: str, *more: ColumnContract) -> TableContract:
    columns = (ColumnContract("no", "code", Label("号", "No")), *more)
    return TableContract(name, Label(label, label), Label("一行", "one"), columns, key=("no",))


@pytest.fixture
def data() -> Data:
    frame = pd.DataFrame({"no": list("abcde"), "_file": "f", "_row": range(5)})
    own = DealerTables({"orders": frame}, {"orders": contract("orders", "工单")})
    made = Data(Dealer("D1"), Month(2026, 10), "zh", own)
    made.derive(contract("to_call", "联系名单"), frame.head(3), printed=True)
    return made


def refused(data: Data, *blocks: Block) -> str:
    def build() -> Iterator[Block]:
        yield Text(words("开头。"))
        yield from blocks

    line = inspect.getsourcelines(build)[1] + 2
    with pytest.raises(SectionError) as caught:
        blocks_of(build(), build, data)
    place = f"report/test_contradictions.py:{line}: "
    assert str(caught.value).startswith(place)
    return str(caught.value).removeprefix(place)


def of(fact: Fact, before: str = "按“联系名单”联系 ", after: str = " 辆车。") -> Words:
    return words(before, fact, after)


def test_a_sentence_that_names_a_list_and_counts_something_else_is_refused(data: Data) -> None:
    said = refused(data, Text(of(data.fact(ORDERS))))
    assert said == (
        "a sentence names the list '联系名单' and counts 'orders' (5), which is not made of its "
        'rows; use a metric over Rows("to_call"), or say it in another sentence'
    )


@pytest.mark.parametrize("where", ["finding", "measure", "note", "cell"])
def test_wherever_a_sentence_stands(data: Data, where: str) -> None:
    fact, plain = data.fact(ORDERS), words("x")
    finding = Finding("f", "bad", plain, of(fact) if where == "finding" else plain)
    rest: Any = ("me", data.month.end, "i", fact, fact)
    blocks: dict[str, tuple[Block, ...]] = {
        "finding": (finding,),
        "measure": (finding, Recommendation("r", "f", plain, plain, of(fact), *rest)),
        "note": (Table("t", "c", (), (), note=of(fact)),),
        "cell": (Table("t", "c", (Column("c"),), ((of(fact),),)),),
    }
    assert "names the list '联系名单'" in refused(data, *blocks[where])


def test_counts_of_the_list_or_a_part_of_it_and_of_other_sentences_stand(data: Data) -> None:
    listed, orders = data.fact(LISTED), data.fact(ORDERS)
    part = data.fact(LISTED, Is("no", "a"), key="a")
    said = (
        of(listed),
        of(part),
        words("共 ", orders, " 张工单。", *of(listed)),
        words(orders, " orders on all. ", "“联系名单” has ", listed, ".", " ", orders, " in all."),
        words("共 ", orders, " 张，联系名单以外的不计。"),
        words("按“别的名单”联系 ", orders, " 辆。"),
        words("“联系名单”上的占 ", Shown(listed, "full"), "。"),
    )
    blocks = [Text(each) for each in said]
    assert blocks_of(blocks, None, data) == tuple(blocks)


def test_a_calm_text_beside_a_finding_on_the_same_fact_is_refused(data: Data) -> None:
    late, other = data.fact(ORDERS), data.fact(LISTED)
    calm = Text(words("按计划关闭即可。"), role="summary", calm=(late,))
    warned = Finding("late", "watch", words("有 ", late, " 件过期"), words("请处理。"))
    assert refused(data, warned, calm) == (
        "it says that all is well with 'orders', and finding 'late' (watch) asks to look at it; "
        "let the sentence follow from the findings"
    )
    good = Finding("late", "good", warned.title, warned.text)
    elsewhere = Finding("late", "bad", words("有 ", other, " 件"), words("请处理。"))
    for finding in (good, elsewhere):
        assert blocks_of([finding, calm], None, data) == (finding, calm)

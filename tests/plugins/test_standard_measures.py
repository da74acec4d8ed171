"""The library of standard measures: every cause has one, and mistakes are told with their place."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from reportgen.errors import SpecError
from reportgen.extension.loader import install_namespace
from reportgen.extension.workspace import bundled

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.comments.topic_catalog import (  # noqa: E402
    TOPICS,
    Item,
    read_topics,
)
from reportgen_plugins.after_sales.standard_measures import MEASURES, read_measures  # noqa: E402

SHIPPED = read_measures(bundled().config(MEASURES))


def test_every_topic_and_every_item_has_a_measure() -> None:
    topics = read_topics(bundled().config(TOPICS)).topics
    assert [key for key in topics if not SHIPPED.on_topics([key])] == []
    assert [item for item in get_args(Item) if not SHIPPED.on_items([item])] == []


@pytest.mark.parametrize(
    ("reason", "cause", "side"),
    [
        ("服务差", "服务态度", "subjective"),
        ("维修质量差", "维修质量", "subjective"),
        ("維修價格高", "价格高", "subjective"),
        ("地点不方便", "地点不方便", "objective"),
        ("公司指定", "单位或保险公司指定", "objective"),
        ("Too expensive", "价格高", "subjective"),
        ("Location is inconvenient", "地点不方便", "objective"),
    ],
)
def test_the_reasons_of_the_churn_survey_are_told_apart(reason: str, cause: str, side: str) -> None:
    found = SHIPPED.on_reason(reason)
    assert found is not None
    assert (found.cause.zh, found.side) == (cause, side)


def test_a_reason_nobody_wrote_down_has_no_measure() -> None:
    assert SHIPPED.on_reason("其他") is None


def test_at_most_two_measures_are_named_and_each_once() -> None:
    assert len(SHIPPED.on_items(["quote", "bill", "attitude", "reception"])) == 2
    assert len(SHIPPED.on_items(["quote", "bill"])) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("won_back: 1.5\nmeasures: {}\n", "own.yaml:1:11: "),
        ("won_back: 0.1\nmeasures:\n  wait: {roll: {zh: 经理, en: Manager}}\n", "own.yaml:3:10: "),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        read_measures(path)
    assert said in str(caught.value)

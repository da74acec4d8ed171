"""The words of a file nobody knows, what each may mean, and the mapping file that teaches them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reportgen.labels import Label
from reportgen.mapping import Values, WordLine, match, read_mapping, written
from reportgen.mapping.unknown_words import UnknownWord, added, unknown_words
from reportgen.metric.table_contracts import ColumnContract, TableContract

OUTCOME = ColumnContract(
    "outcome",
    "category",
    Label("回访结果", "Outcome"),
    values={
        "success": (Label("成功", "Success"), ("已接通",)),
        "failed": (Label("失败", "Failed"), ("回访失败",)),
        "closed": (Label("已关闭", "Closed"), ()),
        "open": (Label("未关闭", "Open"), ()),
    },
)
TABLE = TableContract(
    "calls", Label("回访", "Calls"), Label("一次", "one"), (OUTCOME,), key=("outcome",)
)


def words(texts: Sequence[str], taught: object = None) -> tuple[UnknownWord, ...]:
    column = pd.Series(list(texts), dtype="str")
    matching = match(["回访结果"], [Values.of(column)], TABLE)
    return unknown_words(matching, column.to_frame(), taught or {})  # type: ignore[arg-type]


PEOPLE = ColumnContract("technician", "text", Label("技师", "Technician"), people=True)
CREW = TableContract("jobs", Label("任务", "Jobs"), Label("一次", "one"), (PEOPLE,), key=())


def together(texts: Sequence[str], taught: object = None) -> dict[str, tuple[int, list[str]]]:
    column = pd.Series(list(texts), dtype="str")
    matching = match(["技师"], [Values.of(column)], CREW)
    found = unknown_words(matching, column.to_frame(), taught or {})  # type: ignore[arg-type]
    return {each.word: (each.rows, [name for name, _ in each.likely]) for each in found}


@pytest.mark.parametrize("between", ["^", "/", "、", "，", " & ", "+", ";", "｜"])
def test_two_people_in_one_cell_are_a_question(between: str) -> None:
    both = f"李师傅{between}王师傅"
    assert together([both, "李师傅", both, "王师傅"]) == {both: (2, ["李师傅", "王师傅"])}


def test_one_person_is_no_question_nor_a_cell_that_is_taught() -> None:
    assert together(["李/王", "李师傅", "王师傅"]) == {}
    assert together(["李师傅/赵师傅", "李师傅"]) == {}
    assert together(["李师傅/", "李师傅"]) == {}
    cells = ["李师傅^王师傅", "李师傅", "王师傅"]
    assert together(cells, {"technician": {"李师傅": ["李师傅^王师傅"]}}) == {}


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("成功回访", "success"),
        ("回訪 成功!", "success"),
        ("Closed with explanation", "closed"),
        ("未关闭（超期）", "open"),
        ("sucess", "success"),
        ("未成功", ""),
        ("不成功", ""),
        ("关闭", "closed"),
        ("not closed", ""),
        ("待定", ""),
        ("A", ""),
    ],
)
def test_what_a_word_may_mean(word: str, key: str) -> None:
    (found,) = words([word, "成功"])
    assert next((means for means, _ in found.likely), "") == key
    assert found.means == ""


def test_words_are_counted_over_the_whole_file_the_most_first() -> None:
    texts = ["成功回访"] * 900 + ["成功 回訪"] * 50 + ["待定"] * 7 + ["成功"] * 100 + ["", "-"]
    texts += ["13800138000"]
    assert [(each.word, each.rows) for each in words(texts)] == [("成功回访", 950), ("待定", 7)]
    assert [each.word for each in words(texts, {"outcome": {"success": ["成功回访"]}})] == ["待定"]
    both = added(words(texts), words(["待定", "别的", "成功"]))
    assert [(each.word, each.rows) for each in both] == [
        ("成功回访", 950),
        ("待定", 8),
        ("别的", 1),
    ]


LINES = (
    WordLine("outcome", "success", "成功回访", "30 rows"),
    WordLine("outcome", "success", "no", "4 rows", asked=True),
    WordLine("outcome", "failed", "没打通", "2 rows", asked=True),
    WordLine("outcome", "", "待定", "1 row", asked=True),
)


def test_the_mapping_file_teaches_what_is_certain_and_shows_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(written(("t",), (), ("回访结果",), LINES), "utf-8")
    text = path.read_text("utf-8")
    assert text == (
        "# t\n"
        "words:\n"
        "  outcome:\n"
        "    success:\n"
        "      - 成功回访  # 30 rows\n"
        "#      - 'no'  # 4 rows\n"
        "    failed:\n"
        "#      - 没打通  # 2 rows\n"
        "#    待定  # 1 row\n"
        "_header: [回访结果]\n"
    )
    assert read_mapping(path, TABLE).words == {"outcome": {"success": ["成功回访"]}}

    path.write_text(text.replace("#      -", "      -"), "utf-8")
    assert read_mapping(path, TABLE).words == {
        "outcome": {"success": ["成功回访", "no"], "failed": ["没打通"]}
    }


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=9),
        min_size=1,
        unique=True,
    )
)
def test_any_word_is_written_as_it_is_read(texts: list[str]) -> None:
    lines = [WordLine("outcome", "success", text, "1") for text in texts]
    read = yaml.safe_load(written((), (), (), lines))
    assert read["words"]["outcome"]["success"] == texts

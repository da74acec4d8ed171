"""Work that grows with the square of a file, counted and not timed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pytest

from reportgen.intake import names_in_text
from reportgen.intake.dates import parse_dates
from reportgen.intake.names_in_text import OwnerNames
from reportgen.intake.numbers import parse_numbers
from reportgen.intake.spelling import one_phone
from reportgen.intake.unit_words import brackets


class Counted(str):
    """A text that counts the characters taken out of it."""

    __slots__ = ("taken",)
    taken: int

    def __getitem__(self, at: object) -> str:
        piece = super().__getitem__(at)  # type: ignore[index]
        self.taken = getattr(self, "taken", 0) + len(piece)
        return piece


def test_a_text_is_searched_once_for_all_names_of_a_car() -> None:
    few, many = (OwnerNames([f"客户{at:05}" for at in range(n)]) for n in (100, 10_000))
    text = "客户00042来过，客户00007没来"
    searched = []
    for names in (few, many):
        counted = Counted(text)
        assert list(names.within(counted)) == ["客户00007", "客户00042"]
        searched.append(counted.taken)
    assert searched[0] == searched[1]


def test_few_names_and_many_are_masked_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pd.Series(["王小明和王小", None, "李四来过", "王小明明"], dtype="str")
    cars, owners = pd.Series([1, 1, 2, 1]), {1: ("王小", "王小明", "明明"), 2: ("李四",)}

    def masked() -> list[object]:
        found = names_in_text._masked(
            texts, [], cars, {of: OwnerNames(names) for of, names in owners.items()}
        )
        return list(found.fillna("").tolist())

    one_by_one = masked()
    monkeypatch.setattr(names_in_text, "_MANY", 0)
    assert masked() == one_by_one == ["王*明和王*", "", "李*来过", "王*明*"]


def slow(n: int) -> Iterator[tuple[str, pa.Array]]:
    yield "number", pa.array(["1" + " " * n + "2"])
    yield "number", pa.array(["1" + " " * n + "万" + " " * n])
    yield "date", pa.array(["2026-10-01" + " " * n + "9"])
    yield "date", pa.array(["2026 年" + " " * n + "10" + " " * n + "月" + " " * n + "x"])
    yield "phone", pa.array(["138" + " " * n + "1"])


@pytest.mark.parametrize(("kind", "texts"), [*slow(30_000)])
def test_a_cell_of_spaces_is_no_value_and_is_not_tried_in_all_ways(
    kind: str, texts: pa.Array
) -> None:
    # with the square of 30,000 steps each of these takes from seconds to hours
    if kind == "number":
        assert parse_numbers(texts).bad.all()
    elif kind == "date":
        assert parse_dates(texts, time=True).impossible.all()
    else:
        phones, _ = one_phone(texts, pd.Series([False]).to_numpy())
        assert phones.equals(texts)


def test_brackets_that_are_only_opened_say_nothing() -> None:
    assert brackets("金额" + "(" * 50_000) == ()
    assert brackets("金额(万元)" + "(" * 50_000) == ("万元",)

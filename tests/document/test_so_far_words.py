"""A part that prints figures of an unfinished month says first of which days they are."""

from __future__ import annotations

from datetime import date

import pytest

from reportgen.document.facts import Fact, words
from reportgen.document.formats import fact_format, text
from reportgen.document.printed import Item, Paragraph
from reportgen.document.so_far_words import so_far_first
from reportgen.labels import Label, Language
from reportgen.metric.exported_days import ExportedDays

CALLS = Label("回访", "Call-backs")


def fact(first: int, last: int, **more: object) -> Fact:
    days = ExportedDays(date(2026, 10, first), date(2026, 10, last), CALLS)
    return Fact("a", 0.125, "share", so_far=(days,), **more)  # type: ignore[arg-type]


def said(one: Fact, language: Language) -> str:
    body: Item = Paragraph("body", words(one))
    note, rest = so_far_first([body], language)
    assert rest is body
    assert isinstance(note, Paragraph)
    return note.text(language)


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        (1, 12, "“回访”只导出到 10 月 12 日；", "'Call-backs' is exported up to 2026-10-12 only."),
        (
            8,
            31,
            "“回访”从 10 月 8 日 起才有；",
            "'Call-backs' is exported from 2026-10-08 on only.",
        ),
        (
            8,
            12,
            "“回访”只导出了 10 月 8 日 至 10 月 12 日；",
            "'Call-backs' is exported from 2026-10-08 to 2026-10-12 only.",
        ),
    ],
)
def test_the_days_are_named(first: int, last: int, zh: str, en: str) -> None:
    one = fact(first, last)

    assert said(one, "zh") == f"*：{zh}带 * 的是这些天的数字，不与整月比较，也不作评价。"
    assert said(one, "en").startswith(f"*: {en} Figures with * are of these days;")


def test_nothing_is_said_of_whole_months() -> None:
    body = Paragraph("body", words(Fact("a", 1.0, "count")))

    assert so_far_first([body], "zh") == (body,)


def test_the_mark_stands_behind_the_figure_in_both_files() -> None:
    one = fact(1, 12, top=1.0, bottom=8.0, n=8)

    assert text(one, "share", "zh") == "12.5%*"
    assert text(one, "share", "zh", "full") == "12.5%*（1/8）"
    assert text(one, "share", "zh", "fraction") == "1/8*"
    assert fact_format(one, "zh") == '0.0%"*"'
    none = Fact("a", None, "share", so_far=one.so_far)
    assert text(none, "share", "zh") == "—"

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Literal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.extension.components import DateOrder
from reportgen.intake.date_forms import UNDECLARED, Declaration
from reportgen.intake.dates import calendar_of, parse_dates

MINGUO = Declaration(calendar="minguo")


def read(
    text: str, *, time: bool = True, month: bool = False, declared: Declaration = UNDECLARED
) -> datetime | None:
    texts = pa.array([unicodedata.normalize("NFKC", text)])
    moment = parse_dates(texts, time=time, month=month, declared=declared).found[0]
    return moment.astype(datetime) if not np.isnat(moment) else None


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05", "2024/3/5", "2024.3.5", "20240305", "2024年3月5日", "2024年03月05号",
        "民國113年3月5日", "民国113/3/5", "45356", "2024-3-5", "2024-03-05T00:00:00", "2024/03/05",
    ],
)  # fmt: skip
def test_every_usual_form_is_the_same_day(text: str) -> None:
    assert read(text) == datetime(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05 14:05", "2024-03-05 14:05:00", "2024/3/5 14:05", "20240305 14:05",
        "2024-03-05T14:05:00.123", "2024年3月5日 14时05分", "2024年3月5日14:05", "45356.586805556",
    ],
)  # fmt: skip
def test_a_time_is_kept_or_cut_by_kind(text: str) -> None:
    assert read(text) == datetime(2024, 3, 5, 14, 5)
    assert read(text, time=False) == datetime(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2009-06-31", "2024-02-30", "0000-00-00", "9999-12-31", "2024-03-05 24:00:00", "20241305",
        "3月5日", "昨天", "123", "99999", "2024-03", "1899-01-01",
    ],
)  # fmt: skip
def test_what_is_no_day_is_impossible(text: str) -> None:
    read = parse_dates(pa.array([text]), time=True)
    assert (read.impossible[0], read.ambiguous[0]) == (True, False)


@pytest.mark.parametrize("text", ["03/04/2024", "24.3.5", "3-4-24", "25/12/2024 10:00"])
def test_day_and_month_are_never_guessed(text: str) -> None:
    read = parse_dates(pa.array([text]), time=True)
    assert (read.impossible[0], read.ambiguous[0]) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "2008-09", "2008/9", "2008年9月", "200809", "2008年9月份", "2008-09-15", "2008 年 9 月",
        "Sep 2008", "Sep-2008", "民國97年9月",
    ],
)  # fmt: skip
def test_a_month_is_its_first_day(text: str) -> None:
    assert read(text, time=False, month=True) == datetime(2008, 9, 1)


def test_a_month_of_minguo_has_to_be_declared() -> None:
    for text in ("115年9月", "115/09", "115-9"):
        assert read(text, time=False, month=True) is None
        assert read(text, time=False, month=True, declared=MINGUO) == datetime(2026, 9, 1)


def test_only_forms_a_reader_would_not_call_a_date_count_as_rewritten() -> None:
    texts = pa.array(["2024/3/5", "45356", "民國113年3月5日", "2024年3月5日"])
    assert parse_dates(texts, time=True).rewritten.tolist() == [False, True, True, False]


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0.year}/{0.month}/{0.day}",
            "{0.year}年{0.month}月{0.day}日",
            "{0:%Y%m%d}",
        ]
    ),
)
def test_any_day_survives_any_form(day: date, form: str) -> None:
    found = read(form.format(day))
    assert found is not None
    assert found.date() == day


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_a_fault(text: str) -> None:
    read = parse_dates(pa.array([text]), time=True)
    assert np.isnat(read.found[0]) == (read.impossible[0] or read.ambiguous[0])


@pytest.mark.parametrize(
    "text",
    [
        "民國115年9月3日", "民國115/09/03", "民國 115年 9月 3日", "民115.9.3",
        "中華民國115年9月3日", "03-Sep-2026", "Sep 3, 2026", "September 3rd 2026",
        "3 September 2026",
        "3Sep2026", "2026-Sep-03", "Thu, 03 Sep 2026", "2026/09/03（四）", "2026-09-03 星期四",
        "2026年9月3日 週四",
        "2026-09-03 Thursday", "2026 年 9 月 3 日", "46268", "20260903",
    ],
)  # fmt: skip
def test_a_day_in_every_form_that_has_one_meaning(text: str) -> None:
    assert read(text) == datetime(2026, 9, 3)


@pytest.mark.parametrize(
    "text",
    [
        "20260903083000", "20260903T083000", "20260903 0830", "20260903T0830", "46268.354166667",
        "2026年9月3日 8时30分", "2026-09-03 8點30分", "2026/9/3 上午 08:30", "03-Sep-2026 08:30",
        "Sep 3, 2026 8:30 AM", "2026/9/3 08:30 a.m.", "2026-09-03 星期四 08:30", "20260903T003000Z",
    ],
)  # fmt: skip
def test_a_time_in_every_form_that_has_one_meaning(text: str) -> None:
    assert read(text) == datetime(2026, 9, 3, 8, 30)


@pytest.mark.parametrize(
    "text",
    [
        "115/09/03", "115-09-03", "115.9.3", "115年9月3日", "1150903", "115/09/03 00:00",
        "115/09/03（四）",
    ],
)  # fmt: skip
def test_years_of_minguo_are_read_only_where_they_are_declared(text: str) -> None:
    assert read(text) is None
    assert read(text, declared=MINGUO) == datetime(2026, 9, 3)
    assert calendar_of([unicodedata.normalize("NFKC", text)] * 3) == "minguo"


def test_a_declared_calendar_leaves_other_years_alone() -> None:
    for text in ("2026-09-03", "民國115年9月3日", "03-Sep-2026", "20260903"):
        assert read(text, declared=MINGUO) == datetime(2026, 9, 3)
    assert read("99/05/03", declared=MINGUO) == datetime(2010, 5, 3)
    assert read("26-09-03", declared=MINGUO) is None
    assert calendar_of(["2026-09-03", "115/09/03"]) is None


@pytest.mark.parametrize(
    ("text", "century", "year"),
    [
        ("03-SEP-26", 2000, 2026), ("03/09/26", 2000, 2026), ("03.09.99 08:30", 2000, 2099),
        ("03-SEP-99", 1950, 1999), ("03/09/26", 1950, 2026), ("26年9月3日", 2000, 2026),
    ],
)  # fmt: skip
def test_two_digits_are_a_year_of_the_declared_hundred_only(
    text: str, century: int, year: int
) -> None:
    found = read(text, time=False, declared=Declaration("dmy", century=century))
    assert found == datetime(year, 9, 3)
    undeclared = parse_dates(pa.array([text]), time=True, declared=Declaration("dmy"))
    assert (undeclared.ambiguous[0], undeclared.impossible[0]) == (True, False)


@pytest.mark.parametrize(
    "text",
    ["2026/09/03（五）", "2026-09-03 星期一", "Mon, 03 Sep 2026", "R115/09/03", "202609030830"],
)
def test_a_day_that_contradicts_itself_or_may_be_another_is_none(text: str) -> None:
    assert read(text, declared=MINGUO) is None


NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CERTAIN = (
    "{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日", "民國{m}年{0.month}月{0.day}日", "民{m}.{0.month}.{0.day}",
    "{0.day}-{n}-{0.year}", "{n} {0.day}, {0.year}", "{0.day:02}{n}{0.year}",
    "{0:%Y/%m/%d}（{w}）", "{0:%Y-%m-%d} 星期{w}", "{0:%Y%m%d}083000", "{0:%Y%m%d}T083000",
)  # fmt: skip
YEARS_OF_MINGUO = (
    "{m}/{0.month:02}/{0.day:02}", "{m}年{0.month}月{0.day}日", "{m:03}{0.month:02}{0.day:02}",
    "{m}-{0.month}-{0.day} 08:30",
)  # fmt: skip
ORDERED = {
    "{0.day}/{0.month}/{0.year}": "dmy", "{0.month}-{0.day}-{0.year}": "mdy",
    "{0:%d-%m-%y}": "dmy", "{0:%m/%d/%y} 08:30": "mdy", "{0:%y.%m.%d}": "ymd",
    "{0.day}-{n}-{0:%y}": "", "{0:%y}年{0.month}月{0.day}日": "",
}  # fmt: skip
"""Form → the order it has to be declared with; two digits need the century as well."""
DECLARED = st.builds(
    Declaration,
    st.sampled_from(["", "dmy", "mdy", "ymd"]),
    st.sampled_from(["", "minguo"]),
    st.sampled_from([None, 1950, 2000]),
)
DAYS = st.dates(date(2011, 1, 1), date(2049, 12, 31))


def written(day: date, form: str) -> str:
    weekday = "一二三四五六日"[day.weekday()]
    return form.format(day, m=day.year - 1911, n=NAMES[day.month - 1], w=weekday)


@given(DAYS, st.sampled_from(CERTAIN), DECLARED)
def test_a_day_with_one_meaning_has_it_under_any_declaration(
    day: date, form: str, declared: Declaration
) -> None:
    found = read(written(day, form), time=False, declared=declared)
    assert found == datetime(day.year, day.month, day.day)


@given(DAYS, st.sampled_from(YEARS_OF_MINGUO), DECLARED)
def test_a_year_of_minguo_is_itself_or_refused(day: date, form: str, declared: Declaration) -> None:
    found = read(written(day, form), time=False, declared=declared)
    assert found == (datetime(day.year, day.month, day.day) if declared.calendar else None)


@given(DAYS, st.sampled_from(sorted(ORDERED)), st.sampled_from([None, 1950, 2000]))
def test_a_day_that_has_to_be_declared_is_itself_or_refused(
    day: date, form: str, century: int | None
) -> None:
    text = written(day, form)
    order: DateOrder | Literal[""] = ORDERED[form]  # type: ignore[assignment]
    whole = "%y" not in form or century is not None
    found = read(text, time=False, declared=Declaration(order, century=century))
    assert found == (datetime(day.year, day.month, day.day) if whole else None)
    if order:
        assert read(text, declared=Declaration(century=century)) is None


def test_times_that_all_end_in_one_second_are_doubted() -> None:
    texts = [f"2026-09-{day:02} 23:59:17" for day in range(1, 10)]
    assert parse_dates(pa.array(texts), time=True).shifted.all()
    assert parse_dates(pa.array(texts), time=False).shifted.all()
    moved = [f"2026-09-{day:02} {day + 8:02}:{day * 3:02}:17" for day in range(1, 10)]
    assert parse_dates(pa.array([*moved, "2026-09-20"]), time=True).shifted.sum() == 9
    for second in ("00", "{day:02}"):
        own = [f"2026-09-{day:02} 08:30:" + second.format(day=day) for day in range(1, 10)]
        assert not parse_dates(pa.array(own), time=True).shifted.any()

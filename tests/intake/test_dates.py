from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.intake.dates import parse_dates


def read(text: str, *, time: bool = True, month: bool = False) -> datetime | None:
    moment = parse_dates(pa.array([text]), time=time, month=month).found[0]
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
    "text", ["2008-09", "2008/9", "2008年9月", "200809", "2008年9月份", "2008-09-15"]
)
def test_a_month_is_its_first_day(text: str) -> None:
    assert read(text, time=False, month=True) == datetime(2008, 9, 1)


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

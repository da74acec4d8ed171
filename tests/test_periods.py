from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.periods import Month, day_text, months_before

months = st.builds(Month, st.integers(1990, 2090), st.integers(1, 12))


@given(month=months, count=st.integers(-500, 500))
def test_counting_forth_and_back_is_the_same_month(month: Month, count: int) -> None:
    assert month + count - count == month
    assert Month.parse(str(month)) == month
    assert Month.of(month.first) == month
    assert (month.end - month.first).days == month.days


def test_the_last_months_end_with_this_one() -> None:
    assert [str(m) for m in Month(2026, 1).back(3)] == ["2025-11", "2025-12", "2026-01"]


@pytest.mark.parametrize("text", ["2026-13", "2026-0", "202610", "October", "2026-1-1", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"'{text}' is not a month; write it as YYYY-MM"):
        Month.parse(text)


def test_a_month_is_said_as_readers_say_it() -> None:
    assert Month(2026, 10).text("zh") == "2026年10月"
    assert Month(2026, 10).text("en") == "October 2026"
    assert [Month(2026, n).short("zh") for n in (1, 2)] == ["26年1月", "2月"]
    assert [Month(2026, n).short("en") for n in (1, 2)] == ["Jan 26", "Feb"]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2010, 1, 1), 6, date(2009, 7, 1)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
    ],
)
def test_months_before_clips_to_the_end_of_a_shorter_month(
    day: date, months: int, before: date
) -> None:
    assert months_before(day, months) == before


def test_a_day_of_the_reports_year_is_said_without_it_in_chinese() -> None:
    assert day_text(date(2026, 10, 5), "zh") == "10 月 5 日"
    assert day_text(date(2026, 10, 5), "en") == "2026-10-05"

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_table import take_in

from reportgen.document.ledger import Account
from reportgen.errors import SourceError
from reportgen.extension.components import Declarations, RawTable
from reportgen.intake.drop_reasons import REASONS
from reportgen.intake.unit_words import header_unit, scale_of, unit_of
from reportgen.labels import Label
from reportgen.metric.currencies import CurrencyCode
from reportgen.metric.table_contracts import ColumnContract, TableContract

NO = ColumnContract("no", "code", Label("单号", "No"))
DAY = ColumnContract("day", "datetime", Label("日期", "Day"), required=True)
TOTAL = ColumnContract("total", "money", Label("金额", "Total"), low=-1e8, high=1e8, unit="yuan")
LABOR = ColumnContract("labor", "money", Label("工时费", "Labour"), unit="yuan")
KM = ColumnContract("km", "number", Label("里程", "Mileage"), low=0, high=2e6, unit="km")
SCORE = ColumnContract("score", "number", Label("评分", "Score"), low=0, high=100, unit="score")
PLATE = ColumnContract("plate", "code", Label("车牌号", "Plate"))
FIXED = ColumnContract("fixed", "flag", Label("修复", "Fixed"))
TABLE = TableContract(
    name="visits",
    label=Label("进厂", "Visits"),
    row=Label("一行为一次进厂", "one visit"),
    key=("no",),
    date="day",
    columns=(NO, DAY, TOTAL, LABOR, KM, SCORE, PLATE, FIXED),
)


def take(
    columns: dict[str, list[str]], *, currency: CurrencyCode = "CNY", **declared: object
) -> tuple[pd.DataFrame, Account]:
    count = max(map(len, columns.values()))
    whole = {"单号": [f"R{n}" for n in range(count)], "日期": ["2026-10-05"] * count, **columns}
    rows = pd.DataFrame(dict(enumerate(whole.values())), index=range(2, count + 2), dtype="str")
    said = Declarations(**declared)  # type: ignore[arg-type]
    raw = RawTable("a.csv", tuple(whole), rows, declared=said)
    taken = take_in(TABLE, [raw], language="en", currency=currency)
    return taken.frame, taken.accounts[0]


def refusal(columns: dict[str, list[str]], **declared: object) -> str:
    with pytest.raises(SourceError) as caught:
        take(columns, **declared)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize(
    ("column", "header", "factor"),
    [
        (TOTAL, "金额(万元)", 1e4), (TOTAL, "金额（千元）", 1e3), (TOTAL, "金额[元]", 1),
        (TOTAL, "金额（分）", 0.01), (TOTAL, "金额(单位：万元)", 1e4), (TOTAL, "金额(元,含税)", 1),
        (TOTAL, "金额（萬元）", 1e4), (TOTAL, "Amount ('000)", 1e3), (TOTAL, "金额万元", 1e4),
        (TOTAL, "Total (USD)", 1), (TOTAL, "Total ($)", 1), (TOTAL, "金额(百万美元)", 1e6),
        (KM, "里程(万公里)", 1e4), (KM, "Odometer (mi)", 1.609344), (KM, "Mileage Miles", 1.609344),
        (KM, "里程（KM）", 1), (SCORE, "评分(分)", 1), (SCORE, "评分(%)", 1),
        (TOTAL, "金额(含税)", None), (TOTAL, "金额", None), (SCORE, "评分(10分制)", None),
        (SCORE, "Score (1-5)", None), (KM, "里程(原)", None),
        (TOTAL, "金额(2026年9月)", None), (TOTAL, "金额(本月)", None), (TOTAL, "金额(9月)", None),
        (TOTAL, "Total (in thousands)", 1e3),
    ],
)  # fmt: skip
def test_a_header_says_the_unit_of_its_numbers(
    column: ColumnContract, header: str, factor: float | None
) -> None:
    said, strange = header_unit(header, column)
    assert strange == ""
    assert (said.factor if said else None) == factor


@pytest.mark.parametrize(
    ("header", "scale"),
    [("评分(10分制)", 10), ("Score (1-5)", 5), ("满意度（满分100分）", 100), ("评分(0~10)", 10),
     ("评分(5星)", 5),
     ("评分", None), ("评分(本月)", None)],
)  # fmt: skip
def test_a_header_says_the_best_score(header: str, scale: float | None) -> None:
    assert scale_of(header) == scale


@pytest.mark.case("C30")
def test_amounts_and_distances_are_converted_by_the_unit_of_the_header_and_counted() -> None:
    frame, account = take(
        {
            "金额(万元)": ["0.1234", "1.1"],
            "里程(万公里)": ["1.5", "1.1"],
            "工时费（分）": ["12345", "1"],
        }
    )
    assert frame["total"].tolist() == [1234, 11_000]
    assert frame["km"].tolist() == [15_000, 11_000]
    assert frame["labor"].tolist() == [123.45, 0.01]
    assert account.repaired == {"unit_converted": 6}
    assert account.examples["unit_converted"][0] == "row 2: Total 0.1234"


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("wan", 1e4), ("万元", 1e4), ("千元", 1e3), ("thousand", 1e3), ("fen", 0.01), ("yuan", 1)],
)
def test_a_declared_unit_goes_before_that_of_the_header(unit: str, factor: float) -> None:
    frame, account = take({"金额(元)": ["0.5"]}, units={"total": unit})
    assert frame["total"].tolist() == [0.5 * factor]
    assert account.repaired == ({"unit_converted": 1} if factor != 1 else {})


def test_miles_are_km_where_they_are_declared() -> None:
    assert take({"里程": ["100", "200 mi"]}, units={"km": "mi"})[0]["km"].tolist() == [
        160.9344,
        321.8688,
    ]


def test_a_unit_nobody_knows_is_asked_for() -> None:
    assert refusal({"金额(贯)": ["1"]}) == (
        "a.csv: 金额 (total): nobody knows the unit '贯' of the header '金额(贯)'; write the unit "
        "of its numbers under the source, `units: { total: … }`, such as 元, 圆, 块, yuan, dollar, "
        "dollars, 角, 分, fen, cent, cents"
    )
    assert take({"金额(贯)": ["1"]}, units={"total": "元"})[0]["total"].tolist() == [1]
    assert take({"车牌号(沪)": ["A1"]})[0]["plate"].tolist() == ["A1"]  # no numbers: a remark


def test_a_declared_unit_that_a_column_cannot_have_is_refused() -> None:
    assert "a.csv: 里程 (km): units: '万元' is no unit of it; there are 公里" in refusal(
        {"里程": ["1"]}, units={"km": "万元"}
    )
    assert "units: visits has no such column 'plate'; there are total, labor, km, score" in refusal(
        {"里程": ["1"]}, units={"plate": "km"}
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("金额(含税)", "金额(不含税)"), ("金额(元)", "金额(万元)"), ("车牌号(原)", "车牌号(现)")],
)
@pytest.mark.case("C30")
def test_two_headers_that_differ_only_in_brackets_are_asked_for(one: str, other: str) -> None:
    name = "plate" if "车" in one else "total"
    assert refusal({one: ["1"], other: ["2"]}) == (
        f"a.csv: the headers '{one}' and '{other}' differ only in brackets, so '{name}' of visits "
        f"is not clear; write `mapping: {{{name}: {one}}}` (or the other one) under the source"
    )
    frame, _ = take({one: ["1"], other: ["2"]}, mapping={name: one})
    assert float(frame[name][0]) == 1


def test_a_header_without_brackets_needs_no_question() -> None:
    assert take({"金额": ["1"], "金额(不含税)": ["2"]})[0]["total"].tolist() == [1]


@given(
    st.decimals(0, 9999, places=4),
    st.sampled_from(["", "(元)", "(千元)", "（万元）", "(百万元)", "(分)", "[角]"]),
)
def test_an_amount_means_the_same_below_any_header(amount: object, bracket: str) -> None:
    factor = {"千": 1e3, "万": 1e4, "百": 1e6, "分": 0.01, "角": 0.1}.get(bracket[1:2], 1)
    found = take({f"金额{bracket}": [str(amount)]})[0]["total"][0]
    wanted = float(str(amount)) * factor
    assert np.isnan(found) if wanted > 1e8 else found == pytest.approx(wanted, abs=1e-6)


# --- currencies -------------------------------------------------------------------------------


@pytest.mark.case("C01")
def test_amounts_of_another_currency_are_a_question() -> None:
    assert refusal({"金额": ["$150.00"] * 40}) == (
        "a.csv: 金额 (total): 40 of 40 amounts such as '$150.00' are not in CNY, the currency of "
        "the report, and amounts of several currencies are never added up; if all are in USD or "
        "TWD or HKD, write `report: { currency: USD }` in the spec, else export each currency apart"
    )
    frame, account = take({"金额": ["$150.00"] * 40}, currency="USD")
    assert frame["total"].sum() == 6000
    assert account.repaired == {"number_format": 40}


def test_a_column_that_mixes_currencies_is_never_added_up() -> None:
    assert "10 of 40 amounts such as 'NT$396' are not in CNY" in refusal(
        {"金额": ["¥100"] * 30 + ["NT$396"] * 10}
    )
    frame, account = take({"金额": ["100"] * 40 + ["€5"]})
    assert frame["total"].sum() == 4000
    assert account.repaired["blank_currency"] == 1


def test_the_currency_of_a_header_counts_as_well() -> None:
    assert "`report: { currency: USD }`" in refusal({"金额(USD)": ["150"] * 10})
    assert "if all are in TWD, write" in refusal({"金额(新台幣)": ["150"] * 10})
    assert take({"金额(USD)": ["150"]}, currency="USD")[0]["total"].tolist() == [150]
    assert "are not in USD" in refusal({"金额(万元)": ["1"] * 10}, currency="USD")
    assert take({"金额(元)": ["150"]}, currency="TWD")[0]["total"].tolist() == [150]


@pytest.mark.parametrize("text", ["万", "万元", "百万美元", "元", "US$", "k", "公里", "mi"])
def test_a_unit_belongs_to_what_is_measured(text: str) -> None:
    money, distance = unit_of(text, "money"), unit_of(text, "distance")
    assert (money is not None) == (text not in {"公里", "mi"})
    assert (distance is not None) == (text in {"万", "k", "公里", "mi"})


# --- what spreadsheets do to cells ------------------------------------------------------------


@pytest.mark.case("C29")
def test_values_wrapped_for_a_spreadsheet_are_unwrapped_and_counted() -> None:
    frame, account = take(
        {
            "单号": ['="00001"', "'00123", "R3"],
            "日期": ['="2026-10-05"'] * 3,
            '="金额"': ["'12.50"] * 3,
        }
    )
    assert frame["no"].tolist() == ["00001", "00123", "R3"]
    assert frame["total"].tolist() == [12.5] * 3
    assert account.repaired == {"unwrapped": 8}
    assert account.used == 3


@pytest.mark.case("C29")
def test_what_a_narrow_column_hid_is_blank_and_counted_or_refused() -> None:
    frame, account = take({"金额": ["100"] * 20 + ["########"], "车牌号": ["###"] + ["A1"] * 20})
    assert (frame["total"].sum(), frame["plate"].notna().sum()) == (2000, 20)
    assert account.repaired == {"too_narrow": 2}
    assert refusal({"日期": ["########"] * 12}) == (
        "a.csv: 日期 (day): 12 of 12 values are ########: the column was too narrow in Excel when "
        "the file was saved as text; widen it and export again"
    )


@pytest.mark.parametrize(
    ("text", "flag"),
    [("1.0", True), ("0.0", False), ("1", True), ("無", False), ("Ｙ", True), ("2.0", None)],
)
def test_flags_in_every_form(text: str, flag: bool | None) -> None:  # noqa: FBT001 a parameter
    found = take({"修复": [text]})[0]["fixed"][0]
    assert (None if pd.isna(found) else bool(found)) == flag


@pytest.mark.case("C32")
def test_times_shifted_by_software_are_kept_and_doubted() -> None:
    days = [f"2026-10-0{day} 23:59:17" for day in range(1, 5)]
    frame, account = take({"日期": days})
    assert account.repaired == {"same_second": 4}
    assert frame["day"].tolist() == [pd.Timestamp(day) for day in days]


# --- scales and calendars ---------------------------------------------------------------------


@pytest.mark.case("C11")
def test_a_wrong_declared_scale_is_refused_as_well() -> None:
    nines = ["9"] * 80 + ["4"] * 10
    assert take({"评分": nines}, scales={"score": 10})[0]["score"].mean() == pytest.approx(
        84.44, 0.01
    )
    frame, account = take({"评分": nines}, scales={"score": 5})
    assert frame["score"].isna().all()
    assert account.refused == {"score": 90}
    assert account.likely_scales == {"score": 10}
    assert take({"评分": ["1"] * 30}, scales={"score": 10})[0]["score"].tolist() == [10] * 30


@pytest.mark.parametrize(("best", "scale"), [(1, 1), (5, 5), (9, 10), (10, 10), (980, 1000)])
def test_a_refused_column_says_which_scale_it_seems_to_have(best: float, scale: float) -> None:
    assert take({"评分": [str(best)] * 10})[1].likely_scales == {"score": scale}


@pytest.mark.parametrize(
    "text", ["115/09/03", "115.09.03", "115年9月3日", "1150903", "１１５/９/３"]
)
def test_single_undeclared_years_are_left_out_and_the_reason_says_what_to_do(text: str) -> None:
    days = ["2026-09-03"] * 9
    frame, account = take({"日期": [*days, text]})

    assert (len(frame), account.dropped) == (9, {"minguo_date": 1})
    for cure in ("write the year in full", "declare `calendar: minguo`", "a file of their own"):
        assert cure in REASONS["minguo_date"].en
    for cure in ("请写全年份", "声明 calendar: minguo", "另存一个文件"):
        assert cure in REASONS["minguo_date"].zh
    full, account = take({"日期": [*days, "2026/09/03"]})
    assert (len(full), account.dropped) == (10, {})
    both, account = take({"日期": [*days, text]}, calendar="minguo")
    assert (both["day"].tolist(), account.dropped) == ([pd.Timestamp("2026-09-03")] * 10, {})
    short = {"日期": ["03-Sep-26", text]}
    assert take(short, calendar="minguo", century=2000)[1].dropped == {"ambiguous_date": 1}


def test_a_declared_year_without_such_a_day_is_an_impossible_date() -> None:
    assert take({"日期": ["115/02/30"]}, calendar="minguo")[1].dropped == {"impossible_date": 1}


@pytest.mark.case("C06")
def test_a_file_full_of_undeclared_years_names_the_line_to_write() -> None:
    assert refusal({"日期": ["115/09/03"] * 12}) == (
        "a.csv: 日期 (day): 12 of 12 values such as '115/09/03' are no dates, but may be 民國 "
        "years; if so, write `calendar: { day: minguo }` under the source"
    )
    assert refusal({"日期": ["03-SEP-26"] * 12}) == (
        "a.csv: 日期 (day): 12 of 12 values such as '03-SEP-26' do not say the century; write "
        "`century: 2000` where two digits are a year from 2000 to 2099, under the source"
    )
    assert refusal({"日期": ["03/09/26"] * 12}).endswith(
        "do not say which part is the day and which the month; write `date_order: dmy` (or mdy, "
        "ymd) under the source, and `century: 2000` where two digits are a year from 2000 to 2099"
    )
    for calendar in ("minguo", {"day": "minguo"}):
        frame, account = take({"日期": ["115/09/03"] * 12}, calendar=calendar)
        assert set(frame["day"]) == {pd.Timestamp("2026-09-03")}
        assert account.repaired == {"date_format": 12}
    for century in (2000, {"day": 2000}):
        frame, _ = take({"日期": ["03-SEP-26"]}, century=century)
        assert frame["day"].tolist() == [pd.Timestamp("2026-09-03")]
    assert "calendar: visits has no such column 'dya'; did you mean 'day'?" in refusal(
        {"日期": ["2026-10-05"]}, calendar={"dya": "minguo"}
    )

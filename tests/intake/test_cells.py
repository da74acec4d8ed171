"""One test for each kind of cell that exports get wrong, C01–C27 of the catalogue.

Those about writing (C17, C22–C24, C26, C27) are shown where files are written:
`tests/test_formats.py`, `tests/renderers/xlsx/`, `tests/test_files.py`, `tests/flow/`. C09 and C16
concern the month and the dealer of a report: `tests/flow/test_report.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from one_table import Taken, take_in

from reportgen.document.ledger import Account
from reportgen.errors import SourceError
from reportgen.extension.components import Declarations, RawTable
from reportgen.intake.masking import Privacy
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, InOrder, TableContract

COLUMNS = (
    ColumnContract("dealer", "code", Label("店", "Dealer")),
    ColumnContract("no", "code", Label("单号", "No")),
    ColumnContract("day", "datetime", Label("日期", "Day"), required=True),
    ColumnContract("done", "datetime", Label("完成", "Done")),
    ColumnContract("advisor", "text", Label("顾问", "Advisor")),
    ColumnContract("customer", "text", Label("客户", "Customer"), private="name"),
    ColumnContract("phone", "code", Label("电话", "Phone"), private="phone"),
    ColumnContract("plate", "code", Label("车牌号", "Plate"), private="plate"),
    ColumnContract("vin", "code", Label("车架号", "VIN"), private="vin"),
    ColumnContract("total", "money", Label("金额", "Total"), low=-1e6, high=1e6),
    ColumnContract("score", "number", Label("评分", "Score"), low=0, high=100, unit="score"),
    ColumnContract("comment", "text", Label("意见", "Comment"), private="text"),
)
TABLE = TableContract(
    name="visits",
    label=Label("进厂", "Visits"),
    row=Label("一行为一次进厂", "one visit"),
    key=("no",),
    date="day",
    columns=COLUMNS,
    rules=(InOrder("day", "done"),),
)
OPEN = Privacy(frozenset({"phone", "plate", "vin", "customer", "comment"}))


def raw(rows: Sequence[dict[str, str]], file: str = "a.csv", **declared: object) -> RawTable:
    names = tuple(dict.fromkeys(["no", "day", *(name for row in rows for name in row)]))
    filled = [{"no": f"R{n}", "day": "2024-03-05", **row} for n, row in enumerate(rows, start=2)]
    cells = [[row.get(name, "") for name in names] for row in filled]
    frame = pd.DataFrame(
        cells, index=range(2, len(rows) + 2), columns=range(len(names)), dtype="str"
    )
    said = Declarations(**declared)  # type: ignore[arg-type]
    return RawTable(file, names, frame, declared=said)


def take(*rows: dict[str, str], **declared: object) -> tuple[pd.DataFrame, Account]:
    taken = take_in(TABLE, [raw(rows, **declared)], privacy=OPEN, language="en")
    return taken.frame, taken.accounts[0]


def values(column: str, *texts: str, **declared: object) -> tuple[list[object], Account]:
    frame, account = take(*({column: text} for text in texts), **declared)
    return frame[column].tolist(), account


@pytest.mark.case("C01")
def test_c01_amounts_written_for_people() -> None:
    texts = ("1,234.50", "¥1,234", "1234元", "1.2万", "(123)", "１２３", "-5")
    found, account = values("total", *texts)
    assert found == [1234.5, 1234, 1234, 12000, -123, 123, -5]
    assert account.repaired == {"number_format": 6, "negative_amount": 2}


@pytest.mark.case("C01")
def test_c01_decimal_commas_are_not_guessed() -> None:
    found, account = values("total", "1.234,50", "7")
    assert np.isnan(found[0])  # type: ignore[arg-type]
    assert account.repaired == {"blank_number": 1}


@pytest.mark.parametrize("word", ["-", "无", "N/A", "null", "NA", "#N/A", " ", "\u3000"])
@pytest.mark.case("C02")
def test_c02_words_for_nothing_are_missing_but_a_name_is_a_name(word: str) -> None:
    frame, account = take({"phone": word, "total": word, "customer": "Null"})
    assert frame[["phone", "total"]].isna().all(axis=None)
    assert frame["customer"].tolist() == ["Null"]
    assert account.repaired == {}


@pytest.mark.case("C03")
def test_c03_absurd_amounts_stay_and_are_doubted() -> None:
    found, account = values("total", *["100"] * 30, "50000", "0", "9999999")
    assert found[-3:-1] == [50_000, 0]
    assert np.isnan(found[-1])  # type: ignore[arg-type]
    assert account.repaired == {"absurd_amount": 1, "blank_range": 1}
    assert account.examples["absurd_amount"] == ("row 32: Total 50000",)


@pytest.mark.case("C03")
def test_c03_few_amounts_show_no_custom() -> None:
    assert values("total", "1", "1", "900000")[1].repaired == {}


@pytest.mark.parametrize("code", ["007", "1E05", "110105194912310021", "20240429145554505552"])
@pytest.mark.case("C04")
def test_c04_codes_stay_as_written(code: str) -> None:
    assert take({"no": code})[0]["no"].tolist() == [code]


@pytest.mark.parametrize(
    ("text", "phone", "repaired"),
    [
        ("13800138000", "13800138000", {}),
        ("13800138000.0", "13800138000", {"code_decimal": 1}),
        ("+86 13800138000", "13800138000", {"phone_format": 1}),
        ("138-0013-8000", "13800138000", {"phone_format": 1}),
        ("13800138000/13911112222", "13800138000", {"second_phone": 1}),
        ("13800138000 13911112222", "13800138000", {"second_phone": 1}),
        ("0755-12345678、13800138000", "0755-12345678", {"second_phone": 1}),
        ("0755-12345678", "0755-12345678", {}),
        ("未留", "未留", {}),
    ],
)
@pytest.mark.case("C05")
def test_c05_phones(text: str, phone: str, repaired: dict[str, int]) -> None:
    found, account = values("phone", text)
    assert (found, account.repaired) == ([phone], repaired)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024年3月5日", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("2024.3.5", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("45356", "2024-03-05"),
        ("45356.5", "2024-03-05 12:00"),
        ("民國113年3月5日", "2024-03-05"),
        ("2024/3/5 下午3:05", "2024-03-05 15:05"),
        ("2024年3月5日 星期二 上午9:05", "2024-03-05 09:05"),
        ("2024-03-05 上午12:30", "2024-03-05 00:30"),
        ("2024-03-05 3:05:09 PM", "2024-03-05 15:05:09"),
        ("2024-03-05 中午12:10", "2024-03-05 12:10"),
        ("2024-03-05 下午15:05", "2024-03-05 15:05"),
        ("２０２４－０３－０５", "2024-03-05"),
    ],
)
@pytest.mark.case("C06")
def test_c06_dates_by_an_explicit_list_of_forms(text: str, moment: str) -> None:
    assert values("day", text)[0] == [pd.Timestamp(moment)]


@pytest.mark.parametrize(
    ("unit", "text", "moment"),
    [
        ("s", "1709596800", "2024-03-05 08:00"),  # 00:00 UTC is 08:00 in China
        ("s", "1709596800.75", "2024-03-05 08:00"),
        ("ms", "1709596800000", "2024-03-05 08:00"),
        ("ms", "1709654399999", "2024-03-05 23:59:59"),
        ("ms", "1709654400000", "2024-03-06 00:00"),  # still March 5 in London
        ("s", "915148800", "1999-01-01 08:00"),
    ],
)
@pytest.mark.case("C06")
def test_c06_declared_counts_since_1970_are_chinese_time(unit: str, text: str, moment: str) -> None:
    found, account = values("day", text, "2024-03-05 07:30", epoch={"day": unit})
    assert found == [pd.Timestamp(moment), pd.Timestamp("2024-03-05 07:30")]
    assert account.repaired == {"date_format": 1}
    assert account.examples == {"date_format": (f"row 2: Day {text}",)}


@pytest.mark.parametrize("text", ["0", "-1", "170959680", "99999999999", "x"])
@pytest.mark.case("C06")
def test_c06_what_is_no_count_since_1970_stays_no_date(text: str) -> None:
    unit = "ms" if text == "170959680" else "s"
    assert values("day", text, epoch={"day": unit})[1].dropped == {"impossible_date": 1}


@pytest.mark.parametrize(
    ("text", "unit", "name"),
    [("1709596800", "s", "seconds"), ("1709596800000", "ms", "milliseconds")],
)
@pytest.mark.parametrize("column", ["day", "done"])
@pytest.mark.case("C06")
def test_c06_a_file_full_of_counts_names_the_line_to_write(
    column: str, text: str, unit: str, name: str
) -> None:
    label = "日期" if column == "day" else "完成"
    with pytest.raises(SourceError) as caught:
        values(column, *[text] * 12, "2024-03-05")
    assert str(caught.value) == (
        f"a.csv: {label} ({column}): 12 of 13 values such as '{text}' are no dates, but may be "
        f"{name} since 1970; if so, write `epoch: {{ {column}: {unit} }}` under the source"
    )
    found, _ = values(column, *[text] * 12, "2024-03-05", epoch={column: unit})
    assert found[0] == pd.Timestamp("2024-03-05 08:00")


@pytest.mark.case("C06")
def test_c06_an_epoch_for_a_column_that_is_no_date() -> None:
    with pytest.raises(SourceError, match="epoch: visits has no such column 'total'; there are"):
        values("day", "2024-03-05", epoch={"total": "s"})


@pytest.mark.parametrize("text", ["3月5日", "1709596800", "1709596800000", "昨天", "2024-W10"])
@pytest.mark.case("C06")
def test_c06_what_is_no_date_by_itself_is_not_guessed(text: str) -> None:
    assert values("done", text)[1].repaired == {"blank_date": 1}


@pytest.mark.parametrize(
    ("order", "text", "moment"),
    [
        ("dmy", "03/04/2024", "2024-04-03"),
        ("mdy", "03/04/2024", "2024-03-04"),
        ("dmy", "3.4.24 10:05", "2024-04-03 10:05"),
        ("mdy", "3-4-2024", "2024-03-04"),
        ("ymd", "24.3.5", "2024-03-05"),
        ("dmy", "2024-03-05", "2024-03-05"),
    ],
)
@pytest.mark.case("C07")
def test_c07_the_source_declares_the_order(order: str, text: str, moment: str) -> None:
    for declared in (order, {"day": order}):
        found, account = values("day", text, date_order=declared, century=2000)
        assert (found, account.repaired) == ([pd.Timestamp(moment)], {})


@pytest.mark.case("C07")
def test_c07_a_day_the_declared_order_does_not_have_is_impossible() -> None:
    assert values("day", "13/25/2024", date_order="dmy")[1].dropped == {"impossible_date": 1}


@pytest.mark.case("C07")
def test_c07_without_an_order_a_date_is_unclear() -> None:
    assert values("day", "03/04/2024", "2024-03-05")[1].dropped == {"ambiguous_date": 1}
    assert values("done", "03/04/2024")[1].repaired == {"blank_ambiguous_date": 1}


@pytest.mark.case("C07")
def test_c07_a_file_full_of_unclear_dates_says_what_to_declare() -> None:
    with pytest.raises(SourceError) as caught:
        values("day", *["03/04/2024"] * 12, "2024-03-05")
    with pytest.raises(SourceError, match="12 of 12 values such as '03/04/2024' do not say"):
        values("done", *["03/04/2024"] * 12)
    assert str(caught.value) == (
        "a.csv: 日期 (day): 12 of 13 values such as '03/04/2024' do not say which part is the day "
        "and which the month; write `date_order: dmy` (or mdy, ymd) under the source"
    )


@pytest.mark.case("C07")
def test_c07_an_order_for_a_column_that_is_not_there() -> None:
    with pytest.raises(SourceError, match="date_order: visits has no such column 'dya'; did you"):
        values("day", "2024-03-05", date_order={"dya": "dmy"})
    with pytest.raises(SourceError, match="scales: visits has no such column 'total'; there are"):
        values("day", "2024-03-05", scales={"total": 5.0})


@pytest.mark.parametrize(
    "text", ["2024-02-31", "0000-00-00", "9999-12-31", "2024-03-05 24:00:00", "2024-13-01"]
)
@pytest.mark.case("C08")
def test_c08_impossible_dates(text: str) -> None:
    assert values("day", text)[1].dropped == {"impossible_date": 1}
    found, account = values("done", text)
    assert (pd.isna(found[0]), account.repaired) == (True, {"blank_date": 1})


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-05T10:00:00+08:00", "2024-03-05 10:00"),
        ("2024-03-05 10:00:00.250", "2024-03-05 10:00"),
        ("2024-03-05T20:30:00Z", "2024-03-06 04:30"),
    ],
)
@pytest.mark.case("C10")
def test_c10_times_with_a_zone_are_the_wall_clock_of_the_store(text: str, moment: str) -> None:
    assert values("day", text)[0] == [pd.Timestamp(moment)]


def scores(*texts: str, **declared: object) -> tuple[list[float], Account]:
    found, account = values("score", *texts, **declared)
    return found, account  # type: ignore[return-value]


@pytest.mark.case("C11")
def test_c11_a_single_score_out_of_scale_is_left_blank() -> None:
    found, account = scores(*["90"] * 30, "950", "-1")
    assert np.isnan(found[-2:]).all()
    assert found[:30] == [90] * 30
    assert (account.repaired, account.refused) == ({"blank_range": 2}, {})


@pytest.mark.parametrize(
    "texts",
    [
        ("5", "4", "4", "5", "3"),  # 1–5 instead of 0–100
        ("9.5", "8", "10", "7"),  # 1–10
        ("0.95", "0.8", "1"),  # shares
        ("950", "880", "1000", "990"),  # 0–1000
        (*["90"] * 30, "4", "5", "4.5"),  # two scales in one column
    ],
)
@pytest.mark.case("C11")
def test_c11_a_column_on_another_scale_is_refused_rather_than_averaged(
    texts: Sequence[str],
) -> None:
    found, account = scores(*texts)
    assert np.isnan(found).all()
    assert account.repaired == {"other_scale": len(texts)}
    assert account.refused == {"score": len(texts)}
    assert account.examples["other_scale"][0] == f"row 2: Score {texts[0]}"


@pytest.mark.case("C11")
def test_c11_low_scores_are_no_other_scale() -> None:
    assert scores(*["90"] * 60, "10", "0", "0", "0", "5")[1].repaired == {}


@pytest.mark.case("C11")
def test_c11_one_dealer_on_another_scale_does_not_cost_the_others_their_scores() -> None:
    good = [{"dealer": "A", "score": "90"}] * 30
    bad = [{"dealer": "B", "score": "5"}] * 4
    frame, account = take(*good, *bad)
    assert frame.groupby("dealer")["score"].mean().to_dict()["A"] == 90
    assert frame.loc[frame["dealer"] == "B", "score"].isna().all()
    assert account.for_dealer("A", own=30, used=30).refused == {}
    assert account.for_dealer("B", own=4, used=4).refused == {"score": 4}


@pytest.mark.case("C11")
def test_c11_a_declared_scale_is_converted() -> None:
    found, account = scores("5", "4", "4.5", "6", scales={"score": 5.0})
    assert found[:3] == [100, 80, 90]
    assert np.isnan(found[3])
    assert account.repaired == {"rescaled": 3, "blank_range": 1}


@pytest.mark.case("C12")
def test_c12_equal_orders_count_once_and_of_conflicting_ones_the_last() -> None:
    frame, account = take(
        {"no": "R1", "total": "1"}, {"no": "R1", "total": "1"}, {"no": "R1", "total": "2"}
    )
    assert frame["total"].tolist() == [2]
    assert account.dropped == {"conflicting_key": 2}
    assert take({"no": "R1"}, {"no": "R1"})[1].dropped == {"duplicate": 1}


@pytest.mark.parametrize("text", ["乔丹 ", "乔丹\u3000", " 乔丹"])
@pytest.mark.case("C13")
def test_c13_spaces_around_a_name_are_no_other_advisor(text: str) -> None:
    assert values("advisor", text, "乔丹")[0] == ["乔丹", "乔丹"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ａ０１", "A01"),
        ("李\u3000明", "李明"),
        ("李 明", "李明"),
        ("欧阳 明", "欧阳 明"),
        ("李  明", "李明"),
        ("其他（外聘）", "其他（外聘）"),
    ],
)
@pytest.mark.case("C13")
def test_c13_width_and_inner_spaces_make_no_other_advisor(text: str, name: str) -> None:
    found, account = values("advisor", text)
    assert (found, account.repaired) == ([name], {"text_form": 1} if text != name else {})


@pytest.mark.parametrize(
    ("text", "vin", "repaired"),
    [
        ("LSVAU218XN2183294", "LSVAU218XN2183294", {}),
        ("lsvau218xn2183294", "LSVAU218XN2183294", {"vin_case": 1}),
        ("LSVAU2180N2183294", "LSVAU2180N2183294", {"vin_form": 1}),  # check digit
        ("LSVAU218XN218329O", "LSVAU218XN218329O", {"vin_form": 1}),  # letter O
        ("N2183294", "N2183294", {"vin_form": 1}),
        ("", None, {}),
    ],
)
@pytest.mark.case("C14")
def test_c14_vins(text: str, vin: str | None, repaired: dict[str, int]) -> None:
    frame, account = take({"vin": text})
    assert frame["vin"].astype(object).where(frame["vin"].notna(), None).tolist() == [vin]
    assert (account.used, account.repaired) == (1, repaired)


@pytest.mark.case("C15")
def test_c15_finished_before_it_began_stays_and_is_doubted() -> None:
    frame, account = take(
        {"day": "2024-03-05 09:00", "done": "2024-03-05 08:00"},
        {"day": "2024-03-05 09:00", "done": "2024-03-05"},  # no time of day: the same day
        {"day": "2024-03-05", "done": "2024-03-04 23:00"},
        {"day": "2024-03-05 09:00", "done": ""},
    )
    assert len(frame) == 4
    assert account.repaired == {"not_in_order": 2}
    assert account.examples["not_in_order"] == (
        "row 2: Done 2024-03-05 08:00",
        "row 4: Done 2024-03-04 23:00",
    )


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\ufffe", "\u202e", "\u200b", "\ufeff"])
@pytest.mark.case("C18", "C20")
def test_c18_c20_characters_nobody_sees_are_removed_and_counted(mark: str) -> None:
    found, account = values("comment", f"好{mark}的")
    assert (found, account.repaired) == (["好的"], {"control_characters": 1})


@pytest.mark.parametrize(
    "text", ["<VIP>", "A&B", "]]>", "{{ x }}", "{% if %}", "=cmd|x", "@x", "-1"]
)
@pytest.mark.case("C19", "C23")
def test_c19_c23_customer_text_is_never_code(text: str) -> None:
    found, account = values("comment", text)
    assert (found, account.repaired) == ([text], {})


@pytest.mark.parametrize("text", ["𠮷野家", "👨\u200d👩\u200d👧", "e\u0301" * 20])
@pytest.mark.case("C20")
def test_c20_rare_characters_and_emoji_stay(text: str) -> None:
    assert values("comment", text)[0] == [text]


@pytest.mark.case("C21")
def test_c21_text_a_workbook_has_to_cut_is_counted() -> None:
    found, account = values("comment", "好" * 40_000, "😀" * 20_000, "好" * 32_767)
    assert [len(str(text)) for text in found] == [40_000, 20_000, 32_767]
    assert account.repaired == {"long_text": 2}


@pytest.mark.case("C24")
def test_c24_values_have_one_type_a_column() -> None:
    frame, _ = take({"total": "", "score": "", "done": "", "comment": ""})
    kinds = frame[["total", "score", "done", "comment"]].dtypes.astype(str).tolist()
    assert kinds == ["float64", "float64", "datetime64[us]", "str"]


@pytest.mark.case("C25")
def test_c25_a_date_before_1900_is_impossible() -> None:
    assert values("done", "1899-12-31")[1].repaired == {"blank_date": 1}


def test_names_of_the_row_and_of_its_vehicle_are_masked_in_free_text() -> None:
    vin = "LSVAU218XN2183294"
    rows = [
        {"customer": "张三丰", "vin": vin, "comment": "张三丰来电"},
        {"customer": "", "vin": vin.lower(), "comment": "张三丰再次来电"},
        {"customer": "李四", "comment": "与张三丰无关"},
        {"customer": "王", "comment": "王先生"},
    ]
    taken: Taken = take_in(TABLE, [raw(rows)])
    assert taken.frame["comment"].tolist() == ["张*来电", "张*再次来电", "与张三丰无关", "王先生"]
    opened = take_in(TABLE, [raw(rows)], privacy=Privacy(frozenset({"customer"})))
    assert opened.frame["comment"].tolist()[0] == "张三丰来电"


def test_a_row_that_is_left_out_is_kept_masked_for_whoever_corrects_it() -> None:
    bad = {
        "dealer": "A", "day": "2024-02-31", "customer": "张三丰", "phone": "13800138000",
        "advisor": "乔丹", "comment": "张三丰 13800138000",
    }  # fmt: skip
    blank = {"no": "", "day": ""}
    taken = take_in(TABLE, [raw([bad, blank, {"dealer": "A"}])])
    (reject,) = taken.accounts[0].rejects
    assert (reject.row, reject.reason, reject.dealer) == (2, "impossible_date", "A")
    assert reject.text == (
        "dealer=A; no=R2; day=2024-02-31; advisor=乔丹; customer=张*; phone=138****8000; "
        "comment=张* 138****8000"
    )


def test_each_dealer_of_a_file_is_told_of_its_own_rows_only() -> None:
    rows = [
        {"dealer": "A"}, {"dealer": "A", "day": "x"}, {"dealer": "A", "done": "x"},
        {"dealer": "B"}, {"dealer": "B"}, {"dealer": "B", "day": "x"}, {"dealer": "", "day": "x"},
    ]  # fmt: skip
    account = take_in(TABLE, [raw(rows)]).accounts[0]
    own = account.for_dealer("A", own=2, used=1)
    assert own.dropped == {"impossible_date": 2, "other_dealer": 3, "after_period": 1}
    assert own.repaired == {"blank_date": 1}
    assert [reject.row for reject in own.rejects] == [3, 8]
    assert (own.read, own.used, own.balanced) == (7, 1, True)
    assert account.for_dealer("B", own=2, used=2).repaired == {}


@pytest.mark.case("C02")
@pytest.mark.parametrize("word", ["-", "无", "N/A", "NULL", "#N/A", "None", "\\N", "undefined"])
def test_c02_a_word_for_nothing_is_no_advisor(word: str) -> None:
    frame, account = take({"advisor": word}, {"advisor": "乔丹"})
    assert frame["advisor"].isna().tolist() == [True, False]
    assert account.repaired == {}


@pytest.mark.case("C02")
@pytest.mark.parametrize(("word", "kept"), [("-", None), ("——", None), ("/", None), ("无", "无")])
def test_c02_only_dashes_are_nothing_where_people_write(word: str, kept: str | None) -> None:
    frame, _ = take({"customer": word, "comment": word})
    found = frame[["customer", "comment"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().tolist() == [[kept, kept]]


@pytest.mark.case("C04")
def test_c04_numbers_a_spreadsheet_rounded_are_no_codes() -> None:
    rows = ({"no": "2.02610E+13", "total": "1"}, {"no": "2.02610E+13", "total": "2"})
    frame, account = take(*rows, {"no": "1E05", "phone": "1.38001E+10"})
    assert frame["total"].tolist()[:2] == [1, 2]  # not taken for one order
    assert frame["no"].isna().tolist() == [True, True, False]
    assert account.repaired == {"lost_digits": 3}


@pytest.mark.case("C08")
def test_c08_a_second_of_sixty_is_impossible() -> None:
    assert values("day", "2024-03-05 23:59:60")[1].dropped == {"impossible_date": 1}


@pytest.mark.case("C10")
@pytest.mark.parametrize("zone", ["Z", "+00:00", "+0000", "-00:00"])
def test_c10_utc_is_chinese_time_however_it_is_written(zone: str) -> None:
    found, account = values("day", f"2024-03-05T20:30:00{zone}")
    assert found == [pd.Timestamp("2024-03-06 04:30")]
    assert account.repaired == {"date_format": 1}


@pytest.mark.case("C14")
@pytest.mark.parametrize("text", ["京a12345", "京A·12345", "京A 12345", "京A.12345"])
def test_c14_a_plate_has_one_spelling(text: str) -> None:
    found, account = values("plate", text, "京A12345")
    assert (found, account.repaired) == (["京A12345", "京A12345"], {"plate_form": 1})


@pytest.mark.case("D07")
def test_d07_characters_lost_before_the_export_are_told() -> None:
    found, account = values("advisor", "乔\ufffd", "乔丹")
    assert found == ["乔\ufffd", "乔丹"]
    assert account.repaired == {"lost_characters": 1}
    assert account.examples["lost_characters"] == ("row 2: Advisor 乔\ufffd",)

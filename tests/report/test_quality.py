from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, get_args

import pandas as pd
import pytest
from one_table import take_in

from reportgen.catalogs import words_in
from reportgen.document.blocks import Finding, Table, Text, facts_of
from reportgen.document.damage import Damage
from reportgen.document.formats import cell, plain
from reportgen.document.ledger import Ledger
from reportgen.errors import SourceError
from reportgen.extension.components import Check, RawTable, Section
from reportgen.extension.loader import load_plugins
from reportgen.labels import LANGUAGES, Label
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.report.quality import check, quality_chapter
from reportgen.report.quality.standing_checks import CHECKS
from reportgen.report.table_availability import availability
from reportgen.section.data import Data, Dealer
from reportgen.section.dealer_tables import DealerTables
from reportgen.spec.values import StandingCheck

OCTOBER = Month(2026, 10)
TABLE = TableContract(
    name="visits",
    label=Label("进厂", "Visits"),
    row=Label("一行为一次进厂", "one visit"),
    key=("no",),
    date="day",
    columns=(
        ColumnContract("no", "code", Label("单号", "No")),
        ColumnContract("day", "date", Label("日期", "Day"), required=True),
        ColumnContract("advisor", "text", Label("顾问", "Advisor")),
        ColumnContract("score", "number", Label("评分", "Score"), low=0, high=100, unit="score"),
    ),
)


class Looks(Section):
    """A section that needs advisors."""

    type = "looks"
    needs: ClassVar = {"visits": ["day", "advisor"]}

    def build(self, data: Data) -> Iterator[Text]:
        yield Text((data.month.text("zh"),))


class Odd(Check):
    """A check that finds, holds or breaks."""

    type = "odd"
    heading = Label("奇偶", "odd and even")
    needs: ClassVar = {"visits": ["no"]}
    phrases: ClassVar = {"odd": {"zh": "不成对", "en": "not a pair"}}

    outcome: str = "good"

    def check(self, data: Data) -> Iterator[Finding]:
        if self.outcome == "raise":
            raise ValueError("no pair\nat all")
        if self.outcome == "found":
            yield Finding("odd", "watch", data.say("odd"), data.say("odd"))


class Spec:
    """As much of a spec as the chapter asks for."""

    def __init__(
        self,
        checks: tuple[Check, ...] = (),
        required: tuple[str, ...] = (),
        max_dropped: float | None = None,
        opened: tuple[str, ...] = (),
    ) -> None:
        settings = type("Settings", (), {"required": required, "max_dropped": max_dropped})
        privacy = type("Privacy", (), {"open": opened})
        self.sections = (Looks(),)
        self.checks, self.quality = checks, settings
        self.report = type("Report", (), {"privacy": privacy})
        self.trade = load_plugins().neighbours(["repair_orders"])


def days(first: str, last: str, each: int = 20) -> list[str]:
    return [str(day.date()) for day in pd.date_range(first, last) for _ in range(each)]


def rows_of(dates: list[str], **columns: Callable[[int], str]) -> list[list[str]]:
    given = {"advisor": lambda _: "乔丹", "score": lambda _: "90", **columns}
    return [[f"R{n}", day, given["advisor"](n), given["score"](n)] for n, day in enumerate(dates)]


def chapter(
    rows: list[list[str]],
    language: str = "zh",
    history: int = 3,
    contract: TableContract = TABLE,
    month: Month | None = None,
    **options: Any,  # noqa: ANN401 blocks
) -> Any:  # noqa: ANN401 blocks
    frame = pd.DataFrame(rows, columns=range(4), dtype="str", index=range(2, len(rows) + 2))
    raw = RawTable("a.csv", ("单号", "日期", "顾问", "评分"), frame, month=month)
    taken = take_in(contract, [raw], language=language)  # type: ignore[arg-type]
    known = availability(contract, taken.frame, taken.accounts, "D1", OCTOBER)
    data = Data(
        Dealer("D1", "一店"),
        OCTOBER,
        language,  # type: ignore[arg-type]
        DealerTables({"visits": taken.frame}, {"visits": contract}, {"visits": known}),
        history,
    )
    spec: Any = Spec(**options)
    return quality_chapter(spec, data, check(spec, data, Ledger(taken.accounts)))


def findings(blocks: Any, language: str = "zh") -> list[tuple[str, str]]:  # noqa: ANN401 as above
    return [
        (plain(b.title, language), plain(b.text, language))  # type: ignore[arg-type]
        for b in blocks
        if isinstance(b, Finding)
    ]


def texts(blocks: Any, language: str = "zh") -> list[str]:  # noqa: ANN401 as above
    return [plain(b.words, language) for b in blocks if isinstance(b, Text)]  # type: ignore[arg-type]


def table(blocks: Any, name: str) -> Table:  # noqa: ANN401 as above
    return next(b for b in blocks if isinstance(b, Table) and b.id == name)


def shown(found: Table, row: int) -> list[str]:
    pairs = zip(found.columns, found.rows[row], strict=True)
    return [cell(value, column.unit, "zh") for column, value in pairs]


WHOLE = days("2026-08-01", "2026-10-31")


def test_good_data_say_so_and_nothing_else() -> None:
    blocks = chapter(rows_of(WHOLE))
    assert texts(blocks) == [
        "共读取 1,840 行，采用 1,840 行，剔除 0 行。",
        "姓名、电话、车牌、车架号等个人信息已脱敏。",
        "未发现影响结论的数据问题。",
    ]
    assert [type(b) for b in blocks] == [Text, Text, Table, Text]
    assert shown(table(blocks, "quality-tables"), 0) == [
        "进厂", "1,840", "1,840", "0", "0", "2026-10-31", "0", "3/3", "—",
    ]  # fmt: skip


def test_the_totals_of_rows_are_called_what_they_are() -> None:
    headlines = [chapter(rows_of(WHOLE), language)[0] for language in LANGUAGES]
    called = [[fact.label for fact in facts_of(headline)] for headline in headlines]
    assert called == [
        ["读取的行数", "采用的行数", "剔除的行数"],
        ["Rows read", "Rows used", "Rows left out"],
    ]


def test_a_report_without_files_says_so() -> None:
    data = Data(Dealer("D1"), OCTOBER, "zh", DealerTables({}, {}))
    spec: Any = Spec()
    blocks = quality_chapter(spec, data, check(spec, data, Ledger()))
    assert texts(blocks) == ["本报告没有读取任何数据文件。"]


def test_a_month_that_is_not_over_in_the_data() -> None:
    blocks = chapter(rows_of(days("2026-08-01", "2026-10-26")))
    assert findings(blocks) == [
        (
            "进厂：只到 10 月 26 日",
            (
                "本月另外 5 天没有记录。本月与此表有关的数字只是有记录这些天的，"
                "以 * 标明，不作比较和评价；"
                "须看到月末才知道的（如流失、未结）为“—”。请重新导出；如确已停业，在该数据源写 "
                "covers: report。"
            ),
        )
    ]
    assert shown(table(blocks, "quality-tables"), 0)[5:8] == ["2026-10-26", "5", "3/3"]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (4, 31, "进厂：从 10 月 4 日 起才有"),
        (1, 28, "进厂：只到 10 月 28 日"),
        (9, 20, "进厂：只有 10 月 9 日 至 10 月 20 日"),
    ],
)
def test_the_days_a_figure_is_marked_for_are_told_once(first: int, last: int, said: str) -> None:
    """Three days late is marked, and found: both go by the days exported."""
    found = findings(chapter(rows_of(days(f"2026-10-{first:02}", f"2026-10-{last:02}"))))
    assert [title for title, _ in found] == [said]


@pytest.mark.parametrize(("first", "months"), [("2026-03-01", ["2026年5月至2026年6月"])])
def test_what_lies_before_the_history_is_told_too(first: str, months: list[str]) -> None:
    """The year to date and what looks back a year use it."""
    begin = days(first, "2026-04-30")
    gone = chapter(rows_of([*begin, *days("2026-07-01", "2026-10-31")]), history=2)
    part = chapter(rows_of([*days("2026-03-20", "2026-04-30"), *days("2026-05-01", "2026-10-31")]))
    assert [title for title, _ in findings(gone)] == [f"进厂：缺 {each}" for each in months]
    assert [title for title, _ in findings(part)] == ["进厂：2026年3月没有导全"]


def test_months_without_a_column_others_fill_are_told_though_no_section_needs_it() -> None:
    def score(wanted: str) -> Callable[[int], str]:
        return lambda n: "" if WHOLE[n].startswith(wanted) else "90"

    lost = [b for b in chapter(rows_of(WHOLE, score=score("2026-09"))) if isinstance(b, Finding)]
    assert [plain(b.title, "zh") for b in lost] == ["进厂：2026年9月没有“评分”"]
    assert [b.undermines for b in lost] == [
        (Damage("visits", "score", frozenset({Month(2026, 9)})),)
    ]
    assert findings(chapter(rows_of(WHOLE, score=score("2026-08")))) == []


def test_rows_of_the_month_without_a_date_are_told() -> None:
    loose = replace(
        TABLE,
        columns=(
            TABLE.columns[0],
            ColumnContract("day", "date", TABLE.columns[1].label),
            *TABLE.columns[2:],
        ),
    )
    rows = rows_of(["" if n % 3 else day for n, day in enumerate(days("2026-10-01", "2026-10-31"))])
    [(title, text)] = findings(chapter(rows, contract=loose, month=OCTOBER), "zh")[:1]
    assert title == "进厂：本月文件中 66.6% 的行没有“日期”"
    assert "本月合计偏少" in text


def test_a_column_that_only_some_rows_have_is_missed_in_no_month() -> None:
    columns = tuple(replace(each, sparse=each.name == "score") for each in TABLE.columns)
    rows = rows_of(WHOLE, score=lambda n: "" if WHOLE[n].startswith("2026-09") else "90")

    assert not findings(chapter(rows, contract=replace(TABLE, columns=columns)))


def test_days_without_a_row_within_the_month() -> None:
    dates = [d for d in WHOLE if not "2026-10-08" <= d <= "2026-10-12"]
    assert findings(chapter(rows_of(dates), "en"), "en") == [
        (
            "Visits: no row from 2026-10-08 to 2026-10-12",
            (
                "5 days in a row are empty. Unless business was closed, the month's totals are "
                "too low."
            ),
        )
    ]


def test_the_first_days_of_a_month_can_be_missing_too() -> None:
    dates = [d for d in WHOLE if not "2026-10-01" <= d <= "2026-10-06"]
    assert findings(chapter(rows_of(dates)))[0][0] == "进厂：10 月 1 日 至 10 月 6 日 没有记录"


def test_closed_weekends_and_few_rows_are_no_gap() -> None:
    weekdays = [str(d.date()) for d in pd.bdate_range("2026-08-01", "2026-10-31") for _ in "12345"]
    assert findings(chapter(rows_of(weekdays))) == []
    few = [*days("2026-08-01", "2026-09-30", 1), "2026-10-02", "2026-10-09", "2026-10-20"]
    assert findings(chapter(rows_of(few))) == []


@pytest.mark.case("D02")
def test_a_month_without_any_row() -> None:
    blocks = chapter(rows_of(days("2026-08-01", "2026-09-30")))
    assert findings(blocks)[0] == (
        "进厂：报告月没有记录",
        (
            "此前各月都有记录。与此表有关的本月数字为“—”。请补上导出；"
            "如本月确无记录，在该数据源写 covers: report。"
        ),
    )


def test_months_missing_in_the_history() -> None:
    dates = [*days("2026-07-01", "2026-07-31"), *days("2026-09-01", "2026-10-31")]
    blocks = chapter(rows_of(dates), history=6)
    assert findings(blocks)[0][0] == "进厂：缺 2026年8月"
    assert shown(table(blocks, "quality-tables"), 0)[7] == "3/6"


def test_totals_of_months_have_no_empty_days() -> None:
    assert findings(chapter(rows_of(["2026-08-01", "2026-09-01", "2026-10-01"]))) == []


def test_a_needed_column_that_is_filled_less_than_before() -> None:
    october = len(days("2026-08-01", "2026-09-30"))
    gaps = rows_of(WHOLE, advisor=lambda n: "" if n >= october and n % 4 == 0 else "乔丹")
    blocks = chapter(gaps)
    assert findings(blocks) == [
        (
            "进厂：“顾问”只填了 75.0%",
            "此前各月为 100.0%。用到该列的结论只代表填了的部分。",
        )
    ]
    assert shown(table(blocks, "quality-tables"), 0)[8] == "顾问 75.0%"


def test_a_column_half_empty_from_the_start() -> None:
    dates = days("2026-10-01", "2026-10-31")
    blocks = chapter(rows_of(dates, advisor=lambda n: "乔丹" if n % 3 == 0 else ""), "en")
    assert findings(blocks, "en")[0][1] == (
        "Conclusions that use it stand for the filled part only."
    )
    always = rows_of(WHOLE, advisor=lambda n: "乔丹" if n % 3 == 0 else "")
    assert findings(chapter(always)) == []


@pytest.mark.case("C11")
def test_scores_on_another_scale_are_refused_with_what_to_do() -> None:
    blocks = chapter(rows_of(WHOLE, score=lambda n: str(1 + n % 5)))
    assert findings(blocks) == [
        (
            "进厂：“评分”没有采用",
            (
                "1840 个评分看起来是另一种分制（应为 0–100 分），为避免算出错误的均值，整列不采用；"
                "请在数据源下写 scales，例如 score: 5。"
            ),
        )
    ]
    english = chapter(rows_of(WHOLE, score=lambda n: str(1 + n % 5)), "en")
    assert "write `scales: {score: 5}` under the source" in findings(english, "en")[0][1]


@pytest.mark.case("C33")
def test_words_nobody_knows_are_named_with_how_to_teach_them() -> None:
    kind = ColumnContract(
        "score",
        "category",
        Label("结果", "Result"),
        ("评分",),
        values={"yes": (Label("成功", "Success"), ()), "no": (Label("失败", "Failure"), ())},
    )
    words = replace(TABLE, columns=(*TABLE.columns[:3], kind))
    some = chapter(rows_of(WHOLE, score=lambda n: "成功回访" if n % 4 else "成功"), contract=words)
    assert findings(some) == [
        (
            "进厂：“结果”有 1380 行的词没有登记",
            (
                "成功回访 1380。这些行算作哪一类无人知道，用到该列的数字不成立；"
                "请在数据源或映射文件里登记，例如 words: { score: { 类别: [成功回访] } }，"
                "类别为 yes (成功)、no (失败) 之一。"
            ),
        )
    ]
    few = chapter(
        rows_of(WHOLE, score=lambda n: f"词{n}" if n < 12 else "成功"), "en", contract=words
    )
    found = [b for b in few if isinstance(b, Finding)]
    assert [(b.id, b.severity) for b in found] == [("quality.unknown_words:visits.score", "watch")]
    assert "词7 1, 4 more words. Nobody knows" in plain(found[0].text, "en")
    assert [b.severity for b in some if isinstance(b, Finding)] == ["bad"]


def test_overlapping_exports() -> None:
    rows = rows_of(WHOLE)
    assert findings(chapter([*rows, *rows[:200]])) == [
        (
            "进厂：重复 9.8%",
            "重复的行只算一次，结论不受影响；导出的日期范围可能重叠，请核对。",
        )
    ]


def test_lines_of_one_record_are_not_taken_for_a_repeat() -> None:
    rows = rows_of(WHOLE)
    more = [[*row[:3], "70"] for row in rows[:200]]
    [(title, text)] = findings(chapter([*rows, *more]), "zh")
    assert title == "进厂：200 行（9.8%）与另一行编号相同而内容不同"
    assert "其余各行的金额和内容没有计入" in text
    assert "结论不受影响" not in text


def spoiled(count: int) -> list[list[str]]:
    rows = rows_of(WHOLE)
    for row in rows[20 : 20 + count]:
        row[1] = "2026-02-31"
    return rows


def test_rows_that_could_not_be_used() -> None:
    blocks = chapter(spoiled(100), "en")
    assert findings(blocks, "en") == [
        (
            "Visits: 5.4% of the rows of data could not be used",
            (
                "Mostly: impossible date. Totals and rates may be too low; correct the rows and "
                "build again."
            ),
        )
    ]
    assert texts(blocks, "en")[-1] == (
        "100 rows of data could not be used; the file *_rejected.csv next to this report lists "
        "them. Correct them and export again."
    )
    assert [cell(value, "count", "en") for value in table(blocks, "quality-lines").rows[0]] == [
        "Visits", "impossible date", "100", "a.csv · row 22: Day 2026-02-31",
    ]  # fmt: skip


def test_a_spec_says_how_many_rows_may_be_lost() -> None:
    assert chapter(spoiled(100), max_dropped=0.06)
    with pytest.raises(SourceError) as caught:
        chapter(spoiled(100), max_dropped=0.05)
    assert str(caught.value) == (
        "一店: 进厂: 100 rows of data (5.4%) could not be used, mostly: 日期不成立; correct the "
        "export, or raise quality.max_dropped (now 0.05)"
    )


def test_a_spec_says_which_checks_must_hold() -> None:
    late = rows_of(days("2026-08-01", "2026-10-26"))
    assert chapter(late, required=("coverage", "scale"))
    with pytest.raises(SourceError) as caught:
        chapter(late, required=("freshness",))
    assert str(caught.value) == (
        "一店: required check 'freshness' failed: 进厂：只到 10 月 26 日; 本月另外 5 天没有记录。"
        "本月与此表有关的数字只是有记录这些天的，以 * 标明，不作比较和评价；"
        "须看到月末才知道的（如流失、未结）为“—”。"
        "请重新导出；如确已停业，在该数据源写 covers: report。 "
        "Correct the data, or take the check out of quality.required"
    )


def test_a_check_that_holds_is_named_and_one_that_finds_speaks() -> None:
    assert texts(chapter(rows_of(WHOLE), checks=(Odd(),)))[-1] == "已核对，没有矛盾：奇偶。"
    found = chapter(rows_of(WHOLE), checks=(Odd(outcome="found"),))
    assert findings(found) == [("不成对", "不成对")]
    with pytest.raises(SourceError, match="required check 'odd' failed: 不成对"):
        chapter(rows_of(WHOLE), checks=(Odd(outcome="found"),), required=("odd",))


def test_a_check_that_raises_costs_itself_only() -> None:
    blocks = chapter(rows_of(WHOLE), checks=(Odd(outcome="raise"),))
    assert findings(blocks) == [
        (
            "“奇偶”未能核对",
            "原因：ValueError: no pair (report/test_quality.py:68 check)。其余核对不受影响。",
        )
    ]


def test_a_check_without_its_table_is_not_said_to_hold() -> None:
    assert chapter([], checks=(Odd(),))
    assert "奇偶" not in "".join(texts(chapter([], checks=(Odd(),))))


def test_what_is_opened_is_said() -> None:
    assert texts(chapter(rows_of(WHOLE), opened=("plate", "phone")))[1] == (
        "按报告规范，以下个人信息原样列出：车牌、电话；其余已脱敏。"
    )


def test_only_the_kinds_with_most_cases_are_listed(tmp_path: Path) -> None:
    rows = rows_of(WHOLE)
    texts_of = ("2026-02-31", "03/04/2026", "", "昨天")
    for n, text in enumerate(texts_of):
        rows[n][1] = text
    rows[10][3], rows[11][3], rows[12][2] = "一", "101", "Ａ"
    rows[13][3], rows[14][2], rows[15][0] = "９0", "好\x07", "R1.0"
    rows += [rows[20], ["", "", "", ""], ["合计", "", "", ""]]
    lines = table(chapter(rows), "quality-lines")
    assert len(lines.rows) == 8
    assert plain(lines.note, "zh").startswith("另有 ")
    assert str(tmp_path) not in str(lines.rows)


def test_the_spec_knows_every_standing_check_and_each_has_its_words() -> None:
    words = words_in("data_quality")

    assert tuple(CHECKS) == get_args(StandingCheck)
    for name in CHECKS:
        assert {f"{name}.title", f"{name}.text"} <= set(words)

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from reportgen.document.facts import Fact
from reportgen.document.formats import plain
from reportgen.errors import SectionError
from reportgen.labels import Label, Language
from reportgen.metric.expressions import Count, Difference, Filled, Is, Mean, Metric, Ratio, Rows
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.section.change_evidence import change, p_value
from reportgen.section.data import Data, Dealer
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.phrases import Phrases

CALLS = Rows("calls", "called_at")
NAME = Label("名称", "name")
MADE = Metric("calls.made", Label("回访数", "Calls"), Count(CALLS), "count", "higher")
SCORE = Metric("calls.score", Label("得分", "Score"), Mean(CALLS, "score"), "score", "higher")
FIXED = Metric(
    "calls.fixed",
    Label("修复率", "Fixed"),
    Ratio(Count(CALLS.only(Is("fixed", value=True))), Count(CALLS.only(Filled("fixed")))),
    "share",
    "higher",
)
CONTRACT = TableContract(
    "calls",
    NAME,
    NAME,
    (
        ColumnContract("called_at", "date", NAME),
        ColumnContract("fixed", "flag", NAME),
        ColumnContract("outcome", "category", NAME, values={"ok": (Label("成功", "Success"), ())}),
    ),
    date="called_at",
)


def calls(month: str, fixed: int, total: int, score: float = 80.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "called_at": pd.to_datetime([f"{month}-05"] * total),
            "advisor": ["乔丹" if n % 2 else "科比" for n in range(total)],
            "fixed": pd.array([n < fixed for n in range(total)], dtype="boolean"),
            "score": [score + n % 3 for n in range(total)],
        }
    )


def data(*frames: pd.DataFrame, language: Language = "zh") -> Data:
    tables = {"calls": pd.concat(frames, ignore_index=True)} if frames else {}
    phrases = Phrases({"said": {"zh": "共{made}次", "en": "{made} calls"}}, "test")
    given = DealerTables(tables, {"calls": CONTRACT})
    return Data(Dealer("D1"), Month(2026, 10), language, given, phrases=phrases)


def test_a_fact_is_about_the_reports_month_and_knows_its_evidence() -> None:
    october = data(calls("2026-10", 90, 100), calls("2026-09", 10, 100))

    fixed = october.fact(FIXED)

    assert (fixed.id, fixed.value, fixed.top, fixed.bottom) == ("calls.fixed", 0.9, 90.0, 100.0)
    assert (fixed.low, fixed.high) == (
        pytest.approx(0.8256, abs=1e-4),
        pytest.approx(0.9448, abs=1e-4),
    )
    assert (fixed.n, fixed.unit, fixed.better, fixed.label) == (100, "share", "higher", "修复率")
    assert october.fact(FIXED, month=Month(2026, 9)).id == "calls.fixed@2026-09"


def test_a_mean_has_a_t_interval() -> None:
    score = data(calls("2026-10", 0, 30)).fact(SCORE)

    assert score.value == 81.0
    assert score.low is not None
    assert score.high is not None
    assert score.low < 81 < score.high


def test_a_family_has_an_id_for_each_member() -> None:
    october = data(calls("2026-10", 50, 100))

    family = october.family(MADE, "advisor")
    narrowed = october.family(MADE, "advisor", Is("fixed", value=True), key="fixed")

    assert {name: fact.id for name, fact in family.items()} == {
        "乔丹": "calls.made:乔丹",
        "科比": "calls.made:科比",
    }
    assert narrowed["乔丹"].id == "calls.made:fixed/乔丹"
    assert family["乔丹"].label == "回访数 · 乔丹"


def test_a_trend_has_every_month_also_those_without_rows() -> None:
    october = data(calls("2026-10", 50, 100), calls("2026-08", 5, 10))

    made = october.trend(MADE, months=3)
    score = october.trend(SCORE, months=3)

    assert [fact.value for fact in made.values()] == [10.0, 0.0, 100.0]
    assert [fact.id for fact in made.values()][-1] == "calls.made"
    assert score[Month(2026, 9)].value is None
    assert score[Month(2026, 9)].reason == "no_data"


def test_an_average_is_computed_from_the_facts_it_averages() -> None:
    october = data(calls("2026-10", 50, 99))
    scores = list(october.family(SCORE, "advisor").values())
    weights = list(october.family(MADE, "advisor").values())

    plainly = october.average("calls.store", NAME, scores)
    weighted = october.average("calls.weighted", NAME, scores, weights)

    values = [fact.value for fact in scores if fact.value]
    assert plainly.value == pytest.approx(sum(values) / 2)
    assert weighted.value == pytest.approx(october.fact(SCORE).value)
    assert october.combine(Metric("calls.again", NAME, SCORE.expr, "score")).value == pytest.approx(
        october.fact(SCORE).value
    )


def test_given_and_target_say_where_they_are_from() -> None:
    october = data(calls("2026-10", 90, 100))

    given = october.given("x", NAME, None, "days", Label("法", "way"), n=3)
    target = october.target(october.fact(FIXED), 0.95)

    assert (given.value, given.reason, given.n) == (None, "no_data", 3)
    assert (target.id, target.value, target.unit) == ("calls.fixed~target", 0.95, "share")


def test_one_id_cannot_have_two_values() -> None:
    october = data(calls("2026-10", 90, 100))
    october.given("x", NAME, 1.0, "days", NAME)

    with pytest.raises(SectionError) as caught:
        october.given("x", NAME, 2.0, "days", NAME)

    assert str(caught.value) == (
        "fact 'x' has two values, 1.0 and 2.0; give one of them another id or `key`"
    )


def test_a_narrowed_fact_needs_a_key() -> None:
    with pytest.raises(SectionError, match=r"a narrowed 'calls\.made' needs `key=…`"):
        data(calls("2026-10", 90, 100)).fact(MADE, Is("advisor", "乔丹"))


def test_a_missing_table_is_named_with_the_nearest_one() -> None:
    with pytest.raises(SectionError, match="there is no table 'call'; did you mean 'calls'"):
        data(calls("2026-10", 1, 1)).table("call")


def _by_label(frame: pd.DataFrame) -> None:
    frame.loc[:, "score"] = 0.0
    frame.loc[0, "advisor"] = "nobody"


def _by_column(frame: pd.DataFrame) -> None:
    frame["score"] = 0.0
    del frame["advisor"]


def _by_values(frame: pd.DataFrame) -> None:
    with contextlib.suppress(ValueError):  # pandas lends some values for reading only
        frame["score"].values[:] = 0.0
    frame["fixed"].values[:] = True


def _by_array(frame: pd.DataFrame) -> None:
    frame["score"].array[:] = 0.0
    frame["fixed"].array[:] = True
    frame["called_at"].array[:] = pd.Timestamp("2020-01-01")
    frame["advisor"].array[:] = "nobody"


def _by_index(frame: pd.DataFrame) -> None:
    for index in (frame.index, frame.columns):
        stored = index._data  # what `copy` shares
        if isinstance(stored, np.ndarray):
            stored.flags.writeable = True
        stored[0] = stored[1]  # type: ignore[index]


@pytest.mark.parametrize("change", [_by_label, _by_column, _by_values, _by_array, _by_index])
@pytest.mark.parametrize(
    "given",
    [
        lambda october: october.table("calls"),
        lambda october: october.tables["calls"],
        lambda october: october.rows(CALLS),
        lambda october: october.rows_behind(CALLS),
    ],
    ids=["table", "tables", "rows", "rows_behind"],
)
def test_a_frame_changed_in_place_by_one_section_is_whole_for_the_next(
    given: Callable[[Data], pd.DataFrame], change: Callable[[pd.DataFrame], None]
) -> None:
    before = calls("2026-10", 1, 3)
    october = data(before.copy())

    change(given(october))

    assert_frame_equal(october.table("calls"), before)
    assert october.fact(FIXED).top == 1
    assert october.fact(SCORE).value == 81.0


def test_no_section_changes_the_words_of_a_category() -> None:
    given = {"done": (NAME, ("完成",))}
    column = ColumnContract("status", "category", NAME, values=given)
    given.clear()

    assert column.words_for("done", "zh") == "名称"
    with pytest.raises(TypeError, match="does not support item assignment"):
        column.values["done"] = (NAME, ())  # type: ignore[index]


def test_what_nobody_could_read_is_each_section_s_own() -> None:
    october = data(calls("2026-10", 1, 2))
    given = october.undecided("calls", "fixed").to_numpy()
    given.flags.writeable = True
    given[:] = True
    assert not october.undecided("calls", "fixed").any()


def test_a_derived_table_no_longer_follows_the_frame_it_was_made_of() -> None:
    october = data(calls("2026-10", 1, 2))
    frame = pd.DataFrame({"a": [1], "b": pd.array([True], dtype="boolean")})

    october.derive(TableContract("lists", NAME, NAME, ()), frame)
    frame.loc[0, "a"] = 9
    frame["b"].array[:] = False

    assert october.table("lists").to_dict("list") == {"a": [1], "b": [True]}


def test_each_section_has_its_own_sentences_and_all_share_tables_and_facts() -> None:
    october = data(calls("2026-10", 1, 2))
    own = october.speaking({"said": {"zh": "另说{made}", "en": "else {made}"}}, "other")

    made = own.fact(MADE)
    own.derive(TableContract("lists", NAME, NAME, ()), pd.DataFrame({"a": [1]}), printed=True)

    assert own.text("said", made=made) == "另说2"
    assert october.text("said", made=made) == "共2次"
    assert october.table("lists")["a"].tolist() == [1]
    assert (set(october.contracts), set(october.printed)) == ({"calls", "lists"}, {"lists"})
    with pytest.raises(SectionError, match=r"fact 'calls\.made' has two values"):
        october.given("calls.made", NAME, 7.0, "count", NAME)
    with pytest.raises(SectionError, match="section 'other': there is no phrase 'sad'; did you"):
        own.say("sad")


def test_nobody_adds_a_table_or_replaces_sentences_but_by_derive_and_speaking() -> None:
    october: Any = data(calls("2026-10", 1, 2))

    for attempt in (
        lambda: setattr(october, "phrases", Phrases({})),
        lambda: setattr(october, "tables", {}),
        lambda: october.tables.__setitem__("lists", pd.DataFrame()),
        lambda: october.contracts.__setitem__("lists", CONTRACT),
        lambda: october.printed.add("calls"),
    ):
        with pytest.raises((AttributeError, TypeError)):
            attempt()
    assert (set(october.tables), set(october.contracts)) == ({"calls"}, {"calls"})


def test_a_derived_table_is_made_once_and_may_be_printed() -> None:
    october = data(calls("2026-10", 1, 2))
    contract = TableContract("lists", NAME, NAME, ())

    rows = october.derive(contract, pd.DataFrame({"a": [1]}), printed=True)
    october.derive(contract, pd.DataFrame({"a": [2]}))

    assert rows == Rows("lists")
    assert october.table("lists")["a"].tolist() == [1]
    assert october.printed == {"lists"}


def test_a_derived_table_with_other_columns_than_its_contract_is_refused() -> None:
    contract = TableContract("lists", NAME, NAME, (ColumnContract("calls", "number", NAME),))
    with pytest.raises(SectionError) as told:
        data(calls("2026-10", 1, 2)).derive(contract, pd.DataFrame({"b": [1]}))
    assert str(told.value) == (
        "derived table 'lists': the frame has the columns b, its contract calls; give the columns "
        "of the frame the names of the contract"
    )


def test_a_month_that_is_none_is_told_with_what_to_write() -> None:
    with pytest.raises(SectionError, match=r"month='2026-09' is no Month; write `data.month - 1`"):
        data(calls("2026-10", 1, 2)).fact(MADE, month="2026-09")  # type: ignore[arg-type]


def to_fill_in(*words: str) -> TableContract:
    values = {f"w{n}": (Label("好", word), ()) for n, word in enumerate(words)}
    column = ColumnContract("outcome", "category", NAME, values=values, filled_in=True)
    return TableContract("lists", NAME, NAME, (column,))


def test_a_column_that_a_person_fills_in_is_empty() -> None:
    october = data(calls("2026-10", 1, 2))
    october.derive(to_fill_in("good", "bad"), pd.DataFrame({"a": [1, 2]}), printed=True)
    assert october.table("lists")["outcome"].isna().tolist() == [True, True]


@pytest.mark.parametrize(
    ("frame", "words", "fault"),
    [
        ({"outcome": ["w0"]}, ["good"], "and has values already; leave it out of the frame"),
        ({"a": [1]}, ["yes, soon"], "no comma; these are 'yes, soon'"),
        ({"a": [1]}, ["w" * 60] * 5, "at most 255 characters in all"),
    ],
)
def test_a_column_to_fill_in_that_cannot_be_is_refused(
    frame: dict[str, list[object]], words: list[str], fault: str
) -> None:
    with pytest.raises(SectionError) as caught:
        data(calls("2026-10", 1, 2)).derive(to_fill_in(*words), pd.DataFrame(frame))
    assert str(caught.value).startswith("table 'lists': column 'outcome' is filled in by a person")
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("now", "before", "zh", "en"),
    [
        (
            (930, 1000),
            (923, 1000),
            "与上月（92.3%）基本持平",
            "in line with the month before (92.3%)",
        ),
        (
            (923, 1000),
            (961, 1000),
            "较上月（96.1%）明显下降 3.8个百分点",
            "clearly down on the month before (96.1%) by 3.8 pp",
        ),
        (
            (990, 1000),
            (900, 1000),
            "较上月（90.0%）大幅上升 9.0个百分点",
            "sharply up on the month before (90.0%) by 9.0 pp",
        ),
        ((50, 100), (50, 100), "与上月持平", "the same as the month before"),
        (
            (5, 8),
            (2, 8),
            "上月 25.0%，样本较少，变化仅供参考",
            "25.0% the month before; few cases, for reference only",
        ),
        ((5, 8), None, "上月无可比数据", "no comparable figure for the month before"),
    ],
)
def test_words_follow_the_evidence(
    now: tuple[int, int], before: tuple[int, int] | None, zh: str, en: str
) -> None:
    frames = [calls("2026-10", *now)] + ([calls("2026-09", *before)] if before else [])
    for language, expected in (("zh", zh), ("en", en)):
        october = data(*frames, language=language)  # type: ignore[arg-type]
        earlier = october.fact(FIXED, month=Month(2026, 9))

        assert plain(october.movement(october.fact(FIXED), earlier), language) == expected  # type: ignore[arg-type]


def test_a_change_of_shares_is_in_points_and_excel_can_compute_it() -> None:
    october = data(calls("2026-10", 90, 100), calls("2026-09", 80, 100))
    now, before = october.fact(FIXED), october.fact(FIXED, month=Month(2026, 9))

    difference = october.change(now, before)

    assert difference.value == pytest.approx(10.0)
    assert (difference.unit, difference.id) == ("points", "calls.fixed~change")
    assert difference.expr == Difference(now.expr, before.expr, 100.0)  # type: ignore[arg-type]


def test_counts_scores_and_unknowns_are_compared_by_their_own_test() -> None:
    october = data(calls("2026-10", 90, 300, 90.0), calls("2026-09", 80, 100, 80.0))
    september = Month(2026, 9)
    evaluator = october.tables.evaluator

    assert october.verdict(october.fact(MADE), october.fact(MADE, month=september)) == "strong"
    assert october.verdict(october.fact(SCORE), october.fact(SCORE, month=september)) == "strong"
    nothing = Fact("x", None, "share", reason="no_data")
    assert october.verdict(nothing, nothing) == "unknown"
    assert p_value(nothing, nothing, evaluator) is None
    assert p_value(Fact("x", 1.0, "days"), Fact("y", 2.0, "days"), evaluator) is None
    assert change(nothing, nothing).reason == "no_data"


def test_words_of_categories_and_phrases() -> None:
    october = data(calls("2026-10", 90, 100))

    assert october.word("calls", "outcome", "ok") == "成功"
    assert october.word("calls", "outcome", "strange") == "strange"
    assert october.word("calls", "fixed", key=True) == "是"
    assert october.text("said", made=october.fact(MADE)) == "共100次"
    assert october.pick(Label("是", "yes")) == "是"


def test_rows_and_results() -> None:
    october = data(calls("2026-10", 90, 100), calls("2026-09", 1, 10))

    assert len(october.rows(CALLS)) == 100
    assert len(october.rows(CALLS, Month(2026, 9))) == 10
    assert len(october.rows_behind(CALLS)) == 110
    assert october.has("calls", "score")
    with pytest.raises(SectionError, match="no column 'scor' in 'calls'; did you mean 'score'"):
        october.has("calls", "scor")
    assert not october.has("derived later", "absent")
    assert october.result(october.fact(MADE)).n == 100
    assert october.result(Fact("x", 2.0, "days")).value == 2.0


def test_a_balance_below_zero_is_no_count_to_be_tested() -> None:
    october = data(calls("2026-10", 1, 2))
    net = Fact("net", -3.0, "count")

    assert p_value(net, Fact("before", 2.0, "count"), october.tables.evaluator) is None

"""Topics of comments: what the catalog and the matcher say, and what the counts may say of people.

The golden counts are those of the comments planted in the sample data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_stores import demo, raw_tables

from reportgen import Data, Dealer, Fact, Finding, Month, Recommendation, Table
from reportgen.document.blocks import Chapter
from reportgen.document.formats import plain
from reportgen.errors import SpecError
from reportgen.extension.components import Declarations, RawTable
from reportgen.extension.loader import install_namespace, load_plugins
from reportgen.extension.workspace import bundled
from reportgen.intake import take_all
from reportgen.labels import Language
from reportgen.report.build_chapter import build_chapter
from reportgen.report.cut_to_month import cut_tables
from reportgen.report.load_inputs import Inputs
from reportgen.section.dealer_tables import DealerTables
from reportgen.spec.spec import read_spec

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.comments.topic_catalog import (  # noqa: E402
    TOPICS,
    Topic,
    TopicCatalog,
    TopicName,
    read_topics,
)
from reportgen_plugins.after_sales.comments.topic_counts import most_said  # noqa: E402
from reportgen_plugins.after_sales.comments.topic_matcher import TopicMatcher  # noqa: E402
from reportgen_plugins.after_sales.demo import planted  # noqa: E402
from reportgen_plugins.after_sales.demo.customer_remarks import REMARKS  # noqa: E402
from reportgen_plugins.csi_by_advisor import CsiByAdvisor  # noqa: E402

SHIPPED = read_topics(bundled().config(TOPICS))
READ = TopicMatcher(SHIPPED).read


def one_topic(
    *blame: str, praise: tuple[str, ...] = (), negation: tuple[str, ...] = ()
) -> TopicMatcher:
    topic = Topic(label=TopicName(zh="等待", en="Waiting"), blame=blame, praise=praise)
    return TopicMatcher(TopicCatalog(topics={"waiting": topic}, negation=negation))


# --- the matcher


@pytest.mark.parametrize(
    ("comment", "blame", "praise"),
    [
        ("等了四十分钟才有人接待", ("waiting",), ()),
        ("等了四十分鐘，沒說清楚多少錢", ("waiting", "quote"), ()),
        ("没有排队", (), ()),
        ("不用等太久", (), ()),
        ("不得不等了一小时", ("waiting",), ()),
        ("态度不差", (), ()),
        ("态度有点差", ("attitude",), ()),
        ("态度还行，车差", (), ()),
        ("不热情", ("attitude",), ()),
        ("师傅专业，但是等了两小时", ("waiting",), ("repair",)),
        ("接待不及时", ("waiting",), ()),
        ("ＷＡＩＴＥＤ   forty minutes", ("waiting",), ()),
        ("no queue, did not have to wait too long", (), ()),
        ("Awaited part", (), ()),
        ("a nice waiting area", (), ("environment",)),
    ],
)
def test_a_comment_is_told_by_its_words(
    comment: str, blame: tuple[str, ...], praise: tuple[str, ...]
) -> None:
    found = READ(comment)

    assert (found.blame, found.praise, found.nothing) == (blame, praise, False)


@pytest.mark.parametrize("comment", ["无", "無意見。", " 没有 ", "None", "n/a", "", " 。", "——"])
def test_a_comment_that_says_there_is_none_is_none(comment: str) -> None:
    assert READ(comment).nothing


@pytest.mark.parametrize(
    ("topic", "comment", "english"),
    [(topic, zh, en) for topic, said in REMARKS.items() for zh, en in said.items()],
)
def test_both_languages_tell_the_same(topic: str, comment: str, english: str) -> None:
    found = READ(comment.format(fault="大灯不亮"))

    assert found == READ(english.format(fault="Headlamp out"))
    expected = {"others": bool(found.blame), "praise": not found.blame}
    assert expected.get(topic, found.blame == (topic,))


@given(
    st.text(max_size=60),
    st.sampled_from(["等了半天", "排队", "太贵", "没修好"]),
    st.text(max_size=60),
)
def test_a_phrase_counts_wherever_it_stands_unless_it_is_negated(
    before: str, phrase: str, after: str
) -> None:
    (topic,) = READ(phrase).blame

    assert topic in READ(f"{before}，{phrase}，{after}").blame
    assert READ(f"不是{phrase}").blame == ()


@given(
    st.lists(
        st.sampled_from(["等了", "报价", "没", "不", "差", "，", "高于", "x", "…"]), max_size=40
    )
)
def test_how_a_comment_is_written_changes_nothing(pieces: list[str]) -> None:
    text = "".join(pieces)
    wide = text.replace("x", "ｘ").replace("报", "報").replace("价", "價").replace("于", "於")

    assert READ(f"  {wide} ") == READ(text)


def test_a_long_text_takes_time_in_proportion() -> None:
    """Counted in steps of the pattern engine, not in seconds: it never looks twice far back."""
    matcher = one_topic("没…报价", "等…小时", negation=("没有", "不"))
    looked: list[int] = []
    turned = matcher._turned
    matcher._turned = lambda before: looked.append(len(before)) or turned(before)  # type: ignore[method-assign,func-returns-value]

    for times in (1_000, 2_000):
        looked.clear()
        matcher.read("没有没报价" * times)
        assert len(looked) <= 4 * times
        assert max(looked) <= 24


def test_a_gap_stays_within_a_clause_and_near() -> None:
    read = one_topic("报价…差").read

    assert read("报价和结算差很多").blame
    assert not read("报价清楚，就是车况差").blame
    assert not read(f"报价{'很' * 9}差").blame


# --- the catalog


def test_a_store_that_copies_the_file_into_its_workspace_uses_its_own(tmp_path: Path) -> None:
    spec = workspace(tmp_path, "topics:\n  tea: {label: {zh: 茶水, en: Tea}, blame: [没有茶]}\n")

    (section,) = read_spec(spec, load_plugins()).sections

    assert isinstance(section, CsiByAdvisor) or section.type == "csi_by_advisor"
    assert section.topics == tmp_path / "configs" / TOPICS  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("topics:\n  tea: {label: {zh: 茶, en: Tea}, blam: [没茶]}\n", "topics.yaml:2:34: "),
        ("topics:\n  tea: {label: {zh: 茶, en: Tea}, blame: [没茶, …差]}\n", "topics.yaml:2:46: "),
        (
            "topics:\n  tea: {label: {zh: 茶, en: Tea}, blame: [没茶], items: [quot]}\n",
            "topics.yaml:2:55: ",
        ),
        ("topics: {}\n", "topics.yaml:1:9: "),
        (
            "topics:\n  tea: {label: {zh: 茶, en: Tea}, blame: [没茶], praise: [没茶]}\n",
            "'没茶' stands under blame and praise; take one out",
        ),
    ],
)
def test_a_mistake_in_the_catalog_names_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SpecError) as error:
        read_spec(workspace(tmp_path, text), load_plugins())

    assert message in str(error.value)


def workspace(folder: Path, topics: str) -> Path:
    spec = folder / "configs" / "a.yaml"
    (spec.parent / "comments").mkdir(parents=True)
    (spec.parent / TOPICS).write_text(topics, "utf-8")
    spec.write_text(
        "report: {title: t}\nperiod: {month: 2026-10}\ndealers: [D1]\n"
        "sources: {callbacks: {type: csv, path: a.csv}}\nsections: [csi_by_advisor]\n"
    )
    return spec


# --- the counts


@cache
def frames() -> Mapping[str, pd.DataFrame]:
    raws = raw_tables(demo().sample_exports(1, 13, 1))
    needed = {name: raws[name] for name in ("repair_orders", "callbacks")}
    return take_all(load_plugins().tables.values(), needed)[0]


def chapter(tables: Mapping[str, pd.DataFrame], language: Language = "zh") -> Chapter:
    registry = load_plugins()
    data = Data(Dealer("SH001"), Month(2026, 10), language, DealerTables(tables, registry.tables))
    built = build_chapter("csi", registry.sections["csi_by_advisor"](), data)
    assert not built.failed
    return built


def table(built: Chapter, name: str) -> Table | None:
    return next((b for b in built.blocks if isinstance(b, Table) and b.id == name), None)


def cells(one: Table) -> dict[str, tuple[object, ...]]:
    """First column → the values of the others."""
    return {str(row[0]): tuple(getattr(c, "value", c) for c in row[1:]) for row in one.rows}


def test_what_was_planted_in_the_sample_data_is_counted() -> None:
    held, name = frames(), planted(1, 1)["SH001"].advisor
    topics, advisors = (table(chapter(held), f"csi.topics{by}") for by in ("", "_by_advisor"))
    calls = held["callbacks"].merge(held["repair_orders"][["ro_no", "advisor"]], on="ro_no")
    months = calls["called_at"].dt.to_period("M").astype(str)
    waited = calls["comment"].isin(REMARKS["waiting"])
    recent = months.isin(["2026-08", "2026-09", "2026-10"])

    assert topics is not None
    shown = [int(sum(waited & chosen)) for chosen in (
        months == "2026-10", months == "2026-09", recent
    )]  # fmt: skip
    assert cells(topics)["等待"][:4] == ("及时接待", *shown)
    quote = str(cells(topics)["等待"][4])
    assert quote[1:].partition("”")[0] in REMARKS["waiting"]
    assert advisors is not None
    own = int(sum(waited & recent & (calls["advisor"] == name)))
    assert own in cells(advisors)[name]
    assert own > shown[2] / 2
    assert [advisors.rows[i][0] for i in advisors.marked] == [name]


def test_the_fall_is_told_with_what_customers_say() -> None:
    built = chapter(frames())
    (fall,) = (b for b in built.blocks if isinstance(b, Finding) and b.severity == "bad")
    (measure,) = (b for b in built.blocks if isinstance(b, Recommendation))
    told, advisors = plain(fall.text, "zh"), table(built, "csi.topics_by_advisor")
    assert advisors is not None
    heads = [column.label for column in advisors.columns[1:]]
    own = dict(zip(heads, cells(advisors)[planted(1, 1)["SH001"].advisor], strict=True))
    waiting, quote = own["等待"], own["报价与费用"]

    assert f"对等待不满的有 {waiting:.0f} 条（其他顾问合计" in told
    assert any(f"最常见的原话是“{text}”（" in told for text in REMARKS["waiting"])
    assert f"对报价与费用不满的有 {quote:.0f} 条（其他顾问合计" in told
    assert "不能证明原因" in told
    assert f"对等待不满的有 {waiting:.0f} 条" in plain(measure.cause, "zh")
    assert f"对报价与费用不满的有 {quote:.0f} 条" in plain(measure.cause, "zh")
    assert "没有记录原因" not in plain(measure.cause, "zh")


def test_without_a_column_of_comments_nothing_is_counted() -> None:
    held = frames()
    built = chapter({**held, "callbacks": held["callbacks"].drop(columns="comment")})

    assert table(built, "csi.topics") is None
    (measure,) = (b for b in built.blocks if isinstance(b, Recommendation))
    assert "没有客户意见可查" in plain(measure.cause, "zh")


def test_comments_that_speak_of_nothing_in_particular_blame_nobody() -> None:
    """The same comments dealt out at random: a topic is counted, and no advisor stands out."""
    held = frames()
    calls = held["callbacks"].copy()
    said = calls["comment"].notna()
    shuffled = np.random.default_rng(5).permutation(
        calls.loc[said, "comment"].to_numpy(dtype=object)
    )
    calls.loc[said, "comment"] = shuffled
    calls.loc[said & (np.random.default_rng(6).random(len(calls)) < 0.5), "comment"] = None
    months = calls["called_at"] >= "2026-08-01"
    everyone = calls[months & calls["attitude"].notna()].index
    calls.loc[months, "comment"] = None
    calls.loc[np.random.default_rng(7).choice(everyone, 120, replace=False), "comment"] = (
        "等了一小时"
    )

    built = chapter({**held, "callbacks": calls})

    topics = table(built, "csi.topics")
    assert topics is not None
    assert cells(topics)["等待"][3] == 120
    assert table(built, "csi.topics_by_advisor") is None
    (measure,) = (b for b in built.blocks if isinstance(b, Recommendation))
    assert "没有哪个话题明显多于其他顾问" in plain(measure.cause, "zh")


def calls_of(month: int, *, comments: bool) -> RawTable:
    """A file of 24 calls of one advisor; those of the first 20 days say that they queued."""
    days = [f"2026-{month:02}-{day:02}" for day in range(1, 25)]
    names = ["回访日期", "工单号", "服务顾问", "回访结果", "服务态度", "客户意见"]
    rows = [[day, f"R{day}", "张三", "成功", "90", "排队太久" * (day[-2:] < "21")] for day in days]
    width = len(names) - (not comments)
    text = pd.DataFrame([row[:width] for row in rows], index=range(2, 26), dtype="str")
    declared = Declarations(covers=Month(2026, month))
    return RawTable(f"{month}.csv", tuple(names[:width]), text, declared=declared)


@pytest.mark.parametrize(("had", "now", "before"), [(9, None, 20), (10, 20, None)])
def test_a_month_whose_file_has_no_comments_is_unknown(
    had: int, now: int | None, before: int | None
) -> None:
    contracts = load_plugins().tables
    raws = {"callbacks": [calls_of(month, comments=month == had) for month in (9, 10)]}
    held, ledger = take_all(contracts.values(), raws, dealer_default="D1")
    dealer = Dealer("D1")
    month = Month(2026, 10)
    own, _ = cut_tables(Inputs(held, ledger, (dealer,), contracts), dealer, month)

    built = build_chapter("csi", CsiByAdvisor(), Data(dealer, month, "zh", own))

    shown = table(built, "csi.topics")
    assert shown is not None
    found = {fact.id: fact for row in shown.rows for fact in row if isinstance(fact, Fact)}
    this, last = found["comments.waiting"], found["comments.waiting@2026-09"]
    assert (this.value, last.value) == (now, before)
    assert {fact.reason for fact in (this, last)} == {None, "no_column"}
    assert found["comments.waiting.recent"].value is None


# --- quotes


def test_a_quote_is_what_most_said_and_short() -> None:
    said = pd.Series(["等了很久", "排队", "等了很久", None, "等" * 60])

    found = most_said(said)
    assert found is not None
    assert (found.text, found.count) == ("等了很久", 2)
    long = most_said(said.tail(1))
    assert long is not None
    assert long.text == "等" * 23 + "…"
    assert most_said(said[said.isna()]) is None

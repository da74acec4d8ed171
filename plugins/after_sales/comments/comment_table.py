"""The table `comments`: one row a comment of a call-back, with the topics it speaks of.

Complaints have such columns too: `topic_columns` declares them, `topic_cells` fills them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from reportgen_plugins.after_sales.comments.topic_catalog import TopicCatalog
from reportgen_plugins.after_sales.comments.topic_matcher import TopicMatcher, TopicReading
from reportgen_plugins.after_sales.satisfaction.interviews import CallsWithOrder, advisor_of_order
from reportgen_plugins.after_sales.tables.callbacks import CALLBACKS

from reportgen import (
    ColumnContract,
    Data,
    Derivation,
    Is,
    Label,
    Language,
    Rows,
    TableContract,
    TablesByDealer,
    listing,
)

TABLE = "comments"
_SAYS = ("callbacks.comment",)
_ROW = Label(
    "一行为一条回访中的客户意见；“无意见”一类的不列",
    "one comment of a call-back; those that only say there is none are left out",
)


def comments(data: Data, catalog: TopicCatalog) -> Rows | None:
    """The comments as a selection, made once; null where the exports hold none."""
    if not data.has(CALLBACKS.name, "comment"):
        return None
    if TABLE not in data.tables:
        data.derive(_contract(data, catalog), data.derived(Comments(catalog)))
    return Rows(TABLE, "called_at")


def about(topic: str) -> Is:
    """The condition that a comment blames a topic."""
    return Is(_column(topic), value=True)


def topic_columns(catalog: TopicCatalog, made_from: tuple[str, ...]) -> tuple[ColumnContract, ...]:
    """The columns that say what a text speaks of, which is told by the columns `made_from`."""
    return (
        ColumnContract("blamed", "text", Label("不满", "Unhappy with"), made_from=made_from),
        ColumnContract("praised", "text", Label("肯定", "Pleased with"), made_from=made_from),
        ColumnContract("unmatched", "flag", Label("未归类", "No topic"), made_from=made_from),
        *(
            ColumnContract(_column(key), "flag", topic.name, made_from=made_from)
            for key, topic in catalog.topics.items()
        ),
    )


def topic_cells(language: Language, catalog: TopicCatalog, texts: pd.Series) -> pd.DataFrame:
    """What texts speak of, in those columns and `nothing`: whether a text says nothing at all."""
    matcher = TopicMatcher(catalog)
    codes, said = pd.factorize(texts)
    read = [*(matcher.read(text) for text in said), TopicReading(nothing=True)]  # of no text
    names = {key: topic.name.in_(language) for key, topic in catalog.topics.items()}
    columns = {
        "nothing": [one.nothing for one in read],
        "blamed": _texts(language, names, [one.blame for one in read]),
        "praised": _texts(language, names, [one.praise for one in read]),
        "unmatched": _marked(not (one.blame or one.praise or one.nothing) for one in read),
        **{_column(key): _marked(key in one.blame for one in read) for key in catalog.topics},
    }
    return pd.DataFrame(columns).take(codes).set_axis(texts.index)


def _texts(language: Language, names: Mapping[str, str], told: Iterable[Sequence[str]]) -> object:
    listed = (listing([names[topic] for topic in topics], language) for topics in told)
    return pd.array([one or None for one in listed], dtype="str")


def _marked(flags: Iterable[bool]) -> object:
    """Yes or nothing: a sheet full of no hides what is said."""
    return pd.array([flag or None for flag in flags], dtype="boolean")


def _column(topic: str) -> str:
    return f"about_{topic}"


def _contract(data: Data, catalog: TopicCatalog) -> TableContract:
    advisor = ColumnContract("advisor", "text", Label("服务顾问", "Advisor"))
    return TableContract(
        name=TABLE,
        label=Label("客户意见", "Comments"),
        row=_ROW,
        key=("ro_no", "called_at"),
        date="called_at",
        made_from=(CALLBACKS.name,),
        columns=(
            ColumnContract("called_at", "date", Label("回访日期", "Call date")),
            ColumnContract("ro_no", "code", Label("工单号", "Repair order")),
            advisor if data.has(CALLBACKS.name, "advisor") else advisor_of_order(advisor),
            ColumnContract(
                "comment", "text", Label("客户意见", "Comment"), private="text", made_from=_SAYS
            ),
            *topic_columns(catalog, _SAYS),
        ),
    )


@dataclass(frozen=True, slots=True)
class Comments(Derivation):
    """One row a comment; a row of which nobody knows whether it has one stays, to be told as such.

    Attributes:
        catalog: The topics.
    """

    catalog: TopicCatalog

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the comments in the order of the calls."""
        calls = dealers.derived(CallsWithOrder())
        cells = topic_cells(dealers.language, self.catalog, calls["comment"])
        unsure = dealers.undecided(CALLBACKS.name, "comment").to_numpy()
        kept = ~cells.pop("nothing") | unsure
        columns = ["dealer", "called_at", "ro_no", "advisor", "comment", "_file", "_row"]
        return calls[columns].join(cells)[kept].reset_index(drop=True)

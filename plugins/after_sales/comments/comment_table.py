"""The table `comments`: one row a comment of a call-back, with the topics it speaks of.

Complaints have such columns too: `topic_columns` declares them, `topic_cells` fills them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from reportgen_plugins.after_sales.comments.topic_catalog import TopicCatalog
from reportgen_plugins.after_sales.comments.topic_matcher import TopicMatcher, TopicReading
from reportgen_plugins.after_sales.satisfaction.interviews import advisor_of_order, with_order
from reportgen_plugins.after_sales.tables.callbacks import CALLBACKS

from reportgen import ColumnContract, Data, Is, Label, Rows, TableContract, listing

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
        data.derive(_contract(data, catalog), _comments(data, catalog))
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


def topic_cells(data: Data, catalog: TopicCatalog, texts: pd.Series) -> pd.DataFrame:
    """What texts speak of, in those columns and `nothing`: whether a text says nothing at all."""
    matcher = TopicMatcher(catalog)
    readings = {text: matcher.read(text) for text in texts.dropna().unique()}
    read = [readings.get(text, TopicReading(nothing=True)) for text in texts]
    names = {key: data.pick(topic.name) for key, topic in catalog.topics.items()}
    columns = {
        "nothing": [one.nothing for one in read],
        "blamed": _texts(data, names, [one.blame for one in read]),
        "praised": _texts(data, names, [one.praise for one in read]),
        "unmatched": _marked(not (one.blame or one.praise or one.nothing) for one in read),
        **{_column(key): _marked(key in one.blame for one in read) for key in catalog.topics},
    }
    return pd.DataFrame(columns, index=texts.index)


def _texts(data: Data, names: Mapping[str, str], told: Iterable[Sequence[str]]) -> object:
    listed = (listing([names[topic] for topic in topics], data.language) for topics in told)
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


def _comments(data: Data, catalog: TopicCatalog) -> pd.DataFrame:
    """The comments; a row of which nobody knows whether it has one stays, to be told as such."""
    calls = data.table(CALLBACKS.name)
    text = pd.Series(None, index=calls.index, dtype="str")
    calls = calls.assign(**{name: text for name in ("ro_no", "advisor") if name not in calls})
    calls = with_order(data, calls)
    cells = topic_cells(data, catalog, calls["comment"])
    kept = ~cells.pop("nothing") | data.undecided(CALLBACKS.name, "comment")
    columns = ["called_at", "ro_no", "advisor", "comment", "_file", "_row"]
    return calls[columns].join(cells)[kept].reset_index(drop=True)

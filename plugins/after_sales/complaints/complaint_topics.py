"""What complaints say in the customers' words: topics of their content, by month and in a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from reportgen_plugins.after_sales.comments.comment_table import about, topic_cells, topic_columns
from reportgen_plugins.after_sales.comments.topic_blocks import quoted
from reportgen_plugins.after_sales.comments.topic_catalog import TopicCatalog
from reportgen_plugins.after_sales.comments.topic_counts import Quote, most_said

from reportgen import (
    YEAR,
    Block,
    Column,
    ColumnContract,
    Count,
    Data,
    Derivation,
    Fact,
    Filled,
    Is,
    Label,
    Metric,
    Rows,
    Table,
    TableContract,
    TablesByDealer,
    Words,
    during,
)

TABLE = "complaint_topics"
_SAYS = ("complaints.content",)
_ROWS = Rows(TABLE, "received_at")
_DEFINITION = Label(
    "投诉内容提到该话题的件数，按话题目录中的说法识别；只是计数，不能证明原因",
    "complaints that speak of the topic, told by the phrases of the catalog; a count, no proof of "
    "a cause",
)


@dataclass(frozen=True, slots=True)
class ComplaintTopics:
    """The topics of complaints: this month and in 12 months, the most frequent first.

    Attributes:
        said: Complaints of the month whose content says something.
        unmatched: Those of them that speak of no topic.
        counts: Name of the topic → this month's, those of 12 months, and what is said most.
        leading: The topic this month's complaints speak of most; "" where none does.
    """

    said: Fact
    unmatched: Fact
    counts: Mapping[str, tuple[Fact, Fact, Quote | None]]
    leading: str = ""


def complaint_topics(data: Data, catalog: TopicCatalog) -> ComplaintTopics | None:
    """Count the topics of the complaints' content; null where the exports hold none."""
    if not data.has("complaints", "content"):
        return None
    if TABLE not in data.tables:
        data.derive(_contract(catalog), data.derived(ComplaintContents(catalog)))
    told = {data.pick(t.name): _counts(data, k, t.name) for k, t in catalog.topics.items()}
    order = sorted(told, key=lambda name: tuple(-(f.value or 0) for f in told[name][:2]))
    keys = {data.pick(topic.name): key for key, topic in catalog.topics.items()}
    leading = keys[order[0]] if told[order[0]][0].value else ""
    unmatched = _metric("unmatched", Label("未归类", "no topic"), Is("unmatched", value=True))
    return ComplaintTopics(
        data.fact(_metric("said", Label("有内容", "with content"), Filled("content"))),
        data.fact(unmatched),
        {
            name: told[name]
            for name in order
            if any(fact.value for fact in told[name][:2]) or not told[name][0].known
        },
        leading,
    )


def topic_table(data: Data, found: ComplaintTopics | None) -> Iterator[Block]:
    """What complaints speak of, in the customers' words."""
    if found is None or not found.counts:
        return
    yield Table(
        id="complaints.topics",
        caption=data.text("topics.caption", month=data.month.text(data.language)),
        columns=(
            Column(data.text("topics.column")),
            Column(data.text("column.month"), "count", weight=0.6),
            Column(data.text("column.year"), "count", weight=0.7),
            Column(data.text("topics.quote"), weight=2.6),
        ),
        rows=tuple(
            (name, now, year, quoted(data, quote) or None)
            for name, (now, year, quote) in found.counts.items()
        ),
        note=data.say("topics.note", all=found.said, unmatched=_unmatched(data, found)),
    )


def _unmatched(data: Data, found: ComplaintTopics) -> Words:
    if found.unmatched.value == 0:
        return ()
    return data.say("topics.unmatched", unmatched=found.unmatched)


def told_cause(data: Data, found: ComplaintTopics | None) -> Words:
    """What may be behind the complaints of the month, as far as customers said so."""
    first = next(iter(found.counts.items()), None) if found else None
    if found is None or first is None or not first[1][0].value:
        return data.say("rise.cause")
    name, (now, *_) = first
    return data.say("rise.cause_said", topic=name, count=now, all=found.said)


def _metric(key: str, name: Label, condition: Is | Filled) -> Metric:
    label = Label(f"投诉内容：{name.zh}", f"Complaints: {name.en}")
    expr = Count(_ROWS.only(condition))
    return Metric(f"complaints.topic.{key}", label, expr, "count", definition=_DEFINITION)


def _counts(data: Data, key: str, name: Label) -> tuple[Fact, Fact, Quote | None]:
    metric = _metric(key, name, about(key))
    expr = during(metric.expr, data.month - (YEAR - 1), data.month)
    assert isinstance(expr, Count)  # noqa: S101 as made above
    label = Label(f"{metric.label.zh}（近12个月）", f"{metric.label.en} (12 months)")
    year = Metric(f"{metric.id}.year", label, expr, "count", definition=_DEFINITION)
    quote = most_said(data.rows_behind(expr.rows)["content"])
    return data.fact(metric), data.combine(year), quote


def _contract(catalog: TopicCatalog) -> TableContract:
    return TableContract(
        name=TABLE,
        label=Label("投诉内容", "Complaints in words"),
        row=Label("一行为一件写有内容的投诉", "one complaint whose content says something"),
        key=("complaint_no", "received_at"),
        date="received_at",
        made_from=("complaints",),
        columns=(
            ColumnContract("complaint_no", "code", Label("投诉编号", "Complaint no.")),
            ColumnContract("received_at", "date", Label("受理日期", "Received")),
            ColumnContract(
                "content", "text", Label("投诉内容", "Content"), private="text", made_from=_SAYS
            ),
            *topic_columns(catalog, _SAYS),
        ),
    )


@dataclass(frozen=True, slots=True)
class ComplaintContents(Derivation):
    """One row a content; a row of which nobody knows whether it has one stays, to be told as such.

    Attributes:
        catalog: The topics.
    """

    catalog: TopicCatalog

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the contents in the order of the complaints."""
        rows = dealers.table("complaints")
        if "complaint_no" not in rows:
            rows = rows.assign(complaint_no=pd.Series(None, index=rows.index, dtype="str"))
        cells = topic_cells(dealers.language, self.catalog, rows["content"])
        kept = ~cells.pop("nothing") | dealers.undecided("complaints", "content")
        columns = ["dealer", "complaint_no", "received_at", "content", "_file", "_row"]
        return rows[columns].join(cells)[kept].reset_index(drop=True)

"""The lists of the chapter on call-backs: wrong numbers by advisor, dissatisfied customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from reportgen_plugins.after_sales.callbacks.callback_view import CallbackView
from reportgen_plugins.after_sales.callbacks.dissatisfied_customers import ALL, LIST
from reportgen_plugins.after_sales.small_rates import rate_and_interval

from reportgen import Block, Column, Data, Table

_PRINTED = 10
"""Customers printed; the workbook lists all."""
_COMMENT = 40
"""Characters of a comment."""


def wrong_number_table(view: CallbackView) -> Iterator[Block]:
    """Wrong numbers of the last months by the advisor of the order; those who stand out marked."""
    data, found = view.data, view.wrong
    if found is None or not found.advisors:
        return
    rows = [(name, *facts) for name, facts in found.advisors.items()]
    rows.append((data.text("wrong.all"), *found.store))
    yield Table(
        id="callbacks.wrong_numbers",
        caption=data.text("wrong.caption", month=data.month.text(data.language)),
        columns=tuple(
            Column(data.text(f"column.{name}"), "text" if name == "advisor" else "count")
            for name in ("advisor", "called", "wrong", "rate", "interval")
        ),
        rows=tuple(
            (name, called, wrong, *rate_and_interval(rate)) for name, called, wrong, rate in rows
        ),
        total=True,
        note=data.say("wrong.note") + data.say("wrong.marked" if found.worse else "wrong.alike"),
        marked=tuple(i for i, name in enumerate(found.advisors) if name in found.worse),
    )


def dissatisfied_table(view: CallbackView) -> Iterator[Block]:
    """The dissatisfied customers nobody spoke to again, those waiting longest first."""
    data, rows = view.data, view.dissatisfied
    if rows is None or rows.empty:
        return
    waiting = rows[rows["state"] != "followed"]
    if waiting.empty:
        return
    names = [n for n in ("called_at", "ro_no", "advisor", "overall", "comment", "state")
             if waiting[n].notna().any()]  # fmt: skip
    shown = waiting.head(_PRINTED)
    more = len(waiting) - len(shown)
    weights = {"comment": 2.2, "state": 1.6, "ro_no": 1.5}
    yield Table(
        id="callbacks.dissatisfied_list",
        caption=data.text("dissatisfied.caption", month=data.month.text(data.language)),
        columns=tuple(
            Column(
                data.text(f"column.{name}"),
                "date" if name == "called_at" else "count" if name == "overall" else "text",
                weight=weights.get(name, 1.0),
            )
            for name in names
        ),
        rows=tuple(
            tuple(_cell(data, name, row[name]) for name in names)
            for row in shown.to_dict("records")
        ),
        note=data.say("dissatisfied.more", count=more, all=data.fact(ALL), list=data.pick(LIST))
        if more
        else data.say("dissatisfied.all", all=data.fact(ALL), list=data.pick(LIST)),
        marked=tuple(i for i, state in enumerate(shown["state"]) if state == "open"),
    )


def _cell(data: Data, name: str, value: Any) -> str | float | date | None:  # noqa: ANN401 any column
    if pd.isna(value):
        return None
    if name == "called_at":
        return pd.Timestamp(value).date()
    if name == "overall":
        return float(value)
    if name == "state":
        return data.word("dissatisfied_customers", name, value)
    text = str(value)
    return f"{text[:_COMMENT]}…" if len(text) > _COMMENT else text

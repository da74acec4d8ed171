"""Chooses the detail rows a report carries: which tables, and from which month on."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from reportgen.document.blocks import DetailTable, Document
from reportgen.metric.expressions import Between, Expr, leaves
from reportgen.metric.table_contracts import TableContract
from reportgen.section.data import Data


def detail_tables(document: Document, data: Data) -> tuple[DetailTable, ...]:
    """Return the tables the facts are computed from, cut to the months the facts reach back to."""
    used: dict[str, list[Expr]] = {}
    for fact in document.facts().values():
        for leaf in leaves(fact.expr) if fact.expr else ():
            used.setdefault(leaf.rows.table, []).append(leaf)
    found = []
    for name in data.tables:
        if name not in used and name not in data.printed:
            continue
        contract = data.contracts[name]
        frame = _said(data.table(name), contract, data)
        earliest = _earliest(used.get(name, []), contract.date)
        if earliest is not None:
            frame = frame[frame[contract.date] >= earliest]
        found.append(DetailTable(contract, contract.label.in_(data.language), frame))
    return tuple(found)


def _said(frame: pd.DataFrame, contract: TableContract, data: Data) -> pd.DataFrame:
    """Blank the derived words and flags nobody knows: a "no" without a source says nothing."""
    for column in contract.columns:
        if column.made_from and column.traits.holds == "word" and column.name in frame:
            unknown = data.undecided(contract.name, column.name)
            if unknown.any():
                frame[column.name] = frame[column.name].mask(unknown)
    return frame


def _earliest(exprs: Iterable[Expr], clock: str) -> object | None:
    """Find the first day any of the selections reaches back to; None when one has no beginning."""
    lows = []
    for expr in exprs:
        for leaf in leaves(expr):
            spans = [c for c in leaf.rows.where if isinstance(c, Between) and c.column == clock]
            if not spans or spans[-1].low is None:
                return None
            lows.append(pd.Timestamp(spans[-1].low))
    return min(lows, default=None)

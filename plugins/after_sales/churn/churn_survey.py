"""The churn survey: why customers said they left, and answers that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reportgen import YEAR, Between, Count, Data, Fact, Filled, Label, Metric, Rows

_NO = ("否", "没有", "无", "no", "n", "false", "0")


@dataclass(frozen=True, slots=True)
class ChurnReason:
    """One answer of the questionnaire: what was said, and how often."""

    text: str
    times: Fact


def reasons(data: Data, column: str) -> tuple[ChurnReason, ...]:
    """The answers to one question over twelve months, the most frequent first."""
    if not data.has("lost_calls", column, "called_at"):
        return ()
    start = (data.month - (YEAR - 1)).first
    rows = Rows("lost_calls", where=(Between("called_at", start, data.month.end), Filled(column)))
    label = data.contracts["lost_calls"].column(column).label
    metric = Metric(
        f"churn.answers.{column}",
        label,
        Count(rows),
        "count",
        source=Label("流失客户问卷", "lost-customer questionnaire"),
    )
    found = data.family(metric, column)
    ordered = sorted(found.items(), key=lambda item: -(item[1].value or 0))
    return tuple(ChurnReason(text, times) for text, times in ordered)


def contradictory_answers(data: Data) -> int:
    """Questionnaires with an answer to a question that their branch skips.

    Who did not maintain the car ends after Q2; who did has no Q2; Q4 belongs to body work.
    """
    if not data.has("lost_calls", "q1"):
        return 0
    table = data.table("lost_calls")
    filled = {q: table[q].notna() for q in (f"q{i}" for i in range(1, 10)) if q in table}
    none = pd.Series(data=False, index=table.index)
    said_no = table["q1"].str.strip().str.lower().isin(_NO)
    later = np.logical_or.reduce([filled.get(f"q{i}", none) for i in range(3, 10)])
    body = table["q3"].str.contains("钣|漆|body", case=False, na=False) if "q3" in table else none
    wrong = (said_no & later) | (filled["q1"] & ~said_no & filled.get("q2", none))
    wrong |= filled.get("q4", none) & ~body
    return int(wrong.sum())

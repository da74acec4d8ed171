"""The two textbook values of a loyal customer, as an example beside the store's own figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reportgen_plugins.after_sales.loyalty.customer_value import Profit, Turnover

from reportgen import Cell, Column, Data, Fact, Label, Table, Unit, Words, words

_A_YEAR = 2
"""The first factors of the turnover: spend a visit and visits a year."""


def models_table(
    data: Data, turnover: Turnover, profit: Profit, own: tuple[Fact, Fact, Fact] | None = None
) -> Table:
    """The two textbook values with their parameters: turnover and profit, never added up.

    `own` are the store's spend a visit, visits a year, and their product.
    """
    value = _parameter(data, "turnover", data.text("models.turnover"), turnover.value, "wan")
    yuan = {
        name: _parameter(data, f"profit.{name}", data.text(f"models.{name}"), amount, "yuan")
        for name, amount in (
            ("direct", profit.direct), ("referral", profit.by_referral), ("profit", profit.value)
        )
    }  # fmt: skip
    factors = _joined(data, "turnover", turnover.factors, " × ")
    first = turnover.factors[:_A_YEAR]
    yearly = _parameter(data, "yearly", data.text("models.yearly"), math.prod(first), "yuan")
    parts = _joined(data, "profit", profit.parts, " + ")
    rate = _parameter(data, "profit.rate", data.text("models.referral"), profit.referral, "number")
    said: dict[str, Words] = {
        "direct": parts,
        "referral": words(yuan["direct"], " × ", rate),
        "profit": words(yuan["direct"], " + ", yuan["referral"]),
    }
    return Table(
        id="loyal.models",
        caption=data.text("models.caption"),
        columns=(
            Column(data.text("column.model"), weight=2.2),
            Column(data.text("column.formula"), weight=1.6),
            Column(data.text("column.example"), "yuan"),
            Column(data.text("column.own"), weight=1.2),
            Column(data.text("column.store"), "yuan"),
        ),
        rows=(
            (
                data.text("models.yearly"),
                _joined(data, "turnover", first, " × "),
                yearly,
                *_own(own),
            ),
            (data.text("models.turnover"), factors, value, None, None),
            *(
                (data.text(f"models.{name}"), said[name], fact, None, None)
                for name, fact in yuan.items()
            ),
        ),
        note=data.say("models.note"),
    )


def _own(own: Sequence[Fact] | None) -> tuple[Cell, Cell]:
    if own is None:
        return None, None
    spend, visits, yearly = own
    return words(spend, " × ", visits), yearly


def _joined(data: Data, model: str, numbers: Sequence[float], sign: str) -> Words:
    parts: list[str | Fact] = []
    for place, number in enumerate(numbers, start=1):
        name = data.text(f"models.{'direct' if model == 'profit' else model}")
        fact = _parameter(data, f"{model}.{place}", name, number, "number")
        parts += [sign, fact] if parts else [fact]
    return words(*parts)


def _parameter(data: Data, name: str, label: str, value: float, unit: Unit) -> Fact:
    method = Label("报告规范中设定的示例参数", "an illustration's parameters, set in the spec")
    return data.given(f"loyal.models.{name}", Label(label, label), value, unit, method)

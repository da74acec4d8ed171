"""The two textbook values of a loyal customer, printed with their parameters."""

from __future__ import annotations

from reportgen_plugins.after_sales.loyalty.customer_value import Profit, Turnover

from reportgen import Column, Data, Fact, Label, Table, Unit, Words, words


def models_table(data: Data, turnover: Turnover, profit: Profit) -> Table:
    """The two textbook values with their parameters: turnover and profit, never added up."""
    value = _parameter(data, "turnover", data.text("models.turnover"), turnover.value, "wan")
    yuan = {
        name: _parameter(data, f"profit.{name}", data.text(f"models.{name}"), amount, "yuan")
        for name, amount in (
            ("direct", profit.direct), ("referral", profit.by_referral), ("profit", profit.value)
        )
    }  # fmt: skip
    factors = _joined(data, "turnover", turnover.factors, " × ")
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
            Column(data.text("column.value"), "yuan"),
        ),
        rows=(
            (data.text("models.turnover"), factors, value),
            *((data.text(f"models.{name}"), said[name], fact) for name, fact in yuan.items()),
        ),
        note=data.say("models.note"),
    )


def _joined(data: Data, model: str, numbers: tuple[float, ...], sign: str) -> Words:
    parts: list[str | Fact] = []
    for place, number in enumerate(numbers, start=1):
        name = data.text(f"models.{'direct' if model == 'profit' else model}")
        fact = _parameter(data, f"{model}.{place}", name, number, "number")
        parts += [sign, fact] if parts else [fact]
    return words(*parts)


def _parameter(data: Data, name: str, label: str, value: float, unit: Unit) -> Fact:
    method = Label("报告规范中设定的示例参数", "an illustration's parameters, set in the spec")
    return data.given(f"loyal.models.{name}", Label(label, label), value, unit, method)

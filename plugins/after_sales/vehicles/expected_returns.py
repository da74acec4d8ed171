"""What calling a list is expected to bring: so many of the vehicles called come back."""

from __future__ import annotations

from reportgen import Data, Fact, Label


def with_returns(data: Data, baseline: Fact, calls: Fact, won_back: float) -> Fact:
    """A count or a share of vehicles as it is when a part of the vehicles called comes back.

    `won_back` is that part, from the library of standard measures; one vehicle at least. A share
    grows by as many of the vehicles it is a share of.
    """
    vehicles = max(1, round(won_back * (calls.value or 0)))
    share = baseline.unit == "share"
    value = (baseline.value or 0) + vehicles / ((baseline.bottom or 1) if share else 1)
    percent = f"{100 * won_back:g} %"
    label = Label(f"{baseline.label}（预计返厂后）", f"{baseline.label}, with those expected back")
    method = Label(
        f"现状 + 应联系的车 × {percent}：预计返厂的比例，凭经验估计，"
        "见 configs/measures/standard.yaml",
        f"now + vehicles to call × {percent}: the part expected back, by judgement, from "
        "configs/measures/standard.yaml",
    )
    return data.given(
        f"{baseline.id}~returns", label, min(1.0, value) if share else value, baseline.unit,
        method, better="higher", over=(baseline, calls),
    )  # fmt: skip

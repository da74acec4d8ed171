"""What the chapter on call-backs speaks of, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import pandas as pd
from reportgen_plugins.after_sales.callbacks.delivered_orders import (
    FIRST,
    IN_TIME,
    delivered_orders,
    knows_first,
)
from reportgen_plugins.after_sales.callbacks.dissatisfied_customers import dissatisfied_customers
from reportgen_plugins.after_sales.callbacks.wrong_numbers import WrongNumbers, wrong_numbers
from reportgen_plugins.after_sales.satisfaction.callback_metrics import Calls, calls
from reportgen_plugins.after_sales.two_months import TwoMonths, two_months

from reportgen import Data, Month


@dataclass(frozen=True, eq=False)
class CallbackView:
    """The figures of the chapter; null where the exports cannot tell.

    Attributes:
        data: What they are made from.
        calls: The measures of the month's calls.
        delivered: The last month of delivery whose customers have all been due for a call.
        rate: The success rate of the month's calls.
        in_time: Called within three days, of `delivered`.
        first: Reached at the first attempt, of `delivered`.
        wrong: Wrong numbers by advisor.
        dissatisfied: The dissatisfied customers, one row each.
        limit: The overall score below which a customer is dissatisfied.
    """

    data: Data
    calls: Calls
    delivered: Month
    rate: TwoMonths
    in_time: TwoMonths | None
    first: TwoMonths | None
    wrong: WrongNumbers | None
    dissatisfied: pd.DataFrame | None
    limit: float

    @classmethod
    def of(cls, data: Data, limit: float) -> Self:
        """Compute them."""
        measures, linked, delivered = calls(data), delivered_orders(data), data.month - 1
        first = linked and knows_first(data)
        return cls(
            data,
            measures,
            delivered,
            two_months(data, measures.success_rate),
            two_months(data, IN_TIME, delivered) if linked else None,
            two_months(data, FIRST, delivered) if first else None,
            wrong_numbers(data) if linked else None,
            dissatisfied_customers(data, limit),
            limit,
        )

"""How a dealer system writes times, dates and amounts into the cells of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo.demo_vehicles import Floats
    from reportgen_plugins.after_sales.demo.sample_months import SampleMonths

Texts = npt.NDArray[np.object_]


def timed(span: SampleMonths, days: Floats, until: float = 0.0) -> Texts:
    """Times like "2026-10-05 09:12"; empty from `until` (days after the end) on."""
    texts = [t.replace("T", " ") for t in np.datetime_as_string(span.at(days)).tolist()]
    return np.where(days < until, np.array(texts, dtype=object), "")


def dates(span: SampleMonths, days: Floats) -> Texts:
    """Calendar dates as an Excel export holds them."""
    return np.asarray(span.at(days).astype("datetime64[D]").astype(object))


def slashed(span: SampleMonths, days: Floats) -> list[str]:
    """Dates like "2026/10/5"."""
    return [f"{d.year}/{d.month}/{d.day}" for d in dates(span, days).tolist()]


def money(yuan: Floats) -> list[str]:
    """Amounts like "1,280.50"."""
    return [f"{v:,.2f}" for v in yuan.tolist()]

"""The call-backs of one invented store: whom it reached and what they answered."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_orders import IN_HOUSE, REPAIRS
from reportgen_plugins.after_sales.demo.demo_vehicles import PASSING, Floats, Ints, Store, chance
from reportgen_plugins.after_sales.demo.invented_names import (
    LITERAL_COMMENT,
    NOT_FIXED,
    PRAISE,
    PRICE,
    SLOW,
)
from reportgen_plugins.after_sales.demo.sample_months import SampleMonths

OUTCOMES: Final = ("成功", "号码错误", "非本人送修", "无法接通", "拒绝回访", "中途中断")
SUCCESS: Final = 0
ITEMS: Final = ("服务态度", "及时接待", "预先报价", "解释账单")

_CALLED: Final = 0.97
_OUTCOME_MIX: Final = (0.87, 0.02, 0.025, 0.05, 0.025, 0.01)
_MEANS: Final = np.array([92.0, 88.0, 87.0, 89.0])
_DROP: Final = np.array([0.0, 12.0, 12.0, 0.0])  # points, the planted advisor, last 3 months
_DROP_MONTHS: Final = 3
_WEIGHTS: Final = np.array([0.2, 0.3, 0.3, 0.2])
_COMPLAINS_BELOW: Final = 76
_SAID_NO: Final = (0.93, 0.004)  # to "fixed at the first visit?": did not hold, held


def build_surveys(
    store: Store, span: SampleMonths, fleet: pd.DataFrame, orders: pd.DataFrame
) -> pd.DataFrame:
    """Call most customers three to five days after delivery.

    Returns:
        One row per call in order of time: order (position), called (days before the end), phone
        (by phone, else face to face), outcome (position), one column per item and "overall"
        (0–100, NaN where nobody answered), fixed ("是", "否", "": not asked), comment.
    """
    rng = store.rng(4)
    calls = _calls(rng, fleet, orders)
    n = len(calls)
    reached = calls["outcome"].to_numpy() == SUCCESS
    order = calls["order"].to_numpy()
    scores = _scores(rng, _planted(store, span, orders, calls))
    overall = np.clip(np.round(scores @ _WEIGHTS + rng.normal(-1.5, 3.0, n)), 0, 100)
    asked = reached & np.isin(orders["kind"].to_numpy()[order], REPAIRS)
    failed = orders["failed"].to_numpy()[order]
    said_no = rng.random(n) < np.where(failed, *_SAID_NO)
    fixed = np.where(asked, np.where(said_no, "否", "是"), "")
    answers = {name: np.where(reached, scores[:, i], np.nan) for i, name in enumerate(ITEMS)}
    return calls.assign(
        **answers,
        overall=np.where(reached, overall, np.nan),
        fixed=fixed,
        comment=_comments(rng, reached, scores, fixed),
    )


def _calls(rng: np.random.Generator, fleet: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Choose orders, day, way and outcome; strangers and the store's own cars are not called."""
    n = len(orders)
    group = fleet["group"].to_numpy()[orders["car"].to_numpy()]
    phone = chance(rng, n, 0.88)  # the others answer face to face at hand-over
    wait = np.floor(rng.uniform(3, 6, n))
    called = np.floor(orders["delivered"].to_numpy()) + np.where(phone, wait, 0.0)
    chosen = chance(rng, n, _CALLED) & (called < 0) & (group != PASSING)
    chosen &= orders["kind"].to_numpy() != IN_HOUSE
    outcome = np.where(phone, rng.choice(len(OUTCOMES), n, p=_OUTCOME_MIX), SUCCESS)
    calls = pd.DataFrame(
        {"order": np.arange(n), "called": called, "phone": phone, "outcome": outcome}
    )
    made: pd.DataFrame = calls[chosen]
    return made.sort_values("called", kind="stable", ignore_index=True)


def _planted(store: Store, span: SampleMonths, orders: pd.DataFrame, calls: pd.DataFrame) -> Ints:
    """1 for a call of the last months about the planted advisor, else 0."""
    since = span.last - np.timedelta64(_DROP_MONTHS - 1, "M")
    late = span.at(calls["called"].to_numpy()).astype("datetime64[M]") >= since
    falling = orders["advisor"].to_numpy()[calls["order"].to_numpy()] == store.falling
    return np.asarray(late & falling, dtype=np.int64)


def _scores(rng: np.random.Generator, planted: Ints) -> Floats:
    """Draw item scores; one caller's mood moves all four. Shape (calls, items)."""
    n = len(planted)
    mood = rng.normal(0.0, 3.0, (n, 1))
    means = _MEANS - planted[:, None] * _DROP
    raw = means + mood + rng.normal(0.0, 5.0, (n, len(ITEMS)))
    return np.asarray(np.clip(np.round(raw), 0, 100))


def _comments(
    rng: np.random.Generator, reached: np.ndarray, scores: Floats, fixed: np.ndarray
) -> np.ndarray:
    """Put the reason of a bad answer into words, some praise elsewhere, mostly nothing."""
    n = len(reached)
    pick = [rng.choice(np.array(p, dtype=object), n) for p in (NOT_FIXED, SLOW, PRICE, PRAISE)]
    slow, dear = (scores[:, i] < _COMPLAINS_BELOW for i in (1, 2))
    slow, dear = slow & chance(rng, n, 0.5), dear & chance(rng, n, 0.6)
    pleased = chance(rng, n, 0.12)
    comment = np.select([~reached, fixed == "否", slow, dear, pleased], ["", *pick], "")
    # One remark looks like a formula: it has to stay text in every output.
    comment[np.flatnonzero(reached)[-1]] = LITERAL_COMMENT
    return comment

"""The call-backs of one invented store: whom it reached and what they answered."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.demo.customer_remarks import REMARKS
from reportgen_plugins.after_sales.demo.demo_orders import IN_HOUSE, REPAIRS
from reportgen_plugins.after_sales.demo.demo_stores import Store
from reportgen_plugins.after_sales.demo.demo_vehicles import PASSING, Floats, chance
from reportgen_plugins.after_sales.demo.invented_names import LITERAL_COMMENT
from reportgen_plugins.after_sales.demo.sample_months import SampleMonths

OUTCOMES: Final = ("成功", "号码错误", "非本人送修", "无法接通", "拒绝回访", "中途中断")
SUCCESS, WRONG_NUMBER, UNREACHABLE = 0, 1, 3
ITEMS: Final = ("服务态度", "及时接待", "预先报价", "解释账单")

_CALLED: Final = 0.97
_DAYS_AFTER: Final = (0.1, 0.25, 0.3, 0.2, 0.15)  # one to five days after delivery
_OUTCOME_MIX: Final = np.array([0.87, 0.0, 0.025, 0.05, 0.025, 0.01])
_USUAL_WRONG: Final = 0.02
_SECONDS_PART: Final = 0.7  # of the wrong numbers on top: on orders the second advisor opened
_MEANS: Final = np.array([92.0, 88.0, 87.0, 89.0])
_DROPS: Final = np.array([0.0, 1.0, 1.0, 0.0])  # the items the planted advisor's fall is about
_DROP_MONTHS: Final = 3
_WEIGHTS: Final = np.array([0.2, 0.3, 0.3, 0.2])
_COMPLAINS_BELOW: Final = 76
_SAID_NO: Final = (0.93, 0.004)  # to "fixed at the first visit?": did not hold, held
_SPEAKS: Final = {"waiting": 0.5, "quote": 0.6, "others": 0.02, "praise": 0.12}
_BLAMES: Final = 0.09  # of the second advisor's customers, the attitude; elsewhere a twentieth


def build_surveys(
    store: Store, span: SampleMonths, fleet: pd.DataFrame, orders: pd.DataFrame
) -> pd.DataFrame:
    """Call most customers one to five days after delivery.

    Returns:
        One row per call in order of time: order (position), called (days before the end), phone
        (by phone, else face to face), attempts, outcome (position), one column per item and
        "overall" (0–100, NaN where nobody answered), fixed ("是", "否", "": not asked), comment.
    """
    rng = store.rng(4)
    calls = _calls(rng, store, span, fleet, orders)
    n, order = len(calls), calls["order"].to_numpy()
    reached = calls["outcome"].to_numpy() == SUCCESS
    scores = _scores(rng, _expected(store, span, fleet, orders.iloc[order], calls))
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
        comment=_comments(rng, store, orders.iloc[order], reached, scores, fixed),
    )


def _calls(
    rng: np.random.Generator,
    store: Store,
    span: SampleMonths,
    fleet: pd.DataFrame,
    orders: pd.DataFrame,
) -> pd.DataFrame:
    """Choose orders, day, way and outcome; strangers and the store's own cars are not called."""
    n = len(orders)
    group = fleet["group"].to_numpy()[orders["car"].to_numpy()]
    phone = chance(rng, n, 0.88)  # the others answer face to face at hand-over
    wait = 1.0 + rng.choice(len(_DAYS_AFTER), n, p=_DAYS_AFTER)
    delivered = np.floor(orders["delivered"].to_numpy())
    wait += np.where(delivered >= span.first_day(2), *store.plan.late_calls[::-1])
    called = delivered + np.where(phone, wait, 0.0)
    chosen = chance(rng, n, _CALLED) & (called < 0) & (group != PASSING)
    chosen &= orders["kind"].to_numpy() != IN_HOUSE
    outcome = rng.choice(len(OUTCOMES), n, p=_OUTCOME_MIX / _OUTCOME_MIX.sum())
    wrong = rng.random(n) < _wrong_numbers(store, span, orders, called)
    outcome = np.where(phone, np.where(wrong, WRONG_NUMBER, outcome), SUCCESS)
    again = np.where(outcome == UNREACHABLE, 3, rng.choice([1, 2, 3], n, p=(0.78, 0.16, 0.06)))
    calls = pd.DataFrame({
        "order": np.arange(n), "called": called, "phone": phone,
        "attempts": np.where(phone, again, 1), "outcome": outcome,
    })  # fmt: skip
    made: pd.DataFrame = calls[chosen]
    return made.sort_values("called", kind="stable", ignore_index=True)


def _wrong_numbers(
    store: Store, span: SampleMonths, orders: pd.DataFrame, called: Floats
) -> Floats:
    """The chance of a wrong number; what is on top stems mostly from the second advisor."""
    before, now = store.plan.wrong_numbers
    rate = np.where(called >= span.first_day(1), now, before)
    own = orders["advisor"].to_numpy() == store.second
    part = np.where(own, _SECONDS_PART / own.mean(), (1 - _SECONDS_PART) / (1 - own.mean()))
    return np.asarray(_USUAL_WRONG + (rate - _USUAL_WRONG) * part)


def _expected(
    store: Store,
    span: SampleMonths,
    fleet: pd.DataFrame,
    orders: pd.DataFrame,
    calls: pd.DataFrame,
) -> Floats:
    """The mean of every score of every call, with all that is planted. Shape (calls, items)."""
    plan, called = store.plan, calls["called"].to_numpy()
    own = orders["advisor"].to_numpy() == store.advisor
    late = called >= span.first_day(_DROP_MONTHS)
    whole = plan.level - plan.slide * np.interp(called, [-365, 0], [0, 1])
    whole += plan.jump * (called >= span.first_day(1)) + plan.advisor_level * own
    whole += fleet["mood"].to_numpy()[orders["car"].to_numpy()]
    drop = plan.advisor_drop * (late & own)
    return np.asarray(_MEANS + store.taste + whole[:, None] - drop[:, None] * _DROPS)


def _scores(rng: np.random.Generator, expected: Floats) -> Floats:
    """Draw item scores; one caller's mood moves all four."""
    mood = rng.normal(0.0, 3.0, (len(expected), 1))
    return np.asarray(np.clip(np.round(rng.normal(expected + mood, 5.0)), 0, 100))


def _comments(  # noqa: PLR0913, PLR0917 what a comment may be about
    rng: np.random.Generator,
    store: Store,
    orders: pd.DataFrame,
    reached: npt.NDArray[np.bool_],
    scores: Floats,
    fixed: npt.NDArray[np.str_],
) -> npt.NDArray[np.object_]:
    """Put the reason of a bad answer into words, some praise elsewhere, mostly nothing."""
    n = len(reached)
    slow, dear = (scores[:, i] < _COMPLAINS_BELOW for i in (1, 2))
    second = orders["advisor"].to_numpy() == store.second
    blames = np.where(second & store.plan.blamed, _BLAMES, _BLAMES / 20)
    about = {
        "repair": fixed == "否",
        "attitude": rng.random(n) < blames,
        "waiting": slow & chance(rng, n, _SPEAKS["waiting"]),
        "quote": dear & chance(rng, n, _SPEAKS["quote"]),
        "others": chance(rng, n, _SPEAKS["others"]),
        "praise": chance(rng, n, _SPEAKS["praise"]),
    }
    said = [_said(rng, topic, n) for topic in about]
    comment = np.select([~reached, *about.values()], ["", *said], "")
    faulty = np.flatnonzero(["{" in text for text in comment.tolist()])
    faults = orders["fault"].to_numpy()[faulty]
    comment[faulty] = [t.format(fault=f) for t, f in zip(comment[faulty], faults, strict=True)]
    # One remark looks like a formula: it has to stay text in every output.
    comment[np.flatnonzero(reached)[-1]] = LITERAL_COMMENT
    return np.asarray(comment)


def _said(rng: np.random.Generator, topic: str, n: int) -> npt.NDArray[np.object_]:
    """Draw remarks on a topic, the first ones more often."""
    texts = np.array(list(REMARKS[topic]), dtype=object)
    weights = 1 / np.sqrt(np.arange(1, len(texts) + 1))
    return np.asarray(rng.choice(texts, n, p=weights / weights.sum()))

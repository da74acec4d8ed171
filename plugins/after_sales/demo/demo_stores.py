"""The invented stores: who works there, and which of them carry what is planted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from reportgen_plugins.after_sales.demo.invented_names import SERIES, DemoDealer, dealer, staff
from reportgen_plugins.after_sales.demo.store_plans import StorePlan, plan_of

_SELLERS = 4


@dataclass(frozen=True)
class Store:
    """One store.

    Attributes:
        dealer: Its names.
        index: Its position, 0 for SH001.
        seed: Seed of the whole sample.
        plan: What is planted there.
        advisors: Service advisors.
        technicians: Lead technicians.
        sellers: Sales advisors.
        advisor: Position of the advisor who carries what is planted.
        second: Position of another advisor, for what must not fall on the first.
        technician: Position of the technician whose repairs hold less or more often.
        churning: Position of the series whose customers leave.
        series_mix: How the cars are spread over the series.
        taste: Points of each score above the usual; every town has its own.
        prices: Amounts, times the usual.
        booked_share: Share of visits that were booked; dealers report a fifth to a third.
        peak_hour: Hour of the day in which most customers arrive.
    """

    dealer: DemoDealer
    index: int
    seed: int
    plan: StorePlan
    advisors: tuple[str, ...]
    technicians: tuple[str, ...]
    sellers: tuple[str, ...]
    advisor: int
    second: int
    technician: int
    churning: int
    series_mix: tuple[float, ...]
    taste: tuple[float, ...]
    prices: float
    booked_share: float
    peak_hour: int

    def rng(self, topic: int) -> np.random.Generator:
        """Give the generator of one topic, independent of every other topic and store."""
        return np.random.default_rng([self.seed, self.index, topic])


def open_store(index: int, seed: int) -> Store:
    """Hire the people of store `index` and choose who carries what its plan plants."""
    rng, plan = np.random.default_rng([seed, index, 0]), plan_of(index)
    n_advisors, n_technicians = plan.advisors, plan.technicians
    hired = staff(rng, n_advisors + n_technicians + _SELLERS)
    advisor = int(rng.integers(n_advisors))
    mix = rng.uniform(0.7, 1.3, len(SERIES))
    return Store(
        dealer=dealer(index, seed),
        index=index,
        seed=seed,
        plan=plan,
        advisors=tuple(hired[:n_advisors]),
        technicians=tuple(hired[n_advisors:-_SELLERS]),
        sellers=tuple(hired[-_SELLERS:]),
        advisor=advisor,
        second=(advisor + 1) % n_advisors,
        technician=int(rng.integers(n_technicians)),
        churning=(seed + index) % len(SERIES),
        series_mix=tuple(mix / mix.sum()),
        taste=tuple(rng.normal(0.0, 0.7, 4)),
        prices=float(rng.uniform(0.85, 1.2)),
        booked_share=float(rng.uniform(0.22, 0.32)),
        peak_hour=int(rng.choice([8, 9, 10, 14])),
    )

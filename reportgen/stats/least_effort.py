"""Raises a weighted score by a wanted amount at the least cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.stats._arguments import check_finite, check_not_negative

_SLACK: Final = 1e-9
"""Rounding must not make a target infeasible that is just within reach."""


@dataclass(frozen=True, slots=True)
class LeastEffort:
    """A plan of raises.

    Attributes:
        raises: How far each part is raised, in the order given.
        cost: What it costs in all, in the unit of the costs.
        reached: How far the weighted score rises.
        most: How far it could rise if every part were raised to its limit.
    """

    raises: tuple[float, ...]
    cost: float
    reached: float
    most: float

    @property
    def feasible(self) -> bool:
        """Whether the wanted rise is reached; else everything is raised to its limit."""
        return not math.isnan(self.cost)


def least_effort(
    weights: Sequence[float], costs: Sequence[float], limits: Sequence[float], uplift: float
) -> LeastEffort:
    """Find the raises x that minimise Σ cost · x, where Σ weight · x = uplift and 0 <= x <= limit.

    A linear programme with one equation: what brings most for its cost is raised first, as far as
    it goes (Dantzig 1957, Operations Research 5, 266-277, on the fractional knapsack). Parts that
    bring the same for their cost share what is to be done by their room, so that their order
    changes nothing.

    Args:
        weights: What a raise of 1 of each part adds to the score; they are used as they are.
        costs: What it costs.
        limits: How far each part can be raised.
        uplift: How far the score is to rise.

    Returns:
        The plan; its cost is NaN where even the most possible is less than the uplift.

    Raises:
        ValueError: Lengths differ, or a number is negative or not finite.
    """
    if not len(weights) == len(costs) == len(limits):
        raise ValueError("least_effort: give one weight, one cost and one limit for each part")
    check_not_negative("least_effort", (*weights, *costs, *limits))
    check_finite("least_effort", (uplift,))
    most = math.fsum(w * limit for w, limit in zip(weights, limits, strict=True))
    if uplift > most + _SLACK:
        return LeastEffort(tuple(map(float, limits)), math.nan, most, most)
    raises = [0.0] * len(weights)
    left = max(0.0, uplift)
    for group in _by_price(weights, costs):
        room = math.fsum(weights[at] * limits[at] for at in group)
        part = min(1.0, left / room) if room else 0.0
        for at in group:
            raises[at] = limits[at] * part
        left = max(0.0, left - room * part)  # rounding must lower nothing
    cost = math.fsum(c * x for c, x in zip(costs, raises, strict=True))
    return LeastEffort(tuple(raises), cost, max(0.0, uplift), most)


def _by_price(weights: Sequence[float], costs: Sequence[float]) -> list[list[int]]:
    """Return the parts in groups of one price for a point of the score, the cheapest first."""
    price = {at: costs[at] / w for at, w in enumerate(weights) if w > 0}
    groups: list[list[int]] = []
    for at in sorted(price, key=lambda at: price[at]):
        if groups and math.isclose(price[groups[-1][0]], price[at], rel_tol=_SLACK):
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups

"""Fuzzy comprehensive evaluation: grades of several criteria made into one score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.stats._arguments import check_not_negative

_SUMS_TO_ONE: Final = 5e-3
"""How far memberships may lie from 1 in all: they are often printed with three digits."""


@dataclass(frozen=True, slots=True)
class FuzzyEvaluation:
    """What criteria and grades come to.

    Attributes:
        memberships: B: how far the whole belongs to each grade, as fractions that add up to 1.
        score: B · u, in the unit of the grades.
    """

    memberships: tuple[float, ...]
    score: float


def fuzzy_evaluation(
    weights: Sequence[float], memberships: Sequence[Sequence[float]], grades: Sequence[float]
) -> FuzzyEvaluation:
    """Weigh the memberships of the criteria and value them by the grades: B = W · R, score = B · u.

    The weighted-average operator of fuzzy comprehensive evaluation, which forgets no criterion.
    Weights need not add up to 1: each counts by its part of their sum.

    Args:
        weights: One a criterion.
        memberships: One row a criterion: how far it belongs to each grade.
        grades: The value of each grade, such as 95, 80, 60 and 35.

    Raises:
        ValueError: Lengths differ, weights are all 0, a number is negative, or a row does not add
            up to 1.
    """
    check_not_negative("fuzzy_evaluation", (*weights, *(m for row in memberships for m in row)))
    total = math.fsum(weights)
    if len(weights) != len(memberships) or not total:
        raise ValueError(
            f"fuzzy_evaluation: {len(weights)} weights for {len(memberships)} criteria; give one "
            "weight each, not all of them 0"
        )
    for place, row in enumerate(memberships):
        if len(row) != len(grades) or abs(math.fsum(row) - 1) > _SUMS_TO_ONE:
            raise ValueError(
                f"fuzzy_evaluation: criterion {place} has memberships {list(row)}; give one for "
                f"each of {len(grades)} grades, 1 in all"
            )
    whole = tuple(
        math.fsum(w * row[g] for w, row in zip(weights, memberships, strict=True)) / total
        for g in range(len(grades))
    )
    return FuzzyEvaluation(whole, math.fsum(b * u for b, u in zip(whole, grades, strict=True)))

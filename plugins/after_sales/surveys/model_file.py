"""What experts say of the items: comparisons in pairs, grades, and how criteria were graded.

The file, such as `configs/models/satisfaction.yaml`, belongs to the option `model` of
satisfaction_model.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator
from reportgen_plugins.after_sales.config_files import read_once, readable_as

from reportgen import ConfigFile, Strict
from reportgen.stats import PairwiseWeights, fuzzy_evaluation, pairwise_weights


def _number(value: object) -> object:
    """Read 1/3, as comparisons are written."""
    if not isinstance(value, str):
        return value
    try:
        return float(Fraction(value.replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"'{value}' is no number; write 3, 0.5 or 1/3") from None


Times: TypeAlias = Annotated[
    float, BeforeValidator(_number, json_schema_input_type=float | str), Field(gt=0)
]


class Comparisons(Strict):
    """How many times as important each item is as each other."""

    items: tuple[str, ...] = Field(min_length=1, max_length=9)
    matrix: tuple[tuple[Times, ...], ...]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if len(self.matrix) != len(self.items):
            raise ValueError(
                f"matrix: {len(self.matrix)} rows for {len(self.items)} items; give one row each"
            )
        self.weights()  # which says what is wrong with the matrix
        return self

    def weights(self) -> PairwiseWeights:
        """The weights they imply."""
        return pairwise_weights(self.matrix)


class PrintedConsistency(Strict):
    """The consistency that a report printed, to be checked."""

    items: int = Field(ge=1, le=9, description="how many items were compared")
    lambda_max: float = Field(description="λmax as printed")
    index: float = Field(ge=0, description="CI as printed")
    digits: int = Field(default=3, ge=0, le=6, description="decimals of CI")


class GradedCriterion(Strict):
    """How far a criterion belongs to each grade, as experts or records graded it."""

    weight: float = Field(gt=0)
    memberships: tuple[float, ...] = Field(description="one a grade, 1 in all")


class SurveyModel(Strict):
    """The expert side of a satisfaction model."""

    pairwise: Comparisons | None = None
    printed: PrintedConsistency | None = None
    grades: dict[str, float] = Field(default_factory=dict, description="name of a grade: value")
    criteria: dict[str, GradedCriterion] = Field(
        default_factory=dict, description="criteria graded by others; else the answers are"
    )

    @model_validator(mode="after")
    def _graded(self) -> Self:
        if self.criteria:
            rows = self.criteria.values()
            grades = list(self.grades.values())
            fuzzy_evaluation([r.weight for r in rows], [r.memberships for r in rows], grades)
        return self

    @property
    def by_item(self) -> Mapping[str, float]:
        """The weight of each compared item; none where nothing was compared."""
        if self.pairwise is None:
            return {}
        return dict(zip(self.pairwise.items, self.pairwise.weights().weights, strict=True))


def read_model(path: Path) -> SurveyModel:
    """Read a model, once as long as the file stays the same.

    Raises:
        SpecError: It is none; every mistake with its place.
    """
    return read_once(path, SurveyModel)


ModelFile: TypeAlias = Annotated[ConfigFile, readable_as(SurveyModel)]
"""The option of a section that names the file."""

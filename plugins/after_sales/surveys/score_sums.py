"""Scores summed by source, place, item and month: the rows all facts on surveys are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from reportgen_plugins.after_sales.surveys.survey_answers import TOTAL

_SUMMED = ("answers", "points", "squares", "sample")


@dataclass(frozen=True, slots=True, eq=False)
class ScoreSums:
    """The months of all scores as arrays, and where each source, place and item has its own."""

    places: Mapping[tuple[str, ...], NDArray[np.intp]]
    month: NDArray[np.datetime64]
    answers: NDArray[np.float64]
    points: NDArray[np.float64]
    squares: NDArray[np.float64]
    sample: NDArray[np.float64]
    published: NDArray[np.bool_]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> ScoreSums:
        """The sums of a table of scores."""
        keys = ["source", "level", "place", "item"]
        found = frame.groupby(keys, sort=False).indices
        answers, points, squares, sample = (frame[name].to_numpy("float64") for name in _SUMMED)
        return cls(
            {key: np.asarray(rows) for key, rows in found.items() if isinstance(key, tuple)},
            frame["month"].to_numpy("datetime64[D]"),
            answers,
            points,
            squares,
            sample,
            frame["published"].to_numpy(bool),
        )


def scores_of_level(frame: pd.DataFrame, level: str, least: int) -> pd.DataFrame:
    """The scores of all places of a level: published for it, else of at least so many stores."""
    places = pd.Series(TOTAL, frame.index) if level == TOTAL else frame[level]
    named = frame.assign(place=places, direct=frame["level"] == level).dropna(subset=["place"])
    parts = [named[named["direct"]]]
    if level != "store":
        stores = named[named["level"] == "store"]
        several = stores.groupby(["source", "place"])["store"].transform("nunique") >= least
        direct = pd.MultiIndex.from_frame(parts[0][["source", "place"]].drop_duplicates())
        published = pd.MultiIndex.from_frame(stores[["source", "place"]]).isin(direct)
        parts.append(stores[several & ~published])
    return _summed(pd.concat(parts), level)


def _summed(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """One row a month, weighted by samples where the source publishes all of them."""
    sample = rows["sample"].where(rows["published"], 1.0)
    told = sample.notna().groupby([rows["source"], rows["place"]]).transform("all")
    answers = sample.where(told, 1.0)
    made = rows.assign(
        answers=answers,
        points=rows["score"] * answers,
        squares=rows["score"] ** 2 * answers,
        sample=sample.where(told),
    )
    keys = ["source", "place", "month", "item"]
    plan = {"answers": "sum", "points": "sum", "squares": "sum", "published": "any"}
    plan |= {"_file": "first", "_row": "first"}
    grouped = made.groupby(keys, sort=False)
    found = grouped.agg(plan).assign(sample=grouped["sample"].sum(min_count=1)).reset_index()
    return found.assign(level=level)

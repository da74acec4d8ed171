"""Every score of the surveys on one scale of 0 to 100, with its place: answered or published.

A store that only calls its customers back has surveys too: each answered call is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.satisfaction.interviews import INTERVIEWS, ITEMS, interviews

from reportgen import Data, Label

LEVELS = ("total", "region", "province", "city", "store")
"""From the widest to the narrowest; each but the first is a column of the surveys."""
TOTAL = "total"
"""The only place of the widest level, and the dealer whose report is about all stores."""
OWN = "own"
_WIDE_SCALE = 100.0
_SHORT_SCALE = 10.0
"""Scores that name no scale and stay within ten are no scores of 0 to 100: nobody knows of what."""
_NEEDED = ("source", "surveyed_at", "item", "score")

NEEDS_ANY: tuple[Mapping[str, list[str]], ...] = (
    {"surveys": list(_NEEDED)},
    {"callbacks": ["called_at", "outcome", "overall"]},
)
"""What the chapters on surveys can be made from."""
WANTS: Mapping[str, list[str]] = {
    "surveys": ["survey_no", "scale", "weight", "sample", "store"],
    "callbacks": list(ITEMS),
}
ITEM_OF_ALL = Label("总体满意度", "Overall satisfaction")
"""How the chapters call the overall answer."""
_OVERALL_WORDS = frozenset(
    {
        "总体满意度", "满意度", "总体评价", "综合满意度", "总体", "总分", "总体得分", "overall",
        "overall satisfaction", "overall score", "total", "total score", "csi",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SurveyAnswers:
    """The scores of all surveys.

    Attributes:
        frame: One row a score: source, month, survey_no, the levels, item, score (0 to 100),
            weight, sample, published.
        made_from: The table they come from.
        left_out: Why scores are left out (`beyond_scale`, `no_scale`, `no_place`) → how many.
    """

    frame: pd.DataFrame
    made_from: str
    left_out: Mapping[str, int]


def survey_answers(data: Data) -> SurveyAnswers:
    """The scores of the table `surveys`, else those of the answered call-backs."""
    overall = data.pick(ITEM_OF_ALL)
    if data.has("surveys", *_NEEDED):
        frame, left_out = _on_one_scale(_complete(data.table("surveys")))
        placed, lost = _placed(frame, data.dealer.id)
        table, left_out = "surveys", left_out | ({"no_place": lost} if lost else {})
    else:
        placed, left_out, table = _from_calls(data), {}, "callbacks"
    is_overall = placed["item"].str.casefold().isin(_OVERALL_WORDS)
    made = placed.assign(
        item=placed["item"].str.strip().mask(is_overall, overall),
        month=placed["surveyed_at"].dt.to_period("M").dt.to_timestamp(),
    )
    return SurveyAnswers(made.reset_index(drop=True), table, left_out)


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that say source, day, item and score, with every column a survey may have."""
    texts = ("survey_no", "level", *LEVELS[1:])
    absent = {
        name: pd.Series(None, frame.index, dtype="str") for name in texts if name not in frame
    }
    numbers = {name: np.nan for name in ("scale", "weight", "sample") if name not in frame}
    return frame.assign(**absent, **numbers).dropna(subset=list(_NEEDED))


def _on_one_scale(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Scores of 0 to 100, and how many are left out because their scale is not known or exceeded.

    Without a scale a score counts from 0 to 100, unless no score of its source exceeds ten.
    """
    unnamed = frame["scale"].isna()
    highest = frame["score"].where(unnamed).groupby(frame["source"]).transform("max")
    short = unnamed & (highest <= _SHORT_SCALE)
    scale = frame["scale"].fillna(_WIDE_SCALE)
    beyond = ~short & (frame["score"] > scale)
    found = {"no_scale": int(short.sum()), "beyond_scale": int(beyond.sum())}
    kept = frame.assign(score=frame["score"] / scale * _WIDE_SCALE)[~short & ~beyond]
    return kept, {why: count for why, count in found.items() if count}


def _placed(frame: pd.DataFrame, dealer: str) -> tuple[pd.DataFrame, int]:
    """Rows with their level, and how many name a level but no place of it.

    Without a level it is the narrowest place named; a file that names none is the dealer's own.
    """
    level = frame["level"].astype("str")
    for name in LEVELS[1:]:
        level = level.mask(frame["level"].isna() & frame[name].notna(), name)
    level = level.where(level.notna(), "store")
    nobody = bool(frame["store"].isna().all())
    store = frame["store"].mask((level == "store") & frame["store"].isna() & nobody, dealer)
    made = frame.assign(
        level=level,
        store=store,
        published=frame["sample"].notna() | (frame["level"].notna() & frame["survey_no"].isna()),
    )
    lost = pd.Series(data=False, index=made.index)
    for name in LEVELS[1:]:
        lost |= (made["level"] == name) & made[name].isna()
    return made[~lost], int(lost.sum())


def _from_calls(data: Data) -> pd.DataFrame:
    """One row an answer of an answered call."""
    interviews(data)
    frame = data.table(INTERVIEWS.name).drop(columns="score")
    labels = {
        **{key: data.pick(label) for key, label in ITEMS.items()},
        "overall": data.pick(ITEM_OF_ALL),
    }
    wide = frame.rename(columns=labels).assign(survey_no=frame.index.astype("str"))
    long = wide.rename(columns={"called_at": "surveyed_at"}).melt(
        ["survey_no", "surveyed_at", "_file", "_row"], list(labels.values()), "item", "score"
    )
    long = long.dropna(subset=["score", "surveyed_at"])
    blank = dict.fromkeys(LEVELS[1:-1], pd.Series(None, long.index, dtype="str"))
    return long.assign(
        source=OWN, level="store", store=data.dealer.id, weight=np.nan, sample=np.nan,
        published=False, **blank,
    )  # fmt: skip

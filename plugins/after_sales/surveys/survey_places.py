"""Places of the hierarchy: which one a report is about, and those above and below it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from reportgen_plugins.after_sales.surveys.survey_answers import LEVELS, TOTAL

from reportgen import Dealer, name_order


@dataclass(frozen=True, slots=True)
class SurveyPlace:
    """A place of the hierarchy: its level and its name."""

    level: str
    name: str


def place_of(frame: pd.DataFrame, dealer: Dealer) -> SurveyPlace | None:
    """What a dealer's report is about; null where no survey names it."""
    if dealer.id.casefold() == TOTAL:
        return SurveyPlace(TOTAL, TOTAL)
    for level in reversed(LEVELS[1:]):
        known = set(frame[level].dropna())
        for name in (dealer.id, *([dealer.name] if dealer.name and level != "store" else [])):
            if name in known:
                return SurveyPlace(level, name)
    return None


def places_above(inside: pd.DataFrame, place: SurveyPlace) -> tuple[SurveyPlace, ...]:
    """The wider places, by what most rows of the place say."""
    found = []
    for level in reversed(LEVELS[1 : LEVELS.index(place.level)]):
        names = inside[level].dropna()
        if not names.empty:
            found.append(SurveyPlace(level, str(names.mode().iloc[0])))
    return (*found, SurveyPlace(TOTAL, TOTAL)) if place.level != TOTAL else ()


def places_below(
    inside: pd.DataFrame, place: SurveyPlace, level: str = ""
) -> tuple[SurveyPlace, ...]:
    """The places of a level within a place; without a level the next one that has several."""
    levels = LEVELS[LEVELS.index(place.level) + 1 :]
    for each in (level,) if level in levels else () if level else levels:
        names = sorted(map(str, inside[each].dropna().unique()), key=name_order)
        if level or len(names) > 1:
            return tuple(SurveyPlace(each, name) for name in names)
    return ()

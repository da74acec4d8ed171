"""The words that charts print besides names and numbers."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from reportgen.catalogs import Labels
from reportgen.labels import Language

ChartWord: TypeAlias = Literal[
    "standing_out", "reference", "second_axis", "upper", "lower", "mean", "cases", "all", "no_data",
]  # fmt: skip
_WORDS: Final = Labels[ChartWord]("charts", get_args(ChartWord))


def chart_word(word: ChartWord, language: Language, **values: object) -> str:
    """Return a word of charts in one language, its placeholders filled."""
    return _WORDS.say(word, language, **values)

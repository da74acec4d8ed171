"""Punctuation between words, as each language sets it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias, get_args

from reportgen.catalogs import Labels
from reportgen.labels import Language

Mark: TypeAlias = Literal[
    "listing",
    "either",
    "comma",
    "semicolon",
    "colon",
    "full_stop",
    "next_sentence",
    "gap",
    "remark",
]
_MARKS: Final = Labels[Mark]("punctuation", get_args(Mark))


def mark(name: Mark, language: Language) -> str:
    """Return a punctuation mark with the space the language sets behind it: `：`, `: `."""
    return _MARKS[name].in_(language)


def listing(items: Iterable[str], language: Language) -> str:
    """Join names with commas: `张三、李四`, `Smith, Jones`."""
    return mark("listing", language).join(items)


def with_remark(text: str, remark: str, language: Language) -> str:
    """Append a remark in brackets: `93.0%（n=28）`, `93.0% (n=28)`."""
    return _MARKS.say("remark", language, text=text, remark=remark)

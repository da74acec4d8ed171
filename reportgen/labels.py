"""A name in every language the product speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Language: TypeAlias = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Label:
    """One name in Chinese and English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The name in one language."""
        return self.zh if language == "zh" else self.en


def label(names: Label | Mapping[str, str] | str) -> Label:
    """A `Label` from what an author may write: a label, `{"zh": …, "en": …}`, or one text."""
    if isinstance(names, Label):
        return names
    if isinstance(names, str):
        return Label(names, names)
    return Label(names["zh"], names["en"])

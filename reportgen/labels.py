"""Labels: names in every language of the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Language: TypeAlias = Literal["zh", "en"]
"""The language of a report: Chinese or English."""
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Label:
    """One name in Chinese and English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the name in one language."""
        match language:
            case "zh":
                return self.zh
            case "en":
                return self.en


def language_tag(language: Language) -> str:
    """Return the language tag for file formats (BCP 47): `zh-CN`, `en-US`."""
    match language:
        case "zh":
            return "zh-CN"
        case "en":
            return "en-US"


def label(names: Label | Mapping[str, str] | str) -> Label:
    """Make a `Label` from what an author may write: a label, `{"zh": …, "en": …}`, or one text."""
    if isinstance(names, Label):
        return names
    if isinstance(names, str):
        return Label(names, names)
    return Label(names["zh"], names["en"])

"""A name in every language the product speaks."""

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
        """The name in one language."""
        match language:
            case "zh":
                return self.zh
            case "en":
                return self.en


def language_tag(language: Language) -> str:
    """The language as files name it (BCP 47): `zh-CN`, `en-US`."""
    match language:
        case "zh":
            return "zh-CN"
        case "en":
            return "en-US"


def name_order(name: str) -> bytes:
    """Sort key of names, as a Chinese list of people has them: Latin ones first, then by pinyin.

    GB 18030 numbers the 3,755 most frequent characters by pinyin; rarer ones follow its own order.
    """
    return name.casefold().encode("gb18030", "replace")


def label(names: Label | Mapping[str, str] | str) -> Label:
    """A `Label` from what an author may write: a label, `{"zh": …, "en": …}`, or one text."""
    if isinstance(names, Label):
        return names
    if isinstance(names, str):
        return Label(names, names)
    return Label(names["zh"], names["en"])

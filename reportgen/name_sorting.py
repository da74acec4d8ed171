"""Sorts names of people as a Chinese list does: Latin names first, then by pinyin."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, TypeAlias

Syllable: TypeAlias = tuple[str, bool, int]
"""Letters with ü as u, whether it is ü, tone 1 to 5; ("", False, 0) for what is not Chinese."""

Character: TypeAlias = tuple[Syllable, bytes]

_LONGEST: Final = 3
"""Characters of a name whose surname is one; a longer text is no name of a person."""

_UNREAD: Final[Syllable] = ("", False, 0)
_READING: Final = re.compile(r"([a-zê]+)([1-5])")

# Surnames that are read otherwise than the character is: 现代汉语词典, under the reading that
# carries the note 姓; compared with the 490 surnames of pinyin-pro 3.27 (MIT). Where the dictionary
# gives two readings of one surname (宁, 相, 隗), that of the character stays.
_SURNAMES: Final = {
    character: reading
    for reading, characters in {
        "bi4": "秘", "bo2": "薄", "bu3": "卜", "chong2": "种", "du1": "都", "gan1": "干",
        "ge3": "盖蓋葛", "gou1": "句", "guo1": "过過", "ha3": "哈", "hua4": "华華", "ji3": "纪紀",
        "kan4": "阚", "miao4": "缪繆", "na1": "那", "nai4": "能佴", "nian2": "粘", "nie4": "乜",
        "ou1": "区區", "piao2": "朴", "po2": "繁", "qin2": "覃", "qiu2": "仇", "ren2": "任",
        "sa3": "撒", "shan4": "单單", "shao4": "召", "she2": "折", "xiao1": "肖", "xie4": "解",
        "yan1": "燕", "yao1": "要", "yu1": "於", "yue4": "乐樂", "yun4": "员員贠", "zeng1": "曾",
        "zha1": "查", "zhai2": "翟", "zhai4": "祭", "zhan1": "占",
    }.items()
    for character in characters
}  # fmt: skip


def name_order(name: str) -> tuple[tuple[Character, ...], str]:
    """Return the sort key of a name: Latin names first, then by pinyin.

    A surname is read as one (曾 Zēng, 单 Shàn, 尉迟 Yùchí), unless the whole text is a word (单位);
    ü follows u. Characters of one sound stand in the order of GB 18030, one beside its like.
    """
    folded = name.casefold()
    sounds = (_syllable(reading) for reading in _readings(folded))
    codes = (character.encode("gb18030", "replace") for character in folded)
    return tuple(zip(sounds, codes, strict=True)), name


def _readings(name: str) -> list[str]:
    """Return the pinyin of each character with its tone as a digit; else the character itself."""
    if name.isascii():
        return list(name)
    # 0.12 s and 56 MB, which a command that sorts no Chinese name need not pay
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415

    surname = _SURNAMES.get(name[0])
    if surname and len(name) <= _LONGEST and name not in PHRASES_DICT:
        return [surname, *_read(name[1:])]
    return _read(name)


def _read(text: str) -> list[str]:
    """Return the pinyin of each character, read in the context of its word."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    return lazy_pinyin(text, Style.TONE3, errors=list, neutral_tone_with_five=True, v_to_u=False)  # type: ignore[arg-type]


@cache
def _syllable(reading: str) -> Syllable:
    found = _READING.fullmatch(reading)
    if not found:
        return _UNREAD
    return found[1].replace("v", "u"), "v" in found[1], int(found[2])

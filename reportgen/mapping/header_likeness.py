"""Scores how much a header looks like the names a column is known by.

Equal names are certain. Likeness (one name inside the other, shared words or pairs of characters)
only suggests. Dates and amounts are never likened to each other: 结算日期 and 送修日期 share half
their characters and mean two things, so only the word for the kind may differ (开单日期, 开单时间).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reportgen.intake.headers import normalise, without_brackets
from reportgen.metric.table_contracts import ColumnContract, ColumnKind

EQUAL: Final = 1.0
"""Score of the very same name.

The scores of the rules were tuned on the systems `TUNED` of `benchmarks/mapping_accuracy.py`.
"""
WRITTEN: Final = 0.99
"""Score of a name that differs in width, case or spaces only."""
NO_UNIT: Final = 0.98
"""Score of a name that differs in its brackets only, such as a unit."""
SAME_STEM: Final = 0.93
"""Score of a name that differs in the word for its kind only (日期, 时间)."""
CUT_SHORT: Final = 0.75
"""The same words, one of them cut short: a question, for `Deal #` is no dealer."""
LIKE_AT_MOST: Final = 0.9
"""Highest score by likeness alone."""
FAMILY_AT_MOST: Final = 0.7
"""Highest score of a date or an amount by likeness alone: a question, never an answer."""

_QUALIFIED_AT_MOST: Final = 0.55
"""Highest score of names of which one has a qualifier the other lacks: a question."""
_SHORTEST: Final = 2
"""Characters a contained name has at least: one Chinese character is in too many names."""
_PREFIX: Final = 3
"""Letters a word cut short has at least; by judgement: two are the beginning of too many."""
_KIND_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("日期时间", "日期", "时间", "datetime", "date", "time", "dt", "日"),
    "money": ("总金额", "金额", "费用", "费", "额", "款", "amount", "amt"),
    "code": ("编号", "编码", "代码", "号码", "号", "码", "number", "code", "no", "id"),
    "text": ("名称", "姓名", "名", "name", "desc"),
    "flag": ("标志", "标识", "flag"),
}
"""Family of kinds → the words for the kind itself that end a name; they may differ."""
_STRICT: Final = frozenset({"date", "money"})
_IS: Final = re.compile("^(?:是否|is(?=[a-z]{3})|has(?=[a-z]{3}))")
_QUALIFIERS: Final = re.compile(
    "最近|上次|上回|下次|下回|预计|计划|提醒|首次|是否|次数|天数|备注|说明|last|next|prev|promised"
    "|estimated|flag|count"
)
"""Words that turn a name into that of another column."""
_SHORT: Final[Mapping[str, str]] = {
    "no": "number", "num": "number", "nbr": "number", "nr": "number", "code": "number",
    "id": "number", "#": "number", "dt": "date", "amt": "amount", "cust": "customer",
    "veh": "vehicle", "desc": "description", "tel": "phone", "telephone": "phone",
    "mobile": "phone", "cell": "phone", "type": "kind", "typ": "kind", "reg": "registration",
    "licence": "license", "labour": "labor", "tot": "total", "meth": "method",
}  # fmt: skip
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|#")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How well a header fits a column by name: score 0–1, the rule that gave it, the name."""

    score: float
    rule: str
    name: str


NOTHING: Final = Likeness(0.0, "", "")


def names_of(column: ColumnContract) -> tuple[str, ...]:
    """Return the names of a column, the surest first."""
    names = (column.name, *column.aliases, column.label.zh, column.label.en)
    return tuple(dict.fromkeys(name for name in names if name))


def likeness(header: str, column: ColumnContract) -> Likeness:
    """Return the best likeness of a header to any name of a column."""
    if not normalise(header):
        return NOTHING
    family = _family(column.kind)
    # `车牌` is a plate as well, but `客户` is no customer number: other codes must say so
    loose = family != "code" or column.private is not None
    return _best(_compare(header, name, family, loose=loose) for name in names_of(column))


def is_equal(found: Likeness) -> bool:
    """Tell whether a name is the same but for how it is written."""
    return found.score >= NO_UNIT


def _family(kind: ColumnKind) -> str:
    """Return the key of `_KIND_WORDS` for a kind; empty for a kind without words of its own."""
    match kind:
        case "text" | "category":
            return "text"
        case "date" | "datetime":
            return "date"
        case "code" | "flag" | "money":
            return kind
        case "number":
            return ""


def _best(found: Iterable[Likeness]) -> Likeness:
    return max(found, key=lambda each: each.score, default=NOTHING)


@lru_cache(maxsize=65_536)
def _compare(header: str, name: str, family: str, *, loose: bool) -> Likeness:
    """Compare a header with one name of a column of that family.

    `loose`: a name without a word for its kind is the same as one with it.
    """
    if header == name:
        return Likeness(EQUAL, "equal", name)
    if normalise(header) == normalise(name):
        return Likeness(WRITTEN, "written", name)
    bare, known = without_brackets(header) or normalise(header), without_brackets(name)
    if bare == known:
        return Likeness(NO_UNIT, "no_unit", name)
    stems = _stem(bare, family), _stem(known, family)
    if stems[0] == stems[1] and (loose or (stems[0] != bare and stems[1] != known)):
        return Likeness(SAME_STEM, "same_stem", name)
    found = max(_contained(bare, known), _shared(header, name), key=lambda each: each[0])
    if found[0] >= SAME_STEM:
        return Likeness(*found, name)
    highest = FAMILY_AT_MOST if family in _STRICT else LIKE_AT_MOST
    if set(_QUALIFIERS.findall(bare)) != set(_QUALIFIERS.findall(known)):
        highest = _QUALIFIED_AT_MOST
    return Likeness(min(found[0], highest), found[1], name)


def _stem(text: str, family: str) -> str:
    """Cut the word for its kind off a name: `开单时间` → `开单`; itself where nothing is left."""
    if family == "flag":
        text = _IS.sub("", text)
    for word in _KIND_WORDS.get(family, ()):
        if text.endswith(word) and len(text) > len(word):
            return text.removesuffix(word)
    return text


def _contained(header: str, name: str) -> tuple[float, str]:
    """Score a name inside the other; at the end of a Chinese name it counts more."""
    short, long = sorted((header, name), key=len)
    if len(short) < _SHORTEST or short not in long or not _CHINESE.search(short):
        return 0.0, ""
    part = len(short) / len(long)
    if long.endswith(short):
        return 0.6 + 0.3 * part, "contains"
    return 0.45 + 0.3 * part, "contains"


def _shared(header: str, name: str) -> tuple[float, str]:
    """Score shared words of Latin names, or shared character pairs of Chinese ones (Dice, 0–0.9).

    Latin names of the very same words, in any order, are one name; cut short, they may be.
    """
    if _CHINESE.search(header) or _CHINESE.search(name):
        one, two = _pairs(normalise(header)), _pairs(normalise(name))
        both = len(one & two)
        return LIKE_AT_MOST * 2 * both / max(1, len(one) + len(two)), "similar"
    first, second = _words(header), _words(name)
    met = sum(any(_same_word(word, other) for other in second) for word in first)
    back = sum(any(_same_word(word, other) for other in first) for word in second)
    if len(first) == len(second) == met == back and first:
        return SAME_STEM if set(first) == set(second) else CUT_SHORT, "words"
    return LIKE_AT_MOST * (met + back) / max(1, len(first) + len(second)), "words"


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """Split a name into standard words: `Labour_Amt`, `labourAmt` → labor, amount."""
    words = (word.lower() for word in _WORD.findall(unicodedata.normalize("NFKC", text)))
    return tuple(dict.fromkeys(_SHORT.get(word, word) for word in words))


def _same_word(one: str, two: str) -> bool:
    """Tell whether words are equal, or one is the other cut short: `oper`, `operation`."""
    short, long = sorted((one, two), key=len)
    return one == two or (len(short) >= _PREFIX and long.startswith(short))

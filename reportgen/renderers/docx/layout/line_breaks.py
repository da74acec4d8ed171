"""Finds where lines end: Chinese between letters, Latin between words, no 。 at a line's start.

As LibreOffice ends them, which is nearly how Word does: a comma or full stop may hang out at the
right, and a fifth of a letter separates Chinese from Latin. Lines are counted for the least and for
the most room a text may take, and for either way in what programs differ.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from reportgen.renderers.docx.layout import text_widths
from reportgen.renderers.docx.layout.paragraph_style import Type
from reportgen.renderers.docx.layout.text_widths import SURE, Script

BREAK: Final = "\n"
_NO_BEGIN: Final = frozenset(")]}¢·〕〗〞﹚﹜）｝～”’》」』】々/!,.:;?、。！，．：；？")
"""What a line does not begin with."""
_NO_END: Final = frozenset("“‘《「『【〔（［｛￥￡([{£¥$\"'")
"""What a line does not end with."""
_NO_BREAK: Final = frozenset("\u00a0\u2060\"'")
"""What sticks to both sides."""
_CLOSING: Final = frozenset("〕〗〞）｝～”’》」』】")
"""What also holds on to a Latin word behind it."""
_DASHES: Final = frozenset("—…")
_HANGING: Final = frozenset("!,.:;?、。！，．：；？")
_LONGEST: Final = 3
"""Letters that join at most: ffi, ffl."""
_MILLE: Final = 1000
"""Units of an em in the tables of widths."""
_GAP: Final = 5
"""Between Chinese and Latin stands a fifth of the size of type."""


@dataclass(frozen=True, slots=True)
class TypedText:
    """Text of one type."""

    text: str
    type: Type


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter and its width in twips."""

    text: str
    script: Script
    width: float
    gap: float
    """What stands before it unless it begins a line."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Where programs differ: whether commas hang out, and unusual places where a line may end."""

    hang: bool
    strict: bool


def count(
    spans: Sequence[TypedText], room: float, first: float, *, hanging: bool = True
) -> tuple[int, int]:
    """Return how many lines a paragraph takes at least and at most.

    `room` is the width of a line and `first` that of the first one, in twips; `hanging` says that
    LibreOffice lets a comma hang out, which Word may leave.
    """
    text = "".join(span.text for span in spans)
    if not text:
        return 1, 1
    wide = _letters(spans, most=True)
    if sum(letter.width + letter.gap for letter in wide) <= min(room, first) and BREAK not in text:
        return 1, 1
    narrow = _letters(spans, most=False)
    ways = [Rules(hang, strict) for hang in {hanging, False} for strict in (False, True)]
    few = min(len(_ends(narrow, room, first, rules)) for rules in ways)
    many = max(len(_ends(wide, room, first, rules)) for rules in ways)
    return few, many


def _letters(spans: Sequence[TypedText], *, most: bool) -> list[Letter]:
    text = "".join(span.text for span in spans)
    types = [span.type for span in spans for _ in span.text]
    scripts = _scripts(text)
    made = []
    for i, (letter, type_, script) in enumerate(zip(text, types, scripts, strict=True)):
        font = text_widths.latin(type_.latin, bold=type_.bold)
        ems = text_widths.width(letter, font, script)[most] * (
            1 + SURE[script] * (1 if most else -1)
        )
        if script == "latin":
            ems += _saved(text, i, font)
        gap = type_.size / _GAP if i and _apart(text[i - 1], letter, scripts[i - 1], script) else 0
        made.append(Letter(letter, script, ems * type_.size, gap))
    return made


def _saved(text: str, at: int, font: text_widths.Font) -> float:
    """Return the width that the last of joined letters saves, in ems."""
    for length in (_LONGEST, 2):
        part = text[at - length + 1 : at + 1]
        if len(part) == length and part in font.ligatures:
            # The first two of three have saved theirs already.
            done = font.ligatures.get(part[:-1], 0) if length == _LONGEST else 0
            return (font.ligatures[part] - done) / _MILLE
    return 0


@cache
def _strong(letter: str) -> Script | None:
    """Return the script of a letter itself; general punctuation and blanks have none."""
    if text_widths.is_square(letter) or "\uff61" <= letter <= "\uff9f":
        return "asian"
    if letter == " " or "\u2000" <= letter <= "\u2e7f" or letter > "\ud7ff":
        return None
    return "latin"


def _scripts(text: str) -> list[Script]:
    found: list[Script] = []
    now: Script = "latin"
    for letter in text:
        now = _strong(letter) or now
        found.append(now)
    return found


def _apart(before: str, after: str, script: Script, other: Script) -> bool:
    return script != other and _alphabetic(before) and _alphabetic(after)


@cache
def _alphabetic(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LN"


def _ends(letters: Sequence[Letter], room: float, first: float, rules: Rules) -> list[int]:
    """Yield the index after each line."""
    ends: list[int] = []
    start = 0
    while start < len(letters):
        start = _end(letters, start, first if not ends else room, rules)
        ends.append(start)
    if letters[-1].text == BREAK:
        ends.append(start)
    return ends


def _end(letters: Sequence[Letter], start: int, room: float, rules: Rules) -> int:
    used = 0.0
    for at in range(start, len(letters)):
        letter = letters[at]
        if letter.text == BREAK:
            return at + 1
        used += letter.width + (letter.gap if at > start else 0)
        if used > room and letter.text != " ":
            return _back(letters, start, at, rules)
    return len(letters)


def _back(letters: Sequence[Letter], start: int, over: int, rules: Rules) -> int:
    """Return where the line ends whose first letter too many is at `over`."""
    if rules.hang and _hangs(letters, over):
        return _blanks(letters, over + 1)
    for at in range(over, start, -1):
        if may_break(letters[at - 1], letters[at]) and not (rules.strict and _is_odd(letters, at)):
            return at
    # What is longer than a line is cut: Word at its end, LibreOffice somewhere in it.
    return max(start + (over - start) // (1 + rules.strict), start + 1)


def _hangs(letters: Sequence[Letter], at: int) -> bool:
    """Tell whether a comma or full stop of a Chinese text may stand beyond the end of the line."""
    if letters[at].text not in _HANGING or letters[at - 1].script == "latin":
        return False
    after = letters[at + 1] if at + 1 < len(letters) else None
    return after is None or after.text == " " or may_break(letters[at], after)


def _blanks(letters: Sequence[Letter], at: int) -> int:
    while at < len(letters) and letters[at].text == " ":
        at += 1
    return at


def may_break(before: Letter, after: Letter) -> bool:  # noqa: PLR0911 one rule after another
    """Tell whether a line may end between two letters."""
    left, right = before.text, after.text
    if left == " ":
        return right != " "
    if right == " " or _NO_BREAK & {left, right} or right in _NO_BEGIN or left in _NO_END:
        return False
    if left in _DASHES or right in _DASHES:
        return True
    if before.script == after.script == "latin":
        return _between_latin(left, right)
    if before.script == "latin":
        return right not in _NO_END
    if after.script == "latin":
        return left not in _CLOSING or (right == "(" and left not in "”’")
    return True


def _is_odd(letters: Sequence[Letter], at: int) -> bool:
    """Tell whether programs differ here: within ——, after 、 between Latin words."""
    left, right = letters[at - 1], letters[at]
    if left.text == right.text == "—" or (left.script == "latin" and right.text == "…"):
        return True
    lone = left.text in _NO_BEGIN and left.script == "asian" and right.script == "latin"
    return lone and at > 1 and letters[at - 2].script == "latin"


def _between_latin(left: str, right: str) -> bool:
    if left in "-–":
        return right.isalnum()
    return (left == "/" and right.isalpha()) or (left in "?!" and right.isalnum())

"""`Mismatch`, a difference between file and document, and the comparison of texts and numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

CUT: Final = " …[…]"
"""What ends a text that was too long for its cell."""
_CELL: Final = 32_767
"""Characters an Excel cell holds at most."""
_TOLERANCE: Final = 1e-9
"""Relative difference of equal numbers: files keep 15 digits, sums lose a few; by judgement."""
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile(r"\r\n?")
_LONGEST: Final = 120
"""Characters of a text that a message repeats; by judgement: one line and a half."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference: what a finished file says otherwise than the document, or leaves out.

    `fact` is the id of the number; empty where words, a block or the file itself is at fault.
    """

    fact: str
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        about = f" (fact {self.fact})" if self.fact else ""
        said = f"found '{_short(self.found)}'" if self.found else "found nothing"
        return f"{self.where}{about}: expected '{_short(self.expected)}', {said}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def plain_text(text: str) -> str:
    """Normalise a text to what XML can hold, with line breaks as both readers give them."""
    if text.isprintable():
        return text
    return _ILLEGAL.sub("", _BREAKS.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """Normalise a text to what an attribute of XML holds: its line breaks become blanks."""
    return plain_text(text).replace("\n", " ")


def same_text(found: str, expected: str) -> bool:
    """Tell whether a paragraph or cell says the text."""
    if found == expected:
        return True
    # Only a full cell is cut, and only at its end.
    full = found.endswith(CUT) and len(found.encode("utf-16-le")) // 2 > _CELL - len(CUT) - 2
    return full and expected.startswith(found.removesuffix(CUT))


def same_number(found: object, expected: float) -> bool:
    """Tell whether a stored number is the expected one, within 1e-9 of its size."""
    if not isinstance(found, float) or not math.isfinite(found):
        return False
    return abs(found - expected) <= _TOLERANCE * max(1.0, abs(expected))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document: its text, and which part of it is which fact."""

    parts: tuple[tuple[str, str], ...]
    """Id of the fact (empty for words) and text, part by part."""

    @classmethod
    def of(cls, parts: Iterable[tuple[str, str]]) -> Sentence:
        """Make the sentence as a file must show it."""
        return cls(tuple((fact, plain_text(text)) for fact, text in parts))

    @property
    def text(self) -> str:
        """The whole sentence."""
        return "".join(text for _, text in self.parts)

    def differences(self, where: str, found: str) -> Iterator[Mismatch]:
        """Yield the facts that differ in the text found instead of the sentence."""
        pattern = "".join(
            f"(?P<f{at}>.*?)" if fact else re.escape(text)
            for at, (fact, text) in enumerate(self.parts)
        )
        match = re.search(f"{pattern}$", found, re.DOTALL) if found else None
        wrong = [
            Mismatch(fact, where, text, match[f"f{at}"])
            for at, (fact, text) in enumerate(self.parts)
            if match and fact and match[f"f{at}"] != text
        ]
        if wrong:
            yield from wrong
            return
        first = next((fact for fact, _ in self.parts if fact), "")
        yield Mismatch(first, where, self.text, found)


def nearest(text: str, candidates: list[str]) -> str:
    """Return the candidate most similar to a missing text; empty where none is similar."""
    best, most = "", 0.6
    for candidate in candidates:
        matcher = SequenceMatcher(None, text[:300], candidate[:300], autojunk=False)
        if matcher.real_quick_ratio() > most and (ratio := matcher.ratio()) > most:
            best, most = candidate, ratio
    return best

"""Tells which topics a comment speaks of: phrases of a catalog, none of them negated.

A phrase counts wherever it stands; a word of negation right before it turns it round, and the
comment then says nothing on that topic. Time grows with the length of the text: a gap in a phrase
is bounded, and nothing else may repeat.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reportgen_plugins.after_sales.comments.topic_catalog import GAP, TopicCatalog

from reportgen import simplified

_PAUSE: Final = "，。！？；、,.!?;\n"
_WIDE_GAP, _NARROW_GAP = 40, 8
"""Letters of English, and characters of Chinese, that may stand for a gap: about eight words."""
_LONGEST_NEGATION: Final = 24
"""Characters before a phrase that are looked at; "did not have to" is 15."""
_BLANKS: Final = re.compile(r"[^\S\n]+")
_LETTER: Final = re.compile("[a-z0-9]")


@dataclass(frozen=True, slots=True)
class TopicReading:
    """What a comment speaks of: topics blamed and praised; or that it says nothing."""

    blame: tuple[str, ...] = ()
    praise: tuple[str, ...] = ()
    nothing: bool = False


class TopicMatcher:
    """Reads comments by one catalog."""

    def __init__(self, catalog: TopicCatalog) -> None:
        """Compile the phrases of a catalog."""
        self._blame = {key: _any_of(topic.blame) for key, topic in catalog.topics.items()}
        self._praise = {k: _any_of(t.praise) for k, t in catalog.topics.items() if t.praise}
        self._negated = _before(catalog.negation)
        self._affirmed = _before(catalog.affirmation)
        self._nothing = {_bare(phrase) for phrase in catalog.nothing}

    def read(self, comment: str) -> TopicReading:
        """Tell the topics of a comment, in the order of the catalog."""
        if not (bare := _bare(comment)) or bare in self._nothing:
            return TopicReading(nothing=True)
        text = plain_writing(comment)
        blame = (key for key, phrases in self._blame.items() if self._says(phrases, text))
        praise = (key for key, phrases in self._praise.items() if self._says(phrases, text))
        return TopicReading(tuple(blame), tuple(praise))

    def _says(self, phrases: re.Pattern[str], text: str) -> bool:
        return any(not self._denied(found) for found in phrases.finditer(text))

    def _denied(self, found: re.Match[str]) -> bool:
        """Tell whether a negation stands before a phrase or, as in 态度不差, in its gap."""
        start = found.start()
        gap = found[found.lastindex] if found.lastindex else ""
        before = found.string[max(0, start - _LONGEST_NEGATION) : start]
        return self._turned(before) or self._turned(gap)

    def _turned(self, before: str) -> bool:
        """Tell whether a text ends with a negation, and with none that only looks like one."""
        turned = self._negated is not None and self._negated.search(before)
        return bool(turned) and not (self._affirmed and self._affirmed.search(before))


def plain_writing(text: str) -> str:
    """A text in one way of writing: 繁→简, width, case, one blank for several."""
    flat = simplified(unicodedata.normalize("NFKC", text)).casefold()
    return _BLANKS.sub(" ", flat.replace("’", "'")).strip()


def _bare(text: str) -> str:
    """A comment without what surrounds it: blanks and marks."""
    return plain_writing(text).strip(f"{_PAUSE} ~-—")


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for any of some phrases, the longest first; its groups are their gaps."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(_pattern, ordered)))


def _before(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for any of some phrases at the end of a text."""
    listed = [_pattern(phrase) for phrase in phrases]
    return re.compile(rf"(?:{'|'.join(listed)})\s?\Z") if listed else None


def _pattern(phrase: str) -> str:
    parts = [plain_writing(part) for part in phrase.split(GAP)]
    most = _WIDE_GAP if all(map(str.isascii, parts)) else _NARROW_GAP
    return f"([^{re.escape(_PAUSE)}]{{0,{most}}}?)".join(map(_whole, parts))


def _whole(part: str) -> str:
    """A part of a phrase; where it begins or ends with letters, a word begins or ends."""
    left = r"(?<![a-z0-9])" if _LETTER.match(part[0]) else ""
    right = r"(?![a-z0-9])" if _LETTER.match(part[-1]) else ""
    return f"{left}{re.escape(part)}{right}"

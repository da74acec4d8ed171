"""Cuts a text to its first sentence, or its first clause, where there is little room."""

from __future__ import annotations

import re
from typing import Final

from reportgen.document.facts import Words

_SENTENCE: Final = re.compile(r"[。！？]|[.!?](?=\s|$)")
_CLAUSE: Final = re.compile(r"(?=[。！？；]|[.!?;](?:\s|$))")


def first_sentence(words: Words) -> Words:
    """Return a text up to the end of its first sentence, its full stop included."""
    return _up_to(words, _SENTENCE)


def first_clause(words: Words) -> Words:
    """Return a text up to its first semicolon or full stop, without it."""
    return _up_to(words, _CLAUSE)


def _up_to(words: Words, end: re.Pattern[str]) -> Words:
    for at, part in enumerate(words):
        if not isinstance(part, str):
            continue
        found = end.search(part)
        if found is not None:
            kept = part[: found.end()]
            return (*words[:at], kept) if kept else words[:at]
    return words

"""Puts the word that announces a text before it: `小结：`, `Cause: `, never twice."""

from __future__ import annotations

from itertools import takewhile

from reportgen.document.facts import Words
from reportgen.document.printed import Paragraph, Role
from reportgen.document.words import Word, say
from reportgen.labels import Language
from reportgen.punctuation import mark


def led(role: Role, word: Word, words: Words, language: Language) -> Paragraph:
    """Return the text without its announcing word; a text that begins with it stays as it is."""
    said = say(word, language)
    begin = "".join(takewhile(lambda part: isinstance(part, str), words))  # type: ignore[arg-type]
    rest = begin.lstrip()
    after = words[sum(1 for _ in takewhile(lambda part: isinstance(part, str), words)) :]
    if rest.casefold().startswith(said.casefold()):
        rest = rest[len(said) :]
        if rest[:1] not in {"：", ":"}:
            return Paragraph(role, words)
        rest = rest[1:].lstrip()
    return Paragraph(role, (rest, *after) if rest else after, said + mark("colon", language))

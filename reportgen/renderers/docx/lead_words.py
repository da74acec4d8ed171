"""The word that announces a text: `小结：`, `Cause: `, never said twice."""

from __future__ import annotations

from reportgen.document.words import Word, say
from reportgen.labels import Language
from reportgen.punctuation import mark
from reportgen.renderers.docx.markup import bold, run


def led(word: Word, text: str, language: Language, properties: str = "") -> str:
    """The text after its word in bold; a text that begins with the word keeps its own beginning."""
    said = say(word, language)
    rest = text.lstrip()
    if rest.casefold().startswith(said.casefold()):
        rest = rest[len(said) :]
        if rest[:1] not in {"：", ":"}:
            return run(text, properties)
        rest = rest[1:].lstrip()
    return run(said + mark("colon", language), bold() + properties) + run(rest, properties)

"""Writes the acknowledgements: the people and departments the spec names."""

from __future__ import annotations

from typing import Final

from reportgen.document.facts import Words
from reportgen.punctuation import listing
from reportgen.section.data import Data
from reportgen.spec.spec import Spec

_ENDS: Final = ("。", "！", ".", "!")
"""What a line ends with that is a sentence and no name."""


def thanks(spec: Spec, frame: Data) -> tuple[Words, ...]:
    """Return a sentence with the names the spec gives, then its own sentences."""
    own = [line.strip() for line in spec.thanks]
    names = [line for line in own if line and not line.endswith(_ENDS)]
    sentences: list[Words] = [(line,) for line in own if line.endswith(_ENDS)]
    if names:
        named = frame.say("thanks.named", names=listing(names, frame.language))
        return (named, *sentences)
    return tuple(sentences) or (frame.say("thanks.all"),)

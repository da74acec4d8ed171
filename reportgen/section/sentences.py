"""Makes the sentences of a section: phrases of its catalog, and how a fact moved, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportgen.document.facts import Fact, Words
from reportgen.document.formats import plain
from reportgen.document.words import REASON
from reportgen.labels import Label
from reportgen.section.change_evidence import Verdict
from reportgen.section.fact_maker import FactMaker
from reportgen.section.phrases import Phrases


@dataclass(frozen=True, eq=False)
class Sentences(FactMaker):
    """Makes the sentences and labels of one section or check."""

    phrases: Phrases = field(default_factory=lambda: Phrases({}))

    def say(self, key: str, **values: object) -> Words:
        """Return a sentence of the section's catalog, filled with facts and text."""
        return self.phrases.say(self.language, key, **values)

    def text(self, key: str, **values: object) -> str:
        """Return a phrase without facts as text, for a caption or a column head."""
        return plain(self.say(key, **values), self.language)

    def pick(self, names: Label) -> str:
        """Return a label in the language of the report."""
        return names.in_(self.language)

    def why(self, fact: Fact) -> str:
        """Say why a fact has no value: 该月份没有导出; empty for one that has a value."""
        return REASON[fact.reason].in_(self.language) if fact.reason else ""

    def movement(self, now: Fact, before: Fact, word: Verdict | None = None) -> Words:
        """Say how a fact moved, in the words its evidence allows: 与上月基本持平, 较上月明显下降 ….

        Within noise it says so; with few cases it gives the numbers for reference only. A section
        that knows a better test than `verdict` gives its own `word`.
        """
        difference = self.change(now, before, word)
        word = word or self.verdict(now, before)
        if difference.value is None or word == "unknown":
            return self.say("movement.so_far" if now.so_far else "movement.unknown")
        if not difference.value and word not in {"counts_only", "small_sample"}:
            return self.say("movement.same")
        way = "up" if (difference.value or 0) > 0 else "down"
        if word in {"flat", "untested", "counts_only", "small_sample"}:
            key = word if word in {"flat", "untested"} else "few"
            return self.say(f"movement.{key}", before=before, change=difference)
        return self.say(f"movement.{word}.{way}", before=before, change=difference)

    def against(self, fact: Fact, goal: Fact) -> Words:
        """Say where a fact lies against its target, as far as its interval tells: 达到目标 95.0%.

        `standing` gives the same as a word.
        """
        return self.say(f"against.{self.standing(fact, goal)}", target=goal)

"""What the reader must know about the data, one sentence each with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reportgen.document.blocks import Finding, Severity
from reportgen.document.facts import Fact, Words
from reportgen.document.formats import plain
from reportgen.document.ledger import Account
from reportgen.intake.drop_reasons import NO_DATA, REASONS, words_of
from reportgen.periods import day_text
from reportgen.punctuation import listing
from reportgen.report.quality.table_profile import TableProfile
from reportgen.section.data import Data
from reportgen.section.phrases import Phrases

_USUAL_LOSS: Final = 0.05
"""Share of unusable or repeated rows that is worth a sentence."""
_FALL: Final = 0.10
"""How much less complete than before is worth a sentence."""
_HALF: Final = 0.5
REPEATS: Final = ("duplicate", "conflicting_key")


@dataclass(frozen=True, slots=True)
class Told:
    """One table with its accounts and its profile, ready to be spoken about."""

    data: Data
    phrases: Phrases
    table: str
    accounts: Sequence[Account]
    profile: TableProfile

    @property
    def name(self) -> str:
        """What the reader calls the table."""
        return self.data.contracts[self.table].label.in_(self.data.language)

    def column(self, name: str) -> str:
        """What the reader calls a column; `vehicle` is made from the VIN."""
        for column in self.data.contracts[self.table].columns:
            if column.name == name or (name == "vehicle" and column.private == "vin"):
                return column.label.in_(self.data.language)
        return name

    def count(self, *reasons: str) -> int:
        """Rows dropped for some reasons."""
        return sum(
            account.dropped.get(reason, 0) for account in self.accounts for reason in reasons
        )

    def lost(self) -> tuple[int, str]:
        """Rows of data that could not be used, and the commonest reason."""
        counts: dict[str, int] = {}
        for account in self.accounts:
            for reason, count in account.dropped.items():
                if reason not in (*NO_DATA, *REPEATS):
                    counts[reason] = counts.get(reason, 0) + count
        most = max(counts, key=lambda reason: counts[reason], default="")
        return sum(counts.values()), words_of(REASONS, most, self.data.language)

    def lost_share(self) -> float:
        """Share of the rows of data that could not be used."""
        lost = self.lost()[0]
        used = sum(account.used for account in self.accounts)
        return lost / max(1, lost + used)

    def statements(self) -> Iterator[tuple[str, Finding]]:
        """Check id and finding for everything worth knowing."""
        yield from self._scales()
        yield from self._time()
        yield from self._complete()
        yield from self._rows()

    def _scales(self) -> Iterator[tuple[str, Finding]]:
        """Columns refused because their scores look like another scale."""
        for column in self.data.contracts[self.table].columns:
            count = sum(account.refused.get(column.name, 0) for account in self.accounts)
            if count:
                label = column.label.in_(self.data.language)
                likely = [a.likely_scales.get(column.name, 0.0) for a in self.accounts]
                said = {"count": count, "high": round(column.high or 0), "name": column.name}
                said["scale"] = round(max(likely))
                text = self._text("scale", **said)
                yield self._made("scale", "bad", text, column.name, column=label)

    def _time(self) -> Iterator[tuple[str, Finding]]:
        seen = self.profile
        if seen.last is not None and not seen.rows and seen.seen:
            yield self._made("no_rows", "bad", self._text("no_rows"))
        elif seen.behind and seen.last is not None:
            text = self._text("freshness", count=seen.behind)
            yield self._made("freshness", "watch", text, day=self._day(seen.last))
        if seen.gap is not None:
            first, last = seen.gap
            text = self._text("coverage", count=(last - first).days + 1)
            said = {"first": self._day(first), "last": self._day(last)}
            yield self._made("coverage", "watch", text, **said)
        if seen.holes:
            holes = (month.text(self.data.language) for month in seen.holes)
            months = listing(holes, self.data.language)
            yield self._made("months", "watch", self._text("months"), months=months)

    def _complete(self) -> Iterator[tuple[str, Finding]]:
        seen = self.profile
        if seen.complete is None:
            return
        fell = seen.before is not None and seen.complete < seen.before - _FALL
        if not fell and (seen.before is not None or seen.complete >= _HALF):
            return
        text = (
            self._text("completeness", before=self._share("complete_before", seen.before or 0.0))
            if fell
            else self.phrases.say(self.data.language, "completeness.alone")
        )
        share = self._share("complete", seen.complete)
        yield self._made(
            "completeness", "watch", text, column=self.column(seen.column), share=share
        )

    def _rows(self) -> Iterator[tuple[str, Finding]]:
        used = sum(account.used for account in self.accounts)
        repeated = self.count(*REPEATS)
        if repeated > _USUAL_LOSS * (used + repeated):
            share = self._share("repeated", repeated / (used + repeated))
            yield self._made("duplicates", "info", self._text("duplicates"), share=share)
        if self.lost_share() > _USUAL_LOSS:
            text = self._text("dropped", reason=self.lost()[1])
            yield self._made("dropped", "bad", text, share=self._share("lost", self.lost_share()))

    def _made(
        self, check: str, severity: Severity, text: Words, part: str = "", **said: object
    ) -> tuple[str, Finding]:
        title = self.phrases.say(self.data.language, f"{check}.title", table=self.name, **said)
        place = f"{self.table}.{part}" if part else self.table
        return check, Finding(f"quality.{check}:{place}", severity, title, text)

    def _text(self, check: str, **said: object) -> Words:
        return self.phrases.say(self.data.language, f"{check}.text", **said)

    def _share(self, name: str, value: float) -> Fact:
        return Fact(f"quality.{name}:{self.table}", value, "share", label=self.name)

    def _day(self, day: date) -> str:
        return day_text(day, self.data.language)

    def said_complete(self) -> str:
        """The least complete column in a cell of a table."""
        if self.profile.complete is None or self.profile.complete == 1:
            return ""
        share = self._share("complete", self.profile.complete)
        words = self.phrases.say(
            self.data.language,
            "complete",
            column=self.column(self.profile.column),
            share=share,
        )
        return plain(words, self.data.language)

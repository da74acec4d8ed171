"""Builds one chapter of a roll-up: a section's key figures, with dealers as its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.document.blocks import (
    Block,
    Cell,
    Chapter,
    Chart,
    Column,
    Finding,
    Series,
    Table,
    Text,
)
from reportgen.document.facts import Fact, Words
from reportgen.punctuation import mark
from reportgen.report.rollup.beyond_limits import Beyond, beyond_limits, judgeable
from reportgen.report.rollup.figure_spread import FigureSpread, figure_spread
from reportgen.report.rollup.peer_facts import PeerFacts, PeerFigure
from reportgen.section.data import Data

_NAMED: Final = 3
"""How many of the best and of the worst are named."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """One key figure with what the comparison of the dealers comes to."""

    figure: PeerFigure
    spread: FigureSpread
    beyond: Beyond


def rollup_chapter(
    chapter: str, title: str, figures: Sequence[PeerFigure], peers: PeerFacts, data: Data
) -> Chapter:
    """Build the chapter of a section's key figures; `data` speaks the words of roll-ups."""
    compared = [_compared(figure, peers, data) for figure in figures]
    return Chapter(chapter, title, tuple(_Blocks(chapter, title, compared, peers, data).blocks()))


def _compared(figure: PeerFigure, peers: PeerFacts, data: Data) -> _Compared:
    spread = figure_spread(figure, len(peers.dealers), data.language, data.percent_digits)
    return _Compared(figure, spread, beyond_limits(figure))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """What stands in one chapter."""

    chapter: str
    title: str
    compared: Sequence[_Compared]
    peers: PeerFacts
    data: Data

    def blocks(self) -> Iterator[Block]:
        """Yield the conclusion, who is beyond the limits, the figures, and the funnel plots."""
        yield Text(self._headline(), role="headline")
        for one in self.compared:
            yield from self._findings(one)
        yield self._spreads()
        yield self._dealers()
        for one in self.compared:
            if judgeable(one.figure) and one.beyond.tested:
                yield self._funnel(one)

    def _headline(self) -> Words:
        tested = [one for one in self.compared if one.beyond.tested]
        named = {d for one in tested for d in (*one.beyond.better, *one.beyond.worse)}
        if not tested:
            return self.data.say("headline.untested")
        key = "headline.beyond" if named else "headline.within"
        return self.data.say(key, count=len(tested), **({"named": len(named)} if named else {}))

    def _findings(self, one: _Compared) -> Iterator[Finding]:
        sides = {"worse": one.beyond.worse, "better": one.beyond.better}
        for side, dealers in sides.items():
            if dealers:
                yield self._finding(one, side, dealers)

    def _finding(self, one: _Compared, side: str, dealers: Sequence[str]) -> Finding:
        data, figure, whole = self.data, one.figure, one.spread.whole
        more = len(dealers) - _NAMED
        facts = [figure.facts[dealer] for dealer in dealers[:_NAMED]]
        words = self._listed(dealers[:_NAMED], facts)
        cases = sum(figure.facts[dealer].bottom or 0 for dealer in dealers)
        impact = Fact(f"rollup.touched:{figure.id}", cases, "count")
        return Finding(
            f"rollup.{side}:{figure.id}",
            "watch" if side == "worse" else "good",
            data.say(f"{side}.title", figure=figure.like.label, count=len(dealers)),
            data.say(f"{side}.more" if more > 0 else f"{side}.text", dealers=words, whole=whole,
                     **({"more": more} if more > 0 else {})),
            impact=impact,
        )  # fmt: skip

    def _listed(self, dealers: Sequence[str], facts: Sequence[Fact]) -> Words:
        """Name dealers with their figures."""
        said: list[Words] = [
            self.data.say("named", dealer=self._names[dealer], figure=fact)
            for dealer, fact in zip(dealers, facts, strict=True)
        ]
        comma = mark("listing", self.data.language)
        return sum(((comma, *words) for words in said[1:]), said[0])

    @property
    def _names(self) -> Mapping[str, str]:
        language = self.data.language
        return {d.id: f"{d.id} {d.title(language)}".strip() if d.title(language) != d.id else d.id
                for d in self.peers.dealers}  # fmt: skip

    def _spreads(self) -> Table:
        data = self.data
        counts, numbers = ("known", "unknown"), ("whole", "p25", "median", "p75")
        return Table(
            f"{self.chapter}-spread",
            data.text("spreads", chapter=self.title),
            (
                Column(data.text("head.figure"), weight=2.0),
                *(Column(data.text(f"head.{head}"), "count") for head in counts),
                *(Column(data.text(f"head.{head}"), "number") for head in numbers),
            ),
            tuple(self._spread_row(one) for one in self.compared),
            note=data.say("spreads.note"),
        )

    def _spread_row(self, one: _Compared) -> tuple[Cell, ...]:
        known = len(one.figure.compared)
        unknown = len(self.peers.dealers) - known
        return (one.figure.like.label, known, unknown, one.spread.whole, *one.spread.quartiles)

    def _dealers(self) -> Table:
        data, figures = self.data, [one.figure for one in self.compared]
        worse = {dealer for one in self.compared for dealer in one.beyond.worse}
        dealers = self.peers.dealers
        return Table(
            f"{self.chapter}-dealers",
            data.text("dealers", chapter=self.title),
            (
                Column(data.text("head.dealer"), weight=2.0),
                *(Column(figure.like.label, figure.like.unit) for figure in figures),
            ),
            tuple(
                (self._names[dealer.id], *(self._cell(figure, dealer.id) for figure in figures))
                for dealer in dealers
            ),
            marked=tuple(at for at, dealer in enumerate(dealers) if dealer.id in worse),
        )

    def _cell(self, figure: PeerFigure, dealer: str) -> Cell:
        if dealer in figure.incomparable:
            return self.data.text("incomparable")
        return figure.facts.get(dealer)

    def _funnel(self, one: _Compared) -> Chart:
        data, figure = self.data, one.figure
        facts = figure.compared
        named = (*one.beyond.worse[:_NAMED], *one.beyond.better[:_NAMED])
        key = "funnel.title.beyond" if named else "funnel.title"
        count = len(one.beyond.worse) + len(one.beyond.better)
        values = {"figure": figure.like.label, **({"count": count} if named else {})}
        return Chart(
            f"{self.chapter}-{figure.id}",
            "funnel",
            data.say(key, **values),
            data.text("funnel.caption", figure=figure.like.label, count=len(facts)),
            tuple(facts),
            (Series(figure.like.label, tuple(facts.values())),),
            figure.like.unit,
            highlight=named,
            reference=one.spread.whole,
            note=data.say("funnel.note"),
        )

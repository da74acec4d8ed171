"""Puts the key figures of several dealers' reports of one month side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from reportgen.catalogs import Labels
from reportgen.document.facts import Fact
from reportgen.errors import SourceError
from reportgen.labels import LANGUAGES, Label, Language
from reportgen.metric.expressions import Given, Metric
from reportgen.periods import Month
from reportgen.punctuation import with_remark
from reportgen.report.store.fact_files import StoredFact, StoredFacts, read_facts
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

Why: TypeAlias = Literal["no_report", "failed", "outdated", "damaged", "currency"]
"""Why nothing of a dealer can be compared."""
_ORIGIN: Final = Labels[Literal["origin"]]("rollup", ("origin",))


@dataclass(frozen=True, slots=True)
class PeerFigure:
    """One key figure of several dealers.

    Attributes:
        id: The id of the fact in the dealers' reports.
        chapter: The chapter it belongs to.
        like: One of the facts: label, unit, and which direction is good.
        facts: Dealer's code → the fact; those whose report does not have it are absent.
        incomparable: The dealers that define it otherwise than most; their facts are not compared.
    """

    id: str
    chapter: str
    like: Fact
    facts: Mapping[str, Fact]
    incomparable: tuple[str, ...] = ()

    @property
    def compared(self) -> Mapping[str, Fact]:
        """The facts that have a value, of a whole month."""
        return {dealer: fact for dealer, fact in self.facts.items() if fact.settled}


@dataclass(frozen=True, slots=True)
class PeerFacts:
    """The key figures of several dealers for one month.

    Attributes:
        dealers: Everybody who was to be compared.
        figures: The key figures that at least one of them has, in the order of the reports.
        absent: Who has no facts of the month, and why.
    """

    dealers: tuple[Dealer, ...]
    figures: tuple[PeerFigure, ...]
    absent: Mapping[str, Why] = field(default_factory=dict)


def peer_facts(
    spec: Spec, dealers: Sequence[Dealer], month: Month, left_out: Mapping[str, Why]
) -> PeerFacts:
    """Read the stored facts of the dealers and put their key figures side by side.

    `left_out` says of whom no facts are to be read, and why.
    """
    absent: dict[str, Why] = {}
    stored: dict[str, StoredFacts] = {}
    for dealer in dealers:
        found = left_out.get(dealer.id) or _read(spec, dealer, month)
        if isinstance(found, StoredFacts):
            stored[dealer.id] = found
        else:
            absent[dealer.id] = found
    names = {dealer.id: dealer.title(spec.report.language) for dealer in dealers}
    return PeerFacts(tuple(dealers), tuple(_figures(spec, stored, names)), absent)


def _read(spec: Spec, dealer: Dealer, month: Month) -> StoredFacts | Why:
    try:
        found = read_facts(spec, dealer.id, month)
    except SourceError:
        return "damaged"
    if found is None:
        return "no_report"
    return found if found.currency == spec.report.currency else "currency"


def _figures(
    spec: Spec, stored: Mapping[str, StoredFacts], names: Mapping[str, str]
) -> Iterator[PeerFigure]:
    """Yield what is a key figure of a chapter somewhere, chapter by chapter of the spec."""
    chapters: dict[str, dict[str, None]] = {name: {} for name, _ in spec.chapters}
    for facts in stored.values():
        for name, each in facts.facts.items():
            if each.chapter in chapters:
                chapters[each.chapter][name] = None
    for chapter, ids in chapters.items():
        for name in ids:
            found = {d: one for d, facts in stored.items() if (one := facts.facts.get(name))}
            yield _figure(spec, name, chapter, found, names)


def _figure(
    spec: Spec, name: str, chapter: str, found: Mapping[str, StoredFact], names: Mapping[str, str]
) -> PeerFigure:
    usual, _ = Counter(each.definition for each in found.values()).most_common(1)[0]
    alike = {dealer: each for dealer, each in found.items() if each.definition == usual}
    digits = spec.report.percent_digits
    facts = {d: _peer(name, d, names[d], each.fact, digits) for d, each in alike.items()}
    like = next(iter(alike.values())).fact
    like = replace(like, label=_label(name, like.label, spec.report.language))
    return PeerFigure(name, chapter, like, facts, tuple(d for d in found if d not in alike))


def _label(name: str, label: str, language: Language) -> str:
    """Return the name of a figure, with its month where it is about another one."""
    _, at, month = name.rpartition("@")
    return with_remark(label, Month.parse(month).text(language), language) if at else label


def _peer(name: str, dealer: str, title: str, fact: Fact, digits: int | None) -> Fact:
    """Return a dealer's fact as one of the roll-up: its id and origin name the dealer's report."""
    own, label = f"{dealer}/{name}", f"{title} · {fact.label}"
    zh, en = (_ORIGIN.say("origin", each, dealer=dealer, fact=name) for each in LANGUAGES)
    method = Label(zh, en)
    expr = Given(fact.value, method, fact.reason)
    metric = Metric(
        own, Label(label, label), expr, fact.unit, fact.better, definition=method, digits=digits
    )
    return replace(fact, id=own, label=label, metric=metric, expr=expr)

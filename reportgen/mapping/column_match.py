"""Matches the columns of a file to the columns of a table, one to one, the clearest first.

A pair is certain when its score reaches the mark and no other free pair of the same header or the
same column comes near it; what is likely but not certain is a question for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from reportgen.extension.components import RawTable
from reportgen.intake.headers import without_brackets
from reportgen.mapping.header_likeness import Likeness, is_equal, likeness
from reportgen.mapping.value_evidence import VETO, Evidence, Values, evidence
from reportgen.metric.table_contracts import ColumnContract, TableContract

State: TypeAlias = Literal["certain", "ask", "unused"]

MIN_SCORE: Final = 0.8
"""Score from which a pair may be certain.

This and the following scores were tuned on the systems `TUNED` of `benchmarks/mapping_accuracy.py`.
"""
MIN_LEAD: Final = 0.1
"""Lead over the nearest rival that a certain pair needs; tuned likewise."""
ASKED: Final = 0.45
"""Score below which a pair is not worth a question; tuned likewise."""

_DOUBTED: Final = 0.6
"""Highest score of a known name whose values do not fit; tuned likewise: asked, not certain."""
_REFUSED: Final = 0.4
"""Highest score of a like name whose values do not fit; below `ASKED`: nobody is asked."""
_SHOWN: Final = 3
"""Further columns proposed for a header; by judgement."""


@dataclass(frozen=True, slots=True)
class MatchReason:
    """Why a pair has its score: a rule, and what it is about (a name, a share in percent)."""

    rule: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A header of the file paired with a column of the table, and its score."""

    at: int
    column: ColumnContract = field(compare=False)
    score: float
    reasons: tuple[MatchReason, ...] = ()
    equal: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The column proposed for one header, and how certain it is.

    Attributes:
        at: Its position in the file.
        header: As written.
        state: `certain`, `ask`, or `unused`.
        best: The pair proposed, if any.
        others: Further columns it may be, the likeliest first.
        lead: How far the best pair stands before its nearest rival.
    """

    at: int
    header: str
    state: State
    best: Pair | None = None
    others: tuple[Pair, ...] = ()
    lead: float = 1.0
    notes: tuple[MatchReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """A file matched to one table: a proposal for every header, and the columns still missing."""

    table: TableContract
    proposals: tuple[Proposal, ...]

    @property
    def certain(self) -> Mapping[str, str]:
        """The certain pairs, canonical column → header, in the order of the table."""
        found = {
            p.best.column.name: p.header for p in self.proposals if p.state == "certain" and p.best
        }
        return {c.name: found[c.name] for c in self.table.columns if c.name in found}

    @property
    def asked(self) -> tuple[Proposal, ...]:
        """The proposals a person should decide on."""
        return tuple(p for p in self.proposals if p.state == "ask")

    @property
    def missing(self) -> tuple[ColumnContract, ...]:
        """The required columns without a certain header."""
        return tuple(c for c in self.table.columns if c.required and c.name not in self.certain)


def values_of(raw: RawTable) -> tuple[Values, ...]:
    """Return a sample of the values of every column of a file."""
    return tuple(Values.of(raw.rows.iloc[:, at]) for at in range(len(raw.header)))


def match(
    header: Sequence[str],
    values: Sequence[Values],
    table: TableContract,
    min_score: float = MIN_SCORE,
) -> Matching:
    """Propose a column of the table for every header of a file."""
    found = _greedy(_pairs(header, values, table), min_score)
    twins = {text for text in header if text.strip() and list(header).count(text) > 1}
    proposals = []
    for at, text in enumerate(header):
        proposal = replace(found.get(at, Proposal(at, text, "unused")), header=text)
        if text in twins and proposal.state == "certain":
            twin = MatchReason("twins", str(list(header).count(text)))
            proposal = replace(proposal, state="ask", notes=(twin,))
        elif other := _same_but_brackets(proposal, header):
            alike = MatchReason("alike", other)
            proposal = replace(proposal, state="ask", notes=(alike,))
        proposals.append(proposal)
    return Matching(table, tuple(proposals))


def _same_but_brackets(proposal: Proposal, header: Sequence[str]) -> str:
    """Return a header that differs from a certain one in its brackets only; else ""."""
    if proposal.state != "certain" or proposal.best is None:
        return ""
    if proposal.best.reasons and proposal.best.reasons[0].rule != "no_unit":
        return ""
    bare = without_brackets(proposal.header)
    others = (text for text in header if text != proposal.header)
    return next((text for text in others if bare and without_brackets(text) == bare), "")


def settle(matching: Matching, given: Mapping[str, str], rule: str = "given") -> Matching:
    """Apply a person's decisions: column → header; an empty header means none.

    A header or column that is given stands; what was proposed for it before is gone.
    """
    chosen = {header: name for name, header in given.items() if header}
    settled = []
    for proposal in matching.proposals:
        own = proposal.best.column.name if proposal.best else ""
        name = chosen.get(proposal.header)
        if name is not None:
            pair = Pair(
                proposal.at, matching.table.column(name), 1.0, (MatchReason(rule),), equal=True
            )
            settled.append(replace(proposal, state="certain", best=pair, notes=(), lead=1.0))
        elif own in given:
            settled.append(replace(proposal, state="unused", best=None, others=()))
        else:
            settled.append(proposal)
    return Matching(matching.table, tuple(settled))


def score(like: Likeness, said: Evidence) -> float:
    """Combine the scores of name and values, 0–1: agreement raises it, a veto caps it."""
    if said.strength == VETO:
        return min(like.score, _DOUBTED if is_equal(like) else _REFUSED)
    if is_equal(like):
        return like.score
    return 1 - (1 - like.score) * (1 - said.strength)


def _pairs(header: Sequence[str], values: Sequence[Values], table: TableContract) -> Iterator[Pair]:
    for at, text in enumerate(header):
        if not text.strip():
            continue
        for column in table.columns:
            like, said = likeness(text, column), evidence(values[at], column)
            total = score(like, said)
            if total >= _REFUSED or is_equal(like):
                sure = is_equal(like) and said.strength != VETO
                yield Pair(at, column, round(total, 3), tuple(_reasons(like, said)), equal=sure)


def _reasons(like: Likeness, said: Evidence) -> Iterator[MatchReason]:
    if like.score >= _REFUSED:
        yield MatchReason(like.rule, like.name)
    if said.rule:
        yield MatchReason(said.rule, f"{said.share:.0%}")


def _greedy(pairs: Iterator[Pair], min_score: float) -> dict[int, Proposal]:
    """Choose the best pair first; a pair with an equal name needs no lead over its rivals."""
    left = sorted(pairs, key=_order)
    found: dict[int, Proposal] = {}
    while left:
        best = left.pop(0)
        rivals = [p for p in left if p.at == best.at or p.column.name == best.column.name]
        nearest = max((p.score for p in rivals if not (best.equal and p.equal)), default=0.0)
        lead = 1.0 if best.equal else best.score - nearest
        sure = best.score >= min_score and lead >= MIN_LEAD
        state: State = "certain" if sure else "ask" if best.score >= ASKED else "unused"
        others = tuple(p for p in rivals if p.at == best.at and p.score >= ASKED)[:_SHOWN]
        found[best.at] = Proposal(best.at, "", state, best, others, round(lead, 3))
        if state == "unused":
            found.pop(best.at)
        left = [p for p in left if p.at != best.at and p.column.name != best.column.name]
    return found


def _order(pair: Pair) -> tuple[object, ...]:
    """Return the sort key of pairs: descending score, of equal names the alias listed first."""
    rank = 0
    if pair.equal and pair.reasons:
        names = (pair.column.name, *pair.column.aliases, pair.column.label.zh, pair.column.label.en)
        rank = names.index(pair.reasons[0].about)
    return (-pair.score, rank, pair.at, pair.column.name)

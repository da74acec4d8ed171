"""Lists the headers a column may have that no name and no known word speaks for: by their values.

A person at the terminal is asked which of them it is, if any; nothing is ever taken for certain.
"""

from __future__ import annotations

from typing import Final

from reportgen.mapping.column_match import Matching, Proposal
from reportgen.mapping.header_likeness import likeness
from reportgen.mapping.value_evidence import VETO, Values, evidence
from reportgen.metric.table_contracts import ColumnContract

MOST: Final = 9
"""Headers offered for one column; by judgement: one digit answers."""
_WORDS: Final = 20
"""Different texts a category has at most; by judgement: twice as many as any contract knows."""
_FLAG_WORDS: Final = 3
"""Different texts of yes and no, one of them for unknown."""
_REPEATED: Final = 0.5
"""Share of different texts up to which they are names that come again; by judgement."""


def free_headers(
    column: ColumnContract, matching: Matching, values: tuple[Values, ...]
) -> tuple[Proposal, ...]:
    """Return the unused headers whose values could be the column's, the likeliest first."""
    found = []
    for proposal in matching.proposals:
        own = values[proposal.at]
        if proposal.state != "unused" or not proposal.header.strip() or not own.texts:
            continue
        strength = evidence(own, column).strength
        if strength > 0 or _could_be(own, column, strength):
            like = likeness(proposal.header, column).score
            found.append((-strength, -like, proposal.at, proposal))
    return tuple(each for *_, each in sorted(found, key=lambda each: each[:3])[:MOST])


def _could_be(values: Values, column: ColumnContract, strength: float) -> bool:
    """Tell whether texts that do not speak for a column may be its own all the same."""
    different = len(set(values.texts))
    again = different <= _REPEATED * len(values.texts)
    if column.traits.truth:
        return again and different <= _FLAG_WORDS
    if strength == VETO or column.private == "text" or column.traits.holds in {"number", "time"}:
        return False
    if column.traits.coded:
        coded = sum(any(char.isdigit() for char in text) for text in values.texts)
        return coded > _REPEATED * len(values.texts)
    numbers = all(text.replace(".", "", 1).isdigit() for text in values.texts)
    return again and not numbers and (column.traits.holds == "text" or different <= _WORDS)

"""Chooses sample values of a column to show, masked by what they are or might be."""

from __future__ import annotations

import re
from typing import Final, get_args

from reportgen.intake.masking import Privacy, mask
from reportgen.mapping.column_match import Matching, Proposal
from reportgen.mapping.value_evidence import VETO, Values, evidence
from reportgen.metric.table_contracts import ColumnContract, ColumnKind, kind_record
from reportgen.personal_data import mask_text

SHOWN: Final = 3
"""Sample values, or candidate headers, shown at a time; by judgement: they fit on one line."""
_LIKELY: Final = 0.7
"""Score from which a header is likelier another column; by judgement."""
_LONGEST: Final = 20
"""Characters of a sample that are shown; by judgement: three samples fit on one line."""
_NAME: Final = re.compile(r"[\u3400-\u9fff·]{2,4}")
_CODE: Final = re.compile(r"(?!(?:19|20)\d{6}$)[A-Za-z0-9-]{7,}")
_LONG: Final = 10
"""Characters beyond which a code is masked like an identity number, else like a plate."""
_WORDS: Final = {kind for kind in get_args(ColumnKind) if kind_record(kind).holds == "word"}
"""Rules by which the values themselves are words of the table."""
_DAY: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def samples(values: Values, proposal: Proposal) -> tuple[str, ...]:
    """Return up to three values; those of an uncertain column are masked as if personal."""
    column = proposal.best.column if proposal.best else None
    rules = {reason.rule for reason in proposal.best.reasons} if proposal.best else set()
    sure = proposal.state == "certain" or bool(rules & _WORDS)
    texts = list(dict.fromkeys(values.texts))[:SHOWN]
    return tuple(_short(_shown(text, column, sure=sure)) for text in texts)


def candidates(
    column: ColumnContract, matching: Matching, values: tuple[Values, ...]
) -> tuple[Proposal, ...]:
    """Return the free headers whose values could be this column's, the likeliest first."""
    found = []
    for proposal in matching.proposals:
        said = evidence(values[proposal.at], column)
        taken = proposal.best is not None and proposal.best.score >= _LIKELY
        needs = column.traits.holds != "text"
        if taken or not proposal.header.strip() or said.strength == VETO:
            continue
        if said.strength or not needs:
            found.append((-said.strength, proposal.at, proposal))
    return tuple(proposal for _, _, proposal in sorted(found, key=lambda each: each[:2])[:SHOWN])


def _shown(text: str, column: ColumnContract | None, *, sure: bool) -> str:
    if column is not None and column.private:
        return mask(column.private, text)
    if column is not None and sure:
        return Privacy().shown(column, text)
    if _NAME.fullmatch(text):
        return mask("name", text)
    if _CODE.fullmatch(text) and not _DAY.fullmatch(text):
        return mask("id" if len(text) > _LONG else "plate", text)
    return mask_text(text)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

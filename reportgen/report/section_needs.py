"""Finds what a section or check needs and one dealer's data lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportgen.catalogs import words_in
from reportgen.extension.components import Section
from reportgen.punctuation import listing
from reportgen.section.data import Data


def missing_needs(data: Data, needs: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Return the (table, column) pairs that are needed and lacking; column "" = the whole table."""
    found: list[tuple[str, str]] = []
    for table, columns in needs.items():
        if not data.tables.has(table):
            found.append((table, ""))
            continue
        found += [(table, column) for column in columns if not data.tables.has(table, column)]
    return tuple(found)


def said_missing(section: Section, data: Data) -> str:
    """Say what data a section lacks, in the reader's words; empty when it can run."""
    missing = missing_needs(data, section.needs)
    if not missing and section.needs_any:
        tried = [missing_needs(data, needs) for needs in section.needs_any]
        missing = min(tried, key=len)
    frame = data.speaking(words_in("report"))
    return listing((_said(table, column, frame) for table, column in missing), data.language)


def _said(table: str, column: str, frame: Data) -> str:
    contract = frame.contracts.get(table)
    name = frame.pick(contract.label) if contract else table
    if not column:
        return frame.text("chapter.missing_table", table=name)
    heads = {c.name: frame.pick(c.label) for c in contract.columns} if contract else {}
    return frame.text("chapter.missing_column", table=name, column=heads.get(column, column))

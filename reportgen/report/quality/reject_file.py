"""Writes the rows of data that could not be used, as a CSV file next to the report."""

from __future__ import annotations

from typing import Final

from reportgen.catalogs import Labels
from reportgen.document.blocks import Document
from reportgen.intake.drop_reasons import REASONS, words_of
from reportgen.report.csv_lists import csv_list

REJECTED: Final = "_rejected.csv"
"""What the name of the list ends with, after the name of the report."""
_HEADS: Final = Labels("data_quality", ("file", "row", "reason", "content"), "rejects.")


def rejects_file(document: Document) -> bytes:
    """Return the rejected rows as CSV, for whoever corrects the export; empty if there are none."""
    language = document.cover.language
    accounts = document.ledger.accounts if document.ledger else ()
    rows = [
        (account.file, str(one.row), words_of(REASONS, one.reason, language), one.text)
        for account in accounts
        for one in account.rejects
    ]
    if not rows:
        return b""
    return csv_list([head.in_(language) for head in _HEADS.values()], rows)

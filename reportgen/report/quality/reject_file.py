"""Writes the rows of data that could not be used, as a CSV file next to the report."""

from __future__ import annotations

import csv
import io
from typing import Final

from reportgen.catalogs import Labels
from reportgen.document.blocks import Document
from reportgen.intake.drop_reasons import REASONS, words_of

REJECTED: Final = "_rejected.csv"
"""What the name of the list ends with, after the name of the report."""
_HEADS: Final = Labels("data_quality", ("file", "row", "reason", "content"), "rejects.")
_FORMULA: Final = tuple("=+-@\t\r＝＋－＠")


def rejects_file(document: Document) -> bytes:
    """Return the rejected rows as CSV, for whoever corrects the export; empty if there are none.

    UTF-8 with a byte order mark, as Excel wants it; a text that begins like a formula gets an
    apostrophe (OWASP ASVS 1.2.10).
    """
    language = document.cover.language
    accounts = document.ledger.accounts if document.ledger else ()
    rows = [
        (account.file, str(one.row), words_of(REASONS, one.reason, language), one.text)
        for account in accounts
        for one in account.rejects
    ]
    if not rows:
        return b""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([head.in_(language) for head in _HEADS.values()])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text

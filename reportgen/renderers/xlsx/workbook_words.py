"""The words that the workbook prints besides those of every report."""

from __future__ import annotations

from reportgen.catalogs import words_in
from reportgen.labels import Language


def say(key: str, language: Language, **values: object) -> str:
    """Return a word of the workbook in one language, its placeholders filled."""
    return words_in("excel_workbook")[key][language].format(**values)

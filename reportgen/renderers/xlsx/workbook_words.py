"""What the workbook says of its own, besides the words of the frame."""

from __future__ import annotations

from reportgen.catalogs import words_in
from reportgen.labels import Language


def say(key: str, language: Language, **values: object) -> str:
    """A word of the workbook in one language, its placeholders filled."""
    return words_in("excel_workbook")[key][language].format(**values)

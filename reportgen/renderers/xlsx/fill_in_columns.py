"""Makes the columns of a list that a person fills in: their words to choose from, days as days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.labels import Language
from reportgen.metric.table_contracts import ColumnContract
from reportgen.renderers.xlsx.checked_writes import CheckedSheet, WriteRefusedError
from reportgen.renderers.xlsx.detail_columns import DATES, FIRST_DAY, DetailColumn


def words_of(contract: ColumnContract, language: Language) -> list[str]:
    """Return the words a reader may choose from, in the order of the contract."""
    return [contract.words_for(key, language) for key in contract.values]


def offer(sheet: CheckedSheet, columns: Mapping[str, DetailColumn], rows: tuple[int, int]) -> None:
    """Let the cells of these rows take only what their column may hold.

    Raises:
        WriteRefusedError: The words of a column are no list that Excel can show.
    """
    first, last = rows
    for index, column in enumerate(columns.values()):
        if column.contract.filled_in and (rule := _rule(column)):
            code = sheet.raw.data_validation(first, index, last, index, rule)
            if code:
                raise WriteRefusedError(
                    f"sheet '{sheet.name}', column '{column.header}': "
                    f"the workbook did not take its drop-down list (code {code})"
                )


def _rule(column: DetailColumn) -> dict[str, Any]:
    if column.contract.kind in DATES:
        return {"validate": "date", "criteria": ">=", "value": FIRST_DAY}
    words = words_of(column.contract, column.language)
    return {"validate": "list", "source": words} if words else {}

"""Checks that the columns a person fills in offer their words, on every row of their list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from lxml import etree

from reportgen.document.blocks import DetailTable
from reportgen.labels import Language
from reportgen.renderers.xlsx.excel_names import letters
from reportgen.verify.mismatch import Mismatch

if TYPE_CHECKING:
    from lxml.etree import _Element

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def compare(
    detail: DetailTable, table: _Element, sheet: bytes, language: Language
) -> Iterator[Mismatch]:
    """Yield the columns to fill in whose cells take other words than their contract names."""
    heads = [one.get("name", "") for one in table.iter(f"{_S}tableColumn")]
    top, bottom = (int("".join(filter(str.isdigit, c))) for c in table.get("ref", "").split(":"))
    rules = _rules(sheet)
    for column in detail.contract.columns:
        label = " ".join(column.label.in_(language).split())
        if not (column.filled_in and column.values and label in heads):
            continue
        letter = letters(heads.index(label))
        where = f"Excel, detail table '{detail.title}', column '{label}'"
        words = ",".join(column.words_for(key, language) for key in column.values)
        found = rules.get(f"{letter}{top + 1}:{letter}{bottom}", "")
        if found != f'"{words}"':
            yield Mismatch("", where, f"a drop-down list of {words}", found)


def _rules(sheet: bytes) -> Mapping[str, str]:
    """Return the words of each drop-down list of a sheet, by the cells that have it."""
    start, end = sheet.rfind(b"<dataValidations"), sheet.rfind(b"</dataValidations>")
    if start < 0 or end < 0:
        return {}
    inside = sheet[sheet.index(b">", start) + 1 : end]
    root = etree.fromstring(b"<all>%s</all>" % inside)
    return {
        one.get("sqref", ""): one.findtext("formula1", "")
        for one in root
        if one.get("type") == "list"
    }

"""The workbook while it is written: its sheets, its words, and the place of each figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime, time
from io import BytesIO
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reportgen.document.blocks import Cover
from reportgen.document.facts import Fact
from reportgen.document.formats import fact_format, text
from reportgen.labels import Language
from reportgen.metric.expressions import Expr, Given
from reportgen.renderers.xlsx import workbook_words
from reportgen.renderers.xlsx.cell_styles import FONT, CellStyles
from reportgen.renderers.xlsx.checked_writes import CheckedSheet, clean
from reportgen.renderers.xlsx.detail_columns import TableNames
from reportgen.renderers.xlsx.excel_names import Names, letters, quoted
from reportgen.renderers.xlsx.formulas import formula
from reportgen.renderers.xlsx.page_breaks import MARGINS

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}
_A4: Final = 9
"""The number by which Excel knows A4 paper."""


class Book:
    """One workbook and what its sheets share.

    `places` says where a fact stands first (sheet, cell), `live` where it stands as a formula.
    """

    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self.language: Language = cover.language
        self._buffer = BytesIO()
        self.workbook = xlsxwriter.Workbook(self._buffer, deepcopy(_OPTIONS))
        self.styles = CellStyles(self.workbook)
        self.names = Names()
        self.tables: TableNames = {}
        self.places: dict[str, tuple[str, str]] = {}
        self.live: dict[str, tuple[str, str]] = {}
        self._cells: dict[Expr, tuple[str, str]] = {}
        self.contents_target = ""
        self._describe()

    def sheet(self, title: str) -> CheckedSheet:
        """Add a sheet at the end, its name made valid and unique."""
        name = self.names.sheet(title)
        raw = self.workbook.add_worksheet(name, _Worksheet)
        return CheckedSheet(name, len(self.workbook.worksheets()), raw, self.styles)

    def say(self, key: str, **values: object) -> str:
        """Return a word of the workbook in its language."""
        return workbook_words.say(key, self.language, **values)

    def table_name(self, table: str, part: int) -> str:
        """Make the name of a detail table."""
        return self.names.table(table, part)

    def fact(
        self, sheet: CheckedSheet, row: int, column: int, fact: Fact, style: str, **look: object
    ) -> None:
        """Write a fact: a formula with its value, a plain value, or the sign for null."""
        code = fact_format(fact, self.language)
        form = self.styles.of(style, **{"num_format": code, "align": "right", **look})
        if fact.value is None:
            sheet.text(row, column, text(fact, fact.unit, self.language), form)
        elif (expr := fact.expr) is not None and (found := self._formula(sheet, expr)):
            sheet.formula(row, column, found, fact.value, form)
            here = (sheet.name, f"{letters(column)}{row + 1}")
            self.live.setdefault(fact.id, here)
            self._cells.setdefault(expr, here)
        else:
            sheet.number(row, column, fact.value, form)
        self.place(sheet, row, column, fact)

    def _formula(self, sheet: CheckedSheet, expr: Expr) -> str | None:
        if isinstance(expr, Given):
            return None
        if expr in self._cells:
            return f"={self._reference(expr, sheet)}"
        return formula(expr, self.tables, _Here(self._cells, sheet.name))

    def _reference(self, expr: Expr, sheet: CheckedSheet) -> str:
        name, cell = self._cells[expr]
        return cell if name == sheet.name else f"{quoted(name)}!{cell}"

    def place(self, sheet: CheckedSheet, row: int, column: int, fact: Fact) -> None:
        """Note where a fact is first written."""
        self.places.setdefault(fact.id, (sheet.name, f"{letters(column)}{row + 1}"))

    def define(self, sheet: CheckedSheet, row: int, column: int, fact: Fact) -> None:
        """Give the cell of a key figure a name formulas can use."""
        name = self.names.defined(f"KPI_{fact.id}")
        target = f"={quoted(sheet.name)}!${letters(column)}${row + 1}"
        if self.workbook.define_name(name, target):
            raise RuntimeError(f"the name '{name}' for fact '{fact.id}' was refused")

    def name_list(self, sheet: CheckedSheet, table: str, cells: str) -> None:
        """Give a list to work with a name: what Word's mail merge asks for besides whole sheets."""
        name = self.names.defined(f"list_{table}")
        if self.workbook.define_name(name, f"={quoted(sheet.name)}!{cells}"):
            raise RuntimeError(f"the name '{name}' for '{cells}' was refused")

    def no_green_corners(self, sheet: CheckedSheet, columns: int, rows: int) -> None:
        """Turn off Excel's marks for digits stored as text and for differing formulas."""
        cells = f"A1:{letters(columns - 1)}{rows}"
        marks = ("number_stored_as_text", "formula_differs", "formula_range")
        if sheet.raw.ignore_errors(dict.fromkeys(marks, cells)):
            raise RuntimeError(f"sheet '{sheet.name}': '{cells}' was refused")

    def print_set_up(self, sheet: CheckedSheet, first: int, last: int) -> None:
        """Set A4 landscape, one page wide, head rows repeated, dealer and month on every page."""
        raw = sheet.raw
        raw.hide_gridlines(2)
        raw.set_landscape()
        raw.set_paper(_A4)
        raw.set_margins(**MARGINS)
        raw.fit_to_pages(1, 0)
        raw.repeat_rows(first, last)
        dealer, month = _printable(self.cover.dealer), self.cover.month.text(self.language)
        # The blank ends the font size: a name that begins with a digit would run into it.
        font = f'&"{FONT},Regular"&9 '
        raw.set_header(f"&L{font}{dealer}&R{font}{month}")
        raw.set_footer(f"&L{font}&A&R{font}{self.say('page')}")

    def close(self) -> bytes:
        """Return the file as xlsxwriter writes it."""
        self.workbook.close()
        return self._buffer.getvalue()

    def _describe(self) -> None:
        day = self.cover.report_date or self.cover.month.end
        self.workbook.set_properties(
            {
                "title": clean(self.cover.title),
                "subject": clean(self.cover.subtitle),
                "author": clean(self.cover.author),
                "company": clean(self.cover.dealer),
                "created": datetime.combine(day, time()),
            }
        )


class _Worksheet(Worksheet):  # type: ignore[misc]
    """A worksheet that takes formulas unchanged: looking for newer functions costs more."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 xlsxwriter's signature
        return formula.removeprefix("=")


class _Here(Mapping[Expr, str]):
    """The expressions that are on one sheet; parts of a formula refer to them."""

    def __init__(self, cells: Mapping[Expr, tuple[str, str]], sheet: str) -> None:
        self._cells, self._sheet = cells, sheet

    def __getitem__(self, expr: Expr) -> str:
        sheet, cell = self._cells[expr]
        if sheet != self._sheet:
            raise KeyError(expr)
        return cell

    def __iter__(self) -> Iterator[Expr]:
        return (expr for expr, (sheet, _) in self._cells.items() if sheet == self._sheet)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _printable(text: str) -> str:
    """Return text for a page header: at most 80 characters, its `&` doubled."""
    return clean(text).replace("\n", " ")[:80].replace("&", "&&")

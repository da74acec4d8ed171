"""What the parts of a workbook hold, looked at before a reader that trusts them makes room."""

from __future__ import annotations

import zipfile
from typing import Final

from reportgen.sources.sheet_extent import Reach
from reportgen.sources.sheet_tokens import SheetTokens

_ERROR: Final = "error_value"
_UNCACHED: Final = "formula_without_value"


class SheetScan(SheetTokens):
    """How far one part reaches, and its cells that show something in Excel and give a reader none.

    `faults` counts `error_value` (#REF!, #N/A) and `formula_without_value` (never calculated).
    """

    def __init__(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo | str) -> None:
        super().__init__()
        self._last_row = self._last_column = self._errors = self._uncached = 0
        self._waits = False
        self.is_xml = self.read(package, entry)
        self._uncached += self._waits
        self.reach = Reach(self._last_row, self._last_column)
        counts = {_ERROR: self._errors, _UNCACHED: self._uncached}
        self.faults = {kind: count for kind, count in counts.items() if count}

    def cell(self) -> None:
        """Keep the last row and column."""
        if self.row > self._last_row:  # noqa: PLR1730 a call of max for each cell takes longer
            self._last_row = self.row
        if self.column > self._last_column:  # noqa: PLR1730 the same
            self._last_column = self.column

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Count errors, and formulas until their value comes."""
        if name == "c":
            if self._waits:
                self._settle(valued=False)
            if attributes.get("t") == "e":
                self._errors += 1
        elif name == "f":
            self._waits = True
        elif self._waits and name != "row":
            self.parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        if text.strip():
            self._settle(valued=True)

    def _settle(self, *, valued: bool) -> None:
        self._waits = False
        self._uncached += not valued
        self.parser.CharacterDataHandler = None

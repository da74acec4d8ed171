"""The cells of an XML part of a workbook, told one by one by an XML tokenizer as it reads.

Whatever the part is called, whichever prefix, quotes or encoding its XML has, and whether rows and
cells say where they stand or follow one another: every cell a reader may find is found here.
"""

from __future__ import annotations

import zipfile
from typing import Final
from xml.parsers import expat

_CHUNK: Final = 2**20
_FILLED: Final = frozenset({"v", "is", "f"})
_DIGITS: Final = "0123456789"
_STARTS: Final = b"<\xef\xfe\xff \t\r\n\0"
"""Bytes an XML part may begin with: `<`, a byte order mark, blanks."""


class DoctypeError(Exception):
    """A part declares a document type, which may name other files or unfold to gigabytes."""


class _Local(dict[str, str]):
    """Element → its name without the prefix."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


class _Columns(dict[str, int]):
    """Column letters → number from 1; anything else → 0."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z":
                return 0
            number = number * 26 + ord(letter) - 64
        self[letters] = number
        return number


class SheetTokens:
    """Reads parts and is told each filled cell; what to do with it is a subclass's."""

    def __init__(self) -> None:
        self._local, self._columns = _Local(), _Columns()
        self._row_name, self._filled = "", False
        self.row = self.column = 0

    def cell(self) -> None:
        """A cell that holds something begins to, at `row` and `column`."""
        raise NotImplementedError

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Any cell, row or content of a cell begins."""

    def read(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo | str) -> bool:
        """Whether the part is XML, and was read.

        Raises:
            DoctypeError: It declares a document type.
            ValueError: It holds cells, and its XML is damaged.
        """
        self.row = self.column = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = _refuse
        with package.open(entry) as file:
            piece = file.read(_CHUNK)
            if piece[:1] not in _STARTS:
                return False
            try:
                while piece:
                    self.parser.Parse(piece, False)  # noqa: FBT003 it takes no keyword
                    piece = file.read(_CHUNK)
                self.parser.Parse(b"", True)  # noqa: FBT003 the same
            except expat.ExpatError as error:
                if self.row:
                    raise ValueError(str(error)) from error
                return False
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._local[name]
        if local == "c":
            self._filled = False
            self._place(attributes.get("r", ""))
        elif local in _FILLED:
            if not self._filled:
                self._filled = True
                self.cell()
        elif local == "row":
            self._row_name = attributes.get("r", "")
            self.row = _number(self._row_name, self.row + 1)
            self.column = 0
        else:
            return
        self.opened(local, attributes)

    def _place(self, reference: str) -> None:
        """Where a cell stands: its own reference holds, else it follows the one before."""
        if not reference:
            self.column += 1
            return
        letters = reference.removesuffix(self._row_name)
        self.column = self._columns[letters]
        if not self.column:
            letters = reference.rstrip(_DIGITS)
            self.column = self._columns[letters]
            self.row = _number(reference[len(letters) :], self.row)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else otherwise


def _refuse(*_: object) -> None:
    raise DoctypeError

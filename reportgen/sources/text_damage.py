"""Text files that are not whole: cut off, overwritten in places, or with a log-in page in them.

What is missing from such a file nobody can count, so it is not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import BinaryIO, Final

import pandas as pd

from reportgen.errors import SourceError

_PAGE: Final = re.compile(
    rb"<(?:!doctype\s+html|/?(?:html|head|body|script))\b"
    rb"|\{\s*\"(?:code|status|error|msg|message|success)\"\s*:",
    re.IGNORECASE,
)
"""How a web page begins, or what a server answers instead of rows."""
_SIGNS: Final = (b"<", b"{", b"\0")
_ZEROS: Final = b"\0\0"
"""One zero byte is a slip, several are a part of the file that was never written."""
_LONGEST: Final = 32  # bytes that may begin a page
_PIECE: Final = 2**22  # bytes of a large file looked at together
_SHAPED: Final = 1_000  # rows whose first cells are looked at
_FORMS: Final = ((r"\d+", "9"), (r"[A-Za-z]+", "A"), (r"[^\W9A_]+", "H"))


class DamageSearch:
    """Looks for signs of damage in a file that is read in pieces; what they mean is seen later."""

    def __init__(self) -> None:
        self._tail = b""
        self.found = False

    def look(self, piece: bytes) -> None:
        """Look at the next piece, and at the seam before it."""
        seam = self._tail + piece[:_LONGEST]
        self._tail = piece[-_LONGEST:]
        for text in (seam, piece):
            if any(sign in text for sign in _SIGNS) and (_ZEROS in text or _PAGE.search(text)):
                self.found = True


def is_suspect(file: BinaryIO) -> bool:
    """Whether a file of any size shows signs of damage, or a quotation mark without its partner."""
    search, quotes = DamageSearch(), 0
    while piece := file.read(_PIECE):
        search.look(piece)
        quotes += piece.count(b'"')
    return search.found or quotes % 2 == 1


def refuse_damage(
    file: str, plain: bytes, ragged: Mapping[int, str], *, zeros_are_gone: bool
) -> None:
    """Refuse a text with a web page in it, or with zero bytes in place of rows.

    Args:
        file: What readers know it by.
        plain: The text as UTF-8.
        ragged: Row number → text of the rows that are not as wide as the header.
        zeros_are_gone: Whether the user chose to go without bytes that are no text.

    Raises:
        SourceError: It names the line.
    """
    at = _page(plain)
    if at >= 0:
        raise _page_in(file, f" in line {_line(plain, at)}")
    torn = any("\0" in text for text in ragged.values())
    if not zeros_are_gone and (torn or _ZEROS in plain):
        line = _line(plain, plain.find(_ZEROS if _ZEROS in plain else b"\0"))
        raise SourceError(
            f"{file}: there are zero bytes in the place of text in line {line}: that part of the "
            "file was lost; export it again, or write `bad_bytes: remove` under the source to go "
            "without it"
        )


def refuse_page_in_rows(file: str, ragged: Mapping[int, str]) -> None:
    """Refuse rows, of another width than the header, that are a web page.

    Raises:
        SourceError: It names the row.
    """
    for row, text in ragged.items():
        if _PAGE.search(text.encode()):
            raise _page_in(file, f" in row {row}")


def refuse_page_in_bytes(file: str, content: bytes) -> None:
    """Refuse a file in UTF-16 that ends with a page, whose own encoding makes it no text here.

    Raises:
        SourceError: It does.
    """
    if _PAGE.search(content.translate(None, b"\0")):
        raise _page_in(file, "")


def _page_in(file: str, place: str) -> SourceError:
    return SourceError(
        f"{file}: a web page or an error of the server begins{place}, such as a log-in page: the "
        "export was cut off there; log in and export it again"
    )


def _line(plain: bytes, at: int) -> int:
    return plain.count(b"\n", 0, at) + 1


def _page(plain: bytes) -> int:
    """Where a web page begins that is not the text of a quoted cell, or -1."""
    quotes = at = 0
    for found in _PAGE.finditer(plain):
        quotes += plain.count(b'"', at, found.start())
        at = found.start()
        if quotes % 2 == 0:
            return at
    return -1


def refuse_cut(file: str, row: int, cells: Sequence[str], rows: pd.DataFrame) -> None:
    """Refuse a last row that has fewer cells and no line end, unless it looks like a footer.

    A row begins as those above it do: R0012, 2026-10-05, 张三; a footer (共 20 条) does not.

    Raises:
        SourceError: It names the row.
    """
    above = {_shape(text) for text in rows[rows.columns[0]].tail(_SHAPED)}
    own = _shape(cells[0])
    if not above or own in above or (len(cells) == 1 and any(s.startswith(own) for s in above)):
        raise SourceError(
            f"{file}: the last row ({row}) breaks off after {len(cells)} of {rows.shape[1]} cells "
            "and has no line end: the file was cut off; export it again, or, if nothing is "
            "missing, end its last line with a line break"
        )


def _shape(text: str) -> str:
    """How a text is built: digits, letters and other characters, however many."""
    for form, sign in _FORMS:
        text = re.sub(form, sign, text)
    return text

"""Makes every text of a document one that Word and Excel can hold.

Customers' data hold line breaks of four kinds, control characters, halves of characters. What no
file can hold is taken out here, once, before anything is written: writers and the verification of
their files then speak of one text.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

from reportgen.document.each_field import each_field

T = TypeVar("T")

_BREAKS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, apart from the line breaks above."""

_ROWS: Final = frozenset({"expr", "frame"})
"""What must stay as the rows say it; the writer of a cell takes out what it cannot hold."""


def storable_texts(part: T) -> T:
    """Return a document, or a part of one, whose texts every file can hold."""
    return each_field(part, _plain, _ROWS)


def _plain(_name: str, value: Any) -> Any:  # noqa: ANN401 any value of a document
    if not isinstance(value, str) or value.isprintable():
        return value
    return _ILLEGAL.sub("", _BREAKS.sub("\n", value)).replace("\t", " ")

"""Cells of rows nobody can take apart: which column they belong to is not known.

So a cell may be a customer's name, a phone or a plate as well as a date. It is printed only when it
cannot be personal: a date, a small number, an amount, or a text that whole rows have in a column
that is not personal. Everything else shows its first character.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.intake.convert import INVISIBLE, Bools, Converted
from reportgen.intake.masking import mask
from reportgen.metric.table_contracts import TableContract
from reportgen.personal_data import mask_whole

_HARMLESS: Final = re.compile(
    r"""(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[\sT]+\d{1,2}:\d{2}(?::\d{2})?)?
        |-?¥?\d{1,3}(?:,\d{3})*(?:\.\d{1,4})?
        |-?¥?\d{1,6}(?:\.\d{1,4})?(?:%|元|万元?|公里|km)?""",
    re.VERBOSE,
)
"""Dates and numbers too short for a telephone."""
_MASKED: Final = re.compile(r"\w{0,3}\*{3,}[\w@.]{2,}")
"""A number that was masked already."""
_BETWEEN: Final = " | "
_UNSEEN: Final = re.compile(INVISIBLE)


def loose_text(cells: Sequence[str], known: Collection[str]) -> str:
    """The cells of a row in one line, masked as if each were personal unless it cannot be."""
    return _BETWEEN.join(_shown(_UNSEEN.sub("", cell).strip(), known) for cell in cells)


def _shown(text: str, known: Collection[str]) -> str:
    letter = len(text) == 1 and text.isascii()
    if not text or letter or text in known or _HARMLESS.fullmatch(text) or _MASKED.fullmatch(text):
        return text
    return mask_whole(text) or mask("name", text)


def looks_like_data(text: str) -> bool:
    """Whether a text is a date, a number, a phone or the like: no header says that."""
    return bool(text and (_HARMLESS.fullmatch(text) or _MASKED.fullmatch(text) or mask_whole(text)))


def known_texts(
    contract: TableContract, columns: Mapping[str, Converted], used: Bools, wanted: Iterable[str]
) -> set[str]:
    """Those of some texts that stand in a used row, in a column that is not personal."""
    sought = pa.array(sorted({text.strip() for text in wanted}), pa.string())
    found: set[str] = set()
    for column in contract.columns:
        done = columns.get(column.name)
        if done is None or column.private is not None:
            continue
        is_used = np.zeros(len(done.cells.texts), dtype=bool)
        is_used[done.cells.codes[used]] = True
        is_known = pc.is_in(done.cells.texts, value_set=sought)
        found.update(done.cells.texts.filter(pc.and_(is_known, pa.array(is_used))).to_pylist())
    return found

"""The texts of cells as a spreadsheet shows them, and which of them say nothing."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.metric.table_contracts import ColumnKind

Bools = npt.NDArray[np.bool_]

_MISSING: Final = pa.array([
    "", "-", "--", "---", "—", "——", "/", "\\", "无", "無", "空", "暂无", "暫無", "未知",
    "n/a", "na", "#n/a", "null", "(null)", "none", "nan", "nil", "undefined",
    "#value!", "#ref!", "#div/0!", "#name?", "\\n",
])  # fmt: skip
_DASHES: Final = pa.array(["", "-", "--", "---", "—", "——", "/", "\\"])
"""Nothing even where people write: somebody may be called Null, nobody is called —."""
_FORMULA: Final = r'(?s)^="(.*)"$'
"""A text that a system keeps a spreadsheet from reading as a number: `="00123"`."""
_APOSTROPHE: Final = "^'(.+)$"
"""The same as people do it in a cell."""
_ODD: Final = "^[='#＃]"
_NARROW: Final = r"^[#＃]{3,}$"
"""What a spreadsheet shows, and saves as text, where a column is too narrow for its value."""


def unwrapped(texts: pa.Array, kind: ColumnKind) -> tuple[pa.Array, dict[str, Bools]]:
    """Texts without what only makes a spreadsheet show them, and by repair which had it.

    What a narrow column hid (`########`) is lost and becomes an empty text.
    """
    if not pc.any(pc.match_substring_regex(texts, _ODD)).as_py():
        return texts, {}
    formula = pc.match_substring_regex(texts, _FORMULA)
    inner = pc.replace_substring(pc.replace_substring_regex(texts, _FORMULA, r"\1"), '""', '"')
    bare = pc.if_else(formula, pc.utf8_trim_whitespace(inner), texts)
    if kind != "text":
        bare = pc.replace_substring_regex(bare, _APOSTROPHE, r"\1")
    narrow = pc.match_substring_regex(bare, _NARROW)
    changed = mask(pc.not_equal(bare, texts))
    return pc.if_else(narrow, "", bare), {"unwrapped": changed, "too_narrow": mask(narrow)}


def plain(texts: pa.Array) -> tuple[pa.Array, Bools]:
    """Texts in normal width, and which of them are a word for nothing."""
    normal = pc.utf8_trim_whitespace(pc.utf8_normalize(texts, form="NFKC"))
    return normal, mask(pc.is_in(pc.utf8_lower(normal), value_set=_MISSING))


def dashes(texts: pa.Array) -> Bools:
    """Which texts are nothing in any column."""
    return mask(pc.is_in(texts, value_set=_DASHES))


def mask(marked: pa.Array) -> Bools:
    """A NumPy array that may be written to."""
    return np.array(marked, dtype=bool)

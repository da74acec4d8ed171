"""Texts a customer's data may hold, and a document that has one in every place a text stands."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

import pandas as pd

from reportgen.document.blocks import Chart, DetailTable, Document
from reportgen.metric.table_contracts import ColumnContract, TableContract

WHOLE: Final = (
    "#NAME?", "#DIV/0!", "#REF!", "#VALUE!", "#NUM!", "#NULL!", "#N/A", "{{ x }}", "{% raw %}",
    "}}", "{", "}", "{%", "[[RG:BODY]]", "None", "nan", "NaN", "null", "inf", "-inf", "TRUE",
    "=1+1", "+86 139", "-5", "@SUM(A1)", '=HYPERLINK("x")', "=cmd|'/c calc'!A0", "'quoted'",
    "<w:t>", "</w:t></w:r>", "<si><t>", "]]>", "<!--", "&amp;", "&#10;", "&lt;", "_x000D_",
    "_x0041_", "—", "0", "1,234", "93.0%", "100", "图 3", "表 1", "小结：", "【需整改】",
    "原因：", "Figure 1", "( 图 1 )", "'!A1", "Sheet1!A1", "$A$1", "A1", "R1C1", "history",
    "\ufffd", "\\", "\\b", "%s", "%(x)s", "{0}", "$1", "\\1", "(?P<x>", ".*", "…", " …[…]",
    "类别", "指标", "返回目录", "目录", "nan None null",
)  # fmt: skip
"""What looks like an error, a template, a formula, markup, or a word of the report itself."""
PIECES: Final = (
    "\n", "\r\n", "\r", "\t", "\x00", "\x01", "\x0b", "\x0c", "\x1f", "\x7f", "\x85", "\u2028",
    "\u2029", "\ufeff", "\u200b", "\u200d", "\u00ad", "\u202e", "\u202a", "\u2066", "\u2069",
    "\u0301", "e\u0301", "\u0e33", "ஃ", "𠮷", "😀", "👨‍👩‍👧", "🇨🇳", "\ud800", "\udfff", "\ufffe",
    " ", "  ", "\u00a0", "\u3000", "<", ">", "&", '"', "'", "=", "+", "-", "@", "#", "%", "|",
    "·", "•", "：", ":", "，", ",", "。", ".", "；", "、", "（", ")", "[", "]", "*", "?", "/", "~",
    "a", "B", "9", "客户", "乔丹", "null", "{{", "}}", "_x0009_", "ß", "İ", "ﬁ", "①",
)  # fmt: skip
_LONG: Final = ("长" * 300, "word " * 80, "W" * 255, "x" * 256, "很长的句子，" * 60)


def texts(seed: int) -> Iterator[str]:
    """Return texts without end, the same for the same seed."""
    rnd = random.Random(seed)  # noqa: S311 invented texts
    while True:
        kind = rnd.random()
        if kind < 0.35:
            yield rnd.choice(WHOLE)
        elif kind < 0.38:
            yield rnd.choice(_LONG)
        else:
            yield "".join(rnd.choice(PIECES) for _ in range(rnd.randint(1, 9)))


class Filler:
    """Replaces every text of a document by the next of a stream, and counts them."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self._ids: dict[str, str] = {}
        self._made: dict[int, Any] = {}
        self.count = 0

    def filled(self, document: Document) -> Document:
        """Return the document, each of its texts another one; what refers to another still does."""
        self._ids, self._made = {}, {}
        return self._part(document)

    def _text(self) -> str:
        self.count += 1
        return next(self._stream)

    def _id(self, old: str) -> str:
        """Return the new id for an old one: unique, and the same wherever it stands."""
        return self._ids.setdefault(old, f"{len(self._ids)}{self._text()}") if old else old

    def _part(self, part: Any) -> Any:  # noqa: ANN401 any part of a document
        """Return the same new part wherever the old one stands."""
        if id(part) not in self._made:
            self._made[id(part)] = self._new(part)
        return self._made[id(part)]

    def _new(self, part: Any) -> Any:  # noqa: ANN401 as above
        own = {one.name: getattr(part, one.name) for one in fields(part) if one.init}
        new = {name: self._value(name, value) for name, value in own.items()}
        if isinstance(part, Chart):
            named = dict(zip(part.categories, new["categories"], strict=True))
            new["highlight"] = tuple(named[one] for one in part.highlight if one in named)
        if isinstance(part, DetailTable):
            new["frame"] = self._frame(part.frame)
        if isinstance(part, (TableContract, ColumnContract)):
            new = own | {key: new[key] for key in ("label", "row", "columns") if key in new}
        return replace(part, **new)

    def _value(self, name: str, value: Any) -> Any:  # noqa: ANN401 as above
        if name in _KEPT:
            return value
        return self._id(value) if name in {"id", "finding"} else self._any(value)

    def _any(self, value: Any) -> Any:  # noqa: ANN401 as above
        if isinstance(value, str):
            return self._text() if value else value
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return tuple(self._any(one) for one in value)
        if isinstance(value, Mapping):
            return {key: self._any(one) for key, one in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            return self._part(value)
        return value

    def _frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with other texts in one column; the others are counted by formulas."""
        new = {
            one: pd.Series([self._text() for _ in frame.index], frame.index, dtype=object)
            for one in ("comment", "plate")
        }
        return frame.assign(**new)


_KEPT: Final = frozenset({
    "unit", "expr", "frame", "contracts", "month", "language", "table", "encoding", "evidence",
    "severity", "role", "kind", "status", "better", "reason", "form", "dropped", "repaired",
})  # fmt: skip
"""What is no text of a customer but a word the engine knows."""

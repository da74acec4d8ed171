"""Masking: personal data leave the intake only in a form that names nobody.

A column of a private kind is masked by its kind, every other text by what it looks like
(`reportgen.personal_data`). `open` names the columns a spec wants unmasked, for a list that
somebody must be able to call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.intake.maybe_personal import may_be_personal
from reportgen.metric.table_contracts import ColumnContract, Private
from reportgen.personal_data import (
    mask_label,
    mask_text,
    narrow,
    shown_ends,
    shown_name,
    shown_phone,
    shown_plate,
)


def mask_names(text: str, names: Iterable[str]) -> str:
    """Text with these names masked wherever they stand; a single character is no name."""
    for name in names:
        if len(name) > 1 and name in text:
            text = text.replace(name, shown_name(name))
    return text


_MASKS: Final[Mapping[Private, Callable[[str], str]]] = {
    "name": shown_name,
    "phone": lambda text: shown_phone(narrow(text)),
    "plate": lambda text: shown_plate(narrow(text)),
    "vin": shown_ends,
    "id": shown_ends,
    "customer": shown_ends,
    "text": mask_text,
}
_USUAL: Final[Mapping[Private, tuple[str, str]]] = {
    "name": (r"^(.).+$", r"\1*"),
    "phone": (r"^(1[3-9][0-9])[0-9]{4}([0-9]{4})$", r"\1****\2"),
    "plate": (r"^([\p{Han}A-Z0-9]{2})[A-Z0-9]{3,}([A-Z0-9]{2})$", r"\1***\2"),
    "vin": (r"^(.{3}).{10}(.{4})$", r"\1**********\2"),
    "id": (r"^(.{3}).{11}(.{4})$", r"\1***********\2"),
    "customer": (r"^(.{3}).{11}(.{4})$", r"\1***********\2"),
}
"""What nearly all values look like, and the same mask as above for a million of them at once."""


def mask(kind: Private, text: str) -> str:
    """One value masked: 张*, 138****8000, 粤B***45, LSV**********3294."""
    return _MASKS[kind](text)


@dataclass(frozen=True, slots=True)
class Privacy:
    """Which private columns a spec has opened; every other one is masked."""

    open: frozenset[str] = frozenset()

    def hides(self, column: ColumnContract) -> bool:
        """Whether the values of this column are masked."""
        return column.private is not None and column.name not in self.open

    def shown(self, column: ColumnContract, text: str) -> str:
        """A value as an example or an error may show it; stray personal data are masked too."""
        if column.private is None:
            return mask_label(text) if column.traits.holds == "word" else mask_text(text)
        return text if column.name in self.open else mask(column.private, text)

    def masked(self, column: ColumnContract, values: pd.Series) -> pd.Series:
        """The column as sections get it: dtype `str`, missing stays missing."""
        if column.private is None or column.name in self.open:
            return values
        codes, texts = pd.factorize(values)
        written = _masked_texts(column.private, pa.array(texts.astype("str"), pa.large_string()))
        taken = pd.array(written, dtype="str").take(codes, allow_fill=True)
        return pd.Series(taken, index=values.index, name=values.name)


def _masked_texts(kind: Private, texts: pa.Array) -> pa.Array:
    """Each text masked: those of the usual form all at once, the others one by one."""
    usual, quick = _usual(kind, texts)
    if pc.all(usual).as_py():
        return quick
    each = zip(texts.to_pylist(), usual.to_pylist(), quick.to_pylist(), strict=True)
    shown = [done if is_usual else mask(kind, text) for text, is_usual, done in each]
    return pa.array(shown, pa.large_string())


def _usual(kind: Private, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Which texts have the usual form, and all with the mask of that form."""
    if kind == "text":
        return pc.invert(may_be_personal(texts)), texts
    form, shown = _USUAL[kind]
    return pc.match_substring_regex(texts, form), pc.replace_substring_regex(texts, form, shown)

"""Masking: personal data leave the intake only in a form that names nobody.

A column of a private kind is masked by its kind, free text by patterns. The patterns ask for no
check digit: a number with a typing error still belongs to a person. `open` names the columns a
spec wants unmasked, for a list that somebody must be able to call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.metric.table_contracts import ColumnContract, Private

_WIDE: Final = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
} | {0xFF20: ord("@"), 0xFF0B: ord("+"), 0xFF0D: ord("-"), 0x3000: ord(" ")}
_MAYBE: Final = r"[0-9０-９]{3}|[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{5}|[@＠]"
"""Every pattern below needs one of these; most texts have none and are passed over at once."""

_ID: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"|[A-Z][12]\d{8})(?![0-9A-Za-z])"
)
_VIN: Final = re.compile(
    r"(?<![0-9A-Za-z])(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]{17}(?![0-9A-Za-z])", re.IGNORECASE
)
_MOBILE: Final = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}[-\s]?\d{4}|[-\s]\d{3}[-\s]\d{5})(?!\d)"
    r"|(?<!\d)09\d{2}-?\d{3}-?\d{3}(?!\d)"
)
_LANDLINE: Final = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[-\s]?\d{7,8}(?!\d)")
_PLATE: Final = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Z][·•.\s-]?"
    r"(?:[A-HJ-NP-Z0-9]{6}|[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![A-Z0-9])",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
"""Bounded: without a limit a long text without a space takes quadratic time."""

_LONG: Final = 11  # digits of a mobile number; shorter texts show less of themselves
_PLATE_LENGTH: Final = 6


def _name(text: str) -> str:
    return f"{text[0]}*" if len(text) > 1 else "*"


def _phone(text: str) -> str:
    written = text.translate(_WIDE)
    mobile = _MOBILE.search(written)
    digits = re.sub(r"\D", "", mobile[0] if mobile else written)
    if len(digits) < _LONG - 1:
        return "****"
    own = digits[-_LONG:] if mobile else digits
    return f"{own[:3]}****{own[-4:]}"


def _plate(text: str) -> str:
    return f"{text[:2]}***{text[-2:]}" if len(text) > _PLATE_LENGTH else "***"


def _ends(text: str) -> str:
    """The first three and the last four characters."""
    if len(text) < _LONG:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


def _email(text: str) -> str:
    return f"***@{text.rpartition('@')[2]}"


_PATTERNS: Final = (
    (_EMAIL, _email),
    (_ID, _ends),
    (_VIN, _ends),
    (_MOBILE, _phone),
    (_LANDLINE, _phone),
    (_PLATE, _plate),
)


def mask_text(text: str) -> str:
    """Free text with e-mail addresses, identity numbers, VINs, phones and plates masked."""
    masked = text.translate(_WIDE)
    for pattern, mask in _PATTERNS:
        masked = pattern.sub(lambda found, mask=mask: mask(found[0]), masked)  # type: ignore[misc]
    return masked if masked != text.translate(_WIDE) else text


def mask_whole(text: str) -> str | None:
    """A text that is nothing but an e-mail address, a number or a plate, masked; else none."""
    plain = text.translate(_WIDE)
    return next((hide(plain) for pattern, hide in _PATTERNS if pattern.fullmatch(plain)), None)


def mask_names(text: str, names: Iterable[str]) -> str:
    """Text with these names masked wherever they stand; a single character is no name."""
    for name in names:
        if len(name) > 1 and name in text:
            text = text.replace(name, _name(name))
    return text


_MASKS: Final[Mapping[Private, Callable[[str], str]]] = {
    "name": _name,
    "phone": _phone,
    "plate": _plate,
    "vin": _ends,
    "id": _ends,
    "text": mask_text,
}
_USUAL: Final[Mapping[Private, tuple[str, str]]] = {
    "name": (r"^(.).+$", r"\1*"),
    "phone": (r"^(1[3-9][0-9])[0-9]{4}([0-9]{4})$", r"\1****\2"),
    "plate": (r"^(.{2}).{3,}(.{2})$", r"\1***\2"),
    "vin": (r"^(.{3}).{10}(.{4})$", r"\1**********\2"),
    "id": (r"^(.{3}).{11}(.{4})$", r"\1***********\2"),
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
            return mask_text(text)
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
        return pc.invert(pc.match_substring_regex(texts, _MAYBE)), texts
    form, shown = _USUAL[kind]
    return pc.match_substring_regex(texts, form), pc.replace_substring_regex(texts, form, shown)

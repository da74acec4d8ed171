"""Decides which faults of a finished file keep it from being written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from pandas import DataFrame

from reportgen.document.blocks import Document

_LEFTOVER: Final = re.compile(r"leftover '(.+)'$", re.DOTALL)
_SLIGHT: Final = ("heading level jumps",)
"""What reads badly but opens well: the section's author hears of it in tests."""


def serious(faults: Iterable[str], document: Document) -> list[str]:
    """Return the faults without slight ones, and without leftovers that the data itself contain.

    A customer may well have written `null` or `{{`.
    """
    listed = [fault for fault in faults if not any(slight in fault for slight in _SLIGHT)]
    leftovers = [fault for fault in listed if _LEFTOVER.search(fault)]
    if not leftovers:
        return listed
    said = "\n".join(_texts(document))
    return [
        fault for fault in listed if not ((match := _LEFTOVER.search(fault)) and match[1] in said)
    ]


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a document, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Mapping):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, DataFrame):
        for column in value.columns:
            yield from _texts(list(value[column].unique()))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))

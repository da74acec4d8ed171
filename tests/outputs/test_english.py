"""The English files of the demo hold no Chinese but the number plates, masked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reports import make

from reportgen.renderers.ooxml import unpack

CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef\U00020000-\U0003ffff]+")
PLATE = re.compile(r"[\u4e00-\u9fff][A-Z]\*\*\*[A-Z0-9]{2}")
TEXT = re.compile(r"<(?:w:|a:|c:)?(?:t|v)(?: [^>]*)?>([^<]*)<")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_what_is_printed_is_english(specs: dict[str, Path], kind: str) -> None:
    parts = unpack(getattr(make("en", specs["en"]), kind))
    shown = [
        text
        for name, part in parts.items()
        if name.endswith(".xml")
        for text in TEXT.findall(part.decode())
    ]

    assert len(shown) > 1000
    assert not [text for text in shown if CHINESE.search(PLATE.sub("", text))]

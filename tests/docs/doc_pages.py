"""The documentation's pages, and the code blocks in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from reportgen.extension.workspace import bundled

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"# ((?:plugins|tests|configs)/\S+)\n")
_SPEC = "configs/monthly.yaml"


@dataclass(frozen=True)
class Block:
    """A code block, and the file its first line names."""

    page: str
    line: int
    language: str
    text: str

    @property
    def file(self) -> str:
        named = _FILE.match(self.text)
        return named[1] if named and named[1] != _SPEC else ""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(language: str) -> list[Block]:
    """Every block of a language, in all pages."""
    return [block for block in _all() if block.language == language]


def _all() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for found in _BLOCK.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Block(page.name, line, found[1], found[2])


def whole_spec(fragment: str) -> dict[str, Any]:
    """The bundled spec with the top-level keys of a fragment in place of its own."""
    base = yaml.safe_load((bundled().configs / "monthly.yaml").read_text("utf-8"))
    own = yaml.safe_load(fragment)
    if "sections" in own:
        base.pop("recommendations")
    return {**base, **own}

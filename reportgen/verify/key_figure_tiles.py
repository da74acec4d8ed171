"""Whether a tile of a Word file says its key figure, its change and its target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportgen.document.blocks import Kpi
from reportgen.document.facts import Fact
from reportgen.document.formats import text
from reportgen.document.words import course, say
from reportgen.labels import Language
from reportgen.verify.mismatch import Mismatch, plain_text

_CHANGE: Final = 2
"""Lines of a tile: label, value, then change and target where there are any."""


def label_of(tile: Kpi) -> str:
    """What a tile is called."""
    return plain_text(tile.label or tile.fact.label)


def tile_differs(tile: Kpi, lines: list[str], where: str, language: Language) -> Iterator[Mismatch]:
    """What the lines of a tile say otherwise than the block."""
    where = f"{where}, key figure '{label_of(tile)}'"
    shown, rest = text(tile.fact, tile.fact.unit, language), lines[_CHANGE:]
    if lines[:_CHANGE] != [label_of(tile), shown]:
        said = " ".join(lines[:_CHANGE])
        yield Mismatch(tile.fact.id, where, f"{label_of(tile)} {shown}", said)
    if tile.change is not None and not any(
        _moved(tile, tile.change, one, language) for one in rest
    ):
        wanted = text(tile.change, tile.change.unit, language)
        yield Mismatch(tile.change.id, f"{where}, change", wanted, " / ".join(rest))
    if tile.target is not None:
        wanted = text(tile.target, tile.target.unit, language)
        if f"{say('target', language)} {wanted}" not in rest:
            yield Mismatch(tile.target.id, f"{where}, target", wanted, " / ".join(rest))


def _moved(tile: Kpi, change: Fact, line: str, language: Language) -> bool:
    """Whether a line says the change: arrow, size and verdict, or that there is none."""
    size = text(change, change.unit, language, "size")
    if change.value is None or not any(digit in size for digit in "123456789"):
        return line in {size, say("flat", language)}
    arrow = "▲" if change.value > 0 else "▼"
    moved = course(tile)
    word = f" {say(moved, language)}" if moved and moved != "moved" else ""
    return line == f"{arrow} {size}{word}"

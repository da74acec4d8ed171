"""The items the readers find in a finished file, as they are printed there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reportgen.verify.number_display import looks
from reportgen.verify.read_xlsx import Anchored, Cell


@dataclass(frozen=True, slots=True)
class FoundParagraph:
    """A paragraph found in a file."""

    text: str


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table found in a file: column → text of its head, and its rows: column → cell.

    `first` is the number of its first row in a workbook.
    """

    heads: Mapping[int, str]
    rows: Sequence[Mapping[int, Cell]]
    first: int = 0


TileField: TypeAlias = Literal["value", "change", "target", "state", "said", "course"]
"""Word says change and target in words, and its course to those who cannot see it."""


@dataclass(frozen=True, slots=True)
class FoundTile:
    """A key figure found in a file, with the fields that the format has."""

    label: str
    fields: Mapping[TileField, Cell | None]
    course: Sequence[Cell] = ()
    small_chart: str = ""
    """The cell of its small chart."""
    under: str = ""
    """The sheet of its chapter, as the contents name it."""


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A drawing found in a file: its parts in Word; in Excel the figures and drawings there.

    `rows` begin with the head.
    """

    chart: str = ""
    pictures: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    anchored: Sequence[Anchored] = ()


Found: TypeAlias = FoundParagraph | FoundTable | FoundTile | FoundFigure


def texts(found: Iterable[Found]) -> Iterator[str]:
    """Yield everything a reader sees of items, text by text, numbers as their format shows them."""
    for item in found:
        match item:
            case FoundParagraph(text):
                yield text
            case FoundTable(heads, rows):
                yield from heads.values()
                for row in rows:
                    yield from map(seen, row.values())
            case FoundTile(label, fields, course):
                yield label
                yield from (seen(cell) for cell in (*fields.values(), *course) if cell)
            case FoundFigure():
                for cells in item.rows:
                    yield from map(seen, cells)


def seen(cell: Cell) -> str:
    """Return what a cell shows."""
    return cell.value if isinstance(cell.value, str) else looks(cell.value, cell.code)

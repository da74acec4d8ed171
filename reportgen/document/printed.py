"""The items a report prints: texts already chosen, values still values.

The union is closed. A writer is one `match` over it that ends in `assert_never` and decides the
look only; a reader takes the same items out of a finished file again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from reportgen.document.blocks import Cell, Chapter, Chart, Column, Course, Picture, Severity
from reportgen.document.facts import Fact, Shown, Words
from reportgen.document.formats import cell, shown
from reportgen.document.outline import PartName
from reportgen.document.words import say
from reportgen.labels import Language

Role: TypeAlias = Literal[
    "title",  # of a part
    "heading",
    "subheading",
    "body",
    "headline",  # a section's conclusion
    "summary",  # its 小结
    "note",
    "fault",  # why a chapter could not be built, or that it has no data
    "chart title",
    "figure caption",
    "table caption",
    "finding",
    "evidence",  # the text of a finding
    "advice",
    "strong",  # in a cell: what counts
    "quiet",  # in a cell: what stands back
]


Kind: TypeAlias = Literal["figure", "table"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a figure or table by its number: `图 3`."""

    kind: Kind
    number: int

    def text(self, language: Language) -> str:
        """Return the reference as a sentence or a caption says it."""
        return f"{say(self.kind, language)} {self.number}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `lead` is what announces its words: `小结：`, `【需整改】`, `图 3 `."""

    role: Role
    words: tuple[str | Shown | Reference, ...]
    lead: str = ""

    def parts(self, language: Language) -> Iterator[tuple[str, str]]:
        """Return the text part by part, each with the id of its fact (empty for words)."""
        if self.lead:
            yield "", self.lead
        for part in self.words:
            if isinstance(part, Reference):
                yield "", part.text(language)
            else:
                yield part.fact.id if isinstance(part, Shown) else "", shown(part, language)

    def text(self, language: Language) -> str:
        """Return the whole paragraph as text."""
        return "".join(text for _, text in self.parts(language))

    @property
    def spoken(self) -> Words:
        """Return its text without references."""
        return tuple(part for part in self.words if not isinstance(part, Reference))


@dataclass(frozen=True, slots=True)
class Box:
    """A finding: its title, its evidence, and the measures printed with it."""

    severity: Severity
    lines: tuple[Paragraph, ...]
    id: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A recommendation printed where it arises, outside a finding's box."""

    lines: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """A table cell of several paragraphs."""

    lines: tuple[Paragraph, ...]


PrintedCell: TypeAlias = Cell | Stack


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table: its caption above, the rows that are printed, its notes below.

    The kinds `recommendations` and `glossary` are whole chapters and have no caption.
    """

    id: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[PrintedCell, ...], ...]
    above: tuple[Paragraph, ...] = ()
    below: tuple[Paragraph, ...] = ()
    total: bool = False
    marked: tuple[int, ...] = ()
    number: int = 0
    dense: bool = False
    kind: Literal["data", "recommendations", "glossary"] = "data"
    name: str = ""
    """What a screen reader calls it."""


Tone: TypeAlias = Literal["better", "worse", "quiet", ""]


@dataclass(frozen=True, slots=True)
class Tile:
    """A printed key figure.

    Attributes:
        label: What it is called.
        value: Its number.
        severity: What was judged.
        change: Its change on the month before.
        moved: The change in words, `▲ 3.8 个百分点 好转`.
        state: What was judged, or how it moved, in short: `需整改`, `▲ 好转`.
        tone: Whether the movement is good news.
        target: Its target.
        aimed: The target in words.
        trend: Its recent course.
        course: The course in words; empty where it is too short to be drawn on paper.
    """

    label: str
    value: Fact
    severity: Severity
    change: Fact | None
    moved: str
    state: str
    tone: Tone
    target: Fact | None
    aimed: str
    trend: tuple[Fact, ...]
    course: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """The key figures of one block.

    `above` tells what stands beside their heads, the figures of their courses in a workbook.
    """

    tiles: tuple[Tile, ...]
    below: tuple[Paragraph, ...] = ()
    above: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart or a picture with the texts above and below it."""

    shows: Chart | Picture
    above: tuple[Paragraph, ...]
    below: tuple[Paragraph, ...]
    number: int = 0


Item: TypeAlias = Paragraph | Box | Measure | PrintedTable | Tiles | Figure


Leaf: TypeAlias = Paragraph | PrintedTable | Tile | Figure
"""What a reader finds one after another: an item without the lines around it, or a line."""


def leaves(items: Iterable[Item]) -> Iterator[Leaf]:
    """Take items apart into single items, in printing order; empty lines are left out."""
    for item in items:
        match item:
            case Paragraph():
                yield item
            case Box() | Measure():
                yield from item.lines
            case Tiles():
                yield from item.above
                yield from item.tiles
                yield from item.below
            case PrintedTable() | Figure():
                yield from (line for line in item.above if line.words)
                yield item
                yield from item.below
            case _:
                assert_never(item)


def facts_in(leaf: Leaf) -> Iterator[Fact]:
    """Yield the facts an item prints, those of its drawing included."""
    match leaf:
        case Paragraph():
            yield from (part.fact for part in leaf.spoken if isinstance(part, Shown))
        case Tile():
            found = (leaf.value, leaf.change, leaf.target, *leaf.trend)
            yield from (fact for fact in found if fact)
        case PrintedTable():
            for row in leaf.rows:
                for value in row:
                    yield from _facts_of_cell(value)
        case Figure(shows):
            yield from shows.facts if isinstance(shows, Picture) else _plotted(shows)
        case _:
            assert_never(leaf)


def _plotted(chart: Chart) -> Iterator[Fact]:
    values = (value for series in chart.series for value in series.values)
    yield from (one for one in (*values, chart.reference) if isinstance(one, Fact))


def _facts_of_cell(value: PrintedCell) -> Iterator[Fact]:
    if isinstance(value, Fact):
        yield value
    elif isinstance(value, tuple):
        yield from (part.fact for part in value if isinstance(part, Shown))
    elif isinstance(value, Course):
        yield from value.facts
    elif isinstance(value, Stack):
        for line in value.lines:
            yield from facts_in(line)


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A part of the report, or one of its chapters, under its title."""

    name: PartName
    title: Paragraph
    items: tuple[Item, ...]
    chapter: Chapter | None = None

    @property
    def numbered(self) -> bool:
        """Whether its title has a number, as that of every chapter."""
        return self.name in {"overviews", "chapters"}


def printed_cell(value: PrintedCell, column: Column, language: Language) -> str:
    """Return the text of a cell; its paragraphs on lines of their own."""
    if isinstance(value, Stack):
        return "\n".join(line.text(language) for line in value.lines)
    return cell(value, column.unit, language)

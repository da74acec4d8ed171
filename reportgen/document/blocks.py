"""The blocks a report consists of (text, tables, charts, findings), free of any file format.

Blocks are plain frozen dataclasses compared with `==` in tests. The union is closed: a renderer is
one `match` that ends in `assert_never`, so every format can render every report. Values stay
values: a cell holds a fact or a number, and the renderer decides how it looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from reportgen.document.damage import Damage
from reportgen.document.facts import Fact, Shown, Words
from reportgen.document.outline import READING_ORDER, PartName
from reportgen.document.storable_texts import storable_texts
from reportgen.labels import Language
from reportgen.metric.units import Unit
from reportgen.periods import Month

if TYPE_CHECKING:
    import pandas as pd

    from reportgen.document.ledger import Ledger
    from reportgen.metric.table_contracts import TableContract

Severity: TypeAlias = Literal["bad", "watch", "good", "info"]
"""How a finding reads: act on it, keep an eye on it, worth keeping, good to know."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: `headline` is a section's conclusion, `summary` its 小结, `note` small print.

    `calm` are the facts of which it says that all is well; a chapter with a finding that asks to
    look at one of them is refused.
    """

    words: Words
    role: Literal["body", "headline", "summary", "note"] = "body"
    calm: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter, of level 2 or 3."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure: a fact, its change on the month before, its target, its recent trend."""

    fact: Fact
    label: str = ""
    change: Fact | None = None
    target: Fact | None = None
    trend: tuple[Fact, ...] = ()
    severity: Severity = "info"


@dataclass(frozen=True, slots=True)
class Kpis:
    """A row of key figures, four to a line."""

    tiles: tuple[Kpi, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A small line in a cell of a table: a figure's recent months, oldest first.

    `label` is what the line is called for those who cannot see it.
    """

    facts: tuple[Fact, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Status:
    """A word in a cell of a table, in the colour of its severity: 未达标."""

    severity: Severity
    word: str


Cell: TypeAlias = str | int | float | date | Fact | Words | Course | Status | None
"""What stands in a cell of a table; null prints as —."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `unit` formats plain numbers, facts bring their own."""

    label: str
    unit: Unit | Literal["text", "date"] = "text"
    bar: bool = False
    """Draw data bars in Excel."""
    weight: float = 1.0
    """Share of the width in Word, against the other columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; `total` marks the last row as the total, `marked` rows stand out.

    `dense` sets it in small type on paper: for a page that must hold much.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Words = ()
    total: bool = False
    marked: tuple[int, ...] = ()
    dense: bool = False


SeriesRole: TypeAlias = Literal["main", "earlier", "target", "better", "worse", "other"]
"""What a series is to the reader; it decides the colour."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of values over the categories of a chart; null is a gap, never 0."""

    name: str
    values: tuple[Fact | float | None, ...]
    role: SeriesRole = "main"
    line: bool = False
    """In a `combo` chart: drawn as a line on a second axis."""


ChartKind: TypeAlias = Literal[
    "column",  # native: upright bars over time
    "bar",  # native: lying bars over names, in the order given
    "line",  # native
    "stacked",  # native: 100 % columns
    "combo",  # native: columns, and lines on a second axis
    "funnel",  # drawn: rate against number of cases with control limits
    "dots",  # drawn: one dot with its interval a name
    "control",  # drawn: a course with control limits
    "heat",  # drawn: a grid of values
    "survival",  # drawn: a step curve
    "fields",  # drawn: names by two series, in four fields
]
"""How a chart shows its series; native ones can be edited in Office."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart by its content; the renderers decide how it is drawn.

    `title` states the message, `caption` what is plotted (metric, unit, period, n). `highlight`
    names the categories to stand out; `reference` is a level drawn across (target or store mean).
    `heat`: series are the rows; facts on the bad side of the reference are marked.
    `funnel`: the facts of the first series bring rate and n.
    `fields`: the first series runs across, the second up; the four fields meet at their means.
    `survival`: categories are the times, and a reference in days is a time too.
    """

    id: str
    kind: ChartKind
    title: Words
    caption: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    highlight: tuple[str, ...] = ()
    reference: Fact | None = None
    reference_label: str = ""
    axis: str = ""
    note: Words = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a plugin brings, for what neither Office nor the kinds of charts can show.

    Attributes:
        id: Its name.
        image: The bytes of a PNG or JPEG: at most 10 MB and 25 million pixels.
        caption: What is shown (metric, unit, period, n); it stands in the list of figures.
        alt: What it shows, in words, for those who cannot see it.
        title: The message, above it.
        vector: The same as SVG, which Word shows sharp at any size; no other file is read for it.
        facts: The numbers it shows, so that a finding can refer to it and the workbook lists them.
        width_cm: How wide it is, 2 to 15.5; its height follows, at most 12 cm.
        note: Small print below it.
    """

    id: str
    image: bytes = field(repr=False)
    caption: str
    alt: str
    title: Words = ()
    vector: bytes = field(default=b"", repr=False)
    facts: tuple[Fact, ...] = ()
    width_cm: float = 15.5
    note: Words = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What the reader should know: a sentence with the facts that prove it.

    `impact` is how many customers it touches this month, in one unit for all sections: a count, or
    a share whose numerator counts them; the summary orders findings by it and prints it. A bare
    number, as plugins gave before, counts nobody: such a finding comes after the others. `facts`
    are the evidence beyond those in the words. `undermines` is the data it says no conclusion may
    rest on: the report then tells it before all others, and praises nothing that does.
    """

    id: str
    severity: Severity
    title: Words
    text: Words
    impact: Fact | float | None = None
    facts: tuple[Fact, ...] = ()
    undermines: tuple[Damage, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to do about a finding: problem, cause, measure, owner, deadline, expected effect.

    `target` is where the measure shall bring the indicator. Where one figure of it holds several
    months (`Metric.window`), the report prints what is reachable by the deadline and moves the
    target to `in_full`.
    """

    id: str
    finding: str
    problem: Words
    cause: Words
    measure: Words
    owner: str
    deadline: date
    indicator: str
    baseline: Fact
    target: Fact
    status: Literal["proposed", "agreed", "running", "done"] = "proposed"
    in_full: Fact | None = None


Block: TypeAlias = Text | Heading | Kpis | Table | Chart | Picture | Finding | Recommendation
"""What a section yields."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section's blocks under its title; `failed` says why a section could not be built."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The content of the title page and of the file properties."""

    title: str
    dealer_id: str
    dealer: str
    month: Month
    language: Language
    department: str = ""
    author: str = ""
    report_date: date | None = None
    subtitle: str = ""
    detail: Literal["full", "meeting"] = "full"
    """Whether the Word report prints every block, or what a meeting reads (`meeting_edition`)."""
    name: str = ""
    """What the report is called in headers and file names; empty where that is its title."""
    whose: str = ""
    """What the trade of the report calls a dealer: 经销商, Hotel; empty for the engine's word."""


@dataclass(frozen=True, slots=True)
class DetailTable:
    """The rows of one table that the report uses, for the workbook; personal data are masked."""

    contract: TableContract
    title: str
    frame: pd.DataFrame = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report: all that a renderer is given."""

    cover: Cover
    preface: tuple[Block, ...]
    summary: tuple[Block, ...]
    chapters: tuple[Chapter, ...]
    recommendations: tuple[Recommendation, ...] = ()
    glossary: tuple[Term, ...] = ()
    thanks: tuple[Words, ...] = ()
    quality: tuple[Block, ...] = ()
    details: tuple[DetailTable, ...] = ()
    ledger: Ledger | None = field(default=None, compare=False, repr=False)
    contracts: Mapping[str, TableContract] = field(default_factory=dict, compare=False, repr=False)
    """The tables the ledger speaks of."""
    overviews: tuple[Chapter, ...] = ()
    """Chapters that sum up the others, and stand before them."""

    def __post_init__(self) -> None:
        """Take out of the texts what no file can hold."""
        for one in fields(self):
            object.__setattr__(self, one.name, storable_texts(getattr(self, one.name)))

    def having(self, **parts: Any) -> Document:  # noqa: ANN401 as its fields are
        """Return the report with some parts exchanged, by their names; only they are gone through.

        `replace` gives the same, but looks for what no file can hold in every text again.
        """
        made = copy(self)
        for name, part in parts.items():
            object.__setattr__(made, name, storable_texts(part))
        return made

    @property
    def all_chapters(self) -> tuple[Chapter, ...]:
        """The chapters in reading order, those that sum up the others included."""
        return (*self.overviews, *self.chapters)

    def blocks(self) -> Iterator[Block]:
        """Yield every block in reading order."""
        for name in READING_ORDER:
            yield from self.blocks_of(name)

    def blocks_of(self, part: PartName) -> Iterator[Block]:
        """Return the blocks of one part; the glossary has none, its terms hold no facts."""
        match part:
            case "preface" | "summary" | "recommendations" | "quality":
                yield from getattr(self, part)
            case "overviews" | "chapters":
                yield from (block for one in getattr(self, part) for block in one.blocks)
            case "thanks":
                yield from map(Text, self.thanks)
            case "glossary":
                return

    def facts(self) -> Mapping[str, Fact]:
        """Return every fact by id, in order of first appearance."""
        found: dict[str, Fact] = {}
        for block in self.blocks():
            for fact in facts_of(block):
                found.setdefault(fact.id, fact)
        return found


def facts_of(block: Block) -> Iterator[Fact]:  # noqa: C901, PLR0912 one case a block
    """Yield the facts a block holds, in reading order."""
    match block:
        case Text(spoken):
            yield from _in_words(spoken)
        case Heading():
            return
        case Kpis(tiles):
            for tile in tiles:
                yield from (f for f in (tile.fact, tile.change, tile.target, *tile.trend) if f)
        case Table():
            for row in block.rows:
                for cell in row:
                    if isinstance(cell, Fact):
                        yield cell
                    elif isinstance(cell, Course):
                        yield from cell.facts
                    elif isinstance(cell, tuple):
                        yield from _in_words(cell)
            yield from _in_words(block.note)
        case Chart():
            yield from _in_words(block.title)
            for series in block.series:
                yield from (value for value in series.values if isinstance(value, Fact))
            if block.reference:
                yield block.reference
            yield from _in_words(block.note)
        case Picture():
            yield from _in_words(block.title)
            yield from block.facts
            yield from _in_words(block.note)
        case Finding():
            yield from _in_words((*block.title, *block.text))
            yield from block.facts
        case Recommendation():
            yield from _in_words((*block.problem, *block.cause, *block.measure))
            yield from (block.baseline, block.target)
            yield from (block.in_full,) if block.in_full else ()


def _in_words(spoken: Words) -> Iterator[Fact]:
    return (part.fact for part in spoken if isinstance(part, Shown))

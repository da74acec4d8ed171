"""Source, Check, Section and Renderer: the base classes of what a spec can ask for.

A component is a class. In YAML `type` picks the class and every other key is one of its fields, so
an option is declared once, with its type, default and docstring.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from reportgen.document.blocks import Block, Document, Finding
from reportgen.labels import Label, Language, label
from reportgen.periods import Month
from reportgen.personal_data import mask_file_name, mask_header, mask_text
from reportgen.section.targets import Indicator
from reportgen.yaml.model import Strict

if TYPE_CHECKING:
    import pandas as pd

    from reportgen.section.data import Data
    from reportgen.section.derivation import Derivation
    from reportgen.section.key_figure_review import KeyFigure


DateOrder: TypeAlias = Literal["dmy", "mdy", "ymd"]
"""Which of day, month and year comes first, second and third."""
EpochUnit: TypeAlias = Literal["s", "ms"]
"""What a time counted since 1970 is counted in: seconds or milliseconds."""
Calendar: TypeAlias = Literal["minguo"]
"""A calendar whose years look like others: 民國 115 is 2026."""
Century: TypeAlias = Annotated[int, Field(ge=1900, le=2000)]
"""The first of the hundred years two digits stand for."""


TaughtWords: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]
"""Canonical column → key of a category, `yes` or `no`, or a name → the words that mean it."""


class Component(Strict, ABC):
    """Base of the classes a spec asks for by their `type`."""

    type: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and for when a source reads: the spec's folder, and the months of the report.

    Attributes:
        folder: Where relative paths start.
        months: The months of the report, the earliest first.
        dealers: The dealers whose files are read, of files that are named after dealers; null for
            all.
        regions: The region presets of the spec: name → cities, regions or dealers.
    """

    folder: Path
    months: tuple[Month, ...]
    dealers: frozenset[str] | None = None
    regions: Mapping[str, Sequence[str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Declarations:
    """What a spec declares of a source because its files do not say it.

    Attributes:
        mapping: Canonical column → header, where the contract's aliases do not know the header.
        date_order: How dates are written whose order cannot be told: for all columns, or
            canonical column → order.
        scales: Canonical column → best score on the scale that is used.
        epoch: Canonical date column → what its times since 1970 are counted in.
        calendar: The calendar of years that do not name it: for all columns, or by column.
        century: First of the hundred years two digits stand for: for all columns, or by column.
        units: Canonical column of numbers → the unit they are written in.
        covers: The month up to whose end the files hold all rows, where the spec says so.
        words: What words mean that the contract does not know.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | Literal[""] | Mapping[str, DateOrder] = ""
    scales: Mapping[str, float] = field(default_factory=dict)
    epoch: Mapping[str, EpochUnit] = field(default_factory=dict)
    calendar: Calendar | Literal[""] | Mapping[str, Calendar] = ""
    century: int | Mapping[str, int] | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    covers: Month | None = None
    words: TaughtWords = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawTable:
    """One file or sheet as text, before any contract is applied.

    Attributes:
        file: Its name for readers, `工单_2026-10.csv` or `回访.xlsx › 回访`.
        header: The header cells, as written.
        rows: Text by position (columns `0 … n-1`, dtype str, missing = ""), index = row number in
            the file (the header of a plain file is row 1).
        dropped: Rows the reader itself had to leave out, reason code → row numbers.
        encoding: How text was decoded; empty for workbooks.
        dropped_cells: The cells of dropped rows as far as they are known, in the same order.
        short: Row number → the positions a row lacks and that were filled with blanks; whether
            the row is whole, the contract tells.
        repaired: Cells the reader had to empty or fill, kind of repair → how many.
        declared: What the spec says of the source; the engine fills it in.
        month: The month the file is of, where its name says so.
        dealer: The dealer it is of, likewise.
    """

    file: str
    header: tuple[str, ...]
    rows: pd.DataFrame
    dropped: Mapping[str, Sequence[int]] = field(default_factory=dict)
    encoding: str = ""
    dropped_cells: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    short: Mapping[int, range] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    declared: Declarations = field(default_factory=Declarations)
    month: Month | None = None
    dealer: str = ""

    def __post_init__(self) -> None:
        """Mask what a file's name, its dealer and its headers say of a person.

        They stand in messages, mapping files and reports, so they are masked before anybody reads
        them.
        """
        object.__setattr__(self, "file", mask_file_name(self.file))
        object.__setattr__(self, "dealer", mask_text(self.dealer))
        object.__setattr__(self, "header", mask_header(self.header))


class Source(Component):
    """Reads one table as text; the engine converts, counts and masks.

    `mapping` names a YAML file (or is a mapping itself) of canonical column → header for headers
    the contract's aliases do not know. The other options say what a file does not: whether
    03/04/2024 is in March or April (`date_order`), that 115/09/03 is in 2026 (`calendar`) and so is
    03-Sep-26 (`century`), that 1709596800 is a time (`epoch`), that its best score is 5 (`scales`)
    and its amounts are in 万元 (`units`), or that 成功回访 is a success (`words`).

    Class variables a source of files declares:
        suffixes: The endings of the files `reportgen map` reads with it, such as `.csv`; such a
            source has an option `path`.
    """

    suffixes: ClassVar[Sequence[str]] = ()

    mapping: str | dict[str, str] = Field(
        default_factory=dict, description="mapping file, or column: header"
    )
    date_order: DateOrder | Literal[""] | dict[str, DateOrder] = Field(
        default="", description="dmy, mdy or ymd for dates like 03/04/2024; or column: order"
    )
    scales: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="column: best score of its scale, such as 5"
    )
    epoch: dict[str, EpochUnit] = Field(
        default_factory=dict,
        description="date column: s or ms, where it counts seconds or milliseconds since 1970",
    )
    covers: Annotated[str, Field(pattern=r"^(report|\d{4}-(0[1-9]|1[0-2]))?$")] = Field(
        default="",
        description="last month its files hold to the end, such as 2026-10; report: the report's",
    )
    calendar: Calendar | Literal[""] | dict[str, Calendar] = Field(
        default="", description="minguo where 115/09/03 is in 2026; or column: minguo"
    )
    century: Century | dict[str, Century] | None = Field(
        default=None,
        description="2000 where two digits are a year from 2000 to 2099; or column: first year",
    )
    units: dict[str, str] = Field(
        default_factory=dict,
        description="column: unit its numbers are in, such as wan, 千元, fen, mi or 万公里",
    )
    words: dict[str, dict[str, list[str]]] = Field(
        default_factory=dict,
        description="column: key: words that mean it, such as outcome: { success: [成功回访] }",
    )

    @abstractmethod
    def read(self, place: Place) -> Iterator[RawTable]:
        """Yield every file's rows as text.

        Raises:
            SourceError: A file is missing or unreadable.
        """
        raise NotImplementedError

    def files_read(self, place: Place) -> Sequence[Path] | None:  # noqa: ARG002 for sources of files
        """Return the files `read` takes everything from; null where they do not tell it all.

        While they are unchanged, what was read of them before is used again; a database is asked
        every time.

        Raises:
            SourceError: There is none.
        """
        return None

    def bytes_by_dealer(self, place: Place) -> Mapping[str, int] | None:  # noqa: ARG002 for large files
        """Return how many bytes the rows of each dealer take; null where `read` reads all rows.

        Where it is told, `read` must yield the rows of `place.dealers` alone; `""` stands for rows
        of nobody. It is asked only where all files together are too large to be in memory.

        Raises:
            SourceError: A file cannot be read.
        """
        return None


class Check(Component):
    """Checks the tables of one dealer and yields what does not add up, as findings.

    Class variables a check declares:
        heading: What it looks at; printed where nothing was found.
        needs: Table → columns it cannot do without; without them it is passed over.
        phrases: Its sentences, key → {"zh": …, "en": …}; see `catalog`.
    """

    heading: ClassVar[Label | Mapping[str, str] | str] = ""
    needs: ClassVar[Mapping[str, Sequence[str]]] = {}
    phrases: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    @abstractmethod
    def check(self, data: Data) -> Iterable[Finding]:
        """Yield the findings a reader must know before trusting the report.

        Yielding nothing says that everything adds up.
        """
        raise NotImplementedError


class Section(Component):
    """Turns tables into the blocks of one chapter, without formatting or drawing anything.

    Class variables a section declares:
        heading: Its title in both languages; the option `title` replaces it.
        needs: Table → columns it cannot do without; prints "no data" instead of failing.
        needs_any: Alternatives: it runs when one of these sets of needs is met.
        wants: Table → columns it uses when present.
        phrases: Its sentences, key → {"zh": …, "en": …}; see `catalog`.
        terms: Glossary entries it brings, term → meaning.
        indicators: Figures that the spec's file of targets may set a target for; `build` asks
            `data.set_target` for it.
        sums_up: Whether it says what the others come to: it is built after them, is given them as
            `data.chapters`, and stands before them.
    """

    heading: ClassVar[Label | Mapping[str, str] | str] = ""
    needs: ClassVar[Mapping[str, Sequence[str]]] = {}
    needs_any: ClassVar[Sequence[Mapping[str, Sequence[str]]]] = ()
    wants: ClassVar[Mapping[str, Sequence[str]]] = {}
    phrases: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    terms: ClassVar[Mapping[Label, Label]] = {}
    indicators: ClassVar[Sequence[Indicator]] = ()
    sums_up: ClassVar[bool] = False

    title: str = Field(default="", description="chapter title instead of the section's own")
    id: str = Field(default="", description="tells two sections of one type apart")

    def chapter_title(self, language: Language) -> str:
        """Return the title of its chapter: the option, else its heading, else its type."""
        return self.title or label(self.heading).in_(language) or self.type

    def derivations(self) -> Iterable[Derivation]:
        """Return the derivations `build` asks for; they are made for many dealers at once."""
        return ()

    @abstractmethod
    def build(self, data: Data) -> Iterable[Block]:
        """Yield the blocks of the chapter, the conclusion (`headline`) first."""
        raise NotImplementedError

    def key_figures(self, data: Data) -> Iterable[KeyFigure]:  # noqa: ARG002 for those that have some
        """Return the figures of its chapter by which a month is judged; none by default."""
        return ()


@dataclass(frozen=True, slots=True)
class Look:
    """What the finished files look like: the Word template and the brand file."""

    template: Path
    brand: Path | None = None


class Renderer(Component):
    """Writes a document as one file; `suffix` is the file's ending."""

    suffix: ClassVar[str] = ""

    def prepare(self) -> None:
        """Load and start what every report needs, in the process whose copies make the reports.

        Called before each report, so that no report pays for it; nothing of a report is here.
        """

    def release(self) -> None:
        """Let go of what `prepare` started, after a report that failed may have harmed it."""

    def waited_in_vain(self) -> str:
        """Return what a report waited for in vain, so that no other of the batch waits for it."""
        return ""

    def do_without(self) -> None:
        """Do without it from now on, in this process and those forked from it."""

    def check(self, look: Look) -> None:
        """Check the template and the brand before any report is made; looks at nothing as it is.

        Raises:
            TemplateError: The template breaks its contract.
            SpecError: The brand file does not say what it should.
        """

    @abstractmethod
    def render(self, document: Document, look: Look) -> bytes:
        """Return the finished file as bytes.

        Raises:
            TemplateError: The template breaks its contract.
        """
        raise NotImplementedError

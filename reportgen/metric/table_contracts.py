"""Table contracts: what one row is, and the type, unit, words and privacy of each column.

A contract is data. `reportgen.intake` converts raw text by it, the ledger counts by it, `map`
recognises files by it, and the workbook takes its column names from it. The machinery knows no
trade: the tables of a trade are declared in plugins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from reportgen.catalogs import Labels
from reportgen.labels import Label, Language
from reportgen.metric.units import Unit

ColumnKind: TypeAlias = Literal[
    "text",  # free text, as written
    "code",  # an identifier: text that keeps its leading zeros
    "category",  # one of `values`; unknown words are kept and counted
    "flag",  # yes or no
    "number",
    "money",  # yuan
    "date",
    "datetime",
]
"""How the text of a column becomes a value."""
Private: TypeAlias = Literal["name", "phone", "plate", "vin", "id", "customer", "text"]
"""Kinds of personal data; `customer` is a dealer's own number of a customer, and `text` is free
text that may contain any of the others."""
_FLAG: Final = Labels("report", ("yes", "no"), "flag.")

ROW = "_row"
"""The column of every frame that holds the row number in the source file (header = row 1)."""
FILE = "_file"
"""The column of every frame that holds the name of the source file."""
DEALER: Final = "dealer"
"""The column that says whose row it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRecord:
    """What the engine needs to know about a kind of column.

    Attributes:
        holds: What its values are: text as written, a word of a known list, a number, or a time.
        truth: Whether the words are yes and no, and the values `True` and `False`.
        money: Whether the numbers are amounts: negative and absurd ones are pointed out.
        clock: Whether the times have a time of day.
        coded: Whether the texts are identifiers, whose digits and leading zeros count.
    """

    holds: Literal["text", "word", "number", "time"]
    truth: bool = False
    money: bool = False
    clock: bool = False
    coded: bool = False


@cache
def kind_record(kind: ColumnKind) -> KindRecord:  # noqa: PLR0911 one case a kind
    """Return the record of a kind of column."""
    match kind:
        case "text":
            return KindRecord(holds="text")
        case "code":
            return KindRecord(holds="text", coded=True)
        case "category":
            return KindRecord(holds="word")
        case "flag":
            return KindRecord(holds="word", truth=True)
        case "number":
            return KindRecord(holds="number")
        case "money":
            return KindRecord(holds="number", money=True)
        case "date":
            return KindRecord(holds="time")
        case "datetime":
            return KindRecord(holds="time", clock=True)


@dataclass(frozen=True, slots=True)
class ColumnContract:
    """The contract of one column.

    Attributes:
        name: Canonical name, as sections and metrics use it.
        kind: How text becomes a value.
        label: What a reader calls it.
        aliases: Headers that exports use for it.
        required: A file without it cannot be used; a row without a value is dropped.
        values: For a category: canonical key → (label, words that mean it).
        low: Smallest value that can be true; a smaller one is left out and counted.
        high: Largest value that can be true. A number with the unit `score` and bounds is refused
            as a whole where its values look like another scale.
        private: The kind of personal data; masked before a section sees it.
        unit: How numbers look.
        shown: Whether the workbook's detail sheet prints it.
        made_from: In a derived table: what it says nothing without, `table.column` of the tables
            it is made from, or `table` for its months.
        back: In a derived table: how many months before its row's own it looks at; null as far as
            the export goes.
        ahead: The same after it.
        open_with: In a derived table: a column, itself or another; where that one is blank, this
            one says something nobody knows.
        filled_in: In a printed list: a person fills it in, so its cells are empty; the workbook
            offers the words of a category, and takes a day only as a day.
        sparse: Only some rows have it, by what they are: a month without it lacks nothing.
        people: Holds names of staff: two of them in one cell are a question of `reportgen map`.
    """

    name: str
    kind: ColumnKind
    label: Label
    aliases: tuple[str, ...] = ()
    required: bool = False
    values: Mapping[str, tuple[Label, tuple[str, ...]]] = field(default_factory=dict, hash=False)
    low: float | None = None
    high: float | None = None
    private: Private | None = None
    unit: Unit = "number"
    shown: bool = True
    made_from: tuple[str, ...] = ()
    back: int | None = 0
    ahead: int = 0
    open_with: str = ""
    filled_in: bool = False
    people: bool = False
    sparse: bool = False

    def __post_init__(self) -> None:
        """Fix the words of a category: all sections share them."""
        if isinstance(self.values, dict):  # anything else is told when the plugin is loaded
            object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    @property
    def traits(self) -> KindRecord:
        """The record of the column's kind."""
        return kind_record(self.kind)

    def words_for(self, key: object, language: Language) -> str:
        """Return what a reader sees for a canonical key of a category or flag."""
        if self.traits.truth:
            return _FLAG["yes" if key else "no"].in_(language)
        entry = self.values.get(str(key))
        return entry[0].in_(language) if entry else str(key)


@dataclass(frozen=True, slots=True)
class InOrder:
    """A rule of one row: `later` does not lie before `earlier`.

    A row that breaks it is used and counted: which of the two dates is wrong, nobody can say. Where
    one of them has no time of day, days are compared.
    """

    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Which rows of a table stand for nothing that happened; they are left out and counted.

    A row with the opposite amount under the same number takes the row it reverses with it.

    Attributes:
        status: The category that says so.
        keys: Its keys that mean cancelled.
        amount: The amount that a reversing row repeats with the opposite sign; empty without.
        original: The column in which a reversing row may name the number of the other one.
    """

    status: str
    keys: tuple[str, ...]
    amount: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class TableContract:
    """The contract of one table.

    Attributes:
        name: Canonical name: the key under `sources:` in a spec.
        label: What a reader calls it.
        row: What one row is, in words.
        key: Columns that identify a row within a dealer; a later equal row is a duplicate. One
            number on another day or for another vehicle is another row.
        date: The column that says in which month a row counts; empty without time.
        columns: Its columns.
        rules: What must hold within a row. What must hold across tables is a `Check`.
        owner: The column that names the customer: it tells whose vehicle a row is about where
            neither a VIN nor a plate does.
        cancelled: Which rows stand for nothing that happened.
        lines: Columns in which the lines of one record may differ, where an export gives each a row
            of its own. The amounts among them add up; categories among them stay apart.
        shared: Whether every dealer gets all rows of a file that names no dealer; otherwise such
            a file is refused where a spec has several.
        made_from: For a derived table: the tables its rows are made from, whose months it has;
            `table.column`: the rows in which nobody could read that column may not belong to it.
        back: For a derived table: how many months before its own a row is made from; null as far
            as the export goes.
        ahead: The same after it.
        per: For a derived table: the columns that tell which rows a row is made from; without
            them a row is made from the one at its place in the file.
    """

    name: str
    label: Label
    row: Label
    columns: tuple[ColumnContract, ...]
    key: tuple[str, ...] = ()
    date: str = ""
    rules: tuple[InOrder, ...] = ()
    owner: str = ""
    cancelled: Cancelled | None = None
    lines: tuple[str, ...] = ()
    shared: bool = False
    made_from: tuple[str, ...] = ()
    back: int | None = 0
    ahead: int = 0
    per: tuple[str, ...] = (FILE, ROW)

    @property
    def vehicle_columns(self) -> dict[str, str]:
        """What tells which vehicle a row is about, the surest first: VIN, plate, owner → column."""
        found: dict[str, str] = {c.private: c.name for c in self.columns if c.private is not None}
        found |= {"owner": self.owner} if self.owner else {}
        return {kind: found[kind] for kind in ("vin", "plate", "owner") if kind in found}

    def essential(self, column: ColumnContract) -> bool:
        """Tell whether a row is useless when this column holds nonsense: its key, its date."""
        return column.required or column.name in {*self.key, self.date}

    def column(self, name: str) -> ColumnContract:
        """Return the contract of the column with that name.

        Raises:
            KeyError: There is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

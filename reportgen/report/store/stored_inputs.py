"""What a store gives: what is in it, and one dealer's inputs alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from reportgen.document.ledger import Ledger
from reportgen.errors import EnvironmentFault
from reportgen.metric.table_contracts import DEALER, TableContract
from reportgen.periods import Month
from reportgen.report.closing import Closing
from reportgen.report.load_inputs import Inputs
from reportgen.report.store.digests import digest, digest_of_all
from reportgen.report.store.ledger_json import common_from_json, own_from_json
from reportgen.report.store.ledger_slices import OwnPart
from reportgen.report.store.table_parts import (
    DamagedError,
    RowGroup,
    StoredTable,
    check_piece,
    read_piece,
)
from reportgen.report.whose_rows import WhoseRows
from reportgen.section.dealer import Dealer
from reportgen.section.derivation import Derived, Doubted

LEDGER: Final = "_ledger"
"""The folder of the dealers' parts of the ledger, which no table is named."""
PART: Final = "part"
"""Its column: what is the dealer's, as JSON."""
COMMON: Final = "ledger.json"
"""The part of the ledger that concerns every dealer."""


class DerivedSlice(NamedTuple):
    """One dealer's rows of what was derived for many: identity, piece, what was assumed of them."""

    folder: Path
    tables: tuple[tuple[str, RowGroup, Doubted], ...]

    def read(self) -> dict[str, Derived]:
        """Read the rows; what is damaged or gone the report derives itself."""
        found = {}
        for identity, piece, assumed in self.tables:
            with suppress(DamagedError):
                rows = read_piece(self.folder, piece).drop(columns=DEALER)
                found[identity] = Derived(rows, assumed)
        return found


@dataclass(frozen=True, slots=True)
class Slice:
    """One dealer's part of a store: small, can be pickled, and opened in another process.

    Attributes:
        folder: The store.
        dealer: Whose it is.
        tables: The dealer's piece of each table.
        ledger: The dealer's part of the ledger.
        common: The digest of the part that concerns everybody.
        keeps_facts: Whether the workspace can keep the facts of the report.
        derived: What was derived from the tables before, where it was.
    """

    folder: Path
    dealer: Dealer
    tables: tuple[tuple[str, RowGroup], ...]
    ledger: RowGroup
    common: str
    keeps_facts: bool = True
    derived: DerivedSlice | None = None

    @property
    def key(self) -> str:
        """Digest of all the dealer's inputs: while it is the same, so are they."""
        pieces = (f"{name} {piece.rows} {piece.digest}" for name, piece in self.tables)
        return digest_of_all((*pieces, self.ledger.digest, self.common))

    @property
    def rows(self) -> int:
        """How many rows the dealer has, of any month."""
        return sum(piece.rows for _, piece in self.tables)

    @property
    def rows_up_to_month(self) -> int:
        """How many of them are not later than the month of the report."""
        return sum(piece.up_to for _, piece in self.tables)

    def open(self, contracts: Mapping[str, TableContract]) -> Inputs:
        """Read the dealer's rows and accounts, and nobody else's.

        Raises:
            EnvironmentFault: The store was damaged or removed since it was opened.
        """
        with unchanged(self.folder):
            tables = {name: read_piece(self.folder, piece) for name, piece in self.tables}
            common = common_from_json(read_checked(self.folder, COMMON, self.common))
            own = own_part(self.folder, self.ledger)
            derived = self.derived.read() if self.derived else {}
        ledger = common.ledger_of(self.dealer.id, own)
        return Inputs(tables, ledger, (self.dealer,), contracts, derived=derived)


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a store.

    Attributes:
        tables: Table → its pieces.
        ledger: The dealers' parts of the ledger.
        common: The digest of the part that concerns everybody.
        whose: Which dealers the tables name.
        read: Rows read from all files.
        used: Those of them that are used.
        unbalanced: Files whose rows do not add up.
    """

    tables: Mapping[str, StoredTable]
    ledger: StoredTable
    common: str
    whose: WhoseRows
    read: int = 0
    used: int = 0
    unbalanced: tuple[str, ...] = ()

    def check(self, folder: Path) -> None:
        """Check every byte of a store.

        Raises:
            DamagedError: One is not what was written.
        """
        read_checked(folder, COMMON, self.common)
        for table in (*self.tables.values(), self.ledger):
            for piece in (*table.groups.values(), table.empty):
                check_piece(folder, piece)


@dataclass(frozen=True, slots=True)
class Stored(Closing):
    """An open store: the inputs of all dealers of a spec for one month.

    While it is open its files are not removed; it is closed as a context manager.

    Attributes:
        folder: Where it stands.
        key: Digest of what it was made from.
        files: File → the digest of its bytes; what is no file by the name of its table.
        month: The month of the report.
        dealers: Whose reports can be made.
        contracts: The contract of each table.
        contents: What stands in it.
        fresh: Whether the sources were read for it just now.
        temporary: Why it is not kept; empty where it stands in the workspace.
        held: What lets it go.
    """

    folder: Path
    key: str
    files: Mapping[str, str]
    month: Month
    dealers: tuple[Dealer, ...]
    contracts: Mapping[str, TableContract]
    contents: Contents
    fresh: bool
    temporary: str = ""
    held: ExitStack = field(default_factory=ExitStack, repr=False, compare=False)

    @property
    def whose(self) -> WhoseRows:
        """Which dealers the tables name."""
        return self.contents.whose

    def slice(self, dealer: Dealer) -> Slice:
        """Return the handle of one dealer's part."""
        tables = tuple((name, t.of(dealer.id)) for name, t in self.contents.tables.items())
        own = self.contents.ledger.of(dealer.id)
        return Slice(
            self.folder, dealer, tables, own, self.contents.common, keeps_facts=not self.temporary
        )

    def of(self, dealer: Dealer) -> Inputs:
        """Read one dealer's inputs.

        Raises:
            EnvironmentFault: The store was damaged or removed since it was opened.
        """
        return self.slice(dealer).open(self.contracts)

    def ledger(self) -> Ledger:
        """Read the accounts of all files, of all dealers.

        Raises:
            EnvironmentFault: The store was damaged or removed since it was opened.
        """
        groups = self.contents.ledger.groups
        with unchanged(self.folder):
            common = common_from_json(read_checked(self.folder, COMMON, self.contents.common))
            parts = {dealer: own_part(self.folder, group) for dealer, group in groups.items()}
        return common.whole(parts)

    def slices(self, dealers: Iterable[Dealer]) -> Sequence[Slice]:
        """Return the handles of several dealers' parts."""
        return [self.slice(dealer) for dealer in dealers]

    def close(self) -> None:
        """Let the store go; a temporary one is removed."""
        self.held.close()


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    """Say of damage that is found while the store is in use that the machine is at fault."""
    try:
        yield
    except DamagedError as error:
        raise EnvironmentFault(
            f"{folder}: the store was changed during the run ({error}); run the same command "
            "again, which makes it anew"
        ) from error


def own_part(folder: Path, group: RowGroup) -> OwnPart:
    """Read one dealer's part of the ledger.

    Raises:
        DamagedError: It is not what was written.
    """
    own = read_piece(folder, group)[PART]
    return own_from_json(own.iloc[0].encode()) if len(own) else OwnPart()


def read_checked(folder: Path, name: str, expected: str) -> bytes:
    """Return the content of a file of a store.

    Raises:
        DamagedError: It is not what was written.
    """
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise DamagedError(f"{name}: {error.strerror}") from error
    if digest(content) != expected:
        raise DamagedError(f"{name}: is not what was written")
    return content

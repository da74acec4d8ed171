"""Tables that sections derive from others, made for many dealers in one pass and kept in a store.

They stand beside the store's tables in parts of some dealers each, a row group a dealer. A part is
whole when its index is there, which is written last; whatever is not whole is as if it were absent.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from reportgen.extension.plugin_faults import told
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month
from reportgen.report.cut_to_month import up_to
from reportgen.report.store.digests import digest
from reportgen.report.store.private_files import write_private
from reportgen.report.store.stored_inputs import DerivedSlice, Slice
from reportgen.report.store.table_parts import (
    DamagedError,
    StoredTable,
    read_together,
    table_from_json,
    write_table,
)
from reportgen.section.derivation import Derivation, Doubted, TablesByDealer
from reportgen.spec.spec import Spec

INDEX: Final = "derived.json"


@dataclass(frozen=True, slots=True)
class DerivedPart:
    """What was derived for some dealers.

    Attributes:
        folder: Where it lies.
        dealers: Whose it is.
        tables: Identity of the derivation → its rows, and what they take for granted.
    """

    folder: Path
    dealers: frozenset[str]
    tables: Mapping[str, tuple[StoredTable, Doubted]]

    def of(self, dealer: str) -> DerivedSlice:
        """Return one dealer's rows of every derivation."""
        own = ((name, table.of(dealer), assumed) for name, (table, assumed) in self.tables.items())
        return DerivedSlice(self.folder, tuple(own))


def derive(
    folder: Path,
    slices: Sequence[Slice],
    spec: Spec,
    contracts: Mapping[str, TableContract],
    month: Month,
) -> Sequence[str]:
    """Make a part of all derivations a spec's sections name; returns why one could not be made.

    Raises:
        OSError: It cannot be written.
    """
    shutil.rmtree(folder, ignore_errors=True)  # of a pass that was killed
    dealers = TablesByDealer(_CutTables(slices, contracts, month), month, spec.report.language)
    tables: dict[str, tuple[StoredTable, Doubted]] = {}
    faults: list[str] = []
    for at, derivation in enumerate(_derivations(spec, faults)):
        try:
            frame = dealers.derived(derivation)
            assumed = sorted(dealers.assumed[derivation.identity])
            rows = write_table(folder, f"{at:02}", frame, np.ones(len(frame), dtype=bool))
            tables[derivation.identity] = (rows, assumed)
        except _NoTableError:
            continue  # nor will a report have it
        except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
            faults.append(f"{type(derivation).__name__}: {told(error)}")
    _write_index(folder, [own.dealer.id for own in slices], tables)
    return faults


def whole_parts(folder: Path) -> Iterator[DerivedPart]:
    """Yield the parts in a folder that are whole; bytes are checked when a dealer's are read."""
    for index in sorted(folder.glob(f"*/{INDEX}")):
        with suppress(DamagedError):
            yield _read_index(index)


def _derivations(spec: Spec, faults: list[str]) -> Iterable[Derivation]:
    """Return the derivations of all sections, each once."""
    found: dict[str, Derivation] = {}
    for _, section in spec.chapters:
        try:
            found |= {each.identity: each for each in section.derivations()}
        except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
            faults.append(f"{section.type}: {told(error)}")
    return found.values()


class _NoTableError(KeyError):
    """A spec has no source for a table."""


class _CutTables(Mapping[str, pd.DataFrame]):
    """The tables of some dealers up to the end of a month, each read when it is asked for."""

    def __init__(
        self, slices: Sequence[Slice], contracts: Mapping[str, TableContract], month: Month
    ) -> None:
        self._pieces = {
            name: [(own.dealer.id, dict(own.tables)[name]) for own in slices]
            for name, _ in slices[0].tables
        }
        self._folder, self._contracts, self._month = slices[0].folder, contracts, month
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._pieces:
            raise _NoTableError(name)
        if name not in self._frames:
            frame = read_together(self._folder, self._pieces[name])
            early = up_to(self._month, frame, self._contracts[name].date)
            self._frames[name] = frame if early.all() else frame[early].reset_index(drop=True)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)


def _write_index(
    folder: Path, dealers: Sequence[str], tables: Mapping[str, tuple[StoredTable, Doubted]]
) -> None:
    told = {name: [asdict(table), list(assumed)] for name, (table, assumed) in tables.items()}
    body = json.dumps({"dealers": dealers, "tables": told}, separators=(",", ":")).encode()
    write_private(folder / INDEX, digest(body).encode() + b"\n" + body)


def _read_index(path: Path) -> DerivedPart:
    """Read the index of a part.

    Raises:
        DamagedError: It is not what was written.
    """
    try:
        said, _, body = path.read_bytes().partition(b"\n")
        if digest(body) != said.decode("ascii", "replace"):
            raise DamagedError(f"{INDEX}: is not what was written")
        read = json.loads(body)
        tables = {
            name: (table_from_json(table), tuple((t, c) for t, c in assumed))
            for name, (table, assumed) in read["tables"].items()
        }
        return DerivedPart(path.parent, frozenset(read["dealers"]), tables)
    except OSError as error:
        raise DamagedError(f"{INDEX}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"{INDEX}: is of another version") from error

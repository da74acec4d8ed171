"""Writes the tables and the ledger of a store, of all dealers or of one group after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from reportgen.document.ledger import Account, Ledger
from reportgen.errors import SourceError
from reportgen.intake import DEALER
from reportgen.intake.vehicle_keys import VEHICLE
from reportgen.metric.table_contracts import FILE, ROW
from reportgen.report.cut_to_month import up_to
from reportgen.report.load_inputs import SpecReading
from reportgen.report.rowless_tables import refuse_rowless
from reportgen.report.store.dealer_groups import DealerGroup
from reportgen.report.store.digests import digest
from reportgen.report.store.ledger_json import common_as_json, own_as_json
from reportgen.report.store.ledger_slices import CommonPart, OwnPart, split
from reportgen.report.store.private_files import write_private
from reportgen.report.store.stored_inputs import COMMON, LEDGER, PART, Contents
from reportgen.report.store.table_parts import StoredTable, write_table
from reportgen.report.whose_rows import WhoseRows


class StoreWriter:
    """Writes a store into a folder; `add` what was read, then `finish`."""

    def __init__(self, folder: Path, reading: SpecReading) -> None:
        self._folder = folder
        self._contracts = reading.contracts
        self._month = reading.place.months[-1]
        self._tables: dict[str, StoredTable] = {}
        self._common = CommonPart()
        self._later: dict[str, OwnPart] = {}
        self._whose = WhoseRows()
        self._accounts = 0
        self._read = self._used = 0
        self._unbalanced: tuple[str, ...] = ()
        self._rowless: dict[str, list[Account] | None] = {}

    def add(
        self, tables: Mapping[str, pd.DataFrame], ledger: Ledger, group: DealerGroup | None = None
    ) -> None:
        """Write what was read of all dealers, or of a group of them.

        Raises:
            SourceError: A file named after a dealer holds rows of another one.
            OSError: It cannot be written.
        """
        for name, frame in tables.items():
            if group and VEHICLE in frame and DEALER not in frame:
                raise SourceError(
                    f"{name}: no column says whose a row is, and the files are too large to be "
                    "read together; add a column `dealer`"
                )
            own = group.own(name, frame) if group else frame
            if own is not None:
                early = up_to(self._month, own, self._contracts[name].date)
                self._write(name, own, early)
        again = () if not group or group.first else tables.keys() - group.told
        new = {name: frame for name, frame in tables.items() if name not in again}
        self._account(new, ledger.of(new), group)

    def finish(self) -> Contents:
        """Write what concerns everybody, and say what stands in the store.

        Raises:
            SourceError: A table has no row in any file.
            OSError: It cannot be written.
        """
        left = (account for some in self._rowless.values() for account in some or ())
        refuse_rowless(Ledger(tuple(left)))
        self._write_ledger(self._later)
        content = common_as_json(self._common)
        write_private(self._folder / COMMON, content)
        for name in self._contracts.keys() - self._tables.keys():
            self._write(name, pd.DataFrame({FILE: [], ROW: []}), np.zeros(0, dtype=bool))
        return Contents(
            {name: self._tables[name] for name in self._contracts},
            self._tables[LEDGER],
            digest(content),
            self._whose,
            self._read,
            self._used,
            self._unbalanced,
        )

    def _write(self, name: str, frame: pd.DataFrame, early: np.ndarray) -> None:
        written = write_table(self._folder, name, frame, early)
        known = self._tables.get(name)
        self._tables[name] = known.joined(written) if known else written

    def _account(
        self, tables: Mapping[str, pd.DataFrame], ledger: Ledger, group: DealerGroup | None
    ) -> None:
        self._whose = self._whose.joined(WhoseRows.of(tables, self._contracts, ledger))
        common, parts = split(ledger, tables, self._accounts)
        self._common = self._common.joined(common)
        parts = {name: self._later.pop(name, OwnPart()).joined(p) for name, p in parts.items()}
        now = {name for name in parts if group is None or name in group.dealers}
        self._write_ledger({name: parts[name] for name in now})
        self._later |= {name: part for name, part in parts.items() if name not in now}
        self._accounts += len(ledger.accounts)
        self._read += sum(account.read for account in ledger.accounts)
        self._used += sum(account.used for account in ledger.accounts)
        self._unbalanced += tuple(a.file for a in ledger.accounts if not a.balanced)
        for account in ledger.accounts:
            self._note_rows(account)

    def _write_ledger(self, parts: Mapping[str, OwnPart]) -> None:
        texts = dict(_texts(parts))
        own = pd.DataFrame({DEALER: list(texts), PART: list(texts.values())}, dtype="str")
        self._write(LEDGER, own, np.ones(len(own), dtype=bool))

    def _note_rows(self, account: Account) -> None:
        """Remember the accounts of a table only as long as none of its rows is used."""
        known = self._rowless.setdefault(account.table, [])
        if account.used:
            self._rowless[account.table] = None
        elif known is not None:
            known.append(account)


def _texts(parts: Mapping[str, OwnPart]) -> Iterator[tuple[str, str]]:
    for dealer in sorted(parts):
        yield dealer, own_as_json(parts[dealer]).decode()

"""Tells which reports need not be made again: nothing they are made from has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from reportgen.extension.registry import Registry
from reportgen.report.batch.outcome import Order, Outcome
from reportgen.report.batch.output_folder import OutputFolder
from reportgen.report.batch.provenance import Provenance, provenance
from reportgen.report.store import Stored
from reportgen.report.store.fact_files import facts_path
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

Due: TypeAlias = Literal[
    "new", "changed", "failed", "partly", "gone", "forced", "unchanged", "not_failed"
]
"""Why a report would be made: never yet, something changed, the last one failed or is there only
partly, its files or facts are gone or changed by somebody, `--force`. Or why not: nothing changed,
or only failed ones are wanted."""


@dataclass(frozen=True, slots=True)
class UpToDate:
    """What is in the folder of an order, against what its reports would be made from now."""

    order: Order
    spec: Spec
    folder: OutputFolder
    stored: Stored
    made_from: Provenance

    @classmethod
    def of(
        cls, order: Order, spec: Spec, registry: Registry, folder: OutputFolder, stored: Stored
    ) -> UpToDate:
        """Look at everything the reports of an order are made from."""
        made_from = provenance(order, spec, registry, stored.files)
        return cls(order, spec, folder, stored, made_from)

    def key(self, dealer: Dealer) -> str:
        """Return the hash of everything a dealer's report would be made from now."""
        return self.made_from.key(dealer, self.stored.slice(dealer).key)

    def current(self, dealer: Dealer) -> bool:
        """Tell whether a dealer's last report is made from what is there now."""
        before = self.folder.ledger.booked.get(dealer.id)
        return before is not None and before.status != "failed" and before.key == self.key(dealer)

    def asked(self, dealer: Dealer) -> bool:
        """Tell whether the order wants a dealer's report, if it is not unchanged."""
        before = self.folder.ledger.booked.get(dealer.id)
        failed = before is not None and before.status != "done"
        return failed or self.order.redo != "failed"

    def unchanged(self, dealer: Dealer) -> Outcome | None:
        """Return the outcome of a report that need not be made again; null for one that must."""
        before = self.folder.ledger.booked.get(dealer.id)
        if (
            before is None
            or before.status != "done"
            or self.order.redo == "all"
            or not self.current(dealer)
            or not self.folder.intact(before)
            or not self._facts_kept(dealer)
        ):
            return None
        files = tuple(self.folder.folder / name for name in before.files)
        return Outcome(dealer, "unchanged", files, rows=before.rows)

    def due(self, dealer: Dealer) -> Due:
        """Tell why a dealer's report would be made, or why not."""
        before = self.folder.ledger.booked.get(dealer.id)
        if self.unchanged(dealer):
            return "unchanged"
        if not self.asked(dealer):
            return "not_failed"
        if before is None:
            return "new"
        if before.status != "done":
            return "partly" if before.status == "partly" else "failed"
        if not self.current(dealer):
            return "changed"
        return "forced" if self.order.redo == "all" else "gone"

    def _facts_kept(self, dealer: Dealer) -> bool:
        """Tell whether the facts of a report are where later reports look for them."""
        path = facts_path(self.spec, dealer.id, self.order.month)
        return bool(self.stored.temporary) or path.is_file()

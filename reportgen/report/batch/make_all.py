"""Makes many dealers' reports: one outcome each; no failure costs another dealer's report."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from time import monotonic

from reportgen.errors import EnvironmentFault, SourceError
from reportgen.extension.registry import Registry
from reportgen.personal_data import mask_text
from reportgen.report.batch.in_process import InProcess
from reportgen.report.batch.manifest import write_manifest
from reportgen.report.batch.outcome import Order, Outcome
from reportgen.report.batch.output_folder import OWN, OutputFolder, held
from reportgen.report.batch.provenance import Provenance, provenance
from reportgen.report.batch.run_log import NAME, RunLog
from reportgen.report.batch.supervisor import Workers
from reportgen.report.empty_report import refuse_empty
from reportgen.report.store import Stored
from reportgen.report.store.fact_files import facts_path
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec


def hire(
    spec: Spec, registry: Registry, jobs: int = 1, formats: Sequence[str] = ()
) -> Workers | InProcess:
    """Start the processes that make reports; do it before data are read, and end them after."""
    if not hasattr(os, "fork"):
        return InProcess(spec, registry)
    return Workers(spec, registry, jobs, formats)


def build(  # noqa: PLR0913, PLR0917 what is ordered, what was read for it, and who makes it
    order: Order,
    spec: Spec,
    registry: Registry,
    stored: Stored,
    dealers: Sequence[Dealer],
    jobs: int = 1,
    workers: Workers | InProcess | None = None,
) -> Iterator[Outcome]:
    """Make the reports of the dealers; yields the outcomes, of unchanged reports first.

    `workers` are those `hire` gave; else `jobs` are hired for this run.

    Raises:
        EnvironmentFault: The machine cannot go on (disk full, read-only), or another run writes to
            the folder: what is not finished is not booked, and the same order finishes it.
    """
    order = replace(order, out=order.out.absolute())  # a plugin may change the working folder
    with ExitStack() as until:
        team = workers or hire(spec, registry, min(jobs, len(dealers)), order.formats)
        if workers is None:
            until.push(team)
        folder = until.enter_context(held(order.out, order.month))
        yield from _Run(order, spec, registry, folder, stored).outcomes(team, dealers)


class _Run:
    """One run over a folder it holds."""

    def __init__(
        self,
        order: Order,
        spec: Spec,
        registry: Registry,
        folder: OutputFolder,
        stored: Stored,
    ) -> None:
        self._order, self._spec, self._folder, self._stored = order, spec, folder, stored
        self._made_from: Provenance = provenance(order, spec, registry, stored.files)
        self._log = RunLog(folder.out / OWN / NAME)

    def outcomes(self, team: Workers | InProcess, dealers: Sequence[Dealer]) -> Iterator[Outcome]:
        """Make what is to be made, book it, and say of each dealer how it went."""
        unchanged = [outcome for dealer in dealers if (outcome := self._unchanged(dealer))]
        done = {outcome.dealer.id for outcome in unchanged}
        wanted = [dealer for dealer in dealers if dealer.id not in done and self._asked(dealer)]
        self._log.note("begin", month=str(self._order.month), dealers=len(wanted))
        started, count = monotonic(), 0
        yield from unchanged
        try:
            for outcome in self._made(team, wanted):
                count += 1
                yield self._booked(outcome)
        except EnvironmentFault:
            self._log.note("stopped", made=count, seconds=round(monotonic() - started, 1))
            raise
        write_manifest(self._folder, self._made_from)
        self._log.note("end", made=count, seconds=round(monotonic() - started, 1))

    def _made(self, team: Workers | InProcess, dealers: Sequence[Dealer]) -> Iterator[Outcome]:
        """Make reports; one without a row fails here."""
        slices = []
        for dealer in dealers:
            try:
                refuse_empty(self._stored, [dealer])
                slices.append(self._stored.slice(dealer))
            except SourceError as error:
                yield Outcome(dealer, "failed", reason=str(error), failure="error")
        yield from team.make(self._order, slices, self._folder.put_in_place)

    def _key(self, dealer: Dealer) -> str:
        return self._made_from.key(dealer, self._stored.slice(dealer).key)

    def _asked(self, dealer: Dealer) -> bool:
        """Tell whether a report is among those to make again."""
        before = self._folder.ledger.booked.get(dealer.id)
        failed = before is not None and before.status != "done"
        return failed or self._order.redo != "failed"

    def _unchanged(self, dealer: Dealer) -> Outcome | None:
        """Return the outcome of a report that need not be made again."""
        before = self._folder.ledger.booked.get(dealer.id)
        if (
            before is None
            or before.status != "done"
            or self._order.redo == "all"
            or before.key != self._key(dealer)
            or not self._folder.intact(before)
            or not self._facts_kept(dealer)
        ):
            return None
        files = tuple(self._folder.folder / name for name in before.files)
        return Outcome(dealer, "unchanged", files, rows=before.rows)

    def _facts_kept(self, dealer: Dealer) -> bool:
        """Tell whether the facts of a report are where later reports look for them."""
        path = facts_path(self._spec, dealer.id, self._order.month)
        return bool(self._stored.temporary) or path.is_file()

    def _booked(self, outcome: Outcome) -> Outcome:
        """Book an outcome; returns it with what the folder knows of its files."""
        dealer = outcome.dealer
        files = self._folder.put.get(dealer.id, {}) if outcome.status != "failed" else {}
        kept = self._folder.kept.get(dealer.id, ()) if outcome.status != "failed" else ()
        reason = mask_text(outcome.reason)
        self._folder.ledger.book(outcome, self._key(dealer), files, reason)
        self._log.note(
            outcome.status,
            dealer=dealer.id,
            **({"reason": reason, "place": outcome.place} if reason else {}),
        )
        return outcome.keeping(kept)

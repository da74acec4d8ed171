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
from reportgen.report.batch.derive_ahead import DerivedAhead
from reportgen.report.batch.engine import Engine
from reportgen.report.batch.in_process import InProcess
from reportgen.report.batch.manifest import write_manifest
from reportgen.report.batch.outcome import Order, Outcome
from reportgen.report.batch.output_folder import OWN, OutputFolder, held
from reportgen.report.batch.run_log import NAME, RunLog
from reportgen.report.batch.supervisor import Workers
from reportgen.report.batch.up_to_date import UpToDate
from reportgen.report.empty_report import refuse_empty
from reportgen.report.store import Stored
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec


def hire(spec: Spec, registry: Registry, jobs: int = 1, formats: Sequence[str] = ()) -> Engine:
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
    workers: Engine | None = None,
) -> Iterator[Outcome]:
    """Make the reports of the dealers; yields the outcomes, of unchanged reports first.

    `workers` are those `hire` gave, or a cluster's; else `jobs` are hired for this run.

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
        self._up_to_date = UpToDate.of(order, spec, registry, folder, stored)
        self._log = RunLog(folder.out / OWN / NAME)
        self._ahead = DerivedAhead(order, spec, self._up_to_date.made_from.told, self._log)

    def outcomes(self, team: Engine, dealers: Sequence[Dealer]) -> Iterator[Outcome]:
        """Make what is to be made, book it, and say of each dealer how it went."""
        up_to_date = self._up_to_date
        unchanged = [outcome for dealer in dealers if (outcome := up_to_date.unchanged(dealer))]
        done = {outcome.dealer.id for outcome in unchanged}
        wanted = [
            dealer for dealer in dealers if dealer.id not in done and up_to_date.asked(dealer)
        ]
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
        write_manifest(self._folder, up_to_date.made_from)
        self._log.note("end", made=count, seconds=round(monotonic() - started, 1))

    def _made(self, team: Engine, dealers: Sequence[Dealer]) -> Iterator[Outcome]:
        """Make reports; one without a row fails here."""
        slices = []
        for dealer in dealers:
            try:
                refuse_empty(self._stored, [dealer])
                slices.append(self._stored.slice(dealer))
            except SourceError as error:
                yield Outcome(dealer, "failed", reason=str(error), failure="error")
        with ExitStack() as until:
            tasks = self._ahead.of(team, slices, until)
            yield from team.make(self._order, tasks, self._folder.put_in_place)

    def _booked(self, outcome: Outcome) -> Outcome:
        """Book an outcome; returns it with what the folder knows of its files."""
        dealer = outcome.dealer
        files = self._folder.put.get(dealer.id, {}) if outcome.status != "failed" else {}
        kept = self._folder.kept.get(dealer.id, ()) if outcome.status != "failed" else ()
        reason = mask_text(outcome.reason)
        self._folder.ledger.book(outcome, self._up_to_date.keys(dealer), files, reason)
        self._log.note(
            outcome.status,
            dealer=dealer.id,
            **({"reason": reason, "place": outcome.place} if reason else {}),
        )
        return outcome.keeping(kept)

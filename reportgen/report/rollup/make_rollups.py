"""Makes the roll-ups of a month, beside the reports they compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from reportgen.extension.registry import Registry
from reportgen.personal_data import mask_text
from reportgen.report.batch.in_process import publisher
from reportgen.report.batch.job import attempt
from reportgen.report.batch.manifest import write_manifest
from reportgen.report.batch.outcome import Order, Outcome
from reportgen.report.batch.output_folder import OutputFolder, held, seen
from reportgen.report.batch.up_to_date import UpToDate
from reportgen.report.rollup.peer_facts import Why
from reportgen.report.rollup.rollup_document import rollup_document
from reportgen.report.rollup.rollup_groups import Group
from reportgen.report.store import Stored
from reportgen.report.store.digests import digest_of_all
from reportgen.report.write_files import write
from reportgen.spec.spec import Spec

_FOLDER: Final = "rollup"
"""The folder beside those of the months: no dealer's report can have the name of a roll-up."""


def make_rollups(
    order: Order, spec: Spec, registry: Registry, stored: Stored, groups: Sequence[Group]
) -> Iterator[Outcome]:
    """Make a roll-up of each group; yields the outcomes.

    Raises:
        EnvironmentFault: The machine cannot go on (disk full, read-only).
    """
    reports = seen(order.out.absolute(), order.month)
    up_to_date = UpToDate.of(order, spec, registry, reports, stored)
    left_out = _outdated(up_to_date, groups)
    own = replace(order, out=order.out.absolute() / _FOLDER)
    with held(own.out, own.month) as folder:
        for group in groups:
            outcome = _made(own, spec, registry, folder, group, left_out)
            files = folder.put[group.whole.id] if outcome.status == "done" else {}
            keys = (_made_from(reports, group, left_out), "")
            folder.ledger.book(outcome, keys, files, mask_text(outcome.reason))
            yield outcome
        write_manifest(folder, up_to_date.made_from, "rollups")


def _made_from(reports: OutputFolder, group: Group, left_out: Mapping[str, Why]) -> str:
    """Return the digest of whose figures stand in a roll-up, and what these come from."""
    booked = reports.ledger.booked
    used = [dealer.id for dealer in group.dealers if dealer.id not in left_out]
    out = [f"{name} {why}" for name, why in sorted(left_out.items())]
    return digest_of_all((*(f"{name} {booked[name].figures}" for name in used), *out))


def _outdated(up_to_date: UpToDate, groups: Sequence[Group]) -> Mapping[str, Why]:
    """Return whose last report failed, or is not made from what is there now.

    Facts may be kept of an earlier one; they are not of the same data as those of the others.
    """
    found: dict[str, Why] = {}
    for dealer in dict.fromkeys(dealer for group in groups for dealer in group.dealers):
        booked = up_to_date.folder.ledger.booked.get(dealer.id)
        if booked is None:
            found[dealer.id] = "no_report"
        elif booked.status == "failed":
            found[dealer.id] = "failed"
        elif not up_to_date.current(dealer):
            found[dealer.id] = "outdated"
    return found


def _made(  # noqa: PLR0913, PLR0917 what is ordered, where it goes, and whom it compares
    order: Order,
    spec: Spec,
    registry: Registry,
    folder: OutputFolder,
    group: Group,
    left_out: Mapping[str, Why],
) -> Outcome:
    def make() -> Outcome:
        document = rollup_document(spec, group, order.month, left_out)
        publish = publisher(group.whole, folder.put_in_place)
        files: Sequence[Path] = write(
            spec, document, order.out, registry, order.formats, publish=publish
        )
        return Outcome(group.whole, "done", tuple(files))

    outcome = attempt(make, group.whole)
    return outcome.keeping(folder.kept.get(group.whole.id, ()))

"""`reportgen build`: makes every wanted dealer's report and says what was made and what failed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from reportgen.cli.asked_order import asked_order
from reportgen.cli.batch_progress import progress
from reportgen.cli.console import Console
from reportgen.cli.session import Session, asked_month
from reportgen.cli.told_outcomes import MadeReports, tell_outcomes
from reportgen.errors import UsageError
from reportgen.report.batch import DaskWorkers, hire
from reportgen.report.batch import build as build_all
from reportgen.report.batch.exception_list import list_exceptions
from reportgen.report.empty_report import refuse_empty
from reportgen.report.one import choose, renderers
from reportgen.report.rollup import Rollup, make_rollups, rollup_groups
from reportgen.report.store import Stored, open_store


def run(  # noqa: PLR0913 the options of the command
    session: Session,
    path: Path,
    *,
    month: str | None = None,
    dealers: Sequence[str] = (),
    out: Path | None = None,
    formats: str = "",
    jobs: int = 1,
    engine: str = "local",
    scheduler: str = "",
    only_failed: bool = False,
    force: bool = False,
    rollup: Rollup | None = None,
) -> int:
    """Make every wanted dealer's report and return the exit code."""
    started = time.monotonic()
    console = session.console
    _refuse_half_a_cluster(engine, scheduler, jobs)
    spec, registry = session.read(path)
    session.tell_broken(registry)
    when = asked_month(month, spec)
    order = asked_order(path, when, out, formats, only_failed=only_failed, force=force)
    for renderer in renderers(spec, registry, order.formats):
        renderer.check(spec.look)
    outcomes = []
    with (
        (
            DaskWorkers(spec, registry, scheduler)
            if engine == "dask"
            else hire(spec, registry, jobs, order.formats)
        ) as workers,
        open_store(spec, registry, when) as stored,
    ):
        wanted = choose(stored.dealers, dealers, spec.regions)
        groups = rollup_groups(stored.dealers, wanted, rollup) if rollup else ()
        _tell_read(console, stored)
        refuse_empty(stored, wanted)
        with progress(console, len(wanted)) as advance:
            for outcome in build_all(order, spec, registry, stored, wanted, workers=workers):
                outcomes.append(outcome)
                advance(outcome)
        rollups = list(make_rollups(order, spec, registry, stored, groups)) if groups else []
        unusual = list_exceptions(order, spec, registry, stored)
    made = MadeReports(outcomes, rollups, unusual)
    return tell_outcomes(console, made, order.out, time.monotonic() - started)


def _refuse_half_a_cluster(engine: str, scheduler: str, jobs: int) -> None:
    if engine == "dask" and not scheduler:
        raise UsageError(
            "--engine dask needs --scheduler ADDRESS, such as tcp://127.0.0.1:8786; "
            "docs/cluster.md says how to start one"
        )
    if engine != "dask" and scheduler:
        raise UsageError("--scheduler is for --engine dask; add that, or leave it out")
    if engine == "dask" and jobs > 1:
        raise UsageError(
            "--jobs is for --engine local: how many reports a cluster makes at a time its workers "
            "say; leave it out"
        )


def _tell_read(console: Console, stored: Stored) -> None:
    """Print how many rows were read and used, and each file whose rows do not add up."""
    contents = stored.contents
    console.good(
        "build.read" if stored.fresh else "build.stored",
        tables=len(contents.tables),
        read=contents.read,
        used=contents.used,
    )
    if contents.unbalanced:
        console.warn(console.text("build.unbalanced", files=", ".join(contents.unbalanced)))
    if stored.temporary:
        console.warn(console.text("store.temporary", reason=stored.temporary))

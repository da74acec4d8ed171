"""`reportgen plan`: reads the data and says which reports and chapters `build` would make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, get_args

from reportgen.cli.asked_order import asked_order
from reportgen.cli.console import Console
from reportgen.cli.session import Session, asked_month
from reportgen.exit_codes import ExitCode
from reportgen.report.batch import Order
from reportgen.report.batch.output_folder import OWN, seen
from reportgen.report.batch.run_log import NAME, last_run
from reportgen.report.batch.up_to_date import Due, UpToDate
from reportgen.report.one import choose, cut, renderers
from reportgen.report.section_needs import said_missing
from reportgen.report.store import Stored, open_store
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

_SKIPPED: Final[frozenset[Due]] = frozenset({"unchanged", "not_failed"})
_EXAMINED: Final = 20
"""Dealers whose chapters are looked at, by judgement: it takes a second or two."""
_NAMED: Final = 10
"""Dealers named in a line; by judgement: more are not read."""

Missing = Mapping[str, Mapping[str, str]]
"""Chapter → dealer → what it lacks there; empty where it lacks nothing."""


def run(  # noqa: PLR0913 the options of the command
    session: Session,
    path: Path,
    *,
    month: str | None = None,
    dealers: Sequence[str] = (),
    out: Path | None = None,
    formats: str = "",
    only_failed: bool = False,
    force: bool = False,
) -> int:
    """Print which reports would be made and why, what chapters lack, and how long it may take."""
    console = session.console
    spec, registry = session.read(path)
    when = asked_month(month, spec)
    order = asked_order(path, when, out, formats, only_failed=only_failed, force=force)
    names = ", ".join(renderer.type for renderer in renderers(spec, registry, order.formats))
    with open_store(spec, registry, when) as stored:
        wanted = choose(stored.dealers, dealers, spec.regions)
        folder = seen(order.out.absolute(), when)
        look = UpToDate.of(order, spec, registry, folder, stored)
        due = {dealer: look.due(dealer) for dealer in wanted}
        empty = [d.id for d in wanted if not stored.slice(d).rows_up_to_month]
        having = [dealer for dealer in wanted if dealer.id not in set(empty)] or wanted
        missing = _missing(spec, stored, having[:_EXAMINED])
    console.good("plan.month", month=str(when), formats=names)
    console.good("plan.dealer", count=len(wanted), dealers=_some([d.id for d in wanted]))
    groups = _tell_due(console, due, empty)
    seconds = _tell_time(console, order, sum(each not in _SKIPPED for each in due.values()))
    _tell_chapters(console, spec, missing, len(having))
    console.result(
        {
            "month": when,
            "dealers": [dealer.id for dealer in wanted],
            "due": groups,
            "without_rows": empty,
            "seconds": seconds,
            "missing": missing,
        }
    )
    return ExitCode.DONE


def _tell_due(
    console: Console, due: Mapping[Dealer, Due], empty: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """Print the dealers to make and those left out, by reason; return them so."""
    groups: dict[Due, list[str]] = defaultdict(list)
    for dealer, why in due.items():
        groups[why].append(dealer.id)
    for why in get_args(Due):
        if ids := groups.get(why):
            console.good(f"plan.due.{why}", count=len(ids), dealers=_some(ids))
    if empty:
        console.warn(console.text("plan.empty", count=len(empty), dealers=_some(empty)))
    return {why: groups[why] for why in get_args(Due) if why in groups}


def _tell_time(console: Console, order: Order, reports: int) -> int | None:
    """Print how long the reports may take; return the seconds, null where nobody knows."""
    last = last_run(order.out / OWN / NAME)
    if not reports:
        return 0
    if last is None:
        console.good("plan.time.unknown")
        return None
    seconds = round(last.seconds_for(reports))
    took = f"{seconds // 60}:{seconds % 60:02}"
    console.good("plan.time", time=took, made=last.made, seconds=f"{last.seconds:.1f}")
    return seconds


def _missing(spec: Spec, stored: Stored, dealers: Sequence[Dealer]) -> Missing:
    """Return what each chapter lacks at each of the dealers."""
    missing: dict[str, dict[str, str]] = {name: {} for name, _ in spec.chapters}
    for dealer in dealers:
        data, _ = cut(spec, stored.of(dealer), dealer, stored.month)
        for name, section in spec.chapters:
            if lacks := said_missing(section, data):
                missing[name][dealer.id] = lacks
    return missing


def _tell_chapters(console: Console, spec: Spec, missing: Missing, dealers: int) -> None:
    """Print each chapter, and where it lacks something, what and at whom."""
    examined = min(dealers, _EXAMINED)
    for name, section in spec.chapters:
        title = section.chapter_title(console.language)
        at: dict[str, list[str]] = defaultdict(list)
        for dealer, lacks in missing[name].items():
            at[lacks].append(dealer)
        if not at:
            console.good("plan.section", section=title, type=section.type)
        for lacks, ids in at.items():
            told = console.text("plan.nodata", section=title, type=section.type, missing=lacks)
            console.warn(told if len(ids) == examined else f"{told} ({_some(ids)})")
    if examined < dealers:
        console.line(console.text("plan.examined", count=examined, total=dealers))


def _some(ids: Sequence[str]) -> str:
    """Return the first codes, and how many more there are."""
    more = len(ids) - _NAMED
    return ", ".join(ids[:_NAMED]) + (f" +{more}" if more > 0 else "")

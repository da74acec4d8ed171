"""Makes one dealer's report and says how it went; whatever a plugin raises becomes a reason."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from traceback import walk_tb
from typing import Final

from reportgen.document.ledger import Ledger
from reportgen.errors import EnvironmentFault, ReportgenError, one_line
from reportgen.extension.loader import plugin_folders
from reportgen.extension.registry import Registry
from reportgen.report.batch.batch_task import DerivingPass, Task
from reportgen.report.batch.outcome import Failure, Order, Outcome, RowCounts
from reportgen.report.one import make_report
from reportgen.report.store import Slice
from reportgen.report.store.derived_tables import derive
from reportgen.report.write_files import Publish, renderers
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

_MACHINE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
"""Errors of the system that are nobody's fault but the machine's, and will hit everybody."""
_PLACE: Final = re.compile(r"[^\s(‹/]+/[^\s/]+\.py:\d+")
_FRAME: Final = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+)', re.MULTILINE)


def make(order: Order, spec: Spec, registry: Registry, own: Task, publish: Publish) -> Outcome:
    """Make one dealer's report, or what many derive from their tables.

    Raises:
        EnvironmentFault: The machine cannot go on (disk full, read-only).
    """
    folders = plugin_folders(spec.workspace)
    if isinstance(own, DerivingPass):
        return attempt(lambda: _derived(order, spec, registry, own), own.dealer, folders)
    return attempt(lambda: _made(order, spec, registry, own, publish), own.dealer, folders)


def attempt(make: Callable[[], Outcome], dealer: Dealer, folders: Sequence[Path] = ()) -> Outcome:
    """Make one dealer's report; an error becomes the reason of a failed outcome.

    `folders` are those of the plugins, for the place of the error.

    Raises:
        EnvironmentFault: The machine cannot go on.
    """
    try:
        return make()
    except (Exception, SystemExit) as error:  # noqa: BLE001 one dealer's bug must not cost the others theirs
        return failed(dealer, error, folders)


def failed(dealer: Dealer, error: BaseException, folders: Sequence[Path] = ()) -> Outcome:
    """Return the outcome of a report that ended with an error.

    Raises:
        EnvironmentFault: The error is the machine's.
    """
    if isinstance(error, EnvironmentFault):
        raise error
    if isinstance(error, OSError) and error.errno in _MACHINE:
        raise EnvironmentFault(f"{one_line(error)}; run the same command again later") from error
    failure, reason = _said(error)
    frames = ((at.f_code.co_filename, line) for at, line in walk_tb(error.__traceback__))
    place = place_in(frames, folders) or _place_told(reason)
    return Outcome(dealer, "failed", reason=reason, failure=failure, place=place)


def _said(error: BaseException) -> tuple[Failure, str]:
    if isinstance(error, ReportgenError):
        return "error", str(error)
    if isinstance(error, SystemExit):
        return "exit", f"a plugin ended the program with sys.exit({error.code!r:.40})"
    if isinstance(error, MemoryError):
        return "memory", "took more memory than `limits: memory_mb` of the spec allows"
    return "error", one_line(error)


def place_in(frames: Iterable[tuple[str, int]], folders: Sequence[Path]) -> str:
    """Return file and line of the innermost frame in a plugin folder; frames innermost last."""
    for name, line in reversed(list(frames)):
        for folder in folders:
            if Path(name).is_relative_to(folder):
                return f"{Path(name).relative_to(folder.parent).as_posix()}:{line}"
    return ""


def _place_told(reason: str) -> str:
    """Return the first place in a plugin that a reason names, as that of a chapter does."""
    found = _PLACE.search(reason)
    return found[0] if found else ""


def frames_in(dump: str) -> list[tuple[str, int]]:
    """Return the frames of a traceback Python wrote when it crashed, innermost last."""
    found = [(match["file"], int(match["line"])) for match in _FRAME.finditer(dump)]
    return found[::-1]


def _derived(order: Order, spec: Spec, registry: Registry, own: DerivingPass) -> Outcome:
    faults = derive(own.folder, own.slices, spec, registry.tables, order.month)
    return Outcome(own.dealer, "done", reason="; ".join(faults))


def _made(order: Order, spec: Spec, registry: Registry, own: Slice, publish: Publish) -> Outcome:
    inputs, dealer = own.open(registry.tables), own.dealer
    made = make_report(
        spec,
        inputs,
        dealer,
        order.month,
        order.out,
        registry,
        order.formats,
        keep_facts=own.keeps_facts,
        publish=publish,
    )
    chapters = [f"{one.title}: {one.failed}" for one in made.document.all_chapters if one.failed]
    reasons = (*chapters, *made.complaints)
    used = renderers(spec, registry, order.formats)
    return Outcome(
        dealer,
        "partly" if reasons else "done",
        made.files,
        reason := "; ".join(reasons),
        place=_place_told(reason),
        rows=_rows(made.document.ledger or Ledger()),
        without=next(filter(None, (each.waited_in_vain() for each in used)), ""),
    )


def _rows(ledger: Ledger) -> RowCounts:
    """Return what became of the rows, by table."""
    counts: dict[str, dict[str, int]] = {}
    for account in ledger.accounts:
        table = counts.setdefault(account.table, {"read": 0, "used": 0})
        _add(table, {"read": account.read, "used": account.used, **account.dropped})
    return counts


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count

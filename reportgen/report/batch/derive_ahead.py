"""Has what reports derive from their tables made for many dealers at once, before the reports.

That runs the code of plugins, so it is done where reports are made: in a process of its own, under
the limits of one report. Where it fails, each report derives its own, and says itself what is
wrong.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, NoReturn

from reportgen.extension.components import Section
from reportgen.report.batch.batch_task import DerivingPass
from reportgen.report.batch.engine import Engine
from reportgen.report.batch.outcome import Order
from reportgen.report.batch.run_log import RunLog
from reportgen.report.store import Slice
from reportgen.report.store.derived_tables import DerivedPart, whole_parts
from reportgen.report.store.digests import digest_of_all
from reportgen.report.store.private_files import make_private
from reportgen.report.store.store_folder import hold, remove
from reportgen.spec.spec import Spec

_FOLDER: Final = "derived"
"""The folder in a store that holds what was derived from it, a folder a key."""
_KEY: Final = 16
"""Characters of the key in a folder's name."""
_MADE_FROM: Final = ("reportgen", "libraries", "plugins", "section files")
"""What derived tables depend on beside the store, by its name in the manifest."""
FEWEST: Final = 8
"""Reports from which a pass is worth its process; by judgement: it saves each of them a tenth of a
second or two, and costs half a second."""
_TOGETHER: Final = 32
"""Dealers of one pass; with more, each of them hardly costs less."""
_MOST_ROWS: Final = 300_000
"""Rows of one pass, unless one dealer has more: half a gigabyte while it runs."""


@dataclass(frozen=True, slots=True)
class DerivedAhead:
    """Where what is derived ahead lies, and who makes it."""

    order: Order
    spec: Spec
    made_from: Mapping[str, Any]
    log: RunLog

    def of(self, team: Engine, slices: Sequence[Slice], until: ExitStack) -> Sequence[Slice]:
        """Return the slices with what was derived for them, now or before.

        Raises:
            EnvironmentFault: The machine cannot go on.
        """
        sections = [s for _, s in self.spec.chapters if _derives(s)]
        if not sections or not slices:
            return slices
        folder = slices[0].folder / _FOLDER / self._key(sections)[:_KEY]
        parts = _parts(folder)
        missing = [own for own in slices if own.dealer.id not in parts]
        if len(missing) >= FEWEST:
            make_private(folder)
        if not hold(folder, until):
            return slices
        if len(missing) >= FEWEST:
            self._make(team, folder, missing)
            parts = _parts(folder)
        return [_with(own, parts.get(own.dealer.id)) for own in slices]

    def _key(self, sections: Sequence[Section]) -> str:
        """Digest of all they depend on beside the store."""
        told = json.dumps({name: self.made_from[name] for name in _MADE_FROM}, sort_keys=True)
        return digest_of_all((told, *(f"{s.type} {s.model_dump_json()}" for s in sections)))

    def _make(self, team: Engine, folder: Path, slices: Sequence[Slice]) -> None:
        """Have them made; those of another key go, unless a run uses them."""
        for other in folder.parent.iterdir():
            if other != folder:
                remove(other)
        passes = [DerivingPass(folder / token_hex(8), some) for some in _together(slices)]
        places = {each.dealer: each.folder for each in passes}
        for outcome in team.make(self.order, passes, _nothing):
            if outcome.status == "failed":
                shutil.rmtree(places[outcome.dealer], ignore_errors=True)
            if outcome.reason:
                self.log.note("not derived ahead", dealers=outcome.dealer.id, reason=outcome.told)


def _derives(section: Section) -> bool:
    return type(section).derivations is not Section.derivations


def _parts(folder: Path) -> Mapping[str, DerivedPart]:
    """Return the part of each dealer that has one."""
    return {dealer: part for part in whole_parts(folder) for dealer in part.dealers}


def _with(own: Slice, part: DerivedPart | None) -> Slice:
    return replace(own, derived=part.of(own.dealer.id)) if part else own


def _together(slices: Sequence[Slice]) -> Iterator[tuple[Slice, ...]]:
    """Yield the dealers of each pass."""
    some: list[Slice] = []
    for own in slices:
        if some and (len(some) == _TOGETHER or sum(s.rows for s in some) + own.rows > _MOST_ROWS):
            yield tuple(some)
            some = []
        some.append(own)
    yield tuple(some)


def _nothing(*_: object) -> NoReturn:
    raise AssertionError("a pass over many dealers writes no report")

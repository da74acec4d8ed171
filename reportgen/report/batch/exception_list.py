"""Lists what somebody should look at before reports are sent: a line for each dealer and matter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from reportgen.catalogs import Labels
from reportgen.errors import SourceError
from reportgen.extension.registry import Registry
from reportgen.files import set_aside
from reportgen.labels import Language
from reportgen.punctuation import listing
from reportgen.report.batch.outcome import Order
from reportgen.report.batch.output_folder import OutputFolder, held, sha256_of
from reportgen.report.batch.up_to_date import UpToDate
from reportgen.report.batch.watch import Aside
from reportgen.report.csv_lists import csv_list
from reportgen.report.store import Stored
from reportgen.report.store.fact_files import StoredFact, StoredFacts, read_facts
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

Matter: TypeAlias = Literal[
    "failed", "partly", "outdated", "damaged", "few_data", "other_definition"
]
NAME: Final = "exceptions.csv"
MATTERS: Final = Labels[Matter]("rollup", get_args(Matter), "matter.")
_Said: TypeAlias = Literal["outdated", "damaged", "few_data", "other_definition"]
_SAID: Final = Labels[_Said]("rollup", get_args(_Said), "exception.")
_HEADS: Final = Labels("rollup", ("dealer", "name", "matter", "reason"), "exceptions.")
_FEW: Final = 0.5
"""Share of the key figures that must be known; by judgement: else most of a report is dashes."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """What is unusual about one dealer's report, and why, in words."""

    dealer: Dealer
    matter: Matter
    reason: str


@dataclass(frozen=True, slots=True)
class ExceptionList:
    """All that is unusual, and the file that lists it; null where there is nothing to list."""

    found: tuple[Unusual, ...]
    file: Path | None


def list_exceptions(order: Order, spec: Spec, registry: Registry, stored: Stored) -> ExceptionList:
    """Look at all reports in the folder of an order, write what is unusual beside them.

    A list of an earlier run is replaced, or removed where nothing is unusual any more, unless
    somebody has changed it.

    Raises:
        EnvironmentFault: The list cannot be written, or another run writes to the folder.
    """
    with held(order.out.absolute(), order.month) as folder:
        look = UpToDate.of(order, spec, registry, folder, stored)
        found = tuple(u for dealer in stored.dealers for u in _unusual(look, dealer))
        if found:
            return ExceptionList(found, _written(folder, found, spec.report.language))
        _remove_own(folder)
    return ExceptionList((), None)


def _unusual(look: UpToDate, dealer: Dealer) -> Iterator[Unusual]:
    """Yield what is unusual about a dealer's report, if one was ever made here."""
    booked, language = look.folder.ledger.booked.get(dealer.id), look.spec.report.language
    if booked is None:
        return
    if booked.status != "done":
        reason = f"{booked.reason} ({booked.place})" if booked.place else booked.reason
        yield Unusual(dealer, "partly" if booked.status == "partly" else "failed", reason)
    if booked.status == "failed":
        return
    if not look.current(dealer):
        yield Unusual(dealer, "outdated", _SAID.say("outdated", language))
    try:
        now = read_facts(look.spec, dealer.id, look.order.month)
        before = read_facts(look.spec, dealer.id, look.order.month - 1)
    except SourceError:
        yield Unusual(dealer, "damaged", _SAID.say("damaged", language))
        return
    if now:
        yield from of_facts(dealer, now, before, language)


def of_facts(
    dealer: Dealer, now: StoredFacts, before: StoredFacts | None, language: Language
) -> Iterator[Unusual]:
    """Yield what is unusual about the facts of a report, beside those of the month before."""
    shown = {name: each for name, each in now.facts.items() if each.chapter}
    unknown = [each for each in shown.values() if not each.fact.settled]
    if shown and len(shown) - len(unknown) < _FEW * len(shown):
        names = _listed(unknown, language)
        said = _SAID.say("few_data", language, count=len(unknown), total=len(shown), figures=names)
        yield Unusual(dealer, "few_data", said)
    changed = [each for name, each in shown.items() if before and _changed(before, name, each)]
    if changed:
        said = _SAID.say("other_definition", language, figures=_listed(changed, language))
        yield Unusual(dealer, "other_definition", said)


def _changed(before: StoredFacts, name: str, now: StoredFact) -> bool:
    """Tell whether a figure is defined otherwise than in the report of the month before."""
    earlier = before.facts.get(name)
    return earlier is not None and earlier.definition != now.definition


def _listed(facts: Sequence[StoredFact], language: Language) -> str:
    return listing([each.fact.label for each in facts], language)


def _written(folder: OutputFolder, found: Sequence[Unusual], language: Language) -> Path:
    heads = [head.in_(language) for head in _HEADS.values()]
    rows = [
        (
            each.dealer.id,
            each.dealer.title(language),
            MATTERS[each.matter].in_(language),
            each.reason,
        )
        for each in found
    ]
    content = csv_list(heads, rows)
    path = folder.folder / NAME
    aside = [
        Aside(place, part, hashlib.sha256(content).hexdigest(), kept=False)
        for place, part in set_aside({path: content}).items()
    ]
    (written,) = folder.put_in_place(Dealer(NAME), aside)
    return written


def _remove_own(folder: OutputFolder) -> None:
    path = folder.folder / NAME
    there = sha256_of(path)
    if there and folder.ledger.own(NAME, there):
        with suppress(OSError):
            path.unlink()

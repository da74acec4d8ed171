"""Faults by technician, where somebody stands out: is it one kind of fault, or all of them?

A technician is held against the others on the same fault: whoever gets the hard ones is not worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportgen_plugins.after_sales.repairs.first_time_fix_metrics import TechnicianComparison
from reportgen_plugins.after_sales.repairs.repair_jobs import TABLE
from reportgen_plugins.after_sales.standout_cells import CrossCell, cross_cells, standing_out

from reportgen import (
    Block,
    Cell,
    Column,
    Data,
    Fact,
    Filled,
    In,
    Is,
    Shown,
    Table,
    Words,
    listing,
    narrow,
    words,
)
from reportgen.stats import COUNTS_ONLY_BELOW

_PEOPLE, _ROWS = 3, 6
"""Technicians and faults that fit on a page; by judgement."""


@dataclass(frozen=True, slots=True)
class FaultRates:
    """Fault → technician → rate of not fixed, and the pairs that stand out."""

    rates: dict[str, dict[str, Fact]]
    apart: tuple[CrossCell, ...]

    def of(self, technician: str) -> tuple[CrossCell, ...]:
        """Return the faults on which a technician's misses concentrate, most cases first.

        None where it is more than half of those that can be judged: that is no concentration.
        """
        own = tuple(cell for cell in self.apart if cell.column == technician)
        judged = [f for rates in self.rates.values() if (f := rates.get(technician)) and f.settled]
        enough = sum((fact.bottom or 0) >= COUNTS_ONLY_BELOW for fact in judged)
        return own if len(own) <= max(1, enough / 2) else ()


def fault_rates(data: Data, found: TechnicianComparison) -> FaultRates | None:
    """Return the rates by fault and technician; null where people or several faults are unknown."""
    if found.by != "technician" or not data.has(TABLE, "fault_family"):
        return None
    whole = data.family(found.metric, "fault_family", Filled(found.by), key="fault")
    faults = sorted(name for name, fact in whole.items() if fact.n)
    if len(faults) < 2:  # noqa: PLR2004 of one fault nobody can say that jobs concentrate on it
        return None
    rates = {
        fault: data.family(found.metric, found.by, Is("fault_family", fault), key=f"fault={fault}")
        for fault in faults
    }
    return FaultRates(rates, standing_out(cross_cells(rates, within_row=True)))


def fault_table(
    data: Data, found: TechnicianComparison, faults: FaultRates | None
) -> Iterator[Block]:
    """The faults of those who stand out beside those of the others; nothing where nobody does."""
    named = _named(found, faults)
    if faults is None or not named:
        return
    shown = _most_missed(faults.rates, named)
    if not shown:
        return
    apart = {cell.row for cell in faults.apart}
    yield Table(
        id="first_time_fix.faults",
        caption=data.text("faults.caption", names=listing(named, data.language)),
        columns=(
            Column(data.text("column.fault"), weight=1.6),
            *(Column(name) for name in named),
            Column(data.text("column.others")),
        ),
        rows=tuple(
            (
                fault,
                *(_fraction(faults.rates[fault].get(name)) for name in named),
                _fraction(_others(data, found, fault, named)),
            )
            for fault in shown
        ),
        note=data.say("faults.note") if apart & {*shown} else (),
        marked=tuple(place for place, fault in enumerate(shown) if fault in apart),
    )


def said_faults(data: Data, faults: FaultRates | None, technician: str) -> Words:
    """Say whether a technician's misses are of one kind of fault or of all."""
    if faults is None:
        return ()
    missed = [fault for fault, own in faults.rates.items() if _bad(own.get(technician))]
    if own := faults.of(technician):
        rate = faults.rates[own[0].row][technician]
        return data.say("worse.faults", faults=quoted_faults(data, own), rate=rate)
    return data.say("worse.any_fault", count=len(missed)) if len(missed) > 1 else ()


def quoted_faults(data: Data, cells: Sequence[CrossCell]) -> str:
    """The faults of some cells in the words of the data, quoted."""
    return listing([f"“{cell.row}”" for cell in cells], data.language)


def _most_missed(rates: dict[str, dict[str, Fact]], named: Sequence[str]) -> list[str]:
    """The faults some technicians miss most, of equals those with most jobs."""

    def size(fault: str) -> tuple[int, ...]:
        own = [rates[fault].get(name) for name in named]
        jobs = sum(round((fact.bottom if fact else None) or 0) for fact in own)
        whole = sum(round(fact.bottom or 0) for fact in rates[fault].values())
        return sum(map(_bad, own)), jobs, whole

    missed = [fault for fault in rates if size(fault)[0]]
    return sorted(missed, key=lambda fault: (*(-part for part in size(fault)), fault))[:_ROWS]


def _named(found: TechnicianComparison, faults: FaultRates | None) -> Sequence[str]:
    cells = faults.apart if faults else ()
    people = dict.fromkeys((*found.worse, *(cell.column for cell in cells)))
    return [name for name in people if name in found.people][:_PEOPLE]


def _others(data: Data, found: TechnicianComparison, fault: str, named: Sequence[str]) -> Fact:
    rest = tuple(sorted(set(found.everybody) - {*named}))
    expr = narrow(found.metric.expr, In(found.by, rest), Is("fault_family", fault))
    own = replace(found.metric, id=f"{found.metric.id}.of_others", expr=expr)
    return data.combine(own, key=f"{fault}!={'/'.join(named)}")


def _fraction(fact: Fact | None) -> Cell:
    return words(Shown(fact, "fraction")) if fact and fact.bottom else None


def _bad(fact: Fact | None) -> int:
    return round((fact.top if fact else None) or 0)

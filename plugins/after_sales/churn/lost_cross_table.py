"""Series × last job × advisor of lost vehicles, where a series or an advisor stands out."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen_plugins.after_sales.churn.churn_metrics import LOSS
from reportgen_plugins.after_sales.churn.churn_view import ChurnView, Standout
from reportgen_plugins.after_sales.standout_cells import CrossCell, cross_cells, standing_out
from reportgen_plugins.after_sales.vehicles.churn_profiles import under
from reportgen_plugins.after_sales.vehicles.vehicles_table import JOBS

from reportgen import Cell, Column, Fact, Is, Shown, Table, Words, name_order, words

_COLUMNS = 8
"""Advisors or series that fit beside the jobs on a page."""


@dataclass(frozen=True, slots=True)
class LostCells:
    """Last job → advisor (of a series) or series (of an advisor) → loss rate; what is apart."""

    of: Standout
    rates: dict[str, dict[str, Fact]]
    apart: tuple[CrossCell, ...]


def lost_cells(view: ChurnView, of: Standout) -> LostCells | None:
    """The loss rates within a series or an advisor that stands out; null where jobs are unknown.

    A cell is held against the rest of the same series or advisor.
    """
    data, across = view.data, "responsible" if of.column == "series" else "series"
    if not data.has(view.table, "last_job", across):
        return None
    metric = under(LOSS, view.profile)
    rates = {
        job: data.family(
            metric, across, Is(of.column, of.name), Is("last_job", job),
            key=f"{of.column}={of.name}/{job}",
        )
        for job in JOBS
    }  # fmt: skip
    known = {job: own for job, own in rates.items() if any(f.bottom for f in own.values())}
    return LostCells(of, known, standing_out(cross_cells(known, within_row=False)))


def lost_cells_table(view: ChurnView, found: LostCells) -> Table:
    """Lost of the vehicles in the base, by last job and advisor or series."""
    data = view.data
    every = {name for own in found.rates.values() for name, fact in own.items() if fact.bottom}
    shown = sorted(every, key=name_order)[:_COLUMNS]
    jobs = list(found.rates)
    apart = {cell.row for cell in found.apart}
    return Table(
        id=f"churn.cells.{view.profile.id}:{found.of.column}={found.of.name}",
        caption=data.text("cells.caption", name=found.of.name),
        columns=(Column(data.text("column.job"), weight=1.2), *(Column(name) for name in shown)),
        rows=tuple(
            (
                data.pick(JOBS[job]).capitalize(),
                *(_fraction(found.rates[job].get(n)) for n in shown),
            )
            for job in jobs
        ),
        note=data.say("cells.apart") if found.apart else (),
        marked=tuple(place for place, job in enumerate(jobs) if job in apart),
    )


def said_cells(view: ChurnView, found: LostCells | None) -> Words:
    """Say where within a series or an advisor the losses concentrate, or that they do not."""
    if found is None:
        return ()
    if not found.apart:
        return view.data.say(f"finding.{found.of.kind}.spread")
    cell = found.apart[0]
    return view.data.say(
        "finding.cell",
        job=view.data.pick(JOBS[cell.row]),
        name=cell.column,
        rate=found.rates[cell.row][cell.column],
    )


def _fraction(fact: Fact | None) -> Cell:
    return words(Shown(fact, "fraction")) if fact and fact.bottom else None

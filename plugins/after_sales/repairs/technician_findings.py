"""Technicians whose repairs hold less often than chance explains, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.repairs.fault_by_technician import (
    FaultRates,
    quoted_faults,
    said_faults,
)
from reportgen_plugins.after_sales.repairs.first_time_fix_metrics import (
    TechnicianComparison,
    jobs_of,
    lately,
)
from reportgen_plugins.after_sales.standard_measures import MeasureLibrary, said_measures

from reportgen import (
    Block,
    Data,
    Fact,
    Finding,
    In,
    Label,
    Recommendation,
    Words,
    narrow,
)
from reportgen.stats import MOVED, SMALL_SAMPLE_BELOW


@dataclass(frozen=True, slots=True)
class TechnicianReview:
    """The technicians compared, their faults, the standard measures, and the target of the misses.

    `goal` is the share of jobs that may miss: 0.05 where 95 % shall be fixed first time.
    """

    found: TechnicianComparison
    faults: FaultRates | None
    measures: MeasureLibrary
    goal: float


def technician_findings(data: Data, review: TechnicianReview) -> Iterator[Block]:
    """Who is worse, with the measure; who stands out by a fault alone; who is better."""
    found = review.found
    for name in found.worse:
        yield from _worse(data, review, name)
    yield from _by_fault(data, review)
    for name in found.better:
        rate, rest = found.people[name], _others(data, found, name)
        said = {"name": name, "rate": rate, "rest": rest}
        yield Finding(
            f"first_time_fix.better.{name}",
            "good",
            data.say("better.title", **said),
            data.say("better.text", **said),
            facts=(rate, rest),
        )


def _worse(data: Data, review: TechnicianReview, name: str) -> Iterator[Block]:
    """A technician whose rate chance does not explain, and what to do."""
    found = review.found
    rate, rest = found.people[name], _others(data, found, name)
    said = {
        "name": name, "rate": rate, "rest": rest, "months": found.months,
        "measure": data.text(f"measure.{found.basis}"),
    }  # fmt: skip
    recent = lately(data, found, name)
    faults = said_faults(data, review.faults, name)
    text = data.say(f"worse.{found.basis}", **said) + _course(data, recent) + faults
    finding = Finding(
        f"first_time_fix.technician.{name}",
        "bad",
        data.say("worse.title", **said),
        text,
        impact=jobs_of(data, found.basis, name),
        facts=(rate, rest),
    )
    yield finding
    yield _measure(data, review, finding, name, recent[0] if recent else rate)


def _measure(
    data: Data, review: TechnicianReview, finding: Finding, name: str, recent: Fact
) -> Recommendation:
    """The measure: its effect shows in the last quarter, where that has jobs enough."""
    found = review.found
    rate, rest = found.people[name], _others(data, found, name)
    usable = (recent.n or 0) >= SMALL_SAMPLE_BELOW and (recent.value or 0) > (rest.value or 0)
    baseline = recent if usable else rate
    goal = data.target(baseline, review.goal)
    own = review.faults.of(name) if review.faults else ()
    standard = review.measures.on_topics(["repair"])
    names = quoted_faults(data, own)
    first = data.say("worse.measure_faults" if own else "worse.measure", name=name,
                     months=found.months, **({"faults": names} if own else {}))  # fmt: skip
    measure = first
    if standard:
        measure = data.say("worse.meanwhile", first=first, standard=said_measures(data, standard))
    return Recommendation(
        id=f"{finding.id}.measure",
        finding=finding.id,
        problem=finding.title,
        cause=data.say("cause.faults", faults=names) if own else data.say("cause.unknown"),
        measure=measure,
        owner=data.text("owner"),
        deadline=due(data),
        indicator=baseline.label,
        baseline=baseline,
        target=goal if (goal.value or 0) < (baseline.value or 0) else rest,
    )


def _course(data: Data, recent: tuple[Fact, Fact] | None) -> Words:
    """Whether the last quarter is better or worse than the months before it."""
    if recent is None:
        return ()
    now, before = recent
    word = data.verdict(now, before)
    if not now.settled or not before.settled or (now.n or 0) < SMALL_SAMPLE_BELOW:
        return ()
    key = "same"
    if word in MOVED:
        key = "up" if (now.value or 0) > (before.value or 0) else "down"
    return data.say(f"worse.lately.{key}", now=now, before=before)


def _by_fault(data: Data, review: TechnicianReview) -> Iterator[Block]:
    """Who stands out by one fault without standing out on the whole."""
    faults = review.faults
    for cell in faults.apart if faults else ():
        if faults is None or cell.column in review.found.worse:
            continue
        rate = faults.rates[cell.row][cell.column]
        said = {"name": cell.column, "fault": quoted_faults(data, [cell]), "rate": rate}
        yield Finding(
            f"first_time_fix.fault.{cell.column}.{cell.row}",
            "watch",
            data.say("fault.title", **said),
            data.say("fault.text", **said),
            impact=jobs_of(data, review.found.basis, cell.column),
            facts=(rate,),
        )


def _others(data: Data, found: TechnicianComparison, name: str) -> Fact:
    """All other technicians together."""
    rest = tuple(sorted(set(found.everybody) - {name}))
    label = Label(
        f"{found.metric.label.zh} · {name}以外", f"{found.metric.label.en} · all but {name}"
    )
    expr = narrow(found.metric.expr, In(found.by, rest))
    own = replace(found.metric, id=f"{found.metric.id}.others", label=label, expr=expr)
    return replace(data.combine(own, key=name), label=data.pick(label))

"""What complaints were about: categories as bars, categories and problems as a table."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen_plugins.after_sales.complaints.complaint_cases import cases
from reportgen_plugins.after_sales.complaints.complaint_metrics import BY_CAUSE

from reportgen import Block, Chart, Column, Data, Fact, In, Is, Series, Table, Words
from reportgen.stats import COUNTS_ONLY_BELOW

MOST_CAUSES = 8
MOST_PAIRS = 8


def causes(data: Data) -> Iterator[Block]:
    """What complaints were about: categories as bars, problems as a table."""
    basis, found = _by_category(data)
    if not found:
        return
    shown, rest = list(found.items())[:MOST_CAUSES], list(found)[MOST_CAUSES:]
    if rest:
        other = data.fact(BY_CAUSE[basis], In("category", tuple(rest)), key="category=~other")
        shown.append((data.text("causes.other"), other))
    name, first = shown[0]
    yield Chart(
        id="complaints.causes",
        kind="bar",
        title=data.say(f"causes.title.{basis}", cause=name, count=first, all=_all(data, basis)),
        caption=data.text(f"causes.caption.{basis}"),
        categories=tuple(label for label, _ in shown),
        series=(Series(data.text("column.cases"), tuple(fact for _, fact in shown)),),
        unit="count",
    )
    if data.has("complaints", "subcategory"):
        yield _problems(data)


def top_cause(data: Data) -> Words:
    """The category most complaints of the month fell into, with its count; nothing when unknown."""
    found = _counted(data, "new") if data.has("complaints", "category") else {}
    if not found:
        return data.say("cause.unknown")
    name, count = next(iter(found.items()))
    return data.say("cause.most", cause=name, count=count)


def _by_category(data: Data) -> tuple[str, dict[str, Fact]]:
    """Cases by category: of the month, or of 12 months where the month has fewer than ten."""
    if not data.has("complaints", "category"):
        return "new", {}
    total = _all(data, "new").value or 0
    basis = "new" if total >= COUNTS_ONLY_BELOW else "in_year"
    return basis, _counted(data, basis)


def _counted(data: Data, basis: str) -> dict[str, Fact]:
    """Cases by category, most first."""
    family = data.family(BY_CAUSE[basis], "category", key="category")
    return dict(sorted(family.items(), key=lambda item: -(item[1].value or 0)))


def _all(data: Data, basis: str) -> Fact:
    return data.fact(BY_CAUSE[basis])


def _problems(data: Data) -> Table:
    """Category and problem, this month and in 12 months, the most frequent of the month first."""
    status = cases(data)
    year = status[status["in_year"]]
    counts = year.groupby(["category", "subcategory"])["new"].agg(["sum", "size"]).reset_index()
    ranked = counts.sort_values(
        ["sum", "size", "category", "subcategory"], ascending=[False, False, True, True]
    )
    pairs = list(zip(ranked["category"], ranked["subcategory"], strict=True))
    more = len(pairs) - MOST_PAIRS
    return Table(
        id="complaints.problems",
        caption=data.text("problems.caption"),
        columns=(
            Column(data.text("column.category")),
            Column(data.text("column.subcategory")),
            Column(data.text("column.month"), "count"),
            Column(data.text("column.year"), "count"),
        ),
        rows=tuple((*pair, *_of_problem(data, *pair)) for pair in pairs[:MOST_PAIRS]),
        note=data.say("problems.more", count=more) if more > 0 else (),
    )


def _of_problem(data: Data, category: str, problem: str) -> tuple[Fact, Fact]:
    one, other = (
        data.fact(
            BY_CAUSE[basis],
            Is("category", category),
            Is("subcategory", problem),
            key=f"problem={category}/{problem}",
        )
        for basis in ("new", "in_year")
    )
    return one, other

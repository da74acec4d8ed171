"""`reportgen explain`: says where a number comes from and where it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pandas as pd

from reportgen.catalogs import Labels
from reportgen.cli.console import Console
from reportgen.cli.printed_places import printed_places
from reportgen.cli.session import Session, asked_month
from reportgen.document.blocks import Document
from reportgen.document.facts import Fact
from reportgen.document.formats import text
from reportgen.document.formula_in_words import Speaker
from reportgen.errors import SourceError, UsageError, did_you_mean, one_line
from reportgen.exit_codes import ExitCode
from reportgen.labels import Language, label
from reportgen.metric.expressions import leaves
from reportgen.metric.table_contracts import FILE, ROW
from reportgen.periods import Month
from reportgen.report.one import assemble, check, choose, cut
from reportgen.report.store import StoredFacts, open_store, read_facts
from reportgen.section.data import Data
from reportgen.spec.spec import Spec

_WORDS: Final = Labels[str](
    "terminal",
    (
        "value", "formula", "definition", "basis", "fraction", "interval", "reason", "source",
        "printed",
    ),
    "explain.",
)  # fmt: skip
_MOST_FILES = 5


def run(session: Session, fact: str, *, spec: Path, month: str | None, dealer: str | None) -> int:
    """Print where a number of one dealer's report comes from: definition, formula, rows, places."""
    read, registry = session.read(spec)
    when = asked_month(month, read)
    try:
        with open_store(read, registry, when) as stored:
            chosen = choose(stored.dealers, (dealer,) if dealer else (), read.regions)[0]
            data, ledger = cut(read, stored.of(chosen), chosen, when)
    except SourceError as error:
        explanation = _from_facts(session.console, fact, _kept(read, dealer, when, error), error)
    else:
        document = assemble(read, data, check(read, data, ledger))
        explanation = explain(fact, document, data, session.console.language)
    for line in explanation.lines:
        session.console.line(line)
    session.console.result(explanation.values)
    return ExitCode.DONE


def _kept(spec: Spec, dealer: str | None, month: Month, error: SourceError) -> StoredFacts:
    """Return the facts of the report that was made while its rows could be read.

    Raises:
        SourceError: None was made.
    """
    listed = spec.listed_dealers()
    code = dealer or (listed[0].id if listed else "")
    found = read_facts(spec, code, month) if code else None
    if found is None:
        raise error
    return found


def _from_facts(
    console: Console, fact_id: str, kept: StoredFacts, error: SourceError
) -> Explanation:
    """Tell what is kept of a fact whose rows cannot be read any more.

    Raises:
        UsageError: The report had no such fact.
    """
    stored = kept.facts.get(fact_id)
    if stored is None:
        raise UsageError(f"there is no fact '{fact_id}'{_near(fact_id, kept.facts)}")
    fact, language = stored.fact, console.language
    said = dict(_numbers(fact, language))
    note = console.text("explain.kept", reason=one_line(error))
    lines = [f"{_WORDS[key].in_(language)}: {value}" for key, value in said.items()]
    head = f"{fact.label} {fact.id} = {said['value']}"
    return Explanation(
        (head, *(f"  {line}" for line in (*lines, note))),
        {
            **_values(fact),
            **said,
            "metric": stored.metric,
            "definition": stored.definition,
            "kept": True,
        },
    )


@dataclass(frozen=True, slots=True)
class Explanation:
    """One explained fact: the lines for people and the values for JSON."""

    lines: tuple[str, ...]
    values: Mapping[str, Any]


def explain(fact_id: str, document: Document, data: Data, language: Language) -> Explanation:
    """Explain one fact of a document: definition, formula, evidence, source rows, printed places.

    Raises:
        UsageError: The report has no such fact.
    """
    facts = document.facts()
    if fact_id not in facts:
        raise UsageError(f"there is no fact '{fact_id}'{_near(fact_id, facts)}")
    fact = facts[fact_id]
    said = dict(_said(fact, data, language))
    sources = tuple(sources_of(fact, data))
    printed = tuple(printed_places(fact_id, document))
    head = f"{fact.label} {fact.id} = {said['value']}"
    lines = [f"{_WORDS[key].in_(language)}: {value}" for key, value in said.items()]
    lines += [f"{_WORDS['source'].in_(language)}: {source}" for source in sources]
    lines += [f"{_WORDS['printed'].in_(language)}: {place}" for place in printed]
    return Explanation(
        (head, *(f"  {line}" for line in lines)),
        {**_values(fact), **said, "sources": sources, "printed": printed},
    )


def _near(fact_id: str, facts: Mapping[str, object]) -> str:
    return did_you_mean(fact_id, facts) or f"; the report has {len(facts)}, such as " + ", ".join(
        list(facts)[:5]
    )


def _values(fact: Fact) -> dict[str, Any]:
    return {"id": fact.id, "label": fact.label, "number": fact.value, "unit": fact.unit}


def _said(fact: Fact, data: Data, language: Language) -> Iterator[tuple[str, str]]:
    yield from _numbers(fact, language)
    if fact.expr:
        yield "formula", Speaker(data.contracts, language).say(fact.expr)
    if fact.metric and fact.metric.definition:
        yield "definition", fact.metric.definition.in_(language)
    if fact.metric and fact.metric.source:
        yield "basis", label(fact.metric.source).in_(language)


def _numbers(fact: Fact, language: Language) -> Iterator[tuple[str, str]]:
    yield "value", text(fact, fact.unit, language)
    if fact.reason:
        yield "reason", fact.reason
    if fact.top is not None:
        yield "fraction", text(fact, fact.unit, language, "fraction")
    if fact.low is not None:
        yield "interval", text(fact, fact.unit, language, "interval")


def sources_of(fact: Fact, data: Data) -> Iterator[str]:
    """List the files and row numbers behind a fact: `工单.csv: 2-387, 390 (387)`."""
    for leaf in dict.fromkeys(leaves(fact.expr)) if fact.expr else ():
        frame = data.rows_behind(leaf.rows)
        if frame.empty or FILE not in frame:
            continue
        contract = data.contracts.get(leaf.rows.table)
        table = contract.label.in_(data.language) if contract else leaf.rows.table
        files = list(frame.groupby(FILE, sort=True))
        for file, rows in files[:_MOST_FILES]:
            numbers = rows[ROW].dropna()
            yield f"{table} · {file}: {_ranges(numbers)} ({len(numbers)})"
        if len(files) > _MOST_FILES:
            yield f"{table} · … {len(files) - _MOST_FILES}"


def _ranges(numbers: pd.Series[Any]) -> str:
    """Write row numbers as ranges, `2-5, 9`, at most ten of them."""
    ordered = sorted({int(n) for n in numbers})
    breaks = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(ordered)) if b != a + 1), len(ordered)]
    spans = [(ordered[a], ordered[b - 1]) for a, b in pairwise(breaks) if b > a]
    said = [f"{low}-{high}" if high > low else f"{low}" for low, high in spans]
    return ", ".join(said[:10]) + (" …" if len(said) > 10 else "")  # noqa: PLR2004 a line's worth

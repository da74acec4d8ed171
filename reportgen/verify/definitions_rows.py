"""Checks the sheet 口径与来源 (definitions and sources) against the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from reportgen.document.blocks import Document, Finding, Picture
from reportgen.document.facts import Fact, Form
from reportgen.document.formats import NULL, text
from reportgen.document.formula_in_words import Speaker
from reportgen.document.words import REASON, say
from reportgen.labels import Language, label
from reportgen.metric.expressions import Given, leaves
from reportgen.metric.table_contracts import TableContract
from reportgen.metric.units import unit_record
from reportgen.punctuation import mark
from reportgen.renderers.xlsx import workbook_words
from reportgen.verify.figure_cells import fact_differs
from reportgen.verify.mismatch import Mismatch, plain_text, same_number
from reportgen.verify.number_display import looks
from reportgen.verify.read_xlsx import Cell, Workbook

_HEADS: Final = (
    "fact", "where", "figure", "unit", "cases", "kind", "formula", "definition", "basis",
    "source_rows", "id",
)  # fmt: skip
_TOP: Final = 8
"""Rows from the top within which the heads stand; the writer puts them below title and note."""


def compare(document: Document, book: Workbook) -> Iterator[Mismatch]:
    """Yield facts without a line, and lines or linked cells that do not hold their fact."""
    language = document.cover.language
    title = say("definitions", language)
    lines = _lines(book, title, language)
    yield from _top(book, title, language)
    formulas = next((one.formulas for one in book.reading if one.title == title), frozenset())
    evidence = _evidence(document)
    speaker = Speaker(_contracts(document), language)
    origins = _origins(document)
    for fact in document.facts().values():
        where = f"Excel, '{title}'"
        line = lines.get(plain_text(fact.id))
        if line is None:
            yield Mismatch(fact.id, where, fact.id, "")
            continue
        yield from fact_differs(fact, line.get("figure"), where, language)
        told = _told(fact, language) | _spoken(fact, speaker, origins)
        yield from _says(fact, line, told, where, language)
        yield from _kind_differs(fact, line, formulas, where, language)
        target = line.get("where")
        if target is not None:
            hidden = fact.id in evidence
            yield from _there(fact, target.text, book, language, hidden=hidden)


def _told(fact: Fact, language: Language) -> dict[str, str]:
    """Return what a line says of a fact besides its value: name, unit, definition, basis."""
    metric = fact.metric
    name = fact.label or (metric.label.in_(language) if metric else fact.id)
    return {
        "fact": name,
        "unit": unit_record(fact.unit).name.in_(language),
        "definition": metric.definition.in_(language) if metric and metric.definition else "",
        "basis": label(metric.source).in_(language) if metric else "",
    }


def _contracts(document: Document) -> dict[str, TableContract]:
    shown = {detail.contract.name: detail.contract for detail in document.details}
    return {**document.contracts, **shown}


def _origins(document: Document) -> dict[str, str]:
    """Return by table how many files and rows its figures rest on."""
    language, found = document.cover.language, {}
    for detail in document.details:
        accounts = document.ledger.accounts if document.ledger else ()
        mine = [one for one in accounts if one.table == detail.contract.name]
        rows = f"{sum(one.used for one in mine) or len(detail.frame):,}"
        key = "files_rows" if mine else "table_rows"
        label = detail.contract.label.in_(language)
        found[detail.contract.name] = workbook_words.say(
            key, language, table=label, files=len(mine), rows=rows
        )
    return found


def _spoken(fact: Fact, speaker: Speaker, origins: Mapping[str, str]) -> dict[str, str]:
    """Return how a fact is computed, in words, and from which rows."""
    expr = fact.expr
    if expr is None or isinstance(expr, Given):
        tables: list[str] = []
    else:
        tables = list(dict.fromkeys(leaf.rows.table for leaf in leaves(expr)))
    stop = mark("semicolon", speaker.language)
    found = {"source_rows": stop.join(origins.get(table, table) for table in tables)}
    found["formula"] = speaker.say(expr) if expr is not None else ""
    if fact.value is None and fact.reason:
        why = workbook_words.say("no_value", speaker.language)
        reason = f"{why}{REASON[fact.reason].in_(speaker.language)}"
        found["formula"] = "\n".join(filter(None, (reason, found["formula"])))
    return found


def _says(
    fact: Fact, line: Mapping[str, Cell], told: Mapping[str, str], where: str, language: Language
) -> Iterator[Mismatch]:
    for head, shown in told.items():
        cell = line.get(head)
        said = str(cell.value) if cell else ""
        if said not in {shown, plain_text(shown)}:
            yield Mismatch(fact.id, f"{where}, '{workbook_words.say(head, language)}'", shown, said)
    cases = line.get("cases")
    wanted = "" if fact.n is None else f"{fact.n:,}"
    said = looks(float(cases.value), cases.code) if cases and not cases.text else ""
    if said != wanted or (cases and not same_number(cases.value, fact.n or 0)):
        yield Mismatch(fact.id, f"{where}, number of cases", wanted, said)


def _kind_differs(
    fact: Fact, line: Mapping[str, Cell], formulas: frozenset[str], where: str, language: Language
) -> Iterator[Mismatch]:
    """Check that a line says rightly whether its figure is a live formula."""
    live = "figure" in line and line["figure"].place in formulas
    wanted = workbook_words.say("live" if live else "computed", language)
    wanted = "" if fact.value is None else wanted
    kind = line["kind"].text if "kind" in line else ""
    if kind != wanted:
        yield Mismatch(fact.id, f"{where}, kind", wanted, kind)


def _lines(book: Workbook, title: str, language: Language) -> dict[str, dict[str, Cell]]:
    """Return the lines by fact id: head of a column → cell."""
    sheet = next((one for one in book.reading if one.title == title), None)
    if sheet is None:
        return {}
    heads = {workbook_words.say(key, language): key for key in _HEADS}
    top = next((row for row in sheet.rows[:_TOP] if heads.keys() <= {c.text for c in row}), [])
    columns = {cell.column: heads[cell.text] for cell in top if cell.text in heads}
    found = {}
    for row in sheet.rows if columns else ():
        line = {columns[cell.column]: cell for cell in row if cell.column in columns}
        if "id" in line:
            found[str(line["id"].value)] = line
    return found


def _top(book: Workbook, title: str, language: Language) -> Iterator[Mismatch]:
    """Check the link back to the contents and the note below the title."""
    wanted = [workbook_words.say(key, language) for key in ("back", "sources_note")]
    for sheet in book.reading:
        said = ["".join(cell.text for cell in row) for row in sheet.rows[1:3]]
        if sheet.title == title and said != wanted:
            yield Mismatch("", f"Excel, '{title}'", " | ".join(wanted), " | ".join(said))


def _evidence(document: Document) -> frozenset[str]:
    """Return the facts a finding rests on or a picture shows, which no sentence need state."""
    blocks = (block for block in document.blocks() if isinstance(block, Finding | Picture))
    return frozenset(fact.id for block in blocks for fact in block.facts)


def _said(fact: Fact, sentence: str, language: Language) -> bool:
    """Tell whether a sentence shows the fact in any form."""
    shown = (text(fact, fact.unit, language, form) for form in get_args(Form))
    return any(plain_text(one) in sentence for one in shown if one != NULL)


def _there(
    fact: Fact, target: str, book: Workbook, language: Language, *, hidden: bool
) -> Iterator[Mismatch]:
    """Check the cell a line leads to: the fact as a number, or a sentence that states it."""
    name, _, place = target.rpartition("!")
    where = f"Excel, '{name}' {place}"
    stored = book.cells.get(name, {}).get(place)
    if fact.value is None:
        return
    if isinstance(stored, str):
        if not hidden and not _said(fact, stored, language):
            yield Mismatch(fact.id, where, text(fact, fact.unit, language), stored)
    elif not same_number(stored, fact.value):
        yield Mismatch(fact.id, where, repr(fact.value), "" if stored is None else str(stored))

"""What a reader is told around the figures: heads of tables, alternative texts, the files read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from reportgen.document.blocks import Chart, Document, Kpis
from reportgen.document.formats import NULL
from reportgen.document.ledger import Account
from reportgen.document.words import Word, say
from reportgen.intake.drop_reasons import REASONS, REPAIRS, words_of
from reportgen.labels import Language
from reportgen.renderers.charts.alt_text import alt_text
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx import workbook_words
from reportgen.verify.mismatch import Mismatch, plain_text
from reportgen.verify.read_docx import Item, ReadTable
from reportgen.verify.read_xlsx import ReadSheet, Workbook

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLAN: Final[tuple[Word, ...]] = ("problem", "measure", "owner", "deadline", "effect")
_TERMS: Final[tuple[Word, ...]] = ("term", "meaning")
_ADVICE: Final[tuple[Word, ...]] = (
    "problem", "cause", "measure", "owner", "deadline", "indicator", "baseline", "target", "status",
)  # fmt: skip
_KPIS: Final = ("indicator", "value", "change", "target", "state", "trend")
_FILES: Final = ("file", "table", "read", "used", "dropped", "why", "repaired", "examples")
_TOLD: Final = frozenset({0, 2, 3, 4, 5, 6})
"""The columns of the accounts that are compared: not table and examples."""
_DOC_PR: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr",
    "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr",
)


def word(document: Document, package: Package, items: Iterable[Item]) -> Iterator[Mismatch]:
    """The heads of the measures and the glossary; the alternative text of every chart."""
    language = document.cover.language
    tops = [item.rows[0] for item in items if isinstance(item, ReadTable) and item.rows]
    wanted = [_PLAN] if document.recommendations else []
    wanted += [_TERMS] if document.glossary else []
    for heads in (_said(words, language) for words in wanted):
        if heads not in tops:
            yield Mismatch("", "Word, heads", " | ".join(heads), "")
    roots = [package.root("word/document.xml")]
    yield from _described(document, "Word", roots)


def _said(words: Iterable[Word], language: Language) -> list[str]:
    return [say(word, language) for word in words]


def _described(document: Document, program: str, roots: Iterable[_Element]) -> Iterator[Mismatch]:
    """Every chart is described to those who cannot see it."""
    # in no order: a sheet lists its native charts before its pictures
    told = Counter(
        plain_text(one.get("descr", "")) for root in roots for one in root.iter(*_DOC_PR)
    )
    charts = (one for one in document.blocks() if isinstance(one, Chart) and _plotted(one))
    for chart in charts:
        wanted = plain_text(alt_text(chart, document.cover.language))
        if not told[wanted]:
            yield Mismatch("", f"{program}, alternative text of '{chart.id}'", wanted, "")
        told[wanted] -= 1


def _plotted(chart: Chart) -> bool:
    """Whether there is anything to draw."""
    return bool(chart.categories and chart.series)


# --- Excel ----------------------------------------------------------------------------------


def excel(document: Document, book: Workbook) -> Iterator[Mismatch]:
    """The heads of key figures, measures and glossary, the accounts, the alternative texts."""
    language = document.cover.language
    sheets = {sheet.title: sheet for sheet in book.reading}
    front = next(iter(book.reading), None)
    kpis = [workbook_words.say(key, language) for key in _KPIS]
    blocks = [(c, sum(isinstance(b, Kpis) for b in c.blocks)) for c in document.chapters]
    for chapter, count in blocks:
        yield from _heads(sheets.get(plain_text(chapter.title)), kpis, count)
    if any(count for _, count in blocks):
        yield from _heads(front, [workbook_words.say("chapter", language), *kpis])
    if document.recommendations:
        heads = ["#", *_said(_ADVICE, language)]
        yield from _heads(sheets.get(say("recommendations", language)), heads)
    if document.glossary:
        yield from _heads(sheets.get(say("glossary", language)), _said(_TERMS, language))
    yield from _accounts(document, sheets.get(workbook_words.say("quality_sheet", language)))
    yield from _described(document, "Excel", _drawings(book))


def _heads(sheet: ReadSheet | None, heads: list[str], count: int = 1) -> Iterator[Mismatch]:
    """So many rows of a sheet begin with these heads."""
    rows = sheet.rows if sheet else []
    found = sum([cell.text for cell in row[: len(heads)]] == heads for row in rows)
    if found < count and sheet is not None:
        yield Mismatch("", f"Excel, '{sheet.name}', heads", " | ".join(heads), "")


def _accounts(document: Document, sheet: ReadSheet | None) -> Iterator[Mismatch]:
    """Every file is named with the rows that were read, used and left out."""
    accounts = document.ledger.accounts if document.ledger else ()
    if not accounts or sheet is None:
        return
    yield from _heads(sheet, [workbook_words.say(key, document.cover.language) for key in _FILES])
    found = {
        tuple(str(cell.value) for cell in row if cell.column in _TOLD and cell.value != NULL)
        for row in sheet.rows
    }
    for one in accounts:
        wanted = _account(one, document.cover.language)
        if wanted not in found:
            yield Mismatch("", f"Excel, '{sheet.name}', files", " | ".join(wanted), "")


def _account(one: Account, language: Language) -> tuple[str, ...]:
    numbers = (one.read, one.used, sum(one.dropped.values()))
    why = (f"{words_of(REASONS, c, language)} {n:,}" for c, n in one.dropped.items() if n)
    repaired = (f"{words_of(REPAIRS, c, language)} {n:,}" for c, n in one.repaired.items() if n)
    said = (plain_text("\n".join(lines)) for lines in (why, repaired))
    figures = (str(float(number)) for number in numbers)
    return (plain_text(one.file), *figures, *(text for text in said if text))


def _drawings(book: Workbook) -> Iterator[_Element]:
    for sheet in book.reading:
        for part in book.parts.targets(sheet.part).values():
            if "/drawings/drawing" in part and part in book.parts:
                yield book.parts.root(part)

"""From sections to a document: the chapters, and the frame every report has around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, get_args

from reportgen.catalogs import words_in
from reportgen.document.blocks import (
    Block,
    Chapter,
    Cover,
    DetailTable,
    Document,
    Finding,
    Recommendation,
    Severity,
    Term,
    Text,
)
from reportgen.document.currency import in_currency
from reportgen.document.facts import Words
from reportgen.document.formats import plain
from reportgen.document.ledger import Ledger
from reportgen.errors import ReportgenError
from reportgen.extension.components import Section
from reportgen.labels import label
from reportgen.metric.expressions import Between, Expr, leaves
from reportgen.punctuation import listing
from reportgen.report.quality import quality_chapter
from reportgen.section.data import Data, missing_needs
from reportgen.section.phrases import Phrases
from reportgen.spec.spec import Spec

MOST_FINDINGS: Final = 5
"""How many findings the summary lists: few and sharp."""

_ORDER: Final[Mapping[Severity, int]] = {"bad": 0, "watch": 1, "good": 2, "info": 3}


def assemble(spec: Spec, data: Data, ledger: Ledger) -> Document:
    """The whole document: frame, chapters in the order of the spec, and what supports them."""
    phrases = Phrases(words_in("report"))
    quality = quality_chapter(spec, data, ledger)
    cover = _cover(spec, data)
    reported = cover.report_date or data.month.end
    built = (build_chapter(name, section, data) for name, section in spec.chapters)
    chapters = tuple(_planned(spec, chapter, reported) for chapter in built)
    sections = [section for _, section in spec.chapters]
    document = Document(
        cover=cover,
        preface=_preface(spec, data, phrases),
        summary=_summary(chapters, data, phrases),
        chapters=chapters,
        recommendations=_recommendations(chapters),
        glossary=_glossary(spec, sections, data),
        thanks=_thanks(spec, ledger, data, phrases),
        quality=quality,
        ledger=ledger,
        contracts=data.contracts,
    )
    whole = replace(document, details=_details(document, data))
    return in_currency(whole, spec.report.currency)


def document_of(chapter: Chapter, data: Data) -> Document:
    """A document of one chapter without a frame, as a section's test renders it."""
    cover = Cover(
        title=chapter.title,
        dealer_id=data.dealer.id,
        dealer=data.dealer.title(data.language),
        month=data.month,
        language=data.language,
        report_date=data.month.end,
    )
    document = Document(
        cover,
        preface=(),
        summary=(),
        chapters=(chapter,),
        recommendations=_recommendations((chapter,)),
    )
    return replace(document, details=_details(document, data))


# --- chapters -------------------------------------------------------------------------------


def build_chapter(section_id: str, section: Section, data: Data) -> Chapter:
    """One section's chapter. A section that raises costs its own chapter, never the report."""
    title = section.title or label(section.heading).in_(data.language) or section.type
    missing = missing_of(section, data)
    if missing:
        frame = Phrases(words_in("report"))
        note = frame.say(data.language, "chapter.no_data", missing=missing)
        return Chapter(section_id, title, (Text(note, role="headline"),))
    try:
        blocks = tuple(_checked(section.build(_own(data, section))))
    except Exception as error:  # noqa: BLE001 a plugin may raise anything
        reason = str(error) if isinstance(error, ReportgenError) else _unexpected(error)
        return Chapter(section_id, title, (), failed=reason)
    return Chapter(section_id, title, blocks)


def _own(data: Data, section: Section) -> Data:
    """The same data, speaking the section's sentences."""
    data.phrases = Phrases(section.phrases, section.type)
    return data


def _checked(blocks: Iterable[object]) -> Iterator[Block]:
    known = get_args(Block)
    for block in blocks:
        if not isinstance(block, known):
            raise ReportgenError(
                f"yielded {type(block).__name__}, expected a block such as Text, Table or Chart"
            )
        yield block


def _unexpected(error: Exception) -> str:
    """An exception in one line; a message that itself fails has no text."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 `__str__` belongs to the plugin too
        message = ""
    return f"{type(error).__name__}: {message}".splitlines()[0][:300]


def missing_of(section: Section, data: Data) -> str:
    """What keeps a section from running, as the reader knows it; empty when nothing does."""
    missing = missing_needs(data, section.needs)
    if not missing and section.needs_any:
        tried = [missing_needs(data, needs) for needs in section.needs_any]
        missing = min(tried, key=len)
    frame = Phrases(words_in("report"))
    said = (_said(table, column, data, frame) for table, column in missing)
    return listing(said, data.language)


def _said(table: str, column: str, data: Data, frame: Phrases) -> str:
    contract = data.contracts.get(table)
    name = contract.label.in_(data.language) if contract else table
    if not column:
        return plain(frame.say(data.language, "chapter.missing_table", table=name), data.language)
    heads = {c.name: c.label.in_(data.language) for c in contract.columns} if contract else {}
    head = heads.get(column, column)
    words = frame.say(data.language, "chapter.missing_column", table=name, column=head)
    return plain(words, data.language)


# --- frame ----------------------------------------------------------------------------------


def _cover(spec: Spec, data: Data) -> Cover:
    report = spec.report
    return Cover(
        title=report.title.format(
            dealer=data.dealer.title(data.language), month=data.month.text(data.language)
        ),
        dealer_id=data.dealer.id,
        dealer=data.dealer.title(data.language),
        month=data.month,
        language=data.language,
        department=report.department,
        author=report.author,
        report_date=report.date or data.month.end,
        subtitle=report.subtitle,
    )


def _preface(spec: Spec, data: Data, phrases: Phrases) -> tuple[Block, ...]:
    own = (spec.preface.background, spec.preface.purpose, spec.preface.approach)
    keys = ("preface.background", "preface.purpose", "preface.approach")
    values = {"dealer": data.dealer.title(data.language), "month": data.month.text(data.language)}
    wanted: tuple[tuple[str, ...], ...] = (("dealer", "month"), (), ())
    return tuple(
        Text((text,) if text else phrases.say(data.language, key, **{k: values[k] for k in names}))
        for text, key, names in zip(own, keys, wanted, strict=True)
    )


def _summary(chapters: Iterable[Chapter], data: Data, phrases: Phrases) -> tuple[Block, ...]:
    """The few findings to look at first: bad before watch before good, by impact."""
    found = [b for c in chapters for b in c.blocks if isinstance(b, Finding)]
    telling = [finding for finding in found if finding.severity != "info"]
    ranked = sorted(telling, key=lambda f: (_ORDER[f.severity], -f.impact))[:MOST_FINDINGS]
    if not ranked:
        return (Text(phrases.say(data.language, "summary.none"), role="headline"),)
    lead = phrases.say(data.language, "summary.lead", count=len(ranked))
    return (Text(lead, role="headline"), *ranked)


def _planned(spec: Spec, chapter: Chapter, reported: date) -> Chapter:
    """The chapter with its recommendations as the spec wants them: who owns them, until when."""
    wanted = spec.recommendations
    changes: dict[str, object] = {}
    if chapter.id in wanted.owners:
        changes["owner"] = wanted.owners[chapter.id]
    if "deadline_days" in wanted.model_fields_set:
        changes["deadline"] = reported + timedelta(days=wanted.deadline_days)
    if not changes:
        return chapter
    blocks = tuple(
        replace(block, **changes) if isinstance(block, Recommendation) else block  # type: ignore[arg-type]
        for block in chapter.blocks
    )
    return replace(chapter, blocks=blocks)


def _recommendations(chapters: Iterable[Chapter]) -> tuple[Recommendation, ...]:
    return tuple(b for c in chapters for b in c.blocks if isinstance(b, Recommendation))


def _glossary(spec: Spec, sections: Iterable[Section], data: Data) -> tuple[Term, ...]:
    """The terms of the sections used, then those of the spec; a spec's meaning wins."""
    terms: dict[str, str] = {}
    for section in sections:
        for term, meaning in section.terms.items():
            terms.setdefault(term.in_(data.language), meaning.in_(data.language))
    terms |= spec.glossary
    return tuple(Term(term, meaning) for term, meaning in terms.items())


def _thanks(spec: Spec, ledger: Ledger, data: Data, phrases: Phrases) -> tuple[Words, ...]:
    own: tuple[Words, ...] = tuple((line,) for line in spec.thanks)
    read = dict.fromkeys(account.table for account in ledger.accounts)
    names = [data.contracts[t].label.in_(data.language) for t in read if t in data.contracts]
    if not names:
        return own
    tables = listing(names, data.language)
    return (phrases.say(data.language, "thanks.sources", tables=tables), *own)


# --- what supports it -----------------------------------------------------------------------


def _details(document: Document, data: Data) -> tuple[DetailTable, ...]:
    """The tables the facts are computed from, cut to the months the facts reach back to."""
    used: dict[str, list[Expr]] = {}
    for fact in document.facts().values():
        for leaf in leaves(fact.expr) if fact.expr else ():
            used.setdefault(leaf.rows.table, []).append(leaf)
    found = []
    for name, frame in data.tables.items():
        if name not in used and name not in data.printed:
            continue
        contract = data.contracts[name]
        earliest = _earliest(used.get(name, []), contract.date)
        if earliest is not None:
            frame = frame[frame[contract.date] >= earliest]  # noqa: PLW2901 the cut frame
        found.append(DetailTable(contract, contract.label.in_(data.language), frame))
    return tuple(found)


def _earliest(exprs: Iterable[Expr], clock: str) -> object | None:
    """The first day any of the selections reaches back to; null when one reaches back for ever."""
    import pandas as pd  # noqa: PLC0415 the only line that needs it

    lows = []
    for expr in exprs:
        for leaf in leaves(expr):
            spans = [c for c in leaf.rows.where if isinstance(c, Between) and c.column == clock]
            if not spans or spans[-1].low is None:
                return None
            lows.append(pd.Timestamp(spans[-1].low))
    return min(lows, default=None)

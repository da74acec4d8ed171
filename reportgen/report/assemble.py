"""Assembles a document: the chapters of all sections, and the standard parts around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from reportgen.catalogs import words_in
from reportgen.document.blocks import (
    Chapter,
    Cover,
    Document,
    Recommendation,
    Term,
)
from reportgen.document.currency import in_currency
from reportgen.document.damage import Damage
from reportgen.document.finding_order import severity_rank
from reportgen.document.used_terms import used_terms
from reportgen.report.build_chapter import built_chapter
from reportgen.report.cover_page import titled, topic_cover
from reportgen.report.detail_tables import detail_tables
from reportgen.report.preface import preface, reading
from reportgen.report.quality import Checked, quality_chapter
from reportgen.report.reachable_effects import reachable
from reportgen.report.summary_findings import summary
from reportgen.report.thanks import thanks
from reportgen.section.built_chapter import BuiltChapter
from reportgen.section.data import Data
from reportgen.spec.spec import Spec


def assemble(spec: Spec, data: Data, checked: Checked) -> Document:
    """Build the whole document: standard parts, the chapters in the spec's order, detail tables."""
    frame = data.speaking(words_in("report"))
    cover = topic_cover(spec, data)
    reported = cover.report_date or data.month.end
    doubts = sorted(checked.findings, key=severity_rank)
    damages = [damage for finding in doubts for damage in finding.undermines]
    chapters, overviews = _chapters(spec, data, damages, reported)
    told = (*overviews, *chapters)
    measures, summed = _recommendations(told), summary(told, frame, doubts)
    document = Document(
        cover=titled(cover, spec, summed, told, frame),
        preface=preface(spec, data, frame, checked, measures),
        summary=summed,
        chapters=chapters,
        overviews=overviews,
        recommendations=measures,
        thanks=thanks(spec, frame),
        quality=quality_chapter(spec, data, checked),
        ledger=checked.ledger,
        contracts=dict(data.contracts),
    )
    document = document.having(glossary=_glossary(spec, document, data))
    document = document.having(preface=(*document.preface, reading(document, frame)))
    whole = document.having(details=detail_tables(document, data))
    return in_currency(whole, spec.report.currency)


def document_of(chapter: Chapter, data: Data) -> Document:
    """Build a document of one chapter without standard parts, as a section's test renders it."""
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
    return document.having(details=detail_tables(document, data))


def _chapters(
    spec: Spec, data: Data, damages: Sequence[Damage], reported: date
) -> tuple[tuple[Chapter, ...], tuple[Chapter, ...]]:
    """Build the chapters, then those that sum them up; returns both."""

    def built(data: Data, *, sums_up: bool) -> Iterator[BuiltChapter]:
        for name, section in spec.chapters:
            if section.sums_up is sums_up:
                one = built_chapter(name, section, data, damages)
                yield replace(one, chapter=_planned(spec, one.chapter, reported, data))

    first = tuple(built(data, sums_up=False))
    then = built(replace(data, chapters=first), sums_up=True)
    return tuple(one.chapter for one in first), tuple(one.chapter for one in then)


# --- the frame ------------------------------------------------------------------------------


def _planned(spec: Spec, chapter: Chapter, reported: date, frame: Data) -> Chapter:
    """Return the chapter with its recommendations' owner, deadline, and effect by the deadline.

    Owner and deadline are those the spec sets, else the section's.
    """
    wanted = spec.recommendations
    changes: dict[str, object] = {}
    if chapter.id in wanted.owners:
        changes["owner"] = wanted.owners[chapter.id]
    if "deadline_days" in wanted.model_fields_set:
        changes["deadline"] = reported + timedelta(days=wanted.deadline_days)
    blocks = tuple(
        reachable(replace(block, **changes), frame) if isinstance(block, Recommendation) else block  # type: ignore[arg-type]
        for block in chapter.blocks
    )
    return replace(chapter, blocks=blocks)


def _recommendations(chapters: Iterable[Chapter]) -> tuple[Recommendation, ...]:
    return tuple(b for c in chapters for b in c.blocks if isinstance(b, Recommendation))


def _glossary(spec: Spec, document: Document, data: Data) -> tuple[Term, ...]:
    """Collect the terms of the sections that the report uses, and all of the spec's.

    The spec's meaning wins.
    """
    terms: dict[str, str] = {}
    for _, section in spec.chapters:
        for term, meaning in section.terms.items():
            terms.setdefault(term.in_(data.language), meaning.in_(data.language))
    terms |= spec.glossary
    used = used_terms(document, (Term(*entry) for entry in terms.items()))
    return tuple(
        Term(term, meaning)
        for term, meaning in terms.items()
        if term in spec.glossary or Term(term, meaning) in used
    )

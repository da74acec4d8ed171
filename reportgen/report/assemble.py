"""Assembles a document: the chapters of all sections, and the standard parts around them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from reportgen.catalogs import words_in
from reportgen.document.blocks import (
    Block,
    Chapter,
    Cover,
    Document,
    Recommendation,
    Term,
    Text,
)
from reportgen.document.currency import in_currency
from reportgen.document.facts import Words
from reportgen.document.ledger import Ledger
from reportgen.extension.components import Section
from reportgen.punctuation import listing
from reportgen.report.build_chapter import build_chapter
from reportgen.report.detail_tables import detail_tables
from reportgen.report.quality import Checked, quality_chapter
from reportgen.report.reachable_effects import reachable
from reportgen.report.report_names import title_of
from reportgen.report.summary_findings import severity_rank, summary
from reportgen.report.trade_words import whose
from reportgen.section.data import Data
from reportgen.spec.spec import Spec


def assemble(spec: Spec, data: Data, checked: Checked) -> Document:
    """Build the whole document: standard parts, the chapters in the spec's order, detail tables."""
    frame = data.speaking(words_in("report"))
    cover = _cover(spec, data)
    reported = cover.report_date or data.month.end
    doubts = sorted(checked.findings, key=severity_rank)
    damages = [damage for finding in doubts for damage in finding.undermines]
    built = (build_chapter(name, section, data, damages) for name, section in spec.chapters)
    chapters = tuple(_planned(spec, chapter, reported, frame) for chapter in built)
    sections = [section for _, section in spec.chapters]
    document = Document(
        cover=cover,
        preface=_preface(spec, frame),
        summary=summary(chapters, frame, doubts),
        chapters=chapters,
        recommendations=_recommendations(chapters),
        glossary=_glossary(spec, sections, data),
        thanks=_thanks(spec, checked.ledger, frame),
        quality=quality_chapter(spec, data, checked),
        ledger=checked.ledger,
        contracts=dict(data.contracts),
    )
    whole = document.with_details(detail_tables(document, data))
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
    return document.with_details(detail_tables(document, data))


# --- the frame ------------------------------------------------------------------------------


def _cover(spec: Spec, data: Data) -> Cover:
    report = spec.report
    return Cover(
        title=title_of(spec, data.dealer, data.month),
        dealer_id=data.dealer.id,
        dealer=data.dealer.title(data.language),
        month=data.month,
        language=data.language,
        department=report.department,
        author=report.author,
        report_date=report.date or data.month.end,
        subtitle=report.subtitle,
        whose=whose(spec.trade, data.language),
    )


def _preface(spec: Spec, frame: Data) -> tuple[Block, ...]:
    own = (spec.preface.background, spec.preface.purpose, spec.preface.approach)
    keys = ("preface.background", "preface.purpose", "preface.approach")
    values = {
        "dealer": frame.dealer.title(frame.language),
        "month": frame.month.text(frame.language),
    }
    wanted: tuple[tuple[str, ...], ...] = (("dealer", "month"), (), ())
    return tuple(
        Text((text,) if text else frame.say(key, **{k: values[k] for k in names}))
        for text, key, names in zip(own, keys, wanted, strict=True)
    )


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


def _glossary(spec: Spec, sections: Iterable[Section], data: Data) -> tuple[Term, ...]:
    """Collect the terms of the sections used and of the spec; the spec's meaning wins."""
    terms: dict[str, str] = {}
    for section in sections:
        for term, meaning in section.terms.items():
            terms.setdefault(term.in_(data.language), meaning.in_(data.language))
    terms |= spec.glossary
    return tuple(Term(term, meaning) for term, meaning in terms.items())


def _thanks(spec: Spec, ledger: Ledger, frame: Data) -> tuple[Words, ...]:
    own: tuple[Words, ...] = tuple((line,) for line in spec.thanks)
    read = dict.fromkeys(account.table for account in ledger.accounts)
    names = [frame.contracts[t].label.in_(frame.language) for t in read if t in frame.contracts]
    if not names:
        return own
    tables = listing(names, frame.language)
    return (frame.say("thanks.sources", tables=tables), *own)

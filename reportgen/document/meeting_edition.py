"""Shortens a report to what a meeting reads: what was found, with its figures and measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Document,
    Finding,
    Kpis,
    Picture,
    Recommendation,
    Text,
    facts_of,
)
from reportgen.document.used_terms import used_terms


def on_paper(document: Document) -> Document:
    """Return the report as its Word edition prints it: whole, or short for a meeting.

    The short one has of each chapter its conclusion, key figures, the findings to act on or watch
    with the charts that show them and their measures, and its 小结; the workbook has all.
    """
    if document.cover.detail == "full":
        return document
    short = document.having(chapters=tuple(map(_short, document.chapters)))
    return short.having(glossary=used_terms(short, document.glossary))


def _short(chapter: Chapter) -> Chapter:
    return replace(chapter, blocks=tuple(_blocks(chapter)))


def _blocks(chapter: Chapter) -> Iterator[Block]:
    found = [block for block in chapter.blocks if isinstance(block, Finding) and _urgent(block)]
    names = {finding.id for finding in found}
    proof = {fact.id for finding in found for fact in facts_of(finding)}
    for block in chapter.blocks:
        match block:
            case Text(role="headline" | "summary") | Kpis():
                yield block
            case Finding(id=name) | Recommendation(finding=name) if name in names:
                yield block
            case Chart() | Picture() if any(fact.id in proof for fact in facts_of(block)):
                yield block


def _urgent(finding: Finding) -> bool:
    return finding.severity in {"bad", "watch"}

"""Makes the title page: its title is a viewpoint, a summary, a topic or a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from reportgen.document.blocks import Block, Chapter, Cover, Finding
from reportgen.document.formats import plain
from reportgen.document.short_title import without_dealer
from reportgen.document.storable_texts import storable_texts
from reportgen.report.report_names import title_of
from reportgen.report.trade_words import whose
from reportgen.section.data import Data
from reportgen.spec.spec import Spec


def topic_cover(spec: Spec, data: Data) -> Cover:
    """Return the title page with the report's name as its title."""
    report = spec.report
    name = title_of(spec, data.dealer, data.month)
    return Cover(
        title=name,
        name=name,
        dealer_id=data.dealer.id,
        dealer=data.dealer.title(data.language),
        month=data.month,
        language=data.language,
        department=report.department,
        author=report.author,
        report_date=report.date or data.month.end,
        subtitle=report.subtitle,
        detail=report.detail,
        whose=whose(spec.trade, data.language),
    )


def titled(
    cover: Cover, spec: Spec, summary: Iterable[Block], chapters: Sequence[Chapter], frame: Data
) -> Cover:
    """Return the title page with a title of the kind the spec asks for.

    Viewpoint, summary and question are made from the month's strongest finding, the first of the
    summary that is not about the data; the report's name then stands below.
    """
    findings = [block for block in summary if isinstance(block, Finding)]
    told = [one for one in findings if not one.undermines] or findings
    match spec.report.title_kind:
        case "topic":
            return cover
        case "viewpoint":
            title = _viewpoint(told, frame)
        case "summary":
            title = _summary(told, frame)
        case "question":
            title = _question(told, chapters, frame)
        case other:
            assert_never(other)
    below = without_dealer(cover.name, cover.dealer)
    return replace(cover, title=storable_texts(title), subtitle=cover.subtitle or below)


def _viewpoint(found: Sequence[Finding], frame: Data) -> str:
    return _told(found[0], frame) if found else frame.text("title.calm", month=_month(frame))


def _summary(found: Sequence[Finding], frame: Data) -> str:
    if not found:
        return _viewpoint(found, frame)
    urgent = sum(one.severity == "bad" for one in found)
    said = {"month": _month(frame), "first": _told(found[0], frame)}
    if len(found) == 1:
        return frame.text("title.summary", **said)
    key = "title.summary_urgent" if urgent else "title.summary_watch"
    return frame.text(key, **said, count=urgent or len(found))


def _question(found: Sequence[Finding], chapters: Sequence[Chapter], frame: Data) -> str:
    first = found[0].id if found else ""
    for chapter in chapters:
        if any(isinstance(block, Finding) and block.id == first for block in chapter.blocks):
            return frame.text("title.question", month=_month(frame), chapter=chapter.title)
    return frame.text("title.question_all", month=_month(frame))


def _told(finding: Finding, frame: Data) -> str:
    return plain(finding.title, frame.language).rstrip("。.")


def _month(frame: Data) -> str:
    return frame.month.text(frame.language)

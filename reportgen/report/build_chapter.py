"""Builds one section's chapter; a section that raises costs its own chapter, never the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, get_args

from reportgen.catalogs import words_in
from reportgen.document.blocks import (
    Block,
    Chapter,
    Finding,
    Recommendation,
    Text,
    facts_of,
)
from reportgen.errors import ReportgenError, one_line
from reportgen.extension.components import Section
from reportgen.metric.expressions import Doubt
from reportgen.report.section_needs import said_missing
from reportgen.section.data import Data

_DOUBTS: Final = frozenset(get_args(Doubt))


def build_chapter(section_id: str, section: Section, data: Data) -> Chapter:
    """Build a section's chapter; if needed data are missing, one that says which."""
    title = section.chapter_title(data.language)
    missing = said_missing(section, data)
    if missing:
        note = data.speaking(words_in("report")).say("chapter.no_data", missing=missing)
        return Chapter(section_id, title, (Text(note, role="headline"),))
    try:
        blocks = tuple(_checked(section.build(data.speaking(section.phrases, section.type))))
    except Exception as error:  # noqa: BLE001 a plugin may raise anything
        return Chapter(section_id, title, (), failed=one_line(error))
    return Chapter(section_id, title, tuple(_founded(blocks)))


def _founded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Leave out findings that rest on what is not known, and their measures."""
    dropped: set[str] = set()
    for block in blocks:
        if isinstance(block, Finding) and any(f.reason in _DOUBTS for f in facts_of(block)):
            dropped.add(block.id)
        elif not (isinstance(block, Recommendation) and block.finding in dropped):
            yield block


def _checked(blocks: Iterable[object]) -> Iterator[Block]:
    known = get_args(Block)
    for block in blocks:
        if not isinstance(block, known):
            raise ReportgenError(
                f"yielded {type(block).__name__}, expected a block such as Text, Table or Chart"
            )
        yield block

"""Builds one section's chapter; a section that raises costs its own chapter, never the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, get_args

from reportgen.catalogs import words_in
from reportgen.document.blocks import (
    Block,
    Chapter,
    Finding,
    Kpis,
    Recommendation,
    Text,
    facts_of,
)
from reportgen.document.damage import Damage
from reportgen.document.facts import Fact
from reportgen.document.finding_order import needs_attention
from reportgen.extension.components import Section
from reportgen.extension.plugin_faults import told
from reportgen.extension.process_state import Severed, undisturbed
from reportgen.metric.expressions import Doubt
from reportgen.report.quality.table_profile import needed_columns
from reportgen.report.section_needs import said_missing
from reportgen.report.undermined import Doubtful
from reportgen.report.unfinished_month import misjudges, unfinished, unjudged
from reportgen.report.yielded_blocks import blocks_of
from reportgen.section.built_chapter import BuiltChapter
from reportgen.section.data import Data

_DOUBTS: Final = frozenset(get_args(Doubt))
_LOST: Final = _DOUBTS - {"no_column", "not_recorded"}
"""Doubts a better export would clear; of columns nobody keeps a section speaks itself."""


def build_chapter(
    section_id: str, section: Section, data: Data, damages: Sequence[Damage] = ()
) -> Chapter:
    """Build a section's chapter; without what it needs, a note that says what is missing.

    `damages` is what of the data no conclusion may rest on.
    """
    title = section.chapter_title(data.language)
    frame = data.speaking(words_in("report"))
    missing = said_missing(section, data)
    if missing:
        note = frame.say("chapter.no_data", missing=missing)
        return Chapter(section_id, title, (Text(note, role="headline"),))
    try:
        own = data.speaking(section.phrases, section.type)
        with undisturbed(section.build):
            blocks = blocks_of(section.build(own), section.build, own)
    except Severed:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
        return Chapter(section_id, title, (), failed=told(error))
    doubtful = Doubtful(damages, data, needed_columns([section]))
    founded = tuple(map(unjudged, _founded(blocks, doubtful)))
    if unfinished(_concluded(blocks)) or not (_calls(founded) or _concludes(blocks, doubtful)):
        without = Text(frame.say("chapter.no_conclusion"), role="summary")
        founded = tuple(without if _is_summary(block) else block for block in founded)
    return Chapter(section_id, title, founded)


def built_chapter(
    section_id: str, section: Section, data: Data, damages: Sequence[Damage] = ()
) -> BuiltChapter:
    """Build a section's chapter and ask for the figures by which its month is judged."""
    chapter = build_chapter(section_id, section, data, damages)
    if chapter.failed or said_missing(section, data):
        return BuiltChapter(chapter)
    try:
        figures = tuple(section.key_figures(data.speaking(section.phrases, section.type)))
    except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
        return BuiltChapter(Chapter(section_id, chapter.title, (), failed=told(error)))
    return BuiltChapter(chapter, figures)


def _founded(blocks: Iterable[Block], doubtful: Doubtful) -> Iterator[Block]:
    """Leave out findings on what is not known, praise on what is damaged, and measures."""
    dropped: set[str] = set()
    for block in blocks:
        if isinstance(block, Finding) and _unfounded(block, doubtful):
            dropped.add(block.id)
        elif not (isinstance(block, Recommendation) and block.finding in dropped):
            yield block


def _unfounded(finding: Finding, doubtful: Doubtful) -> bool:
    facts = [*facts_of(finding)]
    if misjudges(finding) or any(fact.reason in _DOUBTS for fact in facts):
        return True
    return finding.severity == "good" and doubtful.undermined(facts)


def _concludes(blocks: Sequence[Block], doubtful: Doubtful) -> bool:
    """Whether the chapter's own conclusion may stand: it calls for action, or its figures hold.

    Where it quotes none it speaks of the month as a whole: of whatever the chapter shows of this
    month and the one before.
    """
    if any(fact.reason in _LOST for fact in _concluded(blocks)):
        return False
    if quoted := _quoted(blocks):
        return not doubtful.undermined(quoted)
    return not doubtful.lately().undermined(f for block in blocks for f in facts_of(block))


def _concluded(blocks: Sequence[Block]) -> list[Fact]:
    """Return what the chapter's own conclusion is about: what it quotes, else the tiles."""
    tiles = [tile for block in blocks if isinstance(block, Kpis) for tile in block.tiles]
    return _quoted(blocks) or [tile.fact for tile in tiles]


def _quoted(blocks: Iterable[Block]) -> list[Fact]:
    return [fact for block in blocks if _is_summary(block) for fact in facts_of(block)]


def _calls(blocks: Iterable[Block]) -> bool:
    return any(isinstance(block, Finding) and needs_attention(block) for block in blocks)


def _is_summary(block: Block) -> bool:
    return isinstance(block, Text) and block.role == "summary"

"""The two tables of the frame: what to do about the findings, and what the terms mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from reportgen.document import formats
from reportgen.document.blocks import Recommendation, Term
from reportgen.document.words import Word, say
from reportgen.labels import Language
from reportgen.renderers.docx.lead_words import led
from reportgen.renderers.docx.markup import KEEP, QUIET, bold, color, held, paragraph, run
from reportgen.renderers.docx.tables import WHOLE, cell, frame

_PLAN: Final[tuple[tuple[Word, float], ...]] = (
    ("problem", 0.33),
    ("measure", 0.27),
    ("owner", 0.11),
    ("deadline", 0.125),
    ("effect", 0.165),
)
_TERMS: Final[tuple[tuple[Word, float], ...]] = (("term", 0.24), ("meaning", 0.76))
_TALL: Final = 3
"""Rows of a plan are tall: more of them may break across pages."""
_LOOK: Final = 'w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'


def write(
    planned: Sequence[Recommendation], language: Language, styles: Mapping[str, str], width: int
) -> str:
    """Problem and cause, measure, owner, deadline, expected effect; one row a measure."""
    rows = [_recommendation(one, language) for one in planned]
    return _table("recommendations", _PLAN, rows, language, styles, width, whole=_TALL)


def brief(one: Recommendation, language: Language, style: str) -> str:
    """One paragraph where the measure arises; the whole of it stands in the plan."""
    measure = formats.plain(one.measure, language)
    planned = say("planned", language, owner=one.owner, deadline=one.deadline.isoformat())
    return paragraph(style, led("advice", measure.rstrip("。.") + planned, language))


def glossary(
    terms: Sequence[Term], language: Language, styles: Mapping[str, str], width: int
) -> str:
    """Every term and its meaning."""
    rows = [[[run(one.term, bold())], [run(one.meaning)]] for one in terms]
    return _table("glossary", _TERMS, rows, language, styles, width, whole=WHOLE)


def _recommendation(one: Recommendation, language: Language) -> list[list[str]]:
    baseline, target = (
        formats.text(fact, fact.unit, language) for fact in (one.baseline, one.target)
    )
    problem = [run(formats.plain(one.problem, language), bold())]
    if one.cause:
        cause = formats.plain(one.cause, language)
        problem.append(led("cause", cause, language, color(QUIET)))
    effect = [run(one.indicator), run(f"{baseline} → {target}", bold())]
    if one.status != "proposed":
        effect.append(run(say(one.status, language), color(QUIET)))
    return [
        problem,
        [run(formats.plain(one.measure, language))],
        [run(one.owner)],
        [run(one.deadline.isoformat())],
        effect,
    ]


def _table(  # noqa: PLR0913, PLR0917 a table is its words, its rows and its look
    name: Word,
    columns: Sequence[tuple[Word, float]],
    rows: Sequence[Sequence[Sequence[str]]],
    language: Language,
    styles: Mapping[str, str],
    width: int,
    whole: int,
) -> str:
    widths = [int(width * share) for _, share in columns]
    widths[-1] += width - sum(widths)
    head, text = styles["rg table head"], styles["rg table text"]
    titles = [[paragraph(head, run(say(word, language)), KEEP)] for word, _ in columns]
    lines = [_row(titles, widths, "<w:tblHeader/>")]
    kept = held(len(rows), whole)
    for number, row in enumerate(rows):
        keep = KEEP if number in kept else ""
        cells = [[paragraph(text, part, keep) for part in parts] for parts in row]
        lines.append(_row(cells, widths))
    return frame(styles["rg table"], say(name, language), widths, _LOOK, "".join(lines))


def _row(cells: Sequence[Sequence[str]], widths: Sequence[int], properties: str = "") -> str:
    written = "".join(
        cell("".join(parts), width) for parts, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{written}</w:tr>"

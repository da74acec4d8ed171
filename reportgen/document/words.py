"""The words every report prints around its sections, in both languages."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from reportgen.catalogs import Labels
from reportgen.document.blocks import Kpi, Severity
from reportgen.labels import Language
from reportgen.metric.expressions import Reason

Word: TypeAlias = Literal[
    "contents", "figures", "tables", "figure", "table",
    "preface", "summary", "recommendations", "quality", "glossary", "thanks",
    "definitions",
    "problem", "cause", "measure", "advice", "planned", "see",
    "owner", "deadline", "effect", "indicator",
    "baseline", "target", "in_full", "in_time", "status", "change", "term", "meaning",
    "wrap_up", "finding_begins", "proposed", "agreed", "running", "done",
    "better", "worse", "up", "down", "flat", "few", "course",
    "on_last_month", "null_note", "bounds_note",
    "so_far", "so_far.to", "so_far.from", "so_far.days", "unfinished",
    "failed", "no_data", "more_rows", "no_recommendations",
    "period", "department", "author", "date", "page", "of_pages", "pages",
]  # fmt: skip

FRAME: Final = Labels[Word]("report", get_args(Word))
SEVERITY: Final = Labels[Severity]("report", get_args(Severity), "severity.")
REASON: Final = Labels[Reason]("report", get_args(Reason), "no_value.")


def say(word: Word, language: Language, **values: object) -> str:
    """Return a word of the report in one language, its placeholders filled."""
    return FRAME.say(word, language, **values)


def course(tile: Kpi) -> Literal["better", "worse", "flat", "few", "moved", ""]:
    """Word how a key figure moved: better or worse only where the change is more than chance.

    `moved` has no good direction, or no test fits; empty when there is no earlier figure.
    """
    change = tile.change
    if change is None or change.value is None:
        return ""
    if not change.value or change.evidence == "flat":
        return "flat"
    if change.evidence in {"counts_only", "small_sample"}:
        return "few"
    better = change.better if change.better != "none" else tile.fact.better
    if better == "none" or change.evidence == "untested":
        return "moved"
    return "better" if (change.value > 0) == (better == "higher") else "worse"

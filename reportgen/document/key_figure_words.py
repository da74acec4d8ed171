"""Composes what a key figure prints: its change with an arrow and a word, its state, its trend."""

from __future__ import annotations

from typing import Literal

from reportgen.document.blocks import Kpi
from reportgen.document.facts import Fact
from reportgen.document.formats import NULL, ends_of, is_nothing, text
from reportgen.document.printed import Tile, Tone
from reportgen.document.words import SEVERITY, course, say
from reportgen.labels import Language


def tile_of(kpi: Kpi, language: Language) -> Tile:
    """Compose everything a key figure prints, in words and in numbers."""
    label = kpi.label or kpi.fact.label
    arrow, word, tone = _movement(kpi, language)
    size = text(kpi.change, kpi.change.unit, language, "size") if kpi.change else ""
    judged = SEVERITY[kpi.severity].in_(language) if kpi.severity != "info" else ""
    aimed = ""
    if kpi.target is not None:
        aimed = f"{say('target', language)} {text(kpi.target, kpi.target.unit, language)}"
    moved = " ".join(filter(None, (arrow, size, word))) if arrow else word or size
    if kpi.fact.so_far:
        word = say("unfinished", language)
        moved = " ".join(filter(None, (size, word)))
    return Tile(
        label=label,
        value=kpi.fact,
        severity=kpi.severity,
        change=kpi.change,
        moved=moved,
        state=judged or " ".join(filter(None, (arrow, word))) or NULL,
        tone=tone,
        target=kpi.target,
        aimed=aimed,
        trend=kpi.trend,
        course=_course(kpi.trend, label, language),
    )


def _movement(kpi: Kpi, language: Language) -> tuple[Literal["▲", "▼", ""], str, Tone]:
    """Return arrow, word and tone of a change; one that rounds to nothing has no arrow."""
    change, moved = kpi.change, course(kpi)
    if change is None or change.value is None or not moved:
        return "", "", ""
    if is_nothing(text(change, change.unit, language, "size")):
        return "", say("flat", language), ""
    arrow: Literal["▲", "▼"] = "▲" if change.value > 0 else "▼"
    match moved:
        case "better" | "worse":
            return arrow, say(moved, language), moved
        case "flat" | "few":
            return arrow, say(moved, language), "quiet"
        case "moved":
            return arrow, say("up" if arrow == "▲" else "down", language), "quiet"


def _course(trend: tuple[Fact, ...], label: str, language: Language) -> str:
    ends = ends_of(trend, language)
    return "" if ends == NULL else say("course", language, label=label, ends=ends)

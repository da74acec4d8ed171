"""What the chapters on surveys say of surveys that are not there, or that are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from reportgen_plugins.after_sales.surveys.survey_answers import survey_answers

from reportgen import Block, Data, Text, catalog

_PHRASES = catalog(Path(__file__).parents[2] / "phrases" / "surveys.yaml")


def no_surveys(data: Data) -> Iterator[Block]:
    """There are surveys, but none that counts says anything of the report's place."""
    shared = data.speaking(_PHRASES, "surveys")
    name = data.dealer.title(data.language)
    yield Text(shared.say("no_surveys", name=name), role="headline")
    yield from left_out_note(data, survey_answers(data).left_out)
    yield Text(shared.say("no_surveys.summary"), role="summary")


def left_out_note(data: Data, left_out: Mapping[str, int]) -> Iterator[Block]:
    """How many scores are left out, and why."""
    shared = data.speaking(_PHRASES, "surveys")
    for why, count in left_out.items():
        yield Text(shared.say(f"left_out.{why}", count=count), role="note")

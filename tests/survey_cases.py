"""Surveys for the tests of the chapters on them: small groups, and any dealer's view of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from reportgen import Block, Data, Dealer, Fact, Finding, Month
from reportgen.document.blocks import Chapter, facts_of
from reportgen.document.formats import plain
from reportgen.extension.components import Declarations, RawTable
from reportgen.extension.loader import install_namespace, load_plugins
from reportgen.extension.registry import Registry
from reportgen.intake import take_all
from reportgen.labels import Language
from reportgen.report.build_chapter import build_chapter
from reportgen.report.cut_to_month import cut_tables
from reportgen.report.load_inputs import Inputs

install_namespace((Path(__file__).parents[1] / "plugins",))

from reportgen_plugins.after_sales.demo.demo_group_surveys import group_surveys  # noqa: E402

COLUMNS = (
    "survey_no", "source", "surveyed_at", "level", "region", "province", "city", "store", "item",
    "score", "scale", "weight", "sample",
)  # fmt: skip


@cache
def registry() -> Registry:
    """Everything the bundled plugins offer."""
    return load_plugins()


@cache
def sample(
    stores: int, months: int, seed: int, *, healthy: bool = False, a_month: int = 12
) -> pd.DataFrame:
    """The sample surveys with canonical headers, as text."""
    made = group_surveys(stores, months, seed, healthy=healthy, a_month=a_month)
    return made.set_axis(list(COLUMNS), axis=1)


def data_of(
    surveys: pd.DataFrame | Sequence[Mapping[str, Any]],
    dealer: str | Dealer = "total",
    month: str = "2026-10",
    language: Language = "zh",
    *,
    whole: bool = True,
) -> Data:
    """What a section is given for one dealer; the export is whole unless told otherwise."""
    frame = pd.DataFrame(surveys)
    texts = frame.astype("object").where(frame.notna(), "").astype("str")
    header = tuple(texts.columns)
    rows = texts.set_axis(range(len(header)), axis=1)
    rows.index = pd.RangeIndex(2, len(rows) + 2)
    when, contracts = Month.parse(month), registry().tables
    declared = Declarations({name: name for name in header}, covers=when if whole else None)
    raw = RawTable("surveys.csv", header, rows.astype("str"), declared=declared)
    frames, ledger = take_all(contracts.values(), {"surveys": [raw]}, dealer_default=None)
    whose = dealer if isinstance(dealer, Dealer) else Dealer(dealer)
    own, _ = cut_tables(Inputs(frames, ledger, (whose,), contracts), whose, when)
    return Data(whose, when, language, own, history=25)


def chapter_of(section: str, data: Data, **options: Any) -> Chapter:  # noqa: ANN401 as in YAML
    """The chapter a section makes of it."""
    made = registry().sections[section].model_validate(options)
    chapter = build_chapter(section, made, data)
    assert not chapter.failed, chapter.failed
    return chapter


def facts(blocks: Iterable[Block]) -> dict[str, Fact]:
    return {fact.id: fact for block in blocks for fact in facts_of(block)}


def findings(chapter: Chapter) -> dict[str, Finding]:
    return {block.id: block for block in chapter.blocks if isinstance(block, Finding)}


def said(chapter: Chapter, language: Language = "zh") -> str:
    """Everything the sentences of a chapter say."""
    parts = []
    for block in chapter.blocks:
        for name in ("words", "title", "text", "note"):
            words = getattr(block, name, ())
            parts.append(words if isinstance(words, str) else plain(words, language))
    return "\n".join(parts)

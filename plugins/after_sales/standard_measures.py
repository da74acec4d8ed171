"""The library of standard measures that a store can edit: `configs/measures/standard.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field
from reportgen_plugins.after_sales.comments.topic_catalog import Item, Key
from reportgen_plugins.after_sales.config_files import read_once, readable_as

from reportgen import ConfigFile, Data, Label, Strict, Words, catalog, simplified, words

MEASURES: Final = "measures/standard.yaml"
"""The file in configs/, the workspace's own before the bundled one."""
MOST: Final = 2
"""Standard measures one recommendation names; by judgement: more are not carried out."""


_PHRASES: Final = catalog(Path(__file__).parents[1] / "phrases" / "standard_measures.yaml")


class Bilingual(Strict):
    """A text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def label(self) -> Label:
        """The text as a label."""
        return Label(self.zh, self.en)


class StandardMeasure(Strict):
    """What to do about one cause, by whom, within how many days, and why it helps."""

    cause: Bilingual
    side: Literal["subjective", "objective"]
    topics: tuple[Key, ...] = ()
    items: tuple[Item, ...] = ()
    reasons: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    measure: Bilingual
    role: Bilingual
    days: int = Field(ge=1, le=365)
    why: Bilingual


class MeasureLibrary(Strict):
    """All standard measures by cause, and what a call is expected to bring."""

    won_back: float = Field(gt=0, le=1)
    measures: Mapping[Key, StandardMeasure] = Field(min_length=1)

    def on_topics(self, topics: Iterable[str]) -> tuple[StandardMeasure, ...]:
        """Return the measures for topics of comments, in the order of the topics."""
        return self._first(topics, "topics")

    def on_items(self, items: Iterable[str]) -> tuple[StandardMeasure, ...]:
        """Return the measures for items of the questionnaire, in the order of the items."""
        return self._first(items, "items")

    def on_reason(self, reason: str) -> StandardMeasure | None:
        """Return the measure for a reason somebody gave; null where none is known."""
        said = simplified(reason).casefold()
        found = (one for one in self.measures.values() if any(w in said for w in one.reasons))
        return next(found, None)

    def _first(self, keys: Iterable[str], named: str) -> tuple[StandardMeasure, ...]:
        found: list[StandardMeasure] = []
        for key in keys:
            one = next((m for m in self.measures.values() if key in getattr(m, named)), None)
            found += [one] if one and one not in found else []
        return tuple(found[:MOST])


def read_measures(path: Path) -> MeasureLibrary:
    """Read a library, once as long as the file stays the same.

    Raises:
        SpecError: It is none; every mistake with its place.
    """
    return read_once(path, MeasureLibrary)


def said_measures(data: Data, found: Iterable[StandardMeasure]) -> Words:
    """Return what to do in words, and why where it is one measure: 报价与费用：…; … ."""
    return words(*_parts(data, [*found]))


def _parts(data: Data, found: Sequence[StandardMeasure]) -> Iterator[str]:
    own, key = data.speaking(_PHRASES), "measure" if len(found) > 1 else "measure_why"
    for place, one in enumerate(found):
        said = {"cause": one.cause, "measure": one.measure}
        said |= {"why": one.why} if key == "measure_why" else {}
        parts = {name: own.pick(text.label) for name, text in said.items()}
        yield (own.text("separator") if place else "") + own.text(key, **parts)


MeasuresFile: TypeAlias = Annotated[
    ConfigFile,
    readable_as(MeasureLibrary),
    Field(description="file in configs/ with the standard measures"),
]
"""The option of a section that names the library."""

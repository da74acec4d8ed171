"""The catalog of topics that a store can edit: `configs/comments/topics.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator
from reportgen_plugins.after_sales.config_files import read_once, readable_as

from reportgen import ConfigFile, Label, Strict

TOPICS: Final = "comments/topics.yaml"
"""The file in configs/, the workspace's own before the bundled one."""
GAP: Final = "…"
"""What stands in a phrase for a few words between."""

Item: TypeAlias = Literal["attitude", "reception", "quote", "bill"]


def _phrase(value: str) -> str:
    if any(not part.strip() for part in value.split(GAP)):
        raise ValueError(f"'{value}' has nothing on one side of '{GAP}'; write words on both")
    return value


Phrase: TypeAlias = Annotated[str, Field(min_length=1), AfterValidator(_phrase)]
Key: TypeAlias = Annotated[str, Field(pattern="^[a-z][a-z_]{0,30}$")]


class TopicName(Strict):
    """What a reader calls a topic."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Topic(Strict):
    """One topic: its name, the scores it bears on, and the phrases by which it is told."""

    label: TopicName
    items: tuple[Item, ...] = ()
    blame: tuple[Phrase, ...] = Field(min_length=1)
    praise: tuple[Phrase, ...] = ()

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if both := sorted({*self.blame} & {*self.praise}):
            raise ValueError(f"'{both[0]}' stands under blame and praise; take one out")
        return self

    @property
    def name(self) -> Label:
        """Its name in both languages."""
        return Label(self.label.zh, self.label.en)


class TopicCatalog(Strict):
    """All topics, the words that turn a phrase round, and the comments that say nothing."""

    topics: Mapping[Key, Topic] = Field(min_length=1)
    negation: tuple[Phrase, ...] = ()
    affirmation: tuple[Phrase, ...] = ()
    nothing: tuple[Phrase, ...] = ()

    def on(self, item: str) -> Iterator[str]:
        """Yield the topics that bear on an item of the questionnaire."""
        return (key for key, topic in self.topics.items() if item in topic.items)


def read_topics(path: Path) -> TopicCatalog:
    """Read a catalog, once as long as the file stays the same.

    Raises:
        SpecError: It is none; every mistake with its place.
    """
    return read_once(path, TopicCatalog)


TopicsFile: TypeAlias = Annotated[
    ConfigFile,
    readable_as(TopicCatalog),
    Field(description="file in configs/ with the topics of comments"),
]
"""The option of a section that names the catalog."""

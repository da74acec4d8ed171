"""Reads the engine's own words from YAML catalogs in `reportgen/words/`: key → zh, en.

`Labels` reads names and short sentences, `reportgen.section.phrases.Phrases` sentences that facts
are put into; both take them from `words_in`. A file is read when its first word is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Generic, TypeVar

from reportgen.labels import Label, Language

FOLDER: Final = Path(__file__).parent / "words"

K = TypeVar("K", bound=str)


@cache
def words_in(name: str) -> Mapping[str, Mapping[str, str]]:
    """Return the words of `reportgen/words/<name>.yaml`: key → language → words."""
    import yaml  # noqa: PLC0415 `reportgen --help` says nothing from a catalog

    # The pure loader takes 40 ms for all catalogs instead of 4; PyYAML built without libyaml has
    # no other.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, str]] = yaml.load((FOLDER / f"{name}.yaml").read_bytes(), loader)  # noqa: S506 both are safe
    return found


class Labels(Mapping[K, Label], Generic[K]):
    """The words of a catalog by typed keys, in the order of the keys."""

    def __init__(self, catalog: str, keys: tuple[K, ...], prefix: str = "") -> None:
        """`prefix` is what the keys begin with in the catalog, `severity.`."""
        self._catalog, self._keys, self._prefix = catalog, keys, prefix
        self._read: dict[K, Label] = {}

    def __getitem__(self, key: K) -> Label:
        """Return a key's words in both languages; the file is read once."""
        if key not in self._read:
            if key not in self._keys:
                raise KeyError(key)
            catalog, place = self.place(key)
            self._read[key] = Label(**words_in(catalog)[place])
        return self._read[key]

    def place(self, key: K) -> tuple[str, str]:
        """Return the catalog and key of a word, for errors."""
        return self._catalog, f"{self._prefix}{key}"

    def __iter__(self) -> Iterator[K]:
        """Iterate over the keys without reading the file."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._keys)

    def say(self, key: K, language: Language, **values: object) -> str:
        """Return the words of a key in one language, their placeholders filled."""
        return self[key].in_(language).format(**values)

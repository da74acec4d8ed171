"""The words of the engine: YAML catalogs in `reportgen/words/`, key → zh, en.

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
    """Key → language → words of `reportgen/words/<name>.yaml`."""
    import yaml  # noqa: PLC0415 `reportgen --help` says nothing from a catalog

    # The pure loader takes 7 times as long; a wheel of PyYAML without libyaml has no other.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, str]] = yaml.load((FOLDER / f"{name}.yaml").read_bytes(), loader)  # noqa: S506 both are safe
    return found


class Labels(Mapping[K, Label], Generic[K]):
    """The words of a catalog for keys the type checker knows, in the order of the keys."""

    def __init__(self, catalog: str, keys: tuple[K, ...], prefix: str = "") -> None:
        """`prefix` is what the keys begin with in the catalog, `severity.`."""
        self._catalog, self._keys, self._prefix = catalog, keys, prefix
        self._read: dict[K, Label] = {}

    def __getitem__(self, key: K) -> Label:
        """Both languages of a key; read once."""
        if key not in self._read:
            if key not in self._keys:
                raise KeyError(key)
            catalog, place = self.place(key)
            self._read[key] = Label(**words_in(catalog)[place])
        return self._read[key]

    def place(self, key: K) -> tuple[str, str]:
        """Catalog and key where the words stand."""
        return self._catalog, f"{self._prefix}{key}"

    def __iter__(self) -> Iterator[K]:
        """The keys; reads no file."""
        return iter(self._keys)

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._keys)

    def say(self, key: K, language: Language, **values: object) -> str:
        """The words of a key in one language, their placeholders filled."""
        return self[key].in_(language).format(**values)

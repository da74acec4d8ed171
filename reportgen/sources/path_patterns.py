"""Which files a pattern matches, found without looking at a whole disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatch
from glob import has_magic
from itertools import count
from pathlib import Path
from typing import Final

from reportgen.errors import SourceError

_LOOKED_AT: Final = 200_000
"""Names a pattern may lead past; by judgement: a dealer group exports thousands of files a year."""


def matches(pattern: Path) -> list[Path]:
    """What a pattern matches, sorted, without hidden and lock files; `**` is any folders.

    Raises:
        SourceError: Too much would have to be looked at.
    """
    search = _Search(pattern)
    found = search.below(Path(pattern.anchor), pattern.parts[1:])
    return sorted(dict.fromkeys(found), key=str)


class _Search:
    """One walk through folders that counts what it sees."""

    def __init__(self, pattern: Path) -> None:
        self._pattern, self._looked = pattern, count(1)

    def below(
        self, folder: Path, names: Sequence[str], above: tuple[Path, ...] = ()
    ) -> Iterator[Path]:
        """What the names lead to from a folder; `above` are folders `**` has led through."""
        if not names:
            yield folder
        elif names[0] == "**":
            yield from self.below(folder, names[1:])
            real = folder.resolve()
            for each in self._inside(folder) if real not in above else ():
                if each.is_dir():
                    yield from self.below(each, names, (*above, real))
        elif has_magic(names[0]):
            for each in self._inside(folder):
                if fnmatch(each.name, names[0]):
                    yield from self.below(each, names[1:])
        elif os.path.lexists(folder / names[0]):
            yield from self.below(folder / names[0], names[1:])

    def _inside(self, folder: Path) -> Iterator[Path]:
        """What a folder holds; nothing if it is none, or must not be looked into."""
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if next(self._looked) > _LOOKED_AT:
                    raise SourceError(
                        f"{self._pattern}: there are more than {_LOOKED_AT} files and folders to "
                        "look at; begin the pattern with the folder the exports are in"
                    )
                if entry.name[0] not in "~.":
                    yield folder / entry.name

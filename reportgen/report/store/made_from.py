"""What a store is made from: files, contracts, options and code; another key is another store."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from inspect import getsourcefile
from pathlib import Path
from typing import Final

import pandas as pd

from reportgen.errors import EnvironmentFault, SourceError
from reportgen.extension.components import RawTable, Source
from reportgen.report.load_inputs import Raws, SpecReading
from reportgen.report.store.digests import digest, digest_of_all, digest_of_file

_LIBRARIES: Final = ("duckdb", "numpy", "pandas", "pyarrow", "python-calamine", "pyyaml", "xlrd")
"""What reads and converts: another version may read another value."""
_PACKAGE: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a store is made from.

    Attributes:
        key: Digest of all that the tables depend on.
        files: File, as the spec's folder knows it → the digest of its bytes; for what only
            reading tells, the name of the table → the digest of its rows.
        raws: The text of all tables; those that had to be read for the key are not read again.
    """

    key: str
    files: dict[str, str]
    raws: Raws

    @classmethod
    def of(cls, reading: SpecReading) -> MadeFrom:
        """Look at all files of a reading; reads what is no file.

        Raises:
            SourceError: A file is missing or unreadable.
        """
        files: dict[str, str] = {}
        raws: dict[str, Iterator[RawTable]] = {}
        for name, sources in reading.sources.items():
            paths = [source.files_read(reading.place) for source, _ in sources]
            if None in paths:
                read = list(reading.raws()[name])
                files |= {f"{name} {at}": _of_rows(raw) for at, raw in enumerate(read)}
                raws[name] = _let_go(read)
            else:
                files |= _of_files([path for some in paths for path in some or ()], reading)
        return cls(_key(reading, files), files, {**reading.raws(), **raws})


def _of_files(paths: Sequence[Path], reading: SpecReading) -> dict[str, str]:
    found = {}
    for path in paths:
        name = Path(os.path.relpath(path, reading.place.folder)).as_posix()
        try:
            found[name] = digest_of_file(path)
        except PermissionError as error:
            raise SourceError(
                f"'{path}' must not be read by this user; change its permissions or copy it"
            ) from error
        except OSError as error:
            raise EnvironmentFault(f"'{path}' cannot be read: {error.strerror}") from error
    return found


def _of_rows(raw: RawTable) -> str:
    rows = pd.util.hash_pandas_object(raw.rows).to_numpy()
    return digest_of_all([digest(rows.tobytes()), repr(replace(raw, rows=pd.DataFrame()))])


def _let_go(read: list[RawTable]) -> Iterator[RawTable]:
    """Yield tables that nobody else holds then: they are the largest thing in memory."""
    while read:
        yield read.pop(0)


def _key(reading: SpecReading, files: dict[str, str]) -> str:
    sources = [
        (name, _told(source), repr(declared))
        for name, some in reading.sources.items()
        for source, declared in some
    ]
    return digest_of_all(
        (
            *(f"{name} {found}" for name, found in files.items()),
            *(text for each in sources for text in each),
            *(repr(contract) for contract in reading.contracts.values()),
            repr((reading.dealer_default, reading.language, reading.currency)),
            repr([str(month) for month in reading.place.months]),
            repr({name: list(places) for name, places in reading.place.regions.items()}),
            repr(sorted(reading.privacy.open)),
            _code(),
        )
    )


def _told(source: Source) -> str:
    """A source with its options, and the code of a plugin's own."""
    kind = type(source)
    file = getsourcefile(kind) or ""
    own = "" if Path(file).is_relative_to(_PACKAGE) else digest_of_file(Path(file))
    return f"{kind.__qualname__} {own} {source.model_dump_json()}"


@cache
def _code() -> str:
    """The code that reads: whatever changes in it may change a value."""
    modules = sorted(_PACKAGE.rglob("*.py")) + sorted(_PACKAGE.glob("words/*.yaml"))
    own = (f"{path.relative_to(_PACKAGE)} {digest_of_file(path)}" for path in modules)
    return digest_of_all((*own, *map(_version, _LIBRARIES)))


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:  # DuckDB need not be there
        return library

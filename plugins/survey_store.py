"""The satisfaction database: surveys of several sources and years, kept as Parquet files.

`reportgen keep surveys SPEC` fills it; this source asks it for what a report needs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import Field
from reportgen_plugins.after_sales.tables.surveys import SURVEYS

from reportgen import Month, Place, RawTable, Source, SourceError, hookimpl

_LEVELS = ("region", "province", "city")
_STORE = ("store", "id", "编号", "代码", *SURVEYS.column("store").aliases)
_NEEDED = ("source", "surveyed_at", "item", "score")


class SurveyStore(Source):
    """What the satisfaction database holds for a report: of some sources, years and places.

    `hierarchy` is one CSV file with a row a store and the columns store, region, province and
    city; it fills in the places that the surveys leave out. Without `covers` the database counts
    as complete up to the month of the report: what is not in it was not asked.
    """

    type: ClassVar[str] = "survey_store"

    path: str = Field(default="data/surveys", description="folder of Parquet files")
    hierarchy: str = Field(default="", description="CSV file: store, region, province, city")
    sources: list[str] = Field(
        default_factory=list, description="own, oem, third_party or lost; all if empty"
    )
    places: list[str] = Field(
        default_factory=list,
        description="regions, provinces, cities, stores, or presets of them under `regions`; "
        "all if empty; total scores always come",
    )
    years: int | None = Field(default=None, ge=1, description="years up to the report's; else all")
    covers: str = Field(
        default="report",
        pattern=r"^(report|\d{4}-(0[1-9]|1[0-2]))?$",
        description="last month the database holds to the end; report: the report's",
    )

    def read(self, place: Place) -> Iterator[RawTable]:
        """Yield the rows of each file that the report needs.

        Raises:
            SourceError: The folder or the hierarchy is missing or unusable.
        """
        where = self._hierarchy(place.folder) if self.hierarchy else {}
        for path in self._files(place.folder):
            table = _read(path)
            rows = _placed(table.to_pandas(), where)
            yield _raw(path.name, rows, self._wanted(rows, place))

    def files_read(self, place: Place) -> Sequence[Path]:
        """Return the files of the database and the hierarchy.

        Raises:
            SourceError: The folder is missing or empty.
        """
        own = [place.folder / self.hierarchy] if self.hierarchy else []
        return [*self._files(place.folder), *own]

    def _files(self, folder: Path) -> list[Path]:
        files = sorted((folder / self.path).glob("*.parquet"))
        if not files:
            raise SourceError(
                f"{self.path}: there is no Parquet file in {folder / self.path}; fill the database "
                "with `reportgen keep surveys SPEC`"
            )
        return files

    def _wanted(self, rows: pd.DataFrame, place: Place) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which rows the report needs."""
        found = pd.Series(data=True, index=rows.index)
        if self.sources:
            found &= rows["source"].isin(self.sources)
        if self.years and place.months:
            first = Month(place.months[-1].year - self.years + 1, 1).first
            found &= pd.to_datetime(rows["surveyed_at"]) >= pd.Timestamp(first)
        if self.places:
            named = [name for name in (*_LEVELS, "store") if name in rows]
            places = [p for name in self.places for p in place.regions.get(name, (name,))]
            here = rows[named].isin(places).any(axis=1)
            found &= here | (rows["level"] == "total") if "level" in rows else here
        return found.to_numpy(dtype=bool)

    def _hierarchy(self, folder: Path) -> Mapping[str, Mapping[str, str]]:
        """Store → its region, province and city."""
        path = folder / self.hierarchy
        header, *lines = _csv(path)
        names = [cell.strip().casefold() for cell in header]
        columns = {level: _column(names, SURVEYS.column(level).aliases) for level in _LEVELS}
        store = _column(names, _STORE)
        if store is None:
            raise SourceError(
                f"{path}:1: there is no column of store codes; its columns are "
                f"{', '.join(header)}; name one 'store'"
            )
        return {
            line[store].strip(): {
                level: line[at].strip()
                for level, at in columns.items()
                if at is not None and at < len(line) and line[at].strip()
            }
            for line in lines
            if len(line) > store and line[store].strip()
        }


def _read(path: Path) -> pa.Table:
    """The rows of one file.

    Raises:
        SourceError: It is no Parquet file, or lacks a column of a survey.
    """
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(f"{path.name}: this is no readable Parquet file ({error})") from error
    for name in _NEEDED:
        if name not in table.column_names:
            raise SourceError(
                f"{path.name}: there is no column '{name}'; keep the surveys with "
                "`reportgen keep surveys SPEC`, which writes it"
            )
    return table


def _placed(rows: pd.DataFrame, where: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """The rows with the places of their stores; what a row says itself stays."""
    if not where or "store" not in rows:
        return rows
    for level in _LEVELS:
        told = rows["store"].map({store: places.get(level) for store, places in where.items()})
        rows[level] = rows[level].fillna(told) if level in rows else told
    return rows


def _raw(name: str, rows: pd.DataFrame, wanted: np.ndarray[Any, np.dtype[np.bool_]]) -> RawTable:
    """The wanted rows as text, numbered as in the file."""
    chosen = rows[wanted]
    texts = {at: _text(chosen[column]) for at, column in enumerate(chosen)}
    frame = pd.DataFrame(texts).set_axis(np.flatnonzero(wanted) + 1)
    return RawTable(name, tuple(map(str, chosen.columns)), frame.astype("str"))


def _text(column: pd.Series) -> pd.Series:
    """Values as text: days as 2026-10-05, nothing as ""."""
    texts: pd.Series = column.map(_cell).astype("str")
    return texts


def _cell(cell: object) -> str:
    if pd.isna(cell):  # type: ignore[call-overload]
        return ""
    if isinstance(cell, date):  # a moment is a day too
        return cell.isoformat()[:10]
    return format(cell, ".15g") if isinstance(cell, float) else str(cell)


def _column(header: Sequence[str], names: Sequence[str]) -> int | None:
    wanted = [name.casefold() for name in names]
    return next((header.index(name) for name in wanted if name in header), None)


def _csv(path: Path) -> list[list[str]]:
    """The cells of a small CSV file in UTF-8 or GB18030.

    Raises:
        SourceError: It is missing, empty or in another encoding.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: the hierarchy cannot be read ({error.strerror})") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            rows = list(csv.reader(io.StringIO(raw.decode(encoding), newline="")))
        except UnicodeDecodeError:
            continue
        if rows:
            return rows
        raise SourceError(f"{path}:1: the hierarchy is empty; write store, region, province, city")
    raise SourceError(f"{path}: the hierarchy is neither UTF-8 nor GB18030; save it as CSV UTF-8")


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source of this file."""
    return (SurveyStore,)

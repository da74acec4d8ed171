"""Recognises which table a file is, and in which row its header stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reportgen.errors import SourceError, UsageError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.intake.headers import normalise, shown_headers
from reportgen.mapping.column_match import MIN_LEAD, MIN_SCORE, Matching, match, values_of
from reportgen.metric.table_contracts import TableContract
from reportgen.personal_data import mask_file_name

_NAMED: Final = 0.15
"""What a table's score loses when the file or sheet is named like another table; by judgement."""
_LACKING: Final = 0.7
"""Factor of a table's score for each required column nothing was found for; by judgement."""
_ENOUGH: Final = 0.5
"""Score from which a table counts as recognised; by judgement."""
_SEARCHED: Final = 15
"""Rows from the top tried as a header when the reader found none that fits; by judgement."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as the source read it, with the options that made it so (as a spec writes them)."""

    path: Path
    type: str
    options: Mapping[str, Any]
    raw: RawTable

    @property
    def shown_path(self) -> str:
        """The path as it is told: a name in it is masked."""
        return mask_file_name(str(self.path))

    @property
    def header_row(self) -> int:
        """The number of the header's row, as far as the rows below it tell."""
        if self.options.get("header_row"):
            return int(self.options["header_row"])
        left = (row for rows in self.raw.dropped.values() for row in rows)
        first = min((*map(int, self.raw.rows.index[:1]), *left), default=2)
        return max(1, first - 1)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file with the table it was recognised as, and the score of that.

    Attributes:
        read: The file.
        matching: Its headers against the table.
        score: 0–1: how much of what the headers say this table explains.
        second: The runner-up and its score, if any.
    """

    read: Read
    matching: Matching
    score: float
    second: tuple[str, float] | None = None


def recognise(  # noqa: PLR0913 the options of the command
    path: Path,
    sources: Mapping[str, type[Source]],
    tables: Mapping[str, TableContract],
    *,
    table: str = "",
    sheet: str = "",
    header_row: int | None = None,
    min_score: float = MIN_SCORE,
) -> Recognised:
    """Read a file and say which table it is; `table` decides when given.

    Raises:
        SourceError: The file cannot be read, or fits no table or two tables alike.
        UsageError: An option does not go with the kind of file, or there is no such table.
    """
    wanted = _wanted(table, tables)
    found = _rank_tables(read(path, sources, sheet, header_row), wanted, min_score)
    if header_row is None and found[0].score < _ENOUGH:
        found = _search_header_row(found, sources, wanted, min_score)
    best = found[0]
    second = found[1] if len(found) > 1 else None
    if not table and (best.score < _ENOUGH or (second and best.score - second.score < MIN_LEAD)):
        raise SourceError(_unclear(path, found))
    runner = (second.matching.table.name, second.score) if second else None
    return Recognised(best.read, best.matching, best.score, runner)


def read(
    path: Path, sources: Mapping[str, type[Source]], sheet: str = "", header_row: int | None = None
) -> Read:
    """Read the first table in a file with the source for its ending.

    Raises:
        SourceError: There is no such file, or it cannot be read.
        UsageError: No source reads such files, or has no option of that name.
    """
    readers = readers_of(sources)
    if path.suffix.lower() not in readers:
        known = ", ".join(sorted(readers))
        raise UsageError(f"{path}: no source reads '{path.suffix}' files; there are {known}")
    kind = readers[path.suffix.lower()]
    asked = {"sheet": sheet, "header_row": header_row}
    options = {name: value for name, value in asked.items() if value}
    for name in options:
        if name not in sources[kind].model_fields:
            flag = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"{path}: {flag}: a {kind} source has no option '{name}'; leave it out"
            )
    source = sources[kind].model_validate({"path": path.name, **options})
    raw = next(iter(source.read(Place(path.resolve().parent, ()))))
    return Read(path, kind, options, raw)


def readers_of(sources: Mapping[str, type[Source]]) -> Mapping[str, str]:
    """Map each file ending to the type of source that reads it, as the classes declare it.

    Of two that read the same files the one loaded later does: a workspace's own, not the core's.
    """
    return {suffix: name for name, source in sources.items() for suffix in source.suffixes}


def _wanted(table: str, tables: Mapping[str, TableContract]) -> Sequence[TableContract]:
    if not table:
        return list(tables.values())
    if table not in tables:
        hint = did_you_mean(table, tables) or f"; there are {', '.join(tables)}"
        raise UsageError(f"--as: there is no table '{table}'{hint}")
    return [tables[table]]


def _rank_tables(file: Read, tables: Iterable[TableContract], min_score: float) -> list[Recognised]:
    """Match the file to each table; the likeliest first."""
    values = values_of(file.raw)
    matchings = [match(file.raw.header, values, table, min_score) for table in tables]
    scores = table_scores(matchings, (file.path.stem, file.raw.file))
    ranked = zip(scores, range(len(matchings)), matchings, strict=True)
    return [
        Recognised(file, matching, score)
        for score, _, matching in sorted(ranked, key=lambda each: (-each[0], each[1]))
    ]


def table_scores(matchings: Sequence[Matching], names: Iterable[str] = ()) -> list[float]:
    """Score for each table how much of what the headers say it explains, 0–1.

    A header counts by how few tables know it: `车架号` is in most of them and tells little. A
    required column without a header costs a third; a file named like another table a little.
    """
    width = max((len(matching.proposals) for matching in matchings), default=0)
    grid = [
        [p.best.score if p.best and p.state != "unused" else 0.0 for p in matching.proposals]
        for matching in matchings
    ]
    known = [sum(row[at] >= MIN_SCORE for row in grid) for at in range(width)]
    weights = [1 / max(1, count) for count in known]
    most = sum(w * max(row[at] for row in grid) for at, w in enumerate(weights)) or 1.0
    said = [normalise(name) for name in names]
    named = [_is_named(matching.table, said) for matching in matchings]
    return [
        _weighed(
            matching,
            sum(w * s for w, s in zip(weights, row, strict=True)) / most,
            unnamed=any(named) and not own,
        )
        for matching, row, own in zip(matchings, grid, named, strict=True)
    ]


def _is_named(table: TableContract, names: Sequence[str]) -> bool:
    """Tell whether the name of the file or sheet contains the table's name."""
    words = [normalise(word) for word in (table.name, table.label.zh, table.label.en)]
    return any(word in name for name in names for word in words)


def _weighed(matching: Matching, explained: float, *, unnamed: bool) -> float:
    asked = {p.best.column.name for p in matching.asked if p.best}
    lacking = sum(column.name not in asked for column in matching.missing)
    return round(max(0.0, explained * _LACKING**lacking - _NAMED * unnamed), 3)


def _search_header_row(
    found: list[Recognised],
    sources: Mapping[str, type[Source]],
    tables: Sequence[TableContract],
    min_score: float,
) -> list[Recognised]:
    """Try other header rows; take the row with the most certain headers."""
    file = found[0].read
    if "header_row" not in sources[file.type].model_fields:
        return found
    sheet = str(file.options.get("sheet", ""))
    best = found
    for row in range(1, _SEARCHED + 1):
        try:
            other = _rank_tables(read(file.path, sources, sheet, row), tables, min_score)
        except SourceError:
            continue
        if _certain_headers(other) > _certain_headers(best):
            best = other
    return best


def _certain_headers(found: Sequence[Recognised]) -> int:
    """Count the headers that the likeliest table is certain of."""
    return len(found[0].matching.certain)


def _unclear(path: Path, found: Sequence[Recognised]) -> str:
    listed = ", ".join(f"{each.matching.table.name} {each.score:.2f}" for each in found[:3])
    header = ", ".join(shown_headers(found[0].read.raw.header))[:120]
    return (
        f"{path}: it is not clear which table this is ({listed}); its header reads {header}; "
        f"name the table with `--as {found[0].matching.table.name}`, or the header's row with "
        "`--header-row N`"
    )

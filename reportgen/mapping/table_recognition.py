"""Recognises which table a file is, and in which row its header stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from reportgen.errors import SourceError, UsageError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.intake.headers import normalise, shown_headers
from reportgen.mapping.column_match import MIN_LEAD, MIN_SCORE, Matching, match, values_of
from reportgen.mapping.sample_values import candidates
from reportgen.metric.table_contracts import TableContract
from reportgen.personal_data import mask_file_name

_NAMED: Final = 0.15
"""What a table's score loses when the file or sheet is named like another table; by judgement."""
_LACKING: Final = 0.7
"""Factor of a table's score for each required column nothing was found for; by judgement."""
_ENOUGH: Final = 0.5
"""Score from which a table counts as recognised; by judgement."""
_RIVAL: Final = 0.5
"""Share of the best table's score from which another is its rival; by judgement."""
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


class UnclearTableError(SourceError):
    """A file fits no table, or several alike; `tables` are those it may be, the likeliest first."""

    def __init__(self, text: str, read: Read, tables: Sequence[TableContract]) -> None:
        """Keep what a person needs who is asked."""
        super().__init__(text)
        self.read, self.tables = read, tables


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
    like: Sequence[Recognised] = (),
) -> Recognised:
    """Read a file and say which table it is; `table` decides when given.

    A file with the header of one of `like` is what that one is: nothing is compared again.

    Raises:
        SourceError: The file cannot be read, or fits no table or two tables alike.
        UsageError: An option does not go with the kind of file, or there is no such table.
    """
    wanted = _wanted(table, tables)
    file = read(path, sources, sheet, header_row)
    for other in like:
        again = _read_alike(file, other, sources)
        if again and _named_tables(again, wanted) == _named_tables(other.read, wanted):
            return replace(other, read=again)
    found = _rank_tables(file, wanted, min_score)
    if header_row is None and found[0].score < _ENOUGH:
        found = _search_header_row(found, sources, wanted, min_score)
    best = found[0]
    second = found[1] if len(found) > 1 else None
    if not table and (best.score < _ENOUGH or _has_rival(best, second)):
        likely = [each.matching.table for each in found if not _without_values(each)]
        raise UnclearTableError(_unclear(path, found), best.read, likely)
    if not table and (lost := _without_values(best)):
        raise SourceError(f"{path}: {lost}; if it is one, name it with `--as`")
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


def _has_rival(best: Recognised, second: Recognised | None) -> bool:
    """Tell whether another table is nearly as likely, or half as likely as one of weak signs.

    Signs are weak where neither a required column nor the date is certain: VINs and numbers of
    customers are in most tables.
    """
    if second is None:
        return False
    table, certain = best.matching.table, best.matching.certain
    own = {table.date, *(column.name for column in table.columns if column.required)}
    weak = not own.intersection(certain)
    return second.score > best.score - MIN_LEAD or (weak and second.score >= _RIVAL * best.score)


def _without_values(found: Recognised) -> str:
    """Say why a file with rows is not that table: a column it cannot lack has no values."""
    matching, raw = found.matching, found.read.raw
    known = {*matching.certain, *(p.best.column.name for p in matching.asked if p.best)}
    values = values_of(raw)
    for column in matching.table.columns if len(raw.rows) else ():
        needed = column.required or column.name == matching.table.date
        if needed and column.name not in known and not candidates(column, matching, values):
            name = matching.table.name
            return f"it resembles {name}, but no column holds {column.name} ({column.label.en})"
    return ""


def _read_alike(file: Read, other: Recognised, sources: Mapping[str, type[Source]]) -> Read | None:
    """Return a file read as another one was, if it then has the very same header."""
    if file.type != other.read.type:
        return None
    if file.options != other.read.options:
        try:
            file = read(file.path, sources, **other.read.options)
        except SourceError:
            return None
    return file if file.raw.header == other.read.raw.header else None


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
    required column, or date, without a header costs a third; a file named like another table a
    little.
    """
    width = max((len(matching.proposals) for matching in matchings), default=0)
    grid = [
        [p.best.score if p.best and p.state != "unused" else 0.0 for p in matching.proposals]
        for matching in matchings
    ]
    known = [sum(row[at] >= MIN_SCORE for row in grid) for at in range(width)]
    weights = [1 / max(1, count) for count in known]
    most = sum(w * max(row[at] for row in grid) for at, w in enumerate(weights)) or 1.0
    named = _named(names, [matching.table for matching in matchings])
    return [
        _weighed(
            matching,
            sum(w * s for w, s in zip(weights, row, strict=True)) / most,
            unnamed=any(named) and not own,
        )
        for matching, row, own in zip(matchings, grid, named, strict=True)
    ]


def _named_tables(file: Read, tables: Sequence[TableContract]) -> list[bool]:
    return _named((file.path.stem, file.raw.file), tables)


def _named(names: Iterable[str], tables: Sequence[TableContract]) -> list[bool]:
    """Tell for each table whether the name of the file or sheet contains its own."""
    said = [normalise(name) for name in names]
    words = [[normalise(word) for word in (t.name, t.label.zh, t.label.en)] for t in tables]
    return [any(word in name for name in said for word in own) for own in words]


def _weighed(matching: Matching, explained: float, *, unnamed: bool) -> float:
    asked = {p.best.column.name for p in matching.asked if p.best}
    needed = {column.name for column in matching.missing} | {matching.table.date} - {""}
    lacking = len(needed - asked - {*matching.certain})
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

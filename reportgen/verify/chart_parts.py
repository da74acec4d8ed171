"""Checks native charts: the figures cached in a chart part and the cells it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, TypeAlias, get_args

from reportgen.document.blocks import Chart, ChartKind
from reportgen.document.facts import Fact
from reportgen.labels import Language
from reportgen.renderers.charts.chart_kinds import is_native
from reportgen.renderers.charts.plotted_series import reference_name
from reportgen.renderers.xlsx.excel_names import letters
from reportgen.renderers.xlsx.shared_strings import literal
from reportgen.verify.mismatch import Mismatch, plain_text, same_number
from reportgen.verify.read_xlsx import column_of

if TYPE_CHECKING:
    from lxml.etree import _Element

NATIVE: Final = frozenset(kind for kind in get_args(ChartKind) if is_native(kind))
"""The kinds Office draws itself; the others are pictures."""
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_RANGE: Final = re.compile(
    r"(?:'((?:[^']|'')+)'|([^!']+))!\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?"
)

_HEAD: Final = re.compile("[A-Z]+1")

Values: TypeAlias = list[float | None]
CellsBySheet: TypeAlias = Mapping[str, Mapping[str, object]]
"""Sheet → place of a cell → what it holds."""


@dataclass(frozen=True, slots=True)
class CachedSeries:
    """One series as a chart part caches it, with the formulas of its cells."""

    name: str
    categories: list[str]
    values: Values
    cells: str
    """The formula of its values."""
    names: tuple[str, str]
    """The formulas of its categories and of its name; empty where the part holds them itself."""


def series_of(part: _Element) -> list[CachedSeries]:
    """Return every series of a chart part, in the order of the file."""
    return [_series(one) for one in part.iter(f"{_C}ser")]


def _series(one: _Element) -> CachedSeries:
    values, names, title = (one.find(f"{_C}{tag}") for tag in ("val", "cat", "tx"))
    numbers = [_float(text) for text in _points(values)]
    formula, *others = (_formula(one) for one in (values, names, title))
    categories = [text or "" for text in _points(names)]
    name = "".join(text or "" for text in _points(title))
    if not name and not others[1]:  # a level across several lying bars: its line bears the name
        name = one.findtext(f"{_C}trendline/{_C}name", "")
    return CachedSeries(name, categories, numbers, formula, (others[0], others[1]))


def _formula(parent: _Element | None) -> str:
    return parent.findtext(f".//{_C}f", "") if parent is not None else ""


def _points(parent: _Element | None) -> list[str | None]:
    if parent is None:
        return []
    count = parent.find(f".//{_C}ptCount")
    found: list[str | None] = [None] * int(count.get("val", "0") if count is not None else 0)
    for point in parent.iter(f"{_C}pt"):
        at = int(point.get("idx", "0"))
        if at < len(found):
            stored = point.findtext(f"{_C}v")
            found[at] = literal(stored) if stored else stored
    return found


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def value_of(value: Fact | float | None) -> float | None:
    """Return the number a chart plots; null is a gap."""
    found = value.value if isinstance(value, Fact) else value
    return float(found) if found is not None and abs(found) < float("inf") else None


def compare(chart: Chart, part: _Element, where: str, cells: CellsBySheet) -> Iterator[Mismatch]:
    """Yield where a chart part differs from the block, in its caches or in the cells behind."""
    left = series_of(part)
    where = f"{where}, chart '{chart.id}'"
    for name, facts in _wanted(chart):
        wanted = [value_of(value) for value in facts]
        alike = [one for one in left if one.name.startswith(name)]
        best = next((one for one in alike if _equal(one.values, wanted)), alike[:1])
        if not best:
            yield Mismatch("", where, f"series {name}", "")
            continue
        drawn = best if isinstance(best, CachedSeries) else best[0]
        left.remove(drawn)
        yield from points_differ(facts, drawn.values, f"{where}, series '{name}'")
        if drawn.categories and drawn.categories != list(chart.categories):
            said = " | ".join(drawn.categories)
            yield Mismatch("", f"{where}, categories", " | ".join(chart.categories), said)
        for formula, cached in zip(drawn.names, (drawn.categories, [drawn.name]), strict=True):
            stored = [plain_text(str(cell or "")) for cell in _stored(formula, cells)]
            if formula and stored != [plain_text(one) for one in cached]:
                here = f"{where}, cells {formula}"
                yield Mismatch("", here, " | ".join(cached), " | ".join(stored))
        behind = numbers_at(drawn.cells, cells)
        yield from points_differ(facts, behind, f"{where}, cells {drawn.cells}")
    for more in left:
        yield Mismatch("", where, "no further series", more.name)


def _wanted(chart: Chart) -> Iterator[tuple[str, tuple[Fact | float | None, ...]]]:
    for series in chart.series:
        yield series.name, series.values
    if chart.reference is not None and value_of(chart.reference) is not None:
        label = chart.reference_label or chart.reference.label
        yield label, (chart.reference,) * len(chart.categories)


def _equal(found: Values, wanted: Values) -> bool:
    return len(found) == len(wanted) and all(map(_same, found, wanted))


def _same(found: float | None, wanted: float | None) -> bool:
    return found is None if wanted is None else same_number(found, wanted)


def points_differ(
    facts: tuple[Fact | float | None, ...], found: Values, where: str
) -> Iterator[Mismatch]:
    """Yield the numbers that differ from the values of a series or a trend."""
    if len(found) != len(facts):
        yield Mismatch("", where, f"{len(facts)} points", f"{len(found)} points")
        return
    for value, stored in zip(facts, found, strict=True):
        wanted = value_of(value)
        if not _same(stored, wanted):
            fact = value.id if isinstance(value, Fact) else ""
            yield Mismatch(fact, where, _said(wanted), _said(stored))


def names_differ(
    chart: Chart, where: str, cells: CellsBySheet, language: Language
) -> Iterator[Mismatch]:
    """Yield the series names (first row) and categories (first column) that differ in cells."""
    where = f"{where}, chart '{chart.id}', names in its workbook"
    stored = next((sheet for sheet in cells.values() if sheet), {})
    top = {column_of(place[:-1]): str(stored[place]) for place in stored if _HEAD.fullmatch(place)}
    names = [top.get(at, "") for at in range(1, max(top, default=0) + 1)]
    wanted = [name for name, _ in _wanted(chart)]
    names += [""] * (len(wanted) - len(names))  # a name of blanks has no cell
    for name, said in zip_longest(wanted, names):
        if name is None or not said.startswith(name):
            yield Mismatch("", where, name or "no further series", said)
    reference = plain_text(reference_name(chart, language))
    if reference and reference not in map(plain_text, names):
        yield Mismatch("", where, reference, " | ".join(names))
    for row, category in enumerate(chart.categories, start=2):
        said = str(stored.get(f"A{row}", ""))
        if plain_text(said) != plain_text(category):
            yield Mismatch("", where, category, said)


def _said(value: float | None) -> str:
    return "a gap" if value is None else repr(value)


def numbers_at(formula: str, cells: CellsBySheet) -> Values:
    """Return the numbers in the cells of a chart's formula; null where a cell holds none."""
    return [value if isinstance(value, float) else None for value in _stored(formula, cells)]


def _stored(formula: str, cells: CellsBySheet) -> list[object]:
    """Return the contents of the cells of a row or a column; nothing for any other formula."""
    match = _RANGE.fullmatch(formula)
    if match is None:
        return []
    quoted, bare, column, first, other, last = match.groups()
    sheet = cells.get((quoted or bare).replace("''", "'"), {})
    other, last = other or column, last or first
    if other != column and last != first:
        return []
    columns = range(column_of(column), column_of(other) + 1)
    rows = range(int(first), int(last) + 1)
    return [sheet.get(f"{letters(one)}{row}") for one in columns for row in rows]

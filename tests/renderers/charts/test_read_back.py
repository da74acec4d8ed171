"""Marks stand where the values are: read back from the SVG against the names of the axes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from statistics import fmean, linear_regression
from xml.etree import ElementTree as ET

import pytest

from reportgen.document.blocks import Chart, ChartKind, Series
from reportgen.document.facts import Fact
from reportgen.document.formats import text
from reportgen.metric.units import Unit
from reportgen.renderers.charts import drawn
from reportgen.stats import funnel_limits, xmr

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
PIXEL = 1.0
"""Points: a picture of 72 dots an inch has one pixel a point."""
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
SEEDS = range(12)
Point = tuple[float, float]


def numbers(words: str) -> list[float]:
    return [float(one) for one in NUMBERS.findall(words)]


def pairs(found: Sequence[float]) -> list[Point]:
    return list(zip(found[::2], found[1::2], strict=True))


class Picture:
    """A drawn chart, by the ids of its marks and names."""

    def __init__(self, chart: Chart) -> None:
        builder = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))  # noqa: S314 own picture
        self.root = ET.fromstring(drawn(chart, "en").svg, builder)  # noqa: S314
        self.ids = {one.get("id", ""): one for one in self.root.iter() if one.get("id")}

    @cached_property
    def across(self) -> Axis:
        """The axis under the plot."""
        return Axis(self, "under", 0)

    def points(self, name: str) -> list[Point]:
        """The corners of a line or an area, else the middles of its markers."""
        marks = [one for one in self.ids[name].iter(f"{SVG}use") if one.get("x")]
        if marks:
            return [(float(one.get("x", "")), float(one.get("y", ""))) for one in marks]
        found = [point for path in self.lines(name) for point in path]
        assert found, name
        return found

    def lines(self, name: str) -> list[list[Point]]:
        paths = (one.get("d", "") for one in self.ids[name].iter(f"{SVG}path"))
        return [pairs(numbers(path)) for path in paths]

    def words(self, name: str) -> str:
        comments = (one.text or "" for one in self.ids[name].iter() if one.tag is ET.Comment)
        return " ".join(one.strip() for one in comments)

    def middle(self, name: str) -> Point:
        """The middle of a text's ink."""
        (group,) = [one for one in self.ids[name] if one.get("transform")]
        left, top, scale, _ = numbers(group.get("transform", ""))
        inks = []
        for glyph in group.iter(f"{SVG}use"):
            move = numbers(glyph.get("transform", ""))[:2] or [0.0, 0.0]
            path = self.ids[glyph.get(HREF, "")[1:]]
            unit = numbers(path.get("transform", "scale(1)"))[0]
            for x, y in pairs(numbers(path.get("d", ""))):
                inks.append((left + scale * (move[0] + unit * x), top - scale * unit * y))
        return tuple((min(side) + max(side)) / 2 for side in zip(*inks, strict=True))  # type: ignore[return-value]

    def axis(self, prefix: str, side: int) -> Axis:
        return Axis(self, prefix, side)


class Axis:
    """Where values lie on one side of the plot, from its names: `left-0`, `left-1` and so on."""

    def __init__(self, picture: Picture, prefix: str, side: int) -> None:
        names = [name for name in picture.ids if re.fullmatch(rf"{prefix}-\d+", name)]
        said = [picture.words(name) for name in names]
        values = [numbers(words.replace(",", ""))[0] for words in said]
        values = [v / 100 if "%" in words else v for v, words in zip(values, said, strict=True)]
        places = [picture.middle(name)[side] for name in names]
        self.slope, self.start = linear_regression(values, places)
        assert len(names) > 1
        assert all(abs(self.at(v) - at) < PIXEL for v, at in zip(values, places, strict=True))

    def at(self, value: float) -> float:
        return self.start + self.slope * value


def near(found: Point, x: float, y: float) -> bool:
    return abs(found[0] - x) < PIXEL and abs(found[1] - y) < PIXEL


def share(number: random.Random, n: int) -> Fact:
    k = number.randint(0, n)
    low, high = max(0.0, k / n - 0.08), min(1.0, k / n + 0.05)
    return Fact("r", k / n, "share", n=n, low=low, high=high, better="higher")


def made(kind: ChartKind, seed: int, **changes: object) -> Chart:
    """A chart of seeded values; every fifth one is missing."""
    number = random.Random(f"{kind}{seed}")  # noqa: S311 no secret
    facts = tuple(
        Fact("none", None, "share", reason="no_rows") if at % 5 == 4 else
        share(number, number.randint(20, 900))
        for at in range(number.randint(5, 13))
    )  # fmt: skip
    given: dict[str, object] = {
        "id": kind, "kind": kind, "title": ("x",), "caption": "y", "unit": "share",
        "categories": tuple(str(at) for at in range(len(facts))),
        "series": (Series("a", facts),), "reference": Fact("m", number.random(), "share"),
    }  # fmt: skip
    return Chart(**(given | changes))  # type: ignore[arg-type]


def known(chart: Chart, series: int = 0) -> Iterator[tuple[int, Fact, float]]:
    for at, fact in enumerate(chart.series[series].values):
        if isinstance(fact, Fact) and fact.value is not None:
            yield at, fact, fact.value


def left(picture: Picture) -> Axis:
    """The axis of heights; its light lines run at its names."""
    axis = picture.axis("left", 1)
    names = [name for name in picture.ids if re.fullmatch(r"left-\d+", name)]
    heights = [fmean(y for _, y in line) for line in picture.lines("across")]
    middles = [picture.middle(name)[1] for name in names]
    assert heights == pytest.approx(middles, abs=PIXEL)
    return axis


@pytest.mark.parametrize("seed", SEEDS)
def test_dots_of_a_funnel_stand_at_their_cases_and_rates(seed: int) -> None:
    chart = made("funnel", seed)
    picture = Picture(chart)
    across, up = picture.across, left(picture)
    for mark, (_, fact, value) in enumerate(known(chart)):
        (found,) = picture.points(f"mark-{mark}")
        assert near(found, across.at(fact.n or 0), up.at(value))
    assert chart.reference
    centre = chart.reference.value or 0
    assert picture.points("centre")[0][1] == pytest.approx(up.at(centre), abs=PIXEL)


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_of_a_funnel_run_where_chance_puts_them(seed: int) -> None:
    chart = made("funnel", seed)
    picture = Picture(chart)
    across, up = picture.across, left(picture)
    assert chart.reference
    for which in (0, 1):
        for end in ("low", "high"):
            curve = picture.points(f"{end}-{which}")
            for x, y in curve[len(curve) // 2 :: 5]:
                n = max(1, round((x - across.start) / across.slope))
                limit = getattr(funnel_limits(chart.reference.value or 0, n)[which], end)
                assert y == pytest.approx(up.at(limit), abs=PIXEL)


@pytest.mark.parametrize("seed", SEEDS)
def test_dots_and_whiskers_stand_at_their_values_in_the_row_of_their_name(seed: int) -> None:
    chart = made("dots", seed)
    picture = Picture(chart)
    across = picture.across
    upright = [fmean(x for x, _ in line) for line in picture.lines("upright")]
    assert upright == pytest.approx(
        [picture.middle(name)[0] for name in picture.ids if re.fullmatch(r"under-\d", name)],
        abs=PIXEL,
    )
    for at, fact, value in known(chart):
        row = picture.middle(f"left-{at}")[1]
        (found,) = picture.points(f"mark-{at}")
        assert near(found, across.at(value), row)
        low, high = picture.points(f"whisker-{at}")
        assert near(low, across.at(fact.low or 0), row)
        assert near(high, across.at(fact.high or 0), row)
        assert picture.words(f"value-{at}").startswith(text(fact, "share", "en"))
        assert abs(picture.middle(f"value-{at}")[1] - row) < 2 * PIXEL  # a comma hangs below
    assert {f"mark-{at}" for at, _, _ in known(chart)} == {
        name for name in picture.ids if name.startswith("mark-")
    }
    assert chart.reference
    level = picture.points("level")[0][0]
    assert level == pytest.approx(across.at(chart.reference.value or 0), abs=PIXEL)


@pytest.mark.parametrize("seed", SEEDS)
def test_points_and_limits_of_a_control_chart_stand_at_their_values(seed: int) -> None:
    chart = made("control", seed)
    picture = Picture(chart)
    across, up = picture.across, left(picture)
    wanted = [(across.at(at), up.at(value)) for at, _, value in known(chart)]
    found = picture.points("course")
    assert len(found) == len(wanted)
    assert all(near(one, *place) for one, place in zip(found, wanted, strict=True))
    course: list[float | None] = [None] * len(chart.categories)
    for at, _, value in known(chart):
        course[at] = value
    limits = xmr(course)
    assert limits
    centre = picture.points("centre")[0][1]
    assert centre == pytest.approx(up.at(limits.centre), abs=PIXEL)
    heights = [y for _, y in picture.points("limits")]
    assert max(heights) == pytest.approx(up.at(max(0.0, limits.limits.low)), abs=PIXEL)
    assert min(heights) == pytest.approx(up.at(min(1.0, limits.limits.high)), abs=PIXEL)
    assert chart.reference
    level = picture.points("level")[0][1]
    assert level == pytest.approx(up.at(chart.reference.value or 0), abs=PIXEL)


@pytest.mark.parametrize("seed", SEEDS)
def test_survival_curves_pass_through_their_shares(seed: int) -> None:
    number = random.Random(seed)  # noqa: S311 no secret
    times = sorted(number.sample(range(400), 6))
    shares = sorted((number.random() for _ in range(12)), reverse=True)
    curves = tuple(
        Series(name, tuple(Fact("s", value, "share") for value in shares[first::2]))
        for first, name in enumerate("ab")
    )
    half = Fact("t", (times[2] + times[3]) / 2, "days")
    names = tuple(map(str, times))
    chart = made("survival", seed, categories=names, series=curves, reference=half)
    picture = Picture(chart)
    across, up = picture.across, left(picture)
    for which, curve in enumerate(curves):
        found = picture.points(f"curve-{which}")
        wanted = [value.value for value in curve.values if isinstance(value, Fact)]
        assert len(found) == len(times)
        for place, time, value in zip(found, times, wanted, strict=True):
            assert near(place, across.at(time), up.at(value or 0))
    (drop,) = picture.points("time")
    middle = (shares[4] + shares[6]) / 2
    assert near(drop, across.at(half.value or 0), up.at(middle))


@pytest.mark.parametrize("unit", ["share", "count", "wan", "score"])
@pytest.mark.parametrize("seed", SEEDS[:4])
def test_a_heat_table_says_every_value_in_its_row_and_column(unit: Unit, seed: int) -> None:
    number = random.Random(seed)  # noqa: S311 no secret
    columns, rows = number.randint(2, 7), number.randint(2, 6)
    most = {"share": 1.0, "score": 100.0}.get(unit, 900.0)
    grid = [[number.random() * most for _ in range(columns)] for _ in range(rows)]
    grid[0][0] = float("nan")
    series = tuple(
        Series(f"r{row}", tuple(None if v != v else Fact("h", v, unit) for v in values))  # noqa: PLR0124
        for row, values in enumerate(grid)
    )
    names = tuple(f"c{at}" for at in range(columns))
    picture = Picture(
        made("heat", seed, unit=unit, series=series, categories=names, reference=None)
    )
    for row, one in enumerate(series):
        for column, fact in enumerate(one.values):
            shown = picture.words(f"value-{row}-{column}")
            assert shown == text(fact, unit, "en")
            corners = picture.points(f"cell-{row}-{column}")[:4]
            middle = fmean(x for x, _ in corners), fmean(y for _, y in corners)
            head = picture.middle(f"over-{column}")[0], picture.middle(f"left-{row}")[1]
            assert near(head, *middle)
            if fact is not None:
                ink = picture.middle(f"value-{row}-{column}")
                assert abs(ink[0] - middle[0]) < PIXEL
                assert abs(ink[1] - middle[1]) < 2 * PIXEL  # a comma hangs below the figures
    cells = [name for name in picture.ids if name.startswith("cell-")]
    assert len(cells) == rows * columns

"""Computes the ends and steps of an axis, so that Excel, WPS and pictures show the same one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reportgen.metric.units import Unit, unit_record

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Steps a reader can halve, by powers of ten."""
_PARTS: Final = 5
"""About so many steps; by judgement: fewer than the ten a reader would have to count."""
_ROOM: Final = 0.12
"""For a line of type above and below the points: 0.42 cm of the 4 cm a plot is tall."""
_EDGE: Final = 0.08
"""Room for half a dot beyond the outermost one, of the span of the values; by judgement."""
_SLACK: Final = 1e-9
"""Relative tolerance, larger than the rounding of a sum of steps (doubles keep 15 digits)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis with round steps.

    Attributes:
        low: Where it begins.
        high: Where it ends.
        step: From tick to tick.
    """

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """Every tick, ends included."""
        count = round((self.high - self.low) / self.step)
        return tuple(round(self.low + at * self.step, 10) for at in range(count + 1))


def scale(values: Iterable[float | None], unit: Unit, *, from_zero: bool) -> Scale:
    """Return the axis for some values: round ends, about five steps, within the unit's range.

    Args:
        values: What it must show; null is skipped.
        unit: What they count.
        from_zero: Whether it begins at zero, as bars must; else it leaves room for numbers above
            and below its points.
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < _SLACK * max(1.0, abs(high)):
        low, high = _around(high, from_zero=from_zero)
    room = 0.0 if from_zero else _ROOM * (high - low)
    step = _step(high - low + 2 * room, unit)
    first = math.floor((low - room) / step + _SLACK) * step
    last = math.ceil((high + room) / step - _SLACK) * step
    if low >= 0:  # room below the points must not lead an axis of amounts below zero
        first = max(first, 0.0)
    return _within(Scale(round(first, 10), round(last, 10), step), unit, low, high)


def close(values: Iterable[float | None], unit: Unit) -> tuple[float, float, tuple[float, ...]]:
    """Return both ends of an axis cut to its values with a little room, and the ticks between.

    A picture need not begin at a tick; its dots then use the whole plot. It ends at one beyond the
    highest value, which could not be read without.
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    found = scale(known, unit, from_zero=False)
    room = _EDGE * (max(known) - min(known)) if known else 0.0
    if not room:
        return found.low, found.high, found.ticks
    low = max(found.low, min(known) - room)
    high = next((tick for tick in found.ticks if tick >= max(known) + room), found.high)
    inside = tuple(tick for tick in found.ticks if low <= tick <= high)
    return (low, high, inside) if len(inside) > 1 else (found.low, found.high, found.ticks)


def _around(value: float, *, from_zero: bool) -> tuple[float, float]:
    """Return room around a single level."""
    if from_zero:
        return min(value, 0.0), max(value, 1.0)
    room = abs(value) * 0.05 if abs(value) > _SLACK else 1.0
    return value - room, value + room


def _step(span: float, unit: Unit) -> float:
    rough = span / _PARTS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in _STEPS if power * nice >= rough * (1 - _SLACK))
    return max(1.0, math.ceil(step)) if unit_record(unit).counted else step


def _within(axis: Scale, unit: Unit, low: float, high: float) -> Scale:
    """Cut off what the unit cannot reach, unless the data do."""
    first, last = axis.low, axis.high
    reach = unit_record(unit)
    if low >= reach.least:
        first = max(first, reach.least)
    if high <= reach.most:
        last = min(last, reach.most)
    return Scale(first, last, axis.step)

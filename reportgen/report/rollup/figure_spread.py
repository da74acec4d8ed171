"""Sums up one key figure over several dealers: pooled or in total, and its quartiles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import quantiles
from typing import Final, Literal, TypeAlias

from reportgen.catalogs import Labels
from reportgen.document.facts import Fact
from reportgen.labels import LANGUAGES, Label, Language
from reportgen.metric.expressions import Given, Metric, Reason
from reportgen.metric.units import unit_record
from reportgen.report.rollup.peer_facts import PeerFigure

FEWEST_PEERS: Final = 5
"""Dealers below which a quartile says little and gives away who is who; by judgement."""
_Kind: TypeAlias = Literal["pooled", "total", "p25", "median", "p75"]
_QUARTILES: Final[tuple[_Kind, _Kind, _Kind]] = ("p25", "median", "p75")
_KINDS: Final[tuple[_Kind, ...]] = ("pooled", "total", *_QUARTILES)
_NAMES: Final = Labels[_Kind]("rollup", _KINDS, "name.")
_METHODS: Final = Labels[_Kind]("rollup", _KINDS, "method.")


@dataclass(frozen=True, slots=True)
class FigureSpread:
    """A key figure over all dealers.

    Attributes:
        whole: The pooled rate, or the total of a count; null for units that have neither.
        quartiles: The lower quartile, the median and the upper one.
    """

    whole: Fact | None
    quartiles: tuple[Fact, Fact, Fact]


def figure_spread(
    figure: PeerFigure, dealers: int, language: Language, digits: int | None
) -> FigureSpread:
    """Sum a key figure up over the dealers that have it; `dealers` is how many there are in all."""
    make = _Maker(figure, language, digits)
    values = sorted(fact.value for fact in figure.compared.values() if fact.value is not None)
    cuts: tuple[float | None, ...] = (None, None, None)
    if len(values) >= FEWEST_PEERS:
        cuts = tuple(quantiles(values, n=4, method="inclusive"))
    lower, middle, upper = (
        make.fact(kind, cut, "small_sample", n=len(values))
        for kind, cut in zip(_QUARTILES, cuts, strict=True)
    )
    return FigureSpread(_whole(make, values, dealers), (lower, middle, upper))


def _whole(make: _Maker, values: list[float], dealers: int) -> Fact | None:
    """Return the pooled rate of those that have one, or the total; a total needs everybody's."""
    record, facts = unit_record(make.figure.like.unit), make.figure.compared
    if record.proportion:
        parts = [(f.top, f.bottom) for f in facts.values() if f.top is not None and f.bottom]
        top = math.fsum(top for top, _ in parts if top is not None)
        bottom = math.fsum(bottom for _, bottom in parts if bottom)
        rate = top / bottom if bottom else None
        return make.fact("pooled", rate, "no_data", round(bottom) or None, top, bottom)
    if not record.counted:
        return None
    total = math.fsum(values) if len(values) == dealers else None
    return make.fact("total", total, "no_data")


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the facts about one key figure."""

    figure: PeerFigure
    language: Language
    digits: int | None

    def fact(  # noqa: PLR0913, PLR0917 the parts of a fact
        self,
        kind: _Kind,
        value: float | None,
        reason: Reason,
        n: int | None = None,
        top: float | None = None,
        bottom: float | None = None,
    ) -> Fact:
        like, why = self.figure.like, None if value is not None else reason
        label = _both(_NAMES, kind, figure=like.label)
        method = _both(_METHODS, kind, fact=self.figure.id, count=len(self.figure.compared))
        own, expr = f"{self.figure.id}~{kind}", Given(value, method, why)
        metric = Metric(
            own, label, expr, like.unit, like.better, definition=method, digits=self.digits
        )
        name = label.in_(self.language)
        return Fact(
            own, value, like.unit, name, n, top, bottom,
            better=like.better, metric=metric, expr=expr, reason=why,
        )  # fmt: skip


def _both(labels: Mapping[_Kind, Label], kind: _Kind, **values: object) -> Label:
    """Return words in both languages, their placeholders filled."""
    return Label(*(labels[kind].in_(each).format(**values) for each in LANGUAGES))

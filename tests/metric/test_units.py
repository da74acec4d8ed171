"""What the record of a unit decides, in Word and in Excel alike."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from reportgen.document import formats
from reportgen.document.blocks import Column
from reportgen.document.facts import Fact
from reportgen.document.formats import has_bars, number_format, number_look, text
from reportgen.labels import LANGUAGES, Language
from reportgen.metric.units import Unit, unit_record
from reportgen.renderers.charts.axis_scale import scale
from reportgen.section.change_evidence import change

UNITS: tuple[Unit, ...] = get_args(Unit)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_a_sentence_and_a_cell_have_the_same_decimals_and_words(
    unit: Unit, language: Language
) -> None:
    look, code = number_look(unit, language), number_format(unit, language)
    said = text(1_234_567.891, unit, language)

    assert look.before.in_(language) in code
    assert look.after.in_(language) in code
    assert code.split(";")[0].count("0") == 1 + look.decimals
    if not look.trimmed:
        figure = said.removesuffix(look.after.in_(language))
        assert len(figure.partition(".")[2]) == look.decimals


def test_the_decimals_of_percentages_are_changed_in_one_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    share = unit_record("share")
    finer = replace(share, printed=replace(share.printed, decimals=2))
    monkeypatch.setattr(formats, "unit_record", lambda _: finer)
    formats._number.cache_clear()
    try:
        assert text(0.93456, "share", "zh") == "93.46%"
        assert number_format("share", "zh") == "0.00%"
    finally:
        formats._number.cache_clear()


@pytest.mark.parametrize("unit", UNITS)
def test_a_change_is_counted_at_the_scale_its_unit_is_printed_at(unit: Unit) -> None:
    moved = change(Fact("a", 0.75, unit), Fact("b", 0.5, unit))

    assert moved.unit == ("points" if unit in {"share", "percent"} else unit)
    assert moved.value == (25.0 if moved.unit == "points" and unit != "points" else 0.25)


@pytest.mark.parametrize("unit", UNITS)
def test_an_axis_ends_where_the_unit_does(unit: Unit) -> None:
    record = unit_record(unit)
    low, high = max(record.least, -3.0), min(record.most, 97.0)
    axis = scale([low, high], unit, from_zero=False)

    assert record.least <= axis.low <= low
    assert high <= axis.high <= record.most


def test_an_excel_code_follows_from_the_scale_or_is_given() -> None:
    for unit in UNITS:
        for look in (unit_record(unit).printed, unit_record(unit).english):
            assert look is None or look.code or look.scale in formats._SCALED
    assert unit_record("wan").printed.scale == Decimal("0.0001")


def test_bars_are_drawn_where_nothing_of_the_unit_is_zero() -> None:
    assert has_bars(Column("x", "count", bar=True))
    assert not has_bars(Column("x", "count"))
    assert not has_bars(Column("x", "score", bar=True))
    assert not has_bars(Column("x", "text", bar=True))

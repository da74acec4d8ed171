"""What the record of a kind of chart says."""

from __future__ import annotations

from typing import get_args

import pytest

from reportgen.document.blocks import ChartKind
from reportgen.renderers.charts.chart_kinds import chart_kind_record, is_native

KINDS: tuple[ChartKind, ...] = get_args(ChartKind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_has_one_height(kind: ChartKind) -> None:
    record = chart_kind_record(kind)

    assert (record.height_cm > 0) != (record.row_cm > 0)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_beside_a_picture_stands_beside_no_chart_of_office(kind: ChartKind) -> None:
    record = chart_kind_record(kind)

    assert not (is_native(kind) and record.beside)
    assert is_native(kind) or not (record.lying or record.label_room)


def test_every_kind_has_a_name_of_its_own() -> None:
    names = [chart_kind_record(kind).name for kind in KINDS]

    assert len({name.zh for name in names}) == len({name.en for name in names}) == len(KINDS)

from __future__ import annotations

import pytest

from reportgen.document.block_faults import checked
from reportgen.document.blocks import Chart, Series
from reportgen.document.declared_values import WrongValue
from reportgen.renderers.charts.drawn_charts import drawn


def chart(*series: tuple[float | None, ...]) -> Chart:
    names = tuple(f"N{at}" for at in range(len(series[0])))
    named = tuple(Series(f"s{at}", values) for at, values in enumerate(series))
    return Chart("c", "fields", ("t",), "c", names, named, unit="number", highlight=("N0",))


def test_each_name_with_both_values_is_a_dot_between_the_means() -> None:
    svg = drawn(chart((0.1, 0.5, None, 0.3), (80, 90, 85, 86)), "zh").svg.decode()

    assert [f'id="mark-{at}"' in svg for at in range(4)] == [True, True, True, False]
    assert 'id="middle-x"' in svg
    assert 'id="middle-y"' in svg


def test_without_a_pair_it_says_so() -> None:
    assert 'id="mark-0"' not in drawn(chart((None, 0.2), (3, None)), "zh").svg.decode()


def test_four_fields_need_two_series() -> None:
    with pytest.raises(WrongValue, match="1 series; four fields need two, the first across"):
        checked(chart((1.0, 2.0)))

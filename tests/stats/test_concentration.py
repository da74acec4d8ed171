import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import largest_remainder, lorenz, lorenz_curve

amounts = st.lists(st.floats(0, 1e6), min_size=1, max_size=30)


def test_the_known_reasons_add_up_to_100() -> None:
    assert largest_remainder([80, 22, 35, 20, 15], 2) == (46.51, 12.79, 20.35, 11.63, 8.72)


def test_thirds_and_ties() -> None:
    assert largest_remainder([1, 1, 1]) == (34, 33, 33)
    assert largest_remainder([1, 1, 1], 1) == (33.4, 33.3, 33.3)
    assert largest_remainder([0.29, 0.71]) == (29, 71)


@given(amounts, st.integers(0, 3))
def test_displayed_shares_add_up_and_stay_near(shares: list[float], digits: int) -> None:
    shown = largest_remainder(shares, digits)
    if shown is None:
        assert sum(shares) == 0
        return
    assert sum(Fraction(f"{value:.{digits}f}") for value in shown) == 100
    total = sum(map(Fraction, shares))
    for share, value in zip(shares, shown, strict=True):
        assert abs(Fraction(value) - 100 * Fraction(share) / total) < Fraction(10) ** -digits * 2


def test_the_top_fifth_of_five() -> None:
    assert lorenz([80, 5, 5, 5, 5]) == pytest.approx(0.8)
    assert lorenz([1] * 7) == pytest.approx(0.2)
    assert lorenz([10, 0], top=0.25) == pytest.approx(0.5)


@given(amounts, st.floats(0.01, 0.99))
def test_the_curve_rises_below_the_diagonal(values: list[float], top: float) -> None:
    curve, share = lorenz_curve(values), lorenz(values, top)
    if curve is None or share is None:
        assert math.fsum(values) == 0
        return
    assert curve[0] == (0, 0)
    assert curve[-1] == (1, 1)
    assert all(y <= x + 1e-9 for x, y in curve)
    assert [y for _, y in curve] == sorted(y for _, y in curve)
    assert share >= top - 1e-9
    assert lorenz(values[::-1], top) == share


def test_nothing_to_share() -> None:
    assert largest_remainder([0, 0]) is None
    assert lorenz([]) is None
    assert lorenz_curve([0.0]) is None


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match="largest_remainder: value 1 is -2; it must not be neg"):
        largest_remainder([1, -2])
    with pytest.raises(ValueError, match="largest_remainder: digits=-1; give 0 or more decimals"):
        largest_remainder([1], -1)
    with pytest.raises(ValueError, match="lorenz: top=20; give a number between 0 and 1"):
        lorenz([1, 2], top=20)

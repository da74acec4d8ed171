import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import lorenz

amounts = st.lists(st.floats(0, 1e6), min_size=1, max_size=30)


def test_the_top_fifth_of_five() -> None:
    assert lorenz([80, 5, 5, 5, 5]) == pytest.approx(0.8)
    assert lorenz([1] * 7) == pytest.approx(0.2)
    assert lorenz([10, 0], top=0.25) == pytest.approx(0.5)


@given(amounts, st.floats(0.01, 0.99))
def test_the_top_holds_at_least_its_share_and_a_wider_top_no_less(
    values: list[float], top: float
) -> None:
    share = lorenz(values, top)
    if share is None:
        assert math.fsum(values) == 0
        return
    assert top - 1e-9 <= share <= 1
    assert (lorenz(values, (1 + top) / 2) or 0) >= share - 1e-9
    assert lorenz(values[::-1], top) == share


def test_nothing_to_share() -> None:
    assert lorenz([]) is None
    assert lorenz([0.0, 0.0]) is None


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match="lorenz: value 1 is -2; it must not be negative"):
        lorenz([1, -2])
    with pytest.raises(ValueError, match="lorenz: top=20; give a number between 0 and 1"):
        lorenz([1, 2], top=20)

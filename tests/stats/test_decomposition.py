import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import rate_mix

names = st.sampled_from("abcdef")
segments = st.dictionaries(
    names, st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
)


def test_a_pure_mix_change_has_no_rate_effect() -> None:
    before = {"a": (54.0, 60.0), "b": (28.0, 40.0)}
    after = {"a": (36.8, 40.0), "b": (40.8, 60.0)}
    result = rate_mix(before, after)
    assert result is not None
    assert result.mix == pytest.approx(-0.044)
    assert result.rate == pytest.approx(0, abs=1e-12)


def test_a_segment_in_one_period_is_all_mix() -> None:
    result = rate_mix({"a": (90, 100), "old": (5, 10)}, {"a": (90, 100), "new": (2, 10)})
    assert result is not None
    assert result.rate == 0
    assert result.mix == pytest.approx(92 / 110 - 95 / 110)


@given(segments, segments)
def test_mix_and_rate_add_up_and_mirror(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> None:
    result, back = rate_mix(before, after), rate_mix(after, before)
    if result is None or back is None:
        assert 0 in (sum(n for _, n in before.values()), sum(n for _, n in after.values()))
        return
    then, now = (
        sum(k for k, _ in period.values()) / sum(n for _, n in period.values())
        for period in (before, after)
    )
    assert result.mix + result.rate == pytest.approx(now - then, abs=1e-12)
    assert back.mix == pytest.approx(-result.mix, abs=1e-12)


def test_a_missing_base_gives_nothing() -> None:
    assert rate_mix({}, {"a": (1, 2)}) is None


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match="rate_mix: segment 'a' has k=3 but n=0; give its total"):
        rate_mix({"a": (3, 0)}, {"a": (1, 2)})
    with pytest.raises(ValueError, match="rate_mix: value 0 is -1; it must not be negative"):
        rate_mix({"a": (-1, 3)}, {"a": (1, 2)})

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import rate_mix, share_changes

REASONS = ("号码错误", "非本人送修", "无法接通", "拒绝回访", "中途中断")
JULY = dict(zip(REASONS, (12, 8, 2, 2, 15), strict=True))
AUGUST = dict(zip(REASONS, (20, 10, 20, 30, 20), strict=True))

names = st.sampled_from("abcdef")
counts = st.dictionaries(names, st.integers(0, 500), max_size=6)
segments = st.dictionaries(
    names, st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
)


def test_the_known_reasons_for_failed_calls() -> None:
    result = share_changes(JULY, AUGUST, 1005, 1300)
    assert result is not None
    points = {c.name: round(100 * c.change, 3) for c in result.contributions}
    # 20/1300 - 2/1005 is 1.33946 points
    assert points == dict(zip(REASONS, (0.344, -0.027, 1.339, 2.109, 0.046), strict=True))
    assert round(100 * result.total, 3) == 3.812
    assert result.total == pytest.approx(966 / 1005 - 1200 / 1300)


@given(counts, counts)
def test_contributions_add_up(before: dict[str, int], after: dict[str, int]) -> None:
    result = share_changes(before, after, 700, 900)
    assert result is not None
    assert result.total == pytest.approx(
        sum(after.values()) / 900 - sum(before.values()) / 700, abs=1e-12
    )
    assert {c.name for c in result.contributions} == {*before, *after}


def test_a_pure_mix_change_has_no_rate_effect() -> None:
    before = {"a": (54.0, 60.0), "b": (28.0, 40.0)}
    after = {"a": (36.8, 40.0), "b": (40.8, 60.0)}
    result = rate_mix(before, after)
    assert result is not None
    assert result.delta == pytest.approx(-0.044)
    assert result.mix == pytest.approx(-0.044)
    assert result.rate == pytest.approx(0, abs=1e-12)
    assert result.segments[0].rate == pytest.approx(0.01)


def test_a_segment_in_one_period_is_all_mix() -> None:
    result = rate_mix({"a": (90, 100), "old": (5, 10)}, {"a": (90, 100), "new": (2, 10)})
    assert result is not None
    parts = {s.name: s for s in result.segments}
    assert [s.presence for s in result.segments] == ["both", "disappeared", "appeared"]
    assert parts["old"].rate == parts["new"].rate == 0
    assert parts["new"].mix < 0 < parts["old"].mix
    assert result.mix == pytest.approx(result.delta)


@given(segments, segments)
def test_mix_and_rate_add_up_and_mirror(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> None:
    result, back = rate_mix(before, after), rate_mix(after, before)
    if result is None or back is None:
        assert 0 in (sum(n for _, n in before.values()), sum(n for _, n in after.values()))
        return
    assert result.mix + result.rate == pytest.approx(result.delta, abs=1e-12)
    assert sum(s.mix + s.rate for s in result.segments) == pytest.approx(result.delta, abs=1e-12)
    assert back.mix == pytest.approx(-result.mix, abs=1e-12)
    assert {s.name for s in result.segments} == {
        name for period in (before, after) for name, (_, n) in period.items() if n
    }


def test_a_missing_base_gives_nothing() -> None:
    assert share_changes(JULY, AUGUST, 0, 1300) is None
    assert rate_mix({}, {"a": (1, 2)}) is None


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match="rate_mix: segment 'a' has k=3 but n=0; give its total"):
        rate_mix({"a": (3, 0)}, {"a": (1, 2)})
    with pytest.raises(ValueError, match="share_changes: value 0 is -1; it must not be negative"):
        share_changes({"a": -1}, {}, 5, 5)

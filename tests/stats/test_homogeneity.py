import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, f_oneway

from reportgen.stats import Moments, homogeneous, homogeneous_means
from reportgen.stats._special import chi_square_tail

# an example made to have the known statistic: five groups of 80 to 99, 13 hits
KS, NS = (1, 2, 3, 3, 4), (94, 90, 90, 88, 84)

groups = st.lists(
    st.integers(0, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=4,
)


def exact_p_value(ks: list[int], ns: list[int]) -> float:
    """Go through every table with the same margins, in plain Python."""
    hits, total = sum(ks), sum(ns)

    def distance(table: tuple[int, ...]) -> float:
        return sum((k - n * hits / total) ** 2 / n for k, n in zip(table, ns, strict=True))

    def ways(table: tuple[int, ...]) -> int:
        return math.prod(math.comb(n, k) for k, n in zip(table, ns, strict=True))

    tables = [t for t in product(*(range(n + 1) for n in ns)) if sum(t) == hits]
    seen = distance(tuple(ks))
    return sum(ways(t) for t in tables if distance(t) >= seen * (1 - 1e-9)) / math.comb(total, hits)


def test_five_groups_with_13_hits_may_not_be_ranked() -> None:
    result = homogeneous(KS, NS)
    assert result.statistic == pytest.approx(2.435, abs=0.0005)
    assert result.df == 4
    assert chi_square_tail(2.435, 4) == pytest.approx(0.656, abs=0.0005)
    assert (result.method, result.may_rank, result.reason) == ("exact", False, "not_significant")
    assert result.p_value == pytest.approx(0.6497, abs=0.00005)


def test_large_counts_use_chi_square() -> None:
    ks, ns = [90, 60, 75], [100, 100, 100]
    table = [ks, [n - k for k, n in zip(ks, ns, strict=True)]]
    reference = chi2_contingency(table, correction=False)
    result = homogeneous(ks, ns)
    assert result.method == "chi_square"
    assert result.statistic == pytest.approx(reference.statistic)
    assert result.p_value == pytest.approx(reference.pvalue)
    assert result.may_rank
    assert result.reason is None


@settings(max_examples=60, deadline=None)
@given(groups)
def test_exact_test_equals_counting_every_table(pairs: list[tuple[int, int]]) -> None:
    result = homogeneous([k for k, _ in pairs], [n for _, n in pairs])
    if result.method == "exact":
        used = [(k, n) for k, n in pairs if n]
        expected = exact_p_value([k for k, _ in used], [n for _, n in used])
        assert result.p_value == pytest.approx(expected, rel=1e-9)
    else:
        assert result.reason in {"too_few_groups", "no_variation"} or result.method == "chi_square"


def test_many_small_groups_are_drawn_and_repeat_themselves() -> None:
    ks, ns = [4, 3, 0, 2, 5, 0, 1, 3, 2, 0, 6, 1], [12] * 12
    first = homogeneous(ks, ns)
    assert first.method == "monte_carlo"
    assert first == homogeneous(ks, ns)
    assert first == homogeneous(ks[::-1], ns)
    other = homogeneous(ks, ns, seed=1)
    assert other.p_value == pytest.approx(first.p_value, abs=0.02)


def test_drawing_leaves_the_global_generator_alone() -> None:
    before = np.random.get_state(legacy=False)  # noqa: NPY002 - the global state is the subject
    homogeneous([4, 3, 0, 2, 5, 0, 1, 3, 2, 0, 6, 1], [12] * 12)
    after = np.random.get_state(legacy=False)  # noqa: NPY002
    assert str(before) == str(after)


@settings(deadline=None)
@given(groups, st.randoms(use_true_random=False))
def test_the_order_of_groups_changes_nothing(pairs: list[tuple[int, int]], random: object) -> None:
    mixed = list(pairs)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    first = homogeneous([k for k, _ in pairs], [n for _, n in pairs])
    assert first == homogeneous([k for k, _ in mixed], [n for _, n in mixed])


@pytest.mark.parametrize(
    ("ks", "ns", "reason"),
    [
        ([], [], "too_few_groups"),
        ([3, 0], [9, 0], "too_few_groups"),
        ([0, 0], [9, 8], "no_variation"),
        ([9, 8], [9, 8], "no_variation"),
    ],
)
def test_without_a_test_there_is_no_ranking(ks: list[int], ns: list[int], reason: str) -> None:
    result = homogeneous(ks, ns)
    assert (result.may_rank, result.p_value, result.reason) == (False, None, reason)


def moments(values: list[float]) -> Moments:
    return Moments(len(values), float(np.mean(values)), float(np.std(values, ddof=1)))


SAMPLES = [[80.0, 85, 78, 90], [70.0, 72, 69, 75, 71], [88.0, 80, 91]]


spread = st.lists(st.integers(0, 100), min_size=2, max_size=9).filter(lambda s: len(set(s)) > 1)


@settings(deadline=None)
@given(st.lists(spread, min_size=2, max_size=5))
def test_means_are_compared_by_welch(samples: list[list[float]]) -> None:
    reference = f_oneway(*samples, equal_var=False)
    result = homogeneous_means([moments(s) for s in samples])
    assert result.method == "welch"
    assert result.statistic == pytest.approx(reference.statistic, abs=1e-12)
    assert result.p_value == pytest.approx(reference.pvalue)
    assert result.may_rank == (reference.pvalue < 0.05)


def test_a_group_without_spread_falls_back_to_the_classic_analysis() -> None:
    samples = [*SAMPLES, [80.0, 80, 80]]
    reference = f_oneway(*samples)
    result = homogeneous_means([moments(s) for s in samples])
    assert result.method == "anova"
    assert result.p_value == pytest.approx(reference.pvalue)


def test_means_without_a_test() -> None:
    single = [Moments(1, 80, 0), Moments(5, 82, 3)]
    assert homogeneous_means(single).reason == "too_few_groups"
    assert homogeneous_means([Moments(5, 80, 0), Moments(5, 82, 0)]).reason == "no_variation"


def test_unpaired_lists_are_refused() -> None:
    with pytest.raises(ValueError, match="homogeneous: 1 counts k but 2 totals n; give one n per"):
        homogeneous([1], [2, 3])


def test_chi_square_needs_five_expected_in_every_cell() -> None:
    assert homogeneous([4, 6], [50, 50]).method == "chi_square"
    assert homogeneous([3, 6], [50, 50]).method == "exact"

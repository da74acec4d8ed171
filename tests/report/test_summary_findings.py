from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen import Finding
from reportgen.document.blocks import Chapter, Severity
from reportgen.document.finding_order import severity_rank
from reportgen.report.summary_findings import MOST_FINDINGS, summary_findings

SEVERITIES: tuple[Severity, ...] = ("bad", "watch", "good", "info")
WEIGHTS = st.lists(st.tuples(st.sampled_from(SEVERITIES), st.integers(0, 9)), max_size=8)


@given(st.lists(WEIGHTS, max_size=3))
def test_the_worst_and_weightiest_come_first_and_no_better_one_is_left_out(
    weights: list[list[tuple[Severity, int]]],
) -> None:
    chapters = [
        [
            Finding(f"{at}.{n}", one, ("题",), (), impact=each / 9)
            for n, (one, each) in enumerate(some)
        ]
        for at, some in enumerate(weights)
    ]
    found = [Chapter(f"c{n}", "章", tuple(each)) for n, each in enumerate(chapters)]
    told = summary_findings(found)

    keys = [(severity_rank(each), -each.impact) for each in told]
    left = [each for some in chapters for each in some if each not in told]
    assert len(told) <= MOST_FINDINGS
    assert keys == sorted(keys)
    assert all(each.severity != "info" for each in told)
    if any(each.severity != "info" for each in left):
        assert len(told) == MOST_FINDINGS
    for each in left:
        if each.severity != "info":
            assert (severity_rank(each), -each.impact) >= keys[-1]


def test_to_act_on_comes_before_to_watch_before_worth_keeping() -> None:
    ranks = [severity_rank(Finding("x", severity, (), ())) for severity in SEVERITIES]
    assert ranks == sorted(set(ranks))

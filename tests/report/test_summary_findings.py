from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen import Finding
from reportgen.catalogs import words_in
from reportgen.document.blocks import Chapter, Severity
from reportgen.document.facts import Fact
from reportgen.document.finding_order import needs_attention, severity_rank, touched
from reportgen.document.formats import plain
from reportgen.periods import Month
from reportgen.report.summary_findings import MOST_FINDINGS, summary, summary_findings
from reportgen.section.data import Data, Dealer
from reportgen.section.dealer_tables import DealerTables

SEVERITIES: tuple[Severity, ...] = ("bad", "watch", "good", "info")
WEIGHTS = st.lists(st.tuples(st.sampled_from(SEVERITIES), st.integers(0, 9)), max_size=8)


def visits(count: int) -> Fact:
    return Fact("visits", count / 445, "share", "接车占全店", top=count, bottom=445)


def finding(name: str, severity: Severity, count: int) -> Finding:
    return Finding(name, severity, ("题",), ("文。",), impact=visits(count))


def said(*findings: Finding) -> list[tuple[str, str]]:
    """The findings of the summary and what they say."""
    data = Data(Dealer("D1"), Month(2026, 10), "zh", DealerTables({}, {}))
    blocks = summary([Chapter("c", "章", findings)], data.speaking(words_in("report")))
    return [(one.id, plain(one.text, "zh")) for one in blocks if isinstance(one, Finding)]


@given(st.lists(WEIGHTS, max_size=3))
def test_the_worst_are_chosen_and_told_by_how_many_customers_they_touch(
    weights: list[list[tuple[Severity, int]]],
) -> None:
    chapters = [
        [finding(f"{at}.{n}", one, each) for n, (one, each) in enumerate(some)]
        for at, some in enumerate(weights)
    ]
    found = [Chapter(f"c{n}", "章", tuple(each)) for n, each in enumerate(chapters)]
    told = summary_findings(found)

    left = [each for some in chapters for each in some if each not in told]
    assert len(told) <= MOST_FINDINGS
    assert all(each.severity != "info" for each in told)
    order = [(not needs_attention(each), -touched(each)) for each in told]
    assert order == sorted(order)
    for each in left:
        if each.severity != "info":
            assert len(told) == MOST_FINDINGS
            worst = max((severity_rank(one), -touched(one)) for one in told)
            assert (severity_rank(each), -touched(each)) >= worst


def test_to_act_on_comes_before_to_watch_before_worth_keeping() -> None:
    ranks = [severity_rank(Finding("x", severity, (), ())) for severity in SEVERITIES]
    assert ranks == sorted(set(ranks))


def test_one_case_to_act_on_does_not_outrank_many_lost_customers() -> None:
    assert said(finding("aged", "bad", 1), finding("lost", "watch", 164)) == [
        ("lost", "影响面：接车占全店 36.9%（164/445）。文。"),
        ("aged", "影响面：接车占全店 0.2%（1/445）。文。"),
    ]


def test_what_touches_nobody_it_can_count_says_nothing_of_it() -> None:
    unknown = Finding("unknown", "bad", ("题",), ("文。",), impact=Fact("v", None, "count"))
    none = Finding("none", "watch", ("题",), ("文。",))
    good = finding("good", "good", 400)

    assert said(none, good, unknown) == [("unknown", "文。"), ("none", "文。"), ("good", "文。")]

"""Rows that cannot be used: listed next to the report, and what a spec may demand of the data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen.errors import SpecError
from reportgen.periods import Month
from reportgen.report.batch import Order, build
from reportgen.report.one import cut, load, make_report
from reportgen.report.store import open_store

Read = Callable[..., Any]
OCTOBER = Month(2026, 10)
BAD = """\
经销商代码,月份,指标,数值
D1,2026-09,接车台次,90
D1,2026-10,接车台次,100
D1,2026-13,接车台次,5
D1,2026-10,=1+1,约十
D2,2026-10,接车台次,200
D2,2026-10,接车台次,200
合计,,,390
,2026-99,接车台次,7
"""


@pytest.fixture
def bad(folder: Path) -> Path:
    (folder / "data" / "figures.csv").write_text(BAD, "utf-8")
    return folder


def rejected(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.case("C23")
def test_rows_of_data_that_are_left_out_are_listed_next_to_the_report(
    read: Read, bad: Path
) -> None:
    spec, registry = read()
    inputs = load(spec, registry, OCTOBER)

    one, two = inputs.dealers
    made = make_report(spec, inputs, one, OCTOBER, bad / "out", registry)

    assert [path.name for path in made.files] == [
        "D1_D1_2026年10月_月报.docx",
        "D1_D1_2026年10月_月报.xlsx",
        "D1_D1_2026年10月_月报_rejected.csv",
    ]
    assert rejected(made.files[-1]) == [
        ["文件", "行号", "原因", "内容（已脱敏）"],
        ["figures.csv", "4", "日期不成立", "经销商代码=D1; 月份=2026-13; 指标=接车台次; 数值=5"],
        ["figures.csv", "5", "数字不成立", "经销商代码=D1; 月份=2026-10; 指标==1+1; 数值=**"],
        ["figures.csv", "9", "日期不成立", "月份=2026-99; 指标=接车台次; 数值=7"],
    ]
    other = make_report(spec, inputs, two, OCTOBER, bad / "out", registry)
    assert [row[1] for row in rejected(other.files[-1])] == ["行号", "9"]


def test_the_list_of_an_earlier_run_does_not_stay(read: Read, bad: Path) -> None:
    spec, registry = read()
    inputs = load(spec, registry, OCTOBER)
    made = make_report(spec, inputs, inputs.dealers[0], OCTOBER, bad / "out", registry)
    good = "\n".join(BAD.splitlines()[:3]) + "\n"
    (bad / "data" / "figures.csv").write_text(good, "utf-8")
    inputs = load(spec, registry, OCTOBER)

    again = make_report(spec, inputs, inputs.dealers[0], OCTOBER, bad / "out", registry)

    assert again.files == made.files[:2]
    assert not made.files[-1].exists()


def test_each_dealer_is_judged_by_its_own_rows(read: Read, bad: Path) -> None:
    spec, registry = read(**{"sections:": "quality: { max_dropped: 0.4 }\nsections:"})
    stored = open_store(spec, registry, OCTOBER)

    outcomes = build(Order(spec.path, OCTOBER, bad / "out"), spec, registry, stored, stored.dealers)

    found = {outcome.dealer.id: (outcome.status, outcome.reason) for outcome in outcomes}
    assert found["D1"][0] == "failed"
    assert found["D1"][1] == (
        "D1: 月度指标: 3 rows of data (60.0%) could not be used, mostly: 日期不成立; correct the "
        "export, or raise quality.max_dropped (now 0.4)"
    )
    assert found["D2"][0] == "failed"  # one row of its own, and one that names no dealer
    assert "(50.0%)" in found["D2"][1]


def test_accounts_of_a_file_of_several_dealers_balance_for_each(read: Read, bad: Path) -> None:
    assert bad.is_dir()
    spec, registry = read()
    inputs = load(spec, registry, OCTOBER)

    for dealer in inputs.dealers:
        _, ledger = cut(spec, inputs, dealer, OCTOBER)
        assert ledger.balanced
        (account,) = ledger.accounts
        assert account.read == 8
        own = {"D1": {"impossible_date": 2, "impossible_number": 1, "other_dealer": 2},
               "D2": {"impossible_date": 1, "duplicate": 1, "other_dealer": 4}}  # fmt: skip
        assert account.dropped == {**own[dealer.id], "total_row": 1}


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("{ required: [freshnes] }", "there is no check 'freshnes'; did you mean 'freshness'?"),
        ("{ required: [x] }", "there is no check 'x'; there are scale, unknown_words, unreadable"),
        ("{ max_dropped: 5 }", "must be at most 1, got the number 5"),
    ],
)
def test_a_wrong_demand_is_named_with_its_place(read: Read, setting: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        read(**{"sections:": f"quality: {setting}\nsections:"})
    assert message in str(caught.value)
    assert "monthly.yaml:" in str(caught.value)


def test_every_check_is_made_unless_the_spec_names_some(read: Read, folder: Path) -> None:
    assert folder.is_dir()
    spec, registry = read()
    assert {check.type for check in spec.checks} == set(registry.checks) >= {"totals"}
    named, _ = read(**{"sections:": "checks: [totals]\nsections:"})
    assert [check.type for check in named.checks] == ["totals"]


def test_a_source_declares_what_its_file_does_not_say(read: Read, folder: Path) -> None:
    (folder / "data" / "figures.csv").write_text(
        "经销商代码,月份,指标,数值\nD1,01/10/2026,接车台次,100\n", "utf-8"
    )
    spec, registry = read(**{'figures.csv" }': 'figures.csv", date_order: dmy }'})
    data, _ = cut(
        spec, load(spec, registry, OCTOBER), *(load(spec, registry, OCTOBER).dealers), OCTOBER
    )
    assert data.table("monthly_figures")["month"].dt.month.tolist() == [10]
    with pytest.raises(SpecError, match="date_order"):
        read(**{"date_order: dmy": "date_order: dym"})

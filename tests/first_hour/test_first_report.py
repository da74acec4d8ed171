"""The first report of three kinds of stores: `init --from`, its questions answered, and `build`.

Every headline figure, in Word and in Excel, is held against what truly happened at the store.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("pty", reason="a terminal to answer at needs POSIX")

# the stores and their exports stand beside the tests, which are not a package
sys.path.insert(0, str(Path(__file__).parent))

import messy_exports
import taiwan_exports
import us_exports
from first_report import FirstReport, agrees, make
from headline_figures import headlines
from invented_store import invent

SEED = 9
NO_COMEBACKS = {"8月小修返修率", "Comebacks, Aug"}
"""What no export tells that has neither faults nor a mark of comebacks."""


@pytest.fixture(
    scope="module",
    params=[(messy_exports, "zh"), (us_exports, "en"), (taiwan_exports, "zh")],
    ids=["messy", "us", "taiwan"],
)
def first(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[FirstReport, dict[str, float], ModuleType]:
    kind, language = request.param
    store = invent(SEED)
    report = make(kind, store, tmp_path_factory.mktemp("first"), language)
    truth = {labels[language == "en"]: value for labels, value in headlines(store).items()}
    if kind is taiwan_exports:
        truth = {label: value for label, value in truth.items() if label not in NO_COMEBACKS}
    return report, truth, kind


def test_every_headline_figure_of_the_first_report_is_right(
    first: tuple[FirstReport, dict[str, float], ModuleType],
) -> None:
    report, truth, _ = first

    assert report.exit_codes == (0, 0, 0), report.said
    assert set(report.word) == set(truth)
    wrong = {
        label: (report.word[label], report.excel.get(label), value)
        for label, value in truth.items()
        if not agrees(report.word[label], value) or report.excel[label] != pytest.approx(value)
    }
    assert not wrong, report.said


def test_nothing_is_left_open_and_no_file_was_touched(
    first: tuple[FirstReport, dict[str, float], ModuleType],
) -> None:
    report, _, kind = first

    assert kind.STORE in report.said
    for open_ in ("尚未确定", "things are open", "没有登记；可", "unknown words", " × "):
        assert open_ not in report.said.split(kind.STORE)[-1]
    assert len(report.person.asked) < 45


def test_an_english_report_has_no_chinese_word(
    first: tuple[FirstReport, dict[str, float], ModuleType],
) -> None:
    report, _, kind = first
    if kind is us_exports:
        assert not re.findall(r"[\u3400-\u9fff]+", report.text)


def test_what_the_exports_do_not_tell_is_not_said_to_be_missing_otherwise(
    first: tuple[FirstReport, dict[str, float], ModuleType],
) -> None:
    report, _, kind = first
    if kind is taiwan_exports:
        assert "工单没有记录故障，也没有标明返修，不能按返修记录计算。" in report.text
        assert "数据没有按技师区分" not in report.text
    assert "没有工单数据" not in report.text


def test_the_dealer_is_no_deal_and_a_call_is_no_survey(
    first: tuple[FirstReport, dict[str, float], ModuleType],
) -> None:
    report, _, kind = first
    if kind is us_exports:
        deals = [said for asked, said in report.person.asked if "header 'Deal #'" in asked]
        assert set(deals) == {""}
    assert not re.search(r"lost_calls(:| \()", report.said)


@pytest.mark.parametrize(
    ("printed", "value", "same"),
    [
        ("92.3%", 0.9232, True), ("92.3%", 0.9236, False), ("21.8万元", 217_600, True),
        ("¥11,960", 11_960.4, True), ("$1,200k", 1_200_400, True), ("-3", -3, True),
        ("—", 0, False), ("0", 1, False),
    ],
)  # fmt: skip
def test_a_printed_figure_is_held_against_the_truth(
    printed: str,
    value: float,
    same: bool,  # noqa: FBT001 a case
) -> None:
    assert agrees(printed, value) is same

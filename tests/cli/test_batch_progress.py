from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportgen.cli import batch_progress
from reportgen.cli.batch_progress import progress
from reportgen.cli.console import Console
from reportgen.cli.told_outcomes import MadeReports, tell_outcomes
from reportgen.exit_codes import ExitCode
from reportgen.report.batch import Outcome
from reportgen.section.dealer import Dealer


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """English, and a clock that goes on by a second with every look."""
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    now = [0.0]

    def monotonic() -> float:
        now[0] += 1
        return now[0]

    monkeypatch.setattr(batch_progress.time, "monotonic", monotonic)
    return now


def outcome(number: int, status: str = "done", **values: str) -> Outcome:
    return Outcome(Dealer(f"SH{number:03}"), status, **values)  # type: ignore[arg-type]


def test_without_a_terminal_progress_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], clock: list[float]
) -> None:
    with progress(Console(), 40) as advance:
        for number in range(40):
            advance(outcome(number))
            clock[0] = 3.0 * (number + 1)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 20
    assert lines[0].startswith("progress 2/40, ")
    assert lines[0].endswith(" left, SH001")
    assert lines[-1].startswith("progress 40/40, 20 a minute, 0:00 left, SH039")


def test_what_is_left_out_is_no_measure_of_the_pace(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(Console(), 3) as advance:
        advance(outcome(1, "unchanged"))
        advance(outcome(2, "unchanged"))

    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "progress 2/3, 0 a minute, 0:00 left, SH002"


def test_one_report_needs_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(Console(), 1) as advance:
        advance(outcome(1))

    assert capsys.readouterr().out == ""


def test_on_a_terminal_there_is_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with progress(Console(), 2) as advance:
        advance(outcome(1))
        advance(outcome(2))

    assert "\nprogress 1/2" not in capsys.readouterr().out


def test_machines_get_a_line_of_json_for_each_report(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(Console(as_json=True), 2) as advance:
        advance(outcome(1))
        advance(outcome(2, "failed", reason="why"))

    shown = capsys.readouterr()
    lines = [json.loads(line) for line in shown.err.splitlines()]
    assert shown.out == ""
    assert [(line["dealer"], line["status"], line["finished"]) for line in lines] == [
        ("SH001", "done", 1),
        ("SH002", "failed", 2),
    ]
    assert lines[0]["seconds_left"] > 0


def test_failures_of_one_line_of_a_plugin_are_told_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = [
        outcome(n, "failed", reason=f"KeyError: {n}", place="plugins/a.py:7") for n in range(12)
    ]
    other = outcome(12, "failed", reason="crashed")

    code = tell_outcomes(Console(), MadeReports([*failed, other]), Path("out"), 1.5)

    lines = capsys.readouterr().out.splitlines()
    assert code is ExitCode.PARTLY
    assert lines[0].startswith(" × KeyError: 0 (plugins/a.py:7) (12: SH000, SH001, ")
    assert lines[0].endswith("SH009 +2)")
    assert lines[1] == " × crashed (1: SH012)"
    assert lines[2] == "done 0 · partly 0 · failed 13 · total 13, 1.5 s, in out"


def test_what_plugins_print_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    tell_outcomes(
        Console(as_json=True), MadeReports([outcome(1, printed="here")]), Path("out"), 1.0
    )

    shown = capsys.readouterr()
    assert shown.err == "printed while making SH001: here\n"
    assert json.loads(shown.out)["outcomes"][0]["dealer"] == "SH001"

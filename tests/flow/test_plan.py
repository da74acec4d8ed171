"""`plan` says what `build` would do, and makes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportgen.cli.app import cli
from reportgen.exit_codes import ExitCode
from reportgen.report.batch.run_log import LastRun, last_run

Run = Callable[..., Result]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(
        spec.read_text("utf-8").replace("[{ type: docx, pages: none }, xlsx]", "[xlsx]"), "utf-8"
    )
    return lambda *arguments: CliRunner().invoke(cli, arguments)


def test_plan_says_why_each_report_would_be_made_or_not(run: Run, folder: Path) -> None:
    before = run("plan")
    assert " √ 3 to make, not made yet: D1, D2, D3" in before.output
    assert "no report was made here yet, so there is no estimate" in before.output
    assert not (folder / "out").exists()

    run("build", "--dealer", "D1", "--dealer", "D2")
    next((folder / "out" / "2026-10").glob("D2*.xlsx")).unlink()
    shown = run("plan", "--dealer", "D*")

    assert shown.exit_code == ExitCode.DONE
    assert " √ 1 to make, not made yet: D3" in shown.output
    assert " √ 1 to make, files are gone or were changed by somebody: D2" in shown.output
    assert " √ 1 skipped, unchanged: D1" in shown.output
    assert " √ about " in shown.output
    assert "as in the last run (2 in " in shown.output
    due = json.loads(run("plan", "--json", "--only-failed", "--dealer", "D1").stdout)["due"]
    assert due == {"unchanged": ["D1"]}
    due = json.loads(run("plan", "--json", "--force", "--dealer", "D1").stdout)["due"]
    assert due == {"forced": ["D1"]}

    with (folder / "data" / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("D1,2026-08,接车台次,7\n")
    assert "data, spec or program have changed: D1" in run("plan", "--dealer", "D1").output


def test_plan_names_failed_ones_and_those_without_rows(run: Run, folder: Path) -> None:
    spec = folder / "configs" / "monthly.yaml"
    text = spec.read_text("utf-8").replace("{ from: monthly_figures }", "[D1, D2, D9]")
    spec.write_text(f"{text}    explode: exit D2\n", "utf-8")
    run("build")

    shown = run("plan", "--only-failed")

    assert " √ 2 to make, failed last time: D2, D9" in shown.output
    assert " √ 1 skipped, unchanged: D1" in shown.output
    assert " ! 1 without a row up to the month, their reports would fail: D9" in shown.output
    assert " √ Hello (hello)" in shown.output
    told = json.loads(run("plan", "--json").stdout)
    assert (told["without_rows"], told["missing"]) == (["D9"], {"hello": {}})


def test_plan_names_whose_chapters_lack_something(run: Run, folder: Path) -> None:
    spec = folder / "configs" / "monthly.yaml"
    text = spec.read_text("utf-8").replace("{ from: monthly_figures }", "[D1, D4]")
    source = '  monthly_figures: { type: csv, path: "data/figures.csv" }\n'
    more = '  complaints: { type: csv, path: "data/complaints.csv" }\n'
    assert source in text
    spec.write_text(text.replace(source, source + more), "utf-8")
    (folder / "data" / "complaints.csv").write_text(
        "经销商代码,投诉编号,投诉时间\nD1,C1,2026-10-03\nD4,C2,2026-10-04\n", "utf-8"
    )

    shown = run("plan")

    assert " ! Hello (hello): no data, 缺少“月度指标” is missing (D4)" in shown.output


def test_plan_takes_the_words_of_build_and_refuses_what_build_does(run: Run) -> None:
    assert "did you mean 'D1'?" in run("plan", "--dealer", "D11").output
    assert run("plan", "--dealer", "D11").exit_code == ExitCode.USAGE
    assert "exclude each other" in run("plan", "--force", "--only-failed").output
    assert run("plan", "--formats", "odt").exit_code == ExitCode.USAGE


def test_the_pace_is_that_of_the_last_run_that_made_reports(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_run(log) is None
    lines = [
        '{"event": "end", "made": 9, "seconds": 1}',
        '{"event": "stopped", "made": 4, "seconds": 6.0}',
        '{"event": "end", "made": 0, "seconds": 0.1}',
        '{"event": "end", "made": 5, "sec',
    ]
    log.write_text("\n".join(lines), "utf-8")
    pace = last_run(log)
    assert pace == LastRun(4, 6.0)
    assert pace.seconds_for(10) == 15

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportgen.cli.app import cli
from reportgen.cli.new_plugin import STARTERS
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.store import open_store
from reportgen.spec.spec import read_spec


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201 a function
    monkeypatch.chdir(folder)
    monkeypatch.setenv("REPORTGEN_LANG", "en")

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments)

    return run_command


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from reportgen.cli.app import cli\n"
        "try: cli(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = ('pandas', 'numpy', 'matplotlib', 'pydantic', 'lxml')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    shown = subprocess.run(  # noqa: S603 our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert shown.stdout.splitlines()[-1] == "[]"
    assert "reportgen demo" in shown.stdout


@pytest.mark.parametrize("command", [*cli.commands, "new section"])
def test_every_command_says_what_it_does(command: str) -> None:
    shown = CliRunner().invoke(cli, [*command.split(), "--help"])

    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 4


def test_build_makes_the_files_and_says_where(run, folder: Path) -> None:  # noqa: ANN001
    shown = run("build", "--dealer", "D1", "--formats", "xlsx")

    assert shown.exit_code == ExitCode.DONE, shown.output
    assert " √ read 1 tables, 5 rows, used 5" in shown.output
    assert "done 1 · partly 0 · failed 0 · total 1" in shown.output
    names = sorted(path.name for path in (folder / "out" / "2026-10").iterdir())
    assert names == ["D1_D1_2026年10月_月报.xlsx", "manifest.json"]


def test_build_as_json_is_one_object(run) -> None:  # noqa: ANN001
    shown = run("build", "--formats", "xlsx", "--json")

    outcomes = json.loads(shown.stdout)["outcomes"]
    assert [(o["dealer"], o["status"]) for o in outcomes] == [(f"D{n}", "done") for n in (1, 2, 3)]


def test_what_a_plugin_prints_spoils_no_json(run, folder: Path) -> None:  # noqa: ANN001
    plugin = folder / "plugins" / "hello.py"
    text = plugin.read_text("utf-8")
    plugin.write_text(
        text.replace("        came = ", "        print('hm')\n        came = "), "utf-8"
    )

    shown = run("build", "--dealer", "D1", "--formats", "xlsx", "--json")

    assert json.loads(shown.stdout)["outcomes"][0]["status"] == "done"
    line, printed = shown.stderr.splitlines()
    assert json.loads(line)["dealer"] == "D1"
    assert printed == "printed while making D1: hm"


def test_a_second_build_makes_only_what_has_changed(run, folder: Path) -> None:  # noqa: ANN001
    run("build", "--formats", "xlsx")
    assert "unchanged 3 · total 3" in run("build", "--formats", "xlsx").output

    next((folder / "out" / "2026-10").glob("D2*.xlsx")).write_bytes(b"mine")
    shown = run("build", "--formats", "xlsx")
    assert "done 1 · partly 0 · failed 0 · unchanged 2 · total 3" in shown.output
    assert "D2_D2_2026年10月_月报.xlsx was changed by somebody since it was made" in shown.output

    assert "done 3" in run("build", "--formats", "xlsx", "--force").output
    assert "total 3" in run("build", "--formats", "xlsx", "--only-failed").output
    assert "leave one of them out" in run("build", "--force", "--only-failed").output


def test_a_failed_section_is_exit_code_4(run, folder: Path) -> None:  # noqa: ANN001
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(spec.read_text("utf-8") + "    explode: D1\n", "utf-8")

    shown = run("build", "--formats", "xlsx")

    assert shown.exit_code == ExitCode.PARTLY
    assert " ! D1: made, but a section failed: 你好: ValueError: plugin bug" in shown.output
    assert "done 2 · partly 1 · failed 0 · total 3" in shown.output


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("build", "nowhere.yaml"), ExitCode.USAGE, "there is no spec nowhere.yaml; name one, or"),
        (("build", "--month", "2026-13"), ExitCode.USAGE, "--month: '2026-13' is not a month"),
        (
            ("build", "--dealer", "D11"),
            ExitCode.USAGE,
            "there is no dealer 'D11'; did you mean 'D1'",
        ),
        (("build", "--formats", "pdx"), ExitCode.USAGE, "--formats: unknown"),
        (("biuld",), ExitCode.USAGE, "No such command 'biuld'"),
        (
            ("explain", "hello.cane"),
            ExitCode.USAGE,
            "no fact 'hello.cane'; did you mean 'hello.came'",
        ),
        (("new", "section", "Über"), ExitCode.USAGE, "'Über' cannot be a section's name"),
        (("new", "section", "hello"), ExitCode.USAGE, "plugins/hello.py; choose another name"),
        (("demo", "."), ExitCode.USAGE, ". is not empty and no earlier demo; name another folder"),
        (("init", "."), ExitCode.USAGE, "exists already; choose another folder or pass --force"),
    ],
)
def test_a_users_error_is_one_line_and_a_code(run, arguments, code, message) -> None:  # noqa: ANN001
    shown = run(*arguments)

    assert shown.exit_code == code
    assert message in shown.output
    assert "Traceback" not in shown.output


def test_a_missing_file_is_exit_code_3(run, folder: Path) -> None:  # noqa: ANN001
    (folder / "data" / "figures.csv").rename(folder / "data" / "figures2.csv")

    shown = run("build")

    assert shown.exit_code == ExitCode.SOURCE
    assert "figures2.csv" in shown.output


def test_a_bad_spec_names_line_and_column(run, folder: Path) -> None:  # noqa: ANN001
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(spec.read_text("utf-8").replace("title:", "titel:"), "utf-8")

    shown = run("check")

    assert shown.exit_code == ExitCode.USAGE
    assert "configs/monthly.yaml:2:3: " in shown.output
    assert "did you mean 'title'?" in shown.output


def test_a_read_only_output_is_exit_code_6(run, folder: Path) -> None:  # noqa: ANN001
    (folder / "out").write_text("a file")

    shown = run("build")

    assert shown.exit_code == ExitCode.ENVIRONMENT
    assert "cannot be written" in shown.output


def test_check_and_plan_say_what_would_be_made(run) -> None:  # noqa: ANN001
    assert " √ configs/monthly.yaml: nothing wrong" in run("check").output

    shown = run("plan", "--month", "2026-09")
    assert " √ month 2026-09, formats docx, xlsx" in shown.output
    assert " √ 3 dealers: D1, D2, D3" in shown.output
    assert " √ Hello (hello)" in shown.output


def test_plan_names_what_a_chapter_lacks(run, folder: Path) -> None:  # noqa: ANN001
    (folder / "data" / "figures.csv").write_text("经销商代码,月份,指标,数值\n", "utf-8")
    spec = folder / "configs" / "monthly.yaml"
    text = spec.read_text("utf-8").replace("{ from: monthly_figures }", "[D1]")
    text = text.replace('figures.csv"', 'figures.csv", covers: report')
    spec.write_text(text, "utf-8")

    shown = run("plan")

    assert " ! Hello (hello): no data, 缺少“月度指标” is missing" in shown.output


def test_check_warns_of_a_section_without_source(run, folder: Path) -> None:  # noqa: ANN001
    plugin = folder / "plugins" / "hello.py"
    plugin.write_text(
        plugin.read_text("utf-8").replace(
            'needs = {"monthly', 'needs = {"complaints": [], "monthly'
        ),
        "utf-8",
    )

    shown = run("check")

    assert " ! hello: complaints is missing; the chapter will say there is no data" in shown.output


def test_explain_goes_down_to_file_and_row(run) -> None:  # noqa: ANN001
    shown = run("explain", "hello.came", "--dealer", "D1")

    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert lines[0] == "接车台次 hello.came = 100"
    assert "  source: 月度指标 · figures.csv: 3 (1)" in lines
    printed = [line.removeprefix("  printed in: ") for line in lines if "printed in" in line]
    assert {place.split(" · ")[1] for place in printed} >= {"你好", "口径与来源"}
    assert {place.split(" · ")[0] for place in printed} == {"Word", "Excel"}
    assert any(line.startswith("  formula: ") for line in lines)
    assert json.loads(run("explain", "hello.came", "--json").stdout)["number"] == 100.0


def test_a_second_run_does_not_read_the_sources_again(run, folder: Path) -> None:  # noqa: ANN001
    run("build", "--dealer", "D1", "--formats", "xlsx")

    again = run("build", "--dealer", "D2", "--formats", "xlsx")

    assert " √ the sources are unchanged and were not read again: 1 tables, 5 rows" in again.output
    assert len(list((folder / "out" / "2026-10").glob("*.xlsx"))) == 2


def test_store_shows_what_is_kept_and_clears_it(run, folder: Path) -> None:  # noqa: ANN001
    assert "nothing is kept in" in run("store").output
    run("plan")

    shown = run("store")
    assert " √ configs/monthly.yaml 2026-10: 0.0 MB, made from 1 files, fresh" in shown.output
    assert "     monthly_figures: 5 rows, 3 dealers" in shown.output

    with (folder / "data" / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("D4,2026-10,接车台次,1\n")
    assert ", stale, the next run reads the sources again" in run("store").output
    (kept,) = json.loads(run("store", "--json").output)["stores"]
    assert (kept["state"], kept["tables"]) == (
        "stale",
        {"monthly_figures": {"rows": 5, "dealers": 3}},
    )

    (index,) = (folder / "store").rglob("store.json")
    index.write_bytes(index.read_bytes()[:-1])
    assert "damaged or half made, never used" in run("store").output

    assert " √ cleared 1 stores in" in run("store", "clear").output
    assert not list((folder / "store").rglob("*.parquet"))


def test_a_store_in_use_is_not_cleared(run, folder: Path) -> None:  # noqa: ANN001
    spec = folder / "configs" / "monthly.yaml"
    registry = load_plugins(find_workspace(spec))

    with open_store(read_spec(spec, registry), registry, Month(2026, 10)):
        shown = run("store", "clear")

    assert shown.exit_code == ExitCode.USAGE
    assert "a run is using this store; wait until it is finished" in shown.output
    assert run("store", "clear").exit_code == ExitCode.DONE


def test_plugins_lists_offers_and_what_is_broken(run, folder: Path) -> None:  # noqa: ANN001
    (folder / "plugins" / "broken.py").write_text("import nope\n")

    shown = run("plugins")

    assert "    sections: hello" in shown.output
    assert " × broken: cannot be used, ModuleNotFoundError: No module named 'nope'" in shown.output
    found = json.loads(run("plugins", "--json").stdout)
    assert found["broken"][0]["name"] == "broken"


def test_schema_knows_the_options_of_the_workspaces_plugins(run, folder: Path) -> None:  # noqa: ANN001
    assert "explode" in run("schema").output
    assert run("schema", "--out", "spec.schema.json").exit_code == 0
    assert "explode" in (folder / "spec.schema.json").read_text("utf-8")


def test_init_makes_a_workspace_that_checks(run, folder: Path) -> None:  # noqa: ANN001
    shown = run("init", "store")

    assert shown.exit_code == 0
    assert "workspace made in store" in shown.output
    assert run("check", "store/configs/monthly.yaml").exit_code == 0
    assert (folder / "store" / "report_templates" / "monthly.docx").is_file()


def test_new_plugins_and_their_tests_run_at_once(run, folder: Path) -> None:  # noqa: ANN001
    for kind in STARTERS:
        assert run("new", kind, f"my_{kind}").exit_code == 0, kind
    shown = run("new", "section", "waiting_time")

    tests = ["tests", "my_package/tests"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    tested = subprocess.run(  # noqa: S603 our own command
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert f"{sys.executable} -m pytest tests/test_waiting_time.py" in shown.output
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "14 passed" in tested.stdout


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("section", "churn", "'churn' exists already, in "),
        ("section", "csv", "'csv' is a module of Python; choose another name"),
        ("table", "repair_orders", "'repair_orders' exists already, in "),
        ("section", "Waiting", "'Waiting' cannot be a section's name; use small letters"),
    ],
)
def test_new_refuses_a_name_that_is_taken(run, kind: str, name: str, said: str) -> None:  # noqa: ANN001
    shown = run("new", kind, name)
    assert shown.exit_code == ExitCode.USAGE
    assert said in shown.output


def test_doctor_says_what_the_machine_has(run) -> None:  # noqa: ANN001
    shown = run("doctor")

    assert shown.exit_code in {ExitCode.DONE, ExitCode.ENVIRONMENT}
    assert " √ python: " in shown.output
    assert " √ writing: " in shown.output
    assert "page numbers" in shown.output


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("builtin", " √ page numbers: reportgen's own layout; none where it is not sure"),
        ("none", "REPORTGEN_PAGES=none switches them off; unset it"),
        ("word", "REPORTGEN_PAGES=word is not known; it is auto, libreoffice, builtin or none"),
    ],
)
def test_doctor_says_what_finds_the_page_numbers(
    run,  # noqa: ANN001
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    shown: str,
) -> None:
    monkeypatch.setenv("REPORTGEN_PAGES", said)
    assert shown in run("doctor").output


def test_a_template_is_checked_by_name_or_path(run, folder: Path) -> None:  # noqa: ANN001
    shown = run("template", "check", "plain.docx")
    assert shown.exit_code == ExitCode.DONE
    assert "plain.docx: styles, anchors and variables are all there" in shown.output

    (folder / "own.docx").write_bytes(b"not Word")
    shown = run("template", "check", "own.docx")
    assert shown.exit_code == ExitCode.USAGE
    assert "own.docx: this is not a Word file; save it from Word as .docx" in shown.output


def test_checking_a_spec_looks_at_its_brand(run, folder: Path) -> None:  # noqa: ANN001
    spec = folder / "configs/monthly.yaml"
    (folder / "configs/brand.yaml").write_text("colors: { primary: red }\n", "utf-8")
    text = spec.read_text("utf-8").replace("report:\n", "report:\n  brand: brand.yaml\n", 1)
    spec.write_text(text, "utf-8")

    shown = run("check")

    assert shown.exit_code == ExitCode.USAGE
    assert "brand.yaml:1:20: colors.primary: 'red' is no colour; write it as" in shown.output


def test_a_gbk_terminal_survives(folder: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "reportgen", "plan"],
        cwd=folder,
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "PYTHONIOENCODING": "gbk",
            "REPORTGEN_LANG": "zh",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )
    assert shown.returncode == 0, shown.stderr
    assert "经销商 3 家" in shown.stdout.decode("gbk")


def test_check_names_a_broken_plugin(run, folder: Path) -> None:  # noqa: ANN001
    (folder / "plugins" / "broken.py").write_text("import nope\n")

    shown = run("check")

    assert shown.exit_code == ExitCode.DONE
    assert " × broken: cannot be used, ModuleNotFoundError: No module named 'nope'" in shown.output
    assert "nothing wrong" not in shown.output
    assert run("check", "--strict").exit_code == ExitCode.WARNINGS

"""`reportgen init --from FOLDER`: the exports lying there, mapped, and a spec that reads them."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from reportgen.cli.app import cli
from reportgen.cli.exports_found import _starred
from reportgen.cli.map import map_questions
from reportgen.exit_codes import ExitCode

DAYS = [f"2026-09-{day:02}" for day in range(1, 31)]


def calls(first: int, outcome: str = "成功回访") -> str:
    rows = [f"W{first + n},{day},陈伟,{outcome},9{n % 10}" for n, day in enumerate(DAYS)]
    return "\n".join(["工单号,回访日期,服务顾问,回访结果,满意度", *rows, ""])


ORDERS = "\n".join(
    [
        "工单号,建单日,车牌号,车架号,服务顾问,经销商代码",
        *(f"W{n},{day},京A1234{n % 10},,陈伟,D1" for n, day in enumerate(DAYS)),
        "",
    ]
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "回访_2026-08.csv").write_text(calls(0).replace("2026-09", "2026-08"), "utf-8")
    (exports / "回访_2026-09.csv").write_text(calls(100), "gb18030")
    (exports / "名单.csv").write_text("经销商代码,名称\nD1,一店\n", "utf-8")
    (exports / "~$回访.csv").write_text("x", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    return tmp_path


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=typed)


def spec_of(folder: Path) -> tuple[str, dict[str, object]]:
    text = (folder / "store" / "configs" / "monthly.yaml").read_text("utf-8")
    return text, yaml.safe_load(text)


def test_the_exports_of_a_folder_become_a_spec_that_checks(folder: Path) -> None:
    shown = run("init", "store", "--from", "exports")

    assert shown.exit_code == ExitCode.DONE, shown.output
    for text in (
        " √ workspace made in store",
        " √ wrote store/configs/monthly.yaml: reads 2 files, month 2026-09",
        " √ list of dealers: 名单.csv",
        " things are open, see the lines marked",
        "reportgen check store/configs/monthly.yaml --data",
    ):
        assert text in shown.output
    text, spec = spec_of(folder)
    path = (folder / "exports" / "回访*.csv").as_posix()
    assert spec["sources"] == {
        "callbacks": [{"type": "csv", "path": path, "mapping": "mappings/callbacks.yaml"}]
    }
    assert spec["period"] == {"month": "2026-09", "history": 13} or "2026-09" in text
    assert spec["dealers"] == {"file": (folder / "exports" / "名单.csv").as_posix()}
    assert "csi_by_advisor" in spec["sections"]  # type: ignore[operator]
    assert "#  - complaints  # lacks: complaints" in text
    assert (folder / "store" / "data").is_dir()
    checked = run("check", "store/configs/monthly.yaml", "--data")
    assert " √ callbacks (Call-backs): 2 files, 60 rows read, 60 used" in checked.output
    assert "outcome: 成功回访 60" in checked.output


def test_once_the_questions_are_answered_nothing_is_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_questions, "is_terminal", lambda: True)
    (folder / "exports" / "工单.csv").write_text(ORDERS, "utf-8")

    shown = run("init", "store", "--from", "exports", typed="1\n1\n" + "0\n" * 9)

    assert shown.exit_code == ExitCode.DONE, shown.output
    assert "things are open" not in shown.output
    _, spec = spec_of(folder)
    assert spec["dealers"] == {"file": (folder / "exports" / "名单.csv").as_posix()}
    assert "unknown word" not in run("check", "store/configs/monthly.yaml", "--data").output
    mapping = (folder / "store/configs/mappings/callbacks.yaml").read_text("utf-8")
    assert yaml.safe_load(mapping)["words"] == {"outcome": {"success": ["成功回访"]}}


def test_a_source_without_a_required_column_is_a_comment_and_exit_code_3(folder: Path) -> None:
    (folder / "exports" / "工单.csv").write_text(ORDERS, "utf-8")

    shown = run("init", "store", "--from", "exports", "--json")

    assert shown.exit_code == ExitCode.SOURCE
    told = json.loads(shown.stdout)
    assert {each["table"] for each in told["files"]} == {"callbacks", "repair_orders"}
    text, spec = spec_of(folder)
    assert list(spec["sources"]) == ["callbacks"]  # type: ignore[call-overload]
    assert "#  repair_orders:\n#    - { type: csv, path: " in text
    assert run("check", "store/configs/monthly.yaml", "--data").exit_code == ExitCode.DONE


@pytest.mark.parametrize(
    ("amount", "line"), [("NT$1,200", "  currency: TWD\n"), ("¥1,200", ""), ("1,200", "")]
)
def test_the_currency_of_the_amounts_is_written(folder: Path, amount: str, line: str) -> None:
    rows = "".join(f'W{n},{day},京A1234{n % 10},"{amount}"\n' for n, day in enumerate(DAYS))
    (folder / "exports" / "工单.csv").write_text(
        f"工单号,开单日期,车牌号,结算金额\n{rows}", "utf-8"
    )

    shown = run("init", "store", "--from", "exports")

    text, _ = spec_of(folder)
    assert line in text
    assert ("  currency:" in text) == bool(line)
    assert run("check", "store/configs/monthly.yaml", "--data").exit_code == ExitCode.DONE, shown


@pytest.mark.parametrize(
    ("listed", "dealers"),
    [
        ("D9,九店\n", {"from": "repair_orders"}),  # of other dealers
        ("D1,一店\nD1,壹店\n", {"from": "repair_orders"}),  # no list: a dealer stands twice
        ("D1,一店\nD2,二店\n", {"file": "名单.csv"}),
    ],
)
def test_a_list_of_dealers_is_used_where_it_names_those_of_the_exports(
    folder: Path, listed: str, dealers: dict[str, str]
) -> None:
    (folder / "exports" / "工单.csv").write_text(ORDERS.replace("建单日", "开单日期"), "utf-8")
    (folder / "exports" / "名单.csv").write_text(f"经销商代码,名称\n{listed}", "utf-8")

    run("init", "store", "--from", "exports")

    _, spec = spec_of(folder)
    named = {key: Path(value).name for key, value in spec["dealers"].items()}  # type: ignore[attr-defined]
    assert named == dealers


def test_a_list_of_dealers_may_be_a_workbook(folder: Path) -> None:
    (folder / "exports" / "名单.csv").unlink()
    (folder / "exports" / "工单.csv").write_text(ORDERS.replace("建单日", "开单日期"), "utf-8")
    book = openpyxl.Workbook()
    for row in (["经销商名单"], ["经销商代码", "名称", "城市"], ["D1", "一店", "上海"]):
        book.active.append(row)
    book.save(folder / "exports" / "名单.xlsx")

    shown = run("init", "store", "--from", "exports")

    _, spec = spec_of(folder)
    assert spec["dealers"] == {"file": (folder / "exports" / "名单.xlsx").as_posix()}
    assert "√ list of dealers: 名单.xlsx" in shown.output
    assert run("check", "store/configs/monthly.yaml").exit_code == ExitCode.DONE


def test_a_folder_without_a_table_is_said_to_be_one(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "x.csv").write_text("甲,乙\n1,2\n", "utf-8")

    shown = run("init", "store", "--from", "empty")

    assert shown.exit_code == ExitCode.SOURCE
    assert "empty: no file there is known to be a table" in shown.output
    assert "x.csv: it is not clear which table this is" in shown.output
    assert "Traceback" not in shown.output


@pytest.mark.parametrize(
    ("names", "path"),
    [
        (["工单_2026-09.csv", "工单_2026-10.csv"], "工单*.csv"),
        (["2026-09", "2026-10"], "*"),
        (["SH001_工单.csv", "SH002_工单.csv"], "SH*_工单.csv"),
        (["orders.csv"], "orders.csv"),
    ],
)
def test_what_differs_between_names_is_a_star(names: list[str], path: str) -> None:
    assert _starred(names) == path


def test_init_alone_leaves_an_empty_folder_for_data(folder: Path) -> None:
    shown = run("init", "new")
    assert shown.exit_code == ExitCode.DONE
    assert list((folder / "new" / "data").iterdir()) == []
    assert "reportgen init --from FOLDER does the rest" in shown.output
    assert "reportgen map data/*" in shown.output

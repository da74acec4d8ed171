from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportgen.cli.app import cli
from reportgen.exit_codes import ExitCode

SPEC = """\
report: { title: "{dealer} {month}", language: zh, formats: [xlsx] }
period: { month: 2026-09, history: 2 }
dealers: [D001]
sources:
  repair_orders: { type: csv, path: "data/工单*.csv", mapping: mappings/orders.yaml }
  complaints: { type: csv, path: data/投诉.csv }
sections: [complaints, csi_by_advisor]
"""
MAPPING = """\
opened_at: 建单日
_header: [工单号, 建单日, 车架号, 接待]
"""
ORDERS = """\
工单号,建单日,车架号,接待
W1,2026-09-01,LSVAA4182E2123456,陈伟
W2,2026-09-31,LSVAA4182E2123457,陈伟
W3,2026-09-02,LSVAA4182E2123458,李敏
W3,2026-09-02,LSVAA4182E2123458,李敏
合计,,,3
"""
COMPLAINTS = """\
投诉编号,投诉时间,状态
C1,2026-09-03,处理中
"""

DAYS = [f"2026-09-{day:02}" for day in range(1, 21)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "configs" / "mappings").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "configs" / "monthly.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "configs" / "mappings" / "orders.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "data" / "工单1.csv").write_text(ORDERS, "gb18030")
    (tmp_path / "data" / "投诉.csv").write_text(COMPLAINTS, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["check", "--data", *arguments])


def test_every_row_and_column_is_told_and_no_report_is_made(folder: Path) -> None:
    shown = check()

    assert shown.exit_code == ExitCode.DONE, shown.output
    for text in (
        " √ repair_orders (Repair orders): 1 files, 5 rows read, 2 used\n",
        "     1 rows left out: total row, such as 工单1.csv · row 6\n",
        " !   1 rows left out: ",
        "2026-09-31",
        "3 columns found; headers not used: 接待\n",
        " √ complaints (Complaints): 1 files, 1 rows read, 1 used\n",
        "     3 columns found, no header unused\n",
        "(csi_by_advisor): this chapter has no data: ",
        "would show more with: ",
        " ! 3 things to look at, see the lines marked !\n",
    ):
        assert text in shown.output
    assert not (folder / "out").exists()


def test_what_is_counted_is_what_is_marked(folder: Path) -> None:
    for number in range(2, 6):
        rows = ORDERS.replace("W", f"{number}W")
        (folder / "data" / f"工单{number}.csv").write_text(rows, "gb18030")

    shown = check().output

    marked = [line for line in shown.splitlines() if line.startswith(" !")]
    assert marked[-1] == f" ! {len(marked) - 1} things to look at, see the lines marked !"
    assert any("  5 rows left out: " in line for line in marked)


@pytest.mark.case("C33")
def test_words_nobody_knows_are_marked_with_their_counts(folder: Path) -> None:
    more = COMPLAINTS.replace("处理中", "已办结") + "C2,2026-09-04,已办结\n"
    (folder / "data" / "投诉.csv").write_text(more, "utf-8")
    shown = check()
    assert " !   2 values repaired: unknown word kept as it is, such as 投诉.csv" in shown.output
    assert "       status: 已办结 2; say what they mean with reportgen map" in shown.output
    assert "! D001: Complaints: 2 rows have words in 'Status' that nobody knows" in shown.output
    told = json.loads(check("--json").output)["tables"]["complaints"]["files"][0]
    assert told["unknown_words"] == {"status": {"已办结": 2}}


@pytest.mark.usefixtures("folder")
def test_warnings_are_exit_code_5_when_asked_to_be_strict() -> None:
    assert check("--strict").exit_code == ExitCode.WARNINGS


def test_clean_data_are_said_to_be(folder: Path) -> None:
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(SPEC.replace(", csi_by_advisor", ""), "utf-8")
    rows = [line for line in ORDERS.splitlines() if not line.startswith("W2")]
    (folder / "data" / "工单1.csv").write_text("\n".join(rows), "utf-8")

    shown = check("--strict", "--month", "2026-09")

    assert shown.exit_code == ExitCode.DONE, shown.output
    assert " √ nothing wrong with the data\n" in shown.output


def test_a_changed_header_is_told_against_the_one_the_mapping_was_made_from(folder: Path) -> None:
    changed = (
        ORDERS.replace("车架号,接待", "底盘号,接待人,渠道")
        .replace("伟\n", "伟,店\n")
        .replace("敏\n", "敏,店\n")
    )
    (folder / "data" / "工单1.csv").write_text(changed.replace(",,,3", ",,,3,"), "utf-8")

    shown = check()

    assert (
        "the header is not the one the mapping was made from: "
        "3 new columns (底盘号, 接待人, 渠道), 2 missing (was 车架号, 接待); "
        "update the mapping with reportgen map" in shown.output
    )


def test_every_unusable_table_is_told_at_once(folder: Path) -> None:
    (folder / "data" / "工单1.csv").write_text(ORDERS.replace("建单日", "建单"), "utf-8")
    (folder / "data" / "投诉.csv").unlink()

    shown = check()

    assert shown.exit_code == ExitCode.SOURCE
    assert (
        " × repair_orders (Repair orders): 工单1.csv: mapping: opened_at: there is no header "
        "'建单日'; did you mean '建单'?" in shown.output
    )
    assert "1 new columns (建单), 1 missing (was 建单日)" in shown.output
    assert " × complaints (Complaints): data/投诉.csv: no file found in" in shown.output
    assert " × unusable data in 2 places, see the lines marked ×\n" in shown.output
    assert "Traceback" not in shown.output


def test_one_bad_table_leaves_the_other_told(folder: Path) -> None:
    (folder / "data" / "投诉.csv").unlink()

    shown = check("--json")

    found = json.loads(shown.stdout)
    assert shown.exit_code == ExitCode.SOURCE
    assert found["tables"]["complaints"]["error"].startswith("data/投诉.csv: no file found")
    (file,) = found["tables"]["repair_orders"]["files"]
    assert (file["file"], file["read"], file["used"]) == ("工单1.csv", 5, 2)
    assert file["columns"] == {"ro_no": "工单号", "opened_at": "建单日", "vin": "车架号"}
    assert file["unused"] == ["接待"]


def test_no_dealer_in_the_table_is_an_error_of_the_dealers(folder: Path) -> None:
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(SPEC.replace("[D001]", "{ from: repair_orders }"), "utf-8")

    shown = check()

    assert shown.exit_code == ExitCode.SOURCE
    assert "dealers.from: the table 'repair_orders' names no dealer" in shown.output


@pytest.mark.usefixtures("folder")
def test_as_json_sections_say_what_they_lack() -> None:
    found = json.loads(check("--json").stdout)

    assert found["month"] == "2026-09"
    assert found["sections"]["complaints"]["missing"] == ""
    assert found["sections"]["csi_by_advisor"]["missing"]
    assert found["warnings"] == 3


@pytest.mark.usefixtures("folder")
def test_a_month_without_data_is_refused() -> None:
    shown = CliRunner().invoke(cli, ["check", "--month", "2026-09"])

    assert shown.exit_code == ExitCode.USAGE
    assert "--month: the spec alone has no months to look at; add --data" in shown.output


def test_strict_without_data_looks_at_the_spec(folder: Path) -> None:
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(SPEC.replace("csi_by_advisor]", "loyal_customers]"), "utf-8")
    spec.write_text(spec.read_text("utf-8").replace("repair_orders: {", "callbacks: {"), "utf-8")

    assert CliRunner().invoke(cli, ["check"]).exit_code == ExitCode.DONE
    assert CliRunner().invoke(cli, ["check", "--strict"]).exit_code == ExitCode.WARNINGS


def test_the_chinese_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_LANG", "zh")

    shown = check()

    for text in (
        "repair_orders 工单：1 个文件，读取 5 行，采用 2 行",
        "未采用 1 行：合计行，例如 工单1.csv · 第 6 行",
        "未采用 1 行：重复，例如 ",
        "对应 3 列；未使用的表头：接待",
        "对应 3 列，没有未使用的表头",
        "补充这些数据可以分析得更多：",
        "（csi_by_advisor）：该章没有数据：",
        "有 3 处需要留意，见上面标 ! 的行",
    ):
        assert text in shown.output
    (folder / "data" / "投诉.csv").unlink()
    broken = check()
    assert "complaints 投诉：data/投诉.csv: no file found" in broken.output
    assert "有 1 处数据无法使用，见上面标 × 的行" in broken.output


@pytest.mark.case("C16")
def test_dealers_of_the_spec_and_of_the_data_are_compared(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(SPEC.replace("[D001]", "[D001, D009]"), "utf-8")
    rows = "".join(
        f"{dealer},C{n},2026-09-03,处理中\n" for n, dealer in enumerate(("D001", "D2", ""))
    )
    (folder / "data" / "投诉.csv").write_text(f"经销商代码,投诉编号,投诉时间,状态\n{rows}", "utf-8")
    (folder / "data" / "工单1.csv").rename(folder / "data" / "工单D001.csv")
    spec.write_text(spec.read_text("utf-8").replace("工单*.csv", "工单{dealer}.csv"), "utf-8")

    shown = check()

    for line in (
        " ! 1 dealers of the spec have no data at all: D009\n",
        " ! 1 dealers in the data are not in the spec, so no report shows them: D2\n",
        " ! 1 rows name no dealer, so no report shows them\n",
    ):
        assert line in shown.output
    found = json.loads(check("--json").stdout)["dealers"]
    assert found == {"absent": ["D009"], "strangers": ["D2"], "nameless": 1}
    monkeypatch.setenv("REPORTGEN_LANG", "zh")
    for line in (
        "名单中有 1 家经销商没有任何数据：D009",
        "数据中有 1 家经销商不在名单内，其数据不进入任何报告：D2",
        "有 1 行没有写明经销商，不进入任何报告",
    ):
        assert line in check().output


@pytest.mark.case("C16")
def test_a_report_without_a_row_is_not_made(folder: Path) -> None:
    spec = folder / "configs" / "monthly.yaml"
    rows = "D001,C1,2026-09-03,处理中\nD2,C2,2026-09-03,处理中\n"
    (folder / "data" / "投诉.csv").write_text(f"经销商代码,投诉编号,投诉时间,状态\n{rows}", "utf-8")
    alone = SPEC.replace("[D001]", "[D009, D008]").replace(", csi_by_advisor", "")
    lines = [line for line in alone.splitlines() if "repair_orders" not in line]
    spec.write_text("\n".join(lines), "utf-8")

    shown = CliRunner().invoke(cli, ["build", "configs/monthly.yaml"])

    assert shown.exit_code == ExitCode.SOURCE
    assert (
        "no table has a row of D009, D008 up to 2026-09, so there is nothing to report; the tables "
        "name the dealers D001, D2: correct the spec or the month"
    ) in " ".join(shown.output.split())
    assert not list(folder.rglob("*.xlsx"))

    spec.write_text("\n".join(lines).replace("D008", "D2"), "utf-8")
    shown = CliRunner().invoke(cli, ["build", "configs/monthly.yaml"])
    assert shown.exit_code == ExitCode.PARTLY
    assert "no table has a row of D009 up to 2026-09" in shown.output
    assert len(list(folder.rglob("*.xlsx"))) == 1


def test_what_the_checks_of_the_data_find_is_told_as_a_report_would(folder: Path) -> None:
    shown = check()

    assert (
        "   D001: Repair orders: 33.3% repeated\n"
        "     Repeated rows count once, so the conclusions hold; the exports may overlap"
    ) in shown.output
    assert " ! D001: Repair orders: 33.3% of the rows of data could not be used\n" in shown.output
    found = json.loads(check("--json").stdout)["checks"]["found"]
    assert [(each["dealer"], each["id"], each["severity"]) for each in found] == [
        ("D001", "quality.duplicates:repair_orders", "info"),
        ("D001", "quality.dropped:repair_orders", "bad"),
    ]
    assert not (folder / "out").exists()


def test_data_the_spec_wants_no_report_from_are_refused_beforehand(folder: Path) -> None:
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(SPEC + "quality: { required: [dropped] }\n", "utf-8")

    shown = check("--strict")

    assert " ! no report will be made: D001: required check 'dropped' failed: " in shown.output
    assert shown.exit_code == ExitCode.WARNINGS


def test_a_finding_of_several_dealers_is_told_once(folder: Path) -> None:
    spec = folder / "configs" / "monthly.yaml"
    spec.write_text(SPEC.replace("[D001]", "[D001, D002, D003]"), "utf-8")
    rows = [f"{day},LSVAA4182E2123456,陈伟,D00{d}" for d in (1, 2) for day in DAYS]
    lines = [f"W{n},{row}" for n, row in enumerate(rows)]
    (folder / "data" / "工单1.csv").write_text(
        "\n".join(["工单号,建单日,车架号,接待,经销商代码", *lines]), "utf-8"
    )
    (folder / "data" / "投诉.csv").rename(folder / "data" / "投诉D001.csv")
    spec.write_text(
        spec.read_text("utf-8").replace("data/投诉.csv", '"data/投诉{dealer}.csv"'), "utf-8"
    )

    shown = check()

    assert (
        " ! D001: Repair orders: ends on 2026-09-20 (1 more dealer with the same)\n" in shown.output
    )


BROKEN_CHECK = """
from reportgen import Check, hookimpl


class Torn(Check):
    type = "torn"
    heading = "torn"

    def check(self, data):
        raise ValueError("plugin bug")


@hookimpl
def register_checks():
    return [Torn]
"""


def test_a_check_that_raises_is_named_with_its_reason(folder: Path) -> None:
    (folder / "plugins").mkdir()
    (folder / "plugins" / "torn.py").write_text(BROKEN_CHECK, "utf-8")

    shown = check()

    assert shown.exit_code == ExitCode.DONE
    failed = " ! the check 'torn' failed: ValueError: plugin bug (plugins/torn.py:10 check)\n"
    assert failed in shown.output

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from reportgen.catalogs import words_in
from reportgen.cli.app import cli
from reportgen.cli.map import map_questions
from reportgen.exit_codes import ExitCode
from reportgen.mapping.declarations import _order_of
from reportgen.mapping.header_likeness import _compare
from reportgen.mapping.value_evidence import _SHAPES, _needed

ORDERS = """\
委托单编号,建单日,牌照号,底盘号,接车人,送修人手机,付费类型,结算金额（元）,介绍人
W1,2026-09-01,京A12345,LSVAA4182E2123456,陈伟,13912345678,自费,"1,200.50",张三丰
W2,2026-09-02,京A12346,LSVAA4182E2123457,李敏,13812345678,索赔,300,张三丰
"""
OUT = "configs/mappings/repair_orders.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "configs").mkdir()
    (tmp_path / "工单.csv").write_text(ORDERS, "gb18030")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    return tmp_path


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["map", *arguments], input=typed)


def test_map_shows_what_it_recognises_and_writes_what_is_certain(folder: Path) -> None:
    shown = run("工单.csv")

    assert shown.exit_code == ExitCode.SOURCE
    for text in (
        "工单.csv: Repair orders (repair_orders), score ",
        "; header in row 1, 2 rows, gb18030\n",
        "known as '牌照号'; 100% of the values look like plates",
        "京A***45",
        "→ vin VIN",
        "LSV**********3456",
        " ? 接车人",
        "resembles '接车员'; please confirm",
        "known as '结算金额', with a remark in brackets; 100% of the values are amounts",
        " · 介绍人",
        "(not used)",
        "张*",
        " × opened_at (Opened) is required and was not found; by its values it may be: 建单日; ",
        "; if so, name it with --set opened_at=建单日",
        f" √ wrote {OUT}: ",
        "put this under sources in the spec:\n",
        '  repair_orders: { type: csv, path: "工单.csv", mapping: mappings/repair_orders.yaml }',
        "reportgen check --data  check the data without making a report",
    ):
        assert text in shown.output
    assert "陈伟" not in shown.output
    assert "张三丰" not in shown.output
    written = (folder / OUT).read_text("utf-8")
    found = yaml.safe_load(written)
    assert found["plate"] == "牌照号"
    assert found["total"] == "结算金额（元）"
    assert found["_header"] == ORDERS.splitlines()[0].split(",")
    assert "opened_at" not in found
    assert "# advisor: 接车人" in written
    assert "# opened_at: 建单日" in written
    assert "× required; if this is it, remove the # at the start of the line" in written


def test_set_decides_and_the_exit_code_is_0(folder: Path) -> None:
    shown = run(
        "工单.csv", "--set", "opened_at=建单日", "--set", "advisor=接车人", "--set", "phone="
    )

    assert shown.exit_code == ExitCode.DONE, shown.output
    assert "named by you" in shown.output
    found = yaml.safe_load((folder / OUT).read_text("utf-8"))
    assert (found["opened_at"], found["advisor"]) == ("建单日", "接车人")
    assert "phone" not in found


def test_next_month_a_changed_header_is_told_and_decisions_are_kept(folder: Path) -> None:
    run("工单.csv", "--set", "opened_at=建单日", "--set", "advisor=接车人")
    same = run("工单.csv")
    (folder / "工单.csv").write_text(
        ORDERS.replace("介绍人", "介绍人,渠道,备注栏")
        .replace("张三丰", "张三丰,店,x")
        .replace("接车人", "接车员工"),
        "utf-16",
    )

    shown = run("工单.csv")

    assert f" √ the header is the one {OUT} was made from" in same.output
    assert (
        f" ! the header is not the one {OUT} was made from: "
        "3 new columns (接车员工, 渠道, 备注栏), 1 missing (was 接车人)" in shown.output
    )
    assert "kept from the mapping there was" in shown.output
    assert "utf-16" in shown.output
    assert yaml.safe_load((folder / OUT).read_text("utf-8"))["opened_at"] == "建单日"


@pytest.mark.case("C06", "C07")
def test_map_proposes_what_a_file_does_not_say_of_its_dates(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(
        f"W{n},{1_788_200_000_000 + n * 86_400_000},{n:02}/09/2026,2026-09-05,陈伟,100\n"
        for n in range(1, 25)
    )
    header = "工单号,开单时间,结算日期,交车时间,服务顾问,结算金额\n"
    (folder / "工单.csv").write_text(header + rows, "utf-8")
    line = "date_order: { closed_at: dmy }, epoch: { opened_at: ms }"

    shown = run("工单.csv")

    assert shown.exit_code == ExitCode.DONE, shown.output
    assert f"to be read; the line for the spec below does: {line}\n" in shown.output
    source = f'type: csv, path: "工单.csv", mapping: mappings/repair_orders.yaml, {line}'
    assert f"  repair_orders: {{ {source} }}\n" in shown.output
    (folder / "configs" / "monthly.yaml").write_text(
        "report: { title: x, language: zh, formats: [xlsx] }\n"
        "period: { month: 2026-09 }\ndealers: [D1]\n"
        f"sources:\n  repair_orders: {{ {source} }}\nsections: [churn]\n",
        "utf-8",
    )
    checked = CliRunner().invoke(cli, ["check", "--data"])
    assert "24 rows read, 24 used" in checked.output
    assert "24 values repaired: date rewritten, such as 工单.csv · row 2: " in checked.output

    monkeypatch.setenv("REPORTGEN_LANG", "zh")
    assert (
        f"有些列的写法文件本身没有说明，由下面 sources 一行声明：{line}" in run("工单.csv").output
    )


@pytest.mark.case("C01")
def test_map_says_what_amounts_are_in_and_asks_where_only_brackets_differ(folder: Path) -> None:
    header = "工单号,开单日期,车架号,结算金额(万元),配件费(含税),配件费(不含税)\n"
    rows = "".join(f"W{n},115/09/{n:02},,$0.12,$5,$4\n" for n in range(1, 25))
    (folder / "工单.csv").write_text(header + rows, "utf-8")

    shown = run("工单.csv").output

    assert "does: calendar: { opened_at: minguo }, units: { total: 万元 }\n" in shown
    assert " ! the amounts are not in CNY; write `currency: USD` under report in the spec" in shown
    assert "only its brackets differ from '配件费(不含税)'; please confirm" in shown


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("05/10/2026", "25/10/2026"), "dmy"),
        (("10/05/2026 09:30", "10-25-26"), "mdy"),
        (("05/10/2026", "06/10/2026"), None),
        (("25/10/2026", "10/25/2026"), None),
        (tuple(f"26-09-{day:02}" for day in range(1, 15)), "ymd"),
        (("25/10/26", "13/10/26"), None),
        (("9/3/2026", "26-09-03"), None),
        (("25/10/26", "03/10/26"), "dmy"),
        (("2026-10-25",), None),
    ],
)
def test_the_order_of_a_date_is_proposed_only_where_days_show_it(
    texts: tuple[str, ...], found: str | None
) -> None:
    assert _order_of(texts) == found


def test_as_json_is_one_object(folder: Path) -> None:
    shown = run("工单.csv", "--json", "--out", "configs/m.yaml", "--as", "repair_orders")

    (each,) = json.loads(shown.stdout)["files"]
    assert each["table"] == "repair_orders"
    assert each["header_row"] == 1
    assert each["missing"] == {"opened_at": ["建单日"]}
    plate = next(column for column in each["columns"] if column["column"] == "plate")
    assert (plate["header"], plate["state"], plate["score"]) == ("牌照号", "certain", 1.0)
    assert plate["reasons"][0] == {"rule": "equal", "about": "牌照号"}
    assert plate["samples"] == ["京A***45", "京A***46"]
    assert each["source"].endswith("mapping: m.yaml }")
    assert (folder / "configs" / "m.yaml").is_file()


def test_a_person_at_the_terminal_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_questions, "is_terminal", lambda: True)

    shown = run("工单.csv", typed="1\n1\n1\n1\n1\n")

    assert shown.exit_code == ExitCode.DONE, shown.output
    assert " ? which column is the header '接车人'?  陈*  李*" in shown.output
    assert "     1  advisor Advisor\n     0  none of them\nyour choice (0, 1) [1]: " in shown.output
    assert " ? which header is opened_at (Opened), which is required?" in shown.output
    found = yaml.safe_load((folder / OUT).read_text("utf-8"))
    assert (found["opened_at"], found["advisor"]) == ("建单日", "接车人")


def test_none_of_them_leaves_a_column_out_and_yes_asks_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_questions, "is_terminal", lambda: True)

    none = run("工单.csv", typed="0\n" * 30)
    yes = run("工单.csv", "--yes")

    assert none.exit_code == yes.exit_code == ExitCode.SOURCE
    assert "your choice" not in yes.output
    assert "advisor" not in yaml.safe_load((folder / OUT).read_text("utf-8"))


def test_two_files_of_one_header_share_a_mapping_and_others_may_not(folder: Path) -> None:
    (folder / "二.csv").write_text(ORDERS, "utf-8")
    (folder / "三.csv").write_text(ORDERS.replace("介绍人", "渠道"), "utf-8")

    assert run("工单.csv", "二.csv").exit_code == ExitCode.SOURCE
    shown = run("工单.csv", "三.csv")

    assert shown.exit_code == ExitCode.USAGE
    assert "工单.csv and 三.csv have different headers and would both be written to" in shown.output
    assert "map them one by one with --out" in shown.output


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("无.csv",), ExitCode.SOURCE, "无.csv: no file found in"),
        (("工单.csv", "--as", "repair_order"), ExitCode.USAGE,
         "--as: there is no table 'repair_order'; did you mean 'repair_orders'?"),
        (("工单.csv", "--as", "x"), ExitCode.USAGE,
         "--as: there is no table 'x'; there are repair_orders"),
        (("工单.csv", "--set", "advisr=接车人"), ExitCode.USAGE,
         "--set: repair_orders has no column 'advisr'; did you mean 'advisor'?"),
        (("工单.csv", "--set", "advisor=接车员"), ExitCode.USAGE,
         "--set: advisor: there is no header '接车员'; did you mean '接车人'?"),
        (("工单.csv", "--set", "advisor"), ExitCode.USAGE,
         "--set: 'advisor' is not column=header, such as dealer=Store"),
        (("工单.csv", "--sheet", "一"), ExitCode.USAGE,
         "--sheet: a csv source has no option 'sheet'; leave it out"),
        (("工单.pdf",), ExitCode.USAGE, "no source reads '.pdf' files; there are .csv"),
        (("别的.csv",), ExitCode.SOURCE, "别的.csv: it is not clear which table this is ("),
    ],
)  # fmt: skip
def test_a_users_error_is_one_line(
    folder: Path, arguments: tuple[str, ...], code: ExitCode, message: str
) -> None:
    (folder / "别的.csv").write_text("甲,乙\n1,2\n", "utf-8")

    shown = run(*arguments)

    assert shown.exit_code == code
    assert message in shown.output
    assert "Traceback" not in shown.output
    assert not (folder / OUT).exists() or "--set" in arguments


def test_a_mapping_outside_the_workspace_is_refused_and_one_beside_configs_is_named(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "m.yaml"

    outside = run("工单.csv", "--out", str(elsewhere))
    beside = run("工单.csv", "--out", "m.yaml")

    assert outside.exit_code == ExitCode.USAGE
    assert f"--out: {elsewhere} lies outside the workspace {folder}" in outside.output
    assert f"choose a file below {folder / 'configs' / 'mappings'}" in outside.output
    assert not elsewhere.exists()
    assert "mapping: m.yaml }" in beside.output
    assert (folder / "m.yaml").is_file()


def test_what_to_do_about_an_unclear_file_is_said(folder: Path) -> None:
    (folder / "别的.csv").write_text("甲,乙\n1,2\n", "utf-8")

    shown = run("别的.csv")

    assert "its header reads 甲, 乙; name the table with `--as " in shown.output
    assert "or the header's row with `--header-row N`" in shown.output


RULES = (
    "equal", "written", "no_unit", "same_stem", "contains", "similar", "words",
    "twins", "alike", "given", "kept",
    "date", "datetime", "number", "money", "flag", "category", "is_date",
    *_SHAPES, *(f"is_{kind}" for kind in _SHAPES if kind != "name"),
    *(f"not_{_needed(kind)}" for kind in ("date", "number", "flag")),
    *(f"not_{kind}" for kind in ("vin", "plate", "phone")),
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_every_reason_has_words_in_both_languages(rule: str) -> None:
    said = words_in("terminal")[f"map.why.{rule}"]

    assert said["zh"].strip()
    assert said["en"].strip()
    assert ("{about}" in said["en"]) == (rule not in {"given", "kept"})


def test_no_words_stand_there_for_a_reason_nobody_gives() -> None:
    said = words_in("terminal")

    assert {key.removeprefix("map.why.") for key in said if key.startswith("map.why.")} == set(
        RULES
    )


def test_the_chinese_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_LANG", "zh")

    shown = run("工单.csv", "--set", "advisor=接车人")

    for text in (
        "工单.csv：工单（repair_orders），得分 ",
        "；表头在第 1 行，2 行数据，gb18030",
        "名称“牌照号”；100% 的值像车牌号",
        "（未使用）",
        "由您指定",
        "必需列 opened_at（开单日期）没有找到；从内容看可能是：建单日；",
        "确认后用 --set opened_at=建单日 指定",
        f"已写出 {OUT}：确定 ",
        "写入规范的 sources 之下：",
        "检查数据，不生成报告",
    ):
        assert text in shown.output
    assert "× 必需列，确认后去掉行首的 #" in (folder / OUT).read_text("utf-8")


def test_a_required_column_nothing_resembles_is_told(folder: Path) -> None:
    (folder / "销售.csv").write_text("车架号,车系\nLSVAA4182E2123456,速腾\n", "utf-8")

    shown = run("销售.csv", "--as", "vehicle_sales")

    assert shown.exit_code == ExitCode.SOURCE
    assert (
        " × sold_at (Sold) is required and was not found; name it with --set sold_at=HEADER"
        in shown.output
    )


def test_a_table_of_quarters_is_no_survey(folder: Path) -> None:
    rows = "季度,服务顾问,满意度\n一季度,陈伟,90\n二季度,陈伟,91\n"
    (folder / "季度.csv").write_text(rows, "utf-8")

    shown = run("季度.csv")

    assert shown.exit_code == ExitCode.SOURCE
    assert "季度.csv: it is not clear which table this is (callbacks 0.70, " in shown.output
    assert not (folder / "configs" / "mappings").exists()


def test_a_column_no_header_resembles_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_questions, "is_terminal", lambda: True)
    rows = "".join(
        f"W{n},2026-09-{n:02},{'接了' if n % 3 else '没接'},A{n % 2}\n" for n in range(1, 13)
    )
    for name in ("一.csv", "二.csv"):
        (folder / name).write_text(f"工单号,回访日期,怎么样,席位\n{rows}", "utf-8")

    shown = run("一.csv", "二.csv", typed="0\n0\n1\n" + "0\n" * 9)

    assert "一.csv: Call-backs (callbacks)" in shown.output
    assert "  1 more with the same header: 二.csv" in shown.output
    question = " ? no header resembles outcome (Outcome); is it one of these?\n     1  怎么样  "
    assert shown.output.count(question) == 1
    found = yaml.safe_load((folder / "configs/mappings/callbacks.yaml").read_text("utf-8"))
    assert found["outcome"] == "怎么样"


def test_the_same_file_gives_the_same_mapping(folder: Path) -> None:
    run("工单.csv")
    first = (folder / OUT).read_bytes()
    (folder / OUT).unlink()
    _compare.cache_clear()
    run("工单.csv")

    assert (folder / OUT).read_bytes() == first


# --- words nobody knows -----------------------------------------------------------------------

CALLS = """\
工单号,回访日期,服务顾问,回访结果
W1,2026-09-01,陈伟,成功回访
W2,2026-09-02,陈伟,成功回访
W3,2026-09-03,李敏,待定
W4,2026-09-03,李敏,成功
"""
CALLS_OUT = "configs/mappings/callbacks.yaml"


@pytest.fixture
def calls(folder: Path) -> Path:
    (folder / "回访.csv").write_text(CALLS, "utf-8")
    return folder


@pytest.mark.case("C33")
def test_words_nobody_knows_are_shown_with_a_proposal_and_written_as_comments(calls: Path) -> None:
    shown = run("回访.csv")

    assert shown.exit_code == ExitCode.DONE, shown.output
    for text in (
        " ! outcome (Outcome): nobody knows '成功回访' (2 rows); it may be success Success, as ",
        " ! outcome (Outcome): nobody knows '待定' (1 rows); it may be one of: success Success, ",
        " to confirm\n",
    ):
        assert text in shown.output
    written = (calls / CALLS_OUT).read_text("utf-8")
    assert "    success:\n#      - 成功回访  # ? 2 rows: it may be success Success" in written
    assert "#    待定  # ? 1 rows: it may be one of: success Success" in written
    words = json.loads(run("回访.csv", "--json").stdout)["files"][0]["words"]
    assert [(each["word"], each["rows"], each["likely"][:1]) for each in words] == [
        ("成功回访", 2, ["success"]),
        ("待定", 1, []),
    ]


def test_a_person_says_what_words_mean_and_next_month_they_are_known(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_questions, "is_terminal", lambda: True)

    shown = run("回访.csv", typed="\n7\n")

    assert (
        " ? what does '成功回访' (2 rows) mean in outcome (Outcome)?\n     1  success"
        in shown.output
    )
    taught = {"success": ["成功回访"], "pending": ["待定"]}
    assert yaml.safe_load((calls / CALLS_OUT).read_text("utf-8"))["words"]["outcome"] == taught
    again = run("回访.csv")
    assert "nobody knows" not in again.output
    assert "?" not in again.output
    assert yaml.safe_load((calls / CALLS_OUT).read_text("utf-8"))["words"]["outcome"] == taught


def test_all_files_are_shown_and_written_before_the_first_question(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_questions, "is_terminal", lambda: True)

    shown = run("工单.csv", "回访.csv", typed="")

    assert shown.output.index("回访.csv: Call-backs") < shown.output.index("which column is the")
    assert (calls / OUT).is_file()
    assert (calls / CALLS_OUT).is_file()


def test_two_files_of_one_mapping_ask_each_word_once(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (calls / "二.csv").write_text(CALLS.replace("待定", "挂了").replace("W", "V"), "utf-8")
    told = run("回访.csv", "二.csv").output
    assert "'成功回访' (4 rows)" in told
    written = (calls / CALLS_OUT).read_text("utf-8")
    assert all(word in written for word in ("成功回访", "待定", "挂了"))
    monkeypatch.setattr(map_questions, "is_terminal", lambda: True)

    shown = run("回访.csv", "二.csv", typed="1\n7\n5\n")

    assert shown.output.count("what does '成功回访'") == 1
    assert yaml.safe_load((calls / CALLS_OUT).read_text("utf-8"))["words"]["outcome"] == {
        "success": ["成功回访"],
        "pending": ["待定"],
        "refused": ["挂了"],
    }


def test_columns_that_sections_and_keys_need_are_named_when_they_are_not_found(
    calls: Path,
) -> None:
    (calls / "回访.csv").write_text(
        CALLS.replace("工单号", "甲").replace("服务顾问", "乙"), "utf-8"
    )

    shown = run("回访.csv", "--as", "callbacks")

    assert " ! not found: ro_no Repair order, advisor Advisor, channel" in shown.output
    assert "name them with --set COLUMN=HEADER" in shown.output

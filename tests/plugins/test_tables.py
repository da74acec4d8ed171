from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from one_table import take_in

from reportgen.extension.components import RawTable
from reportgen.intake import REPAIRS, VEHICLE, match_headers, normalise
from reportgen.intake.folding import _characters, folded
from reportgen.metric.table_contracts import TableContract

PLUGINS = Path(__file__).parents[2] / "plugins"


def load_tables() -> ModuleType:
    if "reportgen_plugins" not in sys.modules:
        package = ModuleType("reportgen_plugins")
        package.__path__ = [str(PLUGINS)]
        sys.modules["reportgen_plugins"] = package
    return importlib.import_module("reportgen_plugins.after_sales.tables")


TABLES: tuple[TableContract, ...] = load_tables().TABLES
BY_NAME = {table.name: table for table in TABLES}

EXPORTS = {
    "repair_orders": """经销商代码 dealer 工单号 ro_no 开单日期 opened_at 结算日期 closed_at
        出厂日期 delivered_at 车牌号 plate 车架号 vin 客户编号 customer_id 客户姓名 customer_name
        联系电话 phone 车系 series 车型 model 行驶里程 mileage 服务顾问 advisor 主修人 technician
        维修类型 work_type 付费类型 pay_type 故障描述 fault 工时费 labor 配件费 parts
        结算金额 total 返修 comeback 原工单号 original_ro 预约 appointment""",
    "callbacks": """经销商代码 dealer 工单号 ro_no 车架号 vin 回访日期 called_at 回访方式 channel
        回访结果 outcome 服务态度 attitude 及时接待 reception 预先报价 quote 解释账单 bill
        满意度 overall 一次修复 first_time_fixed 客户意见 comment""",
    "complaints": """经销商代码 dealer 投诉编号 complaint_no 投诉时间 received_at 投诉渠道 channel
        投诉类型 category 问题类型 subcategory 投诉内容 content 投诉级别 level 责任部门 department
        处理人 owner 规定关闭时间 due_at 关闭时间 closed_at 状态 status 未决原因 unresolved_reason
        客户反应 customer_reaction 车架号 vin 客户编号 customer_id 是否重开 reopened""",
    "vehicle_sales": """经销商代码 dealer 车架号 vin 销售日期 sold_at 车系 series 车型 model
        客户编号 customer_id 销售顾问 sales_advisor""",
    "customers": """经销商代码 dealer 客户编号 customer_id 客户类型 kind 性别 gender
        年龄段 age_band 所在区域 district 建档日期 since 负责顾问 assigned_advisor""",
}
"""Header and column in turn."""


def raw(header: list[str], *rows: list[str]) -> RawTable:
    frame = pd.DataFrame(
        rows, index=range(2, len(rows) + 2), columns=range(len(header)), dtype="str"
    )
    return RawTable("a.csv", tuple(header), frame)


def test_the_tables_of_the_trade() -> None:
    assert list(BY_NAME) == [
        "repair_orders", "callbacks", "complaints", "vehicle_sales", "customers", "lost_calls",
        "appointments", "measures", "monthly_figures", "surveys",
    ]  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_contract_is_sound(table: TableContract) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert {*table.key, *([table.date] if table.date else [])} <= set(names)
    headers = [
        {normalise(text) for text in (column.name, *column.aliases)} for column in table.columns
    ]
    assert sum(map(len, headers)) == len(set().union(*headers)), "one header, two columns"
    for column in table.columns:
        assert "" not in column.aliases
        words = [{folded(w) for w in (key, *ws)} for key, (_, ws) in dict(column.values).items()]
        assert sum(map(len, words)) == len(set().union(*words)), (
            f"{column.name}: one word, two keys"
        )
        assert (column.kind == "category") == bool(column.values)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_header_and_word_is_known_in_traditional_characters(table: TableContract) -> None:
    traditional = {ord(new): chr(old) for old, new in _characters().items()}
    for column in table.columns:
        words = [word for label, more in column.values.values() for word in (label.zh, *more)]
        for text in (*column.aliases, *words):
            assert folded(text.translate(traditional)) == folded(text)


def test_dates_that_say_in_which_month_a_row_counts() -> None:
    assert {table.name: table.date for table in TABLES if table.date} == {
        "repair_orders": "opened_at", "callbacks": "called_at", "complaints": "received_at",
        "vehicle_sales": "sold_at", "lost_calls": "called_at", "appointments": "slot_at",
        "monthly_figures": "month", "surveys": "surveyed_at",
    }  # fmt: skip


def test_customers_are_private_and_employees_are_not() -> None:
    private = {
        (table.name, column.name): column.private
        for table in TABLES
        for column in table.columns
        if column.private
    }
    assert {key: kind for key, kind in private.items() if key[0] == "repair_orders"} == {
        ("repair_orders", "plate"): "plate", ("repair_orders", "vin"): "vin",
        ("repair_orders", "customer_name"): "name", ("repair_orders", "phone"): "phone",
        ("repair_orders", "fault"): "text", ("repair_orders", "customer_id"): "customer",
    }  # fmt: skip
    assert private["callbacks", "comment"] == private["complaints", "content"] == "text"
    assert not {"advisor", "technician", "owner"} & {name for _, name in private}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_header_of_a_usual_export_finds_its_column(name: str) -> None:
    texts = EXPORTS[name].split()
    headers, columns = texts[::2], texts[1::2]
    matched = match_headers(BY_NAME[name], raw(headers), {})
    assert dict(matched.positions) == {column: at for at, column in enumerate(columns)}
    assert matched.unused == ()


@pytest.mark.parametrize(
    ("name", "header", "column"),
    [
        ("repair_orders", "R/O No", "ro_no"), ("repair_orders", "底盘号", "vin"),
        ("repair_orders", "進廠日期", "opened_at"), ("repair_orders", "车牌照", "plate"),
        ("repair_orders", "Vehicle Reg No", "plate"), ("repair_orders", "配件金额(元)", "parts"),
        ("complaints", "投诉简述", "content"), ("complaints", "投诉品牌", "brand"),
        ("complaints", "投诉车型", "model"), ("vehicle_sales", "购车日期", "sold_at"),
        ("lost_calls", "Q9", "q9"), ("monthly_figures", "项目", "indicator"),
    ],
)  # fmt: skip
def test_headers_of_other_systems_are_known(name: str, header: str, column: str) -> None:
    required = [c.label.zh for c in BY_NAME[name].columns if c.required and c.name != column]
    assert match_headers(BY_NAME[name], raw([*required, header]), {}).positions[column] == len(
        required
    )


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [
        ("repair_orders", "work_type", {
            "首保": "first_service", "保养": "maintenance", "一般维修": "repair",
            "钣金喷漆": "body_paint", "精品装饰": "decoration", "索赔": "warranty",
            "服务活动": "campaign", "内部": "internal", "ＰＤＩ": "pdi", "其它": "other"}),
        ("repair_orders", "pay_type", {
            "自费": "customer", "厂家": "warranty", "保险": "insurance", "内部": "internal"}),
        ("callbacks", "channel", {"电访": "phone", "面访": "face"}),
        ("callbacks", "outcome", {
            "成功": "success", "号码错误": "wrong_number", "非本人送修": "not_sender",
            "无法接通": "unreachable", "拒绝回访": "refused", "中途中断": "broken_off"}),
        ("complaints", "customer_reaction", {
            "满意": "satisfied", "保留意见": "reserved", "不满意": "dissatisfied"}),
        ("complaints", "status", {"已关闭": "closed", "处理中": "in_progress", "待处理": "open"}),
        ("monthly_figures", "indicator", {
            "接车台次": "vehicles_received", "无法接通": "callbacks_failed_unreachable",
            "自定义": "自定义"}),
    ],
)  # fmt: skip
def test_words_of_a_dealer_become_keys(name: str, column: str, words: dict[str, str]) -> None:
    table = BY_NAME[name]
    needed = {c.label.zh: "2026-10-05" if "date" in c.kind else "1"
              for c in table.columns if c.required and c.name != column}  # fmt: skip
    rows = [[*needed.values(), text] for text in words]
    taken = take_in(table, [raw([*needed, table.column(column).label.zh], *rows)])
    found = dict(zip(words, taken.frame[column], strict=False))
    assert found == words
    assert set(taken.accounts[0].repaired) <= {"unknown_word"} <= set(REPAIRS)


def test_scores_lie_between_0_and_100_and_months_are_months() -> None:
    scores = [["R1", "101"], ["R2", "96.2%"]]
    taken = take_in(BY_NAME["callbacks"], [raw(["工单号", "满意度"], *scores)])
    assert taken.frame["overall"].dropna().tolist() == [96.2]
    assert taken.accounts[0].repaired == {"number_format": 1, "blank_range": 1}
    figures = raw(["月份", "项目", "数量"], ["2008年9月", "上期遗留", "5"])
    frame = take_in(BY_NAME["monthly_figures"], [figures]).frame
    assert frame.loc[0, ["month", "indicator", "value"]].tolist() == [
        pd.Timestamp("2008-09-01"), "complaints_carried_in", 5.0,
    ]  # fmt: skip


def test_a_repair_order_needs_its_date_and_brings_its_vehicle() -> None:
    taken = take_in(
        BY_NAME["repair_orders"],
        [raw(["开单日期", "VIN码"], ["2026-10-05 09:30", "LSVAU218XN2183294"], ["", "LSVX"])],
    )
    assert taken.frame[["opened_at", "vin", VEHICLE]].to_numpy().tolist() == [
        [pd.Timestamp("2026-10-05 09:30"), "LSV**********3294", "V000001"]
    ]
    assert taken.accounts[0].dropped == {"missing_required": 1}

"""The sample data: the same every time, with what is planted there and nothing else."""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reportgen_plugins.after_sales.demo import Defects, DemoFile, Planted

PLUGINS = Path(__file__).parents[2] / "plugins"
SEED, STORES, MONTHS = 7, 12, 13
REPAIRS = ["一般维修", "钣金喷漆", "索赔"]
ITEMS = ["服务态度", "及时接待", "预先报价", "解释账单"]


def load_demo() -> ModuleType:
    if "reportgen_plugins" not in sys.modules:
        package = ModuleType("reportgen_plugins")
        package.__path__ = [str(PLUGINS)]
        sys.modules["reportgen_plugins"] = package
    return importlib.import_module("reportgen_plugins.after_sales.demo")


demo = load_demo()


@pytest.fixture(scope="module")
def files() -> list[DemoFile]:
    """The exports of a store of every plan."""
    return list(demo.sample_exports(STORES, MONTHS, SEED))


@pytest.fixture(scope="module")
def truth() -> Mapping[str, Planted]:
    return demo.planted(STORES, SEED)


class Exports:
    """The clean tables of one store."""

    def __init__(self, files: list[DemoFile], dealer: str) -> None:
        mine = [f for f in files if f"/{dealer}_" in f.path]
        self.bookings = self._joined(mine, "预约")
        self.lost_calls = self._joined(mine, "流失调查")
        self.figures = self._joined(mine, "月度指标")
        self.orders = self._joined(mine, "工单")
        calls = self._joined(mine, "回访")
        calls = calls[calls["经销商代码"] != "合计"]
        who = self.orders[["工单号", "服务顾问", "主修人", "维修类型"]]
        self.calls = calls.merge(who, on="工单号", how="left", validate="one_to_one")
        self.complaints = self._joined(mine, "投诉")
        self.sales = self._joined(mine, "销售")
        self.customers = self._joined(mine, "客户")

    @staticmethod
    def _joined(mine: list[DemoFile], kind: str) -> pd.DataFrame:
        tables = [f.table for f in mine if f"_{kind}." in f.path]
        return pd.concat(tables, ignore_index=True).drop_duplicates(ignore_index=True)


@pytest.fixture(scope="module")
def every(files: list[DemoFile], truth: Mapping[str, Planted]) -> dict[str, Exports]:
    """The stores that keep rows."""
    return {d: Exports(files, d) for d, planted in truth.items() if not planted.plan.totals_only}


@pytest.fixture(scope="module")
def stores(every: dict[str, Exports], truth: Mapping[str, Planted]) -> dict[str, Exports]:
    """Those of them that write down what is true."""
    return {dealer: store for dealer, store in every.items() if not truth[dealer].plan.careless}


def planted_in(
    truth: Mapping[str, Planted], stores: Mapping[str, Exports], name: str
) -> Iterator[tuple[Planted, Exports]]:
    """The stores whose plan has an effect, with what is planted there."""
    for dealer, store in stores.items():
        if getattr(truth[dealer].plan, name):
            yield truth[dealer], store


def digest(files: list[DemoFile]) -> str:
    text = "".join(f"{f.path}\n{f.table.to_csv()}" for f in files)
    return hashlib.sha256(text.encode()).hexdigest()


# --- shape ---


def test_layout_of_a_store(files: list[DemoFile]) -> None:
    paths = [f.path for f in files if "SH001" in f.path]
    assert [p for p in paths if p.count("/") == 1] == [
        f"data/SH001_{word}.csv"
        for word in ("销售", "客户", "预约", "流失调查", "整改措施", "月度指标")
    ]
    assert [p for p in paths if p.startswith("data/2026-10/")] == [
        "data/2026-10/SH001_工单.csv",
        "data/2026-10/SH001_回访.xlsx",
        "data/2026-10/SH001_投诉.csv",
    ]
    assert sum("工单" in p for p in paths) == 25
    assert "data/2024-10/SH001_工单.csv" in paths
    assert sum("回访" in p for p in paths) == sum("投诉" in p for p in paths) == MONTHS


def test_more_than_25_months_need_as_many_order_files() -> None:
    paths = [f.path for f in demo.sample_exports(1, 30, SEED)]
    assert sum("工单" in p for p in paths) == sum("回访" in p for p in paths) == 30


def test_format_encoding_and_sheet(files: list[DemoFile]) -> None:
    ways = {(re.sub(r".*_", "", f.path), f.format, f.encoding, f.sheet) for f in files}
    assert ways == {
        ("工单.csv", "csv", "gb18030", ""),
        ("回访.xlsx", "xlsx", "", "回访"),
        ("投诉.csv", "csv", "utf-8-sig", ""),
        ("销售.csv", "csv", "gb18030", ""),
        ("客户.csv", "csv", "gb18030", ""),
        ("预约.csv", "csv", "gb18030", ""),
        ("流失调查.csv", "csv", "gb18030", ""),
        ("整改措施.csv", "csv", "utf-8-sig", ""),
        ("月度指标.csv", "csv", "utf-8-sig", ""),
    }
    for f in files:
        if f.format == "csv":
            assert f.table.to_csv().encode(f.encoding).decode(f.encoding) == f.table.to_csv()


HEADERS = {
    "工单": """经销商代码 工单号 开单日期 结算日期 出厂日期 车牌号 车架号 客户编号 客户姓名 联系电话
        车系 车型 行驶里程 服务顾问 主修人 维修类型 付费类型 故障描述 工时费 配件费 结算金额
        返修 原工单号 预约""",
    "回访": """经销商代码 工单号 车架号 回访日期 回访方式 拨打次数 回访结果
        服务态度 及时接待 预先报价 解释账单 满意度 一次修复 客户意见""",
    "投诉": """经销商代码 投诉编号 投诉时间 投诉渠道 投诉类型 问题类型 投诉内容 投诉级别
        责任部门 处理人 规定关闭时间 关闭时间 状态 未决原因 客户反应 车架号 客户编号 是否重开""",
    "销售": "经销商代码 车架号 销售日期 车系 车型 客户编号 销售顾问",
    "客户": "经销商代码 客户编号 客户类型 性别 年龄段 职业 所在区域 建档日期 负责顾问",
    "预约": """经销商代码 预约编号 预约登记时间 预约时间 到店时间 预约类型 预约状态 车架号
        客户编号 工单号 服务顾问""",
    "流失调查": """经销商代码 车架号 客户编号 调查日期 服务顾问 是否保养 未保养原因 最近作业
        是否保险公司推荐 维修去处 选择原因 对方质量 质量好在哪里 流失主因""",
    "整改措施": """经销商代码 措施编号 问题 指标 整改措施 责任人 完成期限 现状值 目标值 实际值
        完成情况 完成证据""",
    "月度指标": "经销商代码 月份 指标 对象 数值",
}


@pytest.mark.parametrize(("kind", "headers"), HEADERS.items())
def test_headers(files: list[DemoFile], kind: str, headers: str) -> None:
    for f in files:
        if f"_{kind}." in f.path:
            more = ["服务顾问"] if kind == "回访" and "SH009" in f.path else []
            assert list(f.table.columns) == headers.split() + more


def test_volumes_are_those_of_the_plan(
    files: list[DemoFile], every: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for dealer, store in every.items():
        plan = truth[dealer].plan
        sizes = [len(f.table) for f in files if f"{dealer}_工单" in f.path]
        assert 0.85 * plan.orders <= np.mean(sizes) <= 1.2 * plan.orders
        names = store.orders["服务顾问"].replace("", np.nan).nunique()
        assert names == plan.advisors + plan.renamed
        assert store.orders["主修人"].replace("", np.nan).nunique() == plan.technicians
        per_month = store.complaints["投诉时间"].str[:7].value_counts().drop("2026-10")
        assert per_month.between(6, 23).all()


def test_no_advisor_receives_more_than_a_day_holds(every: dict[str, Exports]) -> None:
    for store in every.values():
        days = store.orders.groupby(["服务顾问", store.orders["开单日期"].str[:10]]).size()
        assert days.groupby("服务顾问").mean().max() < 15


def test_stores_differ(every: dict[str, Exports], truth: Mapping[str, Planted]) -> None:
    series = [s.orders["车系"].value_counts(normalize=True).max() for s in every.values()]
    scores = [s.calls["满意度"].mean() for s in every.values()]
    assert max(series) - min(series) > 0.05
    assert max(scores) - min(scores) > 4
    assert len({planted.plan.advisors for planted in truth.values()}) > 3


def test_rows_lie_in_the_month_of_their_file(files: list[DemoFile]) -> None:
    when = {"工单": "开单日期", "回访": "回访日期", "投诉": "投诉时间"}
    for f in files:
        found = re.match(r"data/(\d{4}-\d\d)/\w+_(\w+)\.", f.path)
        if found:
            days = f.table[when[found[2]]].dropna().astype(str)
            assert set(days.str[:7]) == {found[1]}


def test_cells_look_like_an_export(stores: dict[str, Exports]) -> None:
    for store in stores.values():
        orders = store.orders
        assert orders["联系电话"].str.fullmatch(r"1990000\d{4}").all()
        assert orders["开单日期"].str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d").all()
        assert orders["结算金额"].str.fullmatch(r"\d{1,3}(,\d{3})*\.\d\d").all()
        assert store.sales["销售日期"].str.fullmatch(r"\d{4}/\d{1,2}/\d{1,2}").all()
        assert orders["车牌号"].str.fullmatch(r"[一-龥][A-Z](D\d{5}|[A-Z]\d{4})").all()


# --- consistency ---


def check_digit(vin: str) -> str:
    letters = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
    weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    total = sum(int(letters.get(c, c)) * w for c, w in zip(vin, weights, strict=True))
    return "0123456789X"[total % 11]


def test_every_vin_is_valid_and_belongs_to_one_car(stores: dict[str, Exports]) -> None:
    cars = pd.concat([s.orders[["车架号", "车牌号", "车系", "客户编号"]] for s in stores.values()])
    cars = cars.drop_duplicates()
    assert cars["车架号"].is_unique
    assert cars["车牌号"].is_unique
    assert all(vin[8] == check_digit(vin) for vin in cars["车架号"])


def test_references_resolve(stores: dict[str, Exports]) -> None:
    for store in stores.values():
        known = set(store.customers["客户编号"])
        assert store.customers["客户编号"].is_unique
        for table in (store.orders, store.complaints, store.sales):
            assert set(table["客户编号"]) <= known
        assert store.orders["工单号"].is_unique
        assert store.calls["服务顾问"].notna().all()


def test_amounts_add_up(stores: dict[str, Exports]) -> None:
    for store in stores.values():
        money = store.orders[["工时费", "配件费", "结算金额"]]
        labour, parts, total = (money[c].str.replace(",", "").astype(float) for c in money)
        assert np.allclose(labour + parts, total, atol=1e-6)


def test_times_run_forward_and_the_odometer_too(stores: dict[str, Exports]) -> None:
    for store in stores.values():
        times = store.orders[["开单日期", "结算日期", "出厂日期"]].replace("", pd.NA)
        opened, settled, delivered = (pd.to_datetime(times[c], errors="coerce") for c in times)
        assert not (settled < opened).any()
        assert not (delivered < settled).any()
        ahead = store.orders.assign(at=opened).sort_values(["车架号", "at"])
        assert (ahead.groupby("车架号")["行驶里程"].diff().dropna() >= 0).all()


def test_open_complaints_have_a_reason_and_no_reaction(stores: dict[str, Exports]) -> None:
    cases = pd.concat([s.complaints for s in stores.values()])
    still_open = cases["状态"] == "处理中"
    assert still_open.any()
    assert (still_open == (cases["关闭时间"] == "")).all()
    assert (still_open == (cases["未决原因"] != "")).all()
    assert (still_open == (cases["客户反应"] == "")).all()
    assert cases["投诉内容"].str.contains(r"1990000\d{4}").any()


def test_only_repairs_are_asked_whether_they_were_fixed(stores: dict[str, Exports]) -> None:
    for store in stores.values():
        repair = store.calls["维修类型"].isin(REPAIRS) & (store.calls["回访结果"] == "成功")
        assert (repair == store.calls["一次修复"].isin(["是", "否"])).all()
        reached = store.calls["回访结果"] == "成功"
        assert (reached == store.calls["满意度"].notna()).all()


# --- the same every time ---


def test_same_arguments_same_tables(files: list[DemoFile]) -> None:
    again = list(demo.sample_exports(2, MONTHS, SEED))
    same = [f for f in files if re.search("SH00[12]_", f.path)]
    assert [f.path for f in again] == [f.path for f in same]
    for first, second in zip(same, again, strict=True):
        pd.testing.assert_frame_equal(first.table, second.table)


def test_the_hash_seed_changes_nothing() -> None:
    program = (
        "import sys, runpy; test = runpy.run_path(sys.argv[1]); "
        "print(test['digest'](list(test['demo'].sample_exports(1, 2, 3))))"
    )
    outcomes = {
        subprocess.run(  # noqa: S603 - this interpreter, this file
            [sys.executable, "-c", program, __file__],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert outcomes == {digest(list(demo.sample_exports(1, 2, 3)))}


def test_a_store_does_not_depend_on_the_others(files: list[DemoFile]) -> None:
    alone = list(demo.sample_exports(1, MONTHS, SEED))
    assert digest(alone) == digest([f for f in files if "SH001" in f.path])


def test_fewer_months_are_the_last_of_more_months(files: list[DemoFile]) -> None:
    short = list(demo.sample_exports(1, 1, SEED))
    longer = {f.path: f for f in files}
    assert sum("回访" in f.path for f in short) == 1
    assert digest(short) == digest([longer[f.path] for f in short])


def test_another_seed_gives_other_tables() -> None:
    assert digest(list(demo.sample_exports(1, 1, 0))) != digest(list(demo.sample_exports(1, 1, 1)))


def test_another_last_month() -> None:
    paths = [f.path for f in demo.sample_exports(1, 1, SEED, "2024-02")]
    assert "data/2024-02/SH001_回访.xlsx" in paths


# --- what is planted, and nothing else ---


def test_one_advisor_falls_in_the_last_three_months(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for planted, store in planted_in(truth, stores, "advisor_drop"):
        late = pd.to_datetime(store.calls["回访日期"]) >= pd.Timestamp("2026-08-01")
        before, since = (
            store.calls[chosen].groupby("服务顾问")[[*ITEMS, "满意度"]].mean()
            for chosen in (~late, late)
        )
        change = since - before
        fallen = change.loc[planted.advisor]
        assert fallen["及时接待"] == pytest.approx(-planted.plan.advisor_drop, abs=2)
        assert fallen["预先报价"] == pytest.approx(-planted.plan.advisor_drop, abs=2)
        assert fallen["满意度"] < -5
        assert (change.drop(planted.advisor).abs() < 2.5).all(axis=None)


def test_satisfaction_slides_and_jumps_as_planned(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for dealer, store in stores.items():
        plan = truth[dealer].plan
        month = pd.to_datetime(store.calls["回访日期"]).dt.to_period("M").astype(str)
        means = store.calls.groupby(month)[ITEMS].mean().mean(axis=1)
        expected = plan.jump - plan.slide / 12
        quiet = not plan.advisor_drop
        if quiet:
            assert means["2026-10"] - means["2026-09"] == pytest.approx(expected, abs=1.5)
            assert means["2026-09"] - means["2025-10"] == pytest.approx(-plan.slide, abs=1.7)


def test_one_advisor_is_apart_in_every_month(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for planted, store in planted_in(truth, stores, "advisor_level"):
        means = store.calls.groupby("服务顾问")["满意度"].mean()
        gap = means[planted.advisor] - means.drop(planted.advisor).mean()
        assert gap == pytest.approx(planted.plan.advisor_level, abs=1.5)


def repair_answers(store: Exports) -> pd.DataFrame:
    asked = store.calls[store.calls["一次修复"].isin(["是", "否"]) & (store.calls["主修人"] != "")]
    failed = asked["一次修复"].eq("否").groupby(asked["主修人"])
    return pd.DataFrame({"k": failed.sum(), "n": failed.size()})


def test_repairs_of_one_technician_do_not_hold(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for planted, store in planted_in(truth, stores, "technician_fails"):
        answers, plan = repair_answers(store), planted.plan
        own = answers.loc[planted.technician]
        others = answers.drop(planted.technician).sum()
        assert own["k"] / own["n"] == pytest.approx(plan.technician_fails, abs=0.03)
        assert others["k"] / others["n"] == pytest.approx(plan.repairs_fail[1], abs=0.02)


def test_comebacks_return_in_the_guarantee_window(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for dealer, store in stores.items():
        orders = store.orders
        flagged = orders[orders["原工单号"] != ""]
        assert (flagged["返修"] == "是").all()
        pairs = flagged.merge(orders, left_on="原工单号", right_on="工单号", suffixes=("", "_原"))
        same = ["车架号", "故障描述", "维修类型"]
        assert (pairs[same].to_numpy() == pairs[[f"{c}_原" for c in same]].to_numpy()).all()
        delivered = pd.to_datetime(pairs["出厂日期_原"].replace("", pd.NA), errors="coerce")
        days = (pd.to_datetime(pairs["开单日期"]) - delivered).dropna().dt.days
        assert days.between(0, 9).all()
        assert (pairs["行驶里程"] - pairs["行驶里程_原"]).between(0, 1999).all()
        blamed = pairs["主修人_原"].replace("", np.nan).value_counts()
        if truth[dealer].plan.technician_fails > truth[dealer].plan.repairs_fail[1]:
            assert blamed.index[0] == truth[dealer].technician
            assert blamed.iloc[0] > 2 * blamed.iloc[1]


def lost_by_series(store: Exports) -> tuple[float, pd.Series[float]]:
    """Share without a visit in the last six months, of all cars in the order files."""
    orders = store.orders.assign(at=pd.to_datetime(store.orders["开单日期"]))
    cars = orders.groupby("车架号").agg(last=("at", "max"), series=("车系", "first"))
    lost = cars["last"] < pd.Timestamp("2026-05-01")
    return float(lost.mean()), lost.groupby(cars["series"]).mean()


def test_customers_of_one_series_leave(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for planted, store in planted_in(truth, stores, "series_loss"):
        share, by_series = lost_by_series(store)
        assert 0.15 <= share <= 0.25
        assert by_series[planted.series] >= 1.7 * by_series.drop(planted.series).max()


def test_a_car_in_use_returns_every_three_to_six_months(stores: dict[str, Exports]) -> None:
    for store in stores.values():
        cared = store.orders[store.orders["维修类型"] == "保养"]
        at = pd.to_datetime(store.orders["开单日期"])
        gaps = at.groupby(store.orders["车架号"]).diff()[cared.index]
        assert pd.Timedelta(days=90) <= gaps.median() <= pd.Timedelta(days=180)


def test_everybody_else_differs_by_chance_only(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    chances: dict[str, list[float]] = {"advisors": [], "technicians": [], "series": []}
    for dealer, store in stores.items():
        planted, plan = truth[dealer], truth[dealer].plan
        if plan.satisfied_stay or plan.fleet_left:
            continue  # owners differ, or a company's cars
        calls = store.calls
        if plan.advisor_drop or plan.advisor_level:
            calls = calls[calls["服务顾问"] != planted.advisor]
        scores = calls.dropna(subset="满意度").groupby("服务顾问")["满意度"]
        if not plan.renamed:  # two names of one person, before and after
            chances["advisors"].append(float(stats.f_oneway(*(g for _, g in scores)).pvalue))
        answers = repair_answers(store)
        answers = answers.drop(planted.technician) if plan.technician_fails else answers
        table = np.column_stack([answers["k"], answers["n"] - answers["k"]])
        chances["technicians"].append(float(stats.chi2_contingency(table).pvalue))
        cars = store.orders.drop_duplicates("车架号")["车系"].value_counts()
        lost = lost_by_series(store)[1] * cars
        keeps = [s for s in cars.index if not (plan.series_loss and s == planted.series)]
        if not plan.electric_growth:  # younger cars, fewer of them lost
            parts = [lost[keeps], (cars - lost)[keeps]]
            chances["series"].append(float(stats.chi2_contingency(parts).pvalue))
    for values in chances.values():
        # p-values of pure noise are uniform: none tiny, and about half above one half.
        assert min(values) > 0.005
        assert 0.2 < np.mean(values) < 0.8


# --- what else is planted, for one store each ---


def test_bookings_are_missed_more_often_with_one_advisor(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for dealer, store in stores.items():
        due = store.bookings[store.bookings["预约状态"] != "已预约"]
        missed = (due["预约状态"] == "未到店").groupby(due["服务顾问"]).mean()
        usual = missed.drop(truth[dealer].second_advisor, errors="ignore")
        assert usual.between(0.02, 0.15).all()
        if truth[dealer].plan.no_shows:
            assert missed[truth[dealer].second_advisor] > 1.7 * usual.max()


def test_bookings_agree_with_the_orders_and_reach_beyond_the_end(
    stores: dict[str, Exports],
) -> None:
    for store in stores.values():
        booked = store.orders[store.orders["预约"] == "是"]
        kept = store.bookings[store.bookings["工单号"] != ""]
        assert set(kept["工单号"]) == set(booked["工单号"])
        assert kept["预约状态"].isin(["已到店", "迟到"]).all()
        slot, arrived, made = (
            pd.to_datetime(kept[c]) for c in ("预约时间", "到店时间", "预约登记时间")
        )
        assert (made < slot).all()
        assert ((arrived - slot).dt.total_seconds().gt(0) == (kept["预约状态"] == "迟到")).all()
        awaited = store.bookings[store.bookings["预约状态"] == "已预约"]
        assert awaited["预约时间"].min() >= "2026-11-01"
        assert (awaited["预约登记时间"] < "2026-11-01").all()


def test_most_customers_come_at_the_peak_hour(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for dealer, store in stores.items():
        hours = store.orders["开单日期"].str[11:13].astype(int).value_counts()
        assert hours.index[0] in {truth[dealer].peak_hour, 9}


def test_wrong_numbers_stem_from_one_advisor(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for dealer, store in stores.items():
        before, now = truth[dealer].plan.wrong_numbers
        phone = store.calls[store.calls["回访方式"] == "电访"]
        month = pd.to_datetime(phone["回访日期"]).dt.to_period("M").astype(str)
        wrong = phone["回访结果"] == "号码错误"
        rates = wrong.groupby(month).mean()
        assert rates["2026-10"] == pytest.approx(now, abs=0.035)
        assert rates.drop("2026-10").mean() == pytest.approx(before, abs=0.035)
        if now > before:
            late = phone[month == "2026-10"]
            counts = late.loc[wrong[month == "2026-10"], "服务顾问"].value_counts()
            assert counts.index[0] == truth[dealer].second_advisor


def test_the_questionnaire_keeps_its_branches_and_names_the_planned_reason(
    every: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for dealer, store in every.items():
        plan, said = truth[dealer].plan, store.lost_calls
        later = (said[list(said.columns[-7:])] != "").any(axis=1)
        contradictory = (said["是否保养"] == "否") & later
        assert contradictory.any() == plan.careless
        whole = said[~contradictory]
        assert ((whole["未保养原因"] == "") == (whole["是否保养"] == "是")).all()
        assert ((whole["是否保险公司推荐"] != "") == (whole["最近作业"] == "钣金喷漆")).all()
        assert ((whole["质量好在哪里"] != "") == (whole["对方质量"] == "好")).all()
        assert whole.loc[whole["流失主因"] != "", "流失主因"].mode()[0] == plan.left_because


def figure(store: Exports, name: str) -> pd.Series[float]:
    rows = store.figures[(store.figures["指标"] == name) & (store.figures["对象"] == "")]
    return rows.set_index("月份")["数值"].astype(float)


def test_the_books_agree_with_the_orders_and_hold_what_is_planted(
    stores: dict[str, Exports], truth: Mapping[str, Planted]
) -> None:
    for dealer, store in stores.items():
        plan, orders = truth[dealer].plan, store.orders
        total = orders["结算金额"].str.replace(",", "").astype(float)
        revenue = total.groupby(orders["开单日期"].str[:7]).sum()
        assert np.allclose(figure(store, "产值"), revenue, atol=0.01)
        assert (figure(store, "毛利") < 0.6 * figure(store, "产值")).all()
        dead = figure(store, "呆滞库存金额") / figure(store, "配件库存金额")
        assert dead.iloc[-1] == pytest.approx(plan.dead_stock[1], abs=1e-4)
        assert figure(store, "离职人数").iloc[-1] >= plan.leavers
        assert (figure(store, "售出工时") < figure(store, "可用工时")).all()


def test_a_store_with_totals_only_adds_up(
    files: list[DemoFile], truth: Mapping[str, Planted]
) -> None:
    for dealer, planted in truth.items():
        if not planted.plan.totals_only:
            continue
        mine = [f for f in files if dealer in f.path]
        assert {f.contract for f in mine} == {"measures", "monthly_figures"}
        (table,) = (f.table for f in mine if f.contract == "monthly_figures")
        table = table.assign(数值=table["数值"].astype(float))
        whole = table[table["对象"] == ""].pivot_table("数值", "月份", "指标")
        parts = table[table["对象"] != ""].groupby(["指标", "月份"])["数值"].sum()
        for name in ("接车台次", "电访台次", "面访台次"):
            assert (parts[name] == whole[name]).all()
        closed = whole["本月新增已解决"] + whole["遗留已解决"]
        assert (whole["上期遗留"] + whole["本月新增"] - closed == whole["期末未决"]).all()
        assert (whole["上期遗留"].iloc[1:].to_numpy() == whole["期末未决"].iloc[:-1]).all()
        failed = whole[["号码错误", "非本人送修", "无法接通", "拒绝回访", "中途中断"]].sum(axis=1)
        assert (whole["成功台次"] + failed == whole["回访台次"]).all()


def test_an_advisor_was_renamed(every: dict[str, Exports], truth: Mapping[str, Planted]) -> None:
    for planted, store in planted_in(truth, every, "renamed"):
        months = store.orders["开单日期"].str[:7].groupby(store.orders["服务顾问"])
        assert months.max()[planted.advisor] == "2026-04"
        assert months.min()[planted.renamed] == "2026-05"


# --- defects ---


def found_defects(f: DemoFile) -> Defects:
    table = f.table
    once = table.drop_duplicates()
    blank = impossible = 0
    if "主修人" in table:
        blank = int((once["主修人"] == "").sum())
        dated = once["出厂日期"][once["出厂日期"] != ""]
        times = pd.to_datetime(dated, format="%Y-%m-%d %H:%M", errors="coerce")
        impossible = int(times.isna().sum())
    return demo.Defects(
        duplicate_rows=len(table) - len(once),
        blank_technicians=blank,
        impossible_dates=impossible,
        total_rows=int((table["经销商代码"] == "合计").sum()),
    )


def test_defects_are_as_many_as_reported(files: list[DemoFile]) -> None:
    for f in files:
        assert found_defects(f) == f.defects


def test_defects_are_realistic(files: list[DemoFile], every: dict[str, Exports]) -> None:
    spoiled = [f for f in files if f.defects != demo.Defects()]
    rows = sum(len(f.table) for f in spoiled)
    assert sum(f.defects.duplicate_rows for f in spoiled) / rows == pytest.approx(0.005, abs=0.001)
    orders = [f.defects for f in spoiled if "工单" in f.path]
    assert all(d.blank_technicians for d in orders)
    assert 0 < sum(d.impossible_dates for d in orders) <= 2 * len(orders)
    calls = [f.defects for f in spoiled if "回访" in f.path]
    assert len(calls) == MONTHS * len(every)
    assert all(d.total_rows == 1 for d in calls)


def test_the_total_row_is_last_and_counts_the_calls(files: list[DemoFile]) -> None:
    for f in files:
        if "回访" in f.path:
            total = f.table.iloc[-1]
            assert total["经销商代码"] == "合计"
            assert total["工单号"] == str(len(f.table) - 1 - f.defects.duplicate_rows)


def test_text_that_must_stay_text(files: list[DemoFile], stores: dict[str, Exports]) -> None:
    for store in stores.values():
        owners = store.orders[["客户编号", "客户姓名"]].drop_duplicates()
        assert (owners["客户姓名"] == "A&B<VIP>").sum() == 1
        assert store.calls["客户意见"].str.startswith("=1+1").sum() == 1
    last = next(f.table for f in files if f.path == "data/2026-10/SH001_工单.csv")
    assert "A&B<VIP>" in last["客户姓名"].tolist()


def test_some_names_lie_outside_gbk(stores: dict[str, Exports]) -> None:
    names = "".join(stores["SH001"].orders["客户姓名"])
    assert names.encode("gbk", errors="ignore").decode("gbk") != names
    assert any(ord(c) > 0xFFFF for c in names)


# --- stores ---


def test_stores_have_names_in_both_languages() -> None:
    first, second = demo.dealers(2, 0)
    assert first == demo.DemoDealer(
        "SH001", "临澜远帆汽车", "Linlan Farsail Motors", "华东", "临澜"
    )
    assert second.id == "SH002"
    assert second.region != first.region


def test_a_thousand_stores_have_a_thousand_names() -> None:
    stores = demo.dealers(1000, SEED)
    assert stores[:3] == demo.dealers(3, SEED)
    assert stores[-1].id == "SH1000"
    for name in ("id", "name_zh", "name_en"):
        assert len({getattr(s, name) for s in stores}) == 1000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 13, 7), "dealers: 0 stores asked for; give 1 or more"),
        ((1, 0, 7), "months: 0 months asked for; give 1 to 120"),
        ((1, 121, 7), "months: 121 months asked for; give 1 to 120"),
        ((1, 13, -1), "seed: -1 is negative; give 0 or more"),
        (
            (1, 13, 7, "2026-13"),
            "last_month: '2026-13' is not a month of 2010 to 2039; write it like \"2026-10\"",
        ),
    ],
)
def test_impossible_arguments_are_refused_at_the_call(
    arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        demo.sample_exports(*arguments)

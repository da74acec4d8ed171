"""Columns that several tables have, and short ways to write a column's contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from reportgen import ColumnContract, ColumnKind, Label

Values = Mapping[str, tuple[Label, tuple[str, ...]]]


def column(name: str, kind: ColumnKind, zh: str, en: str, aliases: str = "") -> ColumnContract:
    """A column whose aliases are one text, parted by commas."""
    names = tuple(alias.strip() for alias in aliases.split(",") if alias.strip())
    return ColumnContract(name, kind, Label(zh, en), (zh, *names))


def category(
    name: str, zh: str, en: str, aliases: str, values: Mapping[str, tuple[str, str, str]]
) -> ColumnContract:
    """A category; each value is Chinese, English and further words, parted by commas."""
    known: Values = {
        key: (Label(*labels), tuple(w.strip() for w in words.split(",") if w.strip()))
        for key, (*labels, words) in values.items()
    }
    return replace(column(name, "category", zh, en, aliases), values=known)


def required(contract: ColumnContract) -> ColumnContract:
    """The same column, without which no file is accepted."""
    return replace(contract, required=True)


def person(name: str, zh: str, en: str, aliases: str = "") -> ColumnContract:
    """The name of somebody who works at the store."""
    return replace(column(name, "text", zh, en, aliases), people=True)


def score(name: str, zh: str, en: str, aliases: str = "") -> ColumnContract:
    """A score from 0 to 100."""
    return replace(column(name, "number", zh, en, aliases), low=0, high=100, unit="score")


def money(name: str, zh: str, en: str, aliases: str = "") -> ColumnContract:
    """An amount in yuan; a refund is negative."""
    return replace(column(name, "money", zh, en, aliases), low=-1e8, high=1e8, unit="yuan")


def private_text(name: str, zh: str, en: str, aliases: str = "") -> ColumnContract:
    """Free text of or about a customer."""
    return replace(column(name, "text", zh, en, aliases), private="text")


DEALER: Final = column(
    "dealer",
    "code",
    "经销商代码",
    "Dealer",
    "经销商, 经销商编码, 经销商编号, 服务站代码, 服务商代码, 维修站代码, 门店代码, 门店, "
    "Dealer Code, Dealer ID, Dealer No",
)
RO_NO: Final = column(
    "ro_no",
    "code",
    "工单号",
    "Repair order",
    "工单编号, 工单号码, 维修单号, 委托书号, 维修工单号, WIP单, 单号, R/O No, RO#, RO, RO Number, "
    "Repair Order No, WIP Number",
)
VIN: Final = replace(
    column(
        "vin",
        "code",
        "车架号",
        "VIN",
        "VIN码, VIN号, VIN编号, VIN编码, 车辆识别代号, 车辆识别码, 底盘号, VIN No, Vehicle ID",
    ),
    private="vin",
)
CUSTOMER_ID: Final = replace(
    column(
        "customer_id",
        "code",
        "客户编号",
        "Customer ID",
        "客户号, 客户代码, 客户账户, 会员编号, Customer No, Cust No, Customer Number",
    ),
    private="customer",
)
SERIES: Final = column("series", "text", "车系", "Series", "车系名称, 车种, Vehicle Series")
MODEL: Final = column(
    "model", "text", "车型", "Model", "车型名称, 车辆型号, 车型号, Vehicle Model, Model Name"
)
ADVISOR: Final = person(
    "advisor",
    "服务顾问",
    "Advisor",
    "接待员, 接待顾问, 前台接待, 接车员, 前台接车员, 业务接待, 最近接待员, SA, Service Advisor",
)

"""Customers: one row is one customer."""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import (
    CUSTOMER_ID,
    DEALER,
    category,
    column,
    required,
)

from reportgen import Label, TableContract

CUSTOMERS: Final = TableContract(
    name="customers",
    label=Label("客户", "Customers"),
    row=Label("一行为一位客户", "one customer"),
    key=("customer_id",),
    columns=(
        DEALER,
        required(CUSTOMER_ID),
        column("kind", "text", "客户类型", "Kind", "客户性质, 客户分类, 客户类别, Customer Type"),
        column("gender", "text", "性别", "Gender", "客户性别, Sex"),
        column("age_band", "text", "年龄段", "Age band", "年龄, 年龄区间, 年龄层, Age Group"),
        column("occupation", "text", "职业", "Occupation", "客户职业, 从事行业, 行业, Profession"),
        column("district", "text", "所在区域", "District", "区域, 所在地区, 地区, 区县, 居住区域"),
        column("since", "date", "建档日期", "Since", "建档时间, 登记日期, 首次进厂日期, Created"),
        category(
            "status",
            "客户状态",
            "Status",
            "状态, 客户级别, Customer Status",
            {
                "active": ("在用", "Active", "活跃, 正常, 有效, 保有, 保有客户"),
                "lost": ("流失", "Lost", "已流失, 失效, 战败, 流失客户"),
                "paused": ("暂停", "Paused", "休眠, 沉睡, 停用"),
                "passing_by": ("过路客户", "Passing by", "过路, 外地客户, 路过"),
            },
        ),
        column(
            "assigned_advisor",
            "text",
            "负责顾问",
            "Assigned advisor",
            "专属顾问, 维系顾问, 客户经理",
        ),
    ),
)

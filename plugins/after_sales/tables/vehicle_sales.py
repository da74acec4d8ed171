"""Vehicle sales: one row is one new vehicle sold."""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import (
    CUSTOMER_ID,
    DEALER,
    MODEL,
    SERIES,
    VIN,
    column,
    person,
    required,
)

from reportgen import Label, TableContract

VEHICLE_SALES: Final = TableContract(
    name="vehicle_sales",
    label=Label("新车销售", "Vehicle sales"),
    row=Label("一行为一辆售出的新车", "one retail delivery"),
    key=("vin",),
    date="sold_at",
    owner="customer_id",
    columns=(
        DEALER,
        VIN,
        required(
            column(
                "sold_at",
                "date",
                "销售日期",
                "Sold",
                "购车日期, 购车时间, 实销时间, 实销日期, 交车日期, 开票日期, 销售时间, Sale Date, "
                "Sold Date",
            )
        ),
        SERIES,
        MODEL,
        CUSTOMER_ID,
        person("sales_advisor", "销售顾问", "Sales advisor", "销售员, 销售人员, Salesman"),
    ),
)

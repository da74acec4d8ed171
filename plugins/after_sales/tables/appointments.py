"""Appointments: one row is one booking."""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import (
    ADVISOR,
    CUSTOMER_ID,
    DEALER,
    RO_NO,
    VIN,
    category,
    column,
    required,
)

from reportgen import InOrder, Label, TableContract

APPOINTMENTS: Final = TableContract(
    name="appointments",
    label=Label("预约", "Appointments"),
    row=Label("一行为一次预约", "one booking"),
    key=("appointment_no",),
    date="slot_at",
    owner="customer_id",
    rules=(InOrder("booked_at", "arrived_at"),),
    columns=(
        DEALER,
        column("appointment_no", "code", "预约编号", "Booking", "预约单号, 预约号, B.T No"),
        column(
            "booked_at", "datetime", "预约登记时间", "Booked", "登记时间, 预约登记日期, 受理时间"
        ),
        required(
            column(
                "slot_at",
                "datetime",
                "预约时间",
                "Slot",
                "预约日期, 预约进厂时间, 预约到店时间, 预计进厂时间, Appointment Time, Appt Date",
            )
        ),
        column("arrived_at", "datetime", "到店时间", "Arrived", "实际到店时间, 进厂时间, 到厂时间"),
        category(
            "kind",
            "预约类型",
            "Kind",
            "预约方式, 预约类别",
            {
                "active": ("主动预约", "Active", "客户预约, 客户主动, 主动"),
                "passive": ("被动预约", "Passive", "邀约, 招揽, 店方预约, 被动"),
                "event": ("活动预约", "Event", "活动, 服务活动"),
            },
        ),
        category(
            "status",
            "预约状态",
            "Status",
            "状态, 履约情况",
            {
                "kept": ("已到店", "Kept", "到店, 已履约, 按时到店, 已进厂, 完成, Arrived"),
                "late": ("迟到", "Late", "延时到店, 晚到"),
                "missed": ("未到店", "Missed", "失约, 爽约, 未履约, No show"),
                "cancelled": ("已取消", "Cancelled", "取消, 客户取消, Canceled"),
                "booked": ("已预约", "Booked", "待到店, 未到期, 预约中"),
            },
        ),
        VIN,
        CUSTOMER_ID,
        RO_NO,
        ADVISOR,
    ),
)

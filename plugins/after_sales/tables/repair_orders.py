"""Repair orders: one row is one repair order."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import (
    ADVISOR,
    CUSTOMER_ID,
    DEALER,
    MODEL,
    RO_NO,
    SERIES,
    VIN,
    category,
    column,
    money,
    person,
    private_text,
    required,
)

from reportgen import Cancelled, InOrder, Label, TableContract

REPAIR_ORDERS: Final = TableContract(
    name="repair_orders",
    label=Label("工单", "Repair orders"),
    row=Label("一行为一张维修工单", "one repair order"),
    key=("ro_no",),
    date="opened_at",
    rules=(InOrder("opened_at", "closed_at"), InOrder("opened_at", "delivered_at")),
    owner="customer_id",
    cancelled=Cancelled("status", ("cancelled", "reversed"), "total", "original_ro"),
    lines=("closed_at", "technician", "work_type", "pay_type", "fault", "labor", "parts", "total"),
    columns=(
        DEALER,
        column("region", "text", "区域", "Region", "大区, 小区, 省份, 省市, 地市, 城市"),
        RO_NO,
        required(
            column(
                "opened_at",
                "datetime",
                "开单日期",
                "Opened",
                "开单时间, 工单开始时间, 进厂日期, 进厂时间, 进站时间, 进店日期, 入厂时间, "
                "送修日期, 接待日期, 接车时间, 修理日期, 开工时间, R/O Date, RO Date, Open Date, "
                "Date In",
            )
        ),
        column(
            "closed_at",
            "datetime",
            "结算日期",
            "Closed",
            "结算时间, 工单结算日期, 结账日期, 完工时间, 完工日期, 竣工日期, 实际完修日, 完成时间, "
            "Close Date, Closed Date, Bill Date, Invoice Date",
        ),
        column(
            "delivered_at",
            "datetime",
            "出厂日期",
            "Delivered",
            "出厂时间, 出站时间, 交车日期, 交车时间, 出店时间, Delivery Date, Date Out",
        ),
        replace(
            column(
                "plate",
                "code",
                "车牌号",
                "Plate",
                "车牌, 车牌号码, 牌照号, 牌照号码, 车牌照, 车辆牌照, Plate No, Licence Plate, "
                "License Plate, Vehicle Reg No, Reg No, Registration No",
            ),
            private="plate",
        ),
        VIN,
        CUSTOMER_ID,
        replace(
            column(
                "customer_name",
                "text",
                "客户姓名",
                "Customer",
                "客户名称, 车主姓名, 车主, 车主名, 用户姓名, 姓名, Customer Name, Owner Name",
            ),
            private="name",
        ),
        replace(
            column(
                "phone",
                "code",
                "联系电话",
                "Phone",
                "客户电话, 车主电话, 手机号, 手机号码, 手机, 电话, 车主手机, 联系人电话, 联系方式, "
                "Mobile No, Mobile, Mobile Phone, Phone Number, Telephone",
            ),
            private="phone",
        ),
        SERIES,
        MODEL,
        replace(
            column(
                "mileage",
                "number",
                "行驶里程",
                "Mileage",
                "进厂里程, 进厂里程数, 里程, 里程数, 行驶里程数, 当前里程, 进站里程, 进站里程数, "
                "公里数, 送修里程, 维修里程, Odometer, Mileage In, Kilometrage",
            ),
            low=0,
            high=2_000_000,
            unit="km",
        ),
        ADVISOR,
        person(
            "technician",
            "主修人",
            "Technician",
            "主修工, 技师, 维修技师, 维修人员, 维修员, 施工员, 维修工, Tech, Technician Name",
        ),
        category(
            "work_type",
            "维修类型",
            "Work type",
            "工单类型, 维修类别, 修理类型, 业务类型, 开单类型, 服务类型, 保养/维修, Service Type, "
            "Repair Type, Job Type",
            {
                "first_service": (
                    "首保",
                    "First service",
                    "首次保养, 免费首保, 强保, 首次强制保养",
                ),
                "maintenance": (
                    "保养",
                    "Maintenance",
                    (
                        "定期保养, 常规保养, 普通保养, 例行保养, 定保, 小保养, 大保养, Service, "
                        "Periodic maintenance, Scheduled maintenance"
                    ),
                ),
                "repair": (
                    "一般维修",
                    "Repair",
                    (
                        "维修, 普通维修, 机电维修, 机修, 小修, 一般修理, 外出维修, 特殊服务, "
                        "急件工单, "
                        "General repair, Running repair, Mechanical"
                    ),
                ),
                "body_paint": (
                    "钣金喷漆",
                    "Body and paint",
                    (
                        "钣喷, 钣金, 喷漆, 事故, 事故车, 事故维修, 保险维修, Body & paint, "
                        "Bodyshop, "
                        "Accident, Accidental"
                    ),
                ),
                "decoration": (
                    "精品装饰",
                    "Accessories",
                    "装饰, 精品, 装潢, 美容, 加装, Decoration",
                ),
                "warranty": ("索赔", "Warranty", "保修, 三包, 质保, 保修索赔, 配件索赔, 三包索赔"),
                "campaign": (
                    "服务活动",
                    "Campaign",
                    "召回, 活动, 召回活动, Recall, Service campaign",
                ),
                "pdi": ("PDI", "PDI", "售前检查, 新车检查, 售前维修, 交车前检查"),
                "internal": ("内部", "Internal", "内部维修, 内修, 自店, 内部工单, 试驾车"),
                "other": ("其他", "Other", "其它, Others, Misc"),
            },
        ),
        category(
            "pay_type",
            "付费类型",
            "Paid by",
            "收费性质, 付费方式, 结算类型, 收费类型, 费用类型, 收费类别, Pay Type, Sale Type",
            {
                "customer": ("自费", "Customer", "客户付费, 客户自费, 客付, 客户, C, Customer pay"),
                "warranty": ("索赔", "Warranty", "厂家, 保修, 三包, 厂家付费, 免费, W, OEM"),
                "internal": ("内部", "Internal", "内部结算, 内部付费, 店内, I"),
                "insurance": ("保险", "Insurance", "保险公司, 保险理赔, 保险付费"),
                "other": ("其他", "Other", "其它, 服务合同, Service contract, Others"),
            },
        ),
        private_text(
            "fault",
            "故障描述",
            "Fault",
            "报修内容, 客户描述, 送修症状, 交修原因, 故障现象, Complaint, Customer Concern",
        ),
        money(
            "labor", "工时费", "Labour", "工时金额, 工时费总计, 人工费, 工时净价, Labor, Labour Amt"
        ),
        replace(
            column(
                "hours",
                "number",
                "结算工时",
                "Hours billed",
                "收费工时, 标准工时, 派工工时, 销售工时, Billed Hours, Hours Sold, Sold Hours, "
                "Labour Hours, Labor Hours, Flat Rate Hours",
            ),
            low=0,
            unit="hours",
        ),
        money(
            "parts",
            "配件费",
            "Parts",
            "材料费, 配件金额, 零件费, 发料费总计, 零件净价, Part Amt, Parts Amt",
        ),
        money(
            "total",
            "结算金额",
            "Total",
            "总金额, 费用合计, 合计金额, 应付金额, 应结金额, 收费金额, 实收金额, 实际收款, 总价, "
            "Total Amt, Total Amount, Amount",
        ),
        column("comeback", "flag", "返修", "Comeback", "是否返修, 返工, 内返, 外返, Is Comeback"),
        column(
            "original_ro",
            "code",
            "原工单号",
            "Original order",
            "原委托书号, 返修原工单号, 原单号, Original RO, Comeback RO",
        ),
        column("appointment", "flag", "预约", "Appointment", "是否预约, 预约进厂, 预约标志"),
        category(
            "status",
            "工单状态",
            "Status",
            "状态, 竣工状况, R/O Status, RO Status",
            {
                "open": (
                    "在修",
                    "Open",
                    (
                        "维修中, 在厂, 开单, 已开单, 已派工, 派工, 未完工, 未结算, 待结算, 进行中, "
                        "质检, In progress, WIP"
                    ),
                ),
                "finished": ("已完工", "Finished", "完工, 竣工, 已竣工, 已质检, Completed"),
                "settled": (
                    "已结算",
                    "Settled",
                    (
                        "结算, 已结账, 结账, 已收款, 已付款, 正常, 有效, 已关闭, 关闭, Closed, "
                        "Invoiced, Paid, Cashiered"
                    ),
                ),
                "delivered": ("已交车", "Delivered", "交车, 出厂, 已出厂, 已提车"),
                "cancelled": (
                    "已作废",
                    "Cancelled",
                    (
                        "作废, 作废单, 已取消, 取消, 已撤销, 撤销, 撤单, 退单, 已退单, 已删除, "
                        "删除, 无效, 废单, Canceled, Void, Voided, Deleted"
                    ),
                ),
                "reversed": (
                    "已冲红",
                    "Reversed",
                    (
                        "冲红, 红冲, 已红冲, 红字, 红单, 红字单, 冲销, 已冲销, 冲单, "
                        "Reversal, Credit note, Red letter"
                    ),
                ),
            },
        ),
    ),
)

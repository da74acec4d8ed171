"""Complaints: one row is one complaint."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import (
    CUSTOMER_ID,
    DEALER,
    MODEL,
    RO_NO,
    SERIES,
    VIN,
    category,
    column,
    person,
    private_text,
    required,
)

from reportgen import InOrder, Label, TableContract

COMPLAINTS: Final = TableContract(
    name="complaints",
    label=Label("投诉", "Complaints"),
    row=Label("一行为一件投诉", "one complaint"),
    key=("complaint_no",),
    date="received_at",
    owner="customer_id",
    rules=(InOrder("received_at", "closed_at"),),
    columns=(
        DEALER,
        column(
            "complaint_no",
            "code",
            "投诉编号",
            "Complaint",
            "投诉单号, 抱怨单编号, 抱怨单号, 单据编码, 投诉单编号, Complaint No, Case No, Case ID",
        ),
        required(
            column(
                "received_at",
                "datetime",
                "投诉时间",
                "Received",
                "投诉日期, 抱怨时间, 受理时间, 受理日期, 接诉时间, 登记时间, Date Received",
            )
        ),
        column("channel", "text", "投诉渠道", "Channel", "投诉来源, 来源, 投诉方式, Submitted via"),
        column(
            "category",
            "text",
            "投诉类型",
            "Category",
            "投诉类别, 抱怨类别, 投诉问题, 典型问题, 类别",
        ),
        column("subcategory", "text", "问题类型", "Subcategory", "投诉小类, 内容类型, 问题小类"),
        private_text(
            "content",
            "投诉内容",
            "Content",
            "投诉简述, 抱怨内容, 问题简述, 客户投诉内容, 投诉描述, Description",
        ),
        column(
            "level", "text", "投诉级别", "Level", "投诉等级, 抱怨级别, 单据级别, 投诉程度, Severity"
        ),
        person(
            "owner",
            "处理人",
            "Owner",
            "责任人, 当前处理人, 投诉处理人, 跟进人, 受理人, Handler, Case Owner",
        ),
        column("department", "text", "责任部门", "Department", "处理部门, 部门, 被投诉部门"),
        column(
            "due_at",
            "datetime",
            "规定关闭时间",
            "Due",
            "规定及时关闭时间, 要求关闭时间, 处理期限, 应关闭时间, Due Date",
        ),
        category(
            "status",
            "状态",
            "Status",
            "投诉状态, 处理进度, 处理状态, 抱怨状态, Case Status",
            {
                "open": (
                    "未关闭",
                    "Open",
                    "待处理, 未处理, 未结案, 新建, 待反馈, 驳回, New, Pending",
                ),
                "in_progress": (
                    "处理中",
                    "In progress",
                    "跟进中, 经销商处理中, 部门处理中, 大区处理中, 已受理, Working",
                ),
                "closed": (
                    "已关闭",
                    "Closed",
                    "关闭, 已结案, 结案, 已解决, 已处理, 已完成, 强制关闭, Resolved, Completed",
                ),
            },
        ),
        column(
            "closed_at",
            "datetime",
            "关闭时间",
            "Closed at",
            "关闭日期, 结案时间, 结案日期, 解决时间, 完成时间, Close Date, Closed Date",
        ),
        column("reopened", "flag", "是否重开", "Reopened", "重开, 是否重复打开, 二次投诉"),
        private_text(
            "unresolved_reason",
            "未决原因",
            "Why open",
            "未关闭原因, 未解决原因, 延期原因, Pending Reason",
        ),
        category(
            "customer_reaction",
            "客户反应",
            "Reaction",
            "处理满意度, 客户态度, 回访满意度, 客户满意情况, Customer Reaction",
            {
                "satisfied": ("满意", "Satisfied", "很满意, 基本满意, 认可"),
                "reserved": ("保留意见", "Reserved", "保留, 有保留, 一般"),
                "dissatisfied": ("不满意", "Dissatisfied", "不认可, 很不满意, Unsatisfied"),
            },
        ),
        VIN,
        CUSTOMER_ID,
        RO_NO,
        column("brand", "text", "品牌", "Brand", "投诉品牌, 车辆品牌, 车品牌, Make"),
        replace(SERIES, aliases=(*SERIES.aliases, "投诉车系")),
        replace(MODEL, aliases=(*MODEL.aliases, "投诉车型")),
    ),
)

"""The after-sales tables: what one row is, what a dealer's exports call each column.

Aliases are headers seen in Chinese dealer systems and their usual English counterparts; the one
listed first wins when a file has several. Employees (advisor, technician, owner of a case) are not
customers and stay readable; customers' names, phones, plates, VINs and free text are private.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from reportgen import ColumnContract, Label, TableContract
from reportgen.metric.table_contracts import InOrder, Kind

Values = Mapping[str, tuple[Label, tuple[str, ...]]]


def _column(name: str, kind: Kind, zh: str, en: str, aliases: str = "") -> ColumnContract:
    """A column whose aliases are one text, parted by commas."""
    names = tuple(alias.strip() for alias in aliases.split(",") if alias.strip())
    return ColumnContract(name, kind, Label(zh, en), (zh, *names))


def _category(
    name: str, zh: str, en: str, aliases: str, values: Mapping[str, tuple[str, str, str]]
) -> ColumnContract:
    """A category; each value is Chinese, English and further words, parted by commas."""
    known: Values = {
        key: (Label(*labels), tuple(w.strip() for w in words.split(",") if w.strip()))
        for key, (*labels, words) in values.items()
    }
    return replace(_column(name, "category", zh, en, aliases), values=known)


def _required(column: ColumnContract) -> ColumnContract:
    return replace(column, required=True)


def _score(name: str, zh: str, en: str, aliases: str = "") -> ColumnContract:
    return replace(_column(name, "number", zh, en, aliases), low=0, high=100, unit="score")


def _money(name: str, zh: str, en: str, aliases: str = "") -> ColumnContract:
    return replace(_column(name, "money", zh, en, aliases), low=-1e8, high=1e8, unit="yuan")


_DEALER: Final = _column(
    "dealer",
    "code",
    "经销商代码",
    "Dealer",
    "经销商, 经销商编码, 经销商编号, 服务站代码, 服务商代码, 维修站代码, 门店代码, 门店, "
    "Dealer Code, Dealer ID, Dealer No",
)
_RO_NO: Final = _column(
    "ro_no",
    "code",
    "工单号",
    "Repair order",
    "工单编号, 工单号码, 维修单号, 委托书号, 维修工单号, WIP单, 单号, R/O No, RO#, RO, RO Number, "
    "Repair Order No, WIP Number",
)
_VIN: Final = replace(
    _column(
        "vin",
        "code",
        "车架号",
        "VIN",
        "VIN码, VIN号, VIN编号, VIN编码, 车辆识别代号, 车辆识别码, 底盘号, VIN No, Vehicle ID",
    ),
    private="vin",
)
_CUSTOMER_ID: Final = _column(
    "customer_id",
    "code",
    "客户编号",
    "Customer ID",
    "客户号, 客户代码, 客户账户, 会员编号, Customer No, Cust No, Customer Number",
)
_SERIES: Final = _column("series", "text", "车系", "Series", "车系名称, 车种, Vehicle Series")
_MODEL: Final = _column(
    "model", "text", "车型", "Model", "车型名称, 车辆型号, 车型号, Vehicle Model, Model Name"
)
_ADVISOR: Final = _column(
    "advisor",
    "text",
    "服务顾问",
    "Advisor",
    "接待员, 接待顾问, 前台接待, 接车员, 前台接车员, 业务接待, 最近接待员, SA, Service Advisor",
)


def _text(name: str, zh: str, en: str, aliases: str = "") -> ColumnContract:
    """Free text of or about a customer."""
    return replace(_column(name, "text", zh, en, aliases), private="text")


REPAIR_ORDERS: Final = TableContract(
    name="repair_orders",
    label=Label("工单", "Repair orders"),
    row=Label("一行为一张维修工单", "one repair order"),
    key=("ro_no",),
    date="opened_at",
    rules=(InOrder("opened_at", "closed_at"), InOrder("opened_at", "delivered_at")),
    columns=(
        _DEALER,
        _column("region", "text", "区域", "Region", "大区, 小区, 省份, 省市, 地市, 城市"),
        _RO_NO,
        _required(
            _column(
                "opened_at",
                "datetime",
                "开单日期",
                "Opened",
                "开单时间, 工单开始时间, 进厂日期, 进厂时间, 进站时间, 进店日期, 入厂时间, "
                "送修日期, 接待日期, 接车时间, 修理日期, 开工时间, R/O Date, RO Date, Open Date, "
                "Date In",
            )
        ),
        _column(
            "closed_at",
            "datetime",
            "结算日期",
            "Closed",
            "结算时间, 工单结算日期, 结账日期, 完工时间, 完工日期, 竣工日期, 实际完修日, 完成时间, "
            "Close Date, Closed Date, Bill Date, Invoice Date",
        ),
        _column(
            "delivered_at",
            "datetime",
            "出厂日期",
            "Delivered",
            "出厂时间, 出站时间, 交车日期, 交车时间, 出店时间, Delivery Date, Date Out",
        ),
        replace(
            _column(
                "plate",
                "code",
                "车牌号",
                "Plate",
                "车牌, 车牌号码, 牌照号, 牌照号码, 车牌照, 车辆牌照, Plate No, Licence Plate, "
                "License Plate, Vehicle Reg No, Reg No, Registration No",
            ),
            private="plate",
        ),
        _VIN,
        _CUSTOMER_ID,
        replace(
            _column(
                "customer_name",
                "text",
                "客户姓名",
                "Customer",
                "客户名称, 车主姓名, 车主, 车主名, 用户姓名, 姓名, Customer Name, Owner Name",
            ),
            private="name",
        ),
        replace(
            _column(
                "phone",
                "code",
                "联系电话",
                "Phone",
                "客户电话, 车主电话, 手机号, 手机号码, 手机, 电话, 车主手机, 联系人电话, 联系方式, "
                "Mobile No, Mobile, Mobile Phone, Phone Number, Telephone",
            ),
            private="phone",
        ),
        _SERIES,
        _MODEL,
        replace(
            _column(
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
        _ADVISOR,
        _column(
            "technician",
            "text",
            "主修人",
            "Technician",
            "主修工, 技师, 维修技师, 维修人员, 维修员, 施工员, 维修工, Tech, Technician Name",
        ),
        _category(
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
        _category(
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
        _text(
            "fault",
            "故障描述",
            "Fault",
            "报修内容, 客户描述, 送修症状, 交修原因, 故障现象, Complaint, Customer Concern",
        ),
        _money(
            "labor", "工时费", "Labour", "工时金额, 工时费总计, 人工费, 工时净价, Labor, Labour Amt"
        ),
        _money(
            "parts",
            "配件费",
            "Parts",
            "材料费, 配件金额, 零件费, 发料费总计, 零件净价, Part Amt, Parts Amt",
        ),
        _money(
            "total",
            "结算金额",
            "Total",
            "总金额, 费用合计, 合计金额, 应付金额, 应结金额, 收费金额, 实收金额, 实际收款, 总价, "
            "Total Amt, Total Amount, Amount",
        ),
        _column("comeback", "flag", "返修", "Comeback", "是否返修, 返工, 内返, 外返, Is Comeback"),
        _column(
            "original_ro",
            "code",
            "原工单号",
            "Original order",
            "原委托书号, 返修原工单号, 原单号, Original RO, Comeback RO",
        ),
        _column("appointment", "flag", "预约", "Appointment", "是否预约, 预约进厂, 预约标志"),
        _column("status", "text", "工单状态", "Status", "状态, 竣工状况, R/O Status, RO Status"),
    ),
)

CALLBACKS: Final = TableContract(
    name="callbacks",
    label=Label("回访", "Call-backs"),
    row=Label("一行为一次回访", "one call-back"),
    key=("ro_no", "channel", "called_at"),
    date="called_at",
    columns=(
        _DEALER,
        _RO_NO,
        _VIN,
        _ADVISOR,
        _column(
            "called_at",
            "datetime",
            "回访日期",
            "Called",
            "回访时间, 跟踪日期, 电访日期, 调查日期, 访问日期, Call Date, Survey Date",
        ),
        _column("type", "text", "回访类型", "Type", "跟踪类型, 回访类别, Call Type"),
        _category(
            "channel",
            "回访方式",
            "Channel",
            "跟踪方式, 访问方式, 调查方式, Contact Method",
            {
                "phone": ("电访", "Phone", "电话, 电话回访, 电话访问, Telephone, Call"),
                "face": (
                    "面访",
                    "In person",
                    "当面, 面谈, 现场, 店内面访, 上门, Face to face, Face",
                ),
            },
        ),
        replace(
            _column(
                "attempts", "number", "拨打次数", "Attempts", "回访次数, 拨打数, Call Attempts"
            ),
            low=0,
            high=1000,
            unit="count",
        ),
        _category(
            "outcome",
            "回访结果",
            "Outcome",
            "通话情况, 接收回访, 回访状态, 拨打结果, Call Status, Result, Call Result",
            {
                "success": (
                    "成功",
                    "Success",
                    "回访成功, 已接通, 接通, 完成, Connected, Completed",
                ),
                "wrong_number": ("号码错误", "Wrong number", "错号, 空号, 号码有误, 号码不符"),
                "not_sender": (
                    "非本人送修",
                    "Not the person who came",
                    "非送修人, 非本人, 非车主, Not the sender",
                ),
                "unreachable": (
                    "无法接通",
                    "Unreachable",
                    (
                        "无人接听, 未接通, 关机, 停机, 占线, 忙音, 不在服务区, Not connected, "
                        "Busy, "
                        "Ringing, No answer"
                    ),
                ),
                "refused": ("拒绝回访", "Refused", "拒访, 拒绝, 拒接, 不愿接受"),
                "broken_off": ("中途中断", "Broken off", "中断, 中途挂断, 挂断, 未完成"),
                "pending": ("待回访", "Pending", "未回访, 待跟踪, 稍后再拨, Call back"),
                "opted_out": ("不再回访", "Opted out", "免打扰, 要求不回访, Do not call"),
            },
        ),
        _score(
            "attitude", "服务态度", "Attitude", "态度, 服务态度得分, 接待态度, Service attitude"
        ),
        _score(
            "reception", "及时接待", "Prompt reception", "接待及时, 接待及时性, 接待, Reception"
        ),
        _score("quote", "预先报价", "Advance quote", "事先报价, 维修前报价, 报价, Quote"),
        _score("bill", "解释账单", "Bill explained", "账单解释, 费用解释, 解释帐单, Bill"),
        _score(
            "overall",
            "满意度",
            "Overall score",
            "总体满意度, 总体评价, 总体回访评价, 综合满意度, 评分, 总分, Score, Satisfaction",
        ),
        _column(
            "first_time_fixed",
            "flag",
            "一次修复",
            "Fixed first time",
            "是否一次修复, 一次修好, 是否修好, 一次性修复, Fixed Right First Time",
        ),
        _text(
            "comment",
            "客户意见",
            "Comment",
            "客户建议, 用户建议及意见, 信息反馈, 意见建议, 备注, 客户反馈, Comments, Feedback",
        ),
        _column("source", "text", "数据来源", "Source", "来源, 回访来源, 调查来源"),
    ),
)

COMPLAINTS: Final = TableContract(
    name="complaints",
    label=Label("投诉", "Complaints"),
    row=Label("一行为一件投诉", "one complaint"),
    key=("complaint_no",),
    date="received_at",
    rules=(InOrder("received_at", "closed_at"),),
    columns=(
        _DEALER,
        _column(
            "complaint_no",
            "code",
            "投诉编号",
            "Complaint",
            "投诉单号, 抱怨单编号, 抱怨单号, 单据编码, 投诉单编号, Complaint No, Case No, Case ID",
        ),
        _required(
            _column(
                "received_at",
                "datetime",
                "投诉时间",
                "Received",
                "投诉日期, 抱怨时间, 受理时间, 受理日期, 接诉时间, 登记时间, Date Received",
            )
        ),
        _column(
            "channel", "text", "投诉渠道", "Channel", "投诉来源, 来源, 投诉方式, Submitted via"
        ),
        _column(
            "category",
            "text",
            "投诉类型",
            "Category",
            "投诉类别, 抱怨类别, 投诉问题, 典型问题, 类别",
        ),
        _column("subcategory", "text", "问题类型", "Subcategory", "投诉小类, 内容类型, 问题小类"),
        _text(
            "content",
            "投诉内容",
            "Content",
            "投诉简述, 抱怨内容, 问题简述, 客户投诉内容, 投诉描述, Description",
        ),
        _column(
            "level", "text", "投诉级别", "Level", "投诉等级, 抱怨级别, 单据级别, 投诉程度, Severity"
        ),
        _column(
            "owner",
            "text",
            "处理人",
            "Owner",
            "责任人, 当前处理人, 投诉处理人, 跟进人, 受理人, Handler, Case Owner",
        ),
        _column("department", "text", "责任部门", "Department", "处理部门, 部门, 被投诉部门"),
        _column(
            "due_at",
            "datetime",
            "规定关闭时间",
            "Due",
            "规定及时关闭时间, 要求关闭时间, 处理期限, 应关闭时间, Due Date",
        ),
        _category(
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
        _column(
            "closed_at",
            "datetime",
            "关闭时间",
            "Closed at",
            "关闭日期, 结案时间, 结案日期, 解决时间, 完成时间, Close Date, Closed Date",
        ),
        _column("reopened", "flag", "是否重开", "Reopened", "重开, 是否重复打开, 二次投诉"),
        _text(
            "unresolved_reason",
            "未决原因",
            "Why open",
            "未关闭原因, 未解决原因, 延期原因, Pending Reason",
        ),
        _category(
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
        _VIN,
        _CUSTOMER_ID,
        _RO_NO,
        _column("brand", "text", "品牌", "Brand", "投诉品牌, 车辆品牌, 车品牌, Make"),
        replace(_SERIES, aliases=(*_SERIES.aliases, "投诉车系")),
        replace(_MODEL, aliases=(*_MODEL.aliases, "投诉车型")),
    ),
)

VEHICLE_SALES: Final = TableContract(
    name="vehicle_sales",
    label=Label("新车销售", "Vehicle sales"),
    row=Label("一行为一辆售出的新车", "one retail delivery"),
    key=("vin",),
    date="sold_at",
    columns=(
        _DEALER,
        _VIN,
        _required(
            _column(
                "sold_at",
                "date",
                "销售日期",
                "Sold",
                "购车日期, 购车时间, 实销时间, 实销日期, 交车日期, 开票日期, 销售时间, Sale Date, "
                "Sold Date",
            )
        ),
        _SERIES,
        _MODEL,
        _CUSTOMER_ID,
        _column("sales_advisor", "text", "销售顾问", "Sales advisor", "销售员, 销售人员, Salesman"),
    ),
)

CUSTOMERS: Final = TableContract(
    name="customers",
    label=Label("客户", "Customers"),
    row=Label("一行为一位客户", "one customer"),
    key=("customer_id",),
    columns=(
        _DEALER,
        _required(_CUSTOMER_ID),
        _column("kind", "text", "客户类型", "Kind", "客户性质, 客户分类, 客户类别, Customer Type"),
        _column("gender", "text", "性别", "Gender", "客户性别, Sex"),
        _column("age_band", "text", "年龄段", "Age band", "年龄, 年龄区间, 年龄层, Age Group"),
        _column("district", "text", "所在区域", "District", "区域, 所在地区, 地区, 区县, 居住区域"),
        _column("since", "date", "建档日期", "Since", "建档时间, 登记日期, 首次进厂日期, Created"),
        _category(
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
        _column(
            "assigned_advisor",
            "text",
            "负责顾问",
            "Assigned advisor",
            "专属顾问, 维系顾问, 客户经理",
        ),
    ),
)

_QUESTIONS: Final = (
    ("q1", "是否保养", "Maintained", "一年内是否保养, 是否做过保养"),
    ("q2", "未保养原因", "Why not maintained", "没有保养的原因"),
    ("q3", "最近作业", "Last job", "最近一次做了什么, 作业内容"),
    ("q4", "保险公司推荐", "Insurer recommended", "是否保险公司推荐"),
    ("q5", "维修去处", "Went to", "在哪里维修, 竞争对手"),
    ("q6", "选择原因", "Why there", "为什么选择那里, 选择该处原因"),
    ("q7", "对方质量", "Quality there", "那里的质量, 维修质量评价"),
    ("q8", "质量好在哪里", "Why good", "好的原因"),
    ("q9", "流失主因", "Main reason", "流失原因, 不来的主要原因, 流失主要原因"),
)

LOST_CALLS: Final = TableContract(
    name="lost_calls",
    label=Label("流失调查", "Churn survey"),
    row=Label("一行为一份流失客户问卷", "one answered churn questionnaire"),
    key=("vin", "called_at"),
    date="called_at",
    columns=(
        _DEALER,
        _VIN,
        _CUSTOMER_ID,
        _column("called_at", "datetime", "调查日期", "Called", "调查时间, 回访日期, 电访日期"),
        _ADVISOR,
        *(
            _column(name, "text", zh, en, f"{name.upper()}, {more}")
            for name, zh, en, more in _QUESTIONS
        ),
        _text("comment", "客户意见", "Comment", "备注, 客户建议, 其他意见"),
    ),
)

APPOINTMENTS: Final = TableContract(
    name="appointments",
    label=Label("预约", "Appointments"),
    row=Label("一行为一次预约", "one booking"),
    key=("appointment_no",),
    date="slot_at",
    rules=(InOrder("booked_at", "arrived_at"),),
    columns=(
        _DEALER,
        _column("appointment_no", "code", "预约编号", "Booking", "预约单号, 预约号, B.T No"),
        _column(
            "booked_at", "datetime", "预约登记时间", "Booked", "登记时间, 预约登记日期, 受理时间"
        ),
        _required(
            _column(
                "slot_at",
                "datetime",
                "预约时间",
                "Slot",
                "预约日期, 预约进厂时间, 预约到店时间, 预计进厂时间, Appointment Time, Appt Date",
            )
        ),
        _column(
            "arrived_at", "datetime", "到店时间", "Arrived", "实际到店时间, 进厂时间, 到厂时间"
        ),
        _category(
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
        _category(
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
        _VIN,
        _CUSTOMER_ID,
        _RO_NO,
        _ADVISOR,
    ),
)

MEASURES: Final = TableContract(
    name="measures",
    label=Label("整改措施", "Measures"),
    row=Label("一行为一项整改措施", "one measure"),
    key=("measure_id",),
    columns=(
        _DEALER,
        _required(_column("measure_id", "code", "措施编号", "Measure", "编号, 整改编号, 序号")),
        _column("finding", "text", "问题", "Finding", "发现问题, 问题描述, 存在问题"),
        _column("indicator", "text", "指标", "Indicator", "对应指标, 考核指标"),
        _column("action", "text", "整改措施", "Action", "措施, 改进措施, 行动"),
        _column("owner", "text", "责任人", "Owner", "负责人, 执行人"),
        _column("deadline", "date", "完成期限", "Deadline", "截止日期, 期限, 计划完成日期"),
        _column("baseline", "number", "现状值", "Baseline", "基线, 基准值, 整改前"),
        _column("target", "number", "目标值", "Target", "目标"),
        _column("actual", "number", "实际值", "Actual", "实际, 完成值, 整改后"),
        _category(
            "status",
            "状态",
            "Status",
            "完成情况, 进度, 整改状态",
            {
                "proposed": ("已提出", "Proposed", "待确认, 建议, 未开始"),
                "agreed": ("已确认", "Agreed", "已同意, 已批准"),
                "running": ("进行中", "Running", "执行中, 整改中, 处理中, In progress"),
                "done": ("已完成", "Done", "完成, 已关闭, Completed"),
                "cancelled": ("已取消", "Cancelled", "取消, 终止"),
            },
        ),
        _column("evidence", "text", "完成证据", "Evidence", "证据, 完成说明, 备注"),
    ),
)

MONTHLY_FIGURES: Final = TableContract(
    name="monthly_figures",
    label=Label("月度指标", "Monthly figures"),
    row=Label("一行为一个月的一个指标", "one indicator of one month"),
    key=("indicator", "month", "subject"),
    date="month",
    columns=(
        _DEALER,
        _required(_column("month", "date", "月份", "Month", "年月, 统计月份, 期间, Period")),
        _required(
            _category(
                "indicator",
                "指标",
                "Indicator",
                "指标名称, 项目, 统计项目, Item",
                {
                    "vehicles_received": ("接车台次", "Vehicles received", "进厂台次, 来厂台次"),
                    "new_car_sales": ("新车销售台次", "Vehicles sold", "新车销量, 销售台次, 销量"),
                    "first_services": ("首保台次", "First services", "首保数"),
                    "callbacks_attempted": ("回访台次", "Call-backs attempted", "实际回访台次"),
                    "callbacks_success": ("成功台次", "Call-backs successful", "回访成功台次"),
                    "callbacks_failed_wrong_number": ("号码错误", "Wrong number", "错号"),
                    "callbacks_failed_not_sender": (
                        "非本人送修",
                        "Not the person who came",
                        "非本人, Not the sender",
                    ),
                    "callbacks_failed_unreachable": ("无法接通", "Unreachable", "未接通"),
                    "callbacks_failed_refused": ("拒绝回访", "Refused", "拒访"),
                    "callbacks_failed_broken_off": ("中途中断", "Broken off", "中断"),
                    "phone_interviews": ("电访台次", "Phone interviews", "电话回访台次"),
                    "face_interviews": ("面访台次", "Face interviews", "面访量"),
                    "item_attitude": ("服务态度", "Attitude", ""),
                    "item_reception": ("及时接待", "Prompt reception", ""),
                    "item_quote": ("预先报价", "Advance quote", ""),
                    "item_bill": ("解释账单", "Bill explained", "解释帐单"),
                    "overall_satisfaction": ("满意度", "Overall satisfaction", "总体满意度"),
                    "complaints_carried_in": ("上期遗留", "Complaints carried in", "上月遗留"),
                    "complaints_new": ("本月新增", "New complaints", "本期新增"),
                    "complaints_new_resolved": ("本月新增已解决", "New ones resolved", ""),
                    "complaints_carried_resolved": ("遗留已解决", "Carried-in ones resolved", ""),
                    "complaints_open": ("期末未决", "Complaints open", "期末未解决"),
                    "complaints_satisfied": ("解决后满意", "Satisfied afterwards", ""),
                    "complaints_reserved": ("解决后保留意见", "Reserved afterwards", ""),
                    "first_time_fix_answered": ("一次修复作答数", "First-time fix answers", ""),
                    "first_time_fixed": ("一次修复数", "Fixed first time", "一次修复台次"),
                    "complaints_dissatisfied": ("解决后不满意", "Dissatisfied afterwards", ""),
                },
            )
        ),
        _column(
            "subject", "text", "对象", "Subject", "人员, 姓名, 服务顾问, 原因, 分组, Group, Advisor"
        ),
        _required(_column("value", "number", "数值", "Value", "数量, 值, 指标值, 实际值, Amount")),
    ),
)

TABLES: Final[tuple[TableContract, ...]] = (
    REPAIR_ORDERS,
    CALLBACKS,
    COMPLAINTS,
    VEHICLE_SALES,
    CUSTOMERS,
    LOST_CALLS,
    APPOINTMENTS,
    MEASURES,
    MONTHLY_FIGURES,
)
"""Every after-sales table."""

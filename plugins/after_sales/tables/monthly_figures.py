"""Monthly figures: one row is one indicator of one month, where a dealer has only totals."""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import DEALER, category, column, required

from reportgen import Label, TableContract

_OF_ROWS: Final = {
    "vehicles_received": ("接车台次", "Vehicles received", "进厂台次, 来厂台次"),
    "new_car_sales": ("新车销售台次", "Vehicles sold", "新车销量, 销售台次, 销量"),
    "first_services": ("首保台次", "First services", "首保数"),
    "new_vehicles": (
        "首次进厂",
        "New vehicles",
        "首次进厂车辆, 新增车辆, 新增客户",
    ),
    "reactivated_vehicles": (
        "重新进厂",
        "Vehicles back again",
        "重新进厂车辆, 回流车辆, 挽回车辆, 挽回客户",
    ),
    "lost_vehicles": ("流失车辆", "Vehicles lost", "流失客户, 流失"),
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
}  # fmt: skip
"""Figures that rows of the other tables would give as well: name, then other spellings."""
_OF_BOOKS: Final = {
    "revenue": ("产值", "Revenue", "维修产值, 售后产值, 总产值, 营业收入, 营业额, Service revenue"),
    "labour_revenue": ("工时收入", "Labour revenue", "工时产值, Labour sales"),
    "parts_revenue": ("配件收入", "Parts revenue", "配件产值, Parts sales"),
    "warranty_revenue": ("索赔收入", "Warranty revenue", "保修收入, 索赔产值"),
    "gross_profit": ("毛利", "Gross profit", "维修毛利, 售后毛利, 毛利额, 毛利润"),
    "warranty_vehicles": ("保修台次", "Warranty vehicles", "索赔台次, 保修车辆"),
    "paid_vehicles": ("自费台次", "Customer-pay vehicles", "自费车辆, 客户付费台次"),
    "hours_available": ("可用工时", "Hours available", "出勤工时, Available hours"),
    "hours_worked": ("实际工时", "Hours worked", "作业工时, 投入工时"),
    "hours_sold": ("售出工时", "Hours sold", "标准工时, 结算工时, Flat-rate hours"),
    "bays": ("工位数", "Bays", "维修工位, 工位"),
    "parts_used": ("配件出库成本", "Cost of parts used", "配件成本, 配件出库金额"),
    "parts_stock": ("配件库存金额", "Parts stock", "库存金额, 配件库存"),
    "dead_stock": ("呆滞库存金额", "Dead stock", "呆滞件金额, 呆滞库存, 死库存"),
    "parts_lines_wanted": ("配件需求行数", "Parts lines wanted", "需求项次, 配件需求"),
    "parts_lines_filled": ("配件满足行数", "Parts lines filled", "满足项次, 一次满足"),
    "staff": ("员工人数", "Staff", "在岗人数, 员工数, Headcount"),
    "leavers": ("离职人数", "Leavers", "流失人数, 离职员工"),
    "days_due": ("应出勤人天", "Days due", "应出勤天数, 应出勤"),
    "days_present": ("实际出勤人天", "Days present", "实际出勤天数, 实际出勤"),
    "overtime_staff": ("加班人数", "Staff on overtime", "加班人次"),
    "overtime_hours": ("加班工时", "Overtime hours", "加班小时, 加班时长"),
    "wages": ("工资总额", "Wages", "人工成本, 薪酬总额, Payroll"),
    "suggestions": ("合理化建议", "Suggestions by staff", "员工建议, 建议数"),
    "satisfied_customers": ("满意客户数", "Satisfied customers", "满意人数"),
    "very_satisfied_customers": ("非常满意客户数", "Very satisfied customers", "非常满意人数"),
    "feedback_count": ("客户反馈数", "Feedback by customers", "客户建议数, 反馈数"),
    "referrals": ("转介绍客户数", "Referrals", "转介绍, 介绍新客户数"),
}  # fmt: skip
"""Figures that only the books, the stock and the staff office hold."""

MONTHLY_FIGURES: Final = TableContract(
    name="monthly_figures",
    label=Label("月度指标", "Monthly figures"),
    row=Label("一行为一个月的一个指标", "one indicator of one month"),
    key=("indicator", "month", "subject"),
    date="month",
    columns=(
        DEALER,
        required(column("month", "date", "月份", "Month", "年月, 统计月份, 期间, Period")),
        required(
            category(
                "indicator",
                "指标",
                "Indicator",
                "指标名称, 项目, 统计项目, Item",
                {**_OF_ROWS, **_OF_BOOKS},
            )
        ),
        column(
            "subject", "text", "对象", "Subject", "人员, 姓名, 服务顾问, 原因, 分组, Group, Advisor"
        ),
        required(column("value", "number", "数值", "Value", "数量, 值, 指标值, 实际值, Amount")),
    ),
)

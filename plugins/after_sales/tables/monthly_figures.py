"""Monthly figures: one row is one indicator of one month, where a dealer has only totals."""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import DEALER, category, column, required

from reportgen import Label, TableContract

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
                {
                    "vehicles_received": ("接车台次", "Vehicles received", "进厂台次, 来厂台次"),
                    "revenue": ("产值", "Revenue", "维修产值, 售后产值, 营业额, Service revenue"),
                    "gross_profit": ("毛利", "Gross profit", "维修毛利, 售后毛利, 毛利额"),
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
                },
            )
        ),
        column(
            "subject", "text", "对象", "Subject", "人员, 姓名, 服务顾问, 原因, 分组, Group, Advisor"
        ),
        required(column("value", "number", "数值", "Value", "数量, 值, 指标值, 实际值, Amount")),
    ),
)

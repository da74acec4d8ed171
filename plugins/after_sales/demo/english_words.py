"""What the Chinese words of the sample data are in English, as a dealer system abroad writes them.

A new word in the other files of this folder needs its line here.
"""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.demo.customer_remarks import REMARKS
from reportgen_plugins.after_sales.demo.invented_names import SURNAMES

FILES: Final = {
    "经销商": "dealers", "目标": "targets", "工单": "orders", "回访": "calls", "投诉": "complaints",
    "销售": "sales", "客户": "customers", "预约": "appointments", "流失调查": "lost_calls",
    "整改措施": "measures", "月度指标": "monthly_figures",
}  # fmt: skip

HEADERS: Final = {
    "经销商代码": "Dealer Code", "工单号": "RO Number", "开单日期": "Open Date",
    "结算日期": "Invoice Date", "出厂日期": "Delivery Date", "车牌号": "Plate No",
    "车架号": "VIN", "客户编号": "Customer No", "客户姓名": "Customer Name",
    "联系电话": "Mobile Phone", "车系": "Vehicle Series", "车型": "Model",
    "行驶里程": "Odometer", "服务顾问": "Service Advisor", "主修人": "Technician",
    "维修类型": "Job Type", "付费类型": "Pay Type", "故障描述": "Customer Concern",
    "工时费": "Labour Amt", "配件费": "Parts Amt", "结算金额": "Total Amount",
    "返修": "Comeback", "原工单号": "Original RO", "预约": "Appointment",
    "回访日期": "Call Date", "拨打次数": "Call Attempts", "回访方式": "Contact Method",
    "回访结果": "Call Result",
    "服务态度": "Service Attitude", "及时接待": "Prompt Reception", "预先报价": "Advance Quote",
    "解释账单": "Bill Explained", "满意度": "Overall Score", "一次修复": "Fixed First Time",
    "客户意见": "Comments",
    "投诉编号": "Case No", "投诉时间": "Date Received", "投诉渠道": "Channel",
    "投诉类型": "Category", "问题类型": "Subcategory", "投诉内容": "Description",
    "投诉级别": "Severity", "责任部门": "Department", "处理人": "Handler",
    "规定关闭时间": "Due Date", "关闭时间": "Closed Date", "状态": "Case Status",
    "未决原因": "Pending Reason", "客户反应": "Customer Reaction", "是否重开": "Reopened",
    "销售日期": "Sale Date", "销售顾问": "Sales Advisor",
    "客户类型": "Customer Type", "性别": "Gender", "年龄段": "Age Group",
    "职业": "Occupation", "所在区域": "District", "建档日期": "Created",
    "负责顾问": "Assigned Advisor",
    "预约编号": "Booking", "预约登记时间": "Booked", "预约时间": "Slot", "到店时间": "Arrived",
    "预约类型": "Kind", "预约状态": "Status",
    "调查日期": "Called", "是否保养": "Maintained", "未保养原因": "Why not maintained",
    "最近作业": "Last job", "是否保险公司推荐": "Insurer recommended", "维修去处": "Went to",
    "选择原因": "Why there", "对方质量": "Quality there", "质量好在哪里": "Why good",
    "流失主因": "Main reason",
    "措施编号": "Measure", "问题": "Finding", "指标": "Indicator", "整改措施": "Action",
    "责任人": "Owner", "完成期限": "Deadline", "现状值": "Baseline", "目标值": "Target",
    "实际值": "Actual", "完成情况": "Status", "完成证据": "Evidence",
    "月份": "Month", "对象": "Subject", "数值": "Value",
    "门店": "Dealer", "标签": "Tags", "英文名称": "Name", "区域": "Region", "城市": "City",
}  # fmt: skip

_STORES: Final = {
    "华东": "East China", "华北": "North China", "华南": "South China", "西南": "Southwest China",
    "临澜": "Linlan", "云汐": "Yunxi", "鹤屿": "Heyu", "青峦": "Qingluan", "星渡": "Xingdu",
    "松霁": "Songji", "月湾": "Yuewan", "竹溟": "Zhuming", "听潮": "Tingchao",
    "直营;大店": "own;large", "直营;小店": "own;small", "加盟;大店": "franchise;large",
    "加盟;小店": "franchise;small",
    "霜桥": "Shuangqiao", "荻州": "Dizhou", "枫泊": "Fengbo",
}  # fmt: skip
_CARS: Final = {
    "晨屿": "Chenyu", "云岭": "Yunling", "海岳": "Haiyue", "青野": "Qingye",
    "舒适版": "Comfort", "豪华版": "Luxury", "尊享版": "Premium",
    "标准续航版": "Standard Range", "长续航版": "Long Range", "四驱版": "AWD",
}  # fmt: skip
_CUSTOMERS: Final = {
    "个人": "Private", "单位": "Company", "内部": "Internal", "男": "Male", "女": "Female",
    "25岁以下": "25 and under", "26-35岁": "26-35", "36-45岁": "36-45", "46-55岁": "46-55",
    "56岁以上": "56 and over",
    "东湾区": "East Bay", "西岭区": "West Ridge", "南浦区": "South Shore",
    "北桥区": "North Bridge", "新港区": "New Harbour", "外地": "Out of town",
    "临澜虚舟贸易有限公司": "Linlan Xuzhou Trading Co., Ltd.",
    "云汐镜湖物流有限公司": "Yunxi Jinghu Logistics Co., Ltd.",
    "鹤屿纸鸢租赁有限公司": "Heyu Zhiyuan Leasing Co., Ltd.",
    "青峦萤火科技有限公司": "Qingluan Yinghuo Technology Co., Ltd.",
    "云汐驿马网约车有限公司": "Yunxi Yima Ride Hailing Co., Ltd.",
    "企业职员": "Employee", "个体经营": "Self-employed", "公务员": "Civil servant",
    "教师": "Teacher", "医生": "Doctor", "工人": "Worker", "自由职业": "Freelance",
    "退休": "Retired",
}  # fmt: skip
_ORDERS: Final = {
    "首保": "First service", "保养": "Periodic maintenance", "一般维修": "General repair",
    "钣金喷漆": "Body & paint", "精品装饰": "Accessories", "索赔": "Warranty",
    "服务活动": "Service campaign",
    "厂家": "OEM", "自费": "Customer pay", "保险": "Insurance", "是": "Yes", "否": "No",
    "刹车异响": "Brakes squeal", "空调不制冷": "A/C does not cool",
    "底盘过减速带异响": "Chassis knocks over speed bumps",
    "车机黑屏重启": "Head unit goes black and restarts",
    "车窗升降卡滞": "Window sticks", "方向盘抖动": "Steering wheel shakes",
    "蓄电池亏电": "Battery flat", "大灯不亮": "Headlamp out",
    "倒车影像模糊": "Rear camera blurred", "车门关不严": "Door does not close tightly",
    "胎压报警": "Tyre pressure warning", "雨刮刮不净": "Wipers smear",
    "前保险杠刮擦": "Front bumper scraped", "左前门凹陷": "Dent in left front door",
    "右后翼子板划痕": "Scratch on right rear wing", "后保险杠变形": "Rear bumper bent",
    "引擎盖石子伤": "Stone chips on bonnet",
    "首次保养": "First service", "常规保养": "Routine service", "加装精品": "Fit accessories",
    "服务活动检查": "Campaign inspection", "整备": "Preparation",
}  # fmt: skip
_CALLS: Final = {
    "合计": "Total", "电访": "Phone", "面访": "Face to face",
    "成功": "Connected", "号码错误": "Wrong number", "非本人送修": "Not the person who came",
    "无法接通": "No answer", "拒绝回访": "Refused", "中途中断": "Broken off",
    "=1+1 请按原文显示": "=1+1 show this as written",
}  # fmt: skip
_COMPLAINTS: Final = {
    "厂家热线": "Manufacturer hotline", "门店电话": "Phone", "到店": "In person",
    "网络": "Online", "一般": "Minor", "重要": "Major", "重大": "Critical",
    "服务质量": "Service quality", "接待不及时": "Slow reception", "服务态度": "Staff attitude",
    "维修质量": "Repair quality", "重复维修": "Repeat repair", "维修不彻底": "Incomplete repair",
    "车辆损伤": "Vehicle damage", "配件供应": "Parts supply", "配件等待": "Waiting for parts",
    "收费": "Charges", "报价不符": "Bill above quote", "产品质量": "Product quality",
    "异响": "Noise",
    "服务部": "Service", "车间": "Workshop", "配件部": "Parts", "技术部": "Technical",
    "在店等待超过两小时无人说明进度": "waited over two hours and nobody said how long it takes",
    "接待人员解释不耐烦": "the advisor explained impatiently",
    "同一故障修后再次出现": "the same fault came back after the repair",
    "交车后发现问题没有解决": "the problem was not solved when the car was handed over",
    "取车时发现新的划痕": "new scratches found when collecting the car",
    "配件订了三周仍未到货": "parts ordered three weeks ago have not arrived",
    "结算金额高于当初报价": "the bill was higher than the quote",
    "新车行驶中有异响": "the new car makes a noise while driving",
    "到店后排队一个多小时": "queued for over an hour on arrival",
    "打电话询问进度没礼貌": "the person on the phone was rude when asked how long it takes",
    "一个问题修了三次还没修好": "one fault repaired three times and still there",
    "提车当天毛病还在": "the fault was still there on the day of collection",
    "座椅上留下油渍": "oil left on the seats, dirty",
    "到店后才告知配件缺货": "told only on arrival that the part was out of stock",
    "加项目没有提前报价就收费": "charged for extra work without a quote",
    "新车一周就出现车机问题": "the new car has a head unit problem after a week",
    "客服一席": "Service desk 1", "客服二席": "Service desk 2", "客服主管": "Service desk lead",
    "配件未到": "Parts not arrived", "等待厂家答复": "Waiting for the manufacturer",
    "客户要求未达成一致": "No agreement with the customer yet",
    "客户暂时联系不上": "Customer cannot be reached",
    "满意": "Satisfied", "保留意见": "Reserved", "不满意": "Dissatisfied",
    "处理中": "In progress", "已关闭": "Closed",
}  # fmt: skip
_BOOKINGS: Final = {
    "主动预约": "Active", "被动预约": "Passive", "活动预约": "Event",
    "已到店": "Kept", "迟到": "Late", "未到店": "Missed", "已取消": "Cancelled", "已预约": "Booked",
}  # fmt: skip
_QUESTIONNAIRE: Final = {
    "车开的少": "Driven little", "已转让": "Sold on", "出差出国": "Away", "其他": "Other",
    "小修": "Small repair", "钣金喷漆": "Body & paint",
    "同品4s店": "Another dealer of the brand", "其他品牌维修站": "A dealer of another brand",
    "社会修理厂": "Independent workshop", "个体修理厂": "One-man workshop",
    "连锁快修店": "Quick-repair chain",
    "价格": "Price", "近/方便": "Near, convenient", "熟人": "Knows somebody there",
    "推荐": "Recommended", "好": "Good", "非常差": "Very poor",
    "技术好": "Good technicians", "配件有保证": "Reliable parts", "修得快": "Fast repair",
    "服务差": "Poor service", "维修质量差": "Poor repair quality",
    "维修价格高": "Repairs too expensive", "地点不方便": "Inconvenient location",
    "公司指定": "Chosen by the company",
}  # fmt: skip
_MEASURES: Final = {
    "回访联系不上的客户多": "Many customers cannot be reached",
    "维修返修多": "Many repairs come back", "客户等待时间长": "Customers wait long",
    "投诉处理慢": "Complaints are settled slowly",
    "新车首保不回店": "Buyers do not come for the first service", "工单少": "Few orders",
    "回访成功率": "Call-back success rate", "一次修复率": "First-time fix rate",
    "开单时当面核对手机号码": "Check the phone number when the order is opened",
    "交车前由技术主管复检": "Technical supervisor checks before hand-over",
    "高峰时段增加一名接待": "One more advisor in the peak hours",
    "每日晨会通报未结投诉": "Tell open complaints every morning",
    "销售交车时预约首保": "Book the first service when the car is handed over",
    "短信邀约三个月未进厂客户": "Text customers who have not come for three months",
    "服务经理": "Service manager", "技术主管": "Technical supervisor",
    "客户关系经理": "Customer relations manager", "客户服务经理": "Customer service manager",
    "抽查 30 张工单，号码全部核对": "30 orders looked at, all numbers checked",
    "排班表已调整": "Rota changed", "并入客户关怀活动": "Joined with the care campaign",
    "已完成": "Done", "进行中": "Running", "已确认": "Agreed",
}  # fmt: skip
_FIGURES: Final = {
    "接车台次": "Vehicles received", "新车销售台次": "Vehicles sold", "首保台次": "First services",
    "首次进厂": "New vehicles", "重新进厂": "Vehicles back again", "流失车辆": "Vehicles lost",
    "回访台次": "Call-backs attempted", "成功台次": "Call-backs successful",
    "电访台次": "Phone interviews", "面访台次": "Face interviews",
    "及时接待": "Prompt reception", "预先报价": "Advance quote", "解释账单": "Bill explained",
    "满意度": "Overall satisfaction", "上期遗留": "Complaints carried in",
    "本月新增": "New complaints", "本月新增已解决": "New ones resolved",
    "遗留已解决": "Carried-in ones resolved", "期末未决": "Complaints open",
    "解决后满意": "Satisfied afterwards", "解决后保留意见": "Reserved afterwards",
    "解决后不满意": "Dissatisfied afterwards", "一次修复作答数": "First-time fix answers",
    "一次修复数": "Fixed first time",
    "产值": "Revenue", "工时收入": "Labour revenue", "配件收入": "Parts revenue",
    "索赔收入": "Warranty revenue", "毛利": "Gross profit", "保修台次": "Warranty vehicles",
    "自费台次": "Customer-pay vehicles", "可用工时": "Hours available",
    "实际工时": "Hours worked", "售出工时": "Hours sold", "工位数": "Bays",
    "配件出库成本": "Cost of parts used", "配件库存金额": "Parts stock",
    "呆滞库存金额": "Dead stock", "配件需求行数": "Parts lines wanted",
    "配件满足行数": "Parts lines filled", "员工人数": "Staff", "离职人数": "Leavers",
    "应出勤人天": "Days due", "实际出勤人天": "Days present", "加班人数": "Staff on overtime",
    "加班工时": "Overtime hours", "工资总额": "Wages", "合理化建议": "Suggestions by staff",
    "满意客户数": "Satisfied customers", "非常满意客户数": "Very satisfied customers",
    "客户反馈数": "Feedback by customers", "转介绍客户数": "Referrals",
}  # fmt: skip
_REMARKS: Final = {zh: en for topic in REMARKS.values() for zh, en in topic.items()}
WORDS: Final = {
    **_STORES, **_CARS, **_CUSTOMERS, **_ORDERS, **_CALLS, **_COMPLAINTS, **_REMARKS, **_BOOKINGS,
    **_QUESTIONNAIRE, **_MEASURES, **_FIGURES,
}  # fmt: skip

IN_COLUMN: Final = {"对方质量": {"一般": "Average"}, "指标": {"服务态度": "Attitude"}}
"""Words that mean something else in the column of this header."""

SENTENCES: Final = {
    **{zh: en for zh, en in _REMARKS.items() if "{" in zh},
    "客户反映{said}，要求尽快处理": "Customer says {said}; wants it settled soon",
    "客户反映{said}，请回电{phone}": "Customer says {said}; please call back on {phone}",
    "车辆{plate}：{said}": "Vehicle {plate}: {said}",
    "{name}（一组）": "{name} (Team 1)",
    "{city}试驾车": "{city} test-drive car",
    "{series} {engine} {trim}": "{series} {engine} {trim}",
    "{series} {trim}": "{series} {trim}",
}
"""Texts with other texts in them; the longer one first."""

# Of two surnames that sound alike one takes its southern spelling: nobody shares a name.
_SPELT: Final = """
    Zhao Qian Sun Li Zhou Wu Zheng Wang Feng Chen Chu Wai Jiang Shen Han Yang Zhu Qin Xu He
    Lv Shi Zhang Kong Cao Yan Hua Jin Wei Tao Chiang Qi Xie Zou Yu Bai Shui Dou Cheung Yun
"""
SPELT_SURNAMES: Final = dict(zip(SURNAMES, _SPELT.split(), strict=True))
GIVEN: Final = {
    "听澜": "Tinglan", "星野": "Xingye", "扶摇": "Fuyao", "霁月": "Jiyue", "知夏": "Zhixia",
    "望舒": "Wangshu", "青禾": "Qinghe", "云起": "Yunqi", "若溪": "Ruoxi", "向晚": "Xiangwan",
    "景行": "Jingxing", "怀瑾": "Huaijin", "南乔": "Nanqiao", "疏桐": "Shutong",
    "清越": "Qingyue", "言蹊": "Yanxi", "沐阳": "Muyang", "子衿": "Zijin", "半夏": "Banxia",
    "长庚": "Changgeng", "启明": "Qiming", "思远": "Siyuan", "念北": "Nianbei",
    "枕流": "Zhenliu", "初九": "Chujiu", "小满": "Xiaoman", "立秋": "Liqiu", "白露": "Bailu",
    "谷雨": "Guyu", "惊蛰": "Jingzhe", "一诺": "Yinuo", "安歌": "Ange", "牧之": "Muzhi",
    "采薇": "Caiwei", "凌霄": "Lingxiao", "砚秋": "Yanqiu",
    "䶮": "Yan", "𠅤": "Xu", "㛃": "Jie", "喆堃": "Zhekun", "犇": "Ben", "𬭚": "Chun",
}  # fmt: skip

"""What the invented customers say in a call-back, Chinese and English side by side.

The first of a topic are said most often. `{fault}` stands for the fault of the order.
"""

from __future__ import annotations

from typing import Final

REMARKS: Final = {
    "waiting": {
        "等了四十分钟才有人接待": "Waited forty minutes before anyone received me",
        "到店没人理，接待太慢": "Nobody took notice of me on arrival; reception too slow",
        "排队太久": "Queued too long",
        "约好九点，等了半个小时才开单": "Booked for nine, waited half an hour for the order",
        "周六人多，等了快一个小时": "Saturday was busy, waited almost an hour",
        "取车的时候又等了二十分钟": "Waited another twenty minutes to collect the car",
        "前台只有一个人，接待太慢": "Only one person at the desk, reception too slow",
    },
    "quote": {
        "报价和结算差很多": "The bill was far from the quote",
        "修之前没说清楚多少钱": "Nobody said clearly beforehand what it would cost",
        "临时加项目没有提前报价": "Extra work was added without a quote",
        "结算比报价高了两百多": "The bill was two hundred above the quote",
        "配件价格比外面高不少": "Parts: the price is too high compared with elsewhere",
        "工时费太贵": "Labour is too expensive",
    },
    "attitude": {
        "问两句就不耐烦": "Got impatient after two questions",
        "接待的人态度不好": "The advisor was unfriendly",
        "爱理不理的": "Could not be bothered with me, rude",
        "催了几次，态度冷淡": "Asked several times, bad attitude",
        "解释的时候没礼貌": "Was rude when explaining",
    },
    "repair": {
        "故障没有彻底解决": "The fault was not fully fixed",
        "修完两天又出现同样问题": "Same problem two days after the repair",
        "毛病还在，要再跑一趟": "Fault still there, had to come again",
        "{fault}的问题没解决": "{fault}: not solved",
        "{fault}没修好，还要再来": "{fault}: not fixed, have to come again",
    },
    "others": {
        "车里很脏，座椅上有油渍": "The car was dirty, oil on the seats",
        "洗车洗得不干净": "The wash left the car not clean",
        "配件缺货，让我改天再来": "Part out of stock, told to come another day",
        "休息区太吵，没地方坐": "The waiting area is noisy, nowhere to sit",
        "停车不便": "Parking is difficult",
        "周末约不上": "No appointment available at the weekend",
        "希望增加周末预约名额": "More weekend appointments, please",
        "车门上多了一道划痕": "There is a new scratch on the door",
    },
    "praise": {
        "服务很好": "Very good service",
        "师傅很专业": "The technician knew the job",
        "休息区环境不错": "Nice waiting area",
        "比上次快": "Faster than last time",
        "无意见": "Nothing to add",
        "顾问很热情，解释得清楚": "The advisor was friendly and explained well",
        "预约方便，到店就接待": "Easy to book, received on arrival",
        "洗得干净": "Nicely washed",
        "一次修好了": "Fixed it the first time, well repaired",
        "报价清楚，收费合理": "Clear quote, fair price",
        "以后还来": "Will be back",
    },
}  # fmt: skip
"""Topic → what is said, in both languages."""

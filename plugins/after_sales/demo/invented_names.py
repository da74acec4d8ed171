"""Invented names for the sample data: stores, people, cars, faults.

Nothing here names a real person, company or town. Phone numbers lie in 199 0000 xxxx,
which no customer uses, yet have the shape of a mobile number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np


@dataclass(frozen=True)
class DemoDealer:
    """One invented store.

    Attributes:
        id: Code used in every file, "SH001" for the first store.
        name_zh: Chinese name.
        name_en: English name.
        region: Sales region (大区).
        city: Invented town.
    """

    id: str
    name_zh: str
    name_en: str
    region: str
    city: str


REGIONS: Final = ("华东", "华北", "华南", "西南")
CITIES: Final = (
    ("临澜", "Linlan"), ("云汐", "Yunxi"), ("鹤屿", "Heyu"), ("青峦", "Qingluan"),
    ("星渡", "Xingdu"), ("松霁", "Songji"), ("月湾", "Yuewan"), ("竹溟", "Zhuming"),
    ("听潮", "Tingchao"), ("霜桥", "Shuangqiao"), ("荻州", "Dizhou"), ("枫泊", "Fengbo"),
)  # fmt: skip
HOUSES: Final = (
    ("远帆", "Farsail"), ("和畅", "Hechang"), ("明程", "Mingcheng"), ("嘉驰", "Jiachi"),
    ("安途", "Antu"), ("启岚", "Qilan"), ("百川", "Baichuan"), ("同辉", "Tonghui"),
)  # fmt: skip
# One home province per town and one for strangers: a plate shows who only passed by.
HOME_PLATES: Final = (
    "沪A",
    "冀B",
    "粤C",
    "川D",
    "苏E",
    "鲁F",
    "闽G",
    "渝B",
    "浙H",
    "晋J",
    "皖K",
    "豫L",
)
STRANGE_PLATES: Final = ("新P", "黑M", "琼C", "藏E")

SERIES: Final = ("晨屿", "云岭", "海岳", "青野")
ELECTRIC: Final = SERIES.index("青野")
TRIMS: Final = ("1.5T 舒适版", "1.5T 豪华版", "2.0T 尊享版")
ELECTRIC_TRIMS: Final = ("标准续航版", "长续航版", "四驱版")

SURNAMES: Final = tuple(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云"
)
_GIVEN: Final = (
    "听澜", "星野", "扶摇", "霁月", "知夏", "望舒", "青禾", "云起", "若溪", "向晚", "景行", "怀瑾",
    "南乔", "疏桐", "清越", "言蹊", "沐阳", "子衿", "半夏", "长庚", "启明", "思远", "念北", "枕流",
    "初九", "小满", "立秋", "白露", "谷雨", "惊蛰", "一诺", "安歌", "牧之", "采薇", "凌霄", "砚秋",
)  # fmt: skip
# Characters outside GBK, one of them outside the basic plane: exports must survive them.
_RARE_GIVEN: Final = ("䶮", "𠅤", "㛃", "喆堃", "犇", "𬭚")
COMPANIES: Final = (
    "临澜虚舟贸易有限公司",
    "云汐镜湖物流有限公司",
    "鹤屿纸鸢租赁有限公司",
    "青峦萤火科技有限公司",
)
STRANGER: Final = "云长庚"  # an advisor whom no repair order knows
FLEET_COMPANY: Final = "云汐驿马网约车有限公司"
LITERAL_NAME: Final = "A&B<VIP>"
LITERAL_COMMENT: Final = "=1+1 请按原文显示"
DISTRICTS: Final = ("东湾区", "西岭区", "南浦区", "北桥区", "新港区")
OCCUPATIONS: Final = (
    "企业职员", "个体经营", "公务员", "教师", "医生", "工人", "自由职业", "退休",
)  # fmt: skip
AGE_BANDS: Final = ("25岁以下", "26-35岁", "36-45岁", "46-55岁", "56岁以上")

FAULTS: Final = (
    "刹车异响", "空调不制冷", "底盘过减速带异响", "车机黑屏重启", "车窗升降卡滞", "方向盘抖动",
    "蓄电池亏电", "大灯不亮", "倒车影像模糊", "车门关不严", "胎压报警", "雨刮刮不净",
)  # fmt: skip
BODY_FAULTS: Final = (
    "前保险杠刮擦",
    "左前门凹陷",
    "右后翼子板划痕",
    "后保险杠变形",
    "引擎盖石子伤",
)


def dealers(n: int, seed: int) -> tuple[DemoDealer, ...]:
    """Name the first `n` invented stores; store i does not depend on `n`.

    Raises:
        ValueError: `n` is below 1 or `seed` is negative.
    """
    if n < 1:
        msg = f"dealers: {n} stores asked for; give 1 or more"
        raise ValueError(msg)
    if seed < 0:
        msg = f"seed: {seed} is negative; give 0 or more"
        raise ValueError(msg)
    return tuple(dealer(i, seed) for i in range(n))


def dealer(index: int, seed: int) -> DemoDealer:
    """Name the store with this index, 0 for SH001."""
    town = city_of(index, seed)
    rounds, house = divmod((index + seed) // len(CITIES), len(HOUSES))
    (zh, en), (house_zh, house_en) = CITIES[town], HOUSES[house]
    zh_no, en_no = (f"{rounds + 1}店", f" {rounds + 1}") if rounds else ("", "")
    return DemoDealer(
        id=f"SH{index + 1:03d}",
        name_zh=f"{zh}{house_zh}汽车{zh_no}",
        name_en=f"{en} {house_en} Motors{en_no}",
        region=REGIONS[town % len(REGIONS)],
        city=zh,
    )


def city_of(index: int, seed: int) -> int:
    """Position in `CITIES` of the store with this index."""
    return (index + seed) % len(CITIES)


def staff(rng: np.random.Generator, n: int) -> list[str]:
    """Draw `n` different names for people who work in one store."""
    drawn = rng.choice(len(SURNAMES) * len(_GIVEN), n, replace=False)
    return [SURNAMES[k % len(SURNAMES)] + _GIVEN[k // len(SURNAMES)] for k in drawn.tolist()]


def people(rng: np.random.Generator, n: int) -> list[str]:
    """Draw `n` customer names, about one in eighty with a rare character; repeats happen."""
    first = rng.integers(len(SURNAMES), size=n).tolist()
    given = rng.integers(len(_GIVEN), size=n).tolist()
    rare = rng.integers(len(_RARE_GIVEN) * 80, size=n).tolist()
    return [
        SURNAMES[f] + (_RARE_GIVEN[r] if r < len(_RARE_GIVEN) else _GIVEN[g])
        for f, g, r in zip(first, given, rare, strict=True)
    ]

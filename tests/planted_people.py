"""Values that lead to a person, as people write them, and texts that only look alike.

Names, streets and cards come from Faker, whose lists are not those of `reportgen.personal_data`;
the ways to write them are what forms, chats and registers show.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from faker import Faker

Maker = Callable[[Random], str]
_ZH: Final = Faker("zh_CN")
_TW: Final = Faker("zh_TW")
_EN: Final = Faker("en_US")
_COMPOUND: Final = ("欧阳", "司马", "诸葛", "上官", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒")
_GIVEN: Final = ("小明", "静", "文博", "晓燕", "建国", "雪", "子轩", "丽华")
_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_VIN: Final = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_HAN: Final = str.maketrans("0123456789", "零一二三四五六七八九")
_SPOKEN: Final = str.maketrans("0123456789", "零幺二三四五六七八九")
_WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_AREAS: Final = ("110105", "440305", "310115", "510107", "330106", "420111", "120101", "350203")


def _digits(dice: Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def chinese_name(dice: Random) -> str:
    """A name of two to four characters."""
    if dice.random() < 0.2:
        return dice.choice(_COMPOUND) + dice.choice(_GIVEN)
    source = _ZH if dice.random() < 0.9 else _TW
    source.seed_instance(dice.randrange(10**9))
    return source.name()


def english_name(dice: Random) -> str:
    """First and last name."""
    _EN.seed_instance(dice.randrange(10**9))
    return f"{_EN.first_name()} {_EN.last_name()}"


def _titled(dice: Random) -> str:
    return chinese_name(dice) + dice.choice(("先生", "女士", "小姐"))


def _english_titled(dice: Random) -> str:
    return dice.choice(("Mr ", "Mr. ", "Mrs ", "Ms. ", "Miss ")) + english_name(dice)


def _labelled(dice: Random) -> str:
    label = dice.choice(("客户姓名：", "车主：", "联系人:", "姓名: ", "送修人："))
    return label + chinese_name(dice)


def _mobile(dice: Random) -> str:
    return f"1{dice.choice('3456789')}{_digits(dice, 9)}"


def _separated(dice: Random) -> str:
    number, between = (
        _mobile(dice),
        dice.choice(("-", " ", ".", "—", "–", "/", "_", " - ", "·", "~")),
    )
    cuts = dice.choice(((3, 7), (3, 6), (4, 7)) if between in {"-", " ", "—"} else ((3, 7), (3, 6)))
    return between.join((number[: cuts[0]], number[cuts[0] : cuts[1]], number[cuts[1] :]))


def _abroad(dice: Random) -> str:
    return dice.choice(
        (
            f"+852 {dice.choice('569')}{_digits(dice, 3)} {_digits(dice, 4)}",
            f"+852-{dice.choice('569')}{_digits(dice, 7)}",
            f"+853 6{_digits(dice, 3)} {_digits(dice, 4)}",
            f"+886 9{_digits(dice, 2)} {_digits(dice, 3)} {_digits(dice, 3)}",
            f"+886-2-{_digits(dice, 4)}-{_digits(dice, 4)}",
            f"00852{dice.choice('569')}{_digits(dice, 7)}",
        )
    )


def _plus(dice: Random) -> str:
    return dice.choice(("+86", "+86 ", "+86-", "0086", "86-", "(+86)", "（+86）")) + _mobile(dice)


def _landline(dice: Random) -> str:
    area = dice.choice(("010", "021", "0755", "0571", "028", "0898"))
    own = dice.choice("23568") + _digits(dice, 7 if len(area) == 3 else dice.choice((6, 7)))
    form = dice.choice(("{}-{}", "{}{}", "({}){}", "（{}）{}", "{} {}", "{}-{}转801", "{}—{}"))
    return form.format(area, own)


def _service(dice: Random) -> str:
    head, tail = dice.choice(("400", "800")), _digits(dice, 7)
    return dice.choice(
        (f"{head}-{tail[:3]}-{tail[3:]}", f"{head} {tail[:4]} {tail[4:]}", head + tail)
    )


def _plate(dice: Random) -> str:
    head = dice.choice(_PROVINCES) + dice.choice(_LETTERS)
    tail = dice.choice(_LETTERS) + _digits(dice, 4) if dice.random() < 0.5 else _digits(dice, 5)
    return dice.choice(
        (
            head + tail, f"{head}·{tail}", f"{head} {tail}", f"{head}-{tail}", f"{head}.{tail}",
            f"{head[0]} {head[1]} {tail}", (head + tail).lower(), (head + tail).translate(_WIDE),
            f"{head[0]}·{head[1]}{tail}", f"{head}•{tail}",
        )
    )  # fmt: skip


def _energy(dice: Random) -> str:
    head = dice.choice(_PROVINCES) + dice.choice(_LETTERS)
    tail = dice.choice("DF") + _digits(dice, 5)
    return dice.choice((f"{head}{tail}", f"{head}·{tail}", f"{head} {tail}", f"{head}{tail[1:]}D"))


def _special(dice: Random) -> str:
    province, letter, four = dice.choice(_PROVINCES), dice.choice(_LETTERS), _digits(dice, 4)
    return dice.choice(
        (
            f"{province}{letter}{four}警", f"{province}{letter}·{four}学",
            f"{province}{letter}{four}挂", f"粤Z{four}港", f"粤Z·{four}澳",
            f"{province}{letter}{four}领", f"使{_digits(dice, 3)}·{_digits(dice, 3)}",
            f"使{_digits(dice, 6)}", f"军{letter}·{_digits(dice, 5)}",
            f"WJ{province}{_digits(dice, 4)}{letter}",
        )
    )  # fmt: skip


def _identity(dice: Random) -> str:
    day = f"19{dice.randrange(40, 100)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}"
    number = dice.choice(_AREAS) + day + _digits(dice, 3) + dice.choice("0123456789Xx")
    return dice.choice((number, f"{number[:6]} {number[6:14]} {number[14:]}", number))


def _old_identity(dice: Random) -> str:
    day = f"{dice.randrange(40, 100)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}"
    return dice.choice(_AREAS) + day + _digits(dice, 3)


def _paper(dice: Random) -> str:
    return dice.choice(
        (
            f"E{dice.randrange(30000000, 99999999)}", f"G{dice.randrange(30000000, 99999999)}",
            f"E{dice.choice(_LETTERS)}{_digits(dice, 7)}", f"C{dice.randrange(30000000, 99999999)}",
            f"H{_digits(dice, 10)}", f"M{_digits(dice, 8)}",
            f"T{dice.randrange(30000000, 99999999)}",
            f"{dice.choice(_LETTERS)}{_digits(dice, 6)}({_digits(dice, 1)})",
            f"{dice.choice(_LETTERS)}{dice.choice('12')}{_digits(dice, 8)}",
            f"台胞证号：{_digits(dice, 8)}",
        )
    )  # fmt: skip


def _vin(dice: Random) -> str:
    own = "".join(dice.choice(_VIN) for _ in range(8))
    number = f"L{dice.choice('SFBGH')}{dice.choice('VGWA')}{own}{_digits(dice, 6)}"
    return dice.choice(
        (
            number, number.lower(), f"{number[:3]}-{number[3:9]}-{number[9:]}",
            f"{number[:3]} {number[3:9]} {number[9:]}", f"{number[:9]}-{number[9:]}",
            f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}", number.translate(_WIDE),
        )
    )  # fmt: skip


def _email(dice: Random) -> str:
    _EN.seed_instance(dice.randrange(10**9))
    mail = _EN.email()
    return dice.choice((mail, mail.replace("@", "＠"), mail.upper()))


def _card(dice: Random) -> str:
    body = dice.choice(("6222", "6228", "6217", "4367", "5187")) + _digits(
        dice, dice.choice((11, 14))
    )
    total = sum(
        sum(divmod(int(d) * 2, 10)) if at % 2 == 0 else int(d) for at, d in enumerate(body[::-1])
    )
    number = body + str(-total % 10)
    return dice.choice((number, " ".join(re.findall(".{1,4}", number))))


def _account(dice: Random) -> str:
    word = "".join(dice.choice("abcdefghkmnpqrstuwxyz") for _ in range(6))
    return dice.choice(
        (
            f"微信：{word}{_digits(dice, 3)}", f"微信号{word}_{_digits(dice, 2)}",
            f"wechat: {word}", f"QQ：{dice.randrange(10**5, 10**10)}",
            f"qq号 {dice.randrange(10**6, 10**10)}", f"vx:{word}{_digits(dice, 2)}",
        )
    )  # fmt: skip


def _address(dice: Random) -> str:
    _ZH.seed_instance(dice.randrange(10**9))
    place = f"{_ZH.province()}{_ZH.city_name()}市{_ZH.district()}区"
    street = f"{_ZH.street_name().rstrip('街路')}{dice.choice(('路', '街', '大道'))}"
    door = f"{dice.randrange(1, 900)}号"
    home = dice.choice(
        (
            f"{dice.randrange(1, 30)}栋{dice.randrange(1, 5)}单元{dice.randrange(101, 2900)}室",
            f"{dice.randrange(101, 2900)}室",
            f"{dice.randrange(1, 30)}号楼{dice.randrange(101, 2900)}",
            f"阳光小区{dice.randrange(1, 30)}幢{dice.randrange(101, 2900)}室",
        )
    )
    return place + street + door + home


KINDS: Final[Mapping[str, Maker]] = {
    "Chinese name with a title": _titled,
    "Chinese name behind a label": _labelled,
    "English name with a title": _english_titled,
    "mobile": _mobile,
    "mobile with separators": _separated,
    "mobile, full width": lambda dice: _mobile(dice).translate(_WIDE),
    "mobile in Chinese numerals": lambda dice: _mobile(dice).translate(
        dice.choice((_HAN, _SPOKEN))
    ),
    "mobile, every digit apart": lambda dice: dice.choice((" ", "-")).join(_mobile(dice)),
    "mobile with +86": _plus,
    "phone abroad": _abroad,
    "landline": _landline,
    "400 and 800": _service,
    "plate": _plate,
    "plate, new energy": _energy,
    "plate, 警 学 挂 港 澳 领 使 军": _special,
    "identity number, 18": _identity,
    "identity number, 15": _old_identity,
    "passport or permit": _paper,
    "VIN": _vin,
    "e-mail": _email,
    "bank card": _card,
    "WeChat or QQ": _account,
    "address": _address,
}
"""Kind → makes one value as somebody may have typed it."""
AROUND: Final = (
    ("", ""), ("客户来电 ", "，请尽快回复"), ("请联系", "安排"), ("(", ")"), ("备注:", "。"),
    ("；", "；"), ("call ", ", thanks"),
)  # fmt: skip
"""What stands before and behind a value in free text."""


def harmless(dice: Random) -> Iterator[tuple[str, str]]:
    """One text of each kind that names nobody, as dealers' exports have them."""
    day = f"20{dice.randrange(15, 27)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}"
    _ZH.seed_instance(dice.randrange(10**9))
    yield "amount", dice.choice(
        (
            f"{dice.randrange(10**6)}.{_digits(dice, 2)}", f"¥{dice.randrange(10**7):,}.00",
            f"工时{dice.randrange(5000)}元，配件{dice.randrange(9000)}.5元",
            f"{dice.randrange(100, 9999)}.00 {dice.randrange(100, 999)}.50 {dice.randrange(99)}",
        )
    )  # fmt: skip
    yield "number of an order", dice.choice(
        (
            f"RO{day}{_digits(dice, 4)}", f"{day}{_digits(dice, 6)}", f"WO{_digits(dice, 8)}",
            f"R/O {_digits(dice, 6)}", f"工单{day[2:]}-{_digits(dice, 4)}",
            f"BX-{day}-{_digits(dice, 3)}",
            f"{day}{_digits(dice, 9)}", f"DD{day}{_digits(dice, 7)}",
        )
    )  # fmt: skip
    yield "mileage", dice.choice(
        (
            f"{dice.randrange(300000)}公里", f"里程 {dice.randrange(200):,},{_digits(dice, 3)} km",
            f"{dice.randrange(10**5)}km保养",
            f"行驶{dice.randrange(30)}.{_digits(dice, 1)}万公里异响",
        )
    )  # fmt: skip
    yield "fault", dice.choice(
        (
            "空调异响，40分钟后消失",
            f"怠速抖动 {dice.randrange(600, 900)}rpm，故障码P0{_digits(dice, 3)}",
            f"更换5W30机油4L，机滤06A{_digits(dice, 6)}B", "客户反映高速120km/h方向盘抖动",
            f"左前轮胎压2.{_digits(dice, 1)}bar，轮胎225/45R17 91W",
            "客户要求检查刹车，安排次日到店",
            "发动机故障灯亮，读取U0100、U0121", "brake noise at 60 km/h, pads 3 mm left",
            "Customer states: AC not cold, replaced compressor", "电话回访未接通，三次未接",
        )
    )  # fmt: skip
    yield "address of a shop", dice.choice(
        (
            f"{_ZH.province()}{_ZH.city_name()}市{_ZH.district()}区建国路{dice.randrange(900)}号",
            f"门店地址：世纪大道{dice.randrange(1, 900)}号", f"{_ZH.city_name()}市人民路店",
            f"机场路{dice.randrange(1, 99)}号汽车城",
        )
    )  # fmt: skip
    yield "product", dice.choice(
        (
            "朗逸 2023款 1.5L 自动满逸版", "Model 3 Performance 2023",
            "宝马 530Li xDrive M运动套装",
            "奥迪A6L 45 TFSI quattro", "比亚迪 汉EV 506KM 前驱版型", "哈弗H6 1.5T DCT",
            f"机油滤清器 06L{_digits(dice, 6)}A", "Michelin 225/45R17 94V XL", "川崎润滑脂 NLGI2",
            "新宝来 200TSI DSG", "云度π1 2020款", "贵宾保养套餐A 10000km", "沃尔沃XC60 B5 四驱",
        )
    )  # fmt: skip
    yield (
        "date or time",
        dice.choice(
            (
                f"{day[:4]}-{day[4:6]}-{day[6:]} 13:45:{_digits(dice, 2)}",
                f"{day[:4]}年{day[4:6]}月",
                day,
            )
        ),
    )


def spellings(value: str) -> set[str]:
    """The texts a value is recognised by in an output, whatever was done to its writing."""
    plain = unicodedata.normalize("NFKC", value)
    bare = re.sub(r"[\s\-–—―_.·•~/()（）]", "", plain)
    return {text for text in (value, plain, bare, plain.upper(), bare.upper()) if len(text) > 4}

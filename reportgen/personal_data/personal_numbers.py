"""Numbers and codes that lead to a person: phones, plates, papers, VINs, cards, accounts.

The patterns ask for no check digit where a number with a typing error still belongs to a person;
bank cards alone do, since order numbers are as long. Separators may stand in any number between
the groups of a number. Every repetition is bounded or possessive (`*+`), so that a text takes time
in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

Finder: TypeAlias = tuple[re.Pattern[str], Callable[[str], str]]
"""What is found, and how it is shown; a text that is shown as it is, is none after all."""

LONG: Final = 11  # digits of a mobile number; shorter texts show less of themselves
_PLATE_LENGTH: Final = 6
_WORD: Final = 4  # small letters that are a word rather than a part of a VIN
_GROUP: Final = 3  # characters of the parts a VIN is written in, but for the check digit
_SHORT: Final = 3  # parts of a VIN below that, as in LSVAU-2-1-8-0N2183294
_S: Final = r"[-\s.·•‧_‐‑‒–—―−~/|*]"
"""What people put between the groups of a number."""
_GAP: Final = rf"{_S}*+"
_LESS: Final = r"[-\s‐‑–—−]"
"""What they put where a point or a stroke would make it an amount or a date."""
_COUNTRY: Final = rf"(?:(?:\+{_GAP}|00)?86{_GAP}|\((?:\+|00)?86\){_GAP})?"
_MOBILE: Final = re.compile(
    rf"(?<!\d)(?<!\d[.,]){_COUNTRY}\(?(?:"
    rf"1[3-9]\d\)?{_GAP}\d{{4}}{_GAP}\d{{4}}"
    rf"|1[3-9]\d\)?{_GAP}\d{{3}}{_GAP}\d{{5}}"
    rf"|1[3-9]\d{{2}}{_LESS}++\d{{3}}{_LESS}++\d{{4}}"
    rf"|1[3-9]\d(?:{_LESS}++\d{{2}}){{4}}"
    rf"|1[3-9]{_LESS}++\d{{3}}{_LESS}++\d{{3}}{_LESS}++\d{{3}}"
    rf"|1[3-9]\d{{2}}{_LESS}++\d{{7}}|1[3-9]\d{{3}}{_LESS}++\d{{6}}|1[3-9]\d{{4}}{_LESS}++\d{{5}}"
    rf"|1[3-9]\d{{5}}{_LESS}++\d{{4}}"
    rf"|1{_S}++[3-9](?:{_S}++\d){{9}}"
    rf")(?!\d)"
    rf"|(?<!\d)09\d{{2}}{_LESS}*+\d{{3}}{_LESS}*+\d{{3}}(?!\d)"
)
_LANDLINE: Final = re.compile(
    rf"(?:\(0(?:10|2\d|[3-9]\d{{2}})\)|(?<!\d)(?<!\d[.,])0(?:10|2\d|[3-9]\d{{2}})){_GAP}"
    rf"(?:\d{{7,8}}|\d{{3,4}}{_LESS}++\d{{4}})(?!\d)(?:(?:转|轉|ext\.?|-) ?\d{{1,5}}(?!\d))?"
)
_SERVICE: Final = re.compile(
    rf"(?<!\d)[48]00(?:{_LESS}*+\d{{7}}|{_LESS}++\d{{3}}{_LESS}++\d{{4}}|{_LESS}++\d{{4}}{_LESS}++\d{{3}})"
    rf"(?!\d)|(?<!\d)[48]00\d{_LESS}++\d{{3}}{_LESS}++\d{{3}}(?!\d)"
)
_ABROAD: Final = re.compile(
    rf"(?<!\d)\(?\+{_GAP}[1-9]\d{{0,2}}\)?(?:[-\s.()·‐–—]*+\d){{7,12}}(?!\d)"
    rf"|(?<!\d)(?:00|\()?(?:85[23]|886)\)?{_LESS}++0?\d{{3,4}}{_GAP}\d{{3,4}}(?:{_GAP}\d{{2,3}})?(?!\d)"
    rf"|(?<!\d)00(?:85[23][2-9]\d{{7}}|8860?9\d{{8}})(?!\d)"
    rf"|(?<!\d)\((?:85[23]|886)\){_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"
)
_LOCAL: Final = re.compile(
    r"(?i:电话|電話|手机|手機|座机|固话|tel|phone|mobile|call)\.?(?:号码?|號碼?| no\.?)?[:：\s]*+"
    rf"[2-9]\d{{2,3}}{_LESS}*+\d{{4}}(?!\d)"
)
HAN_DIGIT: Final = "零〇○一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖"
_HAN_MOBILE: Final = re.compile(
    rf"(?<![{HAN_DIGIT}])[一幺壹1]{_GAP}[三叁四肆五伍六陆七柒八捌九玖3-9](?:{_GAP}[{HAN_DIGIT}\d]){{9}}"
    rf"(?![{HAN_DIGIT}\d])"
)
PROVINCES: Final = (
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬粵雲遼蘇魯贛貴閩寧瓊陝"
)
_P: Final = r"[-\s·•‧.．_‐‑–—*]"
_SIGN: Final = "挂掛学學警港澳领領试試超使"
_PLATE: Final = re.compile(
    rf"(?:WJ{_P}*+)?[{PROVINCES}]{_P}*+[A-HJ-Z]{_P}*+"
    rf"(?:[A-Z0-9]{{6}}|[A-Z0-9]{{4}}{_P}*+[{_SIGN}]|[A-Z0-9]{{5}}[{_SIGN}]?"
    rf"|(?:\d{{2,3}}|[A-Z]\d{{1,2}}){_LESS}\d{{2,3}}|[A-Z0-9](?:{_P}++[A-Z0-9]){{4,5}})"
    r"(?![A-Z0-9])"
    rf"|[军軍空海北沈兰济南广成使领領]{_P}*+[A-Z]{_P}*+\d{{5}}(?!\d)"
    rf"|[使领領]{_P}*+\d{{3}}{_P}*+\d{{3}}(?!\d)"
    rf"|WJ{_P}*+[{PROVINCES}\d]{_P}*+\d?{_P}*+[A-Z0-9]{{4,6}}(?![A-Z0-9])",
    re.IGNORECASE,
)
_I: Final = r"[-\s‐–—]*+"


def _spread(*parts: str) -> str:
    """A pattern of characters that separators may stand between."""
    return _I.join(parts)


_AREA: Final = _spread(*[r"\d"] * 6)
_MONTH_DAY: Final = rf"(?:0{_I}[1-9]|1{_I}[0-2]){_I}(?:0{_I}[1-9]|[12]{_I}\d|3{_I}[01])"
_ID: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    + _spread(_AREA, f"(?:1{_I}[89]|2{_I}0)", r"\d", r"\d", _MONTH_DAY, *[r"\d"] * 3, r"[\dXx]")
    + r"|(?:[1-6][1-6]|71|8[123])"
    + rf"{_I}\d{{4}}{_I}\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_I}\d{{3}}"
    + r"|[A-Z][12]\d{8})(?![0-9A-Za-z])"
)
_PAPER: Final = re.compile(
    r"(?<![0-9A-Za-z])(?![A-Za-z]{1,2}2[0-9](?:\d\d)?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    r"(?:[DEGHKMPSTLCdeghkmptlc][-\s]?\d{8}(?:[-\s]?\d{2})?|[EC][A-HJ-NP-Z]\d{7}"
    r"|[A-Z]{1,2}\d{6} ?\([0-9A]\)|[157]/?\d{6}/?\(\d\))(?![0-9A-Za-z])"
)
_PAPER_SAID: Final = re.compile(
    r"(?i:护照|護照|通行证|通行證|台胞证|回乡证|证件|證件|身份证|身份證|驾驶证"
    r"|passport|permit|id card|licen[cs]e)"
    r"(?:号码?|號碼?| no\.?| number)?[:：\s]*+(?=[A-Za-z]*\d)[A-Za-z0-9]{7,20}(?![A-Za-z0-9])"
)
_V: Final = r"[A-HJ-NPR-Z\d]"
_ORDER: Final = (
    r"(?![A-Z]{1,5}-?20[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])"
    r"[-\d]{0,12}+(?![A-Z0-9]))"
)
"""A number of an order: letters, a day, a count."""
_VIN: Final = re.compile(
    rf"(?<![0-9A-Za-z]){_ORDER}(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]{{17}}(?![0-9A-Za-z])"
    rf"|(?<![0-9A-Za-z]){_ORDER}{_V}(?:[-\s‐–—]{{0,20}}+{_V}){{11}}"
    rf"(?:[-\s‐–—]{{0,20}}+\d){{5}}(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_CARD: Final = re.compile(rf"(?<![\dA-Za-z])(?<!\d[.,])[3-6](?:{_I}\d){{15,18}}(?![\dA-Za-z])")
_EMAIL: Final = re.compile(
    r"(?<![A-Za-z0-9._%+/-])[A-Za-z0-9._%+-]{1,64}\s{0,2}@\s{0,2}[\w-]{1,63}(?:\.[\w-]{1,63})+"
)
"""Bounded: without a limit a long text without a space takes quadratic time."""
_ACCOUNT: Final = re.compile(
    r"(?:(?i:微信|薇信|wechat|weixin|qq|扣扣|企鹅|v信|(?<![A-Za-z])(?:vx|wx)(?=\s?[:：]))"
    r"(?:号码?|账号|帐号|(?i: ?id| ?no\.?))?)"
    r"(?:\s*+[:：是为]\s*+[A-Za-z][-_A-Za-z0-9]{5,19}"
    r"|\s*+[A-Za-z](?=[A-Za-z_-]*[\d_])[-_A-Za-z0-9]{5,19}|[:：是为\s]*+\d{5,12})(?![A-Za-z0-9])"
)


def shown_phone(text: str) -> str:
    """A phone's first three and last four digits, without a country's code; short ones not at all.

    138****8000.
    """
    mobile = _MOBILE.search(text)
    digits = re.sub(rf"[^\d{HAN_DIGIT}]", "", mobile[0] if mobile else text)
    if len(digits) < LONG - 1:
        return "****"
    own = digits[-LONG:] if mobile else digits
    return f"{own[:3]}****{own[-4:]}"


def shown_plate(text: str) -> str:
    """A plate's first two and last two characters: 粤B***45."""
    bare = re.sub(r"[^\w]|_", "", text)
    return f"{bare[:2]}***{bare[-2:]}" if len(bare) > _PLATE_LENGTH else "***"


def shown_ends(text: str) -> str:
    """The first three and the last four characters; of a short text none."""
    if len(text) < LONG:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


def shown_email(text: str) -> str:
    """An address without its owner: ***@x.com."""
    return f"***@{text.rpartition('@')[2].strip()}"


def _bare_ends(text: str) -> str:
    return shown_ends(re.sub(r"[\W_]", "", text))


def _vin(text: str) -> str:
    """Seventeen characters are a VIN if there are letters and they are no sentence."""
    groups = re.split(r"[\W_]+", text)
    word = any(len(group) >= _WORD and group.isalpha() and group.islower() for group in groups)
    short = sum(len(group) < _GROUP for group in groups)
    whole = len(groups) == 1 or (not word and short <= _SHORT and len(groups[0]) >= _GROUP)
    return _bare_ends(text) if whole and re.search("[A-Za-z]", text) else text


def _in_words(text: str) -> str:
    """A phone written in Chinese numerals; digits alone are looked for elsewhere."""
    return shown_phone(text) if re.search(f"[{HAN_DIGIT}]", text) else text


def _plate_found(text: str) -> str:
    """What looks like a plate but has no digit is a word."""
    return shown_plate(text) if any(char.isdigit() for char in text) else text


def _card(text: str) -> str:
    """A number is a bank card's if its check digit is right."""
    digits = re.sub(r"\D", "", text)
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    total = sum(doubled) + sum(int(digit) for digit in digits[::-2])
    return text if total % 10 else _bare_ends(digits)


def _behind_label(text: str) -> str:
    """A label and nothing of what stands behind it."""
    start = re.search(r"[A-Za-z0-9_+(-]+$", text)
    return f"{text[: start.start()]}****" if start and start.start() else "****"


FINDERS: Final[Sequence[Finder]] = (
    (_EMAIL, shown_email),
    (_ID, _bare_ends),
    (_VIN, _vin),
    (_CARD, _card),
    (_MOBILE, shown_phone),
    (_ABROAD, shown_phone),
    (_SERVICE, shown_phone),
    (_LANDLINE, shown_phone),
    (_HAN_MOBILE, _in_words),
    (_LOCAL, _behind_label),
    (_ACCOUNT, _behind_label),
    (_PLATE, _plate_found),
    (_PAPER_SAID, _behind_label),
    (_PAPER, _bare_ends),
)
"""What is looked for, in this order: the longer before what might be a part of it."""

"""Where somebody lives: a street down to the room, or whatever follows a label that says so.

A street with a number alone is a shop's as often as a person's, and stays.
"""

from __future__ import annotations

import re
from typing import Final

_REACH: Final = 28
"""Characters before the street that belong to the address: province, city, district; by judgement:
the longest names of four levels."""
_ROOM: Final = (
    r"(?:[\dA-Za-z一二三四五六七八九十]{1,5}(?:号楼|号|栋|幢|座|单元|层|楼|室|房|户|棟|單元|樓|戶))"
)
_STREET: Final = re.compile(
    rf"(?:大道|胡同|小区|花园|新村|家园|公寓|社区|[路街道巷弄里村苑园庭城镇乡])"
    rf"(?:[\u3400-\u9fff]{{0,8}}?{_ROOM}){{0,3}}"
    r"[\u3400-\u9fff]{0,8}?(?:(?<![一二三四五六七八九十\dA-Za-z])[\dA-Za-z一二三四五六七八九十]{1,5}"
    r"(?:栋|幢|座|单元|室|房|户|號樓|号楼|棟|單元|戶)"
    r"(?:[-\dA-Za-z一二三四五六七八九十]{1,6}(?:室|单元|层|楼|房|户|号|單元)?){0,3}"
    r"|\d{1,4}[-－]\d{1,4}[-－]\d{1,5})"
)
_BEFORE: Final = re.compile(r"[\u3400-\u9fff\dA-Za-z]*$")
_STOP: Final = re.compile(r".*(?:[在到往于於至址去从從是为為住]|家里|客户|车主)")
_LABELLED: Final = re.compile(
    r"(?<![店司厂位])((?:地址|住址)\s?[:：是为]|家住[:：]?|现住[:：]?|住在)(\s?)([^，。；,;!?！？\s]{4,60})"
)
_PLACE: Final = re.compile("[省市区县镇乡村路街道巷弄号室栋幢苑里区]")
_ENGLISH: Final = re.compile(
    r"(?<![A-Za-z\d])(?:(?:Apt|Flat|Room|Unit|Rm)\.? ?\w{1,6},? )?"
    r"\d{1,5}[A-Z]? (?:[A-Z][a-z]{1,20} ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct)\b\.?"
    r"(?:,? (?:Apt|Flat|Room|Unit|Rm|Suite)\.? ?\w{1,6})?"
)
_HOME: Final = re.compile(r"\b(?:Apt|Flat|Room|Unit|Rm)\b")
MAYBE_ADDRESS: Final = (
    r"[路街道巷弄里村苑园庭城镇乡区寓].*(?:[栋幢座元室房户樓楼棟戶]|\d[-－]\d)|[地住]址|家住|住在|现住"
    r"|(?:Apt|Flat|Room|Unit|Rm)"
)
"""What a text with an address has at least; RE2 and Python read it alike."""


def mask_addresses(text: str) -> str:
    """Text with addresses down to the room, and those behind a label, masked: 广***."""
    text = _LABELLED.sub(_behind_label, text)
    text = _ENGLISH.sub(lambda found: "***" if _HOME.search(found[0]) else found[0], text)
    pieces, done = [], 0
    for found in _STREET.finditer(text):
        start = _start(text, max(done, found.start() - _REACH), found.start())
        pieces += [text[done:start], f"{text[start]}***"]
        done = found.end()
    return "".join((*pieces, text[done:]))


def _start(text: str, first: int, street: int) -> int:
    """Where the address begins whose street's last character stands at `street`."""
    before = _BEFORE.search(text[first:street])
    start = first + (before.start() if before else street - first)
    stop = _STOP.match(text[start:street])
    return start + stop.end() if stop else start


def _behind_label(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}***" if _PLACE.search(found[3]) else found[0]

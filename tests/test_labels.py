"""Names in the order of a Chinese list of people."""

from __future__ import annotations

from reportgen import name_order
from reportgen.labels import LANGUAGES, language_tag


def test_names_are_ordered_by_pinyin_of_their_common_characters() -> None:
    names = ["邹采薇", "陈星野", "云听澜", "冯向晚", "李霁月", "孙安歌"]
    assert sorted(names, key=name_order) == [
        "陈星野",  # chen
        "冯向晚",  # feng
        "李霁月",  # li
        "孙安歌",  # sun
        "云听澜",  # yun
        "邹采薇",  # zou
    ]


def test_latin_names_come_first_whatever_their_case() -> None:
    assert sorted(["李晓", "anna", "Zoe", "Bob"], key=name_order) == ["anna", "Bob", "Zoe", "李晓"]


def test_a_character_no_code_page_has_is_no_error() -> None:
    assert sorted(["\ud800", "王", "𠮷田"], key=name_order)


def test_files_name_a_language_by_its_tag() -> None:
    assert [language_tag(language) for language in LANGUAGES] == ["zh-CN", "en-US"]

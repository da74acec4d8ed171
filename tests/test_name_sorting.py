"""Names in the order of a Chinese list of people."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from reportgen import name_order
from reportgen.name_sorting import _SURNAMES

# The 100 commonest surnames of the register of 2020 by the dictionary: bai, cai, cao, chang …;
# those of one sound (姜江, 秦覃, 严闫, 于余) in the order of GB 18030.
COMMON = (
    "白蔡曹常陈程崔戴邓丁董杜段范方冯付高龚顾郭韩郝何贺侯胡黄贾姜江蒋金孔雷黎李梁廖林"
    "刘龙卢陆吕罗马毛孟莫潘彭钱秦覃邱任邵沈石史宋苏孙谭唐陶田万汪王韦魏吴武夏向肖谢熊"
    "徐许薛严闫杨姚叶尹于余袁曾张赵郑钟周朱邹"
)


def backwards(names: list[str]) -> list[str]:
    """The names sorted, given in the opposite order so that no tie keeps its place by luck."""
    opposite = names[::-1]
    return sorted(opposite, key=name_order)


def test_the_commonest_surnames_stand_in_the_order_of_the_dictionary() -> None:
    assert len(set(COMMON)) == 100
    assert "".join(backwards(list(COMMON))) == COMMON


@pytest.mark.parametrize(
    "names",
    [
        "单雄信 召忠 沈腾 石磊",  # shan shao shen shi
        "盖叫天 葛优 宫二",  # ge ge gong
        "卢伟 鲁肃 陆游 吕布 栾云平 罗成",  # ü follows u: lu lu lu lü luan luo
        "米雪 缪斯特 万俟卨 牟云",  # mi miao mo mou
        "欧阳靖 区国强 潘虹",  # ou ou pan
        "钱进 覃海洋 仇和 曲婷",  # qian qin qiu qu
        "唐嫣 佟丽娅 涂磊",  # tang tong tu
        "解晓东 谢娜 辛柏青",  # xie xie xin
        "颜回 闫妮 杨洋",  # yan yan yang
        "尉迟恭 袁弘 乐嘉 云飞",  # yu yuan yue yun
        "曾国藩 查良镛 翟天临 张伟 长孙红 赵薇",  # zeng zha zhai zhang zhang zhao
    ],
)
def test_a_surname_is_read_as_a_surname(names: str) -> None:
    golden = names.split()
    assert backwards(golden) == golden


def test_every_surname_of_the_table_is_read_otherwise_than_its_character() -> None:
    usual = {name: lazy_pinyin(name, Style.TONE3)[0] for name in _SURNAMES}
    assert [name for name, reading in _SURNAMES.items() if usual[name] == reading] == []


def test_a_word_that_begins_like_a_surname_is_read_as_the_word() -> None:
    golden = ["代步车", "单位", "当班", "区域", "曲轴", "权益"]  # dai dan dang qu qu quan
    assert backwards(golden) == golden


def test_names_of_one_surname_stand_together_by_the_next_character() -> None:
    golden = ["章程", "章子怡", "张兵", "张重阳", "张乐"]  # cheng zi, bing chong le
    assert backwards(golden) == golden


def test_latin_names_come_first_whatever_their_case() -> None:
    golden = ["007", "anna", "Bob", "Li Lei", "Zoe", "李Anna", "李晓"]
    assert backwards(golden) == golden


def test_the_shorter_name_stands_first_and_equal_ones_keep_one_order() -> None:
    golden = ["ANNA", "Anna", "anna", "王", "王伟", "王伟明"]
    assert backwards(golden) == golden


@settings(deadline=None)  # the first example loads pypinyin
@given(st.lists(st.text(st.sampled_from("aZé 1·李曾单吕路𠮷か\ud800"), max_size=4)))
def test_the_order_is_total_and_no_text_is_an_error(names: list[str]) -> None:
    once = sorted(names, key=name_order)
    assert backwards(once) == once


def test_nothing_is_loaded_before_a_chinese_name_is_sorted() -> None:
    code = (
        "import sys; from reportgen import name_order; name_order('Anna'); "
        "print('pypinyin' in sys.modules); name_order('李'); print('pypinyin' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 a fixed program
    assert said.stdout.split() == ["False", "True"]

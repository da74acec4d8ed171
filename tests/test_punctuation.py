from reportgen import listing
from reportgen.punctuation import mark, with_remark


def test_names_stand_in_a_row_as_the_language_sets_them() -> None:
    names = ["乔丹", "李晓", "Bob"]
    assert listing(names, "zh") == "乔丹、李晓、Bob"
    assert listing(iter(names), "en") == "乔丹, 李晓, Bob"
    assert listing([], "zh") == ""
    assert listing(["乔丹"], "en") == "乔丹"


def test_marks_carry_the_space_of_their_language() -> None:
    assert [mark("colon", "zh"), mark("colon", "en")] == ["：", ": "]
    assert [mark("next_sentence", "zh"), mark("next_sentence", "en")] == ["", " "]


def test_a_remark_stands_in_brackets() -> None:
    assert with_remark("93.0%", "n=28", "zh") == "93.0%（n=28）"
    assert with_remark("93.0%", "n=28", "en") == "93.0% (n=28)"

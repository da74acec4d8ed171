"""Where lines end: in Chinese, in Latin, and where one meets the other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.renderers.docx.layout import line_breaks, text_widths
from reportgen.renderers.docx.layout.line_breaks import Rules, TypedText, count
from reportgen.renderers.docx.layout.page_fill import UnsureError
from reportgen.renderers.docx.layout.paragraph_style import Type

TYPE = Type(size=200, latin="Calibri")
EM = 200
PLAIN = Rules(hang=False, strict=False)
HANGING = Rules(hang=True, strict=False)


def broken(text: str, ems: float, rules: Rules = PLAIN) -> list[str]:
    """The lines of a text in a column of so many ems."""
    letters = line_breaks._letters([TypedText(text, TYPE)], most=False)
    ends = [0, *line_breaks._ends(letters, ems * EM, ems * EM, rules)]
    return [text[start:end] for start, end in pairwise(ends)]


@pytest.mark.parametrize(
    ("text", "ems", "said"),
    [
        ("一二三四五六七", 3, ["一二三", "四五六", "七"]),
        ("一二三，四五", 3, ["一二", "三，四", "五"]),  # no comma at the beginning
        ("一二（三四）", 3, ["一二", "（三", "四）"]),  # no bracket at the end
        ("一二《三》四", 4, ["一二", "《三》四"]),
        ("the first fix", 2.5, ["the ", "first ", "fix"]),
        ("一二service", 4, ["一二", "service"]),  # words stay whole
        ("first-time fix", 3, ["first-", "time ", "fix"]),
        ("（见下表）vehicles", 6, ["（见下", "表）vehicles"]),  # a bracket holds its word
        ("一二。vehicles", 4, ["一二。", "vehicles"]),  # a full stop does not
        ("一二三\n四", 9, ["一二三\n", "四"]),
    ],
)
def test_lines_end_where_they_may(text: str, ems: float, said: list[str]) -> None:
    assert broken(text, ems) == said


def test_a_comma_may_hang_out_but_no_bracket() -> None:
    assert broken("一二三，四五", 3, HANGING) == ["一二三，", "四五"]
    assert broken("一二（三）四五", 4, HANGING) == ["一二", "（三）四", "五"]


def test_what_stands_between_chinese_and_latin_takes_room() -> None:
    apart, joined = (
        sum(
            letter.width + letter.gap
            for letter in line_breaks._letters([TypedText(text, TYPE)], most=False)
        )
        for text in ("车1车1车", "车车车11")
    )
    assert apart - joined == pytest.approx(3 * EM / 5)


def test_a_text_that_just_fits_may_take_a_line_more() -> None:
    """Ten letters in ten ems: rounding to the dots of a printer decides."""
    assert count([TypedText("长" * 10, TYPE)], 10 * EM, 10 * EM) == (1, 2)
    assert count([TypedText("长" * 10, TYPE)], 10.2 * EM, 10.2 * EM) == (1, 1)
    assert count([TypedText("", TYPE)], EM, EM) == (1, 1)


def test_a_letter_no_font_is_known_to_have_makes_the_count_doubtful() -> None:
    few, many = count([TypedText("😀" * 30, TYPE)], 10 * EM, 10 * EM)
    assert few == 1
    assert many > 4


def test_a_font_of_unknown_widths_is_no_guess() -> None:
    with pytest.raises(UnsureError) as caught:
        count([TypedText("abc", Type(latin="Comic Sans MS"))], EM, EM)
    assert str(caught.value) == "the widths of the font 'Comic Sans MS' are not known"


def test_free_fonts_have_the_widths_of_those_they_replace() -> None:
    for free, name in (("Carlito", "Calibri"), ("Liberation Sans", "Arial")):
        assert (
            text_widths.latin(free, bold=True).advances
            == text_widths.latin(name, bold=True).advances
        )


def test_joined_letters_are_narrower_than_alone() -> None:
    calibri, arial = (text_widths.latin(name, bold=False) for name in ("Calibri", "Arial"))
    assert line_breaks._saved("office", 3, calibri) < 0
    assert line_breaks._saved("office", 3, arial) == 0


@given(st.text(alphabet="长短，。（）《》“”ab 1,-%—…\n", max_size=120), st.floats(2, 30))
def test_every_letter_stands_in_one_line(text: str, ems: float) -> None:
    for rules in (PLAIN, HANGING, Rules(hang=True, strict=True)):
        assert not text or "".join(broken(text, ems, rules)) == text
    few, many = count([TypedText(text, TYPE)], ems * EM, ems * EM)
    assert 1 <= few <= many

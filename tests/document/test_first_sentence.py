"""Texts cut to their first sentence keep their facts and never end within one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen.document.facts import Fact, Shown, Words
from reportgen.document.first_sentence import first_clause, first_sentence
from reportgen.document.formats import plain

RATE = Shown(Fact("a", 0.125, "share", "甲"))


def test_a_text_ends_with_its_first_full_stop() -> None:
    words: Words = ("近3个月 ", RATE, "，下降。其余不变。", RATE, "。")
    assert first_sentence(words) == ("近3个月 ", RATE, "，下降。")
    assert first_sentence(("It fell to ", RATE, ". So what. ")) == ("It fell to ", RATE, ".")


def test_a_fact_may_end_a_sentence() -> None:
    assert plain(first_sentence(("降到 ", RATE, "。然后", RATE)), "zh") == "降到 12.5%。"
    assert plain(first_clause(("降到 ", RATE, "；然后")), "zh") == "降到 12.5%"


def test_a_point_within_a_number_or_a_file_ends_nothing() -> None:
    assert first_sentence(("Version 3.5 of a.csv is read. Then",)) == (
        "Version 3.5 of a.csv is read.",
    )


def test_a_clause_ends_before_a_semicolon() -> None:
    assert first_clause(("逐条看意见；查清之后再定。",)) == ("逐条看意见",)
    assert first_clause(("Read the comments; then agree.",)) == ("Read the comments",)


@given(st.lists(st.one_of(st.text("甲乙a. 。；;", max_size=9), st.just(RATE)), max_size=6))
def test_what_is_kept_is_the_beginning(parts: list[str | Shown]) -> None:
    words: Words = tuple(parts)
    whole = plain(words, "zh")
    for cut in (first_sentence(words), first_clause(words)):
        assert whole.startswith(plain(cut, "zh"))

from typing import get_args

from reportgen.document.blocks import Severity
from reportgen.document.words import FRAME, SEVERITY, Word, say


def test_every_word_has_both_languages() -> None:
    assert set(FRAME) == set(get_args(Word))
    assert all(label.zh and label.en for label in FRAME.values())


def test_every_severity_has_a_name() -> None:
    assert set(SEVERITY) == set(get_args(Severity))
    assert SEVERITY["bad"].in_("zh") == "需整改"


def test_placeholders_are_filled() -> None:
    assert say("more_rows", "zh", count=12) == "其余 12 行见 Excel。"
    assert say("contents", "en") == "Contents"

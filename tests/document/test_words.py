import pytest

from reportgen.document.words import REASON, SEVERITY, say
from reportgen.renderers.xlsx import workbook_words


def test_words_of_the_report_and_of_the_workbook_are_said_in_a_language() -> None:
    assert say("contents", "zh") == "目录"
    assert say("contents", "en") == "Contents"
    assert SEVERITY["bad"].in_("zh") == "需整改"
    assert REASON["not_yet"].in_("en") == "the period is not over"
    assert workbook_words.say("state", "en") == "State"


def test_placeholders_are_filled() -> None:
    assert say("more_rows", "zh", count=12) == "其余 12 行见 Excel。"
    assert workbook_words.say("table_rows", "en", table="{T}", rows=3) == "{T} (rows: 3)"


def test_a_word_nobody_knows_is_no_word() -> None:
    assert "severe" not in SEVERITY
    with pytest.raises(KeyError):
        say("contets", "zh")  # type: ignore[arg-type]

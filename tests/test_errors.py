from __future__ import annotations

import pytest

from reportgen.errors import SectionError, SourceError, one_line


class Mute(Exception):  # noqa: N818 it cannot even say that it is one
    """What a plugin may raise."""

    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("plugin bug\nwith more"), "ValueError: plugin bug"),
        (KeyError(), "KeyError: "),
        (Mute(), "Mute: "),
        (ValueError("x" * 900), f"ValueError: {'x' * 288}"),
        (SectionError("there is no table 'a';\n  name it"), "there is no table 'a'; name it"),
        (SectionError("y" * 900), "y" * 900),
    ],
    ids=["lines", "empty", "mute", "long", "ours", "ours-long"],
)
def test_an_error_of_a_plugin_is_told_in_one_line(error: Exception, said: str) -> None:
    assert one_line(error) == said


def test_the_name_of_a_file_is_masked_with_its_spaces() -> None:
    assert str(SourceError("data/李雷 回访 1.csv: it resembles callbacks")) == (
        "data/李* 回访 1.csv: it resembles callbacks"
    )

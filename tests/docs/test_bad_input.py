"""The page on bad input and the tests that show it speak of the same cases."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from doc_pages import ROOT

CASE = re.compile(r"^\| ([DC]\d\d) \|", re.MULTILINE)


def marked(path: Path) -> Iterator[str]:
    """The ids of every `@pytest.mark.case(…)` in a test file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for mark in getattr(node, "decorator_list", ()):
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.case":
                assert getattr(node, "name", "").startswith("test_")
                yield from (ast.literal_eval(each) for each in mark.args)


def test_every_case_of_the_page_has_a_test_and_every_marked_test_a_case() -> None:
    told = CASE.findall((ROOT / "docs" / "bad-input.md").read_text("utf-8"))
    shown = {case for path in (ROOT / "tests").rglob("test_*.py") for case in marked(path)}
    assert sorted(shown) == sorted(told)
    assert told == [f"D{n:02}" for n in range(1, 40)] + [f"C{n:02}" for n in range(1, 39)]

"""The sentence of the architecture, held by tests."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import reportgen
from reportgen.document.blocks import ChartKind
from reportgen.extension.workspace import bundled
from reportgen.metric.table_contracts import Kind
from reportgen.metric.units import Unit

OFFICE = {"docx", "docxtpl", "xlsxwriter", "openpyxl", "matplotlib", "rdocx"}
HOME = bundled().folder
PLUGINS = [p.relative_to(HOME) for p in sorted(bundled().plugins.rglob("*.py"))]
CODE = Path(reportgen.__file__).parent
TRADE = ("工单", "保养", "服务顾问", "首保", "流失", "repair_order")
# the commonest characters, by which an encoding is recognised: a list, no words
LISTS = {Path("sources/encodings.py")}
ENGINE = [
    path
    for path in (file.relative_to(CODE) for file in sorted(CODE.rglob("*.py")))
    if "bundled" not in path.parts and path not in LISTS
]


def imported(path: Path) -> set[str]:
    """Every module a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", PLUGINS, ids=str)
def test_plugins_know_nothing_about_word_or_excel(path: Path) -> None:
    modules = imported(HOME / path)

    assert not {name.split(".")[0] for name in modules} & OFFICE
    assert not [name for name in modules if name.startswith("reportgen.renderers")]


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_the_engine_knows_nothing_about_cars(path: Path) -> None:
    tree = ast.parse((CODE / path).read_text("utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    docs = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
    }
    said = [text for text in texts if isinstance(text, str) and text not in docs]

    assert not [text for text in said if any(word in text for word in TRADE)]


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_no_module_asks_which_unit_or_kind_it_has_before_it(path: Path) -> None:
    """A record answers instead, or a `match` the type checker knows to be whole."""
    asked = [
        ast.unparse(node)
        for node in ast.walk(ast.parse((CODE / path).read_text("utf-8")))
        if (isinstance(node, ast.Compare) and _asks(node))
        or (isinstance(node, ast.AnnAssign) and _TABLE.match(ast.unparse(node.annotation)))
    ]

    assert not asked


# a table whose words the type checker would not miss
_TABLE = re.compile(r"(Final\[)?(dict|Mapping)\[(Unit|ChartKind|ColumnKind|Language),")
# the unit of a column that has none of its own, and what a table's column may be besides
_NO_UNIT = {"number", "text", "date"}
_WORDS = {*get_args(Unit), *get_args(ChartKind), *get_args(Kind)} - _NO_UNIT


def _asks(compared: ast.Compare) -> bool:
    sides = [compared.left, *compared.comparators]
    words = {part.value for part in ast.walk(compared) if isinstance(part, ast.Constant)}
    return bool(words & _WORDS) and any(
        isinstance(side, ast.Attribute) and side.attr in {"unit", "kind"} for side in sides
    )


def test_the_public_api_is_what_it_says() -> None:
    for name in reportgen.__all__:
        assert getattr(reportgen, name) is not None
    assert set(reportgen.__all__) <= set(dir(reportgen))
    with pytest.raises(AttributeError, match="module 'reportgen' has no attribute 'Blok'"):
        _ = reportgen.Blok  # type: ignore[attr-defined]

"""The sentence of the architecture, held by tests."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import reportgen
from reportgen.extension.workspace import bundled

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


def test_the_public_api_is_what_it_says() -> None:
    for name in reportgen.__all__:
        assert getattr(reportgen, name) is not None
    assert set(reportgen.__all__) <= set(dir(reportgen))
    with pytest.raises(AttributeError, match="module 'reportgen' has no attribute 'Blok'"):
        _ = reportgen.Blok  # type: ignore[attr-defined]

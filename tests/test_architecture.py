"""The sentence of the architecture, held by tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest

import reportgen.api
from reportgen.cli.new_plugin import STARTERS, Starter, new_plugin
from reportgen.document.blocks import ChartKind
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import Workspace, bundled
from reportgen.metric.table_contracts import ColumnKind
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


PUBLIC = {"reportgen", "reportgen.stats", "reportgen.testing"}
PAGES = [*sorted(HOME.glob("README*.md")), *sorted(HOME.glob("docs/*.md"))]
FENCE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# rooms of one job for several formats: there one name means the same thing
SAME_JOB = ("renderers/docx", "renderers/xlsx", "renderers/charts", "verify")
TABLES = Path("plugins/after_sales/tables")


def imported(code: str) -> set[str]:
    """Every module some code imports, inside functions too; a relative one begins with a dot."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def private(code: str) -> list[str]:
    """What an author's code imports and should not: parts of the engine, and by a relative way."""
    modules = sorted(imported(code) - PUBLIC)
    return [name for name in modules if name.split(".")[0] in {"reportgen", ""}]


def twice(names: Iterable[tuple[str, object]]) -> dict[str, list[str]]:
    """The names that stand in more than one place, and where."""
    places: dict[str, list[str]] = {}
    for name, place in names:
        places.setdefault(name, []).append(str(place))
    return {name: found for name, found in places.items() if len(found) > 1}


@pytest.mark.parametrize("path", PLUGINS, ids=str)
def test_plugins_know_nothing_about_word_or_excel(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported((HOME / path).read_text("utf-8"))} & OFFICE


@pytest.mark.parametrize("path", PLUGINS, ids=str)
def test_plugins_import_only_what_is_public(path: Path) -> None:
    assert not private((HOME / path).read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda page: page.name)
def test_the_code_in_the_pages_imports_only_what_is_public(path: Path) -> None:
    assert not [name for code in FENCE.findall(path.read_text("utf-8")) for name in private(code)]


@pytest.mark.parametrize("kind", STARTERS)
def test_a_new_plugin_imports_only_what_is_public(tmp_path: Path, kind: Starter) -> None:
    for file in new_plugin(Workspace(tmp_path), kind, "waiting_time", load_plugins()):
        if file.suffix == ".py":
            assert not private(file.read_text("utf-8"))


def test_what_is_not_public_is_found() -> None:
    code = "from reportgen.intake import take_all\nfrom .visits import visits\nimport reportgen"

    assert private(code) == [".visits", "reportgen.intake"]


def test_no_module_name_means_two_things() -> None:
    rooms = [
        (path.stem, "renderers and verify" if path.as_posix().startswith(SAME_JOB) else path)
        for path in (*ENGINE, *LISTS)
    ]
    engine = twice((name, room) for name, room in set(rooms) if not name.startswith("__"))
    plugins = twice((p.stem, p) for p in PLUGINS if p.stem != "__init__" and p.parent != TABLES)

    assert (engine, plugins) == ({}, {})


def test_no_class_name_means_two_things() -> None:
    files = [*(HOME / path for path in PLUGINS), *(CODE / path for path in (*ENGINE, *LISTS))]
    classes = (
        (node.name.lstrip("_"), path)
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    )

    assert twice(classes) == {}


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
_WORDS = {*get_args(Unit), *get_args(ChartKind), *get_args(ColumnKind)} - _NO_UNIT


def _asks(compared: ast.Compare) -> bool:
    sides = [compared.left, *compared.comparators]
    words = {part.value for part in ast.walk(compared) if isinstance(part, ast.Constant)}
    return bool(words & _WORDS) and any(
        isinstance(side, ast.Attribute) and side.attr in {"unit", "kind"} for side in sides
    )


def test_the_public_api_is_what_it_says() -> None:
    for name in reportgen.api.__all__:
        assert getattr(reportgen, name) is getattr(reportgen.api, name)
    assert set(reportgen.api.__all__) <= set(dir(reportgen))
    with pytest.raises(AttributeError, match="module 'reportgen' has no attribute 'Blok'"):
        _ = reportgen.Blok  # type: ignore[attr-defined]

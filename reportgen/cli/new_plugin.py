"""`reportgen new KIND NAME`: writes a plugin and its test, both of which run at once."""

from __future__ import annotations

import keyword
import re
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final, Literal, TypeAlias, get_args

from reportgen.cli.session import Session
from reportgen.errors import UsageError
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Kind, Registry
from reportgen.extension.workspace import Workspace
from reportgen.files import write_together
from reportgen.metric.table_contracts import TableContract

Starter: TypeAlias = Literal["section", "table", "source", "check", "renderer", "package"]
"""What `new` can begin; a package is a section that pip can install."""
STARTERS: Final[tuple[Starter, ...]] = get_args(Starter)
_TEXTS: Final = Path(__file__).with_name("starters")
_KINDS: Final[Mapping[Starter, Kind]] = {
    "section": "sections", "table": "tables", "source": "sources", "check": "checks",
    "renderer": "renderers", "package": "sections",
}  # fmt: skip
_DATED: Final = frozenset({"section", "check", "package"})
"""What counts the rows of a table."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")


def run(session: Session, kind: Starter, name: str) -> int:
    """Write the files and print how to go on."""
    console, workspace = session.console, session.workspace
    files = new_plugin(workspace, kind, name, load_plugins(workspace))
    plugin, test = files[0], files[1]
    console.good("new.wrote", plugin=str(plugin), test=str(test))
    console.line(f"   {console.text(f'new.spec.{kind}', name=name)}")
    console.next_steps(dict([_way_to_test(test)]))
    console.result({"plugin": plugin, "test": test})
    return ExitCode.DONE


def _way_to_test(test: Path) -> tuple[str, str]:
    """Return the command that runs a test here, and what it is for."""
    if find_spec("pytest") is None:
        return "pip install pytest", "next.pytest"
    with suppress(ValueError):  # a workspace above the folder of the call
        test = test.relative_to(Path.cwd())
    return shlex.join([sys.executable, "-m", "pytest", str(test)]), "next.test"


def new_plugin(
    workspace: Workspace, kind: Starter, name: str, registry: Registry
) -> tuple[Path, ...]:
    """Write a plugin and its test; returns the paths, the plugin's first, the test's second.

    A section or a check counts the rows of the first table that has a date, so that it runs as it
    is.

    Raises:
        UsageError: The name cannot be a module's, is taken, one of the files is there already, or
            there is no table with a date.
    """
    _refuse_name(kind, name, registry)
    values = _values(kind, name, registry)
    home = Workspace(workspace.folder / name) if kind == "package" else workspace
    starter = "section" if kind == "package" else kind
    files = {
        home.plugins / f"{name}.py": _filled(f"{starter}.py.txt", values),
        home.folder / "tests" / f"test_{name}.py": _filled(f"{starter}_test.py.txt", values),
    }
    if kind == "package":
        files[home.folder / "pyproject.toml"] = _filled("package.toml.txt", values)
        files[home.folder / "configs" / "README.md"] = _filled("package_configs.md.txt", values)
    for path in files:
        if path.exists():
            raise UsageError(f"{path} exists already; choose another name")
    write_together(files)
    return tuple(files)


def _refuse_name(kind: Starter, name: str, registry: Registry) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(
            f"'{name}' cannot be a {kind}'s name; use small letters, digits and _, "
            "such as waiting_time"
        )
    others = {plugin.name: plugin.file for plugin in registry.plugins}
    if name in getattr(registry, _KINDS[kind]):
        others = {name: registry.origin(name, _KINDS[kind])}
    if name in others:
        raise UsageError(f"'{name}' exists already, in {others[name]}; choose another name")
    if name in sys.stdlib_module_names:
        raise UsageError(f"'{name}' is a module of Python; choose another name")


def _filled(file: str, values: Mapping[str, object]) -> bytes:
    return Template((_TEXTS / file).read_text("utf-8")).substitute(values).encode()


def _values(kind: Starter, name: str, registry: Registry) -> dict[str, object]:
    values: dict[str, object] = {
        "name": name,
        "dashed": name.replace("_", "-"),
        "title": name.replace("_", " ").capitalize(),
        "cls": "".join(part.capitalize() for part in name.split("_")),
    }
    if kind not in _DATED:
        return values
    table = next((contract for contract in registry.tables.values() if contract.date), None)
    if table is None:
        raise UsageError(
            "no plugin declares a table with a date; begin with `reportgen new table NAME`"
        )
    row = dict.fromkeys(_needed(table), "A1") | {table.date: "2026-10-05"}
    said = {"table": table.name, "date": table.date, "zh": table.label.zh, "en": table.label.en}
    number = next((key for key in table.key if key != table.date), "")
    numbered = f', "{number}": f"{{month}} {{day}}"' if number else ""
    return {**values, **said, "row": row, "numbered": numbered}


def _needed(table: TableContract) -> list[str]:
    return [column.name for column in table.columns if column.required]

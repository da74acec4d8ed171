"""Finds, loads and checks plugins, and offers what they bring by name.

Load order: core, bundled, installed packages (entry-point group `reportgen`), the user's
workspace. A plugin that cannot be loaded is set aside with its reason and is an error only when a
spec asks for something that nobody else offers. So is the later of two plugins that claim one name;
a spec that asks for that name is refused, naming both files.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from difflib import get_close_matches
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Final, TypeAlias

from reportgen.extension import workspace
from reportgen.extension.plugin_faults import PACKAGE, Unusable
from reportgen.extension.process_state import undisturbed
from reportgen.extension.registry import Plugin, Registry, Stage, hook_names, is_hook
from reportgen.extension.workspace import Workspace

__all__ = ["Registry", "install_namespace", "load_plugins", "plugin_folders"]

_CORE: Final = (
    "reportgen.sources.csv",
    "reportgen.sources.excel",
    "reportgen.sources.parquet",
    "reportgen.sources.sql",
    "reportgen.sources.duckdb",
    "reportgen.renderers.docx",
    "reportgen.renderers.xlsx",
    "reportgen.renderers.pdf",
)

_Loadable: TypeAlias = tuple[Plugin, Callable[[], object]]


def load_plugins(own: Workspace | None = None) -> Registry:
    """Load the core, bundled, installed and workspace plugins; returns all they offer.

    A plugin that is broken or claims a name that is taken is set aside with its reason.
    """
    folders = plugin_folders(own)
    install_namespace(folders)
    registry = Registry()
    for plugin, load in _all(folders):
        ours = plugin.stage in {"core", "bundled"}
        try:
            with nullcontext() if ours else undisturbed(None, loading=True):
                module = load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
            registry.set_aside(plugin, error)
            continue
        if module is not None:
            registry.add(plugin, module)
    registry.check_needs()
    return registry


def plugin_folders(own: Workspace | None = None) -> tuple[Path, ...]:
    """Return the plugin folders in load order, each once: the bundled one, then the workspace's."""
    folders = [workspace.bundled().plugins, *([own.plugins] if own else [])]
    return tuple(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))


def install_namespace(folders: Sequence[Path]) -> None:
    """Make `reportgen_plugins` the package of these folders; worker processes call it as well.

    Modules of folders that are no longer part of it are forgotten, so another workspace in the
    same process gets its own.
    """
    paths = [str(folder) for folder in folders]
    package = sys.modules.get(PACKAGE)
    if package is None:
        package = ModuleType(PACKAGE, "The plugins of all plugin folders, joined.")
        package.__spec__ = ModuleSpec(PACKAGE, None, is_package=True)
        sys.modules[PACKAGE] = package
    elif list(package.__path__) == paths:
        return
    package.__path__ = paths
    importlib.invalidate_caches()
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{PACKAGE}.") and not _below(module, folders):
            del sys.modules[name]
            vars(package).pop(name.removeprefix(f"{PACKAGE}."), None)


def _below(module: ModuleType, folders: Iterable[Path]) -> bool:
    file = Path(module.__file__ or "")
    return any(file.is_relative_to(folder) for folder in folders)


def _all(folders: Sequence[Path]) -> Iterator[_Loadable]:
    """Yield every plugin, in load order."""
    for name in _CORE:
        yield Plugin(name, name, "core"), partial(importlib.import_module, name)
    shipped = workspace.bundled().plugins.resolve()
    taken: dict[str, Path] = {}
    for folder in folders:
        if folder == shipped:
            yield from _in_folder(folder, "bundled", taken)
    for entry in sorted(entry_points(group="reportgen"), key=lambda entry: entry.name):
        yield Plugin(entry.name, entry.value, "installed"), entry.load
    for folder in folders:
        if folder != shipped:
            yield from _in_folder(folder, "workspace", taken)


def _in_folder(folder: Path, stage: Stage, taken: dict[str, Path]) -> Iterator[_Loadable]:
    """Yield the modules of a folder whose names do not begin with `_` (shared code).

    One whose name another module has that says something else cannot be loaded.
    """
    for path in sorted(folder.iterdir()):
        package = (path / "__init__.py").is_file()
        if path.suffix != ".py" and not package:
            if _has_hooks(path):
                yield Plugin(path.name, str(path), stage), partial(_no_package, path)
            continue
        if other := taken.get(path.stem):
            if _content(other) != _content(path):  # a copy is one beside an installed reportgen
                yield Plugin(path.stem, str(path), stage), partial(_name_is_taken, other)
            continue
        taken[path.stem] = path
        if not path.name.startswith("_"):
            file = path / "__init__.py" if package else path
            yield Plugin(path.stem, str(file), stage), partial(_imported, path)


def _meant(name: str) -> str:
    """Return the hook a function is by its name, or is meant to be; empty for any other."""
    known = sorted(hook_names())
    close = get_close_matches(name, known, n=1, cutoff=0.85) if name.startswith("register") else []
    return name if name in known else next(iter(close), "")


def _name_is_taken(other: Path) -> ModuleType:
    raise Unusable(f"{other} has this name already; rename one of them")


def _has_hooks(folder: Path) -> bool:
    """Tell whether files of a folder that is no package look like plugins."""
    return any(b"@hookimpl" in file.read_bytes() for file in folder.glob("*.py") if file.is_file())


def _no_package(folder: Path) -> ModuleType:
    raise Unusable(f"the folder has no __init__.py; add one, or move its files to {folder.parent}")


def _content(path: Path) -> dict[str, bytes]:
    """Return the files of a plugin by their place in it, without what Python compiled."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    files = (file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return {str(file.relative_to(path)): file.read_bytes() for file in files}


def _imported(path: Path) -> ModuleType | None:
    """Import the module; None when it is a package of shared code."""
    if not path.stem.isidentifier():
        fitting = "".join(c if f"_{c}".isidentifier() else "_" for c in path.stem)
        raise Unusable(f"'{path.name}' is no name for a module; rename it to '{fitting}.py'")
    module = importlib.import_module(f"{PACKAGE}.{path.stem}")
    for name, value in vars(module).items():
        own = inspect.isfunction(value) and value.__module__ == module.__name__
        if own and not is_hook(value) and (meant := _meant(name)):
            hint = "" if meant == name else f"; did you mean '{meant}'?"
            raise Unusable(f"'{name}' is not marked; write @hookimpl above it{hint}")
    if any(is_hook(value) for value in vars(module).values()):
        return module
    if path.is_dir():
        return None
    raise Unusable(
        "it has no hook; add a function marked @hookimpl, or let the name of shared code "
        f"begin with an underscore: '_{path.name}'"
    )

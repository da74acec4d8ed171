"""Finds the files of a workspace: a folder with plugins/, report_templates/ and configs/.

What a workspace lacks is taken from the bundled one, so a folder with a single spec is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Final

from reportgen.errors import UsageError, did_you_mean

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_SHIPPED: Final = _PACKAGE / "bundled"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace; its three folders need not exist."""

    folder: Path

    @property
    def plugins(self) -> Path:
        """The folder of its plugins."""
        return self.folder / "plugins"

    @property
    def templates(self) -> Path:
        """The folder of its Word templates."""
        return self.folder / "report_templates"

    @property
    def configs(self) -> Path:
        """The folder of its specs, mappings and other YAML files."""
        return self.folder / "configs"

    def template(self, name: str) -> Path:
        """Find the Word template of that name, its own before the bundled one.

        Raises:
            UsageError: There is none, or the name leads out of the workspace.
        """
        return self._find("template", name, "report_templates")

    def config(self, name: str) -> Path:
        """Find the file of that name in configs/, its own before the bundled one.

        Raises:
            UsageError: There is none, or the name leads out of the workspace.
        """
        return self._find("file", name, "configs")

    def _find(self, what: str, name: str, kind: str) -> Path:
        """Find a file below `kind`, else below the folder itself, else below the bundled `kind`."""
        if _absolute(name):
            raise UsageError(f"'{name}' is an absolute path; write it relative to {self.folder}")
        for folder, root in (
            (self.folder / kind, self.folder),
            (self.folder, self.folder),
            (bundled().folder / kind, bundled().folder),
        ):
            path = folder / name
            if path.is_file():
                return _kept_inside(path, root, name)
        near = did_you_mean(name, dict.fromkeys(self._names(kind)))
        hint = near or f"; put it into {self.folder / kind}"
        raise UsageError(f"there is no {what} '{name}'{hint}")

    def _names(self, kind: str) -> Iterator[str]:
        """List the files a name may mean, for an error."""
        for root in (self.folder, bundled().folder):
            folder = root / kind
            files = (path for path in sorted(folder.rglob("*")) if path.is_file())
            yield from (path.relative_to(folder).as_posix() for path in files)


def bundled() -> Workspace:
    """Return the workspace that ships with reportgen, in a wheel's package or in the checkout."""
    return Workspace(_SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent)


def find_workspace(start: Path) -> Workspace:
    """Return the workspace a file or folder belongs to: the nearest folder above with configs/.

    Where there is none, the folder itself is one.
    """
    start = start.resolve()
    first = start.parent if start.is_file() else start
    for folder in (first, *first.parents):
        if (folder / "configs").is_dir():
            return Workspace(folder)
    return Workspace(first)


def _absolute(name: str) -> bool:
    windows = PureWindowsPath(name)
    return bool(windows.drive or windows.root) or Path(name).is_absolute()


def _kept_inside(path: Path, root: Path, name: str) -> Path:
    """Resolve links and `..`, and refuse a path that leads out of the workspace.

    Raises:
        UsageError: They lead out of the folder.
    """
    if not path.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"'{name}' leads out of {root}; keep the file inside")
    return path

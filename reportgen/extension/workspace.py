"""A workspace is a folder with plugins/, report_templates/ and configs/; one ships with reportgen.

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
        """Where its plugins are."""
        return self.folder / "plugins"

    @property
    def templates(self) -> Path:
        """Where its Word templates are."""
        return self.folder / "report_templates"

    @property
    def configs(self) -> Path:
        """Where its specs, mappings and other YAML files are."""
        return self.folder / "configs"

    def template(self, name: str) -> Path:
        """The Word template of that name, its own before the bundled one.

        Raises:
            UsageError: There is none, or the name leads out of the workspace.
        """
        return self._find("template", name, "report_templates")

    def config(self, name: str) -> Path:
        """The file of that name from configs/, its own before the bundled one.

        Raises:
            UsageError: There is none, or the name leads out of the workspace.
        """
        return self._find("file", name, "configs")

    def _find(self, what: str, name: str, kind: str) -> Path:
        """The file below `kind`, else below the folder itself, else below the bundled `kind`."""
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
        """The files a name may mean, as one would write them."""
        for root in (self.folder, bundled().folder):
            folder = root / kind
            files = (path for path in sorted(folder.rglob("*")) if path.is_file())
            yield from (path.relative_to(folder).as_posix() for path in files)


def bundled() -> Workspace:
    """The workspace that ships with reportgen: inside a wheel's package, or the checkout itself."""
    return Workspace(_SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent)


def find_workspace(start: Path) -> Workspace:
    """The workspace a file or folder belongs to: the nearest folder above that has configs/.

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
    """The path, once links and `..` are followed to where they lead.

    Raises:
        UsageError: They lead out of the folder.
    """
    if not path.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"'{name}' leads out of {root}; keep the file inside")
    return path

"""What several commands share: working folder, console, and reading a spec with its plugins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportgen.cli.console import Console
from reportgen.errors import UsageError
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import Workspace, find_workspace
from reportgen.periods import Month
from reportgen.spec.spec import Spec, read_spec


@dataclass(frozen=True, slots=True)
class Session:
    """One call of the command line: the folder it was made in, and the console it prints to."""

    console: Console
    folder: Path

    @property
    def workspace(self) -> Workspace:
        """Return the workspace the call was made in."""
        return find_workspace(self.folder)

    def read(self, path: Path) -> tuple[Spec, Registry]:
        """Read a spec with the plugins of its workspace; returns both.

        Raises:
            UsageError: There is no such file.
            SpecError: The spec does not say what it should.
        """
        if not path.is_file():
            raise UsageError(
                f"there is no spec {path}; name one, or make a workspace with `reportgen init DIR`"
            )
        registry = load_plugins(find_workspace(path))
        return read_spec(path, registry), registry

    def tell_broken(self, registry: Registry) -> list[str]:
        """Print which plugins cannot be used and why; return their names."""
        for broken in registry.broken:
            text = self.console.text(
                "plugins.broken", name=broken.name, reason=broken.reason, file=broken.file
            )
            self.console.bad(text)
        return [broken.name for broken in registry.broken]


def asked_month(text: str | None, spec: Spec) -> Month:
    """Return the month given by `--month`, else the spec's.

    Raises:
        UsageError: It is no month.
    """
    if not text:
        return spec.period.month
    try:
        return Month.parse(text)
    except ValueError as error:
        raise UsageError(f"--month: {error}") from None

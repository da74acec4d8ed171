"""Turns the options that `build` and `plan` share into an order."""

from __future__ import annotations

from pathlib import Path

from reportgen.errors import UsageError
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.batch import Order, Redo


def asked_order(  # noqa: PLR0913 the options of the commands
    spec: Path, month: Month, out: Path | None, formats: str, *, only_failed: bool, force: bool
) -> Order:
    """Return what the options order; without a folder, the workspace's `out/`.

    Raises:
        UsageError: Two options exclude each other.
    """
    wanted = tuple(part.strip() for part in formats.split(",") if part.strip())
    folder = out or find_workspace(spec).folder / "out"
    return Order(spec, month, folder, wanted, _redo(only_failed=only_failed, force=force))


def _redo(*, only_failed: bool, force: bool) -> Redo:
    if only_failed and force:
        raise UsageError("--only-failed and --force exclude each other; leave one of them out")
    return "failed" if only_failed else "all" if force else "changed"

"""Defines the hooks a plugin may implement.

A hook that offers something returns classes (or contracts) and does nothing else: the engine picks
by name from the spec, so order never matters and a plugin needs no handle to the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pluggy import HookspecMarker

if TYPE_CHECKING:
    import pandas as pd

    from reportgen.document.blocks import Document
    from reportgen.extension.components import Check, Renderer, Section, Source
    from reportgen.labels import Language
    from reportgen.metric.table_contracts import TableContract

hookspec = HookspecMarker("reportgen")


class SampleFile(Protocol):
    """A file of invented data, as `reportgen demo` writes it."""

    @property
    def path(self) -> str:
        """Where it belongs in a workspace, `data/2026-10/工单.csv`."""

    @property
    def table(self) -> pd.DataFrame:
        """Its cells as an export shows them."""

    @property
    def format(self) -> str:
        """`csv` or `xlsx`."""

    @property
    def encoding(self) -> str:
        """How a csv is encoded; empty for a workbook."""

    @property
    def sheet(self) -> str:
        """The sheet of a workbook; empty for a csv."""


@hookspec
def register_tables() -> Iterable[TableContract]:
    """Return the contracts of the tables this plugin brings."""
    raise NotImplementedError


@hookspec
def register_sources() -> Iterable[type[Source]]:
    """Return the source types this plugin adds, such as a database."""
    raise NotImplementedError


@hookspec
def register_checks() -> Iterable[type[Check]]:
    """Return the data checks this plugin adds."""
    raise NotImplementedError


@hookspec
def register_sections() -> Iterable[type[Section]]:
    """Return the section types this plugin adds."""
    raise NotImplementedError


@hookspec
def register_renderers() -> Iterable[type[Renderer]]:
    """Return the output formats this plugin adds."""
    raise NotImplementedError


@hookspec
def demo_exports(
    dealers: int, months: int, seed: int, last_month: str, language: Language
) -> Iterable[SampleFile]:
    """Return sample data for `reportgen demo`.

    `demo` belongs to the engine, which knows no trade: what a repair order looks like, only the
    plugin that declares its table can say. The same arguments must give the same files.

    Args:
        dealers: How many dealers, at least 1.
        months: How many months each, at least 1.
        seed: Another seed gives other data.
        last_month: The last of the months, `2026-10`.
        language: `zh` or `en`: of headers, words and names; the numbers are the same in both.
    """
    raise NotImplementedError


@hookspec
def report_written(path: Path, document: Document) -> None:
    """React to a finished file, such as mailing or archiving it."""
    raise NotImplementedError

"""Monthly customer-service reviews in Word and Excel from a dealer's exports.

The way of a report, and the modules in that order:

    spec        a YAML file names sources, checks, sections and outputs
    sources     read files as text
    intake      table contracts turn text into values; the ledger counts every row
    data        what a section is given: tables, and the means to make facts
    sections    plugins turn tables into blocks of facts
    assemble    the blocks of all sections and the frame around them become a document
    renderers   write the document as .docx and .xlsx
    report      does all of the above for one dealer; batch does it for many

`reportgen/` knows Word and Excel but nothing about cars; `plugins/` knows after-sales but nothing
about Word or Excel.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from pluggy import HookimplMarker

if TYPE_CHECKING:
    from reportgen.blocks import (
        Block as Block,
    )
    from reportgen.blocks import (
        Chart as Chart,
    )
    from reportgen.blocks import (
        Column as Column,
    )
    from reportgen.blocks import (
        Finding as Finding,
    )
    from reportgen.blocks import (
        Heading as Heading,
    )
    from reportgen.blocks import (
        Kpi as Kpi,
    )
    from reportgen.blocks import (
        Kpis as Kpis,
    )
    from reportgen.blocks import (
        Recommendation as Recommendation,
    )
    from reportgen.blocks import (
        Series as Series,
    )
    from reportgen.blocks import (
        Table as Table,
    )
    from reportgen.blocks import (
        Text as Text,
    )
    from reportgen.components import (
        Check as Check,
    )
    from reportgen.components import (
        Component as Component,
    )
    from reportgen.components import (
        Renderer as Renderer,
    )
    from reportgen.components import (
        Section as Section,
    )
    from reportgen.components import (
        Source as Source,
    )
    from reportgen.data import (
        MONTH as MONTH,
    )
    from reportgen.data import (
        Data as Data,
    )
    from reportgen.data import (
        Dealer as Dealer,
    )
    from reportgen.errors import (
        ExitCode as ExitCode,
    )
    from reportgen.errors import (
        ReportgenError as ReportgenError,
    )
    from reportgen.facts import (
        Fact as Fact,
    )
    from reportgen.facts import (
        Shown as Shown,
    )
    from reportgen.facts import (
        Words as Words,
    )
    from reportgen.facts import (
        words as words,
    )
    from reportgen.labels import (
        Label as Label,
    )
    from reportgen.labels import (
        name_order as name_order,
    )
    from reportgen.metrics import (
        Average as Average,
    )
    from reportgen.metrics import (
        Between as Between,
    )
    from reportgen.metrics import (
        Count as Count,
    )
    from reportgen.metrics import (
        Difference as Difference,
    )
    from reportgen.metrics import (
        Empty as Empty,
    )
    from reportgen.metrics import (
        Filled as Filled,
    )
    from reportgen.metrics import (
        Given as Given,
    )
    from reportgen.metrics import (
        In as In,
    )
    from reportgen.metrics import (
        Is as Is,
    )
    from reportgen.metrics import (
        Mean as Mean,
    )
    from reportgen.metrics import (
        Metric as Metric,
    )
    from reportgen.metrics import (
        Ratio as Ratio,
    )
    from reportgen.metrics import (
        Rows as Rows,
    )
    from reportgen.metrics import (
        Sum as Sum,
    )
    from reportgen.metrics import (
        Total as Total,
    )
    from reportgen.metrics import (
        Value as Value,
    )
    from reportgen.periods import (
        Month as Month,
    )
    from reportgen.phrases import (
        catalog as catalog,
    )
    from reportgen.tables import (
        ColumnContract as ColumnContract,
    )
    from reportgen.tables import (
        TableContract as TableContract,
    )

__version__ = "0.1.0"

hookimpl = HookimplMarker("reportgen")
"""Marks a function of a plugin as the implementation of a hook."""

# Where each public name lives. Importing `reportgen` alone loads none of them: the command line
# answers `--help` before pandas is in memory.
_HOMES = {
    "Block": "blocks",
    "Chart": "blocks",
    "Column": "blocks",
    "Finding": "blocks",
    "Heading": "blocks",
    "Kpi": "blocks",
    "Kpis": "blocks",
    "Recommendation": "blocks",
    "Series": "blocks",
    "Table": "blocks",
    "Text": "blocks",
    "Check": "components",
    "Component": "components",
    "Renderer": "components",
    "Section": "components",
    "Source": "components",
    "MONTH": "data",
    "Data": "data",
    "Dealer": "data",
    "ExitCode": "errors",
    "ReportgenError": "errors",
    "Fact": "facts",
    "Shown": "facts",
    "Words": "facts",
    "words": "facts",
    "Label": "labels",
    "name_order": "labels",
    "Average": "metrics",
    "Between": "metrics",
    "Count": "metrics",
    "Difference": "metrics",
    "Empty": "metrics",
    "Filled": "metrics",
    "Given": "metrics",
    "In": "metrics",
    "Is": "metrics",
    "Mean": "metrics",
    "Metric": "metrics",
    "Ratio": "metrics",
    "Rows": "metrics",
    "Sum": "metrics",
    "Total": "metrics",
    "Value": "metrics",
    "Month": "periods",
    "catalog": "phrases",
    "ColumnContract": "tables",
    "TableContract": "tables",
}

__all__ = [  # noqa: PLE0604 the names are all text
    "hookimpl",
    *_HOMES,
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'reportgen' has no attribute '{name}'")
    value = getattr(import_module(f"reportgen.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})

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
    from reportgen.document.blocks import Block as Block
    from reportgen.document.blocks import Chart as Chart
    from reportgen.document.blocks import Column as Column
    from reportgen.document.blocks import Finding as Finding
    from reportgen.document.blocks import Heading as Heading
    from reportgen.document.blocks import Kpi as Kpi
    from reportgen.document.blocks import Kpis as Kpis
    from reportgen.document.blocks import Recommendation as Recommendation
    from reportgen.document.blocks import Series as Series
    from reportgen.document.blocks import Table as Table
    from reportgen.document.blocks import Text as Text
    from reportgen.document.facts import Fact as Fact
    from reportgen.document.facts import Shown as Shown
    from reportgen.document.facts import Words as Words
    from reportgen.document.facts import words as words
    from reportgen.errors import ExitCode as ExitCode
    from reportgen.errors import ReportgenError as ReportgenError
    from reportgen.extension.components import Check as Check
    from reportgen.extension.components import Component as Component
    from reportgen.extension.components import Renderer as Renderer
    from reportgen.extension.components import Section as Section
    from reportgen.extension.components import Source as Source
    from reportgen.labels import Label as Label
    from reportgen.metric.expressions import Average as Average
    from reportgen.metric.expressions import Between as Between
    from reportgen.metric.expressions import Count as Count
    from reportgen.metric.expressions import Difference as Difference
    from reportgen.metric.expressions import Empty as Empty
    from reportgen.metric.expressions import Filled as Filled
    from reportgen.metric.expressions import Given as Given
    from reportgen.metric.expressions import In as In
    from reportgen.metric.expressions import Is as Is
    from reportgen.metric.expressions import Mean as Mean
    from reportgen.metric.expressions import Metric as Metric
    from reportgen.metric.expressions import Ratio as Ratio
    from reportgen.metric.expressions import Rows as Rows
    from reportgen.metric.expressions import Sum as Sum
    from reportgen.metric.expressions import Total as Total
    from reportgen.metric.expressions import Value as Value
    from reportgen.metric.table_contracts import ColumnContract as ColumnContract
    from reportgen.metric.table_contracts import TableContract as TableContract
    from reportgen.name_sorting import name_order as name_order
    from reportgen.periods import Month as Month
    from reportgen.section.data import MONTH as MONTH
    from reportgen.section.data import Data as Data
    from reportgen.section.data import Dealer as Dealer
    from reportgen.section.phrases import catalog as catalog

__version__ = "0.1.0"

hookimpl = HookimplMarker("reportgen")
"""Marks a function of a plugin as the implementation of a hook."""

# Where each public name lives. Importing `reportgen` alone loads none of them: the command line
# answers `--help` before pandas is in memory.
_HOMES = {
    "Block": "document.blocks",
    "Chart": "document.blocks",
    "Column": "document.blocks",
    "Finding": "document.blocks",
    "Heading": "document.blocks",
    "Kpi": "document.blocks",
    "Kpis": "document.blocks",
    "Recommendation": "document.blocks",
    "Series": "document.blocks",
    "Table": "document.blocks",
    "Text": "document.blocks",
    "Check": "extension.components",
    "Component": "extension.components",
    "Renderer": "extension.components",
    "Section": "extension.components",
    "Source": "extension.components",
    "MONTH": "section.data",
    "Data": "section.data",
    "Dealer": "section.data",
    "ExitCode": "errors",
    "ReportgenError": "errors",
    "Fact": "document.facts",
    "Shown": "document.facts",
    "Words": "document.facts",
    "words": "document.facts",
    "Label": "labels",
    "Average": "metric.expressions",
    "Between": "metric.expressions",
    "Count": "metric.expressions",
    "Difference": "metric.expressions",
    "Empty": "metric.expressions",
    "Filled": "metric.expressions",
    "Given": "metric.expressions",
    "In": "metric.expressions",
    "Is": "metric.expressions",
    "Mean": "metric.expressions",
    "Metric": "metric.expressions",
    "Ratio": "metric.expressions",
    "Rows": "metric.expressions",
    "Sum": "metric.expressions",
    "Total": "metric.expressions",
    "Value": "metric.expressions",
    "name_order": "name_sorting",
    "Month": "periods",
    "catalog": "section.phrases",
    "ColumnContract": "metric.table_contracts",
    "TableContract": "metric.table_contracts",
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

"""Gathers every public name from its package: what `from reportgen import …` offers.

What is not here, in `reportgen.stats` or in `reportgen.testing` is not public.
"""

from reportgen.document.blocks import (
    Block,
    Cell,
    Chapter,
    Chart,
    ChartKind,
    Column,
    Course,
    Cover,
    DetailTable,
    Document,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Picture,
    Recommendation,
    Series,
    SeriesRole,
    Severity,
    Status,
    Table,
    Term,
    Text,
)
from reportgen.document.damage import Damage
from reportgen.document.facts import Fact, Form, Shown, Words, words
from reportgen.document.finding_order import by_urgency
from reportgen.document.formats import plain
from reportgen.document.ledger import Account, Ledger
from reportgen.document.outline import PartName
from reportgen.errors import EnvironmentFault, ReportgenError, SourceError, TemplateError
from reportgen.exit_codes import ExitCode
from reportgen.extension.components import (
    Calendar,
    Century,
    Check,
    Component,
    DateOrder,
    Declarations,
    EpochUnit,
    Look,
    Place,
    RawTable,
    Renderer,
    Section,
    Source,
)
from reportgen.extension.config_file import ConfigFile
from reportgen.extension.hookspecs import SampleFile
from reportgen.figure_bytes import figure_png, figure_svg
from reportgen.intake.folding import simplified
from reportgen.labels import Label, Language
from reportgen.metric.currencies import CurrencyCode
from reportgen.metric.expressions import (
    Average,
    Better,
    Between,
    Condition,
    Count,
    Difference,
    Empty,
    Expr,
    Filled,
    Given,
    In,
    Is,
    Mean,
    Metric,
    Ratio,
    Reason,
    Rows,
    Scalar,
    Sum,
    Total,
    Value,
    during,
    narrow,
    over,
)
from reportgen.metric.results import Result
from reportgen.metric.table_contracts import (
    Cancelled,
    ColumnContract,
    ColumnKind,
    InOrder,
    Private,
    TableContract,
)
from reportgen.metric.units import Unit
from reportgen.name_sorting import name_order
from reportgen.periods import DAYS_PER_MONTH, YEAR, Month, months_before
from reportgen.punctuation import listing
from reportgen.section.built_chapter import BuiltChapter
from reportgen.section.change_evidence import Verdict
from reportgen.section.data import MONTH, Data, Dealer
from reportgen.section.derivation import Derivation, TablesByDealer
from reportgen.section.key_figure_review import KeyFigure, Review, key_figure, reviewed, year_so_far
from reportgen.section.phrases import Catalog, catalog
from reportgen.section.target_standing import Standing
from reportgen.section.targets import Indicator
from reportgen.yaml.file import read_as
from reportgen.yaml.model import Strict

__all__ = [
    "DAYS_PER_MONTH",
    "MONTH",
    "YEAR",
    "Account",
    "Average",
    "Better",
    "Between",
    "Block",
    "BuiltChapter",
    "Calendar",
    "Cancelled",
    "Catalog",
    "Cell",
    "Century",
    "Chapter",
    "Chart",
    "ChartKind",
    "Check",
    "Column",
    "ColumnContract",
    "ColumnKind",
    "Component",
    "Condition",
    "ConfigFile",
    "Count",
    "Course",
    "Cover",
    "CurrencyCode",
    "Damage",
    "Data",
    "DateOrder",
    "Dealer",
    "Declarations",
    "Derivation",
    "DetailTable",
    "Difference",
    "Document",
    "Empty",
    "EnvironmentFault",
    "EpochUnit",
    "ExitCode",
    "Expr",
    "Fact",
    "Filled",
    "Finding",
    "Form",
    "Given",
    "Heading",
    "In",
    "InOrder",
    "Indicator",
    "Is",
    "KeyFigure",
    "Kpi",
    "Kpis",
    "Label",
    "Language",
    "Ledger",
    "Look",
    "Mean",
    "Metric",
    "Month",
    "PartName",
    "Picture",
    "Place",
    "Private",
    "Ratio",
    "RawTable",
    "Reason",
    "Recommendation",
    "Renderer",
    "ReportgenError",
    "Result",
    "Review",
    "Rows",
    "SampleFile",
    "Scalar",
    "Section",
    "Series",
    "SeriesRole",
    "Severity",
    "Shown",
    "Source",
    "SourceError",
    "Standing",
    "Status",
    "Strict",
    "Sum",
    "Table",
    "TableContract",
    "TablesByDealer",
    "TemplateError",
    "Term",
    "Text",
    "Total",
    "Unit",
    "Value",
    "Verdict",
    "Words",
    "by_urgency",
    "catalog",
    "during",
    "figure_png",
    "figure_svg",
    "key_figure",
    "listing",
    "months_before",
    "name_order",
    "narrow",
    "over",
    "plain",
    "read_as",
    "reviewed",
    "simplified",
    "words",
    "year_so_far",
]

# ruff: noqa: INP001 scripts beside the pages they write
"""Makes the pages about plugins and Python: hooks, tables, metrics, public names, errors."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from reading import markdown, reference, table

import reportgen.stats
from reportgen import errors
from reportgen.document.formula_in_words import Speaker
from reportgen.errors import ReportgenError
from reportgen.exit_codes import ExitCode
from reportgen.extension import hookspecs
from reportgen.extension.loader import PACKAGE
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import bundled
from reportgen.metric.expressions import Metric
from reportgen.metric.table_contracts import ColumnContract, TableContract

_PUBLIC: Final[Mapping[str, str]] = {
    "What a plugin writes": "hookimpl Section Check Source Renderer Component Strict",
    "What a section is given": (
        "Data Dealer Derivation TablesByDealer Result catalog Catalog BuiltChapter"
    ),
    "Blocks": (
        "Block Text Heading Kpis Kpi Table Column Cell Course Status Chart ChartKind Series "
        "SeriesRole Picture figure_png figure_svg Finding Damage "
        "Severity Recommendation"
    ),
    "Facts and words": (
        "Fact Words words Shown Form Verdict Standing Label Language listing name_order simplified"
    ),
    "What a month is judged by": (
        "by_urgency Indicator KeyFigure key_figure year_so_far Review reviewed"
    ),
    "Files of the workspace": "ConfigFile read_as",
    "Metrics": (
        "Metric Unit Better Reason Expr Count Sum Mean Value Ratio Difference Total Average Given "
        "during narrow over"
    ),
    "Selections of rows": "Rows Condition Is In Between Filled Empty Scalar MONTH",
    "Tables": "TableContract ColumnContract ColumnKind Private InOrder Cancelled",
    "Months": "Month months_before YEAR DAYS_PER_MONTH",
    "Sources": (
        "Place RawTable Declarations DateOrder EpochUnit Calendar Century CurrencyCode SampleFile"
    ),
    "Formats": "Document PartName Cover Chapter Term DetailTable Ledger Account Look plain",
    "Errors": "ReportgenError SourceError TemplateError EnvironmentFault ExitCode",
}
"""Every public name of `reportgen`, by what it is for."""

_STATISTICS: Final[Mapping[str, str]] = {
    "How many cases": "PUBLISHED_FROM COUNTS_ONLY_BELOW SMALL_SAMPLE_BELOW",
    "What a change may be called": (
        "evidence Word MOVED WORDED PROVEN POINT_STEPS RELATIVE_STEPS two_proportions "
        "ProportionTest poisson_change RateTest holm"
    ),
    "Intervals": "wilson mean_interval poisson_interval Interval Moments",
    "Who differs": (
        "homogeneous homogeneous_means Homogeneity funnel_flags Funnel FunnelUnit funnel_limits "
        "FunnelLimits"
    ),
    "Courses and times": (
        "proportion_trend mean_trend Trend xmr Xmr kaplan_meier KaplanMeier median_time"
    ),
    "Shares": "rate_mix RateMix lorenz",
    "Weights and drivers": (
        "driver_shares DriverShares CASES_PER_ITEM MOST_ITEMS pairwise_weights PairwiseWeights "
        "consistency Consistency CONSISTENT_BELOW printed_agrees fuzzy_evaluation FuzzyEvaluation"
    ),
    "Plans and forecasts": ("least_effort LeastEffort line_forecast LineForecast SHORTEST_LINE"),
    "Customers": ("fit_bgnbd BgNbd expected_purchases fit_gamma_gamma GammaGamma expected_value"),
}
"""Every public name of `reportgen.stats`, by what it is for."""

_EXITS: Final[Mapping[ExitCode, str]] = {
    ExitCode.DONE: "everything asked for was made",
    ExitCode.BUG: "an error of reportgen itself; please report it with the traceback",
    ExitCode.USAGE: "an option, a name, the spec, a plugin or a template is wrong",
    ExitCode.SOURCE: "an input file cannot be used",
    ExitCode.PARTLY: "finished, but a report or a chapter failed; it is named",
    ExitCode.WARNINGS: "`check --strict` found warnings",
    ExitCode.ENVIRONMENT: "the machine is at fault (disk full, read-only); run it again later",
    ExitCode.INTERRUPTED: "stopped with Ctrl+C",
}


def hooks() -> Iterator[str]:
    """Yield every hook with its exact signature."""
    yield (
        "A plugin is a Python file in a workspace's `plugins/` (or a package with an entry point "
        "in the group `reportgen`). It implements any of these functions and marks them "
        "`@hookimpl`. An implementation may leave out arguments it does not use."
    )
    names = [n for n, v in vars(hookspecs).items() if hasattr(v, "reportgen_spec")]
    for name in names:
        yield f"## {name}\n\n{reference('reportgen.extension.hookspecs', name)}"
    yield f"## SampleFile\n\n{reference('reportgen.extension.hookspecs', 'SampleFile')}"


def tables(registry: Registry) -> Iterator[str]:
    """Yield the contract of every table."""
    yield (
        "Headers are recognised by the column's Chinese or English name or an alias, whatever "
        "their width, case, spaces, punctuation and 繁体 writing; a `mapping` in the spec names "
        "the others. Columns with a kind of personal data are masked before a section sees them."
    )
    for contract in registry.tables.values():
        yield from _contract(contract)


def _contract(contract: TableContract) -> Iterator[str]:
    yield f"## {contract.name} · {contract.label.zh} / {contract.label.en}"
    key = ", ".join(f"`{name}`" for name in contract.key) or "none"
    clock = f"`{contract.date}`" if contract.date else "none"
    yield f"{contract.row.zh} / {contract.row.en}. Key within a dealer: {key}. Month by: {clock}."
    head = ("column", "kind", "中文", "English", "required", "aliases", "personal", "range")
    yield table(head, (_column(column) for column in contract.columns))
    for column in contract.columns:
        if column.values:
            said = ", ".join(f"`{key}` {name.zh}" for key, (name, _) in column.values.items())
            yield f"`{column.name}`: {said}"


def _column(column: ColumnContract) -> tuple[str, ...]:
    limits = [f"{limit:g}" if limit is not None else "…" for limit in (column.low, column.high)]
    return (
        f"`{column.name}`",
        column.kind,
        column.label.zh,
        column.label.en,
        "yes" if column.required else "",
        str(len(column.aliases)),
        column.private or "",
        "" if limits == ["…", "…"] else "–".join(limits),
    )


def metrics(registry: Registry) -> Iterator[str]:
    """Yield every metric of the bundled plugins that does not depend on options."""
    yield (
        "The metrics declared in the bundled plugins. Those a section makes from its options or "
        "from the people in the data are listed, with their formula, on the sheet 口径与来源 of "
        "each workbook. `reportgen explain ID` tells where a printed one comes from."
    )
    contracts = dict(registry.tables) | _derived()
    for metric in _declared(Metric, lambda found: found.id):
        rows = [
            ("unit", metric.unit),
            ("good", metric.better),
            ("for reference only below", f"{metric.min_n} cases"),
            ("formula", Speaker(contracts, "en").say(metric.expr)),
        ]
        if metric.definition:
            rows += [("definition", metric.definition.en), ("口径", metric.definition.zh)]
        yield f"## {metric.id} · {metric.label.zh} / {metric.label.en}"
        yield "\n".join(f"- {name}: {text}" for name, text in rows)


def _derived() -> dict[str, TableContract]:
    return {table.name: table for table in _declared(TableContract, lambda found: found.name)}


def _declared(kind: type[Any], key: Callable[[Any], str]) -> list[Any]:
    """Yield every object of a kind at the top of a plugin module, tuples and mappings included."""
    found: dict[str, Any] = {}
    waiting: list[Any] = [value for module in _modules() for value in vars(module).values()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, kind):
            found[key(value)] = value
        elif isinstance(value, (list, tuple)):
            waiting += value
        elif isinstance(value, Mapping):
            waiting += value.values()
    return [found[name] for name in sorted(found)]


def _modules() -> list[ModuleType]:
    """Yield every module below the bundled plugins, imported yet or not."""
    folder = bundled().plugins
    files = sorted(path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py"))
    names = [".".join(part for part in file.parts if part != "__init__") for file in files]
    return [import_module(f"{PACKAGE}.{name}") for name in names]


# --- Python API, exit codes -----------------------------------------------------------------


def api() -> Iterator[str]:
    """Yield every public name of `reportgen`, of its statistics, and what a test needs."""
    yield (
        "A plugin imports from `reportgen`, `reportgen.stats` and `reportgen.testing`, and from "
        "other plugins (`from reportgen_plugins.after_sales.visits import visits`). What is not "
        "here is not public. Sections are given frames of pandas with these types: text `str`, "
        "numbers `float64`, dates `datetime64`, flags `boolean`; `_file` and `_row` say where "
        "each row is from."
    )
    yield from _groups("reportgen.api", _PUBLIC, "##")
    yield f"## Statistics\n\n{markdown(inspect.getdoc(reportgen.stats) or '')}"
    yield from _groups("reportgen.stats", _STATISTICS, "###")
    yield f"## Testing\n\n{markdown(inspect.getdoc(import_module('reportgen.testing')) or '')}"
    for name in ("Kit", "SectionKit", "Built", "CheckKit", "TableKit", "SourceKit", "RendererKit"):
        yield f"### {name}\n\n{reference('reportgen.testing', name)}"


def _groups(module: str, groups: Mapping[str, str], level: str) -> Iterator[str]:
    """Yield the names of a module under the titles of their groups.

    Raises:
        LookupError: A public name is in no group, or in two, or is not public.
    """
    names = [name for group in groups.values() for name in group.split() if name != "hookimpl"]
    if sorted(names) != sorted(import_module(module).__all__):
        odd = sorted(set(names) ^ set(import_module(module).__all__))
        raise LookupError(f"docs/declared.py: name each of {module} once; see {', '.join(odd)}")
    for title, group in groups.items():
        yield f"{level} {title}"
        for name in group.split():
            home = "reportgen" if name == "hookimpl" else module
            yield f"{level}# {name}\n\n{reference(home, name)}"


def exits() -> Iterator[str]:
    """Yield the exit codes, and the errors that lead to each."""
    rows = [(str(int(exit_)), exit_.name, _EXITS[exit_], _leading(exit_)) for exit_ in ExitCode]
    yield table(("code", "name", "meaning", "errors"), rows)
    yield (
        "Every error a user can fix is printed in one line, says what to do, and derives from "
        "`ReportgenError`:"
    )
    when = [
        (f"`{kind.__name__}`", str(int(kind.exit_code)), inspect.getdoc(kind) or "")
        for kind in _errors()
    ]
    yield table(("error", "exit", "when"), when)


def _errors() -> list[type[ReportgenError]]:
    return [
        v
        for v in vars(errors).values()
        if isinstance(v, type) and issubclass(v, ReportgenError) and v is not ReportgenError
    ]


def _leading(exit_: ExitCode) -> str:
    return ", ".join(f"`{kind.__name__}`" for kind in _errors() if kind.exit_code == exit_)

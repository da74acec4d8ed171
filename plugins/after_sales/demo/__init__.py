"""Sample data for `reportgen demo`: invented stores, each with what its plan plants and noise.

What is planted where is told by `store_plans`; everybody and everything else is drawn from one and
the same distribution. So a report about these files can be checked against what is known to be
true: `planted` gives the plan of every store with the names.

Nothing is written here: the caller writes the tables. Same arguments, same tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from reportgen_plugins.after_sales.demo.demo_appointments import appointments_table
from reportgen_plugins.after_sales.demo.demo_books import book_figures, figures_table
from reportgen_plugins.after_sales.demo.demo_complaints import build_complaints
from reportgen_plugins.after_sales.demo.demo_customers import build_customers
from reportgen_plugins.after_sales.demo.demo_lost_calls import lost_calls_table
from reportgen_plugins.after_sales.demo.demo_measures import measures_table
from reportgen_plugins.after_sales.demo.demo_orders import build_orders, literal_customer
from reportgen_plugins.after_sales.demo.demo_stores import Store, open_store
from reportgen_plugins.after_sales.demo.demo_surveys import build_surveys
from reportgen_plugins.after_sales.demo.demo_totals import misread_figures, totals_table
from reportgen_plugins.after_sales.demo.demo_vehicles import build_fleet
from reportgen_plugins.after_sales.demo.dms_exports import (
    complaints_by_month,
    customers_table,
    orders_by_month,
    sales_table,
    surveys_by_month,
)
from reportgen_plugins.after_sales.demo.english_exports import in_english, word
from reportgen_plugins.after_sales.demo.entry_faults import Defects
from reportgen_plugins.after_sales.demo.invented_names import (
    LITERAL_NAME,
    SERIES,
    DemoDealer,
    dealers,
)
from reportgen_plugins.after_sales.demo.sample_months import SampleMonths
from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore
from reportgen_plugins.after_sales.demo.staff_names import RENAMED
from reportgen_plugins.after_sales.demo.store_lists import stores_table, targets_table
from reportgen_plugins.after_sales.demo.store_plans import StorePlan

from reportgen import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd


__all__ = [
    "Defects",
    "DemoDealer",
    "DemoFile",
    "Planted",
    "dealers",
    "in_english",
    "planted",
    "sample_exports",
    "sample_lists",
]


@dataclass(frozen=True, eq=False)
class DemoFile:
    """One export file to be written.

    Attributes:
        path: Relative POSIX path, "data/2026-10/SH001_工单.csv" or "…_orders.csv".
        table: Cells as the export shows them: text, numbers, dates; "", None and NaN are empty.
        format: "csv" or "xlsx".
        encoding: Encoding of a csv ("gb18030" or "utf-8-sig"), "" for xlsx.
        sheet: Sheet name of an xlsx, "" for csv.
        contract: The table it is an export of, "" for lists that describe the stores.
        defects: What is wrong with the table, in rows.
    """

    path: str
    table: pd.DataFrame
    format: Literal["csv", "xlsx"]
    encoding: str
    sheet: str
    contract: str = ""
    defects: Defects = field(default_factory=Defects)


@dataclass(frozen=True)
class Planted:
    """What is true about one store.

    Attributes:
        plan: What is planted there.
        advisor: The advisor who carries it, as the plan says.
        second_advisor: Another advisor, where the plan names a second.
        renamed: What `advisor` is called now, "" where nobody was renamed.
        technician: Whose repairs hold less or more often.
        series: Whose customers leave.
        peak_hour: Hour of the day in which most customers arrive.
    """

    plan: StorePlan
    advisor: str
    second_advisor: str
    renamed: str
    technician: str
    series: str
    peak_hour: int


def sample_exports(
    dealers: int,
    months: int,
    seed: int,
    last_month: str = "2026-10",
    language: Language = "zh",
) -> Iterator[DemoFile]:
    """Yield every export file of the first `dealers` stores, one store at a time.

    Args:
        dealers: Number of stores.
        months: Months of call-backs and complaints; repair orders go back at least 25 months.
        seed: 0 or more; other seeds give other people, names and numbers.
        last_month: Last month of the sample, "2026-10".
        language: Of headers, words and names; the numbers are the same in both.

    Raises:
        ValueError: An argument is out of range; raised at the call, not at the first file.
    """
    span = SampleMonths(last_month, months)
    stores = _stores(dealers, seed)
    return (file for store in stores for file in _files(_simulate(store, span), language))


def sample_lists(
    dealers: int, seed: int, last_month: str = "2026-10", language: Language = "zh"
) -> Iterator[DemoFile]:
    """Yield what a spec reads beside the exports: the list of the stores and their targets.

    Raises:
        ValueError: An argument is out of range.
    """
    stores, targets = stores_table(dealers, seed), targets_table(dealers, seed, last_month)
    match language:
        case "zh":
            yield DemoFile("data/经销商.csv", stores, "csv", "utf-8-sig", "")
            yield DemoFile("data/目标.csv", targets, "csv", "utf-8-sig", "")
        case "en":
            english = stores.drop(columns="名称")
            yield in_english(DemoFile("data/经销商.csv", english, "csv", "utf-8-sig", ""))
            yield in_english(DemoFile("data/目标.csv", targets, "csv", "utf-8-sig", ""))


def planted(dealers: int, seed: int, language: Language = "zh") -> Mapping[str, Planted]:
    """Tell the truth about the files `sample_exports` yields for the same arguments.

    Returns:
        Dealer id → what is planted there; what is wrong with a file stands in the file's `defects`.

    Raises:
        ValueError: An argument is out of range.
    """
    return MappingProxyType({s.dealer.id: _truth(s, language) for s in _stores(dealers, seed)})


def _stores(n: int, seed: int) -> list[Store]:
    return [open_store(i, seed) for i in range(len(dealers(n, seed)))]


def _speaker(language: Language) -> Callable[[str], str]:
    """Return what says a Chinese word of the exports in a language."""
    match language:
        case "zh":
            return str
        case "en":
            return word


def _truth(store: Store, language: Language) -> Planted:
    said, name = _speaker(language), store.advisors[store.advisor]
    return Planted(
        plan=store.plan,
        advisor=said(name),
        second_advisor=said(store.advisors[store.second]),
        renamed=said(RENAMED.format(name=name)) if store.plan.renamed else "",
        technician=said(store.technicians[store.technician]),
        series=said(SERIES[store.churning]),
        peak_hour=store.peak_hour,
    )


def _simulate(store: Store, span: SampleMonths) -> SimulatedStore:
    fleet = build_fleet(store, span)
    customers = build_customers(store, fleet)
    orders = build_orders(store, span, fleet, customers)
    customers.loc[literal_customer(fleet, orders), ["name", "kind"]] = LITERAL_NAME, "个人"
    return SimulatedStore(
        store=store,
        span=span,
        fleet=fleet,
        customers=customers,
        orders=orders,
        surveys=build_surveys(store, span, fleet, orders),
        complaints=build_complaints(store, span, fleet, customers, orders),
    )


def _files(world: SimulatedStore, language: Language) -> Iterator[DemoFile]:
    files = _chinese_files(world)
    match language:
        case "zh":
            return files
        case "en":
            return map(in_english, files)


def _chinese_files(world: SimulatedStore) -> Iterator[DemoFile]:
    if not world.store.plan.totals_only:
        yield from _rows(world)
    for what, contract, table in (
        ("整改措施", "measures", measures_table(world)),
        ("月度指标", "monthly_figures", _figures(world)),
    ):
        path = f"data/{world.store.dealer.id}_{what}.csv"
        yield DemoFile(path, table, "csv", "utf-8-sig", "", contract)


def _figures(world: SimulatedStore) -> pd.DataFrame:
    """Everything for a store without rows; else what the rows do not hold, and what is misread."""
    if world.store.plan.totals_only:
        return totals_table(world)
    misread = misread_figures(world) if world.store.plan.careless else {}
    return figures_table(world, {**book_figures(world), **misread})


def _rows(world: SimulatedStore) -> Iterator[DemoFile]:
    name = world.store.dealer.id
    detail = world.span.order_months - world.span.months
    for what, contract, table in (
        ("销售", "vehicle_sales", sales_table(world)),
        ("客户", "customers", customers_table(world)),
        ("预约", "appointments", appointments_table(world)),
        ("流失调查", "lost_calls", lost_calls_table(world)),
    ):
        yield DemoFile(f"data/{name}_{what}.csv", table, "csv", "gb18030", "", contract)
    for month, table, bad in orders_by_month(world):
        path = f"data/{month}/{name}_工单.csv"
        yield DemoFile(path, table, "csv", "gb18030", "", "repair_orders", bad)
    for month, table, bad in islice(surveys_by_month(world), detail, None):
        path = f"data/{month}/{name}_回访.xlsx"
        yield DemoFile(path, table, "xlsx", "", "回访", "callbacks", bad)
    for month, table in islice(complaints_by_month(world), detail, None):
        path = f"data/{month}/{name}_投诉.csv"
        yield DemoFile(path, table, "csv", "utf-8-sig", "", "complaints")

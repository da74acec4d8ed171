"""Sample data for `reportgen demo`: invented stores with three known effects each.

Every store has one advisor whose satisfaction falls, one technician whose repairs come back and
one series whose customers leave; everybody else is drawn from one and the same distribution. So
a report about these files can be checked against what is known to be true: `planted` tells it,
together with the number of defects in every file.

Nothing is written here: the caller writes the tables. Same arguments, same tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from reportgen_plugins.after_sales.demo.demo_complaints import build_complaints
from reportgen_plugins.after_sales.demo.demo_orders import build_orders, literal_customer
from reportgen_plugins.after_sales.demo.demo_surveys import build_surveys
from reportgen_plugins.after_sales.demo.dms_exports import (
    Defects,
    World,
    complaints_by_month,
    customers_table,
    orders_by_month,
    sales_table,
    surveys_by_month,
)
from reportgen_plugins.after_sales.demo.english_exports import in_english, word
from reportgen_plugins.after_sales.demo.fleet import Store, build_customers, build_fleet, open_store
from reportgen_plugins.after_sales.demo.invented_names import (
    LITERAL_NAME,
    SERIES,
    DemoDealer,
    dealers,
)
from reportgen_plugins.after_sales.demo.timeline import SampleMonths

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
        defects: What is wrong with the table, in rows.
    """

    path: str
    table: pd.DataFrame
    format: Literal["csv", "xlsx"]
    encoding: str
    sheet: str
    defects: Defects = field(default_factory=Defects)


@dataclass(frozen=True)
class Planted:
    """What is true about one store.

    Attributes:
        falling_advisor: 及时接待 and 预先报价 about 12 points lower in the last 3 months.
        comeback_technician: About 13 % of repairs do not hold, 3 % elsewhere.
        churning_series: Loses at least twice as many customers as the others.
        defects: Path of each file with defects → how many.
    """

    falling_advisor: str
    comeback_technician: str
    churning_series: str
    defects: Mapping[str, Defects]


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


def planted(
    dealers: int,
    seed: int,
    months: int = 13,
    last_month: str = "2026-10",
    language: Language = "zh",
) -> Mapping[str, Planted]:
    """Tell the truth about the files `sample_exports` yields for the same arguments.

    Returns:
        Dealer id → what is planted there.

    Raises:
        ValueError: An argument is out of range.
    """
    span = SampleMonths(last_month, months)
    stores = _stores(dealers, seed)
    return MappingProxyType({s.dealer.id: _truth(s, span, language) for s in stores})


def _stores(n: int, seed: int) -> list[Store]:
    return [open_store(i, seed) for i in range(len(dealers(n, seed)))]


def _speaker(language: Language) -> Callable[[str], str]:
    """What says a Chinese word of the exports in a language."""
    match language:
        case "zh":
            return str
        case "en":
            return word


def _truth(store: Store, span: SampleMonths, language: Language) -> Planted:
    files = _files(_simulate(store, span), language)
    said = _speaker(language)
    return Planted(
        falling_advisor=said(store.advisors[store.falling]),
        comeback_technician=said(store.technicians[store.comeback]),
        churning_series=said(SERIES[store.churning]),
        defects=MappingProxyType({f.path: f.defects for f in files if f.defects != Defects()}),
    )


def _simulate(store: Store, span: SampleMonths) -> World:
    fleet = build_fleet(store, span)
    customers = build_customers(store, fleet)
    orders = build_orders(store, span, fleet, customers)
    customers.loc[literal_customer(fleet, orders), ["name", "kind"]] = LITERAL_NAME, "个人"
    return World(
        store=store,
        span=span,
        fleet=fleet,
        customers=customers,
        orders=orders,
        surveys=build_surveys(store, span, fleet, orders),
        complaints=build_complaints(store, span, fleet, customers, orders),
    )


def _files(world: World, language: Language) -> Iterator[DemoFile]:
    files = _chinese_files(world)
    match language:
        case "zh":
            return files
        case "en":
            return map(in_english, files)


def _chinese_files(world: World) -> Iterator[DemoFile]:
    name = world.store.dealer.id
    detail = world.span.order_months - world.span.months
    yield DemoFile(f"data/{name}_销售.csv", sales_table(world), "csv", "gb18030", "")
    yield DemoFile(f"data/{name}_客户.csv", customers_table(world), "csv", "gb18030", "")
    for month, table, bad in orders_by_month(world):
        yield DemoFile(f"data/{month}/{name}_工单.csv", table, "csv", "gb18030", "", bad)
    for month, table, bad in islice(surveys_by_month(world), detail, None):
        yield DemoFile(f"data/{month}/{name}_回访.xlsx", table, "xlsx", "", "回访", bad)
    for month, table in islice(complaints_by_month(world), detail, None):
        yield DemoFile(f"data/{month}/{name}_投诉.csv", table, "csv", "utf-8-sig", "")

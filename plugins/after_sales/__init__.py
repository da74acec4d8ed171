"""What after-sales sections share: table contracts, visits, metrics, and the demo's sample data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from reportgen_plugins.after_sales.tables import TABLES

from reportgen import Language, TableContract, hookimpl

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo import DemoFile


@hookimpl
def register_tables() -> tuple[TableContract, ...]:
    """Return the tables of an after-sales department."""
    return TABLES


@hookimpl
def demo_exports(
    dealers: int, months: int, seed: int, last_month: str, language: Language
) -> Iterator[DemoFile]:
    """Return invented exports of some stores, and the list of the stores."""
    from reportgen_plugins.after_sales.demo import sample_exports  # noqa: PLC0415 a report never needs the generator

    yield _store_list(dealers, seed, language)
    yield _group_surveys(dealers, seed, last_month, language)
    yield from sample_exports(dealers, months, seed, last_month, language)


def _group_surveys(dealers: int, seed: int, last_month: str, language: Language) -> DemoFile:
    from reportgen_plugins.after_sales.demo import DemoFile  # noqa: PLC0415 as above
    from reportgen_plugins.after_sales.demo.demo_group_surveys import (  # noqa: PLC0415 as above
        MONTHS,
        SURVEYS_FILE,
        group_surveys,
    )

    table = group_surveys(dealers, MONTHS, seed, last_month, language)
    return DemoFile(SURVEYS_FILE.in_(language), table, "csv", "utf-8-sig", "")


def _store_list(count: int, seed: int, language: Language) -> DemoFile:
    import pandas as pd  # noqa: PLC0415 as above
    from reportgen_plugins.after_sales.demo import DemoFile, dealers, in_english  # noqa: PLC0415 as above

    stores = dealers(count, seed)
    table = pd.DataFrame(
        {
            "经销商代码": [store.id for store in stores],
            "名称": [store.name_zh for store in stores],
            "英文名称": [store.name_en for store in stores],
            "区域": [store.region for store in stores],
            "城市": [store.city for store in stores],
        }
    )
    file = DemoFile("data/经销商.csv", table, "csv", "utf-8-sig", "")
    match language:
        case "zh":
            return file
        case "en":
            return in_english(replace(file, table=table.drop(columns="名称")))

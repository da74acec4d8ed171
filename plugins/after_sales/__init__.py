"""What after-sales sections share: table contracts, visits, metrics, and the demo's sample data."""

from __future__ import annotations

from collections.abc import Iterator
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
    """Return invented exports of some stores, the list of the stores, and their targets."""
    from reportgen_plugins.after_sales.demo import sample_exports, sample_lists  # noqa: PLC0415 a report never needs the generator

    yield from sample_lists(dealers, seed, last_month, language)
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
    return DemoFile(SURVEYS_FILE.in_(language), table, "csv", "utf-8-sig", "", "surveys")

"""What was planted in the sample data is found, and ordinary noise is not: twenty stores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd
import pytest

from reportgen.document.blocks import Chapter, Finding
from reportgen.document.formats import plain
from reportgen.extension.components import RawTable
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.intake import take_all
from reportgen.periods import Month
from reportgen.report.build_chapter import build_chapter
from reportgen.section.data import Data, Dealer
from reportgen.section.dealer_tables import DealerTables

SEEDS = range(100, 120)
TABLES = {
    "工单": "repair_orders",
    "回访": "callbacks",
    "投诉": "complaints",
    "销售": "vehicle_sales",
    "客户": "customers",
}


@cache
def registry() -> Registry:
    return load_plugins()


def tables(seed: int) -> Mapping[str, pd.DataFrame]:
    """The frames of one store, through the intake as if its files had been read."""
    from reportgen_plugins.after_sales.demo import sample_exports  # noqa: PLC0415 needs the plugins

    raws: dict[str, list[RawTable]] = {}
    for sample in sample_exports(1, 13, seed):
        table = next(name for word, name in TABLES.items() if word in sample.path)
        text = sample.table.astype("object").where(sample.table.notna(), "").astype("str")
        text.index, text.columns = pd.RangeIndex(2, len(text) + 2), pd.RangeIndex(text.shape[1])
        raw = RawTable(sample.path, tuple(sample.table.columns), text)
        raws.setdefault(table, []).append(raw)
    frames, ledger = take_all(registry().tables.values(), raws)
    assert ledger.balanced
    return frames


def chapters(seed: int) -> dict[str, Chapter]:
    sections = registry().sections
    given = DealerTables(tables(seed), registry().tables)
    data = Data(Dealer("SH001"), Month(2026, 10), "zh", given)
    wanted = ("csi_by_advisor", "first_time_fix", "churn", "complaints", "loyal_customers")
    return {name: build_chapter(name, sections[name](), data) for name in wanted}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_planted_is_found_and_the_noise_is_not(seed: int) -> None:
    built = chapters(seed)
    from reportgen_plugins.after_sales.demo import planted  # noqa: PLC0415 needs the plugins

    truth = planted(1, seed)["SH001"]
    assert not [chapter.failed for chapter in built.values() if chapter.failed]
    found = {
        name: {
            (block.severity, plain(block.title, "zh"))
            for block in chapter.blocks
            if isinstance(block, Finding) and block.severity in {"bad", "good"}
        }
        for name, chapter in built.items()
    }

    assert_only(found["csi_by_advisor"], truth.falling_advisor)
    assert_only(found["first_time_fix"], truth.comeback_technician)
    assert_only(found["churn"], truth.churning_series)
    # an overdue case or a warranty rule is a fact about one case, no claim about a trend
    assert not [
        title for _, title in found["complaints"] if "超过30天" not in title and "三包" not in title
    ]


def assert_only(found: set[tuple[str, str]], name: str) -> None:
    """One bad finding about the planted one; nobody else is named, for better or worse."""
    assert [severity for severity, title in found if name in title] == ["bad"], found
    assert len(found) == 1, found

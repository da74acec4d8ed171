"""The English sample data: the same numbers, no Chinese word, nothing lost at the intake."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.document.blocks import Document, Finding
from reportgen.document.formats import plain
from reportgen.document.ledger import Ledger
from reportgen.extension.components import RawTable
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.intake import take_all
from reportgen.intake.headers import match_headers
from reportgen.report.one import assemble, check, cut, load
from reportgen.spec.spec import read_spec

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo import DemoFile

    from reportgen.labels import Language

SEED, MONTHS = 1, 13
CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef\U00020000-\U0003ffff]")
PLATE = re.compile(r"[\u4e00-\u9fff][A-K][A-Z0-9]\d{4,5}(?![A-Z0-9])|[新黑琼藏][PMCE][A-Z]\d{4,5}")


@cache
def registry() -> Registry:
    return load_plugins()


@cache
def demo() -> ModuleType:
    registry()
    return importlib.import_module("reportgen_plugins.after_sales.demo")


@cache
def english() -> ModuleType:
    registry()
    return importlib.import_module("reportgen_plugins.after_sales.demo.english_exports")


@cache
def files(language: Language, stores: int = 1, seed: int = SEED) -> list[DemoFile]:
    return list(demo().sample_exports(stores, MONTHS, seed, language=language))


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [SEED, 7, 12])
def test_nothing_but_plates_is_chinese(seed: int) -> None:
    for file in files("en", 4, seed):
        written = "\n".join([file.path, file.sheet, *file.table.columns])
        assert not CHINESE.search(written), file.path
        cells = {c for name in file.table for c in file.table[name].unique() if isinstance(c, str)}
        left = [cell for cell in cells if CHINESE.search(PLATE.sub("", cell))]
        assert not left, file.path


def test_every_word_the_generator_may_use_is_translated() -> None:
    names = importlib.import_module("reportgen_plugins.after_sales.demo.invented_names")
    words = [surname + "听澜" for surname in names.SURNAMES]
    words += ["赵" + given for given in (*names._GIVEN, *names._RARE_GIVEN)]
    for group in ("COMPANIES", "DISTRICTS", "AGE_BANDS", "OCCUPATIONS", "FAULTS", "BODY_FAULTS",
                  "SERIES", "REGIONS"):  # fmt: skip
        words += getattr(names, group)
    remarks = importlib.import_module("reportgen_plugins.after_sales.demo.customer_remarks")
    words += [text.format(fault="大灯不亮") for said in remarks.REMARKS.values() for text in said]
    words += [f"{city}试驾车" for city, _ in names.CITIES]
    shown = [english().word(text) for text in words]

    assert not [text for text in shown if CHINESE.search(text)]
    assert len(set(shown)) == len(words) - 1, "only the first two lists share one name"


def test_an_unknown_chinese_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        english().word("未译")


@pytest.mark.parametrize(
    ("chinese", "expected"),
    [
        ("李霁月", "Li Jiyue"),
        ("卫听澜", "Wai Tinglan"),
        ("魏听澜", "Wei Tinglan"),
        ("云岭 1.5T 豪华版", "Yunling 1.5T Luxury"),
        ("青野 四驱版", "Qingye AWD"),
        ("云汐试驾车", "Yunxi test-drive car"),
        ("A&B<VIP>", "A&B<VIP>"),
        ("=1+1 请按原文显示", "=1+1 show this as written"),
        ("冀B12345", "冀B12345"),
        (
            "客户反映新车行驶中有异响，请回电19900001234",
            (
                "Customer says the new car makes a noise while driving; "
                "please call back on 19900001234"
            ),
        ),
        (
            "车辆冀BD12345：接待人员解释不耐烦",
            "Vehicle 冀BD12345: the advisor explained impatiently",
        ),
    ],
)
def test_a_word_in_english(chinese: str, expected: str) -> None:
    assert english().word(chinese) == expected


def test_files_are_named_in_english() -> None:
    paths = {re.sub(r"20\d\d-\d\d", "M", file.path): file for file in files("en")}

    assert list(paths) == [
        "data/SH001_sales.csv",
        "data/SH001_customers.csv",
        "data/SH001_appointments.csv",
        "data/SH001_lost_calls.csv",
        "data/M/SH001_orders.csv",
        "data/M/SH001_calls.xlsx",
        "data/M/SH001_complaints.csv",
        "data/SH001_measures.csv",
        "data/SH001_monthly_figures.csv",
    ]
    assert paths["data/M/SH001_calls.xlsx"].sheet == "calls"
    assert {f.encoding for f in paths.values()} == {"", "gb18030", "utf-8-sig"}


# --- the same numbers -----------------------------------------------------------------------


def test_only_the_words_differ() -> None:
    for zh, en in zip(files("zh"), files("en"), strict=True):
        assert (zh.format, zh.encoding, zh.defects) == (en.format, en.encoding, en.defects)
        assert zh.table.shape == en.table.shape
        for old, new in zip(zh.table, en.table, strict=True):
            same = zh.table[old].eq(en.table[new]) | zh.table[old].isna() & en.table[new].isna()
            assert zh.table[old][~same].map(lambda v: bool(CHINESE.search(v))).all(), (zh.path, old)


def raws(language: Language) -> Mapping[str, list[RawTable]]:
    found: dict[str, list[RawTable]] = {}
    for sample in files(language):
        text = sample.table.astype("object").where(sample.table.notna(), "").astype("str")
        text.index, text.columns = pd.RangeIndex(2, len(text) + 2), pd.RangeIndex(text.shape[1])
        raw = RawTable(sample.path, tuple(sample.table.columns), text)
        found.setdefault(sample.contract, []).append(raw)
    return found


@cache
def taken(language: Language) -> tuple[Mapping[str, pd.DataFrame], Ledger]:
    return take_all(registry().tables.values(), raws(language))


def test_every_header_is_recognised() -> None:
    for table, group in raws("en").items():
        for raw in group:
            assert match_headers(registry().tables[table], raw, {}).unused == (), raw.origin


def test_the_ledger_counts_the_same() -> None:
    zh, en = taken("zh")[1], taken("en")[1]

    assert en.balanced
    assert [account.table for account in en.accounts] == [account.table for account in zh.accounts]
    for chinese, account in zip(zh.accounts, en.accounts, strict=True):
        for counts in ("read", "used", "dropped", "repaired"):
            assert getattr(account, counts) == getattr(chinese, counts), account.file
        assert account.columns.keys() == chinese.columns.keys()


def test_categories_and_flags_mean_the_same() -> None:
    zh, en = taken("zh")[0], taken("en")[0]

    for name, contract in registry().tables.items():
        for column in contract.columns:
            if column.kind in {"category", "flag", "money", "number", "date", "datetime"} and (
                name in zh and column.name in zh[name]
            ):
                pd.testing.assert_series_equal(zh[name][column.name], en[name][column.name])


# --- the same report ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Document]:
    languages: tuple[Language, ...] = ("zh", "en")
    return {each: report(tmp_path_factory.mktemp(each), each) for each in languages}


def report(folder: Path, language: Language) -> Document:
    spec_path = make_workspace(folder, language)
    plugins = load_plugins(find_workspace(spec_path))
    write_samples(folder, plugins, dealers=1, months=MONTHS, seed=SEED, last_month="2026-10",
                  language=language)  # fmt: skip
    spec = read_spec(spec_path, plugins)
    inputs = load(spec, plugins, spec.period.month)
    data, ledger = cut(spec, inputs, inputs.dealers[0], spec.period.month)
    return assemble(spec, data, check(spec, data, ledger))


def test_both_reports_hold_the_same_facts(reports: Mapping[str, Document]) -> None:
    def translated(key: str) -> str:
        head, colon, name = key.partition(":")
        if name in english().WORDS:
            return f"{head}{colon}{english().WORDS[name]}".casefold()
        # faults are told apart in small letters and without marks
        said = CHINESE_RUN.sub(lambda found: str(english().word(found[0])), key)
        return said.casefold().replace("a/c", "a c")

    zh = {translated(key): fact for key, fact in reports["zh"].facts().items()}
    en = {key.casefold(): fact for key, fact in reports["en"].facts().items()}

    assert zh.keys() == en.keys()
    assert len(en) > 400
    for key, fact in en.items():
        same = ("value", "unit", "n", "top", "bottom", "low", "high", "evidence")
        assert [getattr(fact, name) for name in same] == [getattr(zh[key], name) for name in same]


CHINESE_RUN = re.compile(f"{CHINESE.pattern}+")


def test_the_planted_is_found_by_its_english_name(reports: Mapping[str, Document]) -> None:
    truth = demo().planted(1, SEED, language="en")["SH001"]
    bad = [
        plain(block.title, "en")
        for block in reports["en"].blocks()
        if isinstance(block, Finding) and block.severity == "bad"
    ]

    for name in (truth.advisor, truth.technician, truth.series):
        assert not CHINESE.search(name)
        assert any(name in title for title in bad), name

"""A dealer's inputs from the store are those cut from all tables in memory."""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_tables import CONTRACT, MONTH, Shop, raw_file, reading_of

from reportgen.document.ledger import Account, Ledger
from reportgen.errors import SourceError
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.metric.availability import Availability
from reportgen.report.cut_to_month import cut_tables, up_to
from reportgen.report.load_inputs import Inputs, SpecReading, load
from reportgen.report.store import open_store
from reportgen.report.store.dealer_groups import dealer_groups
from reportgen.report.store.ledger_json import (
    common_as_json,
    common_from_json,
    own_as_json,
    own_from_json,
)
from reportgen.report.store.ledger_slices import OwnPart, split
from reportgen.report.store.table_parts import read_piece, write_table
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import read_spec


def known(of: Availability) -> object:
    """What can be compared of an availability."""
    masks = {
        name: (each.unread.tolist(), each.lacking.tolist(), each.doubt)
        for name, each in of.undecided.items()
    }
    return (of.clock, of.month, dict(of.spans), dict(of.absent), masks)


def bare(account: Account) -> Account:
    """An account without the numbers of the rows that could not be read: they are the dealer's."""
    return replace(account, unread={})


def same(whole: Inputs, own: Inputs, dealer: Dealer, month: object) -> None:
    """Hold what a report is made from against what the store gives for it."""
    tables, ledger = cut_tables(whole, dealer, month)  # type: ignore[arg-type]
    stored, told = cut_tables(own, dealer, month)  # type: ignore[arg-type]
    assert [*stored] == [*tables]
    for name in tables:
        pd.testing.assert_frame_equal(stored[name], tables[name], check_exact=True)
        assert known(stored.known(name)) == known(tables.known(name)), name
    assert [bare(a) for a in told.accounts] == [bare(a) for a in ledger.accounts]


def test_each_dealers_inputs_are_the_same_from_the_store(shop: Shop) -> None:
    whole = load(*shop)

    with open_store(*shop) as stored:
        assert stored.dealers == whole.dealers
        assert stored.whose == whole.whose
        assert list(map(bare, stored.ledger().accounts)) == list(map(bare, whole.ledger.accounts))
        for dealer in (*whole.dealers, Dealer("nobody")):
            own = pickle.loads(pickle.dumps(stored.slice(dealer))).open(shop.registry.tables)  # noqa: S301 our own
            same(whole, own, dealer, shop.month)
            assert own.dealers == (dealer,)


def test_the_handle_of_a_dealer_is_small(shop: Shop) -> None:
    with open_store(*shop) as stored:
        first, second = stored.slices(stored.dealers)

        assert len(pickle.dumps(first)) < 4_000
        assert first.key != second.key
        assert 0 < first.rows_up_to_month < first.rows  # bookings of the next month
        assert stored.slice(Dealer("nobody")).rows == 0
        common = common_from_json((stored.folder / "ledger.json").read_bytes())
        assert common.accounts == {}  # every file is one dealer's


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["D1", "D2", "D3", ""]),
        st.sampled_from(["A1", "A2", "A3", "B7", ""]),
        st.sampled_from(["2026-09-03", "2026-10-28", "2026-11-02", "next week", ""]),
        st.sampled_from(["12", "many", "-3", ""]),
        st.sampled_from(["是", "perhaps", "合计", ""]),
    ),
    max_size=12,
)


@given(files=st.lists(st.tuples(st.sampled_from(["", "D1"]), ROWS), min_size=1, max_size=4))
@settings(max_examples=25)
def test_whatever_is_wrong_with_the_files(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, list[tuple[str, ...]]]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    raws = [raw_file(f"{at}.csv", rows, dealer) for at, (dealer, rows) in enumerate(files)]
    tables, ledger = reading_of(raws)
    contracts = {CONTRACT.name: CONTRACT}
    frame = tables[CONTRACT.name]

    table = write_table(folder, CONTRACT.name, frame, up_to(MONTH, frame, CONTRACT.date))
    common, parts = split(ledger, tables)

    read = common_from_json(common_as_json(common))
    assert list(map(bare, common.whole(parts).accounts)) == list(map(bare, ledger.accounts))
    for dealer in map(Dealer, ("D1", "D2", "D3", "D4")):
        part = own_from_json(own_as_json(parts.get(dealer.id, OwnPart())))
        piece = table.of(dealer.id)
        own = Inputs(
            {CONTRACT.name: read_piece(folder, piece)},
            read.ledger_of(dealer.id, part),
            (dealer,),
            contracts,
        )
        same(Inputs(tables, ledger, (), contracts), own, dealer, MONTH)
        kept, _ = cut_tables(own, dealer, MONTH)
        assert piece.up_to == len(kept[CONTRACT.name])


def test_many_dealers_stand_in_several_files(tmp_path: Path) -> None:
    codes = [f"D{number:03}" for number in range(150)]
    rows = [(code, f"A{n}", "2026-10-05", str(n), "是") for n in range(3) for code in codes]
    tables, _ = reading_of([raw_file("all.csv", rows, "")])
    frame = tables[CONTRACT.name]

    table = write_table(tmp_path, CONTRACT.name, frame, up_to(MONTH, frame, CONTRACT.date))

    assert len(list(tmp_path.rglob("*.parquet"))) == 3
    for code in ("D000", "D063", "D064", "D149"):
        own = read_piece(tmp_path, table.of(code))
        assert own["dealer"].tolist() == [code] * 3
        assert own["value"].tolist() == [0.0, 1.0, 2.0]


def test_an_empty_ledger_is_split_too() -> None:
    assert common_from_json(common_as_json(split(Ledger(), {})[0])).ledger_of("D1", OwnPart()) == (
        Ledger()
    )


def named_after_dealers(samples: Path) -> Shop:
    """The sample exports as a spec reads them that says which part of a name is a dealer."""
    spec = samples.with_name("named.yaml")
    text = samples.read_text("utf-8").replace("data/*/*_", "data/*/{dealer}_")
    spec.write_text(text.replace("data/*_", "data/{dealer}_"), "utf-8")
    registry = load_plugins(find_workspace(spec))
    return Shop(read_spec(spec, registry), registry, MONTH)


@pytest.fixture
def in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every dealer's files are too large to be read with another's."""
    module = sys.modules["reportgen.report.store.dealer_groups"]
    monkeypatch.setattr(module, "TOGETHER", 0)
    monkeypatch.setattr(module, "A_GROUP", 1)


@pytest.mark.usefixtures("in_groups")
def test_dealers_read_one_after_the_other_are_the_same(samples: Path) -> None:
    shop = named_after_dealers(samples)
    whole = load(*shop)
    assert len([group for group in dealer_groups(SpecReading.of(*shop)) if group]) == 2

    with open_store(*shop) as stored:
        assert stored.whose == whole.whose
        assert stored.contents.read == sum(account.read for account in whole.ledger.accounts)
        for dealer in (*whole.dealers, Dealer("nobody")):
            same(whole, stored.of(dealer), dealer, shop.month)
        for name in whole.tables:
            told, known = stored.ledger().of([name]).accounts, whole.ledger.of([name]).accounts
            told, known = ([bare(replace(a, dealers={})) for a in some] for some in (told, known))
            assert sorted(map(repr, told)) == sorted(map(repr, known))


MIXED = """\
report: { title: "{dealer} {month}" }
period: { month: 2026-10, history: 3 }
dealers: [D1, D2, D3]
sources:
  complaints: { type: csv, path: "data/{dealer}_cases.csv" }
  monthly_figures: { type: csv, path: data/figures.csv }
sections: [{ type: complaints }]
"""
CASES = "投诉编号,投诉日期,VIN\nC1,2026-10-05,LSVAA4182E2123294\nC2,soon,\n"
FIGURES = "经销商代码,月份,指标,数值\nD1,2026-10,接车台次,7\nD2,2026-10,接车台次,many\nD3,2026-10,"
FIGURES += "接车台次,9\n,2026-10,接车台次,1\n"


@pytest.fixture
def mixed(tmp_path: Path) -> Shop:
    """Complaints of two dealers in files of their own, figures of three in one."""
    for name in ("configs", "data"):
        (tmp_path / name).mkdir()
    spec = tmp_path / "configs" / "monthly.yaml"
    spec.write_text(MIXED, "utf-8")
    for dealer in ("D1", "D2"):
        (tmp_path / "data" / f"{dealer}_cases.csv").write_text(CASES, "utf-8")
    (tmp_path / "data" / "figures.csv").write_text(FIGURES, "utf-8")
    registry = load_plugins(find_workspace(spec))
    return Shop(read_spec(spec, registry), registry, MONTH)


@pytest.mark.usefixtures("in_groups")
def test_a_file_of_all_dealers_is_read_beside_those_of_each(mixed: Shop) -> None:
    whole = load(*mixed)

    with open_store(*mixed) as stored:
        for dealer in whole.dealers:
            same(whole, stored.of(dealer), dealer, MONTH)
        assert [own.rows for own in stored.slices(whole.dealers)] == [2, 1, 1]
        assert stored.whose == whole.whose
        assert stored.contents.read == 8


@pytest.mark.usefixtures("in_groups")
def test_one_file_of_all_dealers_is_read_for_some_at_a_time(mixed: Shop) -> None:
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    text = mixed.spec.path.read_text("utf-8")
    duckdb = "{ type: duckdb, dealer: 经销商代码, path: data/figures.csv }"
    text = text.replace("{ type: csv, path: data/figures.csv }", duckdb)
    text = text.replace("  complaints: {", "  lost_calls: {").replace("complaints", "churn")
    mixed.spec.path.write_text(text.replace("lost_calls: {", "complaints: {"), "utf-8")
    shop = Shop(read_spec(mixed.spec.path, mixed.registry), mixed.registry, MONTH)
    whole = load(*shop)
    groups = [group for group in dealer_groups(SpecReading.of(*shop)) if group]
    assert [sorted(group.dealers) for group in groups] == [[""], ["D1"], ["D2"], ["D3"]]

    with open_store(*shop) as stored:
        assert stored.whose == whole.whose
        assert stored.contents.read == sum(account.read for account in whole.ledger.accounts)
        for dealer in whole.dealers:
            tables, _ = cut_tables(whole, dealer, MONTH)
            own, ledger = cut_tables(stored.of(dealer), dealer, MONTH)
            mine = own["monthly_figures"].drop(columns="_file")
            assert mine.equals(tables["monthly_figures"].drop(columns="_file"))
            accounts = ledger.of(["monthly_figures"]).accounts
            assert {a.file: a.read for a in accounts}.items() >= {(f"figures.csv › {dealer.id}", 1)}


@pytest.mark.usefixtures("in_groups")
def test_a_file_named_after_a_dealer_holds_nobody_elses_rows(mixed: Shop) -> None:
    text = CASES.replace("VIN", "VIN,dealer").replace("3294\n", "3294,D2\n")
    (mixed.spec.folder / "data" / "D1_cases.csv").write_text(text, "utf-8")

    with pytest.raises(
        SourceError, match=r"hold rows of 'D2'.*correct their names or their column"
    ):
        open_store(*mixed)

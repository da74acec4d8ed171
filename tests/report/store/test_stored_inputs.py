"""A dealer's inputs from the store are those cut from all tables in memory."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_tables import CONTRACT, MONTH, Shop, raw_file, reading_of

from reportgen.document.ledger import Account, Ledger
from reportgen.metric.availability import Availability
from reportgen.report.cut_to_month import cut_tables, up_to
from reportgen.report.load_inputs import Inputs, load
from reportgen.report.store import open_store
from reportgen.report.store.ledger_json import (
    common_as_json,
    common_from_json,
    own_as_json,
    own_from_json,
)
from reportgen.report.store.ledger_slices import OwnPart, split
from reportgen.report.store.table_parts import read_piece, write_table
from reportgen.section.dealer import Dealer


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
        assert first.rows_up_to_month == first.rows > 0
        assert stored.slice(Dealer("nobody")).rows == 0


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

"""Rename any word of any category in the demo's exports: it is listed with its right count."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_table import take_in

from reportgen.extension.components import Declarations, RawTable
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import bundled
from reportgen.labels import Language
from reportgen.mapping import match, unknown_words, values_of
from reportgen.metric.table_contracts import ROW, TableContract

FILES = {
    "工单": "repair_orders", "回访": "callbacks", "投诉": "complaints",
    "repair_orders": "repair_orders", "callbacks": "callbacks", "complaints": "complaints",
}  # fmt: skip


@cache
def exports(language: Language) -> tuple[tuple[TableContract, RawTable], ...]:
    """The last file of each kind."""
    return tuple(_exports(language))


def _exports(language: Language) -> Iterator[tuple[TableContract, RawTable]]:
    registry = load_plugins(bundled())
    (offer,) = registry.hook.demo_exports(
        dealers=1, months=1, seed=1, last_month="2026-10", language=language
    )
    found = {}
    for sample in offer:
        for word, table in FILES.items():
            if word in str(sample.path):
                found[table] = sample.table
    for table, frame in found.items():
        texts = frame.astype("object").where(frame.notna(), "").astype("str")
        texts.index = pd.RangeIndex(2, len(texts) + 2)
        header = tuple(map(str, texts.columns))
        yield (
            registry.tables[table],
            RawTable("a.csv", header, texts.set_axis(range(len(header)), axis=1)),
        )


@pytest.mark.parametrize("language", ["zh", "en"])
@settings(max_examples=15)
@given(data=st.data())
def test_a_renamed_word_is_listed_with_its_count(language: Language, data: st.DataObject) -> None:
    table, raw = data.draw(st.sampled_from(exports(language)))
    columns = take_in(table, [raw]).accounts[0].columns
    named = [name for name in columns if table.column(name).traits.holds == "word"]
    name = data.draw(st.sampled_from(named))
    at = raw.header.index(columns[name])
    texts = raw.rows[at]
    word = data.draw(st.sampled_from(sorted(set(texts) - {""})))
    new = data.draw(st.sampled_from(["甲乙丙", f"{word}回执", "Something else"]))
    rows = raw.rows.assign(**{str(at): ""}).drop(columns=str(at))
    rows[at] = texts.where(texts != word, new)
    renamed = RawTable(raw.file, raw.header, rows)

    taken = take_in(table, [renamed])
    used = rows.loc[taken.frame[ROW], at]
    account = taken.accounts[0]
    assert account.unknown_words == {(name, new): int((used == new).sum())}

    matching = match(raw.header, values_of(renamed), table)
    listed = {each.word: each.rows for each in unknown_words(matching, rows, {})}
    sure = name in matching.certain
    assert listed == ({new: int((rows[at] == new).sum())} if sure else {})

    key = str(take_in(table, [raw]).frame.set_index(ROW)[name].loc[texts[texts == word].index[0]])
    key = {"True": "yes", "False": "no"}.get(key, key)
    declared = Declarations(words={name: {key: [new]}})
    taught = take_in(table, [RawTable(raw.file, raw.header, rows, declared=declared)])
    pd.testing.assert_frame_equal(taught.frame, take_in(table, [raw]).frame)

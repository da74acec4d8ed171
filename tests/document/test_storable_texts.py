"""What no file can hold is taken out of a report's texts, and of its detail rows' names."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from reportgen.document.blocks import DetailTable
from reportgen.labels import Label
from reportgen.metric.table_contracts import TableContract
from reportgen.report.sample_document import sample_document


def test_a_report_gets_a_part_as_if_it_had_been_made_with_it() -> None:
    contract = TableContract("t", Label("表", "table"), Label("一行", "a row"), ())
    details = (DetailTable(contract, "a\x0bb\ud800", pd.DataFrame()),)
    bare = sample_document("en")

    made = bare.having(details=details)

    assert made == replace(bare, details=details)
    assert [one.title for one in made.details] == ["a\nb"]
    assert bare.details == ()

"""A small report with a block of every kind, on which formats are tried."""

from __future__ import annotations

from datetime import date

from reportgen.document.blocks import (
    Chapter,
    Chart,
    Column,
    Cover,
    Document,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Recommendation,
    Series,
    Table,
    Term,
    Text,
)
from reportgen.document.facts import Fact, words
from reportgen.labels import Language
from reportgen.periods import Month


def sample_document(language: Language) -> Document:
    """Return a report of October 2026 with two chapters; the second could not be built."""
    rate = Fact("sample.rate", 0.93, "share", "rate", n=100, top=93, bottom=100, better="higher")
    before = Fact("sample.rate@2026-09", 0.9, "share", "rate", n=90, top=81, bottom=90)
    none = Fact("sample.none", None, "share", "none", reason="no_data")
    low = Finding("low", "bad", words("low: ", rate), words("before: ", before))
    advice = Recommendation(
        "advice", "low", words(rate), words("no cause on record"), words("look into it"),
        "service", date(2026, 11, 30), "rate", rate, Fact("sample.target", 0.95, "share"),
    )  # fmt: skip
    blocks = (
        Text(words("headline with ", rate), "headline"),
        Heading("heading"),
        Kpis((Kpi(rate), Kpi(none))),
        low,
        advice,
        Table("table", "table", (Column("name"), Column("rate", "share")), (("a", rate),)),
        Chart("chart", "bar", words("chart"), "chart", ("a", "b"), (Series("rate", (rate, none)),),
              "share"),
        Text(words("summary"), "summary"),
    )  # fmt: skip
    cover = Cover(
        "sample report", "D001", "sample", Month(2026, 10), language, report_date=date(2026, 11, 1)
    )
    chapters = (Chapter("one", "chapter", blocks), Chapter("two", "failed", (), failed="an error"))
    return Document(
        cover, (), (low,), chapters, (advice,), (Term("term", "meaning"),), (words("thanks"),)
    )

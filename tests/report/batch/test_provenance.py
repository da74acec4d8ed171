"""What a report is made from is in its key: also the files that options of sections name."""

from __future__ import annotations

from pathlib import Path

from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import bundled
from reportgen.periods import Month
from reportgen.report.batch.outcome import Order
from reportgen.report.batch.provenance import provenance
from reportgen.section.data import Dealer
from reportgen.spec.spec import read_spec

TOPICS = "comments/topics.yaml"
SPEC = """
report: {title: t}
period: {month: 2026-10}
dealers: [D1]
sources: {callbacks: {type: csv, path: a.csv}}
sections: [csi_by_advisor]
"""


def key(spec: Path) -> str:
    registry = load_plugins()
    order = Order(spec, Month(2026, 10), spec.parent / "out")
    return provenance(order, read_spec(spec, registry), registry, {}).key(Dealer("D1"), "")


def test_a_report_is_made_again_when_a_file_of_a_section_changed(tmp_path: Path) -> None:
    spec, own = tmp_path / "configs/a.yaml", tmp_path / "configs" / TOPICS
    own.parent.mkdir(parents=True)
    spec.write_text(SPEC, "utf-8")
    text = bundled().config(TOPICS).read_text("utf-8")
    shipped = key(spec)

    own.write_text(text, "utf-8")
    copied = key(spec)
    own.write_text(text.replace("等了", "候了"), "utf-8")

    assert copied == shipped
    assert key(spec) != shipped

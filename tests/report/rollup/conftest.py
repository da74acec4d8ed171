"""A workspace with eight dealers in two regions, who reach a share of their customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.one import make_report
from reportgen.report.store import open_store
from reportgen.spec.spec import Spec, read_spec

OCTOBER = Month(2026, 10)
SECTION = '''
from collections.abc import Iterator

from reportgen import (
    Block, Count, Data, Is, Kpi, Kpis, Label, Metric, Ratio, Rows, Section, Sum, hookimpl,
)


def total(indicator):
    return Sum(Rows("monthly_figures", "month", (Is("indicator", indicator),)), "value")


CALLED = Metric("reach.called", Label("回访", "Called"), total("callbacks_attempted"), "count",
                "higher")


class Reach(Section):
    """How many customers were reached."""

    type = "reach"
    heading = Label("回访", "Calls")
    needs = {"monthly_figures": ["value"]}
    otherwise: str = ""
    fails: str = ""

    def build(self, data: Data) -> Iterator[Block]:
        if data.dealer.id == self.fails:
            raise SystemExit(3)
        top = "vehicles_received" if data.dealer.id == self.otherwise else "callbacks_success"
        reached = Metric("reach.reached", Label("成功率", "Reached"),
                         Ratio(total(top), total("callbacks_attempted")), "share", "higher")
        yield Kpis((Kpi(data.fact(CALLED)), Kpi(data.fact(reached))))


@hookimpl
def register_sections() -> list[type[Section]]:
    return [Reach]
'''
SPEC = """\
report:
  title: "{dealer} {month} 月报"
  language: en
  formats: [xlsx]
period: { month: 2026-10, history: 3 }
dealers: { file: dealers.csv }
sources:
  monthly_figures: { type: csv, path: "data/figures.csv" }
on_section_error: fail
sections:
  - type: reach
"""
REACHED: Mapping[str, tuple[int, int]] = {
    "D1": (90, 100),
    "D2": (360, 400),
    "D3": (181, 200),
    "D4": (448, 500),
    "D5": (120, 200),  # far below
    "D6": (5, 10),  # as far, of few
    "E1": (50, 100),
    "E2": (49, 100),
}


@dataclass
class Chain:
    """The workspace, and how to make its reports."""

    folder: Path

    @property
    def path(self) -> Path:
        """The spec."""
        return self.folder / "configs" / "monthly.yaml"

    def write(self, reached: Mapping[str, tuple[int, int]] = REACHED, **options: str) -> None:
        """Write the spec and the data."""
        rows = "".join(
            f"{dealer},2026-10,回访台次,{of}\n{dealer},2026-10,成功台次,{top}\n"
            f"{dealer},2026-10,接车台次,{of}\n"
            for dealer, (top, of) in reached.items()
        )
        listed = "".join(f"{d},Store {d},{'East' if d[0] == 'D' else 'West'}\n" for d in REACHED)
        for name, content in {
            "plugins/reach.py": SECTION,
            "configs/monthly.yaml": SPEC + "".join(f"    {k}: {v}\n" for k, v in options.items()),
            "data/figures.csv": f"经销商代码,月份,指标,数值\n{rows}",
            "dealers.csv": f"id,name,region\n{listed}",
        }.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, "utf-8")

    def spec(self) -> Spec:
        """Read the spec."""
        return read_spec(self.path, load_plugins(find_workspace(self.path)))

    def report(self, *dealers: str) -> Spec:
        """Make the reports of these dealers, and keep their facts; returns the spec."""
        registry = load_plugins(find_workspace(self.path))
        spec = read_spec(self.path, registry)
        with open_store(spec, registry, OCTOBER) as stored:
            for dealer in stored.dealers:
                if dealer.id in dealers:
                    make_report(
                        spec, stored.of(dealer), dealer, OCTOBER, self.folder / "out", registry,
                        keep_facts=True,
                    )  # fmt: skip
        return spec


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    """The workspace, with its spec and data."""
    made = Chain(tmp_path)
    made.write()
    return made

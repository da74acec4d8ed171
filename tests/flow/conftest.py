"""A small workspace with one section, one month of totals and a dealer or three."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.spec.spec import Spec, read_spec

SECTION = '''
from collections.abc import Iterator

from reportgen import (
    Block, Data, Finding, Is, Kpi, Kpis, Label, Metric, Recommendation, Rows, Section, Sum, Text,
    hookimpl,
)

CAME = Metric(
    "hello.came", Label("接车台次", "Received"),
    Sum(Rows("monthly_figures", "month", (Is("indicator", "vehicles_received"),)), "value"),
    "count", "higher",
)


class Hello(Section):
    """Says how many came."""

    type = "hello"
    heading = Label("你好", "Hello")
    needs = {"monthly_figures": ["value"]}
    terms = {Label("台次", "Visit"): Label("一次进厂", "one visit")}
    phrases = {"came": {"zh": "本月接车{came}台次。", "en": "{came} received."}}
    explode: str = ""

    def build(self, data: Data) -> Iterator[Block]:
        came = data.fact(CAME)
        if self.explode == data.dealer.id:
            raise ValueError("plugin bug")
        if self.explode == "exit " + data.dealer.id:
            import os

            os._exit(7)
        if self.explode == "hang " + data.dealer.id:
            sum(range(10**13))  # holds Python's lock and hears no signal
        if self.explode == "no block":
            yield "text"
        yield Text(data.say("came", came=came), role="headline")
        yield Kpis((Kpi(came),))
        yield Finding("hello-low", "bad", data.say("came", came=came), ())
        yield Finding("hello-good", "good", data.say("came", came=came), ())
        yield Recommendation(
            "hello-do", "hello-low", data.say("came", came=came), (), ("做",), "经理",
            data.month.end, "接车", came, came,
        )


@hookimpl
def register_sections() -> list[type[Section]]:
    return [Hello]
'''
SPEC = """\
report:
  title: "{dealer} {month} 月报"
  language: zh
  formats: [{ type: docx, pages: none }, xlsx]
period: { month: 2026-10, history: 3 }
dealers: { from: monthly_figures }
sources:
  monthly_figures: { type: csv, path: "data/figures.csv" }
sections:
  - type: hello
"""
FIGURES = """\
经销商代码,月份,指标,数值
D1,2026-09,接车台次,90
D1,2026-10,接车台次,100
D1,2026-11,接车台次,5
D2,2026-10,接车台次,200
D3,2026-10,接车台次,300
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the small workspace."""
    (tmp_path / "plugins").mkdir()
    (tmp_path / "configs").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "plugins" / "hello.py").write_text(SECTION, "utf-8")
    (tmp_path / "configs" / "monthly.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "data" / "figures.csv").write_text(FIGURES, "utf-8")
    return tmp_path


@pytest.fixture
def read(folder: Path) -> Callable[..., tuple[Spec, Registry]]:
    """Read the spec after some replacements in its text."""

    def read_changed(**changes: str) -> tuple[Spec, Registry]:
        path = folder / "configs" / "monthly.yaml"
        text = path.read_text("utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
        registry = load_plugins(find_workspace(path))
        return read_spec(path, registry), registry

    return read_changed


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the workspace."""
    made = tmp_path_factory.mktemp("elsewhere")
    yield made  # type: ignore[misc]
    shutil.rmtree(made, ignore_errors=True)

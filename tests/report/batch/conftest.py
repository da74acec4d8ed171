"""A workspace with a section that misbehaves where it is told to, and as many dealers as wanted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.figure  # noqa: F401 what workers load, here once for all tests
import pypinyin  # noqa: F401
import pytest
import scipy.stats  # noqa: F401

from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.batch import Order, Outcome, Redo, build
from reportgen.report.one import choose
from reportgen.report.store import open_store
from reportgen.spec.spec import read_spec

OCTOBER = Month(2026, 10)
SPEC = """\
report:
  title: "{{dealer}} {{month}} 月报"
  language: zh
  formats: [{formats}]
period: {{ month: 2026-10, history: 3 }}
dealers: {{ from: monthly_figures }}
sources:
  monthly_figures: {{ type: csv, path: "data/figures.csv" }}
limits: {{ seconds: {seconds}, memory_mb: {memory_mb} }}
on_section_error: {on_section_error}
sections:
  - type: hello
    deeds: {deeds}
    once: "{once}"
"""


@dataclass
class Shop:
    """The workspace, and how to build in it."""

    folder: Path

    def write(  # noqa: PLR0913
        self,
        *,
        dealers: int = 3,
        deeds: dict[str, str] | None = None,
        formats: str = "plain, second",
        seconds: float = 300,
        memory_mb: int = 4096,
        on_section_error: str = "box",
        once: str = "",
    ) -> None:
        """Write the spec and the data."""
        rows = "".join(f"D{n},2026-10,接车台次,{n}00\n" for n in range(1, dealers + 1))
        text = SPEC.format(
            deeds="{" + ", ".join(f"{k}: {v}" for k, v in (deeds or {}).items()) + "}",
            formats=formats,
            seconds=seconds,
            memory_mb=memory_mb,
            on_section_error=on_section_error,
            once=once,
        )
        for name, content in {
            "configs/monthly.yaml": text,
            "data/figures.csv": f"经销商代码,月份,指标,数值\n{rows}",
        }.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, "utf-8")

    def build(
        self, dealers: Sequence[str] = (), jobs: int = 1, out: str = "out", redo: Redo = "changed"
    ) -> dict[str, Outcome]:
        """Make reports; returns the outcomes by dealer."""
        return {each.dealer.id: each for each in self.outcomes(dealers, jobs, out, redo=redo)}

    def outcomes(
        self, dealers: Sequence[str] = (), jobs: int = 1, out: str = "out", redo: Redo = "changed"
    ) -> Iterator[Outcome]:
        """Make reports; yields the outcomes."""
        path = self.folder / "configs" / "monthly.yaml"
        registry = load_plugins(find_workspace(path))
        spec = read_spec(path, registry)
        order = Order(path, OCTOBER, self.folder / out, (), redo)
        with open_store(spec, registry, OCTOBER) as stored:
            wanted = choose(stored.dealers, dealers)
            yield from build(order, spec, registry, stored, wanted, jobs)

    def files(self, out: str = "out") -> dict[str, bytes]:
        """Return the reports in a folder."""
        found = sorted((self.folder / out / "2026-10").glob("D*"))
        return {path.name: path.read_bytes() for path in found}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """The workspace, with three dealers nothing is done to."""
    (tmp_path / "plugins").mkdir()
    shutil.copy(Path(__file__).with_name("hostile_section.py"), tmp_path / "plugins")
    made = Shop(tmp_path)
    made.write()
    return made

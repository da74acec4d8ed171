"""What many reports derive from their tables is made once, before them, and harms nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportgen.report.batch import derive_ahead

Shop = Any

PLUGIN = """\
import os
from dataclasses import dataclass
from pathlib import Path

from reportgen import Derivation, Label, Section, Text, hookimpl


@dataclass(frozen=True)
class Doubled(Derivation):
    deed: str

    def rows(self, dealers):
        figures = dealers.table("monthly_figures")
        many = figures["dealer"].nunique()
        with Path({noted!r}).open("a") as file:
            file.write(f"{{many}} ")
        if many > 1 and self.deed == "exit":
            os._exit(3)
        if many > 1 and self.deed == "raise":
            raise ValueError("not for many")
        return figures.assign(value=figures["value"] * 2)


class Twice(Section):
    type = "twice"
    heading = Label("两倍", "Twice")
    deed: str = ""

    def derivations(self):
        return (Doubled(self.deed),)

    def build(self, data):
        frame = data.derived(Doubled(self.deed))
        yield Text(tuple(f"{{value:g}}" for value in frame["value"]))


@hookimpl
def register_sections():
    return [Twice]
"""


class Noted:
    """The workspace with a section that derives, and how many dealers it did so for each time."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.notes = shop, shop.folder / "noted.txt"
        plugin = shop.folder / "plugins" / "twice.py"
        plugin.write_text(PLUGIN.format(noted=str(self.notes)), "utf-8")

    def write(self, deed: str = "", more: str = "") -> None:
        """Write spec and data for three dealers."""
        self.shop.write(formats="plain")
        spec = self.shop.folder / "configs" / "monthly.yaml"
        spec.write_text(spec.read_text("utf-8") + f'  - type: twice\n    deed: "{deed}"\n{more}')

    def build(self, out: str) -> tuple[dict[str, bytes], list[int]]:
        """Make all reports; returns them, and for how many dealers was derived each time."""
        self.notes.write_text("")
        outcomes = self.shop.build(out=out, redo="all")
        assert {each.status for each in outcomes.values()} == {"done"}, outcomes
        return self.shop.files(out), sorted(map(int, self.notes.read_text().split()))

    def log(self, out: str) -> list[dict[str, str]]:
        """What the log says of derivations."""
        lines = Path(self.shop.folder / out / ".reportgen" / "run.log.jsonl").read_text("utf-8")
        said = map(json.loads, lines.splitlines())
        return [each for each in said if each["event"] == "not derived ahead"]


@pytest.fixture
def noted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Noted:
    """The workspace, in which three reports are enough."""
    monkeypatch.setattr(derive_ahead, "FEWEST", 3)
    return Noted(shop)


def test_it_is_made_once_and_reports_are_the_same(
    noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted.write()
    ahead, times = noted.build("ahead")
    assert times == [3]
    again, times = noted.build("again")
    assert times == []
    assert again == ahead

    noted.write(more="    title: 另一个\n")  # another option is another table
    monkeypatch.setattr(derive_ahead, "FEWEST", 4)
    _, times = noted.build("few")
    assert times == [1, 1, 1]
    noted.write()
    kept = noted.shop.folder / "store"
    for rows in kept.rglob("derived/*/*/*/*.parquet"):
        rows.write_bytes(rows.read_bytes()[:-9])
    assert noted.build("no rows") == (ahead, [1, 1, 1])
    for index in kept.rglob("derived.json"):
        index.write_bytes(index.read_bytes()[:-1])
    alone, times = noted.build("alone")  # a damaged part is as if it were absent
    assert times == [1, 1, 1]
    assert alone == ahead


@pytest.mark.parametrize("deed", ["exit", "raise"])
def test_where_it_fails_each_report_derives_its_own(noted: Noted, deed: str) -> None:
    noted.write(deed)
    files, times = noted.build("out")
    assert times == [1, 1, 1, 3]
    assert len(files) == 3
    (line,) = noted.log("out")
    assert "twice.py" in line["reason"] or "exit code 3" in line["reason"]
    assert not list((noted.shop.folder / "store").rglob("derived.json")) or deed == "raise"

"""The pages on coverage and on sections name what is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from doc_pages import ROOT

from reportgen import Label, Section
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import bundled

COVERAGE = ROOT / "docs" / "coverage.md"
PAGES = ROOT / "docs" / "sections"
STATES = ("works", "partly: ", "not yet, because ")
_HEADING = re.compile(r"^## ([\w.]+) ·", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@cache
def rows() -> tuple[tuple[str, ...], ...]:
    """The rows of the coverage table: number, what, state, section, metric, test."""
    lines = COVERAGE.read_text("utf-8").splitlines()
    cells = (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)
    return tuple(row for row in cells if row[0].isdigit())


@cache
def sections() -> dict[str, type[Section]]:
    """The sections that ship, by type."""
    return dict(load_plugins().sections)


@cache
def metric_ids() -> frozenset[str]:
    """The metrics of the reference, and the key figures of all sections."""
    text = (ROOT / "docs" / "reference" / "metrics.md").read_text("utf-8")
    figures = (one.id for section in sections().values() for one in section.indicators)
    return frozenset({*_HEADING.findall(text), *figures})


def test_there_are_67_things_each_with_a_state() -> None:
    assert [int(row[0]) for row in rows()] == list(range(1, 68))
    assert {len(row) for row in rows()} == {6}
    assert [row for row in rows() if not row[2].startswith(STATES)] == []


def test_the_numbers_above_the_table_are_those_of_its_rows() -> None:
    counted = (sum(row[2].startswith(state) for row in rows()) for state in STATES)

    works, partly, missing = counted
    said = f"{works} work, {partly} work in part, {missing} not yet."
    assert said in COVERAGE.read_text("utf-8")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_names_what_is_there(row: tuple[str, ...]) -> None:
    _, what, state, section, metric, test = row

    assert what
    linked = [link for link in _LINK.findall(section) if link.startswith("sections/")]
    assert all(link[len("sections/") : -len(".md")] in sections() for link in linked)
    assert [one for one in _CODE.findall(metric) if one not in metric_ids()] == []
    assert [one for one in _CODE.findall(test) if not (ROOT / one).is_file()] == []
    assert state.startswith("not yet") or test != "—"
    assert [one for one in _CODE.findall(state) if not _said(one)] == []


@cache
def _reference() -> str:
    pages = (ROOT / "docs" / "reference" / name for name in ("spec.md", "tables.md"))
    return "".join(page.read_text("utf-8") for page in pages)


def _said(code: str) -> bool:
    """Whether the generated reference says a key, a table, or a `key: value`."""
    return all(
        f"`{word}`" in _reference() or f"## {word} ·" in _reference() for word in code.split(": ")
    )


def test_every_section_has_a_page_that_names_its_options() -> None:
    pages = {path.stem: path.read_text("utf-8") for path in PAGES.glob("*.md")}
    index = pages.pop("README")

    assert pages.keys() == sections().keys()
    for name, section in sections().items():
        assert f"`type: {name}`" in pages[name]
        options = section.model_fields.keys() - {"type", "title", "id"}
        assert [one for one in options if f"`{one}`" not in pages[name]] == [], name
        assert isinstance(section.heading, Label)
        row = f"| [{name}]({name}.md) | {section.heading.zh} | {section.heading.en} | "
        assert row in index


def test_the_index_names_the_specs_that_have_a_section() -> None:
    index = (PAGES / "README.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| \[(\w+)\]\S+ \| .* \| ([\w, ]+) \|$", index, re.MULTILINE))

    for name, specs in listed.items():
        for spec in specs.split(", "):
            shipped = yaml.safe_load((bundled().configs / f"{spec}.yaml").read_text("utf-8"))
            assert name in {section["type"] for section in shipped["sections"]}, (name, spec)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_the_links_of_a_section_page_lead_somewhere(page: Path) -> None:
    links = (link.partition("#")[0] for link in _LINK.findall(page.read_text("utf-8")))

    assert [link for link in links if not (PAGES / link).exists()] == []

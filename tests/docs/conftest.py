"""A workspace made of the files in the documentation."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# `doc_pages.py` stands beside the tests, which are not a package
sys.path.insert(0, str(Path(__file__).parent))

from doc_pages import blocks

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with every file the pages tell a reader to write."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "configs").mkdir()
    for block in [*blocks("python"), *blocks("yaml")]:
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            assert not path.exists() or path.read_text("utf-8") == block.text, str(block)
            path.write_text(block.text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of `reportgen demo`, without its reports."""
    folder = tmp_path_factory.mktemp("demo")
    registry = load_plugins(find_workspace(make_workspace(folder)))
    write_samples(folder, registry, dealers=1, months=13, seed=1, last_month="2026-10")
    return folder

"""A workspace made of the files in the documentation."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# `doc_pages.py` stands beside the tests, which are not a package
sys.path.insert(0, str(Path(__file__).parent))

from doc_pages import blocks


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

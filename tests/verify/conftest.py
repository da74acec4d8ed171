"""One report with every kind of block, written by the real renderers."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

# `samples.py`, and the sample report of the workbook's tests: the folders are not packages
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "renderers" / "xlsx"))

from samples import LOOK
from workbook_sample import Sample

from reportgen.document.blocks import Document
from reportgen.renderers.docx import Docx
from reportgen.renderers.ooxml import unpack
from reportgen.renderers.xlsx import Xlsx


@pytest.fixture(scope="session")
def document() -> Document:
    return Sample().document()


@pytest.fixture(scope="session")
def files(document: Document) -> Mapping[str, bytes]:
    return {
        ".docx": Docx(pages="none").render(document, LOOK),
        ".xlsx": Xlsx().render(document, LOOK),
    }


@pytest.fixture
def word(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of the Word file."""
    return unpack(files[".docx"])


@pytest.fixture
def excel(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of the workbook."""
    return unpack(files[".xlsx"])

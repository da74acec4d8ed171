"""LibreOffice finds the same pages, in reports nobody would write."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from random_reports import made

from reportgen.document.blocks import Document
from reportgen.extension.components import Look
from reportgen.renderers.docx import layout, page_numbers
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.word_template import load

SEEDS = range(24)


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_random_reports_have_the_pages_libreoffice_finds(
    report: Callable[..., Document], look: Look, charts: Charts
) -> None:
    sure = 0
    for seed in SEEDS:
        document = made(seed, report("zh" if seed % 3 else "en"))
        parts = assemble(document, load(look.template), charts).finished(numbered=True)
        try:
            found = page_numbers._laid_out(
                parts, page_numbers.bookmarks(parts["word/document.xml"].decode())
            )
        except layout.UnsureError:
            continue
        sure += 1
        assert found == page_numbers.find("libreoffice", parts), seed
    assert sure > len(SEEDS) // 2

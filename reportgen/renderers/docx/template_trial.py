"""Tries a template with an empty report, so that what is wrong with it is known before any dealer.

What `template_rules` does not know to ask for shows here: the report is assembled, laid out, and
looked through as a finished one is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from reportgen.document.blocks import Chapter, Cover, Document, Text
from reportgen.document.brand import STANDARD, Brand
from reportgen.errors import SpecError, TemplateError, one_line
from reportgen.periods import Month
from reportgen.renderers import charts
from reportgen.renderers.docx import layout, lint, package
from reportgen.renderers.docx.fields import FIRST_HEADING, bookmarks
from reportgen.renderers.docx.template_part_kinds import DOCUMENT
from reportgen.renderers.docx.word_template import Template, load
from reportgen.renderers.open_package import Package

_MONTH: Final = Month(2026, 10)
_COVERS: Final = (
    Cover("标题", "D1", "店", _MONTH, "zh", "部门", "编制人", date(2026, 11, 1), "副标题"),
    Cover("标题", "D1", "店", _MONTH, "zh"),
)
"""Title pages with everything and with as little as there may be."""


def examine(path: Path) -> list[str]:
    """List what a sound template had better change; an empty report is tried with it.

    Raises:
        TemplateError: It breaks the contract; every fault is one line.
    """
    return list(tried(path).advice)


def tried(path: Path, brand: Brand = STANDARD) -> Template:
    """Return the template, with which an empty report could be made.

    Raises:
        TemplateError: It breaks the contract, or no report can be made with it.
        SpecError: The logo of the brand is no picture.
    """
    template = load(path)
    try:
        found = [fault for cover in _COVERS for fault in _faults(template, cover, brand)]
    except SpecError:  # of the brand
        raise
    except Exception as error:
        raise TemplateError(
            f"{path.name}: no report can be made with it ({one_line(error)}); save it again in "
            "Word, or start from a copy of monthly.docx"
        ) from error
    if found:
        raise TemplateError("\n".join(f"{path.name}: {fault}" for fault in dict.fromkeys(found)))
    return template


def _faults(template: Template, cover: Cover, brand: Brand) -> Iterator[str]:
    document = Document(cover, (), (), (Chapter("trial", cover.title, (Text((cover.title,)),)),))
    made = package.assemble(document, template, charts, brand)
    numbered = made.finished(numbered=True)
    with suppress(layout.UnsureError):
        layout.find(numbered, bookmarks(numbered[DOCUMENT].decode()), FIRST_HEADING)
    yield from lint.faults(Package(numbered))

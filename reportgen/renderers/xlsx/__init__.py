"""Writes the Excel workbook, its figures live formulas over the detail rows."""

from __future__ import annotations

from typing import ClassVar

from reportgen import hookimpl
from reportgen.document.blocks import Document
from reportgen.extension.components import Look, Renderer


class Xlsx(Renderer):
    """The report as an Excel workbook: contents, chapters, definitions and detail tables."""

    type: ClassVar[str] = "xlsx"
    suffix: ClassVar[str] = ".xlsx"

    def prepare(self) -> None:
        """Load what workbooks are made with."""
        from reportgen.renderers.xlsx import workbook  # noqa: F401, PLC0415 as in `render`

    def check(self, look: Look) -> None:
        """Check the brand.

        Raises:
            SpecError: The brand file does not say what it should.
        """
        from reportgen.document import brand  # noqa: PLC0415 as below
        from reportgen.renderers.logo_picture import read_logo  # noqa: PLC0415

        if logo := brand.load(look.brand).logo:
            read_logo(logo)

    def render(self, document: Document, look: Look) -> bytes:
        """Return the finished workbook; the same document and brand give the same bytes.

        Raises:
            SpecError: The brand file does not say what it should.
        """
        # xlsxwriter costs 50 ms; whoever only lists the renderers shall not wait for it.
        from reportgen.document import brand  # noqa: PLC0415
        from reportgen.renderers.xlsx.workbook import build  # noqa: PLC0415

        return build(document, brand.load(look.brand))


@hookimpl
def register_renderers() -> list[type[Renderer]]:
    """Register the Excel renderer."""
    return [Xlsx]

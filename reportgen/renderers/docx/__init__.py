"""Writes the Word report: a designed template, real headings, fields, tables, editable charts."""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar, Literal

from pydantic import Field

from reportgen import hookimpl
from reportgen.document.blocks import Document
from reportgen.errors import EnvironmentFault
from reportgen.extension.components import Look, Renderer


class Docx(Renderer):
    """The report as a Word file; its contents, lists and page numbers are ready when it opens."""

    type: ClassVar[str] = "docx"
    suffix: ClassVar[str] = ".docx"

    pages: Literal["auto", "libreoffice", "builtin", "none"] = Field(
        default="auto",
        description="what finds the page numbers of the contents: 'libreoffice', or 'builtin', "
        "which needs no other program and prints none where it is not sure; 'auto' takes "
        "LibreOffice where it is installed; 'none' prints the contents without page numbers",
    )

    def prepare(self) -> None:
        """Load what Word files are made with; start LibreOffice, where it counts the pages."""
        from reportgen.renderers import charts  # noqa: F401, PLC0415 as in `render`
        from reportgen.renderers.docx import libreoffice, package, page_numbers  # noqa: F401, PLC0415

        with suppress(EnvironmentFault):  # each report says so itself
            if page_numbers.engine(self.pages) == "libreoffice":
                libreoffice.lend()

    def release(self) -> None:
        """End LibreOffice: a report that was stopped may have left it in the middle of one."""
        from reportgen.renderers.docx import libreoffice  # noqa: PLC0415 as in `render`

        libreoffice.close()

    def waited_in_vain(self) -> str:
        """Return that LibreOffice did not answer, where it counts the pages."""
        from reportgen.renderers.docx import libreoffice  # noqa: PLC0415 as in `render`

        return "LibreOffice" if libreoffice.was_late() else ""

    def do_without(self) -> None:
        """Have reportgen count the pages itself."""
        from reportgen.renderers.docx import libreoffice  # noqa: PLC0415 as in `render`

        libreoffice.do_without()

    def check(self, look: Look) -> None:
        """Check the template and the brand: an empty report is made with them.

        Raises:
            TemplateError: The template breaks its contract.
            SpecError: The brand file does not say what it should.
            EnvironmentFault: LibreOffice was asked for and is not installed, or REPORTGEN_PAGES
                names no engine.
        """
        from reportgen.document import brand  # noqa: PLC0415 as below
        from reportgen.renderers.docx import page_numbers, template_trial  # noqa: PLC0415

        page_numbers.engine(self.pages)
        template_trial.tried(look.template, brand.load(look.brand))

    def render(self, document: Document, look: Look) -> bytes:
        """Return the finished file; the same document and template give the same bytes.

        Raises:
            TemplateError: The template breaks its contract.
            SpecError: The brand file does not say what it should.
            EnvironmentFault: LibreOffice was asked for and is not installed, or REPORTGEN_PAGES
                names no engine.
        """
        # These bring lxml; whoever only lists the renderers shall not wait for them.
        from reportgen.document import brand  # noqa: PLC0415
        from reportgen.renderers import charts  # noqa: PLC0415
        from reportgen.renderers.docx import libreoffice, package, page_numbers, word_template  # noqa: PLC0415
        from reportgen.renderers.ooxml import pack  # noqa: PLC0415

        engine = page_numbers.engine(self.pages)
        if engine == "libreoffice":
            libreoffice.warm_up()
        look_of = brand.load(look.brand)
        made = package.assemble(document, word_template.load(look.template), charts, look_of)
        parts = made.finished(numbered=True)
        found = page_numbers.find(engine, parts)
        if found is None:
            return pack(made.finished(numbered=False))
        return pack(package.with_pages(parts, found))


@hookimpl
def register_renderers() -> list[type[Renderer]]:
    """Register the Word renderer."""
    return [Docx]

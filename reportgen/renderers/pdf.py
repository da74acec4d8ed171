"""Writes the Word report as PDF by LibreOffice: tagged, with bookmarks, always the same bytes.

LibreOffice stamps each PDF with the clock and a random identifier, and drops the alternative text
of charts Office draws itself; both are put right here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar, Final

from reportgen import hookimpl
from reportgen.document.blocks import Cover, Document
from reportgen.errors import EnvironmentFault, ReportgenError
from reportgen.extension.components import Look, Renderer
from reportgen.labels import language_tag
from reportgen.renderers.docx import Docx

if TYPE_CHECKING:
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject

_WANTED: Final = (
    "ExportBookmarks", "UseTaggedPDF", "PDFUACompliance", "UseLosslessCompression",
)  # fmt: skip
_OPTIONS: Final = (
    "{" + ",".join(f'"{name}":{{"type":"boolean","value":"true"}}' for name in _WANTED) + "}"
)
_ALT: Final = re.compile(r'<wp:docPr [^>]*\bdescr="([^"]*)"')
_CREATED: Final = re.compile(rb"(<xmp:(?:Create|Modify)Date>)[^<]*")


class Pdf(Renderer):
    """The Word report as PDF, by LibreOffice."""

    type: ClassVar[str] = "pdf"
    suffix: ClassVar[str] = ".pdf"

    def check(self, look: Look) -> None:
        """Check the template and the brand, as those of the Word report.

        Raises:
            TemplateError: The template breaks its contract.
            EnvironmentFault: LibreOffice is not installed.
        """
        _require_libreoffice()
        Docx(pages="libreoffice").check(look)

    def render(self, document: Document, look: Look) -> bytes:
        """Return the finished file.

        Raises:
            EnvironmentFault: LibreOffice is not installed.
            ReportgenError: LibreOffice could not convert this report.
            TemplateError: The Word template breaks its contract.
        """
        from reportgen.renderers.docx import libreoffice  # noqa: PLC0415 keeps listing renderers cheap

        _require_libreoffice()
        report = Docx(pages="libreoffice").render(document, look)
        try:
            # One that has written a PDF before goes on counting its fonts inside the next.
            made = libreoffice.convert(report, _OPTIONS, fresh=True)
        except EnvironmentFault as error:
            raise ReportgenError(f"pdf: {error}; try again, or leave pdf out of formats") from error
        return _settled(made, report, document.cover)


def _require_libreoffice() -> None:
    from reportgen.renderers.docx import libreoffice  # noqa: PLC0415 keeps listing renderers cheap

    if libreoffice.soffice() is None:
        raise EnvironmentFault("PDF needs LibreOffice; install it or leave pdf out of formats")


def _settled(made: bytes, report: bytes, cover: Cover) -> bytes:
    """Return the PDF with alternative texts, and dated like its report."""
    from pypdf import PdfWriter  # noqa: PLC0415 keeps listing renderers cheap
    from pypdf.generic import (  # noqa: PLC0415
        ArrayObject,
        ByteStringObject,
        NameObject,
        TextStringObject,
    )

    from reportgen.renderers.ooxml import unpack  # noqa: PLC0415

    text = unpack(report)["word/document.xml"].decode()
    day = cover.report_date or cover.month.end
    writer = PdfWriter(clone_from=BytesIO(made))
    writer.pdf_header = made[:8].decode()
    _describe(writer, [html.unescape(alt) for alt in _ALT.findall(text)])
    _date(writer, f"{day:%Y%m%d}", f"{day.isoformat()}T00:00:00Z")
    # LibreOffice takes the language of the Latin letters for that of the whole.
    writer.root_object[NameObject("/Lang")] = TextStringObject(language_tag(cover.language))
    name = ByteStringObject(sha256(report).digest()[:16])
    writer._ID = ArrayObject((name, name))  # noqa: SLF001 the public way makes a random one
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _date(writer: PdfWriter, day: str, stamp: str) -> None:
    """Replace the clock's date by the report's."""
    writer.add_metadata({"/CreationDate": f"D:{day}000000Z"})
    metadata = writer.root_object.get("/Metadata")
    if metadata is not None:
        stream = metadata.get_object()
        stream.set_data(_CREATED.sub(rb"\g<1>" + stamp.encode(), stream.get_data()))


def _describe(writer: PdfWriter, alts: list[str]) -> None:
    """Give the figures their alternative texts, which stand in the order of the drawings.

    Figures before the first drawing belong to the title page's band and say nothing.
    """
    from pypdf.generic import NameObject, TextStringObject  # noqa: PLC0415

    tree = writer.root_object.get("/StructTreeRoot")
    figures = list(_figures(tree.get_object().get("/K"))) if tree is not None else []
    first = len(figures) - len(alts)
    described = dict(enumerate(alts, start=first))
    own = {at: str(figure["/Alt"]) for at, figure in enumerate(figures) if "/Alt" in figure}
    # Where LibreOffice kept a text, it tells whether the order is the same.
    if first < 0 or any(described.get(at, text) != text for at, text in own.items()):
        return
    for at, figure in enumerate(figures):
        if at in described:
            figure[NameObject("/Alt")] = TextStringObject(described[at])
        elif at not in own:
            figure[NameObject("/S")] = NameObject("/NonStruct")


def _figures(node: Any) -> Iterator[DictionaryObject]:  # noqa: ANN401 pypdf's own objects
    """Yield the figures below a node of the structure, in reading order."""
    found = node.get_object() if node is not None else None
    if isinstance(found, list):
        for child in found:
            yield from _figures(child)
    elif isinstance(found, dict):
        if found.get("/S") == "/Figure":
            yield found  # type: ignore[misc]  # every dict of pypdf is a DictionaryObject
        yield from _figures(found.get("/K"))


@hookimpl
def register_renderers() -> list[type[Renderer]]:
    """Register the PDF renderer."""
    return [Pdf]

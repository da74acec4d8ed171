"""Re-reads the finished files and compares them with the document, fact by fact.

The renderers wrote the files; this package opens their bytes again without them, as Word and Excel
will, and compares what stands there: every sentence, cell, tile and chart. A report that says
anything else than its document is not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from reportgen.document.blocks import Document
from reportgen.errors import VerifyError
from reportgen.extension.components import Look
from reportgen.verify.mismatch import Mismatch

__all__ = ["Mismatch", "require", "verify"]

_SHOWN: Final = 5
"""Differences a message lists; by judgement: the first ones show what kind of fault it is."""
_FORMATS: Final = {".docx": "Word", ".xlsx": "Excel"}


def require(document: Document, files: Mapping[str, bytes], look: Look) -> None:
    """Raise an error unless the files say what the document says.

    Raises:
        VerifyError: A file is damaged, or differs from the document.
    """
    found = verify(document, files, look)
    if found:
        listed = "; ".join(map(str, found[:_SHOWN]))
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise VerifyError(
            f"the finished files do not say what the report says, nothing was written: {listed}"
            f"{more}. This is a fault of the program or of a template, not of your data: please "
            "report it with this message"
        )


def verify(document: Document, files: Mapping[str, bytes], look: Look) -> list[Mismatch]:
    """List every difference between a document and its finished files, `.docx` and `.xlsx`.

    Files of other formats are passed over. The look names the template, which decides what a title
    page prints.
    """
    found: list[Mismatch] = []
    for suffix, data in files.items():
        if suffix in _FORMATS:
            found += _checked(document, suffix, data, look)
    return found


def _checked(document: Document, suffix: str, data: bytes, look: Look) -> list[Mismatch]:
    # lxml costs 20 ms; whoever only imports `reportgen.report.one` shall not wait for it.
    from reportgen.renderers.docx import lint as word_lint  # noqa: PLC0415
    from reportgen.renderers.open_package import Package  # noqa: PLC0415
    from reportgen.renderers.xlsx import lint as excel_lint  # noqa: PLC0415
    from reportgen.verify import excel_workbook, tolerance, word_report  # noqa: PLC0415

    name = _FORMATS[suffix]
    try:
        package = Package.of(data)
        if suffix == ".docx":
            faults, compared = (
                word_lint.faults(package),
                word_report.compare(document, package, look),
            )
        else:
            faults = excel_lint.faults(package, details=False)
            compared = excel_workbook.compare(document, package, look)
    except (BadZipFile, SyntaxError, ExpatError, KeyError) as error:
        return [Mismatch("", name, "a sound file", f"{type(error).__name__}: {error}")]
    damaged = tolerance.serious(faults, document)
    return [*(Mismatch("", name, "a sound file", fault) for fault in damaged), *compared]

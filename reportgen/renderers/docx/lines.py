"""Writes a printed line as runs: its lead in bold, its references as links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportgen.document.formats import shown
from reportgen.document.printed import Paragraph, Reference, Role
from reportgen.labels import Language
from reportgen.renderers.docx.fields import reference
from reportgen.renderers.docx.markup import QUIET, bold, color, run

_LOOKS: Final[dict[Role, str]] = {"strong": bold(), "quiet": color(QUIET)}


def runs(line: Paragraph, language: Language) -> str:
    """Return the inside of a paragraph; the style makes the whole title of a finding bold."""
    if line.role == "finding":
        return run(line.text(language))
    look = _LOOKS.get(line.role, "")
    lead = run(line.lead, bold() + look) if line.lead else ""
    return lead + "".join(_pieces(line, language, look))


def _pieces(line: Paragraph, language: Language, look: str) -> Iterator[str]:
    """Yield text and links in turn; a line without a link is one run, an empty one as well."""
    text, linked = "", False
    for part in line.words:
        if isinstance(part, Reference):
            yield run(text, look) + reference(part, language)
            text, linked = "", True
        else:
            text += shown(part, language)
    if text or not linked:
        yield run(text, look)

"""Decides which chapters begin a page: those before which the page is well filled.

A template says that a chapter begins a page. One after a page that would stay nearly empty goes on
there instead, which the layout tells before the report is written; where it cannot tell, every
chapter goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from reportgen.renderers.docx import layout
from reportgen.renderers.docx.fields import FIRST_HEADING
from reportgen.renderers.docx.markup import BREAK

_TEXT: Final = "word/document.xml"
_LEAST: Final = 0.6
"""How much of a page must be used for the next chapter to begin another; by judgement: a page more
than 40 % blank looks as if something were missing."""
_ABOVE: Final = 480
"""The space above a chapter that goes on, in twips; by judgement: a line and a half."""
_GOES_ON: Final = f'<w:pageBreakBefore w:val="0"/><w:spacing w:before="{_ABOVE}"/>'
_BEGINS: Final = re.compile(
    f'{BREAK}(?:<w:spacing [^>]*/>)?(?=</w:pPr><w:bookmarkStart w:id="\\d+" w:name="(\\w+)"/>)'
)


def settled(parts: Mapping[str, bytes]) -> str:
    """Return `word/document.xml` with the chapters that begin no page told so."""
    text = parts[_TEXT].decode()
    try:
        rule = layout.RunOn(_LEAST, _ABOVE)
        going_on = layout.filled(parts, FIRST_HEADING, rule).run_on
    except layout.UnsureError:
        return _BEGINS.sub(_GOES_ON, text)
    return _BEGINS.sub(lambda found: _GOES_ON if found[1] in going_on else found[0], text)

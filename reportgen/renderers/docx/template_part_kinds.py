"""The kinds of parts and relations a Word template may hold: what is not listed is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from reportgen.renderers.docx.template_places import W

DOCUMENT: Final = "word/document.xml"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
META: Final = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/"
_WORD: Final = r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\."
_MAIN: Final = f"{_WORD}document\\.main\\+xml"
ANY_XML: Final = r"application/(?:[\w.-]+\+)?xml"
PICTURE: Final = r"image/(?:png|jpe?g|gif|bmp|tiff|(?:x-)?[ew]mf|svg\+xml|vnd\.ms-photo)"


class PartKind(NamedTuple):
    """A kind of part: how it must be called, its content types, its outermost element if known."""

    name: str
    content: str
    root: str = ""


def _word(name: str, content: str = "", root: str = "") -> PartKind:
    content = content or name
    return PartKind(
        rf"word/(?:glossary/)?{name}\.xml", rf"{_WORD}{content}\+xml", W + (root or content)
    )


KNOWN: Final[Mapping[str, PartKind]] = {
    f"{OFFICE}officeDocument": PartKind(re.escape(DOCUMENT), _MAIN, f"{W}document"),
    f"{OFFICE}extended-properties": PartKind(".*", ANY_XML),
    f"{OFFICE}custom-properties": PartKind(".*", ANY_XML),
    f"{META}core-properties": PartKind(".*", ANY_XML),
    f"{META}thumbnail": PartKind(".*", PICTURE),
    f"{OFFICE}styles": _word("styles"),
    f"{OFFICE}settings": _word("settings"),
    f"{OFFICE}webSettings": _word("webSettings"),
    f"{OFFICE}numbering": _word("numbering"),
    f"{OFFICE}fontTable": _word("fontTable", root="fonts"),
    f"{OFFICE}header": _word(r"header\d*", "header", "hdr"),
    f"{OFFICE}footer": _word(r"footer\d*", "footer", "ftr"),
    f"{OFFICE}footnotes": _word("footnotes"),
    f"{OFFICE}endnotes": _word("endnotes"),
    f"{OFFICE}comments": _word("comments"),
    f"{OFFICE}glossaryDocument": PartKind(
        r"word/glossary/document\.xml", rf"{_WORD}document\.glossary\+xml", f"{W}glossaryDocument"
    ),
    f"{OFFICE}theme": PartKind(
        r"word/(?:glossary/)?theme/theme\d*\.xml",
        r"application/vnd\.openxmlformats-officedocument\.theme\+xml",
        "{http://schemas.openxmlformats.org/drawingml/2006/main}theme",
    ),
    f"{OFFICE}image": PartKind(r"word/(?:glossary/)?media/(?!drawn|brand)[^/]+", PICTURE),
    f"{OFFICE}font": PartKind(
        r"word/(?:glossary/)?fonts/[^/]+",
        r"application/(?:x-fontdata|x-font-ttf|"
        r"vnd\.openxmlformats-officedocument\.obfuscatedFont)",
    ),
    f"{OFFICE}customXml": PartKind(r"customXml/[^/]+", ANY_XML),
    f"{OFFICE}customXmlProps": PartKind(r"customXml/[^/]+", ANY_XML),
    f"{OFFICE}printerSettings": PartKind(
        ".*", r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.printerSettings"
    ),
    f"{_MICROSOFT}2007/relationships/stylesWithEffects": PartKind(".*", ANY_XML),
    f"{_MICROSOFT}2007/relationships/hdphoto": PartKind(".*", PICTURE),
    f"{_MICROSOFT}2011/relationships/people": PartKind(".*", ANY_XML),
    f"{_MICROSOFT}2011/relationships/commentsExtended": PartKind(".*", ANY_XML),
    f"{_MICROSOFT}2016/09/relationships/commentsIds": PartKind(".*", ANY_XML),
    f"{_MICROSOFT}2018/08/relationships/commentsExtensible": PartKind(".*", ANY_XML),
    f"{_MICROSOFT}2020/02/relationships/classificationlabels": PartKind(".*", ANY_XML),
}
"""Every relation a template may hold, by its type as the Office formats name it."""

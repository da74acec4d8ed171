"""Assembles a report's package: the filled template, the body, the drawings, the properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reportgen.document.blocks import Cover, Document
from reportgen.document.brand import STANDARD, Brand
from reportgen.document.formats import NULL
from reportgen.document.meeting_edition import on_paper
from reportgen.labels import language_tag
from reportgen.renderers.docx import (
    chapter_breaks,
    fields,
    front_lists,
    template_brand,
    word_template,
)
from reportgen.renderers.docx.body import Body
from reportgen.renderers.docx.drawings import Charts, Drawings
from reportgen.renderers.docx.fields import Index
from reportgen.renderers.docx.markup import NAMESPACES
from reportgen.renderers.docx.page_numbers import Pages
from reportgen.renderers.ooxml import escape

_TEXT: Final = "word/document.xml"
_STYLES: Final = "word/styles.xml"
_EDGE: Final = re.compile(r"word/(?:header|footer)\d*\.xml")
_SECTION: Final = re.compile(r"<w:sectPr\b.*?</w:sectPr>", re.DOTALL)
"""The tag of each language a report may be in."""
_TYPES: Final = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class WordParts:
    """The parts of a report whose lists can still be written with or without page numbers."""

    parts: dict[str, bytes]
    text: str
    index: Index

    def finished(self, *, numbered: bool) -> dict[str, bytes]:
        """Return every part; page numbers are `?` until they are known."""
        at = self.text.index(word_template.marked(word_template.FRONT))
        section = _SECTION.search(self.text, at)
        assert section is not None  # noqa: S101 the body has one at its end
        styles = self.parts[_STYLES].decode()
        front, styles = front_lists.arranged(self.index, section[0], styles, numbered=numbered)
        text = _replace_anchor(self.text, word_template.FRONT, front)
        # Word counts the pages itself; what only shows the file shall not show a wrong number.
        parts = _with_total(self.parts, NULL)
        return {**parts, _TEXT: text.encode(), _STYLES: styles.encode()}


def assemble(
    document: Document, template: word_template.Template, charts: Charts, brand: Brand = STANDARD
) -> WordParts:
    """Build the report in its template and brand, except for the lists in front."""
    cover = document.cover
    parts = word_template.fill(template, cover)
    index = Index(cover.language, template.styles)
    drawings = Drawings(charts, cover.language, template.styles)
    body = Body(cover.language, template.styles, template.width, index, drawings)
    written = body.write(on_paper(document))
    text = _with_namespaces(parts[_TEXT].decode())
    parts.update(drawings.parts)
    _relate(parts, drawings)
    _declare(parts, drawings)
    _set_language(parts, cover)
    parts["docProps/core.xml"] = _properties(cover).encode()
    parts[_TEXT] = _replace_anchor(text, word_template.BODY, written).encode()
    parts = template_brand.apply(parts, brand, cover.dealer)
    return WordParts(parts, chapter_breaks.settled(parts), index)


def with_pages(parts: Mapping[str, bytes], found: Pages) -> dict[str, bytes]:
    """Return the parts with the page numbers of the lists and the footers filled in."""
    text = fields.with_pages(parts[_TEXT].decode(), found.of)
    return {**_with_total(parts, str(found.last)), _TEXT: text.encode()}


def _with_total(parts: Mapping[str, bytes], total: str) -> dict[str, bytes]:
    return {
        name: fields.with_total(part.decode(), total).encode() if _EDGE.match(name) else part
        for name, part in parts.items()
    }


def _replace_anchor(text: str, anchor: str, content: str) -> str:
    """Replace the anchor's paragraph, keeping the section break it may carry."""
    at = text.index(f">{word_template.marked(anchor)}<")
    start = max(text.rfind("<w:p>", 0, at), text.rfind("<w:p ", 0, at))
    end = text.index("</w:p>", at) + len("</w:p>")
    section = _SECTION.search(text, start, end)
    kept = f"<w:p><w:pPr>{section[0]}</w:pPr></w:p>" if section else ""
    return f"{text[:start]}{content}{kept}{text[end:]}"


def _with_namespaces(text: str) -> str:
    start = text.index("<w:document")
    end = text.index(">", start)
    head = text[start:end]
    new = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in NAMESPACES.items()
        if f"xmlns:{prefix}=" not in head
    )
    return text[:end] + new + text[end:]


def _relate(parts: dict[str, bytes], drawings: Drawings) -> None:
    name = "word/_rels/document.xml.rels"
    new = "".join(
        f'<Relationship Id="{relation}" Type="{kind}" Target="{target}"/>'
        for relation, kind, target in drawings.relations
    )
    parts[name] = _before_end(parts[name], "Relationships", new)


def _declare(parts: dict[str, bytes], drawings: Drawings) -> None:
    name = "[Content_Types].xml"
    text = parts[name].decode()
    new = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>'
        for ending, kind in _TYPES.items()
        if f'Extension="{ending}"' not in text
    ) + "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>'
        for part, kind in drawings.overrides.items()
    )
    parts[name] = _before_end(parts[name], "Types", new)


def _before_end(part: bytes, root: str, new: str) -> bytes:
    text = part.decode()
    end = text.rindex(f"</{root}>")
    return (text[:end] + new + text[end:]).encode()


def _set_language(parts: dict[str, bytes], cover: Cover) -> None:
    """Set the language of the text, for spelling, hyphenation and reading aloud.

    Chinese is `w:eastAsia`. Latin letters are English in a Chinese report too: LibreOffice breaks
    their words anywhere when told that they are Chinese, which moves lines and looks wrong.
    """
    language = language_tag(cover.language)
    for name, tag, latin in (
        ("word/styles.xml", "lang", language_tag("en")),
        ("word/settings.xml", "themeFontLang", language),
    ):
        text = parts[name].decode()
        parts[name] = re.sub(
            rf"<w:{tag}\b[^>]*/>",
            f'<w:{tag} w:val="{latin}" w:eastAsia="zh-CN"/>',
            text,
            count=1,
        ).encode()


def _properties(cover: Cover) -> str:
    """Return `docProps/core.xml`, dated like the report, never by the clock."""
    day = (cover.report_date or cover.month.end).isoformat()
    stamp = f'xsi:type="dcterms:W3CDTF">{day}T00:00:00Z'
    author = escape(cover.author or cover.department or cover.dealer)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
        '"http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(cover.title)}</dc:title><dc:subject>{escape(cover.dealer)}"
        f"</dc:subject><dc:creator>{author}</dc:creator>"
        f"<dc:language>{language_tag(cover.language)}</dc:language>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f"<dcterms:created {stamp}</dcterms:created><dcterms:modified {stamp}"
        "</dcterms:modified></cp:coreProperties>"
    )

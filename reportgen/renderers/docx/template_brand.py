"""Applies a brand to a Word file: replaces colours and fonts, puts a logo on the title page.

The theme says which colours are the template's: its first accent is the primary colour, then come
better, worse and the accent, as in the shipped templates.
"""

from __future__ import annotations

import re
from typing import Final

from reportgen.document.brand import STANDARD, WHITE, Brand, mixed
from reportgen.renderers import recolor
from reportgen.renderers.docx.drawings import EMU
from reportgen.renderers.logo_picture import read_logo
from reportgen.renderers.ooxml import attribute

_TEXT: Final = "word/document.xml"
_RELATIONS: Final = "word/_rels/document.xml.rels"
_TYPES: Final = "[Content_Types].xml"
_PARTS: Final = re.compile(
    r"word/(?:document|styles|numbering|fontTable|header\d*|footer\d*|theme/\w+|charts/\w+)\.xml"
)
_ACCENT: Final = re.compile(r"word/(?:header\d*|theme/\w+)\.xml")
_THEME: Final = re.compile(r'<a:(\w+)><a:srgbClr val="([0-9A-Fa-f]{6})"/></a:\1>')
_FONTS: Final = re.compile(r'<w:rFonts [^>]*w:ascii="([^"]*)"[^>]*w:eastAsia="([^"]*)"')
_NAMED: Final = re.compile(r'(<w:font w:name="([^"]*)">)(?:<w:altName [^>]*/>)?')
_FIRST: Final = re.compile(r"<w:p\b[^>]*>(?:<w:pPr>.*?</w:pPr>)?", re.DOTALL)
_ENGLISH: Final = {
    "微软雅黑": "Microsoft YaHei", "宋体": "SimSun", "黑体": "SimHei", "等线": "DengXian",
    "仿宋": "FangSong", "楷体": "KaiTi",
}  # fmt: skip
"""The name by which a Windows that is not Chinese knows the font."""
_WIDE_CM: Final = 6.0
"""Greatest width of the logo on the title page; by judgement."""
_HIGH_CM: Final = 1.6
"""Greatest height of the logo; by judgement."""
_LEFT_CM: Final = 2.5
"""Left edge of the logo on the page; by judgement: that of the text."""
_TOP_CM: Final = 1.8
"""Top edge of the logo on the page; by judgement: above the title."""
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PICTURE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_KINDS: Final = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def apply(parts: dict[str, bytes], brand: Brand, dealer: str) -> dict[str, bytes]:
    """Return the parts in the brand's colours and fonts, with its logo; `dealer` names the logo."""
    if brand == STANDARD:
        return parts
    changes, accents = _colors(brand, _theme(parts))
    fonts = _fonts(parts, brand)
    made = dict(parts)
    for name, part in parts.items():
        if _PARTS.fullmatch(name):
            text = recolor.recolored(part.decode(), changes)
            text = recolor.recolored(text, accents) if _ACCENT.fullmatch(name) else text
            text = recolor.in_fonts(text, brand)
            for old, new in fonts.items():
                text = text.replace(f"={attribute(old)}", f"={attribute(new)}")
            made[name] = text.encode()
        elif name.startswith("word/media/drawn"):
            made[name] = recolor.picture(part, brand)
    if fonts and "word/fontTable.xml" in made:
        made["word/fontTable.xml"] = _NAMED.sub(
            _known_as, made["word/fontTable.xml"].decode()
        ).encode()
    return _with_logo(made, brand, dealer)


def _theme(parts: dict[str, bytes]) -> dict[str, str]:
    text = parts.get("word/theme/theme1.xml", b"").decode()
    return {name: color.upper() for name, color in _THEME.findall(text)}


def _colors(brand: Brand, theme: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what to replace everywhere, and what in the theme and on the title page only."""
    old, new = STANDARD.colors, brand.colors
    changes = recolor.colors(brand)
    for accent, before, after in (
        ("accent1", old.primary, new.primary),
        ("accent2", old.better, new.better),
        ("accent3", old.worse, new.worse),
    ):
        if before != after and accent in theme:
            changes[theme[accent]] = after
    if old.primary != new.primary and "lt2" in theme:
        changes[theme["lt2"]] = mixed(new.primary, WHITE, 0.94)
    accents = {theme["accent4"]: new.accent} if "accent4" in theme else {}
    return changes, accents if old.accent != new.accent else {}


def _fonts(parts: dict[str, bytes], brand: Brand) -> dict[str, str]:
    """Map the fonts the template's text is set in to the brand's."""
    found = _FONTS.search(parts["word/styles.xml"].decode())
    if found is None or brand.fonts == STANDARD.fonts:
        return {}
    return {found[1]: brand.fonts.latin, found[2]: brand.fonts.east_asian}


def _known_as(found: re.Match[str]) -> str:
    english = _ENGLISH.get(found[2], "")
    return found[1] + (f'<w:altName w:val="{english}"/>' if english else "")


def _with_logo(parts: dict[str, bytes], brand: Brand, dealer: str) -> dict[str, bytes]:
    if brand.logo is None:
        return parts
    data, image = read_logo(brand.logo)
    scale = min(_WIDE_CM / image.px_width, _HIGH_CM / image.px_height)
    width, height = (round(side * scale * EMU) for side in (image.px_width, image.px_height))
    kind = brand.logo.suffix.lower().lstrip(".")
    name = f"media/brand.{kind}"
    text = parts[_TEXT].decode()
    at = _FIRST.search(text, text.index("<w:body>"))
    end = at.end() if at else text.index("<w:body>")
    logo = _anchored(f'cx="{width}" cy="{height}"', dealer)
    relation = f'<Relationship Id="brandLogo" Type="{_OFFICE}/image" Target="{name}"/>'
    kinds = parts[_TYPES].decode()
    if f'Extension="{kind}"' not in kinds:
        default = f'<Default Extension="{kind}" ContentType="{_KINDS[kind]}"/>'
        kinds = kinds.replace("<Default ", f"{default}<Default ", 1)
    relations = (
        parts[_RELATIONS].decode().replace("</Relationships>", f"{relation}</Relationships>")
    )
    return {
        **parts,
        f"word/{name}": data,
        _TEXT: (text[:end] + logo + text[end:]).encode(),
        _RELATIONS: relations.encode(),
        _TYPES: kinds.encode(),
    }


def _anchored(size: str, dealer: str) -> str:
    """Return the run that holds the logo, at the top left of the title page, before all text."""
    left, top = round(_LEFT_CM * EMU), round(_TOP_CM * EMU)
    return (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="10" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>'
        f'{left}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>'
        f"{top}</wp:posOffset></wp:positionV><wp:extent {size}/>"
        '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="990" name="Logo" descr={attribute(dealer)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="990" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip r:embed="brandLogo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing></w:r>"
    )

"""The parts of the shipped templates other than the styles: pages, numbering, settings, theme."""

from __future__ import annotations

from template_styles import TEXT_WIDTH, Palette, W

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_DOCUMENT_PARTS = {
    "styles": "styles.xml",
    "numbering": "numbering.xml",
    "settings": "settings.xml",
    "theme": "theme/theme1.xml",
    "header": "header1.xml header2.xml",
    "footer": "footer1.xml footer2.xml",
    "fontTable": "fontTable.xml",
}
CM = 360000


def parts(palette: Palette, *, band: bool) -> dict[str, str]:
    """Every part but the styles and the title page's header."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            [("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml")],
            core=True,
        ),
        "docProps/app.xml": f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/'
        'officeDocument/2006/extended-properties"><Application>reportgen</Application>'
        "</Properties>",
        "docProps/core.xml": _core(),
        "word/_rels/document.xml.rels": _relations(
            [(kind, file) for kind, files in _DOCUMENT_PARTS.items() for file in files.split()]
        ),
        "word/document.xml": _document(band=band),
        "word/numbering.xml": _numbering(),
        "word/settings.xml": _settings(),
        "word/theme/theme1.xml": _theme(palette),
        "word/fontTable.xml": _fonts(),
        "word/header2.xml": _header(
            _paragraph("Header", "{{ dealer }}<TAB/>{{ report }}", _rule(palette))
        ),
        "word/footer1.xml": _footer(_field("PAGE", "I")),
        "word/footer2.xml": _footer(
            _run("{{ words.page }}")
            + _field("PAGE", "1")
            + _run("{{ words.of_pages }}")
            + _field("SECTIONPAGES", "—")
            + _run("{{ words.pages }}")
        ),
    }


def cover_header(palette: Palette, *, band: bool) -> str:
    """The title page's header: it carries the colour band, or nothing."""
    inside = _shape(1, 0, 12.6, palette.brand) + _shape(2, 12.6, 0.22, palette.accent)
    return _header(f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{inside if band else ""}</w:p>')


def _relations(targets: list[tuple[str, str]], *, core: bool = False) -> str:
    made = [
        f'<Relationship Id="rId{i}" Type="{_R}/{kind}" Target="{file}"/>'
        for i, (kind, file) in enumerate(targets, start=1)
    ]
    if core:
        made.append(
            f'<Relationship Id="rId{len(made) + 1}" Type="{_REL}/metadata/core-properties" '
            'Target="docProps/core.xml"/>'
        )
    return f'{_HEAD}<Relationships xmlns="{_REL}">{"".join(made)}</Relationships>'


def _content_types() -> str:
    word = {"document": "document.main+xml"} | {
        file.removesuffix(".xml"): f"{kind}+xml"
        for kind, files in _DOCUMENT_PARTS.items()
        for file in files.split()
        if kind != "theme"
    }
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}{kind}"/>'
        for name, kind in word.items()
    )
    office = "application/vnd.openxmlformats-officedocument"
    package = "application/vnd.openxmlformats-package"
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{package}.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        f'<Override PartName="/word/theme/theme1.xml" ContentType="{office}.theme+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{package}.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        f'ContentType="{office}.extended-properties+xml"/></Types>'
    )


def _core() -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>reportgen</dc:title></cp:coreProperties>"
    )


def _run(text: str) -> str:
    halves = [f'<w:t xml:space="preserve">{half}</w:t>' for half in text.split("<TAB/>")]
    return "<w:r>" + "<w:tab/>".join(halves) + "</w:r>"


def _paragraph(style: str, text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{_run(text)}</w:p>'


def _rule(palette: Palette) -> str:
    return (
        f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="{palette.line}"/></w:pBdr>'
    )


def _header(inside: str) -> str:
    names = (
        f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:a="{_A}" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    return f"{_HEAD}<w:hdr {names}>{inside}</w:hdr>"


def _footer(inside: str) -> str:
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{inside}</w:p>'
    return f'{_HEAD}<w:ftr xmlns:w="{W}">{paragraph}</w:ftr>'


def _field(instruction: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _shape(number: int, top: float, height: float, color: str) -> str:
    """A full-width rectangle behind the text, `top` and `height` in cm; purely decorative."""
    size = f'cx="{21 * CM}" cy="{round(height * CM)}"'
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" '
        f'distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" behindDoc="1" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(top * CM)}</wp:posOffset>'
        f'</wp:positionV><wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:wrapNone/><wp:docPr id="{900 + number}" name="Band {number}"><a:extLst>'
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative xmlns:adec='
        '"http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
        "</a:extLst></wp:docPr><wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        f'<a:srgbClr val="{color}"/></a:solidFill><a:ln><a:noFill/></a:ln></wps:spPr>'
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        "</mc:Choice></mc:AlternateContent></w:r>"
    )


def _section(header: int, footer: int, kind: str, *, last: bool = False) -> str:
    """Page set-up; `header` and `footer` are relation numbers, 0 for none."""
    head = f'<w:headerReference w:type="default" r:id="rId{header}"/>' if header else ""
    foot = f'<w:footerReference w:type="default" r:id="rId{footer}"/>' if footer else ""
    number = f'<w:pgNumType w:fmt="{kind}" w:start="1"/>' if footer else ""
    setup = (
        f'<w:sectPr>{head}{foot}<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1531" w:right="1417" w:bottom="1304" w:left="1417" w:header="737" '
        f'w:footer="624" w:gutter="0"/>{number}</w:sectPr>'
    )
    # The paragraph that ends a section is next to nothing: it shall not begin a page of its own.
    low = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return setup if last else f"<w:p><w:pPr>{low}{setup}</w:pPr></w:p>"


def _document(*, band: bool) -> str:
    gap = 130 if band else 60
    lines = "".join(
        f"<w:p><w:r><w:t>{{%p if {name} %}}</w:t></w:r></w:p>"
        + _paragraph("RGCoverLine", f"{{{{ words.{name} }}}}<TAB/>{{{{ {name} }}}}")
        + "<w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"
        for name in ("department", "author", "date")
    )
    subtitle = (
        "<w:p><w:r><w:t>{%p if subtitle %}</w:t></w:r></w:p>"
        + _paragraph("RGCoverSubtitle", "{{ subtitle }}")
        + "<w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"
    )
    return (
        f'{_HEAD}<w:document xmlns:w="{W}" xmlns:r="{_R}"><w:body>'
        + _paragraph("RGCoverDealer", "{{ dealer }}")
        + "<w:p><w:r><w:t>{%p if long_title %}</w:t></w:r></w:p>"
        + _paragraph("RGCoverLongTitle", "{{ long_title }}")
        + "<w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"
        + "<w:p><w:r><w:t>{%p if not long_title %}</w:t></w:r></w:p>"
        + _paragraph("RGCoverTitle", "{{ title }}")
        + "<w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"
        + subtitle
        + f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{gap * 20}" '
        'w:lineRule="exact"/></w:pPr></w:p>'
        + _paragraph("RGCoverPeriod", "{{ period }}")
        + lines
        + _section(5, 0, "decimal")
        + "<w:p><w:r><w:t>[[RG:FRONT]]</w:t></w:r></w:p>"
        + _section(6, 7, "upperRoman")
        + "<w:p><w:r><w:t>[[RG:BODY]]</w:t></w:r></w:p>"
        + _section(6, 8, "decimal", last=True)
        + "</w:body></w:document>"
    )


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{".".join(f"%{n + 1}" for n in range(level + 1))}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{left}"/></w:pPr>'
        "</w:lvl>"
        for level, left in enumerate((567, 680, 794))
    )
    return (
        f'{_HEAD}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _settings() -> str:
    uri = "http://schemas.microsoft.com/office/word"
    compat = {
        "compatibilityMode": "15",
        "overrideTableStyleFontSizeAndJustification": "1",
        "enableOpenTypeFeatures": "1",
        "doNotFlipMirrorIndents": "1",
        "differentiateMultirowTableHeaders": "1",
    }
    settings = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>'
        for name, value in compat.items()
    )
    return (
        f'{_HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f"<w:compat>{settings}</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _fonts() -> str:
    """Calibri and 微软雅黑, the latter also by its English name for an English Windows."""
    return (
        f'{_HEAD}<w:fonts xmlns:w="{W}"><w:font w:name="Calibri"><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
        '<w:font w:name="微软雅黑"><w:altName w:val="Microsoft YaHei"/><w:charset w:val="86"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _theme(palette: Palette) -> str:
    accents = (palette.brand, "0072B2", "D55E00", palette.accent, "009E73", "A6B1BC")
    colors = {
        "dk1": "000000", "lt1": "FFFFFF", "dk2": palette.brand, "lt2": palette.tint,
        **{f"accent{i}": color for i, color in enumerate(accents, start=1)},
        "hlink": "0563C1", "folHlink": "954F72",
    }  # fmt: skip
    scheme = "".join(
        f'<a:{name}><a:srgbClr val="{color}"/></a:{name}>' for name, color in colors.items()
    )
    face = '<a:latin typeface="Calibri"/><a:ea typeface="微软雅黑"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{_HEAD}<a:theme xmlns:a="{_A}" name="reportgen"><a:themeElements>'
        f'<a:clrScheme name="reportgen">{scheme}</a:clrScheme><a:fontScheme name="reportgen">'
        f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="reportgen"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}"
        f"</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


assert TEXT_WIDTH == 11906 - 2 * 1417  # noqa: S101 tab stops and tables fill the text width

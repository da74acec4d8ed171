"""The styles of the shipped templates, as WordprocessingML."""

from __future__ import annotations

from dataclasses import dataclass

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONTS = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="微软雅黑" w:cs="Calibri"/>'
TEXT_WIDTH = 9072


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as RRGGBB; better is blue and worse vermillion, which everybody can tell apart."""

    brand: str = "1F4E79"
    accent: str = "E69F00"
    cover: str = "FFFFFF"
    text: str = "262626"
    quiet: str = "595959"
    tint: str = "F2F6FA"
    line: str = "D0D7DE"


SEVERITIES = {
    "Bad": ("A84300", "D55E00", "FDF0E7"),
    "Watch": ("7A5400", "E69F00", "FFF8E8"),
    "Good": ("00568A", "0072B2", "EAF4FA"),
    "Info": ("3C3C3C", "8C959F", "F4F5F7"),
}
"""Severity → colour of the title, of the bar at the left, of the ground."""


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style; sizes and spaces in points, `borders` … `outline` as raw XML."""

    name: str
    id: str
    size: float
    line: float
    before: float = 0
    after: float = 0
    based: str = "Normal"
    bold: bool = False
    color: str = ""
    align: str = ""
    keep_next: bool = False
    page_break: bool = False
    numbering: str = ""
    borders: str = ""
    tabs: str = ""
    indent: str = ""
    outline: str = ""
    drawing: bool = False

    def xml(self) -> str:
        """The style element; children stand in the order of the schema."""
        custom = "" if self.name[0].islower() or self.name == "Normal" else ' w:customStyle="1"'
        default = ' w:default="1"' if self.name == "Normal" else ""
        based = "" if self.name == "Normal" else f'<w:basedOn w:val="{self.based}"/>'
        return (
            f'<w:style w:type="paragraph"{default}{custom} w:styleId="{self.id}">'
            f'<w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f"<w:pPr>{self._paragraph()}</w:pPr><w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        rule = "auto" if self.drawing else "exact"
        line = 240 if self.drawing else round(self.line * 20)
        return "".join(
            (
                "<w:keepNext/>" if self.keep_next else "",
                "<w:pageBreakBefore/>" if self.page_break else "",
                self.numbering,
                self.borders,
                self.tabs,
                '<w:overflowPunct w:val="0"/>' if self.name == "Normal" else "",
                (
                    f'<w:spacing w:before="{round(self.before * 20)}" '
                    f'w:after="{round(self.after * 20)}" w:line="{line}" w:lineRule="{rule}"/>'
                ),
                self.indent,
                f'<w:jc w:val="{self.align}"/>' if self.align else "",
                self.outline,
            )
        )

    def _run(self) -> str:
        half = round(self.size * 2)
        weight = "<w:b/><w:bCs/>" if self.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
        color = f'<w:color w:val="{self.color}"/>' if self.color else ""
        return f'{FONTS}{weight}{color}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _numbered(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


def _leader() -> str:
    return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/></w:tabs>'


def _hanging(left: int) -> str:
    return f'<w:ind w:left="{left}" w:hanging="{left}"/>'


def _under(color: str) -> str:
    return f'<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="4" w:color="{color}"/></w:pBdr>'


def _box(bar: str, ground: str) -> str:
    """A bar at the left and a ground that reaches a little beyond the text at the right."""
    return (
        f'<w:pBdr><w:left w:val="single" w:sz="36" w:space="8" w:color="{bar}"/>'
        f'<w:right w:val="single" w:sz="4" w:space="8" w:color="{ground}"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>'
    )


def _headings(p: Palette) -> list[Style]:
    first = {"size": 18, "line": 28, "after": 12, "bold": True, "color": p.brand}
    second = {"size": 13, "line": 22, "before": 14, "after": 6, "bold": True, "color": p.brand}
    return [
        Style("heading 1", "Heading1", **first, keep_next=True, page_break=True,
              numbering=_numbered(0), borders=_under(p.line), indent=_hanging(567),
              align="left", outline=_outline(0)),
        Style("heading 2", "Heading2", **second, keep_next=True, numbering=_numbered(1),
              indent=_hanging(680), align="left", outline=_outline(1)),
        Style("heading 3", "Heading3", 11, 20, 10, 4, bold=True, color=p.text, keep_next=True,
              numbering=_numbered(2), indent=_hanging(794), align="left", outline=_outline(2)),
        Style("RG Heading", "RGHeading", **first, before=18, keep_next=True,
              borders=_under(p.line), align="left", outline=_outline(0)),
        Style("RG Subheading", "RGSubheading", **second, keep_next=True, align="left",
              outline=_outline(1)),
    ]  # fmt: skip


def _contents(p: Palette) -> list[Style]:
    return [
        Style("RG TOC Title", "RGTOCTitle", 16, 26, 10, 6, bold=True, color=p.brand,
              keep_next=True, borders=_under(p.line), align="left"),
        Style("toc 1", "TOC1", 10, 16, 3, 0, bold=True, tabs=_leader(), align="left"),
        Style("toc 2", "TOC2", 9.5, 15, tabs=_leader(), align="left",
              indent='<w:ind w:left="284"/>'),
        Style("table of figures", "TableofFigures", 8, 11.5, tabs=_leader(), align="left",
              indent='<w:ind w:left="227" w:hanging="227"/>'),
    ]  # fmt: skip


def _content(p: Palette) -> list[Style]:
    bar = f'<w:shd w:val="clear" w:color="auto" w:fill="{p.tint}"/>'
    return [
        Style("RG Headline", "RGHeadline", 12.5, 22, 2, 10, bold=True, color=p.brand,
              align="left"),
        Style("RG Summary", "RGSummary", 10.5, 20, 8, 10, borders=_box(p.brand, p.tint),
              indent='<w:ind w:left="227" w:right="170"/>'),
        Style("RG Note", "RGNote", 8.5, 14, 2, 8, color=p.quiet, align="left"),
        Style("caption", "Caption", 9, 16, 4, 6, color=p.quiet, align="center"),
        Style("RG Table Caption", "RGTableCaption", 9, 16, 8, 4, based="Caption",
              color=p.quiet, align="left", keep_next=True),
        Style("RG Chart Title", "RGChartTitle", 11, 18, 10, 2, bold=True, color=p.text,
              keep_next=True, align="left"),
        Style("RG Drawing", "RGDrawing", 10.5, 0, keep_next=True, drawing=True, align="center"),
        Style("RG Gap", "RGGap", 4, 8),
        Style("RG Table Text", "RGTableText", 9, 14, align="left"),
        Style("RG Table Head", "RGTableHead", 9, 14, bold=True, color="FFFFFF",
              based="RGTableText", keep_next=True, align="left"),
        Style("RG KPI Label", "RGKPILabel", 9, 16, 5, color=p.quiet, align="center",
              keep_next=True),
        Style("RG KPI Value", "RGKPIValue", 18, 28, bold=True, color=p.brand, align="center",
              keep_next=True),
        Style("RG KPI Change", "RGKPIChange", 9, 15, 0, 3, color=p.quiet, align="center"),
        Style("RG Failed", "RGFailed", 10.5, 20, 6, 10,
              borders="<w:pBdr>" + "".join(
                  f'<w:{side} w:val="single" w:sz="8" w:space="6" w:color="D55E00"/>'
                  for side in ("top", "left", "bottom", "right")) + "</w:pBdr>" + bar,
              indent='<w:ind w:left="170" w:right="170"/>'),
    ]  # fmt: skip


def _findings() -> list[Style]:
    made = []
    indent = '<w:ind w:left="227" w:right="170"/>'
    for name, (color, bar, ground) in SEVERITIES.items():
        box = _box(bar, ground)
        made.append(
            Style(f"RG Finding {name}", f"RGFinding{name}", 10.5, 21, 4, 0, bold=True,
                  color=color, keep_next=True, borders=box, indent=indent, align="left")
        )  # fmt: skip
        made.append(
            Style(f"RG Finding {name} Text", f"RGFinding{name}Text", 10, 18, 0, 0,
                  borders=box, indent=indent, align="left")
        )  # fmt: skip
    return made


def _cover(p: Palette) -> list[Style]:
    quiet = "D6E2EE" if p.cover == "FFFFFF" else p.quiet
    return [
        Style("RG Cover Dealer", "RGCoverDealer", 15, 26, 100, 10, color=quiet, align="left"),
        Style("RG Cover Title", "RGCoverTitle", 26, 40, 0, 10, bold=True, color=p.cover,
              align="left"),
        Style("RG Cover Long Title", "RGCoverLongTitle", 18, 28, 0, 10, bold=True, color=p.cover,
              align="left"),
        Style("RG Cover Subtitle", "RGCoverSubtitle", 14, 24, 0, 0, color=quiet, align="left"),
        Style("RG Cover Period", "RGCoverPeriod", 20, 32, 0, 10, bold=True, color=p.brand,
              align="left"),
        Style("RG Cover Line", "RGCoverLine", 11, 22, color=p.quiet, align="left",
              tabs='<w:tabs><w:tab w:val="left" w:pos="1560"/></w:tabs>'),
        Style("header", "Header", 8.5, 14, color=p.quiet, align="left",
              tabs=f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'),
        Style("footer", "Footer", 8.5, 14, color=p.quiet, align="center"),
    ]  # fmt: skip


def _tables(p: Palette) -> str:
    edge = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="{p.brand}"/>'
        for side in ("top", "bottom")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
        '</w:tblPr></w:style><w:style w:type="table" w:customStyle="1" w:styleId="RGTable">'
        '<w:name w:val="RG Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>'
        '<w:tblStyleRowBandSize w:val="1"/>'
        f'<w:tblBorders>{edge}<w:insideH w:val="single" w:sz="4" w:space="0" '
        f'w:color="{p.line}"/></w:tblBorders><w:tblCellMar>'
        '<w:top w:w="45" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="45" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
        '</w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="FFFFFF"/>'
        f'</w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{p.brand}"/></w:tcPr>'
        '</w:tblStylePr><w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
        f'<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{p.brand}"/>'
        "</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )


def styles(palette: Palette) -> str:
    """`word/styles.xml`."""
    normal = Style("Normal", "Normal", 10.5, 20, 0, 6, color=palette.text, align="both")
    made = [
        normal,
        *_headings(palette),
        *_contents(palette),
        *_content(palette),
        *_findings(),
        *_cover(palette),
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{FONTS}'
        '<w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        + "".join(style.xml() for style in made)
        + '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>'
        "</w:style>" + _tables(palette) + "</w:styles>"
    )

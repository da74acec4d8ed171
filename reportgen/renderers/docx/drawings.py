"""Puts charts and pictures into a Word file: the drawing in the text, and the parts behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from reportgen.document.blocks import Chart, ChartKind, Picture
from reportgen.document.facts import Fact
from reportgen.document.picture_faults import pixels_of
from reportgen.labels import Language
from reportgen.renderers.docx import sparkline
from reportgen.renderers.docx.markup import paragraph
from reportgen.renderers.ooxml import attribute
from reportgen.renderers.picture_size import picture_size_cm

if TYPE_CHECKING:
    from reportgen.renderers.charts import DrawnPicture, NativeChart

EMU: Final = 360_000
"""English metric units in a centimetre."""
_TYPES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_VECTOR: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_WIDTH: Final = 15.6
"""Centimetres a drawing may be wide; a little less than the text of the page, 16 cm."""


class Charts(Protocol):
    """The interface of what draws charts: `reportgen.renderers.charts`, or a stand-in."""

    def is_native(self, kind: ChartKind) -> bool:
        """Tell whether Office draws this kind itself."""

    def native(self, chart: Chart, language: Language) -> NativeChart:
        """Return the chart's XML and the workbook behind it."""

    def drawn(self, chart: Chart, language: Language) -> DrawnPicture:
        """Return the chart as a picture."""

    def alt_text(self, chart: Chart, language: Language) -> str:
        """Return the chart described in words."""

    def size_cm(self, chart: Chart) -> tuple[float, float]:
        """Return width and height in centimetres."""


@dataclass(frozen=True, slots=True)
class _Media:
    """A picture's file: `drawn` or `brought`, its number, its kind, its bytes, its SVG."""

    name: str
    number: int
    kind: str
    image: bytes
    vector: bytes

    @property
    def stem(self) -> str:
        """The name of its files without ending."""
        return f"{self.name}{self.number}"


@dataclass(slots=True)
class Drawings:
    """Collects the parts, relations and content types the drawings of one document need."""

    charts: Charts
    language: Language
    styles: Mapping[str, str]
    parts: dict[str, bytes] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    overrides: dict[str, str] = field(default_factory=dict)
    _inlines: int = 0
    _charts: int = 0
    _pictures: int = 0

    def chart(self, chart: Chart) -> str:
        """Return the paragraph that holds the chart."""
        alt = self.charts.alt_text(chart, self.language)
        native = self.charts.is_native(chart.kind)
        return self._paragraph(self._native(chart, alt) if native else self._drawn(chart, alt))

    def picture(self, picture: Picture) -> str:
        """Return the paragraph that holds a plugin's picture, its bytes as they are."""
        self._pictures += 1
        kind = pixels_of(picture.image).kind
        media = _Media("brought", self._pictures, kind, picture.image, picture.vector)
        if kind == "jpeg":
            self.overrides[f"/word/media/{media.stem}.jpeg"] = "image/jpeg"
        size = picture_size_cm(picture)
        return self._paragraph(self._image(media, size, picture.caption, picture.alt))

    def sparkline(
        self, trend: Sequence[Fact], name: str, alt: str, *, in_cell: bool = False
    ) -> str:
        """Return the run with the trend line of a key figure; old programs leave it out."""
        size = sparkline.WIDTH_CM, sparkline.HEIGHT_CM
        if in_cell:
            size = sparkline.CELL_WIDTH_CM, sparkline.CELL_HEIGHT_CM
        inline = self._inline(sparkline.shape(trend, *size), *size, name, alt)
        return (
            '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
            f"<w:drawing>{inline}</w:drawing></mc:Choice></mc:AlternateContent></w:r>"
        )

    def _native(self, chart: Chart, alt: str) -> str:
        made = self.charts.native(chart, self.language)
        number = len(self.overrides) + 1
        book = f"embeddings/Microsoft_Excel_Worksheet{number}.xlsx"
        link = (
            f'<c:externalData xmlns:r="{_TYPES}" r:id="rId1"><c:autoUpdate val="0"/>'
            "</c:externalData></c:chartSpace>"
        )
        xml = made.xml.replace(b"</c:chartSpace>", link.encode())
        self.parts[f"word/charts/chart{number}.xml"] = xml
        self.parts[f"word/{book}"] = made.workbook
        self.parts[f"word/charts/_rels/chart{number}.xml.rels"] = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships '
            f'xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_TYPES}/package" '
            f'Target="../{book}"/></Relationships>'
        ).encode()
        self.overrides[f"/word/charts/chart{number}.xml"] = _CHART_TYPE
        relation = self._relate("chart", f"charts/chart{number}.xml")
        graphic = (
            f'<a:graphic><a:graphicData uri="{_MAIN}/chart"><c:chart r:id="{relation}"/>'
            "</a:graphicData></a:graphic>"
        )
        width, height = self.charts.size_cm(chart)
        return self._inline(graphic, width, height, chart.caption, alt)

    def _drawn(self, chart: Chart, alt: str) -> str:
        made = self.charts.drawn(chart, self.language)
        self._charts += 1
        # Word calls the pictures of a template, such as its logo, image1, image2 and so on.
        media = _Media("drawn", self._charts, "png", made.png, made.svg or b"")
        width = min(made.width_cm, _WIDTH)
        size = width, made.height_cm * width / made.width_cm
        return self._image(media, size, chart.caption, alt)

    def _image(self, media: _Media, size_cm: tuple[float, float], name: str, alt: str) -> str:
        file = f"{media.stem}.{media.kind}"
        self.parts[f"word/media/{file}"] = media.image
        relation = self._relate("image", f"media/{file}")
        vector = ""
        if media.vector:
            self.parts[f"word/media/{media.stem}.svg"] = media.vector
            other = self._relate("image", f"media/{media.stem}.svg")
            vector = (
                '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
                f'<asvg:svgBlip xmlns:asvg="{_VECTOR}" r:embed="{other}"/></a:ext></a:extLst>'
            )
        width, height = size_cm
        size = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
        graphic = (
            f'<a:graphic><a:graphicData uri="{_MAIN}/picture"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="{media.number}" name={attribute(file)}/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}">{vector}</a:blip>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
            f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
        )
        return self._inline(graphic, width, height, name, alt)

    def _paragraph(self, inline: str) -> str:
        inside = f"<w:r><w:drawing>{inline}</w:drawing></w:r>"
        return paragraph(self.styles["rg drawing"], inside)

    def _relate(self, kind: str, target: str) -> str:
        relation = f"rgId{len(self.relations) + 1}"
        self.relations.append((relation, f"{_TYPES}/{kind}", target))
        return relation

    def _inline(self, graphic: str, width: float, height: float, name: str, alt: str) -> str:
        self._inlines += 1
        return (
            '<wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{round(width * EMU)}" cy="{round(height * EMU)}"/>'
            f'<wp:docPr id="{self._inlines}" name={attribute(name)} descr={attribute(alt)}/>'
            f"<wp:cNvGraphicFramePr/>{graphic}</wp:inline>"
        )

"""Writes out every default in chart XML, so that all programs draw the same chart.

xlsxwriter writes for Excel 2007 and relies on its defaults. Elsewhere a missing element takes the
default of the schema, which is usually "true": LibreOffice smooths lines and prints series names,
Word rounds the corners and draws a frame. So nothing is left out here, and everything stands in
the order of the schema (ECMA-376, DrawingML Charts).
"""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from reportgen.labels import Language, language_tag
from reportgen.renderers.charts.chart_colors import FONT, INK, SIZE
from reportgen.renderers.charts.chart_kinds import chart_kind_record
from reportgen.renderers.charts.line_end_labels import spread_ends

_C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"

_AXIS: Final = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark "
    "minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt "
)
_SHOWN: Final = "showLegendKey showVal showCatName showSerName showPercent showBubbleSize"
_ORDER: Final = {
    name: order.split()
    for name, order in {
        "chartSpace": "date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource "
        "protection chart spPr txPr externalData printSettings userShapes extLst",
        "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend "
        "plotVisOnly dispBlanksAs showDLblsOverMax extLst",
        "title": "tx layout overlay spPr txPr extLst",
        "legend": "legendPos legendEntry layout overlay spPr txPr extLst",
        "dLbls": f"dLbl delete numFmt spPr txPr dLblPos {_SHOWN} separator showLeaderLines "
        "leaderLines extLst",
        "dLbl": f"idx delete layout tx numFmt spPr txPr dLblPos {_SHOWN} separator extLst",
        "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId extLst",
        "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth "
        "axId extLst",
        "barChart/ser": "idx order tx spPr invertIfNegative pictureOptions dPt dLbls trendline "
        "errBars cat val shape extLst",
        "lineChart/ser": "idx order tx spPr marker dPt dLbls trendline errBars cat val smooth "
        "extLst",
        "barChart/dPt": "idx invertIfNegative marker bubble3D explosion spPr pictureOptions extLst",
        "lineChart/dPt": "idx invertIfNegative marker bubble3D explosion spPr pictureOptions "
        "extLst",
        "trendline": "name spPr trendlineType order period forward backward intercept dispRSqr "
        "dispEq trendlineLbl extLst",
        "catAx": _AXIS + "auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl extLst",
        "valAx": _AXIS + "crossBetween majorUnit minorUnit dispUnits extLst",
    }.items()
}
_DEFAULTS: Final[dict[str, dict[str, str]]] = {
    "chartSpace": {"date1904": "0", "roundedCorners": "0"},
    "chart": {"autoTitleDeleted": "1", "plotVisOnly": "1", "dispBlanksAs": "gap"},
    "title": {"overlay": "0"},
    "legend": {"overlay": "0"},
    "barChart": {"varyColors": "0", "gapWidth": "55", "overlap": "0"},
    "lineChart": {"varyColors": "0", "marker": "1"},
    "barChart/ser": {"invertIfNegative": "0"},
    "lineChart/ser": {"smooth": "0"},
    "barChart/dPt": {"invertIfNegative": "0", "bubble3D": "0"},
    "lineChart/dPt": {"bubble3D": "0"},
    "trendline": {"dispRSqr": "0", "dispEq": "0"},
    "catAx": {
        "delete": "0",
        "majorTickMark": "none",
        "minorTickMark": "none",
        "tickLblPos": "nextTo",
        "auto": "0",
        "lblAlgn": "ctr",
        "lblOffset": "100",
        "noMultiLvlLbl": "1",
    },
    "valAx": {
        "delete": "0",
        "majorTickMark": "none",
        "minorTickMark": "none",
        "tickLblPos": "nextTo",
        "crossBetween": "between",
    },
}


def make_explicit(xml: bytes, language: Language) -> bytes:
    """Return the chart XML with its defaults, its language and its Chinese fonts written out.

    Applying it twice changes nothing more.
    """
    root = etree.fromstring(xml)
    for place in ("chartSpace", "chart", "title", "legend", "trendline", "catAx", "valAx"):
        for element in root.iter(_c(place)):
            _complete(element, place)
    for kind in ("barChart", "lineChart"):
        for plot in root.iter(_c(kind)):
            _complete(plot, kind)
            _complete_series(plot, kind)
    spread_ends(root, chart_kind_record("line").height_cm)
    for names in root.iter(_c("cat")):
        _as_text(names)
    _set_language_and_fonts(root, language_tag(language))
    for settings in root.findall(_c("printSettings")):
        root.remove(settings)
    done: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return done


def _c(tag: str) -> str:
    return f"{{{_C}}}{tag}"


def _a(tag: str) -> str:
    return f"{{{_A}}}{tag}"


def _complete(element: Any, place: str) -> None:  # noqa: ANN401 lxml
    """Add every missing default of `place`, each where the schema wants it."""
    for tag, value in _DEFAULTS.get(place, {}).items():
        if element.find(_c(tag)) is None:
            made = etree.Element(_c(tag))
            made.set("val", value)
            _insert(element, made, _ORDER[place])


def _insert(element: Any, made: Any, order: list[str]) -> None:  # noqa: ANN401 lxml
    place = order.index(etree.QName(made).localname)
    for at, child in enumerate(element):
        if order.index(etree.QName(child).localname) > place:
            element.insert(at, made)
            return
    element.append(made)


def _complete_series(plot: Any, kind: str) -> None:  # noqa: ANN401 lxml
    grouping = plot.find(_c("grouping"))
    stacked = grouping is not None and "tacked" in grouping.get("val", "")
    position = "r" if kind == "lineChart" else "ctr" if stacked else "outEnd"
    for series in plot.findall(_c("ser")):
        _complete(series, f"{kind}/ser")
        for point in series.findall(_c("dPt")):
            _complete(point, f"{kind}/dPt")
            _same_marker(point, series.find(_c("marker")))
        for labels in series.findall(_c("dLbls")):
            _complete_labels(labels, position)
            if kind == "lineChart":
                _name_only_ends(labels)


def _complete_labels(labels: Any, position: str) -> None:  # noqa: ANN401 lxml
    """Write out what labels print, for the series and for every point of its own look."""
    _state(labels, "dLbls", {"dLblPos": position})
    whole = {tag: labels.find(_c(tag)).get("val") for tag in ("dLblPos", *_SHOWN.split())}
    code = labels.find(_c("numFmt"))
    for label in labels.findall(_c("dLbl")):
        deleted = label.find(_c("delete"))
        if deleted is not None and deleted.get("val") == "1":
            continue
        if code is not None and label.find(_c("numFmt")) is None:
            _insert(label, _copy(code), _ORDER["dLbl"])
        _state(label, "dLbl", whole)
        between = labels.find(_c("separator"))
        if between is not None and label.find(_c("separator")) is None:
            _insert(label, _copy(between), _ORDER["dLbl"])
    # Office breaks a label that is wider than a fifth of the chart.
    for body in labels.iter(_a("bodyPr")):
        body.set("wrap", "none")


def _name_only_ends(labels: Any) -> None:  # noqa: ANN401 lxml
    """Let special points carry their value and the end of the line its name, once."""
    for label in labels.findall(_c("dLbl")):
        place, name = label.find(_c("dLblPos")), label.find(_c("showSerName"))
        if place is not None and place.get("val") != "r":
            name.set("val", "0")
            label.find(_c("showVal")).set("val", "1")


def _state(element: Any, place: str, values: dict[str, str]) -> None:  # noqa: ANN401 lxml
    for tag in ("dLblPos", *_SHOWN.split()):
        if element.find(_c(tag)) is None:
            made = etree.Element(_c(tag))
            made.set("val", values.get(tag, "0"))
            _insert(element, made, _ORDER[place])


def _same_marker(point: Any, whole: Any) -> None:  # noqa: ANN401 lxml
    """Give a point in another colour the marker of its series."""
    marker = point.find(_c("marker"))
    if marker is None or whole is None:
        return
    for at, tag in enumerate(("symbol", "size")):
        shape = whole.find(_c(tag))
        if shape is not None and marker.find(_c(tag)) is None:
            marker.insert(at, _copy(shape))


def _copy(element: Any) -> Any:  # noqa: ANN401 lxml
    return etree.fromstring(etree.tostring(element))


def _as_text(names: Any) -> None:  # noqa: ANN401 lxml
    """Store category names that look like numbers (2026, 12) as text, without a format."""
    numbers = names.find(_c("numRef"))
    if numbers is None:
        return
    numbers.tag = _c("strRef")
    cache = numbers.find(_c("numCache"))
    if cache is not None:
        cache.tag = _c("strCache")
        for code in cache.findall(_c("formatCode")):
            cache.remove(code)


def _set_language_and_fonts(root: Any, lang: str) -> None:  # noqa: ANN401 lxml
    """Add the language, and to every Latin font the same font for Chinese."""
    spoken = root.find(_c("lang"))
    if spoken is None:
        spoken = etree.Element(_c("lang"))
        _insert(root, spoken, _ORDER["chartSpace"])
    spoken.set("val", lang)
    for tag in ("rPr", "endParaRPr"):
        for run in root.iter(_a(tag)):
            run.set("lang", lang)
    for latin in list(root.iter(_a("latin"))):
        if latin.getnext() is None or latin.getnext().tag != _a("ea"):
            east = etree.Element(_a("ea"))
            east.set("typeface", latin.get("typeface"))
            latin.addnext(east)
    if root.find(_c("txPr")) is None:
        _insert(root, _default_type(lang), _ORDER["chartSpace"])


def _default_type(lang: str) -> Any:  # noqa: ANN401 lxml
    """Add the type of texts that have none of their own."""
    return etree.fromstring(
        f'<c:txPr xmlns:c="{_C}" xmlns:a="{_A}"><a:bodyPr/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="{SIZE * 100}"><a:solidFill><a:srgbClr val="{INK[1:]}"/></a:solidFill>'
        f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/></a:defRPr></a:pPr>'
        f'<a:endParaRPr lang="{lang}"/></a:p></c:txPr>'
    )

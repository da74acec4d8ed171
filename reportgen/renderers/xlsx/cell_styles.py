"""The cell formats of a workbook: one palette, equal formats made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

FONT: Final = "Microsoft YaHei"
INK: Final = "#262626"
MUTED: Final = "#6B7280"
BRAND: Final = "#1F4E79"
PALE: Final = "#F2F6FA"
LINE: Final = "#D9D9D9"
LINK: Final = "#0563C1"
BAR: Final = "#8FA9C2"
SEVERITY: Final = {
    "bad": ("#A84300", "#D55E00", "#FDF0E7"),
    "watch": ("#7A5400", "#E69F00", "#FFF8E8"),
    "good": ("#00568A", "#0072B2", "#EAF4FA"),
    "info": ("#3C3C3C", "#8C959F", "#F4F5F7"),
}
"""Severity → colour of the text, of the bar at the left, of the ground: those of Word."""

_CELL: Final = {"border": 1, "border_color": LINE}
_NAMED: Final[dict[str, dict[str, Any]]] = {
    "body": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 18, "font_color": BRAND},
    "chapter": {"bold": True, "font_size": 16, "font_color": BRAND},
    "heading": {
        "bold": True,
        "font_size": 12,
        "font_color": BRAND,
        "bottom": 1,
        "bottom_color": BRAND,
    },
    "headline": {"bold": True, "font_size": 12, "text_wrap": True},
    "summary": {"text_wrap": True, "bg_color": PALE, "valign": "top"},
    "note": {"font_size": 9, "font_color": MUTED, "text_wrap": True, "valign": "top"},
    "caption": {"bold": True, "font_color": INK, "text_wrap": True},
    "link": {"font_color": LINK, "underline": 1},
    "head": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": BRAND,
        "align": "center",
        "text_wrap": True,
        **_CELL,
    },
    "cell": {"text_wrap": True, **_CELL},
    "words": {"text_wrap": True, "indent": 1, **_CELL},
    "helper_head": {"font_size": 8, "font_color": MUTED, "align": "right", "text_wrap": True},
    "helper": {"font_size": 8, "font_color": MUTED},
    "edge": {"left": 5},
    "minor": {"font_size": 9, "font_color": INK, **_CELL},
    "kpi": {"bold": True, "font_size": 12, "font_color": BRAND, **_CELL},
    "data": {},
}


class CellStyles:
    """Makes the formats of one workbook, equal ones once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._asked: dict[tuple[object, ...], Format] = {}
        self._properties: dict[int, dict[str, Any]] = {}

    def of(self, name: str, **changes: Any) -> Format:  # noqa: ANN401 xlsxwriter's own properties
        """Return a named format with changes in xlsxwriter's words (`num_format`, `bold`, …)."""
        key = (name, *changes.items())
        if key not in self._asked:
            self._asked[key] = self._make({**_NAMED[name], **changes})
        return self._asked[key]

    def severity(self, name: str, severity: str, **changes: Any) -> Format:  # noqa: ANN401 as above
        """Return a named format in the colours of a severity."""
        ink, bar, paper = SEVERITY[severity]
        if name == "edge":
            changes["left_color"] = bar
        return self.of(name, font_color=ink, bg_color=paper, **changes)

    def quoted(self, style: Format | None) -> Format:
        """Return the same format for text that must never become a formula."""
        known = self._properties[id(style)] if style is not None else {}
        return self._make({**known, "quote_prefix": True})

    def _make(self, properties: dict[str, Any]) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            made = self._workbook.add_format({"valign": "vcenter", **properties})
            self._made[key] = made
            self._properties[id(made)] = properties
        return self._made[key]

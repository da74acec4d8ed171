"""Turns a figure of matplotlib into bytes for a `Picture`: the same figure gives the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final, Literal

from reportgen.picture_fonts import families

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DPI: Final = 200
"""Pixels an inch, as of the charts reportgen draws: sharp in print at the size of the page."""
_NAMED: Final[dict[str, tuple[str, ...]]] = {
    "png": ("Software",),
    "svg": ("Creator", "Date", "Format", "Type"),
}
"""What matplotlib says of itself and of the day, and what would differ from machine to machine."""


def figure_png(figure: Figure) -> bytes:
    """Return a figure of matplotlib as PNG, its texts in a font with Chinese characters.

    Raises:
        FontError: There is no font with Chinese characters on this machine.
    """
    return _saved(figure, "png")


def figure_svg(figure: Figure) -> bytes:
    """Return a figure of matplotlib as SVG, its texts as outlines.

    Raises:
        FontError: As for `figure_png`.
    """
    return _saved(figure, "svg")


def _saved(figure: Figure, kind: Literal["png", "svg"]) -> bytes:
    import matplotlib as mpl  # noqa: PLC0415 its import costs 0.4 s

    settings: dict[Any, Any] = {
        "font.sans-serif": list(families()),
        "axes.unicode_minus": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "reportgen",
    }
    stream = io.BytesIO()
    with mpl.rc_context(settings):
        metadata = dict.fromkeys(_NAMED[kind])
        figure.savefig(stream, format=kind, dpi=_DPI, metadata=metadata)
    return stream.getvalue()

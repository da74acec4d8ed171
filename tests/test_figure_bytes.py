"""A figure of matplotlib becomes bytes a `Picture` takes, the same each time."""

from __future__ import annotations

from matplotlib.figure import Figure

from reportgen.document.blocks import Picture
from reportgen.document.picture_faults import picture_faults
from reportgen.figure_bytes import figure_png, figure_svg


def figure() -> Figure:
    made = Figure(figsize=(4, 2))
    axes = made.add_subplot()
    axes.plot([1, 2, 3], [-1, 2, 1])
    axes.set_title("到店客户")
    return made


def test_a_figure_with_chinese_texts_gives_the_same_bytes_each_time() -> None:
    # a glyph no font has is a warning, and a warning an error
    png, svg = figure_png(figure()), figure_svg(figure())

    assert (png, svg) == (figure_png(figure()), figure_svg(figure()))
    assert list(picture_faults(Picture("p", png, "图", "一条折线", vector=svg))) == []
    assert b"matplotlib" not in png
    assert b"<dc:date>" not in svg

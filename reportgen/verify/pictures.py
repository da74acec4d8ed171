"""Checks pictures: that of a drawn chart is the one drawn for it, a plugin's has its very bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from reportgen.document.blocks import Chart, Picture
from reportgen.document.brand import Brand
from reportgen.labels import Language
from reportgen.renderers import recolor
from reportgen.renderers.open_package import Package
from reportgen.verify.mismatch import Mismatch


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws a chart as this report must show it: in its language and its brand.

    The renderers' pictures are remembered, so that a chart is drawn again only where a report has
    very many.
    """

    language: Language
    brand: Brand

    def compare(
        self, chart: Chart, parts: Package, names: Sequence[str], where: str, *, vector: bool
    ) -> Iterator[Mismatch]:
        """Yield where parts differ from the chart's picture: PNG, and SVG if `vector`."""
        from reportgen.renderers.charts.drawn_charts import drawn  # noqa: PLC0415 matplotlib costs 0.4 s

        if not chart.categories or not chart.series:
            return
        made = drawn(chart, self.language)
        wanted = {".png": made.png} | ({".svg": made.svg} if vector else {})
        for suffix, picture in wanted.items():
            name = next((one for one in names if one.endswith(suffix)), "")
            if parts.get(name) != recolor.picture(picture, self.brand):
                said = f"another picture, {name}" if name in parts else ""
                here = f"{where}, chart '{chart.id}'"
                yield Mismatch("", here, f"its picture as {suffix[1:].upper()}", said)


def brought_differs(
    picture: Picture, parts: Package, names: Sequence[str], where: str, *, vector: bool
) -> Iterator[Mismatch]:
    """Yield where the parts differ from a plugin's picture: its bytes, and its SVG if `vector`."""
    wanted = [("image", picture.image)]
    wanted += [("vector", picture.vector)] if vector and picture.vector else []
    for at, (what, content) in enumerate(wanted):
        said = parts.get(names[at]) if at < len(names) else None
        if said != content:
            here = f"{where}, picture '{picture.id}', {what}"
            yield Mismatch("", here, _hash(content), _hash(said) if said else "")
    if len(names) > len(wanted):
        here = f"{where}, picture '{picture.id}'"
        yield Mismatch("", here, f"{len(wanted)} parts", f"{len(names)} parts")


def _hash(content: bytes) -> str:
    return f"sha256 {sha256(content).hexdigest()[:16]}"

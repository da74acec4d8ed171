"""The picture of a drawn chart in either file must be the one drawn for that chart."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from samples import LOOK

from reportgen.document.blocks import Chart, ChartKind, Document, Series
from reportgen.document.facts import Fact, words
from reportgen.extension.components import Look
from reportgen.renderers.charts.drawn_charts import _kept
from reportgen.renderers.docx import Docx
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.xlsx import Xlsx
from reportgen.verify import verify

KINDS: tuple[ChartKind, ...] = ("funnel", "dots", "control", "heat", "survival", "fields")


def _chart(kind: ChartKind) -> Chart:
    rates = ((95, 100), (120, 200), (290, 300), (11, 40))
    facts = tuple(
        Fact(f"{kind}{at}", k / n, "share", n=n, low=k / n - 0.1, high=min(1.0, k / n + 0.02))
        for at, (k, n) in enumerate(rates)
    )
    names = ("0", "30", "60", "90") if kind == "survival" else ("乔丹", "李娜", "王芳", "赵一")
    level = Fact("m", 0.9, "share")
    series = (Series("率", facts),) * (2 if kind == "fields" else 1)
    return Chart(
        f"c-{kind}", kind, words(f"图 {kind}"), f"说明 {kind}", names, series,
        unit="share", reference=level, reference_label="目标",
    )  # fmt: skip


@pytest.fixture(scope="module")
def drawn(document: Document) -> Document:
    """The sample report with one chart of every drawn kind more."""
    chapter = document.chapters[0]
    blocks = (*chapter.blocks, *map(_chart, KINDS))
    return replace(document, chapters=(replace(chapter, blocks=blocks), *document.chapters[1:]))


def _files(document: Document, look: Look) -> dict[str, bytes]:
    return {
        ".docx": Docx(pages="none").render(document, look),
        ".xlsx": Xlsx().render(document, look),
    }


@pytest.fixture(scope="module")
def files(drawn: Document) -> Mapping[str, bytes]:
    return _files(drawn, LOOK)


def _swapped(parts: dict[str, bytes], ending: str) -> None:
    first, second = sorted(name for name in parts if re.search(rf"media/\w+\.{ending}", name))[:2]
    parts[first], parts[second] = parts[second], parts[first]


def _moved(parts: dict[str, bytes]) -> None:
    name = next(name for name, part in parts.items() if b'id="mark-0"' in part)
    mark = re.compile(rb'(id="mark-0".*?<use [^>]* x=")\d', re.DOTALL)
    parts[name] = mark.sub(rb"\g<1>9", parts[name], count=1)


def _relabelled(parts: dict[str, bytes]) -> None:
    """A value's number is another one's."""
    name = next(name for name, part in parts.items() if b'id="value-1"' in part)
    first, second = (
        re.search(rf'id="value-{at}".*?</g>'.encode(), parts[name], re.DOTALL) for at in (0, 1)
    )
    assert first
    assert second
    parts[name] = parts[name].replace(second[0], first[0].replace(b"value-0", b"value-1"))


def _speck(parts: dict[str, bytes]) -> None:
    """One pixel of the first picture is another."""
    name = min(name for name in parts if re.search(r"media/\w+\.png", name))
    picture = Image.open(io.BytesIO(parts[name]))
    picture.putpixel((picture.width // 2, 3), 7)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    parts[name] = stream.getvalue()


def test_the_pictures_are_those_of_their_charts(
    drawn: Document, files: Mapping[str, bytes]
) -> None:
    assert sum("media/" in name for name in unpack(files[".docx"])) >= 2 * len(KINDS)
    assert sum("media/" in name for name in unpack(files[".xlsx"])) == len(KINDS)
    assert verify(drawn, files, LOOK) == []
    _kept.cache_clear()  # more charts than are remembered: they are drawn again
    assert verify(drawn, files, LOOK) == []


@pytest.mark.parametrize(
    ("suffix", "change", "charts", "said"),
    [
        (".docx", lambda parts: _swapped(parts, "png"), 2, "PNG"),
        (".docx", lambda parts: _swapped(parts, "svg"), 2, "SVG"),
        (".docx", _moved, 1, "SVG"),
        (".docx", _relabelled, 1, "SVG"),
        (".docx", _speck, 1, "PNG"),
        (".xlsx", lambda parts: _swapped(parts, "png"), 2, "PNG"),
        (".xlsx", _speck, 1, "PNG"),
    ],
)
def test_another_picture_is_refused(  # noqa: PLR0913, PLR0917 two fixtures
    drawn: Document,
    files: Mapping[str, bytes],
    suffix: str,
    change: Callable[[dict[str, bytes]], None],
    charts: int,
    said: str,
) -> None:
    parts = unpack(files[suffix])
    change(parts)
    assert parts != unpack(files[suffix])

    found = verify(drawn, {suffix: pack(parts)}, LOOK)
    assert [one.expected for one in found] == [f"its picture as {said}"] * charts
    assert all(re.search(r", chart 'c-\w+'$", one.where) for one in found)
    assert all(one.found.startswith("another picture, ") for one in found)


def test_a_lost_vector_is_found(drawn: Document, files: Mapping[str, bytes]) -> None:
    parts = unpack(files[".docx"])
    body = parts["word/document.xml"].decode()
    parts["word/document.xml"] = re.sub(r"<asvg:svgBlip[^>]*/>", "", body, count=1).encode()

    (found,) = verify(drawn, {".docx": pack(parts)}, LOOK)
    assert (found.expected, found.found) == ("its picture as SVG", "")


def test_a_picture_beside_another_charts_figures_is_found(
    drawn: Document, files: Mapping[str, bytes]
) -> None:
    parts = unpack(files[".xlsx"])
    name = next(name for name in parts if "/drawings/drawing" in name and b"embed" in parts[name])
    rows = [int(row) for row in re.findall(rb"<xdr:from>.*?<xdr:row>(\d+)", parts[name])]
    old, new = (f"<xdr:row>{row}</xdr:row>".encode() for row in (rows[-1], rows[-2]))
    head, tail = parts[name].rsplit(b"<xdr:from>", 1)
    parts[name] = head + b"<xdr:from>" + tail.replace(old, new, 1)

    two, none = verify(drawn, {".xlsx": pack(parts)}, LOOK)
    assert (two.expected, two.found) == (f"one drawing in row {rows[-2] + 1}", "2 drawings")
    assert none.expected.startswith(f"a drawing in row {rows[-1] + 1}: a ")
    assert not none.found


def test_pictures_must_wear_the_colours_of_the_brand(
    drawn: Document, files: Mapping[str, bytes], tmp_path: Path
) -> None:
    brand = tmp_path / "brand.yaml"
    brand.write_text('colors: { primary: "#7a1f2b" }\n', encoding="utf-8")
    look = replace(LOOK, brand=brand)

    assert verify(drawn, _files(drawn, look), look) == []
    pictures = [one for one in verify(drawn, files, look) if "its picture" in one.expected]
    assert len(pictures) == 3 * len(KINDS)

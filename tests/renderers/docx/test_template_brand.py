"""A brand changes every colour and font of the Word file, and nothing else."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator
from PIL import Image

from reportgen.document.blocks import Chart, Document
from reportgen.document.brand import STANDARD, Brand, Colors, Fonts
from reportgen.errors import SpecError
from reportgen.extension.components import Look, Renderer
from reportgen.renderers.docx import Docx, template_brand
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.lint import lint
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.without_charts import sketch
from reportgen.renderers.docx.word_template import load
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.recolor import colors, in_fonts, picture, recolored
from reportgen.renderers.xlsx import Xlsx

Sample = Callable[..., Document]
RED = Brand(
    colors=Colors(primary="#7A1F2B", accent="#C0A060", better="#00695C", worse="#B3261E"),
    fonts=Fonts(latin="Arial", east_asian="宋体"),
)


@pytest.fixture
def logo(tmp_path: Path, charts: Charts, report: Sample) -> Path:
    chart = next(block for block in report("zh").blocks() if isinstance(block, Chart))
    path = tmp_path / "logo.png"
    path.write_bytes(charts.drawn(chart, "zh").png)
    return path


def _texts(parts: dict[str, bytes]) -> str:
    names = [name for name in parts if name.startswith("word/") and name.endswith(".xml")]
    return "".join(parts[name].decode() for name in names)


@pytest.mark.parametrize("template", ["monthly.docx", "plain.docx"])
def test_no_standard_colour_or_font_is_left(
    report: Sample, look: Look, charts: Charts, template: str
) -> None:
    shell = load(look.template.with_name(template))
    parts = assemble(report("zh"), shell, charts, RED).finished(numbered=False)
    made = _texts(parts)
    standard = ("1F4E79", "F2F6FA", "0072B2", "00568A", "D55E00", "A84300", "2B2B2B")
    assert [color for color in standard if f'="{color}"' in made] == []
    assert '="Calibri"' not in made
    assert '="微软雅黑"' not in made
    assert 'w:fill="7A1F2B"' in parts["word/styles.xml"].decode()
    fonts = parts["word/fontTable.xml"].decode()
    assert '<w:font w:name="宋体"><w:altName w:val="SimSun"/>' in fonts
    assert '<w:font w:name="Arial"><w:charset' in fonts
    assert lint(pack(parts)) == []


def test_the_accent_is_on_the_title_page_and_watching_stays_amber(
    report: Sample, look: Look, charts: Charts
) -> None:
    parts = assemble(report("zh"), load(look.template), charts, RED).finished(numbered=False)
    assert b'val="C0A060"' in parts["word/header1.xml"]
    assert b'w:color="E69F00"' in parts["word/styles.xml"]


def test_text_that_looks_like_a_colour_is_left_alone() -> None:
    xml = '<w:t>"1F4E79" 1F4E79</w:t><w:color w:val="1f4e79"/><x id="1F4E79"/>'
    expected = '<w:t>"1F4E79" 1F4E79</w:t><w:color w:val="7A1F2B"/><x id="1F4E79"/>'
    assert recolored(xml, colors(RED)) == expected
    assert recolored('<color rgb="FF1F4E79"/>', colors(RED)) == '<color rgb="FF7A1F2B"/>'


def test_charts_keep_latin_and_chinese_apart() -> None:
    xml = '<a:latin typeface="Microsoft YaHei"/><a:ea typeface="Microsoft YaHei"/>'
    assert in_fonts(xml, RED) == '<a:latin typeface="Arial"/><a:ea typeface="宋体"/>'
    assert in_fonts(xml, STANDARD) == xml


def test_drawn_charts_change_their_inks() -> None:
    svg = b'<svg style="fill: #1f4e79; stroke: #123456; color: #D55E00"/>'
    expected = b'<svg style="fill: #7a1f2b; stroke: #123456; color: #b3261e"/>'
    assert picture(svg, RED) == expected
    assert picture(svg, STANDARD) == svg


def test_the_palette_of_a_picture_changes_with_its_soft_edges() -> None:
    image = Image.new("P", (2, 1))
    half = (143, 166, 188)
    image.putpalette([0x1F, 0x4E, 0x79, *half, 1, 2, 3])
    image.putdata([0, 1])
    stream = BytesIO()
    image.save(stream, "PNG")

    made = Image.open(BytesIO(picture(stream.getvalue(), RED))).convert("RGB")

    assert made.getpixel((0, 0)) == (0x7A, 0x1F, 0x2B)
    soft = made.getpixel((1, 0))
    assert soft != half
    assert soft[0] > soft[2] > soft[1]


def test_pictures_without_a_palette_stay_as_they_are() -> None:
    stream = BytesIO()
    Image.new("RGB", (1, 1), (0x1F, 0x4E, 0x79)).save(stream, "PNG")
    for data in (stream.getvalue(), b"\xff\xd8\xff\xe0 a photograph"):
        assert picture(data, RED) == data


def test_the_standard_brand_changes_nothing(report: Sample, look: Look, charts: Charts) -> None:
    parts = {"word/document.xml": b"<w:body>"}
    assert template_brand.apply(parts, STANDARD, "店") is parts
    document, shell = report("zh"), load(look.template)
    plain = assemble(document, shell, charts).finished(numbered=False)
    assert assemble(document, shell, charts, STANDARD).finished(numbered=False) == plain


def test_the_logo_stands_on_the_title_page(
    report: Sample, look: Look, charts: Charts, logo: Path
) -> None:
    brand = Brand.model_construct(**{**dict(RED), "logo": logo})
    parts = assemble(report("zh"), load(look.template), charts, brand).finished(numbered=False)
    text = parts["word/document.xml"].decode()
    assert text.index("brandLogo") < text.index(">蓝湖汽车销售服务有限公司")
    assert 'name="Logo" descr="蓝湖汽车销售服务有限公司"' in text
    assert parts["word/media/brand.png"] == logo.read_bytes()
    sizes = re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"/>', text)
    assert sizes is not None
    assert max(int(side) for side in sizes.groups()) <= 6 * 360_000
    assert lint(pack(parts)) == []
    assert lint(pack(sketch(parts))) == []


def test_a_branded_file_follows_the_schema_and_is_the_same_every_time(
    report: Sample, look: Look, tmp_path: Path, logo: Path
) -> None:
    (tmp_path / "brand.yaml").write_text(
        f'colors: {{ primary: "#7A1F2B" }}\nfonts: {{ latin: "A&B" }}\nlogo: {logo.name}\n'
    )
    document = report("en", drawn=False)
    branded = replace(look, brand=tmp_path / "brand.yaml")
    made = Docx(pages="none").render(document, branded)
    file = tmp_path / "report.docx"
    file.write_bytes(made)
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []
    assert Docx(pages="none").render(document, branded) == made
    assert b"A&amp;B" in unpack(made)["word/styles.xml"]


@pytest.mark.parametrize(
    "data", [b"", b"nonsense", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a"]
)
@pytest.mark.parametrize("renderer", [Docx(pages="builtin"), Xlsx()])
def test_a_logo_that_is_no_picture_is_told_before_any_report(
    tmp_path: Path, look: Look, data: bytes, renderer: Renderer
) -> None:
    (tmp_path / "own.yaml").write_text("logo: logo.png\n", "utf-8")
    (tmp_path / "logo.png").write_bytes(data)
    with pytest.raises(
        SpecError, match=r"^logo\.png: this is no PNG or JPEG that can be read; save"
    ):
        renderer.check(replace(look, brand=tmp_path / "own.yaml"))

from __future__ import annotations

import io
import sys
from subprocess import run
from typing import Any

import pytest
from matplotlib.figure import Figure
from PIL import Image

from reportgen.document.blocks import Chart, ChartKind, Series
from reportgen.document.facts import Fact
from reportgen.errors import FontError
from reportgen.labels import Language
from reportgen.metric.expressions import Better
from reportgen.picture_fonts import PictureFonts, covering, families
from reportgen.renderers.charts import drawn, plotted, size_cm
from reportgen.renderers.charts.chart_colors import MAIN, PALE, WORSE, ink_on, luminance
from reportgen.renderers.charts.control_and_survival import survival
from reportgen.renderers.charts.drawn_charts import _kept
from reportgen.renderers.charts.funnel_plot import funnel
from reportgen.renderers.charts.picture_frame import empty_axes

KINDS: tuple[ChartKind, ...] = ("funnel", "dots", "control", "heat", "survival", "fields")
NAMES = ("乔丹", "李晓明", "欧阳建国（钣喷组）", "王芳")


def rate(k: int, n: int) -> Fact:
    value = k / n if n else None
    low, high = (max(0, value - 0.1), min(1, value + 0.1)) if value is not None else (None, None)
    return Fact("r", value, "share", n=n, low=low, high=high, better="higher")


def chart(kind: ChartKind, **changes: Any) -> Chart:  # noqa: ANN401 any field
    values = (rate(95, 100), rate(0, 0), rate(120, 200), rate(290, 300))
    given: dict[str, Any] = {
        "id": "c1",
        "kind": kind,
        "title": ("x",),
        "caption": "y",
        "categories": NAMES,
        "series": (Series("一次修复率", values),) * (2 if kind == "fields" else 1),
        "unit": "share",
        "reference": Fact("m", 0.93, "share"),
        "reference_label": "站均",
    }
    return Chart(**given | changes)


def svg_of(what: Chart) -> str:
    return drawn(what, "zh").svg.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_is_drawn_in_its_size(kind: ChartKind, language: Language) -> None:
    made = drawn(chart(kind, highlight=("王芳",), axis="比率"), language)
    picture = Image.open(io.BytesIO(made.png))
    assert (made.width_cm, made.height_cm) == size_cm(chart(kind))
    assert picture.mode == "P"
    assert picture.size == pytest.approx(
        tuple(cm / 2.54 * 200 for cm in size_cm(chart(kind))), abs=1
    )
    assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)
    assert made.svg.startswith(b"<?xml")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_chart_gives_the_same_bytes(kind: ChartKind) -> None:
    first = drawn(chart(kind), "zh")
    _kept.cache_clear()
    assert drawn(chart(kind), "zh") == first


def test_word_and_excel_share_one_picture_a_language() -> None:
    chinese = drawn(chart("dots"), "zh")
    assert drawn(chart("dots"), "zh") is chinese
    assert drawn(chart("dots"), "en") is not chinese


def test_only_so_many_pictures_are_kept() -> None:
    assert 0 < (_kept.cache_info().maxsize or 0) <= 64


def test_a_chart_with_lists_is_drawn_too() -> None:
    assert drawn(chart("dots", categories=list(NAMES)), "zh") == drawn(chart("dots"), "zh")


def test_colours_of_a_picture_are_those_of_its_vector() -> None:
    picture = Image.open(io.BytesIO(drawn(chart("survival"), "zh").png)).convert("RGB")
    found = {colour for _, colour in picture.getcolors(1 << 20)}
    main = tuple(int(MAIN[at : at + 2], 16) for at in (1, 3, 5))
    assert {(255, 255, 255), main} <= found
    assert not {(252, 252, 252), (254, 254, 254)} & found


def ends_of(what: Chart) -> tuple[tuple[float, float], tuple[float, float], list[str]]:
    """Both axes' ends of a drawn chart, and every text in it."""
    figure = Figure(figsize=(6, 3))
    axes = empty_axes(figure)
    funnel(axes, what, "zh")
    return axes.get_xlim(), axes.get_ylim(), [words.get_text() for words in axes.texts]


def test_a_funnel_of_like_sizes_begins_near_its_dots() -> None:
    facts = tuple(rate(k, n) for k, n in ((4, 179), (6, 193), (29, 213), (5, 185)))
    like = chart("funnel", series=(Series("x", facts),), axis="任务数", reference=None)
    across, up, said = ends_of(like)
    assert 140 <= across[0] <= 179
    assert 213 <= across[1] <= 240
    assert up[1] < 0.17
    assert "任务数" in said
    assert "样本量" not in said


def test_a_funnel_of_unlike_sizes_begins_at_zero() -> None:
    facts = tuple(rate(k, n) for k, n in ((1, 12), (6, 93), (29, 413), (5, 185)))
    across, _, said = ends_of(chart("funnel", series=(Series("x", facts),), reference=None))
    assert across[0] == 0
    assert "样本量" in said


def test_the_limits_of_a_funnel_run_over_its_whole_width() -> None:
    figure = Figure(figsize=(6, 3))
    axes = empty_axes(figure)
    facts = tuple(rate(k, n) for k, n in ((4, 179), (6, 193), (29, 213), (5, 185)))
    funnel(axes, chart("funnel", series=(Series("x", facts),), reference=None), "zh")
    curves = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) > 2]
    assert len(curves) == 4
    assert all((min(x), max(x)) == axes.get_xlim() for x in curves)


def test_half_of_the_customers_drop_to_the_axis_of_days() -> None:
    figure = Figure(figsize=(6, 3))
    axes = empty_axes(figure)
    facts = tuple(Fact("s", value, "share") for value in (1.0, 0.9, 0.6, 0.2))
    what = chart(
        "survival",
        categories=("0", "60", "120", "150"),
        series=(Series("尚未再次进厂", facts),),
        reference=Fact("m", 127.5, "days"),
        reference_label="一半客户",
    )
    survival(axes, what, "zh")
    assert "一半客户 127.5天" in [words.get_text() for words in axes.texts]
    drops = [line for line in axes.lines if list(line.get_xdata()) == [127.5, 127.5]]
    assert [line.get_ydata()[1] for line in drops] == [pytest.approx(0.5)]
    assert len(plotted(what, "zh")) == 1


def test_a_time_beyond_the_curve_is_not_marked() -> None:
    facts = tuple(Fact("s", value, "share") for value in (1.0, 0.9, 0.8, 0.7))
    days = ("0", "30", "60", "90")
    late = chart("survival", categories=days, series=(Series("x", facts),))
    late = Chart(**{**_fields(late), "reference": Fact("m", 400.0, "days")})
    none = Chart(**{**_fields(late), "reference": None})
    assert svg_of(late) == svg_of(none)


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_is_cut_at_the_edge_of_a_picture(kind: ChartKind) -> None:
    picture = Image.open(io.BytesIO(drawn(chart(kind, highlight=("王芳",), axis="比率"), "zh").png))
    edge = picture.convert("RGB")
    wide, tall = edge.size
    border = [edge.getpixel((x, y)) for x in range(wide) for y in (0, tall - 1)]
    border += [edge.getpixel((x, y)) for y in range(tall) for x in (0, wide - 1)]
    assert set(border) == {(255, 255, 255)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_carries_no_date_and_no_font_of_the_reader(kind: ChartKind) -> None:
    svg = svg_of(chart(kind))
    assert "<dc:date>" not in svg
    assert "<text" not in svg


@pytest.mark.parametrize("kind", ["funnel", "dots", "control", "heat"])
def test_a_chart_without_any_value_says_so(kind: ChartKind) -> None:
    empty = chart(kind, series=(Series("x", (None,) * 4),), reference=None)
    assert drawn(empty, "zh").svg != drawn(chart(kind), "zh").svg


def test_a_funnel_names_only_what_lies_outside() -> None:
    worst = svg_of(chart("funnel"))
    inside = svg_of(chart("funnel", series=(Series("x", (rate(93, 100),) * 4),)))
    assert "#d55e00" in worst
    assert "#d55e00" not in inside


def test_a_funnel_without_reference_takes_the_pooled_rate() -> None:
    pooled = Fact("p", 505 / 600, "share")
    asked = chart("funnel", reference=pooled, reference_label="总体")
    assert svg_of(chart("funnel", reference=None)) == svg_of(asked)


def test_a_funnel_needs_shares() -> None:
    with pytest.raises(ValueError, match="unit 'share', not 'score'; use kind 'dots'"):
        drawn(chart("funnel", unit="score"), "zh")


def test_a_point_beyond_the_limits_of_a_course_is_marked() -> None:
    steady = tuple(Fact("x", 0.95 + 0.001 * (n % 2), "share") for n in range(12))
    course = chart("control", categories=tuple(map(str, range(12))))
    calm = Chart(**{**_fields(course), "series": (Series("x", steady),)})
    spike = Chart(**{**_fields(course), "series": (Series("x", (*steady[:-1], rate(7, 10))),)})
    assert "#d55e00" not in svg_of(calm)
    assert "#d55e00" in svg_of(spike)


def _fields(what: Chart) -> dict[str, Any]:
    return {name: getattr(what, name) for name in what.__dataclass_fields__}


def test_a_kind_of_office_is_refused() -> None:
    with pytest.raises(ValueError, match="chart 'c1': 'bar' is a native kind; use native"):
        drawn(chart("bar"), "zh")


def test_a_character_no_font_has_is_drawn_as_a_missing_type() -> None:
    unknown, missing = ("乔丹", "李\U000f0001", "a", "b"), ("乔丹", "李〓", "a", "b")
    assert drawn(chart("dots", categories=unknown), "zh") == drawn(
        chart("dots", categories=missing), "zh"
    )


@pytest.mark.parametrize("name", ["$x^2$", "$\\frac$", "50$ + 30$"])
def test_a_sign_of_money_is_no_formula(name: str) -> None:
    assert drawn(chart("dots", categories=(name, "a", "b", "c")), "en").png


def test_without_any_chinese_font_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    families.cache_clear()
    monkeypatch.setattr("reportgen.picture_fonts._PACKAGE", "no_such_package")
    monkeypatch.setattr("reportgen.picture_fonts._SYSTEM", ())
    with pytest.raises(FontError, match=r"no font with Chinese characters .* run 'pip install"):
        families()
    families.cache_clear()


def test_one_font_is_enough_for_rare_names() -> None:
    assert covering(["喆堃镕犇骉㛃", "abc é ±—·"]) == PictureFonts(["Noto Sans SC"])


def test_numbers_are_readable_on_every_shade_of_a_heat_table() -> None:
    def mixed(part: float) -> str:
        ends = [[int(hue[at : at + 2], 16) for at in (1, 3, 5)] for hue in (PALE, MAIN)]
        return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(*ends, strict=True))

    for step in range(17):
        fill = mixed(step / 16)
        light, dark = sorted((luminance(fill), luminance(ink_on(fill))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 4.1


def heat(*values: float | None, better: Better = "higher", level: float = 75.0) -> str:
    facts = tuple(Fact(f"s{at}", value, "score", better=better) for at, value in enumerate(values))
    what = chart(
        "heat",
        categories=NAMES[: len(values)],
        series=(Series("得分", facts),),
        unit="score",
        reference=Fact("limit", level, "score"),
    )
    return svg_of(what)


def framed(svg: str) -> int:
    return svg.count(f"fill: none; stroke: {WORSE.lower()}")


def test_a_heat_table_frames_what_lies_on_the_bad_side_of_its_level() -> None:
    assert framed(heat(60.0, 75.0, 90.0)) == 1
    assert framed(heat(60.0, 75.0, 90.0, better="lower")) == 1
    assert framed(heat(60.0, 70.0, None)) == 2
    assert framed(heat(60.0, 75.0, 90.0, better="none")) == 0


def test_importing_charts_does_not_import_matplotlib() -> None:
    code = "import sys, reportgen.renderers.charts; sys.exit('matplotlib' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 our own code

from __future__ import annotations

from typing import Any, get_args

import pytest

from reportgen.document.blocks import Chart, ChartKind, Series
from reportgen.document.facts import Fact, words
from reportgen.labels import Language
from reportgen.renderers.charts import alt_text, is_native, size_cm

KINDS = get_args(ChartKind)


def chart(kind: ChartKind, bars: int = 3, **changes: Any) -> Chart:  # noqa: ANN401 any field
    names = tuple(f"顾问{n}" for n in range(bars))
    given: dict[str, Any] = {
        "id": "c",
        "kind": kind,
        "title": (),
        "caption": "",
        "categories": names,
        "series": (Series("满意度", (1.0,) * bars),),
        "unit": "score",
    }
    return Chart(**given | changes)


def test_five_kinds_are_native() -> None:
    assert [kind for kind in KINDS if is_native(kind)] == [
        "column",
        "bar",
        "line",
        "stacked",
        "combo",
    ]


def test_alt_text_says_kind_message_content_and_what_stands_out() -> None:
    title = words("乔丹最高，", Fact("f", 93.2, "score"), "分")
    what = chart("bar", title=title, caption="满意度，分。", highlight=("乔丹", "周杰"))
    assert alt_text(what, "zh") == "条形图。乔丹最高，93.2分。满意度，分。突出显示：乔丹、周杰。"
    english = chart("bar", title=("Best: Jordan",), caption="Score", highlight=("Jordan",))
    assert alt_text(english, "en") == "Bar chart. Best: Jordan. Score. Standing out: Jordan."


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_alt_text_is_never_empty(kind: ChartKind, language: Language) -> None:
    assert len(alt_text(chart(kind), language)) > 3


@pytest.mark.parametrize(("bars", "height"), [(1, 4.2), (8, 6.8), (40, 12.0)])
def test_lying_bars_grow_up_to_12_cm(bars: int, height: float) -> None:
    assert size_cm(chart("bar", bars)) == (15.5, height)


def test_a_heat_table_grows_with_its_rows() -> None:
    rows = tuple(Series(str(n), (1.0,) * 3) for n in range(8))
    assert size_cm(chart("heat", series=rows)) == (15.5, 7.6)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_size_that_fits_the_page(kind: ChartKind) -> None:
    width, height = size_cm(chart(kind))
    assert width == 15.5
    assert 4 <= height <= 12

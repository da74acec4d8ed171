"""The kinds of charts: one record each, with everything renderers ask about a kind.

To add a kind, give it a word in `ChartKind` and a record here; one that Office does not draw gets a
drawing in `drawn_charts` too. No other module asks which kind it has before it: a test holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from reportgen.document.blocks import ChartKind
from reportgen.labels import Label

ChartForm: TypeAlias = Literal[
    "bars",  # one bar a value
    "parts",  # columns of 100 %
    "lines",  # every series a line
    "bars_and_lines",  # pale columns, and lines on a second axis
    "picture",  # none of Office's: reportgen draws it
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartKindRecord:
    """What renderers need to know about a kind of chart.

    Attributes:
        name: What somebody who cannot see it is told it is.
        form: Of what it is made, where Office draws it.
        height_cm: How tall it is; 0 where it grows with its rows.
        row_cm: How tall each of its rows is; 0 where its height is fixed.
        rows: What its rows are.
        lying: Whether names run down its side and bars lie.
        label_room: How much longer than its longest bar its axis of values is, as a part of the
            axis, for the number at the bar's end: a line of type of the 4 cm a column may be tall,
            nine characters of the 11.5 cm a lying bar may be long. 0 where numbers stand elsewhere.
        beside: What the workbook shows beside the values: cases, or both ends of the interval.
        timed: Whether its categories are times: a reference in another unit is one of them.
    """

    name: Label
    form: ChartForm
    height_cm: float = 0.0
    row_cm: float = 0.0
    rows: Literal["categories", "series"] = "categories"
    lying: bool = False
    label_room: float = 0.0
    beside: Literal["", "cases", "interval"] = ""
    timed: bool = False


@cache
def chart_kind_record(kind: ChartKind) -> ChartKindRecord:  # noqa: C901, PLR0911 one case a kind
    """Return the record of a kind of chart."""
    match kind:
        case "column":
            return ChartKindRecord(
                name=Label("柱形图", "Column chart"), form="bars", height_cm=5.5, label_room=0.1
            )
        case "bar":
            return ChartKindRecord(
                name=Label("条形图", "Bar chart"),
                form="bars",
                row_cm=0.65,
                lying=True,
                label_room=0.15,
            )
        case "line":
            return ChartKindRecord(name=Label("折线图", "Line chart"), form="lines", height_cm=5.5)
        case "stacked":
            return ChartKindRecord(
                name=Label("百分比堆积柱形图", "Stacked columns of 100%"),
                form="parts",
                height_cm=6.0,
            )
        case "combo":
            return ChartKindRecord(
                name=Label("柱形折线组合图", "Columns and lines"),
                form="bars_and_lines",
                height_cm=6.5,
            )
        case "funnel":
            return ChartKindRecord(
                name=Label("漏斗图（比率与样本量）", "Funnel plot"),
                form="picture",
                height_cm=5.8,
                beside="cases",
            )
        case "dots":
            return ChartKindRecord(
                name=Label("点图（含置信区间）", "Dot plot with intervals"),
                form="picture",
                row_cm=0.65,
                beside="interval",
            )
        case "control":
            return ChartKindRecord(
                name=Label("控制图", "Control chart"), form="picture", height_cm=5.5
            )
        case "heat":
            return ChartKindRecord(
                name=Label("热力表", "Heat table"), form="picture", row_cm=0.75, rows="series"
            )
        case "survival":
            return ChartKindRecord(
                name=Label("留存曲线", "Survival curve"),
                form="picture",
                height_cm=5.5,
                timed=True,
            )
        case "fields":
            return ChartKindRecord(
                name=Label("四象限图", "Four fields"), form="picture", height_cm=7.0
            )


def is_native(kind: ChartKind) -> bool:
    """Tell whether Office draws this kind itself; otherwise it is a picture."""
    return chart_kind_record(kind).form != "picture"

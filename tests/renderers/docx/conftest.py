# ruff: noqa: E501, FBT001 sentences and a sample in two languages
"""A report with every kind of block, in both languages, and charts that need no chart engine."""

import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Column,
    Cover,
    Document,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Recommendation,
    Series,
    Table,
    Term,
    Text,
)
from reportgen.document.facts import Fact, Shown, words
from reportgen.extension.components import Look
from reportgen.labels import Language
from reportgen.periods import Month
from reportgen.renderers.ooxml import pack

# `template_mutations.py`: the folder is not a package
sys.path.insert(0, str(Path(__file__).parent))

TEMPLATES = Path(__file__).resolve().parents[3] / "report_templates"
OCTOBER = Month(2026, 10)
FIX = Fact(
    "ftf.share", 1289 / 1386, "share", "一次修复率", 1386, 1289, 1386, 0.9154, 0.9422, "higher"
)
FIX_CHANGE = Fact("ftf.change", -3.8, "points", better="higher")
FIX_TARGET = Fact("ftf.target", 0.95, "share")
SCORE = Fact("csi.score", 80.5, "score", "满意度", n=600, better="higher")
VISITS = Fact("visits", 1386, "count", "进厂台次", better="higher")
VALUE = Fact("value", 1246733, "wan", "维修产值", better="higher")
RATIO = Fact("first.ratio", None, "share", "首保内化率", reason="not_yet")


@dataclass(frozen=True)
class FakeNative:
    xml: bytes
    workbook: bytes


@dataclass(frozen=True)
class FakeDrawn:
    svg: bytes | None
    png: bytes
    width_cm: float
    height_cm: float


class FakeCharts:
    """Stands in for the chart engine: an empty chart space, a grey picture."""

    def is_native(self, kind: str) -> bool:
        return kind in {"column", "bar", "line", "stacked", "combo"}

    def native(self, chart: Chart, language: Language) -> FakeNative:  # noqa: ARG002
        space = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c='
            '"http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:plotArea>'
            "<c:layout/></c:plotArea></c:chart></c:chartSpace>"
        )
        return FakeNative(space.encode(), pack({"[Content_Types].xml": b"<Types/>"}))

    def drawn(self, chart: Chart, language: Language) -> FakeDrawn:  # noqa: ARG002
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
        return FakeDrawn(svg if chart.kind == "funnel" else None, _grey_pixel(), 15.0, 7.0)

    def size_cm(self, chart: Chart) -> tuple[float, float]:
        return 15.0, 4.5 if chart.kind == "bar" else 7.0

    def alt_text(self, chart: Chart, language: Language) -> str:
        return f"{chart.caption} ({language})"


def _grey_pixel() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(b"\x00\xcc")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def _chart(kind: str, number: int, zh: bool) -> Chart:
    months = tuple(month.short("zh" if zh else "en") for month in OCTOBER.back(6))
    names = ("乔丹", "麦迪", "科比", "姚明", "邓肯") if zh else ("Ann", "Bob", "Cid", "Dora", "Eve")
    lying = kind in {"bar", "funnel", "dots"}
    categories = names if lying else months
    values = tuple(
        Fact(f"c{number}.{i}", 0.9 + 0.01 * i, "share", n=100 + i, low=0.8, high=0.99)
        for i in range(len(categories))
    )
    return Chart(
        id=f"chart.{number}",
        kind=kind,
        title=words("一次修复率降到 " if zh else "First-time fix fell to ", FIX, "" if zh else "."),
        caption="一次修复率，近 6 个月（n=1,386）"
        if zh
        else "First-time fix, six months (n=1,386)",
        categories=categories,
        series=(Series("一次修复率" if zh else "First-time fix", values),),
        unit="share",
        reference=FIX_TARGET,
        reference_label="目标" if zh else "Target",
        note=words("数据来自工单。") if zh and number == 1 else (),
    )


def _advisors(zh: bool, rows: int = 5) -> Table:
    names = ("乔丹", "麦迪", "科比", "姚明", "邓肯") if zh else ("Ann", "Bob", "Cid", "Dora", "Eve")
    labels = (
        ("服务顾问", "接车台次", "满意度", "一次修复率", "较上月", "维修产值", "说明")
        if zh
        else ("Advisor", "Vehicles", "Score", "First-time fix", "Change", "Value", "Remark")
    )
    units = ("text", "count", "score", "share", "points", "wan", "text")
    remark = "解释账单得分偏低，交车前逐项讲解" if zh else "Low on explaining the bill"
    return Table(
        id=f"table.advisors.{rows}",
        caption="各服务顾问的满意度" if zh else "Satisfaction by advisor",
        columns=tuple(Column(label, unit) for label, unit in zip(labels, units, strict=True)),
        rows=(
            *(
                (
                    names[i % 5],
                    220 + i,
                    Fact(f"csi.{i}", 75 + i % 9, "score"),
                    Fact(f"ftf.{i}", 0.9 + i % 9 / 100, "share"),
                    Fact(f"d.{i}", i % 7 - 2.5, "points"),
                    Fact(f"v.{i}", 246733.0 + i, "wan"),
                    remark if i % 3 == 0 else "",
                )
                for i in range(rows)
            ),
            ("合计" if zh else "Total", 1100, SCORE, FIX, RATIO, VALUE, None),
        ),
        total=True,
        marked=(1,),
        note=words(
            "满意度为电话回访平均分。" if zh else "Scores are means of telephone interviews."
        ),
    )


def _months(zh: bool) -> Table:
    months = OCTOBER.back(13)
    head = "指标" if zh else "Indicator"
    names = (
        ("一次修复率", "回访成功率", "预约率") if zh else ("First-time fix", "Reached", "Booked")
    )
    language: Language = "zh" if zh else "en"
    return Table(
        id="table.months",
        caption="近 13 个月走势" if zh else "Thirteen months",
        columns=(Column(head), *(Column(month.short(language), "share") for month in months)),
        rows=tuple((name, *(0.9 + 0.005 * i for i in range(13))) for name in names),
    )


def _finding(number: int, severity: str, zh: bool) -> Finding:
    return Finding(
        f"finding.{number}",
        severity,
        words(
            "一次修复率 " if zh else "First-time fix is ",
            FIX,
            "，低于目标 " if zh else ", below ",
            FIX_TARGET,
        ),
        words(
            "较上月降低 " if zh else "Down ",
            Shown(FIX_CHANGE, "size"),
            "（" if zh else " (",
            Shown(FIX, "fraction"),
            "）。下降集中在两名技师的返修工单，同期配件到货时间变长，建议先核对这些工单的诊断记录，再安排复检。"
            if zh
            else "). The fall sits in the comebacks of two technicians while parts took longer; "
            "check the diagnosis records of these jobs first.",
        ),
    )


def _recommendation(number: int, zh: bool) -> Recommendation:
    return Recommendation(
        f"measure.{number}",
        "finding.1",
        words(
            "一次修复率 " if zh else "First-time fix ", FIX, " 低于目标" if zh else " below target"
        ),
        words(
            "两名技师返修工单占 40 张中的 22 张"
            if zh
            else "22 of 40 comebacks from two technicians"
        ),
        words(
            "返修工单由技术总监复检，每周例会通报"
            if zh
            else "The foreman rechecks every comeback; weekly review"
        ),
        "技术总监" if zh else "Foreman",
        date(2026, 11, 20),
        "一次修复率" if zh else "First-time fix",
        FIX,
        FIX_TARGET,
        "running" if number == 2 else "proposed",
    )


def sample(language: Language = "zh", *, drawn: bool = True) -> Document:
    """A report of about twelve pages with every kind of block."""
    zh = language == "zh"

    def say(chinese: str, english: str) -> str:
        return chinese if zh else english

    tiles = (
        Kpi(FIX, say("一次修复率", "First-time fix"), FIX_CHANGE, FIX_TARGET, severity="bad"),
        Kpi(
            SCORE,
            say("满意度", "Satisfaction"),
            Fact("s.c", 2.0, "score", better="higher"),
            Fact("s.t", 85, "score"),
            severity="watch",
        ),
        Kpi(VISITS, say("进厂台次", "Visits"), Fact("v.c", 0, "count")),
        Kpi(
            VALUE,
            say("维修产值", "Repair value"),
            Fact("y.c", 54000, "wan", better="higher"),
            severity="good",
        ),
        Kpi(RATIO, say("首保管理内化率", "First-service ratio"), None, Fact("r.t", 0.6, "share")),
    )
    kinds = ("column", "bar", "line", "stacked", "combo") + (
        ("funnel", "dots", "control", "heat", "survival") if drawn else ()
    )
    severities = ("bad", "watch", "good", "info")
    long = say(
        "本月共接车一千三百八十六台次，其中保养与维修占八成以上。“一次修复”按返修工单口径统计——返修期限为 30 天或 1,000 公里，"
        "以先到者为准；尚在观察期内的工单单独列出，不计入分母。",
        "The store received 1,386 vehicles this month, four fifths of them for maintenance and repair. "
        "A job counts as fixed when no comeback follows within 30 days or 1,000 km; jobs still under "
        "observation are listed apart.",
    )

    def chapter(number: int, title: str, *blocks: Block) -> Chapter:
        return Chapter(f"chapter.{number}", title, blocks)

    chapters = (
        chapter(
            1,
            say("月度概览", "Overview"),
            Text(
                words(
                    say(
                        "满意度回升，一次修复率仍低于目标 ",
                        "Satisfaction recovered; first-time fix is short of ",
                    ),
                    FIX_TARGET,
                ),
                "headline",
            ),
            Kpis(tiles),
            _months(zh),
            Text(words(long)),
            Text(
                words(say("先抓返修，再看效率。", "Comebacks first, efficiency second.")), "summary"
            ),
        ),
        chapter(
            2,
            say("服务顾问满意度", "Satisfaction by advisor"),
            Text(
                words(say("五名顾问中一名低于 80 分", "One of five advisors is below 80")),
                "headline",
            ),
            Heading(say("分顾问对比", "By advisor")),
            _chart(kinds[1], 1, zh),
            _advisors(zh),
            Heading(say("走势", "Trend")),
            Heading(say("近半年", "Half a year"), 3),
            _chart(kinds[2], 2, zh),
            *(_finding(i, severity, zh) for i, severity in enumerate(severities)),
            Text(
                words(say("样本少于 30 时只列数字。", "Below 30 cases only counts are given.")),
                "note",
            ),
        ),
        chapter(
            3,
            say("一次修复率", "First-time fix"),
            *(_chart(kind, 10 + i, zh) for i, kind in enumerate(kinds)),
            _advisors(zh, 60),
        ),
        Chapter(
            "chapter.4",
            say("投诉", "Complaints"),
            (),
            failed=say("投诉表缺少“受理时间”一列", "the column 'received at' is missing"),
        ),
        chapter(5, say("客户流失", "Churn")),
        chapter(
            6,
            say("整改跟踪", "Measures"),
            Text(words(long)),
            _recommendation(7, zh),
            _recommendation(8, zh),
        ),
    )
    return Document(
        cover=Cover(
            title=say("2026年10月客户服务月度分析报告", "Customer service review, October 2026"),
            dealer_id="D001",
            dealer=say("蓝湖汽车销售服务有限公司", "Bluelake Motors"),
            month=OCTOBER,
            language=language,
            department=say("客户关系部", "Customer relations"),
            author=say("王芳", "Fang Wang"),
            report_date=date(2026, 11, 5),
            subtitle=say("返修与满意度", "Comebacks and satisfaction"),
        ),
        preface=(
            Heading(say("背景", "Background")),
            Text(words(long)),
            Heading(say("目的", "Purpose")),
            Text(words(long)),
        ),
        summary=(_finding(0, "bad", zh), _finding(1, "good", zh)),
        chapters=chapters,
        recommendations=(_recommendation(1, zh), _recommendation(2, zh), _recommendation(3, zh)),
        glossary=(
            Term(say("一次修复率", "First-time fix"), say("首次维修后 30 天内没有因同一问题返修的工单占比。", "Share of jobs without a comeback for the same fault within 30 days.")),
            Term(say("环比", "MoM"), say("与上一个月相比。", "Against the month before.")),
        ),
        thanks=(words(say("感谢前台、车间与客服同事提供数据。", "Thanks to reception, workshop and call centre for the data.")),),
        quality=(
            Table(
                "quality.files",
                say("数据来源", "Sources"),
                (Column(say("文件", "File")), Column(say("读取", "Read"), "count"), Column(say("采用", "Used"), "count")),
                ((say("工单_2026-10.csv", "orders_2026-10.csv"), 1400, 1386),),
            ),
        ),
    )  # fmt: skip


@pytest.fixture
def report() -> Callable[..., Document]:
    return sample


@pytest.fixture
def look() -> Look:
    return Look(TEMPLATES / "monthly.docx")


@pytest.fixture
def charts() -> FakeCharts:
    return FakeCharts()

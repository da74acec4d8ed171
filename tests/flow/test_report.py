from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reportgen.document.blocks import Finding, Text
from reportgen.document.formats import plain
from reportgen.errors import EnvironmentFault, SourceError, SpecError, UsageError
from reportgen.periods import Month
from reportgen.report.batch import Order, build
from reportgen.report.batch.isolation import children
from reportgen.report.one import cut, load, make_report, renderers
from reportgen.report.store import open_store
from reportgen.section.data import Dealer

Read = Callable[..., Any]
OCTOBER = Month(2026, 10)


@pytest.mark.case("C09")
def test_every_dealer_gets_its_own_rows_and_no_later_month(read: Read) -> None:
    spec, registry = read()
    inputs = load(spec, registry, OCTOBER)

    data, ledger = cut(spec, inputs, inputs.dealers[0], OCTOBER)

    assert [dealer.id for dealer in inputs.dealers] == ["D1", "D2", "D3"]
    assert data.table("monthly_figures")["value"].tolist() == [90.0, 100.0]
    (account,) = ledger.accounts
    assert (account.read, account.used) == (5, 2)
    assert account.dropped == {"other_dealer": 2, "after_period": 1}
    assert ledger.balanced


def test_a_report_has_its_whole_frame(read: Read, elsewhere: Path) -> None:
    spec, registry = read()
    inputs = load(spec, registry, OCTOBER)

    made = make_report(spec, inputs, inputs.dealers[0], OCTOBER, elsewhere, registry)

    document = made.document
    assert [path.name for path in made.files] == [
        "D1_D1_2026年10月_月报.docx",
        "D1_D1_2026年10月_月报.xlsx",
    ]
    assert all(path.parent == elsewhere / "2026-10" for path in made.files)
    assert document.cover.report_date == date(2026, 11, 1)
    assert [plain(b.words, "zh") for b in document.preface] == [  # type: ignore[union-attr]
        "本报告回顾D12026年10月的客户服务，与 2026年9月 和目标对照。",
        "请会议议定 1 项改进措施，最早一项 2026-11-01 前完成；责任人：经理。",
        "所用数据：月度指标 2026-09-01 至 2026-10-01，2 行。",
        "读完摘要约 1 分钟，读完全文约 2 分钟。",
    ]
    assert [b.id for b in document.summary if isinstance(b, Finding)] == ["hello-low", "hello-good"]
    assert [plain(b.words, "zh") for b in document.summary if isinstance(b, Text)] == [
        "本月需要先看的 2 件事，按涉及的客户数排列："
    ]
    assert [r.owner for r in document.recommendations] == ["经理"]
    assert [(t.term, t.meaning) for t in document.glossary] == [("台次", "一次进厂")]
    assert plain(document.thanks[0], "zh") == "感谢为本报告提供数据、协助核对的各位同事。"
    assert list(document.facts())[:2] == ["ledger.used:monthly_figures", "hello.came"]
    assert [detail.contract.name for detail in document.details] == ["monthly_figures"]


def test_the_spec_replaces_what_it_names(read: Read, elsewhere: Path) -> None:
    spec, registry = read(
        **{
            "sections:": "preface: { purpose: 看清楚 }\n"
            "glossary: { 台次: 一辆车来一次 }\nthanks: [客服部 王芳, 信息部, 感谢前台。]\n"
            "recommendations: { owners: { hello: 李四 }, deadline_days: 10 }\nsections:"
        }
    )
    inputs = load(spec, registry, OCTOBER)

    document = make_report(spec, inputs, inputs.dealers[0], OCTOBER, elsewhere, registry).document

    assert [plain(b.words, "zh") for b in document.preface][1] == "看清楚"  # type: ignore[union-attr]
    assert document.glossary[0].meaning == "一辆车来一次"
    assert [plain(line, "zh") for line in document.thanks] == [
        "感谢客服部 王芳、信息部为本报告提供数据、协助核对。",
        "感谢前台。",
    ]
    assert (document.recommendations[0].owner, document.recommendations[0].deadline) == (
        "李四",
        date(2026, 11, 11),
    )


@pytest.mark.case("D02", "C16")
def test_a_table_without_a_row_is_refused_with_what_to_do(read: Read, folder: Path) -> None:
    (folder / "data" / "figures.csv").write_text("经销商代码,月份,指标,数值\n", "utf-8")
    spec, registry = read(**{"{ from: monthly_figures }": "[D1]"})

    with pytest.raises(SourceError) as caught:
        load(spec, registry, OCTOBER)

    assert str(caught.value) == (
        "figures.csv: monthly_figures has no row of data; export it again, take the source out of "
        "the spec, or, if nothing happened, write `covers: report` under the source"
    )


@pytest.mark.parametrize(
    ("explode", "reason"),
    [
        ("D1", r"ValueError: plugin bug \(plugins/hello.py:\d+ build\)"),
        ("no block", r"plugins/hello.py:\d+: yielded str 'text', which is no block; write Text\("),
    ],
)
def test_a_section_that_raises_costs_its_own_chapter(
    read: Read, folder: Path, explode: str, reason: str
) -> None:
    spec, registry = read(**{"type: hello": f"type: hello\n    explode: {explode}"})
    stored = open_store(spec, registry, OCTOBER)

    (outcome,) = build(
        Order(spec.path, OCTOBER, folder / "out"), spec, registry, stored, stored.dealers[:1]
    )

    assert outcome.status == "partly"
    assert re.match(f"你好: {reason}", outcome.reason)
    assert all(path.stat().st_size for path in outcome.files)


def test_one_dealer_in_processes_never_costs_the_others(read: Read, folder: Path) -> None:
    spec, registry = read(**{"type: hello": "type: hello\n    explode: exit D2"})
    stored = open_store(spec, registry, OCTOBER)

    outcomes = build(
        Order(spec.path, OCTOBER, folder / "out", ("xlsx",)),
        spec,
        registry,
        stored,
        stored.dealers,
        jobs=2,
    )

    found = {outcome.dealer.id: (outcome.status, outcome.reason) for outcome in outcomes}
    assert found == {
        "D1": ("done", ""),
        "D2": ("failed", "a plugin ended the process making it (exit code 7)"),
        "D3": ("done", ""),
    }
    assert len(list((folder / "out" / "2026-10").glob("*.xlsx"))) == 2


def test_an_interrupted_run_leaves_no_process(read: Read, folder: Path) -> None:
    spec, registry = read(**{"type: hello": "type: hello\n    explode: hang D2"})
    stored = open_store(spec, registry, OCTOBER)
    order = Order(spec.path, OCTOBER, folder / "out", ("xlsx",))

    before = children()
    outcomes = build(order, spec, registry, stored, stored.dealers, jobs=2)
    assert next(outcomes).dealer.id == "D1"
    assert children() > before
    with pytest.raises(KeyboardInterrupt):
        outcomes.throw(KeyboardInterrupt)
    assert children() == before


def test_what_stops_the_run_in_a_process_stops_it_here(read: Read, folder: Path) -> None:
    spec, registry = read()
    stored = open_store(spec, registry, OCTOBER)
    shutil.rmtree(stored.folder / "monthly_figures")
    order = Order(spec.path, OCTOBER, folder / "out")

    with pytest.raises(EnvironmentFault, match=r"the store was changed during the run.*run the"):
        list(build(order, spec, registry, stored, stored.dealers, jobs=2))


def test_reports_from_processes_are_the_same_bytes(read: Read, folder: Path) -> None:
    spec, registry = read()
    stored = open_store(spec, registry, OCTOBER)

    made = {}
    for jobs in (1, 2):
        order = Order(spec.path, OCTOBER, folder / f"out{jobs}")
        outcomes = list(build(order, spec, registry, stored, stored.dealers, jobs))
        files = sorted(path for outcome in outcomes for path in outcome.files)
        made[jobs] = {path.name: path.read_bytes() for path in files}

    for dealer in stored.dealers:  # and without a store
        make_report(spec, load(spec, registry, OCTOBER), dealer, OCTOBER, folder / "out3", registry)
    made[3] = {path.name: path.read_bytes() for path in (folder / "out3").rglob("*.*")}

    assert made[1] == made[2] == made[3]
    assert len(made[1]) == 6


def test_a_folder_that_cannot_be_written_stops_the_run(read: Read, folder: Path) -> None:
    spec, registry = read()
    stored = open_store(spec, registry, OCTOBER)
    (folder / "out").write_text("a file")

    with pytest.raises(EnvironmentFault, match="cannot be written: a file of that name"):
        list(
            build(Order(spec.path, OCTOBER, folder / "out"), spec, registry, stored, stored.dealers)
        )


def test_formats_are_chosen_by_name(read: Read) -> None:
    spec, registry = read()

    assert [r.type for r in renderers(spec, registry)] == ["docx", "xlsx"]
    assert [r.type for r in renderers(spec, registry, ("xlsx",))] == ["xlsx"]
    with pytest.raises(UsageError, match=r"--formats: unknown .*'xlxs'; did you mean 'xlsx'"):
        renderers(spec, registry, ("xlxs",))


def test_a_table_that_names_no_dealer_is_said(read: Read, folder: Path) -> None:
    (folder / "data" / "figures.csv").write_text("月份,指标,数值\n2026-10,接车台次,1\n", "utf-8")
    spec, registry = read()

    with pytest.raises(SourceError, match="the table 'monthly_figures' names no dealer"):
        load(spec, registry, OCTOBER)


def test_a_file_nobody_could_use_is_told_to_everybody(read: Read) -> None:
    spec, registry = read()
    inputs = load(spec, registry, OCTOBER)
    (account,) = inputs.ledger.accounts
    useless = replace(account, file="empty.csv", read=3, used=0, dropped={"blank_row": 3})
    wider = replace(inputs, ledger=replace(inputs.ledger, accounts=(account, useless)))

    _, ledger = cut(spec, wider, Dealer("D9"), OCTOBER)

    assert [a.file for a in ledger.accounts] == ["empty.csv"]
    assert ledger.balanced


def test_a_plugin_that_fails_when_told_of_a_file_costs_nobody_the_file(
    read: Read, folder: Path
) -> None:
    (folder / "plugins" / "mailer.py").write_text(
        "from reportgen import hookimpl\n\n\n@hookimpl\ndef report_written(path):\n"
        "    raise OSError('no mail server')\n",
        "utf-8",
    )
    spec, registry = read()
    stored = open_store(spec, registry, OCTOBER)
    order = Order(spec.path, OCTOBER, folder / "out", ("xlsx",))

    (outcome,) = build(order, spec, registry, stored, stored.dealers[:1])

    assert (outcome.status, outcome.reason) == (
        "partly",
        "report_written: OSError: no mail server (plugins/mailer.py:6 report_written)",
    )
    assert outcome.files[0].is_file()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return 1 / 0", r"ZeroDivisionError: .* \(plugins/odd.py:9 render\)$"),
        ("return None", r"render returned nothing; return the bytes of the file$"),
        ("return 'x'", r"render returned str; return the bytes of the file$"),
    ],
)
def test_a_renderer_that_fails_is_named(read: Read, folder: Path, body: str, message: str) -> None:
    (folder / "plugins" / "odd.py").write_text(
        "from reportgen import Renderer, hookimpl\n\n\nclass Odd(Renderer):\n"
        '    type = "odd"\n    suffix = ".odd"\n\n    def render(self, document, look):\n'
        f"        {body}\n\n\n@hookimpl\ndef register_renderers():\n    return [Odd]\n",
        "utf-8",
    )
    spec, registry = read()
    stored = open_store(spec, registry, OCTOBER)
    order = Order(spec.path, OCTOBER, folder / "out", ("odd",))

    (outcome,) = build(order, spec, registry, stored, stored.dealers[:1])

    assert outcome.status == "failed"
    assert re.match(f"format 'odd' could not be made: {message}", outcome.reason)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("yield 1 / 0", r"source 'odd' of 'monthly_figures' failed: ZeroDivisionError: .*odd.py:8"),
        ("yield 'x'", r"source 'odd' of 'monthly_figures': yielded str; yield RawTable\(…\)$"),
    ],
)
def test_a_source_that_fails_is_named(read: Read, folder: Path, body: str, message: str) -> None:
    (folder / "plugins" / "odd.py").write_text(
        "from reportgen import Source, hookimpl\n\n\nclass Odd(Source):\n"
        f'    type = "odd"\n\n    def read(self, place):\n        {body}\n\n\n'
        "@hookimpl\ndef register_sources():\n    return [Odd]\n",
        "utf-8",
    )
    spec, registry = read(**{'{ type: csv, path: "data/figures.csv" }': "{ type: odd }"})
    with pytest.raises(SourceError, match=message):
        load(spec, registry, OCTOBER)


def test_a_spec_never_gets_the_other_of_two_plugins_of_one_name(read: Read, folder: Path) -> None:
    (folder / "plugins" / "later.py").write_text(
        (folder / "plugins" / "hello.py").read_text("utf-8"), "utf-8"
    )
    with pytest.raises(SpecError, match=r"section 'hello' is offered by .*hello.py too"):
        read()


def test_two_formats_of_one_ending_are_refused(read: Read, folder: Path) -> None:
    (folder / "plugins" / "odd.py").write_text(
        "from reportgen import Renderer, hookimpl\n\n\nclass Odd(Renderer):\n"
        '    type = "odd"\n    suffix = ".xlsx"\n\n    def render(self, document, look):\n'
        "        return b'x'\n\n\n@hookimpl\ndef register_renderers():\n    return [Odd]\n",
        "utf-8",
    )
    spec, registry = read()
    with pytest.raises(UsageError, match=r"formats 'xlsx' and 'odd' would both be \S+ to .xlsx"):
        renderers(spec, registry, ("xlsx", "odd"))


def test_two_dealers_with_one_file_name_are_refused(read: Read) -> None:
    dealers = "[{ id: A, name: B C }, { id: A B, name: C }]"
    spec, registry = read(**{"{ from: monthly_figures }": dealers})
    with pytest.raises(SourceError, match="'A' and 'A B' would be written to the same file, A_B_C"):
        load(spec, registry, OCTOBER)


@pytest.mark.case("C27")
@pytest.mark.parametrize(("one", "two"), [("A/B", "A:B"), ("sh1", "SH1"), ("店" * 99, "店" * 98)])
def test_c27_two_dealers_never_share_a_file(read: Read, folder: Path, one: str, two: str) -> None:
    rows = "".join(f"{code},2026-10,接车台次,5\n" for code in (one, two))
    (folder / "data" / "figures.csv").write_text(f"经销商代码,月份,指标,数值\n{rows}", "utf-8")
    spec, registry = read()
    with pytest.raises(SourceError, match=r"written to the same file, .*; give one of them"):
        load(spec, registry, OCTOBER)


@pytest.mark.case("D15")
def test_d15_a_table_none_of_whose_rows_can_be_used_is_refused(read: Read, folder: Path) -> None:
    text = "经销商代码,月份,指标,数值\nD1,2026-10,接车台次,\nD1,2026-10,,\n"
    (folder / "data" / "figures.csv").write_text(text, "utf-8")
    spec, registry = read(**{"{ from: monthly_figures }": "[D1]"})

    with pytest.raises(SourceError) as caught:
        load(spec, registry, OCTOBER)

    assert str(caught.value) == (
        "figures.csv: none of the 2 rows of data can be used for monthly_figures; 2 for this "
        "reason: required value missing, first: 第 2 行：数值; correct the export, or say in the "
        "source or its mapping how to read it"
    )

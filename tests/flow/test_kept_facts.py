"""The facts of a finished report stay: read back whole, whatever becomes of the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reportgen.cli.app import cli
from reportgen.errors import SourceError
from reportgen.exit_codes import ExitCode
from reportgen.periods import Month
from reportgen.report.batch import Order, build
from reportgen.report.one import make_report
from reportgen.report.store import Stored, open_store, read_facts
from reportgen.report.store.fact_files import facts_path, months_with_facts
from reportgen.section.dealer import Dealer

Read = Callable[..., Any]
OCTOBER = Month(2026, 10)


def built(read: Read, folder: Path) -> tuple[Any, Stored]:
    spec, registry = read()
    with open_store(spec, registry, OCTOBER) as stored:
        order = Order(spec.path, OCTOBER, folder / "out", ("xlsx",), "all")
        outcomes = list(build(order, spec, registry, stored, stored.dealers))
    assert {outcome.status for outcome in outcomes} == {"done"}
    return spec, stored


def test_every_fact_is_read_back_as_the_report_had_it(
    read: Read, folder: Path, elsewhere: Path
) -> None:
    spec, registry = read(**{"from: monthly_figures }": "file: dealers.csv }"})
    (folder / "dealers.csv").write_text("id,name,region\nD1,远帆,华东\nD2,,\nD3,,\n", "utf-8")
    with open_store(spec, registry, OCTOBER) as stored:
        dealer = stored.dealers[0]
        made = make_report(
            spec, stored.of(dealer), dealer, OCTOBER, elsewhere, registry, keep_facts=True
        )

    kept = read_facts(spec, "D1", OCTOBER)

    assert kept is not None
    assert (kept.dealer, kept.month, kept.currency) == (dealer, OCTOBER, "CNY")
    assert kept.dealer.region == "华东"
    facts = made.document.facts()
    assert [*kept.facts] == [*facts]
    for name, fact in facts.items():
        assert kept.facts[name].fact == replace(fact, metric=None, expr=None)
        assert kept.facts[name].metric == (fact.metric.id if fact.metric else "")
    assert kept.facts["hello.came"].fact.value == 100
    assert len(kept.facts["hello.came"].definition) == 40


def test_facts_are_one_file_a_dealer_and_month_and_always_the_same_bytes(
    read: Read, folder: Path
) -> None:
    spec, _ = built(read, folder)
    paths = [facts_path(spec, dealer, OCTOBER) for dealer in ("D1", "D2", "D3")]
    first = [path.read_bytes() for path in paths]

    built(read, folder)

    assert [path.read_bytes() for path in paths] == first
    assert len(set(first)) == 3
    assert months_with_facts(spec, "D1") == (OCTOBER,)
    assert read_facts(spec, "D1", OCTOBER + 1) is None
    assert read_facts(spec, "nobody", OCTOBER) is None


def test_damaged_facts_are_told_and_never_others(read: Read, folder: Path) -> None:
    spec, _ = built(read, folder)
    path = facts_path(spec, "D1", OCTOBER)
    whole, content = read_facts(spec, "D1", OCTOBER), path.read_bytes()
    told = 0
    for at in range(0, len(content), 7):
        path.write_bytes(content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :])
        try:
            assert read_facts(spec, "D1", OCTOBER) == whole  # nothing of it is read there
        except SourceError as error:
            assert f"{path}: the facts" in str(error)  # noqa: PT017 either of the two
            assert "make the report again" in str(error)  # noqa: PT017
            told += 1
    assert told > 10


def test_a_workspace_that_cannot_be_written_to_keeps_no_facts(read: Read, folder: Path) -> None:
    (folder / "store").touch()

    spec, stored = built(read, folder)

    assert stored.temporary
    assert len(list((folder / "out").rglob("*.xlsx"))) == 3
    assert not stored.slice(Dealer("D1")).keeps_facts
    assert spec.folder == folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_explain_tells_what_was_kept_when_the_rows_are_gone(
    read: Read, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    built(read, folder)
    (folder / "data" / "figures.csv").unlink()
    run("store", "clear")

    shown = run("explain", "hello.came", "--dealer", "D2")

    assert shown.exit_code == ExitCode.DONE, shown.output
    assert "hello.came = 200" in shown.output
    assert "its rows cannot be read any more; this is what was kept when" in shown.output
    wrong = run("explain", "hello.cam", "--dealer", "D2")
    assert (wrong.exit_code, "did you mean 'hello.came'?" in wrong.output) == (2, True)
    assert run("explain", "hello.came", "--dealer", "D9").exit_code == ExitCode.SOURCE

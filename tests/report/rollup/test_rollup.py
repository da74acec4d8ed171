"""Dealers side by side: from stored facts, without a rank that chance could have made."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reportgen.cli.app import cli
from reportgen.document.blocks import (
    Chapter,
    Chart,
    Cover,
    Document,
    Finding,
    Kpi,
    Kpis,
    Table,
    Text,
)
from reportgen.document.facts import Fact
from reportgen.document.formats import plain
from reportgen.errors import UsageError
from reportgen.exit_codes import ExitCode
from reportgen.labels import Label
from reportgen.metric.expressions import Count, Metric, Rows
from reportgen.periods import Month
from reportgen.report.batch.exception_list import of_facts
from reportgen.report.rollup import rollup_groups
from reportgen.report.rollup.beyond_limits import beyond_limits
from reportgen.report.rollup.peer_facts import PeerFigure
from reportgen.report.rollup.rollup_document import rollup_document
from reportgen.report.store.fact_files import StoredFact, StoredFacts, facts_file, facts_path
from reportgen.section.dealer import Dealer
from reportgen.stats import funnel_flags
from tests.report.rollup.conftest import REACHED, Chain

OCTOBER = Month(2026, 10)
EAST = ("D1", "D2", "D3", "D4", "D5", "D6")


def east(chain: Chain, *dealers: str, **left_out: str) -> Document:
    spec = chain.report(*dealers)
    (group,) = rollup_groups(spec.listed_dealers(), [Dealer("D1", region="East")], "region")
    return rollup_document(spec, group, OCTOBER, left_out)  # type: ignore[arg-type]


def tables(document: Document) -> dict[str, Table]:
    (chapter,) = document.chapters
    return {block.id: block for block in chapter.blocks if isinstance(block, Table)}


def said(document: Document, part: str) -> str:
    blocks = [b for b in document.blocks_of(part) if isinstance(b, Text)]  # type: ignore[arg-type]
    return "\n".join(plain(block.words, "en") for block in blocks)


def test_dealers_stand_in_the_order_of_the_list_each_figure_with_its_origin(chain: Chain) -> None:
    rows = tables(east(chain, *EAST))["reach-dealers"].rows

    assert [row[0] for row in rows] == [f"{d} Store {d}" for d in EAST]
    for dealer, (_, called, reached) in zip(EAST, rows, strict=True):
        assert isinstance(called, Fact)
        assert isinstance(reached, Fact)
        top, bottom = REACHED[dealer]
        assert (called.id, called.value) == (f"{dealer}/reach.called", bottom)
        assert (reached.id, reached.top, reached.bottom) == (f"{dealer}/reach.reached", top, bottom)
        assert reached.metric
        assert reached.metric.definition
        assert f"reach.reached of {dealer}" in reached.metric.definition.en


def test_the_one_beyond_the_limits_is_named_and_nobody_else(chain: Chain) -> None:
    document = east(chain, *EAST)

    (chapter,) = document.chapters
    (worse,) = [block for block in chapter.blocks if isinstance(block, Finding)]
    assert worse.severity == "watch"
    assert plain(worse.text, "en") == (
        "Outside the 99.8 % limits: D5 Store D5 60.0% (120/200); pooled 85.4%."
    )
    assert worse in document.summary
    (funnel,) = [block for block in chapter.blocks if isinstance(block, Chart)]
    assert (funnel.highlight, funnel.categories) == (("D5",), EAST)
    assert tables(document)["reach-dealers"].marked == (4,)


def test_figures_are_summed_up_over_those_that_have_them(chain: Chain) -> None:
    rows = tables(east(chain, *EAST))["reach-spread"].rows

    called, reached = ([v.value if isinstance(v, Fact) else v for v in row] for row in rows)
    assert called == ["Called", 6, 0, 1410, 125, 200, 350]
    assert reached[:3] == ["Reached", 6, 0]
    assert reached[3] == pytest.approx(1204 / 1410)


def test_what_is_not_known_is_a_dash_and_counted_never_zero(chain: Chain) -> None:
    document = east(chain, *EAST[:4])

    spread, dealers = tables(document).values()
    assert [row[1:3] for row in spread.rows] == [(4, 2), (4, 2)]
    total, *quartiles = spread.rows[0][3:]
    assert isinstance(total, Fact)
    assert (total.value, total.reason) == (None, "no_data")  # of four it would be a wrong total
    assert {cut.reason for cut in quartiles if isinstance(cut, Fact)} == {"small_sample"}
    assert [row[1:] for row in dealers.rows[4:]] == [(None, None)] * 2
    assert "No report of the month: D5, D6." in said(document, "quality")
    assert "4 of 6 dealers" in said(document, "quality")


def test_another_definition_is_not_compared_but_named(chain: Chain) -> None:
    chain.write(otherwise="D5")

    document = east(chain, *EAST)

    row = tables(document)["reach-dealers"].rows[4]
    assert row[2] == "not comparable"
    assert isinstance(row[1], Fact)
    assert "Reached is defined otherwise: D5." in said(document, "quality")
    (chapter,) = document.chapters
    assert not [block for block in chapter.blocks if isinstance(block, Finding)]


def test_facts_that_are_damaged_or_of_older_data_are_not_used(chain: Chain) -> None:
    spec = chain.report(*EAST)
    facts_path(spec, "D2", OCTOBER).write_bytes(b"PAR1")

    document = east(chain, "D1", D3="outdated", D4="failed")

    assert [row[1] for row in tables(document)["reach-dealers"].rows[1:4]] == [None] * 3
    told = said(document, "quality")
    assert "make the reports again: D2." in told
    assert "changed since their reports were made, make them again: D3." in told
    assert "could not be made: D4." in told


def earlier() -> Document:
    """Return a report of September in which one figure is defined otherwise."""
    now = Fact("reach.reached", 0.9, "share", "Reached", 10, 9, 10, better="higher")
    counted = Metric(now.id, Label("成功率", "Reached"), Count(Rows("orders")), "share", "higher")
    cover = Cover("report", "D1", "D1", Month(2026, 9), "en")
    shown = Chapter("reach", "Calls", (Kpis((Kpi(replace(now, metric=counted)),)),))
    return Document(cover, (), (), (shown,))


def figure(counts: dict[str, tuple[int, int]], better: str = "higher") -> PeerFigure:
    facts = {
        dealer: Fact(
            f"{dealer}/x", top / of, "share", "x", of, top, of, better=better  # type: ignore[arg-type]
        )
        for dealer, (top, of) in counts.items()
    }  # fmt: skip
    return PeerFigure("x", "one", next(iter(facts.values())), facts)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 300)), min_size=2, max_size=12),
    st.sampled_from(["higher", "lower"]),
)
def test_nobody_within_the_funnel_limits_or_with_few_cases_is_named(
    pairs: list[tuple[int, int]], better: str
) -> None:
    counts = {f"D{at}": (min(top, of), of) for at, (top, of) in enumerate(pairs)}
    funnel = funnel_flags([k for k, _ in counts.values()], [n for _, n in counts.values()])
    assert funnel
    sides = dict(zip(counts, (unit.side for unit in funnel.units), strict=True))

    found = beyond_limits(figure(counts, better))

    good, bad = ("above", "below") if better == "higher" else ("below", "above")
    assert {sides[dealer] for dealer in found.better} <= {good}
    assert {sides[dealer] for dealer in found.worse} <= {bad}
    assert all(counts[dealer][1] >= 30 for dealer in (*found.better, *found.worse))


def test_the_farthest_comes_first_and_one_of_very_many_must_be_farther_out() -> None:
    some = {f"D{at}": (90, 100) for at in range(20)}
    two = {**some, "low": (40, 100), "lower": (30, 100)}
    assert beyond_limits(figure(two)).worse == ("lower", "low")
    assert beyond_limits(figure(two, "lower")).better == ("lower", "low")

    edge = {**some, "edge": (77, 100)}
    assert beyond_limits(figure(edge)).worse == ("edge",)
    many = {**{f"D{at}": (90, 100) for at in range(900)}, "edge": (77, 100)}
    assert beyond_limits(figure(many)).worse == ()


def test_figures_without_a_good_direction_or_k_of_n_are_not_judged() -> None:
    plain_figure = figure({"A": (10, 100), "B": (90, 100)}, "none")
    assert beyond_limits(plain_figure).tested == 0
    score = replace(plain_figure, like=replace(plain_figure.like, unit="score", better="higher"))
    assert beyond_limits(score).tested == 0


def test_groups_are_whole_regions_or_everybody() -> None:
    dealers = [Dealer("A", region="N"), Dealer("B", region="S"), Dealer("C", region="N")]
    (north,) = rollup_groups(dealers, dealers[:1], "region")
    assert [dealer.id for dealer in north.dealers] == ["A", "C"]
    (everybody,) = rollup_groups(dealers, dealers[:1], "group")
    assert everybody.dealers == tuple(dealers)
    with pytest.raises(UsageError, match=r"add a column .region. .* or use --rollup group"):
        rollup_groups([Dealer("A")], [Dealer("A")], "region")
    twice = [Dealer("A", region="N/1"), Dealer("B", region="N:1")]
    with pytest.raises(UsageError, match="'N/1' and 'N:1' would be written to the same file"):
        rollup_groups(twice, twice, "region")


def test_what_to_look_at_before_sending_is_listed_beside_the_reports(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    chain.write(fails="D2")
    (september,) = facts_file(chain.spec(), earlier(), Dealer("D1")).items()
    september[0].parent.mkdir(parents=True)
    september[0].write_bytes(september[1])
    order = ["build", str(chain.path), "--dealer", "D1", "--dealer", "D2"]

    ran = CliRunner().invoke(cli, order)

    file = chain.folder / "out" / "2026-10" / "exceptions.csv"
    told = f" ! look at before sending: definition changed 1, failed 1, listed in {file}"
    assert told in ran.output
    one, two = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    assert (one["Dealer"], one["Name"], one["Matter"]) == ("D1", "Store D1", "definition changed")
    assert one["Reason"] == "defined otherwise than in the report of the month before: Reached"
    assert (two["Dealer"], two["Matter"]) == ("D2", "failed")
    assert "reach.py" in two["Reason"] or "3" in two["Reason"]

    september[0].unlink()
    chain.write()
    assert "look at before sending" not in CliRunner().invoke(cli, order).output
    assert not file.exists()


def test_a_report_in_other_formats_makes_nobody_out_of_date(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    order = ["build", str(chain.path), "--dealer", "D1"]
    CliRunner().invoke(cli, [*order, "--dealer", "D2"])

    shown = CliRunner().invoke(cli, [*order, "--formats", "docx"])
    assert (shown.exit_code, "out of date" in shown.output) == (ExitCode.DONE, False)

    chain.write({"D1": (1, 10), "D2": (1, 10)})
    assert "out of date 1" in CliRunner().invoke(cli, order).output


def test_a_report_of_few_data_is_listed_with_what_it_lacks() -> None:
    known = Fact("a", 1.0, "count", "A")
    facts = {"a": known, **{x: Fact(x, None, "count", x, reason="no_data") for x in "bc"}}
    now = StoredFacts(
        Dealer("D1"), OCTOBER, "CNY", {n: StoredFact(f, chapter="one") for n, f in facts.items()}
    )
    (found,) = of_facts(Dealer("D1"), now, None, "en")
    assert (found.matter, found.reason) == (
        "few_data",
        "2 of 3 key figures have no value of a whole month: b, c",
    )
    enough = replace(now, facts={n: now.facts[n] for n in "ab"})
    assert not list(of_facts(Dealer("D1"), enough, None, "en"))


def test_build_writes_a_rollup_and_a_failed_dealer_is_not_in_it_with_old_figures(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    chain.report(*EAST)
    chain.write(fails="D5")
    order = ["build", str(chain.path), "--rollup", "region", "--dealer", "region:East", "--json"]

    ran = CliRunner().invoke(cli, order)

    assert ran.exit_code == ExitCode.PARTLY, ran.output
    (rollup,) = json.loads(ran.stdout)["rollups"]
    (file,) = rollup["files"]
    assert file.startswith(str(chain.folder / "out" / "rollup" / "2026-10"))
    book = load_workbook(file)
    texts = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    assert "D1/reach.reached" in texts
    assert "D5/reach.reached" not in texts
    assert any("could not be made: D5." in text for text in texts)
    manifest = json.loads((Path(file).parent / "manifest.json").read_text("utf-8"))
    assert manifest["rollups"]["region East"]["status"] == "done"
    assert list(manifest["rollups"]["region East"]["files"]) == [Path(file).name]
    assert len(manifest["rollups"]["region East"]["made_from"]) == 40

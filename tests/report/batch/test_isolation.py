"""Whatever a plugin does to one report, the others are the same, and its own fate is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reportgen.report.batch import isolation

Shop = Any
SHARED = "changed what it shares with others"
BUILD = "plugins/hostile_section.py:{}".format(
    1
    + (Path(__file__).with_name("hostile_section.py").read_text("utf-8").split("\n")).index(
        "    def build(self, data: Data) -> Iterator[Block]:"
    )
)
FATES = {
    "raise": ("error", "你好: ValueError: plugin bug"),
    "exit": ("error", "你好: SystemExit: 0"),
    "os_exit": ("ended", "a plugin ended the process making it (exit code 0)"),
    "segv": ("crash", "the process making it crashed (SIGSEGV)"),
    "abort": ("crash", "the process making it crashed (SIGABRT)"),
    "grow": ("error", "你好: MemoryError: "),
    "unpicklable": ("error", "你好: _Unpicklable: (1, 2)"),
    "speechless": ("error", "你好: _Speechless: "),
    "deeper": ("error", "你好: RecursionError: maximum recursion depth exceeded"),
    "stop": ("stopped", "a plugin put the process making it to sleep (SIGSTOP)"),
    "kill": ("killed", "the process making it was killed; is the machine out of memory?"),
    "keyboard": ("error", "KeyboardInterrupt: "),
    "base": ("error", "_Base: base"),
    "close": ("error", f"{BUILD}: closed file descriptors of others"),
    "patch": ("error", f"你好: {BUILD}: {SHARED}: reportgen.document.blocks.Document.blocks was "),
    "move": ("error", f"你好: {BUILD}: {SHARED}: the environment ("),
    "thread": ("error", f"你好: {BUILD}: {SHARED}: a thread goes on (Thread-"),
}
PLACED = {"segv", "abort", "keyboard", "base"}


def test_each_misdeed_costs_its_own_dealer_and_is_named(shop: Shop) -> None:
    before = isolation.children()
    deeds = {f"D{n}": name for n, name in enumerate(FATES, 2)}
    count = len(deeds) + 2
    shop.write(dealers=count)
    good = shop.build(["D1", f"D{count}"], out="good")
    assert {outcome.status for outcome in good.values()} == {"done"}

    shop.write(dealers=count, deeds=deeds, memory_mb=600, on_section_error="fail")
    found = shop.build(jobs=2)

    for dealer, name in deeds.items():
        outcome, (failure, reason) = found[dealer], FATES[name]
        assert (outcome.status, outcome.failure) == ("failed", failure), (name, outcome)
        assert outcome.reason.startswith(reason), (name, outcome)
        assert outcome.place.startswith("plugins/hostile_section.py:") or name not in PLACED, name
    assert {found[dealer].status for dealer in good} == {"done"}
    assert shop.files() == shop.files("good")
    assert isolation.children() == before


def test_what_hangs_is_stopped_where_it_is(shop: Shop) -> None:
    shop.write(deeds={"D1": "loop", "D2": "sleep"}, seconds=3)

    found = shop.build(["D1", "D2"], jobs=2)

    assert {each.failure for each in found.values()} == {"deadline"}
    assert {each.reason for each in found.values()} == {
        "took longer than 3 seconds and was stopped"
    }
    assert all("hostile_section.py:" in each.place for each in found.values())


def test_what_does_no_harm_is_not_noticed_and_nothing_of_it_stays(shop: Shop) -> None:
    before = isolation.children()
    shop.write(dealers=2)
    shop.build(out="good")
    shop.write(
        dealers=2,
        deeds={"D1": "print", "D2": "process"},
    )

    found = shop.build()

    assert {each.status for each in found.values()} == {"done"}
    assert shop.files() == shop.files("good")
    assert found["D1"].printed.startswith("客客")
    assert isolation.children() == before


def test_a_single_report_is_as_safe(shop: Shop) -> None:
    shop.write(deeds={"D1": "os_exit"})

    found = shop.build(["D1"])

    assert found["D1"].told == "a plugin ended the process making it (exit code 0)"


def test_a_report_whose_process_is_killed_from_outside_is_made_in_a_second_try(shop: Shop) -> None:
    shop.write(once=str(shop.folder / "killed once"))

    found = shop.build(["D1"])

    assert found["D1"].status == "done"
    assert (shop.folder / "killed once").exists()


def test_a_section_that_fails_costs_the_report_where_the_spec_says_so(shop: Shop) -> None:
    shop.write(deeds={"D1": "raise"})
    assert shop.build(["D1"], out="boxed")["D1"].status == "partly"

    shop.write(deeds={"D1": "raise"}, on_section_error="fail")
    assert shop.build(["D1"], out="failed")["D1"].status == "failed"
    assert shop.files("failed") == {}


def test_what_one_report_waited_for_in_vain_no_other_waits_for(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = shop.folder / "waits"
    monkeypatch.setenv("WAITS", str(waits))
    shop.write(dealers=5, formats="plain, late")

    found = shop.build()

    assert waits.read_text("utf-8").split() == ["D1"]
    assert {each.without for each in found.values()} == {"the program"}
    waits.unlink()
    assert len(shop.build(jobs=2, redo="all")) == 5
    assert len(waits.read_text("utf-8").split()) <= 2  # one for each of those at work then

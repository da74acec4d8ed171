"""After any end the same order goes on where the last one ended, and makes the same bytes."""

from __future__ import annotations

import errno
import fcntl
import json
import mmap
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen import files
from reportgen.errors import EnvironmentFault
from reportgen.report.batch import isolation, output_folder, worker
from reportgen.report.batch.run_ledger import RunLedger

Shop = Any


def manifest(shop: Shop, out: str = "out") -> bytes:
    return (shop.folder / out / "2026-10" / "manifest.json").read_bytes()


def booked(shop: Shop) -> list[str]:
    lines = (shop.folder / "out/.reportgen/2026-10.jsonl").read_text("utf-8").splitlines()
    return [line["dealer"] for line in map(json.loads, lines) if "booked" in line]


def killed_at(step: int, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Build in a process that kills itself before a step; returns whether it came so far."""
    child = isolation.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    left = [step]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            left[0] -= 1
            if not left[0] and os.getpid() == parent:
                os.kill(parent, signal.SIGKILL)
            return real(*arguments)

        return call

    parent = os.getpid()
    monkeypatch.setattr(RunLedger, "_add", counted(RunLedger._add))
    monkeypatch.setattr(files, "_named", counted(files._named))
    monkeypatch.setattr(files, "_flush_folder", counted(files._flush_folder))
    try:
        shop.build()
    finally:
        os._exit(0)


def test_after_a_kill_at_any_step_the_same_order_makes_the_same(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write(dealers=1)
    shop.build(out="whole")
    step = 0
    while True:
        step += 1
        again = Path(shop.folder / "out")
        if again.exists():
            again.rename(shop.folder / f"out{step - 1}")
        if not killed_at(step, shop, monkeypatch):
            break
        shop.build()
        assert shop.files() == shop.files("whole"), step
        assert manifest(shop) == manifest(shop, "whole"), step
        assert booked(shop) == ["D1"], step
        assert not list(again.rglob(".part-*")), step
    assert step > 7  # two files and the manifest are noted, named, flushed and booked


def test_no_process_outlives_a_killed_run_whatever_it_is_doing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive, theirs = os.pipe()  # the end that all processes of the run hold

    def slow(_: object) -> None:
        os.write(theirs, b".")
        time.sleep(1000)

    monkeypatch.setattr(worker._Worker, "_prepare", slow)
    run = isolation.fork()
    if not run:
        shop.build()
    os.close(theirs)
    assert os.read(alive, 1) == b"."
    os.kill(run, signal.SIGKILL)
    os.waitpid(run, 0)

    assert os.read(alive, 1) == b""
    os.close(alive)


def test_whatever_write_fails_files_are_whole_or_absent_and_nobody_is_blamed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write(dealers=1)
    shop.build(out="whole")
    whole = shop.files("whole")
    failing = 0
    shared = mmap.mmap(-1, 8)  # the processes of a run count together

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            count = int.from_bytes(shared[:8], "little") - 1
            shared[:8] = max(count, 0).to_bytes(8, "little")
            if count == 0:
                raise OSError(errno.ENOSPC if failing % 2 else errno.EIO, "injected")
            return real(*arguments, **named)

        return call

    for place, name in ((os, "fsync"), (Path, "replace"), (tempfile, "mkstemp")):
        monkeypatch.setattr(place, name, counted(getattr(place, name)))
    while True:
        failing += 1
        out = f"out{failing}"
        shared[:8] = failing.to_bytes(8, "little")
        try:
            shop.build(out=out)
        except EnvironmentFault:
            pass
        else:
            break
        there = shop.files(out)
        assert {n.split("_")[0]: 0 for n in there} == {
            n.split("_")[0]: 0 for n in there if f"{Path(n).stem}.txt" in there
        }
        assert there.items() <= whole.items(), failing
        shared[:8] = bytes(8)
        outcomes = shop.build(out=out)
        assert {each.status for each in outcomes.values()} <= {"done", "unchanged"}
        assert shop.files(out) == whole, failing
    assert failing > 10


def test_what_has_not_changed_is_not_made_again(shop: Shop) -> None:
    shop.build()
    before = manifest(shop)
    assert {each.status for each in shop.build().values()} == {"unchanged"}
    assert manifest(shop) == before

    assert {each.status for each in shop.build(redo="all").values()} == {"done"}
    next(iter((shop.folder / "out/2026-10").glob("D2*.txt"))).unlink()
    assert [d for d, each in shop.build().items() if each.status == "done"] == ["D2"]


@pytest.mark.parametrize("changed", ["configs/monthly.yaml", "data/figures.csv", "plugins/new.py"])
def test_what_has_changed_is_made_again(shop: Shop, changed: str) -> None:
    shop.build(["D1"])
    path = shop.folder / changed
    old = path.read_text("utf-8") if path.exists() else ""
    path.write_text({"new.py": "from reportgen import hookimpl\n\n\n@hookimpl\n"
                     "def report_written() -> None:\n    ...\n",
                     "figures.csv": old + "D1,2026-10,接车台次,7\n",
                     "monthly.yaml": old.replace("月报", "报告")}[path.name], "utf-8")  # fmt: skip

    assert shop.build(["D1"])["D1"].status == "done"


def test_only_failed_makes_those_that_failed(shop: Shop) -> None:
    shop.write(deeds={"D2": "segv"})
    assert shop.build(["D1", "D2"])["D2"].status == "failed"

    assert list(shop.build(redo="failed")) == ["D1", "D2"]
    assert shop.build(redo="failed")["D1"].status == "unchanged"
    assert shop.files().keys() == {"D1_D1_2026年10月_月报.txt", "D1_D1_2026年10月_月报.log"}


def test_two_runs_on_one_folder_are_refused(shop: Shop) -> None:
    outcomes = shop.outcomes()
    next(outcomes)

    with pytest.raises(EnvironmentFault, match="another run is writing reports to this folder"):
        shop.build()
    outcomes.close()
    assert len(shop.build()) == 3


def test_somebodys_own_changes_are_kept_and_said(shop: Shop) -> None:
    made = shop.build(["D1"])["D1"].files
    made[0].write_text("my own words")
    changed = shop.build(["D1"])["D1"]

    assert [path.name for path in changed.files] == [
        "D1_D1_2026年10月_月报-2.txt",
        "D1_D1_2026年10月_月报-2.log",
    ]
    assert changed.kept == made
    assert made[0].read_text() == "my own words"
    assert shop.build(["D1"])["D1"].status == "unchanged"
    again = shop.build(["D1"], redo="all")["D1"]
    assert again.files == changed.files


def test_a_torn_line_of_the_ledger_is_cut_off(shop: Shop) -> None:
    shop.build(["D1"])
    ledger = shop.folder / "out/.reportgen/2026-10.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b'{"dealer": "D2", "boo')

    assert shop.build(["D1"])["D1"].status == "unchanged"
    assert ledger.read_bytes() == whole


def test_a_folder_without_locks_is_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(EnvironmentFault, match="cannot be written: No locks available"):
        shop.build()
    assert output_folder.OWN == ".reportgen"


def test_the_manifest_says_what_was_made_of_what(shop: Shop) -> None:
    shop.write(deeds={"D2": "segv", "D3": "raise"})
    shop.build()

    found = json.loads(manifest(shop))

    assert found["spec"]["file"] == "monthly.yaml"
    assert list(found["inputs"]) == ["data/figures.csv"]
    assert found["dealers"]["D1"]["rows"] == {
        "monthly_figures": {"read": 3, "used": 1, "other_dealer": 2}
    }
    assert found["dealers"]["D2"]["status"] == "failed"
    assert found["dealers"]["D2"]["failure"] == "crash"
    assert found["dealers"]["D2"]["place"].startswith("plugins/hostile_section.py:")
    assert len(found["dealers"]["D1"]["files"]) == 2
    assert found["dealers"]["D3"]["status"] == "partly"
    assert found["dealers"]["D3"]["place"] in found["dealers"]["D3"]["reason"]
    assert found["dealers"]["D3"]["place"].startswith("plugins/hostile_section.py:")
    log = (shop.folder / "out/.reportgen/run.log.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["event"] for line in log] == [
        "begin", "done", "failed", "partly", "end"
    ]  # fmt: skip

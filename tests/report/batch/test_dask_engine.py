"""A Dask cluster of real processes makes the same bytes, and outlives what it is made to suffer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import reportgen
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.batch import DaskWorkers, Order, Outcome
from reportgen.report.batch import build as build_all
from reportgen.report.store import open_store
from reportgen.spec.spec import read_spec

distributed = pytest.importorskip(
    "distributed", reason="needs distributed: pip install 'reportgen[dask]'"
)
Shop = Any
OCTOBER = Month(2026, 10)
PACKAGE = str(Path(reportgen.__file__).parents[1])
PATIENCE = 300
"""Seconds to wait for a program to start: on a machine that does much else it takes a minute."""


def started(what: str, words: Sequence[str], log: Path, until: ExitStack) -> None:
    """Start a program of Dask, which ends with the test."""
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 fixed words
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
            cwd=log.parent,
            env={**os.environ, "PYTHONPATH": PACKAGE},
        )
    until.callback(process.wait)
    until.callback(process.kill)


def said(log: Path, ready: str) -> re.Match[str]:
    """Return what a log says when its program is ready."""
    for _ in range(PATIENCE * 10):
        if found := re.search(ready, log.read_text("utf-8")):
            return found
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with three workers, which stay away when they die."""
    with ExitStack() as until:
        words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        started("scheduler", words, tmp_path / "log", until)
        address = said(tmp_path / "log", r"Scheduler at:\s+(tcp://\S+)")[1]
        logs = [tmp_path / f"log{number}" for number in range(3)]
        for log in logs:
            words = [address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
            started("worker", words, log, until)
        for log in logs:
            said(log, "Registered to")
        yield address


def build(shop: Shop, scheduler: str, out: str = "out") -> Mapping[str, Outcome]:
    """Have the cluster make all reports; returns the outcomes by dealer."""
    path = shop.folder / "configs" / "monthly.yaml"
    registry = load_plugins(find_workspace(path))
    spec = read_spec(path, registry)
    order = Order(path, OCTOBER, shop.folder / out)
    with (
        DaskWorkers(spec, registry, scheduler) as workers,
        open_store(spec, registry, OCTOBER) as stored,
    ):
        made = build_all(order, spec, registry, stored, stored.dealers, workers=workers)
        return {outcome.dealer.id: outcome for outcome in made}


def test_workers_that_die_cost_one_report_and_the_others_have_the_bytes_of_one_machine(
    shop: Shop, scheduler: str
) -> None:
    killer = shop.folder / "killer"
    shop.write(dealers=4, killer=str(killer))
    shop.build(out="local")
    whole = shop.files("local")

    killer.write_text("D3", "utf-8")
    found = build(shop, scheduler)

    failed = {dealer: one.reason for dealer, one in found.items() if one.status != "done"}
    assert failed == {"D3": "the process making it was killed; is the machine out of memory?"}
    assert shop.files() == {name: kept for name, kept in whole.items() if "D3" not in name}

    killer.unlink()
    found = shop.build()  # what was begun on a cluster is finished on one machine

    assert {dealer: one.status for dealer, one in found.items()} == {
        "D1": "unchanged", "D2": "unchanged", "D3": "done", "D4": "unchanged"
    }  # fmt: skip
    assert shop.files() == whole
    ours, theirs = (shop.folder / out / "2026-10/manifest.json" for out in ("out", "local"))
    assert ours.read_bytes() == theirs.read_bytes()
    assert not list(shop.folder.rglob(".part-*"))

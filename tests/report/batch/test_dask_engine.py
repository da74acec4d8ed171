"""A Dask cluster of real processes makes the same bytes, and outlives what it is made to suffer."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

import reportgen

distributed = pytest.importorskip(
    "distributed", reason="needs distributed: pip install 'reportgen[dask]'"
)
Shop = Any
ALLOWED = "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"
PACKAGE = str(Path(reportgen.__file__).parents[1])


@contextmanager
def started(what: str, words: Sequence[str], log: Path, ready: str) -> Iterator[re.Match[str]]:
    """Start a program of Dask; yields what its log says when it is ready."""
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 fixed words
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
            cwd=log.parent,
            env={**os.environ, "PYTHONPATH": PACKAGE, ALLOWED: "1"},
        )
    try:
        yield until(lambda: re.search(ready, log.read_text("utf-8")))
    finally:
        process.kill()
        process.wait()


def until(look: Callable[[], re.Match[str] | None]) -> re.Match[str]:
    """Return what `look` finds, when it finds something."""
    for _ in range(600):
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with three workers, which stay away when they die."""
    with ExitStack() as until_end:
        words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        ready = r"Scheduler at:\s+(tcp://\S+)"
        address = until_end.enter_context(started("scheduler", words, tmp_path / "log", ready))[1]
        for number in range(3):
            words = [address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
            log = tmp_path / f"log{number}"
            until_end.enter_context(started("worker", words, log, "Registered to"))
        yield address


def build(shop: Shop, *words: str, out: str = "out") -> tuple[int, Mapping[str, Any], str]:
    """Run the command in a process of its own; returns exit code, outcomes by dealer, errors."""
    spec = shop.folder / "configs" / "monthly.yaml"
    command = [sys.executable, "-m", "reportgen", "build", str(spec), "--json"]
    ran = subprocess.run(  # noqa: S603 fixed words
        [*command, "--out", str(shop.folder / out), *words],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": PACKAGE},
    )
    told = json.loads(ran.stdout)["outcomes"] if ran.stdout else []
    return ran.returncode, {one["dealer"]: one for one in told}, ran.stderr


def test_workers_that_die_cost_one_report_and_the_others_have_the_bytes_of_one_machine(
    shop: Shop, scheduler: str
) -> None:
    killer = shop.folder / "killer"
    shop.write(dealers=5, killer=str(killer))
    shop.build(out="local")
    whole = shop.files("local")

    killer.write_text("D3", "utf-8")
    code, found, errors = build(shop, "--engine", "dask", "--scheduler", scheduler)

    assert code == 4, errors
    failed = {dealer: one["reason"] for dealer, one in found.items() if one["status"] != "done"}
    assert failed == {"D3": "the process making it was killed; is the machine out of memory?"}
    assert shop.files() == {name: kept for name, kept in whole.items() if "D3" not in name}

    killer.unlink()
    code, found, errors = build(shop, "--engine", "dask", "--scheduler", scheduler)

    assert code == 0, errors
    assert [dealer for dealer, one in found.items() if one["status"] == "done"] == ["D3"]
    assert shop.files() == whole
    ours, theirs = (shop.folder / out / "2026-10/manifest.json" for out in ("out", "local"))
    assert ours.read_bytes() == theirs.read_bytes()
    assert not list(shop.folder.rglob(".part-*"))

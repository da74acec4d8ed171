"""Measures what many dealers cost: reading once, opening one dealer's part, and memory.

One file of repair orders is made for 10, 100 and 1,000 dealers (1,400 rows a dealer, as the sample
data have in a month and a half). Each step runs in a process of its own: loading all tables and
cutting one dealer, as every worker did; making the store; finding it unchanged; a worker that
opens one dealer's part. Seconds are CPU; memory is what the step adds to the process at its peak,
and what is left of it afterwards. Linux only: elsewhere no peak can be set back.

With `--duckdb` the file is read through DuckDB, above 512 MiB for some dealers at a time.

    python benchmarks/many_dealers.py [--dealers 10,100,1000] [--rows 1400] [--duckdb]
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reading import FILE, write

from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.report.one import cut, load
from reportgen.report.store import open_store
from reportgen.spec.spec import read_spec

SPEC = """\
report: { title: "{dealer} {month}" }
period: { month: 2026-10, history: 3 }
dealers: { from: repair_orders }
sources: { repair_orders: { SOURCE, path: data/orders.csv } }
sections: [{ type: churn }]
"""
DUCKDB = "type: duckdb, dealer: 经销商代码"
SLICES = 20
STEPS = ("load all and cut one", "make the store", "find it unchanged", "open one part")


def main() -> None:
    """Make the files, run every step and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dealers", default="10,100,1000")
    options.add_argument("--rows", type=int, default=1_400)
    options.add_argument("--duckdb", action="store_true", help="some dealers at a time")
    options.add_argument("--run", choices=STEPS)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    if chosen.run:
        print(json.dumps(measured(chosen.run, chosen.folder)))
        return
    print("| dealers | step | CPU | peak | left |\n| --: | --- | --: | --: | --: |")
    for dealers in map(int, chosen.dealers.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = workspace(Path(name), dealers, chosen.rows, duckdb=chosen.duckdb)
            steps = STEPS[1:] if chosen.duckdb else STEPS
            for step in steps:
                command = [sys.executable, __file__, "--run", step, "--folder", str(folder)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 ourselves
                seconds, peak, left = json.loads(done.stdout)
                shown = f"{seconds:.3f} s | {peak:.0f} MiB | {left:.0f} MiB"
                print(f"| {dealers} | {step} | {shown} |", flush=True)
            size = sum(p.stat().st_size for p in (folder / "store").rglob("*") if p.is_file())
            print(f"| {dealers} | size of the store | {size / 1e6:.1f} MB | | |")


def workspace(folder: Path, dealers: int, rows: int, *, duckdb: bool) -> Path:
    """Write a spec and one file of repair orders of many dealers."""
    for name in ("configs", "data"):
        (folder / name).mkdir()
    (folder / "configs" / "monthly.yaml").write_text(
        SPEC.replace("SOURCE", DUCKDB if duckdb else "type: csv"), "utf-8"
    )
    write(folder / "data" / FILE, dealers * rows, dealers)
    return folder


def measured(step: str, folder: Path) -> tuple[float, float, float]:
    """Run one step; CPU seconds, and MiB above what the process had before: peak, and left."""
    path = folder / "configs" / "monthly.yaml"
    registry = load_plugins(find_workspace(path))
    spec = read_spec(path, registry)
    month = spec.period.month
    handle = folder / "handle"

    def whole() -> None:
        inputs = load(spec, registry, month)
        cut(spec, inputs, inputs.dealers[0], month)

    def store() -> None:
        with open_store(spec, registry, month) as stored:
            handle.write_bytes(pickle.dumps(stored.slices(stored.dealers)[:SLICES]))

    def part() -> None:
        for own in pickle.loads(handle.read_bytes()):  # noqa: S301 written above
            cut(spec, own.open(registry.tables), own.dealer, month)

    steps: dict[str, Callable[[], None]] = dict(
        zip(STEPS, (whole, store, store, part), strict=True)
    )
    Path("/proc/self/clear_refs").write_text("5")  # the peak is what is in use now
    before, started = memory("VmRSS"), time.process_time()
    steps[step]()
    seconds = (time.process_time() - started) / (SLICES if step == STEPS[-1] else 1)
    return seconds, memory("VmHWM") - before, memory("VmRSS") - before


def memory(name: str) -> float:
    """Return a figure of this process in MiB: VmRSS is what it uses, VmHWM the most it used."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    main()

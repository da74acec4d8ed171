"""Tries hard to harm a batch, and says what became of it.

    python benchmarks/hostile_batch.py TRIAL

    poison   --dealers 1000 --bad 50   misdeeds of many kinds among many dealers
    kills    --parent 50 --workers 20  kill -9 at random moments, then the same command again
    worlds   --scheduler tcp://…       hash seeds × time zones × processes, and a cluster where one
                                       is given: the same bytes?
    memory   --dealers 1000            memory of the parent and of the workers over many dealers

The misdeeds are those of tests/report/batch/hostile_section.py. Reports are texts, which cost
nothing to render, unless `--formats "{ type: docx, pages: none }, xlsx"` or the like is given.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECTION = ROOT / "tests" / "report" / "batch" / "hostile_section.py"
MARK = "REPORTGEN_TRIAL"
CLUSTER = -1
"""Stands in the place of a number of processes for those of a cluster."""
SPEC = """\
report:
  title: "{{dealer}} {{month}} 月报"
  formats: [{formats}]
period: {{ month: 2026-10, history: 3 }}
dealers: {{ from: monthly_figures }}
sources:
  monthly_figures: {{ type: csv, path: "data/figures.csv" }}
limits: {{ seconds: {seconds}, memory_mb: 1024 }}
on_section_error: fail
sections:
  - type: hello
    deeds: {deeds}
"""


def main() -> None:
    """Run one trial in a folder that goes afterwards."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("trial", choices=["poison", "kills", "worlds", "memory"])
    options.add_argument("--dealers", type=int, default=0)
    options.add_argument("--bad", type=int, default=50)
    options.add_argument("--parent", type=int, default=50)
    options.add_argument("--workers", type=int, default=20)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--seconds", type=float, default=10, help="Limit of one report.")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--formats", default="plain, second")
    options.add_argument("--scheduler", default="", help="of a Dask cluster on this machine")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        globals()[chosen.trial](Shop(Path(folder), chosen), chosen)


class Shop:
    """A workspace with a section that misbehaves where it is told to."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.options = folder, options
        for name in ("plugins", "configs", "data"):
            (folder / name).mkdir()
        shutil.copy(SECTION, folder / "plugins")
        self.spec = folder / "configs" / "monthly.yaml"

    def write(self, dealers: int, deeds: Mapping[str, str] | None = None) -> None:
        """Write the spec and the data."""
        told = ", ".join(f"{dealer}: {deed}" for dealer, deed in (deeds or {}).items())
        self.spec.write_text(
            SPEC.format(
                formats=self.options.formats, deeds=f"{{ {told} }}", seconds=self.options.seconds
            ),
            "utf-8",
        )
        rows = "".join(f"D{n:05},2026-10,接车台次,{n}\n" for n in range(1, dealers + 1))
        (self.folder / "data/figures.csv").write_text(f"经销商代码,月份,指标,数值\n{rows}", "utf-8")

    def start(
        self, out: str, mark: str = "", jobs: int = 0, **world: str
    ) -> subprocess.Popen[bytes]:
        """Start a build."""
        command = [sys.executable, "-m", "reportgen", "build", str(self.spec), "--json"]
        engine = ["--jobs", str(jobs or self.options.jobs)]
        if jobs == CLUSTER:
            engine = ["--engine", "dask", "--scheduler", self.options.scheduler]
        log = (self.folder / "log").open("wb")
        return subprocess.Popen(  # noqa: S603 fixed words
            [*command, "--out", str(self.folder / out), *engine],
            stdout=log,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), MARK: mark, **world},
        )

    def build(self, out: str, jobs: int = 0, **world: str) -> tuple[int, list[Mapping[str, str]]]:
        """Build to the end; returns the exit code and the outcomes."""
        code = self.start(out, jobs=jobs, **world).wait()
        text = (self.folder / "log").read_text("utf-8").strip()
        return code, json.loads(text)["outcomes"] if text else []

    def reports(self, out: str) -> dict[str, str]:
        """Return the hash of each report; with the manifest, which holds no clock."""
        found = sorted((self.folder / out / "2026-10").glob("*.*"))
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    def booked(self, out: str) -> Counter[str]:
        """Return how often each dealer's report was booked as made."""
        ledger = self.folder / out / ".reportgen" / "2026-10.jsonl"
        lines = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
        return Counter(
            line["dealer"] for line in lines if line.get("booked", {}).get("status") == "done"
        )


def misdeeds() -> list[str]:
    """Return the names of all misdeeds."""
    found = importlib.util.spec_from_file_location("hostile_section", SECTION)
    assert found  # noqa: S101 the file is there
    assert found.loader  # noqa: S101
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return [*module.DEEDS, *module.HARMLESS]


def poison(shop: Shop, options: argparse.Namespace) -> None:
    """Compare the reports of the others with those of a run without misdeeds."""
    count = options.dealers or 1000
    kinds = misdeeds()
    every = count // options.bad
    deeds = {f"D{every * n + every // 2:05}": kinds[n % len(kinds)] for n in range(options.bad)}
    shop.write(count)
    started = time.monotonic()
    code, _ = shop.build("good")
    print(f"without: exit {code}, {time.monotonic() - started:.0f} s")
    good = shop.reports("good")
    shop.write(count, deeds)
    started = time.monotonic()
    code, outcomes = shop.build("bad")
    print(
        f"with {len(deeds)} of {len(kinds)} kinds: exit {code}, {time.monotonic() - started:.0f} s"
    )
    bad = shop.reports("bad")
    statuses = Counter(outcome["status"] for outcome in outcomes)
    failed = [outcome for outcome in outcomes if outcome["status"] == "failed"]
    print(f"{dict(statuses)}, named: {sum(bool(each['reason']) for each in failed)}")
    for kind in kinds:
        dealer = next((d for d, deed in deeds.items() if deed == kind), "")
        one = next((each for each in outcomes if each["dealer"] == dealer), {})
        print(
            f"  {kind:12} {one.get('status', ''):8} {one.get('reason', '')} {one.get('place', '')}"
        )
    differ = [
        name for name in bad.keys() & good.keys() - {"manifest.json"} if bad[name] != good[name]
    ]
    print(f"files {len(bad)} of {len(good)}, differing from the run without: {len(differ)}")


def kills(shop: Shop, options: argparse.Namespace) -> None:
    """Kill at random moments, then run the same command again."""
    shop.write(options.dealers or 40)
    started = time.monotonic()
    shop.build("whole")
    lasts = time.monotonic() - started
    whole = shop.reports("whole")
    chance = random.Random(options.seed)  # noqa: S311 no secret
    results: Counter[str] = Counter()
    slowest = 0.0
    for number in range(options.parent + options.workers):
        out, mark = f"out{number}", uuid.uuid4().hex
        victim = "parent" if number < options.parent else "worker"
        process = shop.start(out, mark)
        time.sleep(chance.uniform(0.1, 1.1 if victim == "parent" else 0.9) * lasts)
        if victim == "parent":
            process.kill()
            process.wait()
            slowest = max(slowest, until_none(mark))
        else:
            others = [each for each in marked(mark) if each != process.pid]
            if others:
                os.kill(chance.choice(others), signal.SIGKILL)
            process.wait()
        there = shop.reports(out) if (shop.folder / out).exists() else {}
        there.pop("manifest.json", None)
        results[f"{victim}: kills"] += 1
        results[f"{victim}: files there before resuming"] += len(there)
        results[f"{victim}: half or wrong files"] += any(whole[n] != h for n, h in there.items())
        code, _ = shop.build(out)
        same = shop.reports(out) == whole
        results[f"{victim}: resumed with exit 0, byte for byte the same"] += same and code == 0
        results[f"{victim}: reports booked twice"] += sum(n > 1 for n in shop.booked(out).values())
        shutil.rmtree(shop.folder / out)
    print(f"a whole run takes {lasts:.1f} s")
    print(f"longest until no process was left after a kill of the parent: {slowest:.2f} s")
    for name, figure in sorted(results.items()):
        print(f"  {name}: {figure}")


def marked(mark: str) -> list[int]:
    """Return the processes of a run, LibreOffice and whatever else it started included."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def until_none(mark: str) -> float:
    """Return how many seconds it takes until no process of a run is left."""
    started = time.monotonic()
    while marked(mark):
        time.sleep(0.02)
    return time.monotonic() - started


def worlds(shop: Shop, options: argparse.Namespace) -> None:
    """Build with other hash seeds, time zones and numbers of processes."""
    shop.write(options.dealers or 8)
    found: dict[str, str] = {}
    for seed in ("0", "1"):
        for zone in ("UTC", "Asia/Kathmandu"):
            for jobs in (1, 2, 4, *([CLUSTER] if options.scheduler else [])):
                out = f"out{seed}{zone.replace('/', '-')}{jobs}"
                shop.build(out, jobs, PYTHONHASHSEED=seed, TZ=zone)
                told = json.dumps(shop.reports(out)).encode()
                who = "cluster" if jobs == CLUSTER else f"jobs {jobs}"
                found[f"seed {seed}, {zone}, {who}"] = hashlib.sha256(told).hexdigest()[:16]
    for world, digest in found.items():
        print(f"  {world}: {digest}")
    print(f"different: {len(set(found.values())) - 1}")


def memory(shop: Shop, options: argparse.Namespace) -> None:
    """Sample the resident memory of the parent and of the workers."""
    shop.write(options.dealers or 1000)
    process = shop.start("out", uuid.uuid4().hex)
    samples = list(_sampled(process))
    step = max(1, len(samples) // 12)
    for passed, parent, workers in samples[::step]:
        print(f"  {passed:6.1f} s  parent {parent:5.0f} MiB  workers {workers:5.0f} MiB each")
    print(f"exit {process.wait()}")


def _sampled(process: subprocess.Popen[bytes]) -> Iterator[tuple[float, float, float]]:
    started = time.monotonic()
    while process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            workers = [_resident(int(pid)) for pid in children.read_text().split()]
            parent = _resident(process.pid)
        except OSError:
            break
        if workers:
            yield time.monotonic() - started, parent, max(workers)
        time.sleep(0.5)


def _resident(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()

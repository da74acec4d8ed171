"""Measures reading a large CSV file as text against `pandas.read_csv` on the same file.

The file is made here: 1,000,000 repair orders of 15 columns, 170 MB. Each contestant runs in a
process of its own, in turn, so that one's memory is not the other's; a figure is the median of the
rounds, and a ratio the median of the ratios within a round, which a busy machine disturbs least.
Seconds are wall-clock and CPU, memory is the peak of the process with its imports.
The columns mean: our reading alone, and reading plus the contract (every value converted, checked,
counted and masked), which pandas does not do. Exit code 1 when a limit is broken.

    python benchmarks/reading.py [--rows 1000000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from reportgen.extension.components import Place
from reportgen.extension.loader import load_plugins
from reportgen.intake import take_all
from reportgen.sources import Csv

FILE = "orders.csv"
WALL, CPU, PEAK = range(3)
GIB = 1024
LIMITS = {
    "reading, wall": ("reading", WALL, "× pandas", 1.5),
    "reading, CPU": ("reading", CPU, "× pandas", 1.5),
    "reading, peak": ("reading", PEAK, "MiB", GIB),
    "reading and contract, peak": ("reading and contract", PEAK, "MiB", GIB),
}
"""What → contestant, which of its figures, in what it is told, and the most it may be."""
HEADER = (
    "工单号,经销商代码,开单时间,结算时间,服务顾问,维修类型,车架号,车牌号,客户姓名,手机,工时费,配件费,"
    "总金额,里程,备注\n"
)
ADVISORS = ("张三", "李四", "王小明", "赵敏", "周杰", "孙丽")
KINDS = ("定期保养", "一般维修", "事故维修", "保修", "返修")
REMARKS = ("空调异响，已处理", "客户要求下次预约", "", '"更换机油,机滤"', "无")


def main() -> None:
    """Measure and print; exit code 1 when a limit is broken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--run", choices=CONTESTANTS)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    if chosen.run:
        print(json.dumps(CONTESTANTS[chosen.run](chosen.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / FILE, chosen.rows)
        sys.exit(compare(Path(folder), chosen.rounds))


def write(path: Path, rows: int, dealers: int = 10) -> None:
    """Write repair orders of some dealers that look like an export."""
    dice = np.random.default_rng(1)
    days = np.datetime64("2025-10-01") + dice.integers(0, 395, rows)
    minute, car = dice.integers(0, 60, rows), dice.integers(0, 300_000, rows)
    labour, parts = dice.integers(0, 200_000, rows) / 100, dice.integers(0, 500_000, rows) / 100
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for at in range(rows):
            day, v = days[at], car[at]
            file.write(
                f"WO{at:08d},BJ{v % dealers:03d},{day} 09:{minute[at]:02d}:00,"
                f"{day} 18:{minute[at]:02d}:00,"
                f"{ADVISORS[at % 6]},{KINDS[at % 5]},LSVAU2A37N2{v:06d},京A{v % 99999:05d},"
                f"客户{v % 5000},138{v:08d},{labour[at]:.2f},{parts[at]:.2f},"
                f"{labour[at] + parts[at]:.2f},{v % 200000 + 100},{REMARKS[v % 5]}\n"
            )


def compare(folder: Path, rounds: int) -> int:
    """Print the table of figures; return 1 if a limit is broken."""
    found: dict[str, list[list[float]]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name, runs in found.items():
            words = [sys.executable, __file__, "--run", name, "--folder", str(folder)]
            done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603
            runs.append(json.loads(done.stdout))
    median = {
        name: [statistics.median(each) for each in zip(*runs, strict=True)]
        for name, runs in found.items()
    }
    print(f"{'':32}{'wall s':>8}{'CPU s':>8}{'peak MiB':>10}")
    for name, (wall, cpu, peak) in median.items():
        print(f"{name:32}{wall:8.2f}{cpu:8.2f}{peak:10.0f}")
    broken = 0
    for what, (name, at, unit, limit) in LIMITS.items():
        figure = statistics.median(
            run[at] / (base[at] if unit == "× pandas" else 1)
            for run, base in zip(found[name], found["pandas"], strict=True)
        )
        broken += figure > limit
        print(f"{what:32}{figure:8.2f} {unit}, at most {limit}{' BROKEN' * (figure > limit)}")
    return int(broken > 0)


def measured(work: Callable[[], object]) -> list[float]:
    """Return wall seconds, CPU seconds and the peak of this process in MiB."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    took = [time.perf_counter() - wall, time.process_time() - cpu]
    return [*took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]


def with_pandas(folder: Path) -> list[float]:
    """Read with pandas as one would call it, types guessed."""
    return measured(lambda: pd.read_csv(folder / FILE))


def with_pandas_text(folder: Path) -> list[float]:
    """Read with pandas as text, which is what our source gives."""
    return measured(lambda: pd.read_csv(folder / FILE, dtype=str, keep_default_na=False))


def reading(folder: Path) -> list[float]:
    """Read with our source alone."""
    return measured(lambda: list(Csv(path=FILE).read(Place(folder, ()))))


def reading_and_contract(folder: Path) -> list[float]:
    """Read with our source, then convert, check, count and mask every value."""
    contract = load_plugins().tables["repair_orders"]

    def work() -> None:
        take_all([contract], {contract.name: Csv(path=FILE).read(Place(folder, ()))})

    return measured(work)


CONTESTANTS: dict[str, Callable[[Path], list[float]]] = {
    "pandas": with_pandas,
    "pandas, all text": with_pandas_text,
    "reading": reading,
    "reading and contract": reading_and_contract,
}


if __name__ == "__main__":
    main()

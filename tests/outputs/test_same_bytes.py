"""Same input, same bytes: whatever the hash seed, the time zone, the locale and the processes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace

RUNS = [
    # hash seed, time zone, locale, processes
    ("0", "UTC", "C", "1"),
    ("0", "UTC", "C", "1"),
    ("1", "Asia/Shanghai", "zh_CN.UTF-8", "2"),
    ("random", "America/Los_Angeles", "C.UTF-8", "2"),
]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dealers and three months of the demo."""
    folder = tmp_path_factory.mktemp("same")
    path = make_workspace(folder)
    registry = load_plugins(find_workspace(path))
    write_samples(folder, registry, dealers=2, months=3, seed=1, last_month="2026-10")
    return path


def built(spec: Path, out: Path, run: tuple[str, str, str, str]) -> dict[str, str]:
    """Path → digest of every file a run in a process of its own writes."""
    seed, zone, locale, jobs = run
    world = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "REPORTGEN_PAGES": "none"}
    command = [sys.executable, "-m", "reportgen", "build", str(spec), "--out", str(out)]
    subprocess.run(  # noqa: S603 fixed words
        [*command, "--jobs", jobs], check=True, capture_output=True, timeout=240,
        env={**os.environ, **world},
    )  # fmt: skip
    files = sorted(path for path in out.rglob("*.*") if path.suffix in {".docx", ".xlsx", ".json"})
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_every_run_gives_the_same_bytes(spec: Path, tmp_path: Path) -> None:
    first, *others = [built(spec, tmp_path / str(number), run) for number, run in enumerate(RUNS)]

    assert len(first) == 5  # Word and Excel of two dealers, and the manifest
    for run, other in zip(RUNS[1:], others, strict=True):
        assert other == first, run

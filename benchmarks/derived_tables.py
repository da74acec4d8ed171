"""Measures what reports derive from their tables: each for itself, or for many dealers at once.

The sample data of some dealers and 13 months are read into a store. Then every derivation of the
bundled sections is made dealer by dealer, as a report does without a pass, and once for all of
them; the rows are compared, and reading a dealer's part of the pass is timed. Times are CPU.

    python benchmarks/derived_tables.py [--dealers 16]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.report.one import cut
from reportgen.report.store import open_store
from reportgen.report.store.derived_tables import derive, whole_parts
from reportgen.spec.spec import read_spec

T = TypeVar("T")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dealers", type=int, default=16)
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), options.parse_args().dealers)


def run(folder: Path, dealers: int) -> None:
    """Derive both ways."""
    path = make_workspace(folder)
    registry = load_plugins(find_workspace(path))
    write_samples(folder, registry, dealers=dealers, months=13, seed=1, last_month="2026-10")
    spec = read_spec(path, registry)
    month = spec.period.month
    with open_store(spec, registry, month) as stored:
        slices = stored.slices(stored.dealers)
        whole, faults = timed(
            lambda: derive(folder / "parts" / "0", slices, spec, registry.tables, month)
        )
        assert not faults, faults  # noqa: S101 else it measures nothing
        (part,) = whole_parts(folder / "parts")
        spent = {"without": 0.0, "with": 0.0}
        own: dict[str, float] = {}
        for each in slices:
            taken = replace(each, derived=part.of(each.dealer.id))
            seconds, inputs = timed(lambda each=each: each.open(registry.tables))
            spent["without"] += seconds
            seconds, ready = timed(lambda taken=taken: taken.open(registry.tables))
            spent["with"] += seconds
            data, _ = cut(spec, inputs, each.dealer, month)
            for _, section in spec.chapters:
                for one in section.derivations():
                    seconds, frame = timed(lambda data=data, one=one: data.derived(one))
                    name = type(one).__name__
                    own[name] = own.get(name, 0.0) + seconds
                    pd.testing.assert_frame_equal(frame, ready.derived[one.identity].frame)
    each = 1000 / dealers
    print(f"each report for itself: {sum(own.values()) * each:.0f} ms")
    for name, seconds in own.items():
        print(f"    {name:20} {seconds * each:.1f} ms")
    print(f"for {dealers} at once: {whole * each:.0f} ms a dealer")
    print(f"reading its part of that: {(spent['with'] - spent['without']) * each:.0f} ms")


def timed(step: Callable[[], T]) -> tuple[float, T]:
    """Return the CPU seconds of a step, and its result."""
    started = time.process_time()
    result = step()
    return time.process_time() - started, result


if __name__ == "__main__":
    main()

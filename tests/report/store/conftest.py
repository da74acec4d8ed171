"""Two dealers' sample exports, damaged in places, and a small workspace that reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_tables import Shop

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.spec.spec import read_spec


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with sample exports of two dealers, one file a dealer and month."""
    folder = tmp_path_factory.mktemp("samples")
    path = make_workspace(folder, "zh")
    write_samples(
        folder,
        load_plugins(find_workspace(path)),
        dealers=2,
        months=2,
        seed=3,
        last_month="2026-10",
    )
    return path


@pytest.fixture(scope="session")
def shop(samples: Path) -> Shop:
    """The sample exports as a spec reads them."""
    registry = load_plugins(find_workspace(samples))
    return Shop(read_spec(samples, registry), registry, Month(2026, 10))

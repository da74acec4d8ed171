"""The product as it is installed: a wheel in a fresh venv makes the demo, offline."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("the tests run outside a checkout, so there is nothing to build")
    out = tmp_path_factory.mktemp("wheel")
    run = subprocess.run(  # noqa: S603 our own interpreter
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of a fresh venv: reportgen from the wheel, its dependencies from this one."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    site = home / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    with zipfile.ZipFile(wheel) as package:
        package.extractall(site)
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    (site / "borrowed.pth").write_text("\n".join(borrowed), "utf-8")
    return home / "bin" / "python"


def test_the_wheel_carries_the_bundled_workspace(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    for needed in (
        "reportgen/py.typed",
        "reportgen/words/movement.yaml",
        "reportgen/bundled/plugins/churn.py",
        "reportgen/bundled/plugins/phrases/churn.yaml",
        "reportgen/bundled/report_templates/monthly.docx",
        "reportgen/bundled/configs/monthly.yaml",
        "reportgen/bundled/configs/deck_2008/callbacks.csv",
        "reportgen/bundled/configs/own_data/电访结果.xlsx",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "plugins/", "docs/"))]


def test_the_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    made = subprocess.run(  # noqa: S603 a venv made here
        [str(installed), "-m", "reportgen", "demo", "store"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "REPORTGEN_PAGES": "none", "PYTHONPATH": "", "REPORTGEN_LANG": "en"},
    )

    assert made.returncode == 0, made.stdout + made.stderr
    assert "done 1 · partly 0 · failed 0 · total 1" in made.stdout
    files = {path.suffix for path in (tmp_path / "store" / "out" / "2026-10").iterdir()}
    assert {".docx", ".xlsx"} <= files
    where = subprocess.run(  # noqa: S603 a venv made here
        [str(installed), "-c", "import reportgen; print(reportgen.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    assert str(installed.parents[1]) in where.stdout

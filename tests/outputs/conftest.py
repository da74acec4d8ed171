"""The reports whose files are opened by other programs; each is made once a session."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

# `reports.py`, and `recalculate.py` of the workbook's tests: the folders are not packages
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "renderers" / "xlsx"))

from reports import SECONDS, Report, make

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import bundled, find_workspace
from reportgen.labels import Language
from reportgen.renderers.docx import Docx


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of the demo with the specs and the exports of both languages."""
    folder = tmp_path_factory.mktemp("demo")
    for language in get_args(Language):
        spec = make_workspace(folder, language)
        registry = load_plugins(find_workspace(spec))
        write_samples(
            folder,
            registry,
            dealers=1,
            months=13,
            seed=1,
            last_month="2026-10",
            language=language,
        )
    return folder


@pytest.fixture(scope="session")
def specs(demo: Path) -> dict[str, Path]:
    return {
        "zh": demo / "configs" / "monthly.yaml",
        "en": demo / "configs" / "monthly_en.yaml",
        "deck": bundled().configs / "deck_2008.yaml",
    }


@pytest.fixture(scope="session", params=["zh", "en", "deck"])
def report(request: pytest.FixtureRequest, specs: dict[str, Path]) -> Report:
    return make(request.param, specs[request.param])


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Converts a file with LibreOffice."""
    program = shutil.which("soffice")
    if program is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice or poppler is not installed")
    home = tmp_path_factory.mktemp("office")

    def convert(data: bytes, suffix: str, kind: str) -> Path:
        number = len(list(home.glob("report*")))
        source = home / f"report{number}{suffix}"
        source.write_bytes(data)
        out = home / f"out{number}"
        profile = (home / "profile").as_uri()
        command = [str(program), "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", kind, "--outdir", str(out), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
        return out / f"{source.stem}.{kind.split(':', maxsplit=1)[0]}"

    return convert


@pytest.fixture(scope="session")
def pdf(report: Report, office: Callable[..., Path]) -> Path:
    """The Word file, its page numbers found, as LibreOffice prints it."""
    with_pages = Docx(pages="libreoffice").render(report.document, report.look)
    path = office(with_pages, ".docx", "pdf")
    path.with_suffix(".docx").write_bytes(with_pages)
    return path

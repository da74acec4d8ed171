from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportgen.cli.app import cli
from reportgen.exit_codes import ExitCode

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BANNER = 2
"""Rows above the header of the repair orders."""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
UNSURE = 1
"""The command whose required columns are still to be named; it ends with exit code 3."""


@pytest.mark.parametrize(
    ("page", "language"), [("tutorial-own-data.md", "en"), ("tutorial-own-data.zh-CN.md", "zh")]
)
def test_the_tutorial_is_what_happens(
    page: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPORTGEN_LANG", language)
    blocks = BLOCK.findall((DOCS / page).read_text("utf-8"))
    said, done = "", []
    for kind, text in blocks:
        if kind == "bash":
            said = ""
            for line in text.splitlines():
                if line.startswith("cd "):
                    monkeypatch.chdir(line.removeprefix("cd "))
                    continue
                if line.startswith("cp "):
                    _, files, folder = line.split()
                    for path in ROOT.glob(files):
                        shutil.copy(path, folder)
                    continue
                shown = CliRunner().invoke(cli, shlex.split(line)[1:])
                wanted = ExitCode.SOURCE if len(done) == UNSURE else ExitCode.DONE
                assert shown.exit_code == wanted, f"{line}\n{shown.output}"
                done.append(line)
                said += shown.output
            if done[-1].startswith("reportgen build"):
                break
        elif kind == "yaml":
            name = re.match(r"# (\S+)", text)
            assert name
            Path(name[1]).write_text(text, "utf-8")
        else:
            assert all(line in said for line in text.splitlines()), f"{text}\n{said}"

    made = {path.suffix for path in Path("out").rglob("*") if path.is_file()}
    assert {".docx", ".xlsx"} <= made
    assert len(done) == 7
    _a_changed_header_is_told_as_written(blocks[-1][1])


def _a_changed_header_is_told_as_written(text: str) -> None:
    path = Path("data") / "维修业务明细.csv"
    text_of_file = path.read_text("gb18030").replace("接车人", "接待专员", 1)
    *banner, header, first, rest = text_of_file.split("\n", BANNER + 2)
    rows = [f"{line},店" for line in (first, *rest.splitlines())]
    path.write_text("\n".join([*banner, f"{header},渠道", *rows]), "gb18030")

    shown = CliRunner().invoke(cli, ["check", "configs/own_data.yaml", "--data"])

    assert shown.exit_code == ExitCode.SOURCE
    assert text.strip() in shown.output

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner
from doc_pages import PAGES, ROOT, Block, blocks, whole_spec

from reportgen.cli.app import cli
from reportgen.extension import hookspecs
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import hook_names
from reportgen.extension.workspace import find_workspace
from reportgen.spec.spec import read_spec

REFERENCE = ROOT / "docs" / "reference"
NAMES = (
    "commands.md",
    "spec.md",
    "hooks.md",
    "tables.md",
    "metrics.md",
    "api.md",
    "exit-codes.md",
)
_COMMAND = re.compile(r"`(reportgen [a-z][^`]*)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


# --- the reference --------------------------------------------------------------------------


@cache
def generated() -> dict[str, str]:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        found = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
        assert found
        assert found.loader
        module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)
        pages: dict[str, str] = module.pages(load_plugins())
    finally:
        sys.path.remove(str(ROOT / "docs"))
    return pages


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_says_what_the_code_does(name: str) -> None:
    written = (REFERENCE / name).read_text("utf-8")

    assert written == generated()[name], f"docs/reference/{name} is stale; run .ci/docs"


def test_every_page_of_the_reference_is_made() -> None:
    assert {path.name for path in REFERENCE.iterdir()} == set(NAMES) == set(generated())


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(leaves(cli)), ids=" ".join)
def test_every_command_is_in_the_reference(path: tuple[str, ...]) -> None:
    assert f"\n## reportgen {' '.join(path)}\n" in generated()["commands.md"]


@pytest.mark.parametrize("hook", sorted(hook_names()))
def test_every_hook_is_in_the_reference_and_the_tutorial(hook: str) -> None:
    tutorial = (ROOT / "docs" / "plugins.md").read_text("utf-8")

    assert f"\n## {hook}\n\n```python\n{hook}(" in generated()["hooks.md"]
    assert hook in tutorial
    assert getattr(hookspecs, hook).__doc__.splitlines()[0] in generated()["hooks.md"]


# --- commands in the text -------------------------------------------------------------------


def commands() -> Iterator[tuple[str, str]]:
    """Every `reportgen …` in the pages with its place."""
    for page in PAGES:
        for found in _COMMAND.finditer(page.read_text("utf-8")):
            yield page.name, found[1]
    for block in blocks("bash"):
        for line in block.text.splitlines():
            for part in re.split(r"&&|;", line):
                typed = part.strip().removeprefix(".venv/bin/")
                if typed.startswith("reportgen "):
                    yield str(block), typed


@pytest.mark.parametrize(("place", "typed"), sorted(set(commands())))
def test_commands_in_the_text_exist(place: str, typed: str) -> None:
    words = shlex.split(typed, comments=True)[1:]
    command: click.Command = cli
    while isinstance(command, click.Group) and words:
        assert words[0] in command.commands, f"{place}: {typed}"
        command = command.commands[words.pop(0)]
    known = {name for each in command.params for name in each.opts} | {"--help"}
    for word in words:
        if word.startswith("-"):
            assert word in known, f"{place}: {typed}: {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text("utf-8")):
        if target.startswith(("http:", "https:")):
            continue
        name, _, heading = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        # the pictures are made by docs/gallery.py, which needs LibreOffice
        assert path.exists() or path.parent.name == "gallery", f"{page.name}: {target}"
        if heading:
            assert heading in anchors(path), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    """The headings of a page as links write them."""
    headings = _HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


# --- code in the text -----------------------------------------------------------------------


def specs() -> list[Block]:
    return [block for block in blocks("yaml") if not block.file]


@pytest.mark.parametrize("block", specs(), ids=str)
def test_every_spec_in_the_text_is_one(block: Block, workspace: Path) -> None:
    path = workspace / "configs" / "example.yaml"
    path.write_text(yaml.safe_dump(whole_spec(block.text), allow_unicode=True), "utf-8")

    spec = read_spec(path, load_plugins(find_workspace(path)))

    assert spec.sections


def test_the_plugins_in_the_text_pass_their_tests(workspace: Path) -> None:
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=workspace,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "8 passed" in tested.stdout


def test_the_smallest_section_has_25_lines(workspace: Path) -> None:
    lines = (workspace / "plugins" / "booked.py").read_text("utf-8").splitlines()

    assert len([line for line in lines if line and not line.startswith("#")]) <= 25


SPEC = """\
report: { title: "{dealer} {month}", language: en, formats: [facts] }
period: { month: 2026-10, history: 2 }
dealers: [D001]
sources:
  repair_orders: { type: jsonlines, path: data/orders.jsonl }
checks: [unknown_advisor]
sections: [booked]
"""
ORDERS = """\
{"工单号": "1", "开单日期": "2026-10-05", "预约": "是", "服务顾问": "乔丹"}
{"工单号": "2", "开单日期": "2026-10-06", "预约": "否", "服务顾问": ""}
"""


def test_the_source_check_format_and_hook_in_the_text_work(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace / "data").mkdir()
    (workspace / "data" / "orders.jsonl").write_text(ORDERS, "utf-8")
    (workspace / "configs" / "formats.yaml").write_text(SPEC, "utf-8")
    monkeypatch.chdir(workspace)

    shown = CliRunner().invoke(cli, ["build", "configs/formats.yaml"])

    assert shown.exit_code == 0, shown.output
    facts = next((workspace / "out").rglob("*.facts.csv")).read_text("utf-8-sig")
    assert "booked.rate,Booked orders,0.5,share" in facts
    assert "check.no_advisor,Orders without advisor,1.0,count" in facts
    archived = next((workspace / "out" / "2026-10" / "archive").rglob("*.facts.csv"))
    assert archived.read_text("utf-8-sig") == facts


def test_the_example_of_an_error_is_what_check_says(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    spec = next(block for block in blocks("yaml") if block.page == "README.md")
    path = workspace / "configs" / "monthly.yaml"
    path.write_text(spec.text.replace("language:", "languge:"), "utf-8")
    monkeypatch.chdir(workspace)

    shown = CliRunner().invoke(cli, ["check"])
    path.unlink()

    assert shown.exit_code == 2
    said = shown.output.strip().removeprefix(f"{workspace}/")
    assert said in readme
    assert said in (ROOT / "README.zh-CN.md").read_text("utf-8")


def test_both_readmes_hold_the_same_commands() -> None:
    english, chinese = (
        [
            block.text
            for block in blocks("bash") + blocks("python") + blocks("text")
            if block.page == name
        ]
        for name in ("README.md", "README.zh-CN.md")
    )

    assert len(english) == len(chinese)
    assert english[:2] == chinese[:2]


def test_ci_finds_the_test_command() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        between = re.search(r"<!-- test -->\n```bash\n(.*)\n```\n<!-- end -->", text)
        assert between
        assert between[1].endswith(
            'install -q -e ".[test]" && .venv/bin/python -m pytest -q -n auto'
        )


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
        *project["dependency-groups"]["dev"],
    ]
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    listed = re.findall(r"^\| ([\w-]+) \| \d", page, re.MULTILINE)

    assert sorted(listed) == sorted({re.split(r"[<>=\[]", each)[0] for each in wanted})


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_example_of_explain_is_what_it_says(
    name: str, language: str, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(demo)
    monkeypatch.setenv("REPORTGEN_LANG", language)

    shown = CliRunner().invoke(cli, ["explain", "callbacks.success_rate"])

    example = next(b for b in blocks("text") if b.page == name and "callbacks.success" in b.text)
    assert shown.exit_code == 0, shown.output
    for line in example.text.splitlines():
        assert line in shown.output.splitlines()


def test_the_files_of_everyday_tasks_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    tasks = page.partition("## Everyday tasks")[2].partition("\n## ")[0]
    files = re.findall(r"`((?:reportgen|plugins)/[^`]+)`", tasks)

    assert len(files) > 20
    assert not [file for file in files if not (ROOT / file).is_file()]

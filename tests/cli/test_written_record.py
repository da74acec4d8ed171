"""`demo` and `init` in a folder that is there: what a person has changed is never replaced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from reportgen.cli import build
from reportgen.cli.app import cli
from reportgen.cli.written_record import WrittenRecord
from reportgen.exit_codes import ExitCode


@pytest.fixture(autouse=True)
def no_reports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder the commands are called in; no report is made."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPORTGEN_LANG", "en")
    monkeypatch.setattr(build, "run", lambda *_, **__: ExitCode.DONE)
    monkeypatch.setattr("reportgen.cli.demo.load_plugins", lambda _: _Registry())


@dataclass(frozen=True)
class _Sample:
    """A sample file, as `SampleFile` asks for."""

    path: str
    table: pd.DataFrame
    format: str = "csv"
    encoding: str = "utf-8"
    sheet: str = ""


class _Registry:
    """Offers small samples: a file a month, and one a dealer."""

    @property
    def hook(self) -> _Registry:
        return self

    def demo_exports(self, **options: object) -> list[list[_Sample]]:
        language, seed = options["language"], options["seed"]
        months = (f"data/2026-{month:02}/{language}.csv" for month in (9, 10))
        names = [
            *months,
            *(f"data/{language}_{at}.csv" for at in range(int(str(options["dealers"])))),
        ]
        return [[_Sample(name, pd.DataFrame({"seed": [seed]})) for name in names]]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def demo(*options: str) -> Result:
    return run("demo", "shop", "--months", "2", *options)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_second_demo_keeps_what_was_changed_and_says_so(tmp_path: Path) -> None:
    demo()
    shop = tmp_path / "shop"
    spec, data = shop / "configs" / "monthly.yaml", sorted((shop / "data").rglob("*.csv"))
    mine = {
        spec: spec.read_text("utf-8").replace("history: 13", "history: 2").encode(),
        data[0]: b"mine",
        shop / "data" / "my own.csv": b"mine too",
        shop / "out" / "2026-10" / "report.docx": b"with remarks",
        shop / "report_templates" / "plain.docx": b"my look",
    }
    for path, content in mine.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    other = data[1].read_bytes()

    shown = demo("--seed", "2")

    assert shown.exit_code == ExitCode.DONE, shown.output
    for path, content in mine.items():
        assert path.read_bytes() == content
    assert data[1].read_bytes() != other, "what nobody changed is made again"
    for path in (spec, data[0], shop / "report_templates" / "plain.docx"):
        told = f" ! {path.relative_to(tmp_path)} was changed since it was written, and is kept"
        assert told in shown.output
    assert "my own.csv" not in shown.output


def test_what_an_earlier_demo_wrote_does_not_stay_beside_the_new(tmp_path: Path) -> None:
    demo("--dealers", "2", "--language", "en")
    english = files(tmp_path / "shop")
    demo()
    chinese = files(tmp_path / "shop")
    assert not [name for name in set(english) & set(chinese) if name.startswith("data/")]
    assert "configs/monthly_en.yaml" not in chinese
    assert files(tmp_path / "shop") == chinese


def test_a_demo_that_fails_has_taken_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo()
    before = files(tmp_path / "shop")

    def broken(*_: object) -> bytes:
        raise ValueError("a plugin is broken")

    monkeypatch.setattr("reportgen.cli.demo._content", broken)
    assert demo("--seed", "2").exit_code == ExitCode.BUG
    assert files(tmp_path / "shop") == before


def test_a_demo_takes_no_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "thesis.txt").write_text("mine")
    shown = demo()
    assert shown.exit_code == ExitCode.USAGE
    assert "shop is not empty and no earlier demo; name another folder" in shown.output
    assert files(tmp_path / "shop") == {"thesis.txt": b"mine"}


def test_init_with_force_keeps_a_changed_spec_under_another_name(tmp_path: Path) -> None:
    run("init", "shop")
    spec = tmp_path / "shop" / "configs" / "monthly.yaml"
    shipped = spec.read_bytes()
    assert run("init", "shop", "--force").exit_code == ExitCode.DONE
    assert not list(spec.parent.glob("*.old*")), "nobody has changed it"
    for number, name in enumerate(("monthly.yaml.old", "monthly.yaml.old1")):
        spec.write_text(f"mine {number}", "utf-8")
        shown = run("init", "shop", "--force")
        assert f" ! the monthly.yaml there was changed, and is now called {name}" in shown.output
        assert (spec.with_name(name)).read_text("utf-8") == f"mine {number}"
        assert spec.read_bytes() == shipped


def test_init_in_another_language_keeps_changed_templates(tmp_path: Path) -> None:
    run("init", "shop")
    template = tmp_path / "shop" / "report_templates" / "monthly.docx"
    template.write_bytes(b"my look")
    (tmp_path / "shop" / ".gitignore").write_text("mine")
    shown = run("init", "shop", "--language", "en")
    assert shown.exit_code == ExitCode.DONE, shown.output
    assert template.read_bytes() == b"my look"
    assert (tmp_path / "shop" / ".gitignore").read_text() == "mine"
    assert "monthly.docx was changed since it was written, and is kept as it is" in shown.output


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"../a": "1", "/etc/b": "2"}', b"\xff"])
def test_a_record_that_is_damaged_replaces_and_removes_nothing(
    tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "record").write_bytes(damage)
    (tmp_path / "a").write_bytes(b"mine")
    record = WrittenRecord(tmp_path, "record")
    record.write(tmp_path / "a", b"new")
    record.remove_rest()
    assert (tmp_path / "a").read_bytes() == b"mine"
    assert record.kept == [tmp_path / "a"]

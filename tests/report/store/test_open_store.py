"""When a store is made, when it is used again, and that no damage is believed."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from reportgen.errors import EnvironmentFault, SourceError
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.store import Stored, open_store
from reportgen.report.store.store_folder import all_kept, remove
from reportgen.section.dealer import Dealer
from reportgen.sources.csv import Csv
from reportgen.spec.spec import read_spec

OCTOBER = Month(2026, 10)
SPEC = """\
report: { title: "{dealer} {month}" }
period: { month: 2026-10, history: 3 }
dealers: { from: complaints }
sources:
  complaints: { type: csv, path: "data/cases.csv" }
sections: [{ type: complaints }]
"""
CASES = """\
经销商代码,投诉编号,投诉日期,VIN,投诉简述
D1,C1,2026-10-05,LSVAA4182E2123294,请回电13800138000
D2,C2,2026-10-06,LSVAA4182E2123295,异响
D2,C3,2026-11-06,LSVAA4182E2123296,电话13900139000
"""
PERSONAL = (b"LSVAA4182E2123294", b"LSVAA4182E2123296", b"13800138000", b"13900139000")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one file of complaints."""
    for name in ("configs", "data"):
        (tmp_path / name).mkdir()
    (tmp_path / "configs" / "monthly.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "data" / "cases.csv").write_text(CASES, "utf-8")
    return tmp_path


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[[], Stored]]:
    """Open the store as a run does; every one is closed in the end."""
    made: list[Stored] = []

    def now() -> Stored:
        spec = folder / "configs" / "monthly.yaml"
        registry = load_plugins(find_workspace(spec))
        made.append(open_store(read_spec(spec, registry), registry, OCTOBER))
        return made[-1]

    yield now
    for stored in made:
        stored.close()


Open = Callable[[], Stored]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_unchanged_sources_are_not_read_again(
    opened: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened()
    os.utime(folder / "data" / "cases.csv", (0, 0))
    monkeypatch.setattr(Csv, "sheets_of", None)

    again = opened()

    assert (first.fresh, again.fresh) == (True, False)
    assert again.folder == first.folder
    assert again.contents == first.contents
    assert [dealer.id for dealer in again.dealers] == ["D1", "D2"]
    own = again.of(Dealer("D2")).tables["complaints"]
    assert own["complaint_no"].tolist() == ["C2", "C3"]
    assert own["_row"].tolist() == [3, 4]
    assert again.slice(Dealer("D2")).rows_up_to_month == 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/cases.csv", "C3", "C4"),
        ("configs/monthly.yaml", "history: 3", "history: 4"),
        ("configs/monthly.yaml", '{month}" }', '{month}", currency: USD }'),
        ("configs/monthly.yaml", '{month}" }', '{month}", privacy: { open: [vin] } }'),
        ("configs/monthly.yaml", 'cases.csv"', 'cases.csv", covers: report'),
        ("configs/monthly.yaml", 'cases.csv"', 'cases.csv", mapping: { series: 投诉简述 }'),
    ],
)
def test_what_the_tables_depend_on_makes_another_store(
    opened: Open, folder: Path, file: str, old: str, new: str
) -> None:
    first = opened()
    first.close()

    change(folder / file, old, new)
    again = opened()

    assert again.fresh
    assert again.key != first.key
    assert [*all_kept(folder)] == [again.folder]


def test_what_only_the_report_shows_makes_no_other_store(opened: Open, folder: Path) -> None:
    opened()

    change(folder / "configs" / "monthly.yaml", "{dealer} {month}", "{dealer} of {month}")

    assert not opened().fresh


def rows(stored: Stored, dealer: str) -> list[str]:
    """The digests of a dealer's rows."""
    return [group.digest for _, group in stored.slice(Dealer(dealer)).tables]


def test_one_dealers_key_is_its_own(opened: Open, folder: Path) -> None:
    before = opened()

    change(folder / "data" / "cases.csv", "D2,C3,2026-11-06", "D2,C3,2026-11-07")
    after = opened()

    assert after.slice(Dealer("D1")).key != before.slice(Dealer("D1")).key  # the file's last day
    assert rows(after, "D1") == rows(before, "D1")
    assert rows(after, "D2") != rows(before, "D2")
    assert after.slice(Dealer("D2")).key != before.slice(Dealer("D2")).key


@pytest.mark.parametrize("at", [0, 40, -1])
@pytest.mark.parametrize("pattern", ["*.parquet", "ledger.json", "store.json"])
def test_a_damaged_store_is_made_again(opened: Open, pattern: str, at: int) -> None:
    first = opened()
    whole = first.of(Dealer("D2"))
    first.close()
    for path in first.folder.rglob(pattern):
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)

    again = opened()

    assert again.fresh
    assert not again.temporary
    assert again.of(Dealer("D2")).tables["complaints"].equals(whole.tables["complaints"])
    assert not opened().fresh


@pytest.mark.parametrize("pattern", ["*.parquet", "ledger.json", "store.json"])
def test_a_store_without_a_file_is_made_again(opened: Open, pattern: str) -> None:
    first = opened()
    first.close()
    for path in first.folder.rglob(pattern):
        path.unlink()

    assert opened().fresh
    assert not opened().fresh


def test_damage_in_the_middle_of_a_run_stops_it(opened: Open) -> None:
    stored = opened()
    (path,) = (stored.folder / "complaints").iterdir()
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(EnvironmentFault, match=r"complaints/00000\.parquet.*run the same command"):
        stored.of(Dealer("D1"))


def test_only_its_owner_may_read_a_store(opened: Open, folder: Path) -> None:
    previous = os.umask(0)
    try:
        stored = opened()
    finally:
        os.umask(previous)
    paths = [folder / "store", *(folder / "store").rglob("*")]

    assert stored.folder in paths
    assert {stat.S_IMODE(p.stat().st_mode) for p in paths if p.is_dir()} == {0o700}
    assert {stat.S_IMODE(p.stat().st_mode) for p in paths if p.is_file()} == {0o600}
    assert (folder / "store" / ".gitignore").read_text() == "*\n"


def held(folder: Path) -> bytes:
    """All that stands in a store, row groups as text."""
    import pyarrow.parquet as pq  # noqa: PLC0415 only here

    files = [path for path in folder.rglob("*") if path.is_file()]
    tables = [str(pq.read_table(p).to_pydict()).encode() for p in files if p.suffix == ".parquet"]
    return b"".join([*tables, *(path.read_bytes() for path in files)])


def test_it_holds_what_is_masked(opened: Open, folder: Path) -> None:
    change(folder / "data" / "cases.csv", "D2,C3,2026-11-06", "D2,C3,someday")
    said = held(opened().folder)

    assert b"138****8000" in said
    assert not [word for word in PERSONAL if word in said]


def test_it_holds_what_the_spec_opens(opened: Open, folder: Path) -> None:
    change(
        folder / "configs" / "monthly.yaml", '{month}" }', '{month}", privacy: { open: [vin] } }'
    )
    said = held(opened().folder)

    assert b"LSVAA4182E2123294" in said
    assert b"13800138000" not in said


def test_two_runs_at_once_share_one_store(folder: Path, opened: Open) -> None:
    found: list[Stored] = []
    runs = [Thread(target=lambda: found.append(opened())) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert {stored.folder for stored in found} == {found[0].folder}
    assert [*all_kept(folder)] == [found[0].folder]
    assert all(len(s.of(Dealer("D2")).tables["complaints"]) == 2 for s in found)


def test_a_store_in_use_is_not_removed(opened: Open, folder: Path) -> None:
    first = opened()
    change(folder / "data" / "cases.csv", "C3", "C4")

    second = opened()

    assert first.of(Dealer("D2")).tables["complaints"]["complaint_no"].tolist() == ["C2", "C3"]
    assert second.of(Dealer("D2")).tables["complaints"]["complaint_no"].tolist() == ["C2", "C4"]
    assert not remove(first.folder)
    first.close()
    change(folder / "data" / "cases.csv", "C4", "C5")
    second.close()
    third = opened()
    assert [*all_kept(folder)] == [third.folder]


def test_what_broken_runs_left_is_removed(opened: Open, folder: Path) -> None:
    slot = opened().folder.parent
    (slot / ".part-left").mkdir()
    (slot / ".part-left" / "half").touch()
    change(folder / "data" / "cases.csv", "C3", "C4")

    opened()

    assert not (slot / ".part-left").exists()


def test_a_workspace_that_cannot_be_written_to_is_told(opened: Open, folder: Path) -> None:
    (folder / "store").touch()

    stored = opened()

    assert stored.temporary == "File exists"
    assert len(stored.of(Dealer("D2")).tables["complaints"]) == 2
    stored.close()
    assert not stored.folder.exists()
    assert (folder / "store").is_file()


def test_a_machine_without_any_room_is_at_fault(
    opened: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    module = sys.modules["reportgen.report.store.store_writer"]
    monkeypatch.setattr(module, "write_table", full)

    with pytest.raises(EnvironmentFault, match=r"No space left on device.*make room"):
        opened()
    assert [*all_kept(folder)] == []


def test_sources_that_cannot_be_used_leave_no_store(opened: Open, folder: Path) -> None:
    (folder / "data" / "cases.csv").write_text("经销商代码,投诉编号,投诉日期\n", "utf-8")

    with pytest.raises(SourceError, match="no row of data"):
        opened()
    assert not (folder / "store").exists()


def test_the_same_sources_make_the_same_bytes(opened: Open) -> None:
    def content(stored: Stored) -> dict[str, bytes]:
        files = (path for path in stored.folder.rglob("*") if path.is_file())
        return {path.relative_to(stored.folder).as_posix(): path.read_bytes() for path in files}

    first = opened()
    before = content(first)
    first.close()
    remove(first.folder)

    assert content(opened()) == before


def test_reports_of_two_months_do_not_share_a_store(opened: Open, folder: Path) -> None:
    october = opened()
    spec = folder / "configs" / "monthly.yaml"
    registry = load_plugins(find_workspace(spec))

    with open_store(read_spec(spec, registry), registry, OCTOBER + 1) as november:
        assert november.key != october.key
        assert [path.name[:7] for path in all_kept(folder)] == ["2026-10", "2026-11"]
        assert november.slice(Dealer("D2")).rows_up_to_month == 2

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from reportgen.errors import SourceError
from reportgen.extension.components import Place
from reportgen.sources import Csv, DuckDb, Excel, Parquet, path_patterns, source_paths
from reportgen.sources.source_paths import find

SOURCES = (Csv, Excel, Parquet, DuckDb)


def refusal(path: str | Path, folder: Path, kind: type = Csv) -> str:
    with pytest.raises(SourceError) as error:
        list(kind(path=str(path)).read(Place(folder, ())))
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.case("D37")
def test_d37_pipes_and_devices_are_never_opened(tmp_path: Path, kind: type) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "link.csv").symlink_to("/dev/zero")
    for path in ("pipe.csv", "link.csv", "/dev/zero", "/dev/stdin", "/dev/tty"):
        said = refusal(path, tmp_path, kind)
        assert "no file but a pipe or a device; name an exported file" in said or "link" in said


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a.csv")
        assert "no file but a pipe or a device" in refusal("a.csv", tmp_path)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")
@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.case("D37")
def test_d37_what_the_system_tells_of_itself_is_refused_and_not_printed(
    tmp_path: Path, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMS_PASSWORD", "s3cret")
    (tmp_path / "a.csv").symlink_to("/proc/self/environ")
    (tmp_path / "b.csv").symlink_to("/sys/kernel")
    paths = (
        "/proc/self/environ",
        "/proc/self/../self/environ",
        "a.csv",
        "*.csv",
        "/proc/*/environ",
    )
    for path in paths:
        said = refusal(path, tmp_path, kind)
        assert "is what the system tells of itself, no file of a disk" in said
        assert "s3cret" not in said


@pytest.mark.case("D37")
def test_d37_a_link_to_itself_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to("b.csv")
    (tmp_path / "b.csv").symlink_to("a.csv")
    assert "is a link to nothing, or to itself; name the file itself" in refusal("a.csv", tmp_path)


def test_a_name_no_file_can_have_is_said(tmp_path: Path) -> None:
    assert "cannot be read: File name too long" in refusal("a" * 300 + ".csv", tmp_path)


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.case("D37")
def test_d37_a_terabyte_that_was_never_written_is_refused(tmp_path: Path, kind: type) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.write(b"a,b\n1,2\n")
        file.truncate(2**40)
    assert "has more than 4 GB, most of them never written" in refusal("a.csv", tmp_path, kind)


def test_a_file_larger_than_memory_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="ascii")
    monkeypatch.setattr(source_paths, "_LARGEST", 7)
    assert "GB; export fewer months, or let `type: duckdb`" in refusal("a.csv", tmp_path)


def test_patterns_match_as_in_a_shell(tmp_path: Path) -> None:
    for name in ("a/x.csv", "a/b/x.csv", "a/b/.x.csv", "a/.b/x.csv", "x.csv", "c/[1].csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def names(pattern: str) -> list[str]:
        return [p.relative_to(tmp_path).as_posix() for p in find(pattern, Place(tmp_path, ()))]

    assert names("**/x.csv") == ["a/b/x.csv", "a/x.csv", "x.csv"]
    assert names("**/**/b/*.csv") == ["a/b/x.csv"]
    assert names("a/*/x.csv") == ["a/b/x.csv"]
    assert names("?/b/../[xy].csv") == ["a/b/../x.csv"]
    assert names("c/[[]1].csv") == ["c/[1].csv"]


def test_links_that_lead_back_end_a_search(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.csv").write_text("a,b\n1,2\n", encoding="ascii")
    for name in ("one", "two", "three"):
        (tmp_path / "a" / name).symlink_to(tmp_path, target_is_directory=True)
    assert tmp_path / "a" / "x.csv" in find("**/x.csv", Place(tmp_path, ()))


@pytest.mark.parametrize("pattern", ["/**/工单.csv", "**/a.csv", "*/*/*.csv"])
@pytest.mark.case("D37")
def test_d37_a_search_without_end_is_refused(
    tmp_path: Path, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(path_patterns, "_LOOKED_AT", 40)
    for name in range(7):
        for below in range(7):
            (tmp_path / str(name) / str(below)).mkdir(parents=True)
    said = refusal(pattern, tmp_path)
    assert "there are more than 40 files and folders to look at; begin the pattern with the" in said

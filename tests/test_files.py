from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.errors import EnvironmentFault
from reportgen.exit_codes import ExitCode
from reportgen.files import check_writable, safe_name, write_together, write_whole


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.docx"

    write_whole(path, b"first")
    write_whole(path, b"second")

    assert path.read_bytes() == b"second"
    assert [p.name for p in path.parent.iterdir()] == ["report.docx"]


def test_a_full_disk_leaves_the_old_file_and_no_torso(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EnvironmentFault) as caught:
        write_whole(path, b"new")

    assert str(caught.value) == (
        f"{path}: cannot be written: the disk is full; free or choose another folder with --out, "
        "close the file if it is open, then run the same command again"
    )
    assert caught.value.exit_code is ExitCode.ENVIRONMENT
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.docx"]


def test_a_file_in_the_way_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")

    with pytest.raises(EnvironmentFault, match="a file of that name is in the way"):
        check_writable(tmp_path / "out")
    with pytest.raises(EnvironmentFault, match="a part of the path is a file, not a folder"):
        check_writable(tmp_path / "out" / "deeper")


def test_a_writable_folder_is_made(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b")

    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SH001 上海星辰 2026年10月 月报", "SH001_上海星辰_2026年10月_月报"),
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"),
        ("con", "_con"),
        ("NUL.docx", "_NUL.docx"),
        (" .. ", "report"),
        (f"{'长' * 39}ab {'长' * 9}", f"{'长' * 39}ab"),
        ("", "report"),
    ],
)
@pytest.mark.case("C27")
def test_names_every_system_accepts(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=200))
@pytest.mark.case("C27")
def test_a_safe_name_stays_safe_and_short(text: str) -> None:
    name = safe_name(text.encode("utf-8", "ignore").decode())

    assert 0 < len(name.encode()) <= 121
    assert not set(name) & set('\\/:*?"<>|\n\x00')
    assert safe_name(name) == name


def test_files_that_belong_together_appear_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word, excel = tmp_path / "a.docx", tmp_path / "a.xlsx"
    real, calls = os.fsync, []

    def full_at_the_second(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr("os.fsync", full_at_the_second)
    with pytest.raises(EnvironmentFault, match=r"a\.xlsx: cannot be written: the disk is full"):
        write_together({word: b"word", excel: b"excel"})

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o027, 0o640)])
def test_a_file_gets_what_the_umask_leaves(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        write_whole(tmp_path / "a.docx", b"word")
        write_whole(tmp_path / "a.docx", b"again")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.docx").stat().st_mode) == mode


def test_nothing_is_left_when_writing_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.docx", b"word")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()

    with pytest.raises(EnvironmentFault, match=r"a\.docx: cannot be written"):
        write_whole(tmp_path / "a.docx", b"word")
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]

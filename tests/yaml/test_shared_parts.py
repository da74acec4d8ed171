"""Specs share parts by `use:`; every error names the file it is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import SpecError, UsageError
from reportgen.yaml.file import read_as
from reportgen.yaml.model import Strict


class Period(Strict):
    month: str = ""
    history: int = 13


class Model(Strict):
    title: str = ""
    period: Period = Period()
    sections: tuple[str, ...] = ()


def read(folder: Path, **files: str) -> Model:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")

    def find(name: str) -> Path:
        if not (folder / name).is_file():
            raise UsageError(f"there is no file '{name}'")
        return folder / name

    return read_as(folder / "own.yaml", Model, find=find)


def told(folder: Path, **files: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        read(folder, **files)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_own_keys_go_first_mappings_are_joined_and_lists_replaced(tmp_path: Path) -> None:
    own = "use: base.yaml\nperiod: { month: '2026-10' }\nsections: [a]\n"
    base = "title: t\nperiod: { month: x, history: 3 }\nsections: [b, c]\n"
    made = read(tmp_path, own=own, base=base)
    assert made == Model(title="t", period=Period(month="2026-10", history=3), sections=("a",))


def test_the_later_of_several_files_goes_first_and_parts_have_parts(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        own="use: [one.yaml, two.yaml]\n",
        one="title: one\nsections: [a]\n",
        two="use: three.yaml\ntitle: two\n",
        three="title: three\nperiod: { history: 5 }\n",
    )
    assert made == Model(title="two", period=Period(history=5), sections=("a",))


def test_an_error_stands_where_it_is_written(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        own="use: base.yaml\nperiod:\n  month: '1'\n  histori: 2\n",
        base="titel: t\nperiod:\n  history: many\n",
    )
    assert [line.split(": ")[0] for line in found] == [
        "own.yaml:4:3",
        "base.yaml:1:1",
        "base.yaml:3:12",
    ]


def test_what_is_replaced_is_not_complained_of(tmp_path: Path) -> None:
    assert read(tmp_path, own="use: base.yaml\ntitle: t\n", base="title: [1]\n").title == "t"


@pytest.mark.parametrize(
    ("own", "base", "message"),
    [
        (
            "use: own.yaml",
            "",
            "own.yaml:1:6: use: 'own.yaml' uses itself: own.yaml → own.yaml; take",
        ),
        (
            "use: base.yaml",
            "use: own.yaml",
            "base.yaml:1:6: use: 'own.yaml' uses itself: own.yaml → ",
        ),
        ("use: bas.yaml", "title: t", "own.yaml:1:6: use: there is no file 'bas.yaml'"),
        (
            "use: 3",
            "title: t",
            "own.yaml:1:6: use: write the name of a file in configs/, or a list",
        ),
        ("use: base.yaml", "- a", "own.yaml:1:6: use: 'base.yaml' is no mapping; write keys as in"),
        ("use: base.yaml", "title: [", "base.yaml:"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    tmp_path: Path, own: str, base: str, message: str
) -> None:
    assert told(tmp_path, own=own, base=base or "title: t")[0].startswith(message)

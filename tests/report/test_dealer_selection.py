from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import UsageError
from reportgen.report.dealer_selection import choose
from reportgen.section.dealer import Dealer

SH001 = Dealer("SH001", "浦东店", "华东", "上海", tags=("直营", "A级"))
SH002 = Dealer("SH002", "徐汇店", "华东", "上海")
BJ001 = Dealer("BJ001", "朝阳店", "华北", "北京", tags=("直营",))
ODD = Dealer("A:*", "怪店")
DEALERS = (SH001, SH002, BJ001, ODD)


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ((), DEALERS),
        (("all",), DEALERS),
        (("SH002", "SH002"), (SH002,)),
        (("SH*",), (SH001, SH002)),
        (("??001",), (SH001, BJ001)),
        (("BJ001", "SH*"), (BJ001, SH001, SH002)),
        (("region:华东",), (SH001, SH002)),
        (("区域：华*",), (SH001, SH002, BJ001)),
        (("city:北京", "城市:上海"), (BJ001, SH001, SH002)),
        (("tag:直营",), (SH001, BJ001)),
        (("标签:A级", "SH001"), (SH001,)),
        (("A:*",), (ODD,)),
    ],
)
def test_words_name_dealers(wanted: tuple[str, ...], chosen: tuple[Dealer, ...]) -> None:
    assert choose(DEALERS, wanted) == chosen


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("SH01", "there is no dealer 'SH01'; did you mean 'SH001'?"),
        ("X", r"there is no dealer 'X'; there are SH001, SH002, BJ001, A:\*$"),
        ("GZ*", r"no dealer's code matches 'GZ\*'; there are SH001"),
        ("region:华西", "no dealer has the region '华西'; there are 华东, 华北"),
        ("region:华东区", "no dealer has the region '华东区'; did you mean '华东'?"),
        ("tag:Z", "no dealer has the tag 'Z'; there are 直营, A级"),
        ("file:no.txt", r"no.txt: the file cannot be read \(no such file"),
        ("", "there is no dealer ''"),
    ],
)
def test_words_that_name_no_dealer(word: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        choose(DEALERS, (word,))


def test_an_attribute_no_dealer_has() -> None:
    with pytest.raises(UsageError, match="tag:Z: no dealer has a tag; add a column 'tag'"):
        choose((SH002,), ("tag:Z",))


def test_many_dealers_are_not_all_listed() -> None:
    with pytest.raises(UsageError, match=r"there are D0, .*, D9 and 2 more$"):
        choose([Dealer(f"D{i}") for i in range(12)], ("X",))


def test_a_file_of_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("some.txt").write_text("BJ001\nSH001\n", encoding="utf-8")
    Path("wrong.txt").write_text("BJ001\nSH01\n", encoding="utf-8")
    Path("empty.txt").write_text("\n", encoding="utf-8")

    assert choose(DEALERS, ("file:some.txt",)) == (BJ001, SH001)
    with pytest.raises(UsageError, match=r"wrong.txt:2: there is no dealer 'SH01'; did you mean"):
        choose(DEALERS, ("file:wrong.txt",))
    with pytest.raises(UsageError, match=r"empty.txt: the file names no dealer; write one code"):
        choose(DEALERS, ("file:empty.txt",))


def test_a_preset_lists_cities_regions_or_codes() -> None:
    presets = {"jdpower_2026": ("北京", "A:*"), "华东": ("上海",)}

    assert choose(DEALERS, ("region:jdpower_2026",), presets) == (BJ001, ODD)
    assert choose(DEALERS, ("区域：华东", "BJ001"), presets) == (SH001, SH002, BJ001)
    assert choose(DEALERS, ("region:华北",), presets) == (BJ001,)


def test_a_preset_that_finds_nobody_is_told() -> None:
    with pytest.raises(UsageError, match="regions: 'x' lists 广州, and no dealer has such a city"):
        choose(DEALERS, ("region:x",), {"x": ("广州",)})

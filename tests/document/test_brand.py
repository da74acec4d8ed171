"""The brand file: what it may say, and what is said when it says something else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.document.brand import STANDARD, WHITE, Brand, contrast, load, mixed, readable
from reportgen.errors import SpecError
from reportgen.extension.workspace import bundled

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"{number:06X}")


def _read(folder: Path, text: str) -> Brand:
    path = folder / "brand.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_without_a_file_the_look_is_the_standard_one() -> None:
    assert load(None) is STANDARD


def test_the_shipped_file_says_the_standard_look() -> None:
    assert load(bundled().config("brands/standard.yaml")) == STANDARD


def test_what_is_left_out_stays_standard(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"")
    brand = _read(tmp_path, 'colors: { primary: "#7a1f2b" }\nlogo: logo.png\n')
    assert brand.colors.primary == "7A1F2B"
    assert brand.colors.worse == STANDARD.colors.worse
    assert brand.fonts == STANDARD.fonts
    assert brand.logo == tmp_path / "logo.png"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    assert _read(tmp_path, "fonts: { latin: Arial }").fonts.latin == "Arial"
    assert _read(tmp_path, "fonts: { latin: Verdana }  ").fonts.latin == "Verdana"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "colors: { primary: blue }",
            "1:20: colors.primary: 'blue' is no colour; write it as '#1F4E79', in quotes",
        ),
        (
            "colors: { primary: '#FFCC00' }",
            (
                "1:20: colors.primary: #FFCC00 is too light for the white text on it; "
                "choose a darker colour"
            ),
        ),
        (
            "colors: { worse: '#0072B2' }",
            "1:18: colors.worse: #0072B2 is also the colour of 'better'; they must differ",
        ),
        (
            "colors: { accnt: '#0072B2' }",
            "1:11: unknown key 'colors.accnt'; did you mean 'accent'?",
        ),
        ("logo: logo.gif", "1:7: logo: 'logo.gif' is no PNG or JPEG; save the logo as one of them"),
        ("logo: lgo.png", "1:7: logo: there is no file 'lgo.png'; did you mean 'logo.png'?"),
        ("logo: house.jpg", "1:7: logo: there is no file 'house.jpg'; put it into {folder}"),
    ],
)
def test_every_error_says_where_and_what_to_do(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "logo.png").touch()
    with pytest.raises(SpecError) as caught:
        _read(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'brand.yaml'}:{fault.format(folder=tmp_path)}"


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("000000", WHITE) == pytest.approx(21)
    assert contrast("767676", WHITE) == pytest.approx(4.54, abs=0.01)


@given(colors)
def test_small_type_is_always_readable(color: str) -> None:
    assert contrast(readable(color), WHITE) >= 5.5


@given(colors, colors, st.floats(0, 1))
def test_a_mixture_lies_between_its_parts(one: str, two: str, share: float) -> None:
    assert mixed(one, two, 0) == one
    assert mixed(one, two, 1) == two
    found = mixed(one, two, share)
    for at in (0, 2, 4):
        low, high = sorted((int(one[at : at + 2], 16), int(two[at : at + 2], 16)))
        assert low <= int(found[at : at + 2], 16) <= high

"""What LibreOffice is told of fonts."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from reportgen.renderers.docx import substitute_fonts


def told(folder: Path) -> ET.Element:
    variables = substitute_fonts.environment(folder)
    assert variables["PATH"]
    text = Path(variables["FONTCONFIG_FILE"]).read_text("utf-8")
    return ET.fromstring(text)  # noqa: S314 our own file


def test_the_machines_fonts_come_first_and_the_packaged_ones_are_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    root = told(tmp_path)
    assert [child.tag for child in root][:2] == ["include", "dir"]
    assert root[0].text == "/etc/fonts/fonts.conf"
    assert list(Path(root[1].text or "").glob("NotoSansSC*"))


def test_a_list_of_ones_own_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/srv/a & b.conf")
    assert told(tmp_path)[0].text == "/srv/a & b.conf"


def test_without_the_packaged_fonts_the_machines_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(substitute_fonts, "_PACKAGE", "no_such_fonts")
    assert told(tmp_path).find("dir") is None


def test_every_font_of_the_templates_has_a_stand_in(tmp_path: Path) -> None:
    known = {alias.findtext("family") for alias in told(tmp_path).iter("alias")}
    assert known == {"Microsoft YaHei", "微软雅黑", "Calibri"}
    for alias in told(tmp_path).iter("alias"):
        assert alias.get("binding") == "same"
        faces = [face.text or "" for face in alias.iterfind("accept/family")]
        assert faces
        assert all(re.fullmatch("Carlito|Noto Sans (CJK )?SC", face) for face in faces)

import zipfile
from io import BytesIO

from reportgen.renderers.ooxml import attribute, clean, escape, pack, repack, unpack


def test_characters_xml_cannot_hold_are_dropped() -> None:
    assert clean("退\x0b工\ud800单\ufffe\n") == "退工单\n"


def test_text_is_escaped() -> None:
    assert escape("R&D <select>") == "R&amp;D &lt;select&gt;"
    assert attribute('5" & <x>\n') == '"5&quot; &amp; &lt;x&gt; "'


def test_a_package_has_the_same_bytes_whatever_made_it() -> None:
    parts = {"b.xml": b"<b/>", "[Content_Types].xml": b"<t/>", "a.png": b"123"}
    made = pack(parts)
    assert pack(dict(reversed(list(parts.items())))) == made
    assert unpack(made) == parts
    loose = BytesIO()
    with zipfile.ZipFile(loose, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert repack(loose.getvalue()) == made


def test_the_content_types_come_first() -> None:
    made = pack({"a.xml": b"", "_rels/.rels": b"", "[Content_Types].xml": b""})
    with zipfile.ZipFile(BytesIO(made)) as package:
        names = package.namelist()
        stamps = {entry.date_time for entry in package.infolist()}
    assert names == ["[Content_Types].xml", "_rels/.rels", "a.xml"]
    assert stamps == {(1980, 1, 1, 0, 0, 0)}

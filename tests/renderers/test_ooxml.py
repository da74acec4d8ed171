import zipfile
from io import BytesIO

import pytest

from reportgen.renderers.ooxml import attribute, clean, escape, pack, unpack


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
    assert pack(unpack(loose.getvalue())) == made


def test_the_content_types_come_first() -> None:
    made = pack({"a.xml": b"", "_rels/.rels": b"", "[Content_Types].xml": b""})
    with zipfile.ZipFile(BytesIO(made)) as package:
        names = package.namelist()
        stamps = {entry.date_time for entry in package.infolist()}
    assert names == ["[Content_Types].xml", "_rels/.rels", "a.xml"]
    assert stamps == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (35, "a.xml: Error -3 while decompressing data"),  # inside the compressed part
        (14, "a.xml: its check sum is wrong"),  # in the sum the directory gives
    ],
)
def test_a_damaged_part_is_named(place: int, said: str) -> None:
    data = bytearray(pack({"a.xml": b"<a>1234567890</a>" * 9}))
    central = data.index(b"PK\x01\x02")
    data[place if place > 30 else central + place + 2] ^= 0xFF

    with pytest.raises(zipfile.BadZipFile) as caught:
        unpack(bytes(data))
    assert str(caught.value).startswith(said)

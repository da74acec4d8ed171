"""Bytes → text: which encoding a Chinese export has, found without asking."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from reportgen.errors import SourceError, did_you_mean

AUTO: Final = "auto"
LOST: Final = "\ufffe"
"""Stands for half a character in a file; the intake removes and counts it."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE: Final = ("gb18030", "big5hkscs")
_KNOWN: Final = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "big5", "big5hkscs", "cp1252")
_HALF: Final = re.compile("[\ud800-\udfff]")
_SAMPLE: Final = 65_536
_ALONE: Final = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_RARE: Final = 0.1  # share of common characters below which a text is hardly Chinese
_CLEAR: Final = 0.3  # by how much another encoding must be better to contradict a declared one
_DAMAGED: Final = 0.25  # share of broken characters up to which a text is UTF-8 all the same
_NOBODYS: Final = re.compile("[\u0080-\u009f\u00b2\u00b3\u00b9\u0500-\u058f\u0700-\u07ff\ufffd]")
"""Broken characters, control characters, superscripts, and two-byte letters no export is in."""
_SHOWN: Final = 40
_CUT: Final = ("unexpected end", "incomplete", "truncated")
"""What a decoder says of a file that ends within a character."""
ZEROS: Final = 50
"""One zero in so many bytes is more than damage."""
_COMMON: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    "过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心"
    "本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由"
    "问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世"
    "位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神"
    "总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空"
    "服客户车顾评访姓单号牌架编型类费额厂维修保养返预约满投诉销售首价格称结算里程联系卡材料备注"
    "們時會說個為國這後過發還進無與長開樣從實動問關點業間應戰頭見產制話內給門員聲題變總電數報結"
    "場計統區馬聽難權設記類據邊張該規萬領確傳師觀讓識帶導爭運筆車顧評訪戶單號碼維護廠價額費訴銷"
    "預約滿聯絡類別備註編職務質檢領險"
)

_COMMON_CODES: Final = np.array(sorted(map(ord, _COMMON)), dtype="<u4")


def decode(
    content: bytes, encoding: str, file: str, *, remove_bad: bool = False
) -> tuple[str, str]:
    """The text of a file and the encoding it was read with.

    `auto` goes by a byte order mark, the zeros of UTF-16, then strict UTF-8, then whichever of
    GB18030 and Big5 gives more common characters, or cp1252 when neither does. Half characters,
    and with `remove_bad` every byte that is no text, become `LOST`.

    Raises:
        SourceError: The bytes are not text in that encoding.
    """
    text, name = _decoded(content, encoding, file, remove_bad=remove_bad)
    return _HALF.sub(LOST, text), name


def _decoded(content: bytes, encoding: str, file: str, *, remove_bad: bool) -> tuple[str, str]:
    """`decode`, half characters as they are."""
    name = guess(content) if encoding == AUTO else encoding
    try:
        text = content.decode(name, "reportgen.lost" if remove_bad else _lenient(name))
    except LookupError as error:
        hint = did_you_mean(name, _KNOWN) or f"; use auto or one of {', '.join(_KNOWN)}"
        raise SourceError(f"{file}: there is no encoding '{name}'{hint}") from error
    except UnicodeDecodeError as error:
        raise SourceError(_undecodable(content, encoding, name, file, error)) from error
    if encoding != AUTO and not remove_bad:
        _refuse_wrong(content, text[:_SAMPLE], name, file)
    return text.removeprefix("\ufeff"), name.removesuffix("-sig")


def _refuse_wrong(content: bytes, text: str, name: str, file: str) -> None:
    """Bytes can be text in the wrong encoding too: ÐÕÃû for 姓名, 濮撳悕 the other way round."""
    likely = guess(content)
    if codecs.lookup(likely) == codecs.lookup(name) or text.isascii():
        return
    if _share(content[:_SAMPLE].decode(likely, "ignore")) > _share(text) + _CLEAR:
        raise SourceError(
            f"{file}: read as {name} this is no text anybody writes; it looks like {likely}; "
            "set `encoding: auto`"
        )


def as_utf8(
    content: bytes, encoding: str, file: str, *, remove_bad: bool = False
) -> tuple[bytes, str]:
    """`decode`, given back as UTF-8; a file that is UTF-8 is not copied.

    Raises:
        SourceError: The bytes are not text in that encoding.
    """
    if _may_be_utf8(content, encoding) and _is_utf8(content):
        return content.removeprefix(codecs.BOM_UTF8), "utf-8"
    text, name = _decoded(content, encoding, file, remove_bad=remove_bad)
    try:
        return text.encode(), name
    except UnicodeEncodeError:  # it has half characters; looking for them takes longer
        return _HALF.sub(LOST, text).encode(), name


def starts_as_utf8(head: bytes, encoding: str) -> bool:
    """Whether a file that begins so may be UTF-8; its last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return _may_be_utf8(head, encoding)


def _may_be_utf8(content: bytes, encoding: str) -> bool:
    named = encoding.replace("_", "-").lower() in {AUTO, "utf-8", "utf-8-sig"}
    return named and not wide(content[:_SAMPLE])


def guess(content: bytes) -> str:
    """The likely encoding of a file."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    sample = content[:_SAMPLE]
    if found := wide(sample):
        return found
    try:
        content.decode("utf-8", _lenient("utf-8"))
    except UnicodeDecodeError:
        if _mostly_utf8(sample):
            return "utf-8"
        scores = {name: _score(sample, name) for name in _CHINESE}
        best = max(_CHINESE, key=lambda name: scores[name])
        return "cp1252" if scores[best] < _RARE and _western(sample) else best
    return "utf-8"


def refuse_garbled(header: Sequence[str], file: str) -> None:
    """Refuse a header that was read in the wrong encoding once, and saved like that.

    Raises:
        SourceError: It shows what the header means.
    """
    text = ",".join(header)
    for wrong, right in (("cp1252", "gb18030"), ("latin-1", "gb18030"), ("gb18030", "utf-8")):
        try:
            meant = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if _share(meant) > _share(text) + _CLEAR:
            raise SourceError(
                f"{file}: the header '{text[:_SHOWN]}' was garbled before it came here: a program "
                f"opened it in the wrong encoding and saved it; it means '{meant[:_SHOWN]}'. "
                "Export the file again from the system"
            )


def _is_utf8(content: bytes) -> bool:
    """Strict UTF-8, checked without making a text of it."""
    ends = pa.py_buffer(np.array([0, len(content)], dtype="int64"))
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(content)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def wide(sample: bytes) -> str:
    """UTF-16 by its mark, or by the zero in ASCII characters: commas, line ends, a first `<`."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if sample.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if sample.startswith(b"<") else "utf-16-be"
    low, high = sample[1::2].count(0), sample[::2].count(0)
    if max(low, high) * ZEROS < len(sample) or min(low, high) * 2 > max(low, high):
        return ""
    ends = b"\n\0,\0;\0\t\0\r\0" if low > high else b"\0\n\0,\0;\0\t\0\r"
    if not any(ends[at : at + 2] in sample for at in range(0, len(ends), 2)):
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def _mostly_utf8(sample: bytes) -> bool:
    """Whether a text is UTF-8 that is damaged in places only.

    A Chinese character of GB18030 may be a letter of UTF-8 by chance, as 豫 and 鲁 of licence
    plates are: letters nobody writes are taken for damage.
    """
    beyond = [char for char in sample.decode("utf-8", "replace") if ord(char) > 127]  # noqa: PLR2004
    return bool(beyond) and len(_NOBODYS.findall("".join(beyond))) < _DAMAGED * len(beyond)


def _western(sample: bytes) -> bool:
    """Whether bytes beyond ASCII stand alone, as accented letters do, and are all assigned."""
    above = sum(byte > 127 for byte in sample)  # noqa: PLR2004 ASCII
    alone = len(_ALONE.findall(sample))
    return alone * 2 > above and "\ufffd" not in sample.decode("cp1252", "replace")


def _lenient(name: str) -> str:
    """Let lone surrogates pass where an encoding can write them; they are counted later."""
    return "surrogatepass" if name.replace("_", "-").lower().startswith("utf-") else "strict"


def _score(sample: bytes, name: str) -> float:
    """Share of common characters among the non-ASCII ones, less broken and private ones."""
    return _share(sample.decode(name, "replace"))


def _share(text: str) -> float:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    beyond = codes[codes > 127]  # noqa: PLR2004 ASCII
    odd = ((beyond >= 0xE000) & (beyond < 0xF900)) | (beyond == 0xFFFD)  # noqa: PLR2004 private use
    common = np.isin(beyond, _COMMON_CODES)
    return (int(common.sum()) - int(odd.sum())) / max(1, len(beyond))


def _lost(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return LOST, error.end


codecs.register_error("reportgen.lost", _lost)


def _undecodable(
    content: bytes, asked: str, name: str, file: str, error: UnicodeDecodeError
) -> str:
    line = content.count(b"\n", 0, error.start) + 1
    if any(sign in error.reason for sign in _CUT):
        return f"{file}: the file was cut off within a character in line {line}; export it again"
    likely = guess(content)
    if asked != AUTO and likely != name:
        return (
            f"{file}: line {line} is not {name} text; it looks like {likely}; set `encoding: auto`"
        )
    return (
        f"{file}: line {line} is not {name} text like the rest; export the file again, or write "
        "`bad_bytes: remove` under the source to go without what cannot be read"
    )

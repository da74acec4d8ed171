"""Bytes → text: which encoding a Chinese export has, found without asking."""

from __future__ import annotations

import codecs
import re
from typing import Final

from reportgen.errors import SourceError, did_you_mean
from reportgen.sources.files import LOST

AUTO: Final = "auto"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE: Final = ("gb18030", "big5hkscs")
_KNOWN: Final = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "big5", "big5hkscs", "cp1252")
_HALF: Final = re.compile("[\ud800-\udfff]")
_SAMPLE: Final = 65_536
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


def decode(content: bytes, encoding: str, file: str) -> tuple[str, str]:
    """The text of a file and the encoding it was read with.

    `auto` goes by a byte order mark, then strict UTF-8, then whichever of GB18030 and Big5 gives
    more common characters. Half characters become `LOST`.

    Raises:
        SourceError: The bytes are not text in that encoding.
    """
    name = guess(content) if encoding == AUTO else encoding
    try:
        text = content.decode(name, _lenient(name))
    except LookupError as error:
        hint = did_you_mean(name, _KNOWN) or f"; use auto or one of {', '.join(_KNOWN)}"
        raise SourceError(f"{file}: there is no encoding '{name}'{hint}") from error
    except UnicodeDecodeError as error:
        raise SourceError(_undecodable(content, encoding, name, file, error)) from error
    return _HALF.sub(LOST, text.removeprefix("\ufeff")), name.removesuffix("-sig")


def guess(content: bytes) -> str:
    """The likely encoding of a file."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    try:
        content.decode("utf-8", _lenient("utf-8"))
    except UnicodeDecodeError:
        sample = content[:_SAMPLE]
        return max(_CHINESE, key=lambda name: _score(sample, name))
    return "utf-8"


def _lenient(name: str) -> str:
    """Let lone surrogates pass where an encoding can write them; they are counted later."""
    return "surrogatepass" if name.replace("_", "-").lower().startswith("utf-") else "strict"


def _score(sample: bytes, name: str) -> float:
    """Share of common characters among the non-ASCII ones, less broken and private ones."""
    text = [char for char in sample.decode(name, "replace") if ord(char) > 127]  # noqa: PLR2004 ASCII
    odd = sum("\ue000" <= char < "\uf900" or char == "\ufffd" for char in text)
    return (sum(char in _COMMON for char in text) - odd) / max(1, len(text))


def _undecodable(
    content: bytes, asked: str, name: str, file: str, error: UnicodeDecodeError
) -> str:
    line = content.count(b"\n", 0, error.start) + 1
    likely = guess(content)
    hint = f"; it looks like {likely}" if asked != AUTO and likely != name else ""
    return f"{file}: line {line} is not {name} text{hint}; save it as UTF-8 or set `encoding`"

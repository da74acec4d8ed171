"""Chooses the fonts of pictures: the packaged one, and the machine's for what it lacks.

The packaged font comes first, so that a picture is the same on every machine. matplotlib opens only
the first face of a font collection, which for Noto Sans CJK is the Japanese one; a further reason
to ask the machine last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Final

from reportgen.errors import FontError

_PACKAGE: Final = "pylopdf_fonts_zh_cn"
_PACKAGED: Final = "Noto Sans SC"
_SYSTEM: Final = (
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
)
_LAST: Final = "DejaVu Sans"
"""Comes with matplotlib: signs and other scripts."""
_MISSING: Final = "〓"
"""What Chinese and Japanese printers set where a type is missing; never an empty box."""


@dataclass(frozen=True, slots=True)
class PictureFonts:
    """The families that together draw some texts, and the characters that none of them has."""

    families: list[str]
    lacking: frozenset[str] = frozenset()

    def drawable(self, text: str) -> str:
        """Return a text with the printer's sign for a missing type where a font lacks one."""
        return "".join(_MISSING if one in self.lacking else one for one in text)


def covering(texts: Iterable[str]) -> PictureFonts:
    """Choose the families that together can draw some texts; matplotlib chooses for each glyph.

    Almost always this is the packaged font alone: every further family costs time on every text.

    Raises:
        FontError: There is no font with Chinese characters.
    """
    left = {one for text in texts for one in text if one != "\n"}
    used: list[str] = []
    for family in families():
        drawable = _drawable(family, left)
        if drawable or not used:
            used.append(family)
        left -= drawable
        if not left:
            break
    return PictureFonts(used, frozenset(left))


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Return the fonts at hand, the packaged one first.

    Raises:
        FontError: There is no font with Chinese characters.
    """
    from matplotlib.font_manager import fontManager  # noqa: PLC0415 slow to import

    try:
        fontManager.addfont(import_module(_PACKAGE).sans_path())
    except ImportError:
        wanted = list(_SYSTEM)
    else:
        wanted = [_PACKAGED, *_SYSTEM]
    installed = set(fontManager.get_font_names())
    chinese = [name for name in wanted if name in installed]
    if not chinese:
        raise FontError(
            "charts: no font with Chinese characters on this machine; run "
            "'pip install pylopdf-fonts-zh-cn', or install Noto Sans SC or Microsoft YaHei"
        )
    return (*chinese, _LAST)


def _drawable(family: str, characters: set[str]) -> set[str]:
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415 slow

    font = get_font(findfont(FontProperties(family=[family])))
    return {one for one in characters if font.get_char_index(ord(one))}

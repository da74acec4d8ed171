"""Chooses the fonts of pictures: the packaged one, and the machine's for what it lacks.

The packaged font comes first, so that a picture is the same on every machine. matplotlib opens only
the first face of a font collection, which for Noto Sans CJK is the Japanese one; a further reason
to ask the machine last.
"""

from __future__ import annotations

from collections.abc import Iterable
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
_SHOWN: Final = 10
"""Characters that an error names before it stops; by judgement."""


def covering(texts: Iterable[str]) -> list[str]:
    """Return the families that together can draw some texts; matplotlib chooses for each glyph.

    Almost always this is the packaged font alone: every further family costs time on every text.

    Raises:
        FontError: A character is in no font, or there is no font with Chinese characters.
    """
    left = {one for text in texts for one in text if one != "\n"}
    used: list[str] = []
    for family in families():
        drawable = _drawable(family, left)
        if drawable or not used:
            used.append(family)
        left -= drawable
        if not left:
            return used
    raise FontError(_unknown(sorted(left)))


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


def _unknown(characters: list[str]) -> str:
    shown = " ".join(f"'{one}' (U+{ord(one):04X})" for one in characters[:_SHOWN])
    more = f" and {len(characters) - _SHOWN} more" if len(characters) > _SHOWN else ""
    them = "it" if len(characters) == 1 else "them"
    return (
        f"charts: no font can draw {shown}{more}; install a font that has {them} "
        "(such as Source Han Sans SC), or change the name in the data"
    )

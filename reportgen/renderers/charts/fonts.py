"""The fonts of pictures: one that travels with reportgen, and the machine's for what it lacks.

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
    "DejaVu Sans",
)
_SHOWN: Final = 10
"""Characters an error names before it stops."""


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """The families to draw with, in order; matplotlib falls back glyph by glyph.

    Raises:
        FontError: There is no font with Chinese characters.
    """
    from matplotlib.font_manager import fontManager  # noqa: PLC0415 slow to import

    try:
        fontManager.addfont(import_module(_PACKAGE).sans_path())
    except ImportError:
        packaged = ()
    else:
        packaged = (_PACKAGED,)
    installed = set(fontManager.get_font_names())
    found = (*packaged, *(name for name in _SYSTEM if name in installed))
    if not set(found) - {"DejaVu Sans"}:
        raise FontError(
            "charts: no font with Chinese characters on this machine; run "
            "'pip install pylopdf-fonts-zh-cn', or install Noto Sans SC or Microsoft YaHei"
        )
    return found


def check(texts: Iterable[str]) -> None:
    """Make sure that every character can be drawn.

    Raises:
        FontError: A character is in none of the fonts.
    """
    unknown = sorted({one for text in texts for one in text if one.isprintable()} - _drawable(texts))
    if not unknown:
        return
    shown = " ".join(f"'{one}' (U+{ord(one):04X})" for one in unknown[:_SHOWN])
    more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
    raise FontError(
        f"charts: no font can draw {shown}{more}; install a font that has "
        f"{'it' if len(unknown) == 1 else 'them'} (such as Source Han Sans SC), "
        "or change the name in the data"
    )


def _drawable(texts: Iterable[str]) -> set[str]:
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415 slow

    left, found = {one for text in texts for one in text}, set[str]()
    for family in families():
        font = get_font(findfont(FontProperties(family=[family])))
        found |= {one for one in left if font.get_char_index(ord(one))}
        left -= found
        if not left:
            break
    return found

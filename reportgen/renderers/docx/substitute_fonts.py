"""Tells LibreOffice which fonts to take where those of the report are not installed.

Without help it draws the Latin letters of a Chinese font in another face, wider than it, and on a
machine without Chinese fonts it draws boxes. fontconfig, which finds fonts for it on Linux, is told
of the font that comes with reportgen, and which faces are alike.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

_PACKAGE: Final = "pylopdf_fonts_zh_cn"
_ALIKE: Final = ("Noto Sans CJK SC", "Noto Sans SC")
"""The machine's own first: it has a bold face. What Calibri lacks comes from it too."""
_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "Microsoft YaHei": _ALIKE,
    "微软雅黑": _ALIKE,
    "Calibri": ("Carlito", *_ALIKE),
}
_VARIABLE: Final = "FONTCONFIG_FILE"
_MACHINE: Final = "/etc/fonts/fonts.conf"


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a LibreOffice that works in this folder; writes its fonts there."""
    own = folder / "fonts.conf"
    own.write_text(_configuration(os.environ.get(_VARIABLE, _MACHINE)), "utf-8")
    return {**os.environ, _VARIABLE: str(own)}


def _configuration(machine: str) -> str:
    """Return the fontconfig file: the machine's fonts, the packaged ones, and substitutes."""
    lines = [f'<include ignore_missing="yes">{escape(machine)}</include>']
    found = find_spec(_PACKAGE)
    if found is not None and found.origin is not None:
        lines.append(f"<dir>{escape(str(Path(found.origin).parent))}</dir>")
    for family, others in _ALIASES.items():
        faces = "".join(f"<family>{other}</family>" for other in others)
        lines.append(
            f'<alias binding="same"><family>{family}</family><accept>{faces}</accept></alias>'
        )
    body = "\n".join(lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<fontconfig>\n{body}\n</fontconfig>\n'

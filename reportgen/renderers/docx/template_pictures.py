"""Tells by its bytes whether a picture of a template is one, and reads nothing from elsewhere.

LibreOffice takes a picture for what its bytes say, whatever its name: PostScript would be run, and
a vector picture may link others.
"""

from __future__ import annotations

import re
from typing import Final

from reportgen.errors import TemplateError
from reportgen.renderers.docx.template_file import parse
from reportgen.renderers.docx.template_places import short

_BEGINNINGS: Final = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*",
    b"II\xbc\x01", b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0\0\x03",
)  # fmt: skip
"""How PNG, JPEG, GIF, BMP, TIFF, JPEG XR and Windows metafiles begin."""
_ENHANCED: Final = (b"\x01\0\0\0", b" EMF")
"""How an enhanced metafile begins, and what stands at its byte 40."""
_INSIDE: Final = re.compile(r"#|data:image/(?:png|jpe?g|gif)[;,]", re.IGNORECASE)
"""What a vector picture may refer to: itself, and pictures written into it."""
_ELSEWHERE: Final = re.compile(r"@import|url\(\s*['\"]?(?![\s'\"#)])|\\[0-9a-f]", re.IGNORECASE)
"""Addresses in styles, and the escapes that could hide one."""
_REFUSED: Final = frozenset({"script", "foreignObject", "iframe", "audio", "video"})


def picture_fault(data: bytes) -> str:
    """Return why a picture is refused; empty when it is sound."""
    if data.startswith(_BEGINNINGS) or (
        data.startswith(_ENHANCED[0]) and data[40:44] == _ENHANCED[1]
    ):
        return ""
    try:
        root = parse(data, "the picture")
    except TemplateError:
        return "this is no picture of a known kind; insert it again as PNG or JPEG"
    if not str(root.tag).endswith("}svg"):
        return "this is no picture of a known kind; insert it again as PNG or JPEG"
    if root.getprevious() is not None:  # it may name a style sheet
        return "something stands before the picture itself; insert it as PNG"
    for element in root.iter("*"):
        name = element.tag.rpartition("}")[2]
        for key, said in [*element.items(), ("", element.text or "")]:
            refers = key.rpartition("}")[2] in {"href", "src"} and not _INSIDE.match(said)
            if refers or name in _REFUSED or _ELSEWHERE.search(said):
                return f"the picture leads to '{short(said.strip())}'; insert it as PNG"
    return ""

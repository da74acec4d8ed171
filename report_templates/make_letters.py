"""Makes the Word letters to merge: run it after changing them.

    python report_templates/make_letters.py

Each holds one merge field, the column 信函 (Letter) of the sheet 客户联系名单 (Customers to call):
what it says stands in `configs/letters/invitation.yaml` alone. A store adds its letterhead in Word.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from reportgen.renderers.ooxml import pack  # noqa: E402

TARGET: Final = HERE.parent / "configs" / "letters"
LETTERS: Final = {
    "invitation_zh.docx": ("信函", "宋体", "zh-CN"),
    "invitation_en.docx": ("Letter", "Calibri", "en-GB"),
}
"""File → merge field, font, language."""
_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def build(field: str, font: str, language: str) -> bytes:
    """The letter as a file, the same bytes every time."""
    look = (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
        f'<w:sz w:val="24"/><w:lang w:val="{language}" w:eastAsia="{language}"/></w:rPr>'
    )
    kinds = ("begin", "separate", "end")
    begin, separate, end = (
        f'<w:r>{look}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds
    )
    code = f'<w:r>{look}<w:instrText xml:space="preserve"> MERGEFIELD {field} </w:instrText></w:r>'
    shown = f"<w:r>{look}<w:t>«{escape(field)}»</w:t></w:r>"
    body = (
        '<w:p><w:pPr><w:spacing w:line="400" w:lineRule="atLeast"/></w:pPr>'
        f"{begin}{code}{separate}{shown}{end}</w:p>"
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1985" w:right="1701" w:bottom="1701" w:left="1701" '
        'w:header="851" w:footer="851" w:gutter="0"/></w:sectPr>'
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:document {_W}><w:body>{body}</w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
    }
    return pack({name: text.encode() for name, text in parts.items()})


def main() -> None:
    """Write every letter into configs/letters/."""
    for name, made_of in LETTERS.items():
        (TARGET / name).write_bytes(build(*made_of))


if __name__ == "__main__":
    main()

"""Arranges the lists in front: below each other, or side by side where that makes them one page.

Side by side they stand in the two cells of a table: LibreOffice sets no list in columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Final

from reportgen.renderers.docx import tables
from reportgen.renderers.docx.column_widths import units
from reportgen.renderers.docx.fields import Index, ListEntry, lists
from reportgen.renderers.docx.markup import paragraph

_PAGE: Final = 690
"""Points of a page of the shipped templates that lists may take, with ten to spare."""
_TITLE: Final = 48
_HEADING: Final = 18
_LINE: Final = 12
"""Points of a list's title, of a line of the contents and of another list, in those templates."""
_WIDE: Final = 10.0
"""Points of a Chinese character of a line and of what justifying it takes, in those templates."""
_GAP: Final = 170
"""Twips between the cells' text and their edge; by judgement: 3 mm."""
_LOOK: Final = 'w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
_SIZE: Final = re.compile(r'<w:pgSz [^>]*?w:w="(\d+)"')
_SIDES: Final = re.compile(r'<w:pgMar (?=[^>]*?w:left="(\d+)")(?=[^>]*?w:right="(\d+)")')
_TABS: Final = re.compile(r"<w:tabs>.*?</w:tabs>", re.DOTALL)


def arranged(index: Index, section: str, styles: str, *, numbered: bool) -> tuple[str, str]:
    """Return the lists, and `word/styles.xml` with the page numbers at the edge of their cell.

    `section` is the set-up of their pages. The styles change with the width, as Word makes lists
    anew by them.
    """
    main, *others = lists(index, numbered=numbered)
    figures, listed = index.captions["figure"], index.captions["table"]
    width = _width(section)
    below = len(index.headings) * _HEADING + _TITLE
    whole = below + sum(_height(one, width) for one in (figures, listed))
    if whole <= _PAGE or not width or not others:
        return "".join((_gallery(main), *others)), styles
    half = width // 2
    heights = [_height(one, half) for one in (figures, listed) if one]
    # The list of figures stands where it leaves the higher cell lower.
    high, first = min(
        (max(below + sum(heights[:at]), sum(heights[at:])), at) for at in range(len(heights))
    )
    if high > _PAGE:
        return "".join((_gallery(main), *others)), styles
    cells = (main + "".join(others[:first]), "".join(others[first:]))
    own = {entry.style for entry in (*index.headings, *figures, *listed)}
    return _table(cells, half, index), _narrowed(styles, own, half)


def _height(entries: Sequence[ListEntry], width: int) -> float:
    """Return about how high a list is, in points; `width` in twips."""
    if not entries:
        return 0.0
    room = max(1.0, (width - 2 * _GAP) / 20 / _WIDE * 2)
    return _TITLE + _LINE * sum(ceil((units(one.text) + 4) / room) for one in entries)


def _width(section: str) -> int:
    """Return the width of the text in twips; 0 where it is not said."""
    size, sides = _SIZE.search(section), _SIDES.search(section)
    return int(size[1]) - int(sides[1]) - int(sides[2]) if size and sides else 0


def _gallery(contents: str) -> str:
    """Return the contents with Word's own button to make them anew; not inside a table.

    LibreOffice 7.4 ends where one stands in a cell.
    """
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{contents}</w:sdtContent></w:sdt>"
    )


def _table(cells: Sequence[str], width: int, index: Index) -> str:
    gap = paragraph(index.styles["rg gap"], "")  # Word wants a paragraph at the end of a cell
    margin = f'<w:tcMar><w:right w:w="{_GAP}" w:type="dxa"/></w:tcMar>'
    row = "".join(tables.cell(inside + gap, width, margin) for inside in cells)
    return tables.frame("", "", [width] * len(cells), _LOOK, f"<w:tr>{row}</w:tr>")


def _narrowed(styles: str, ids: Iterable[str], width: int) -> str:
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width - 2 * _GAP}"/></w:tabs>'
    for name in sorted(ids):
        start = styles.index(f'w:styleId="{name}"')
        end = styles.index("</w:style>", start)
        styles = styles[:start] + _TABS.sub(tab, styles[start:end]) + styles[end:]
    return styles

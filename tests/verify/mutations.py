"""Where a finished file can be changed by one thing: every kind lists its places.

A place names a part, the characters there, and what to put instead. Files are searched as text, as
somebody with an editor would, not with the readers that are being tested.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Final, NamedTuple

from reportgen.renderers.ooxml import pack, unpack
from reportgen.verify.number_display import display

Parts = Mapping[str, bytes]


class Place(NamedTuple):
    """A part (`book.xlsx!part` for one of a workbook behind a chart), a span, the new text."""

    part: str
    start: int
    end: int
    new: str


DOCUMENT: Final = "word/document.xml"
STRINGS: Final = "xl/sharedStrings.xml"
BOOK: Final = "xl/workbook.xml"
_EXCHANGED: Final = {
    "▲": "▼", "▼": "▲", "万元": "元", "%": "‰", "个百分点": "%", "台次": "次", "分": "秒",
    "10 月": "11 月", "10月": "11月", "-11-": "-12-", "变差": "好转", "好转": "变差",
}  # fmt: skip
_POINT: Final = r"-?[\d.]{1,9}"
"""The beginning of a number: what is beyond is less than 1e-9 of it."""
_SIGNS: Final = re.compile("|".join(sorted(_EXCHANGED, key=len, reverse=True)))
_PARAGRAPH: Final = re.compile(r"<w:p>.*?</w:p>", re.DOTALL)
_TABLE: Final = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_STYLE: Final = re.compile(r'<w:pStyle w:val="(\w+)"')
_RUN: Final = re.compile(r"<w:t[ >][^<]*?>?([^<>]+)</w:t>")
_CELL: Final = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(?:<f>([^<]*)</f>)?<v>([^<]*)</v></c>')


def text_of(parts: Parts, part: str) -> str:
    """A part as text; the part of a workbook behind a chart after a `!`."""
    outer, _, inner = part.partition("!")
    return (unpack(parts[outer])[inner] if inner else parts[outer]).decode()


def changed(parts: Parts, place: Place) -> bytes:
    """The file with one place changed."""
    outer, _, inner = place.part.partition("!")
    before = text_of(parts, place.part)
    after = (before[: place.start] + place.new + before[place.end :]).encode()
    if inner:
        after = pack({**unpack(parts[outer]), inner: after})
    return pack({**parts, outer: after})


def said(parts: Parts, place: Place) -> str:
    """A place for a message: what stands there, and around it, and what it becomes."""
    text = text_of(parts, place.part)
    around = text[max(0, place.start - 60) : place.start]
    old = text[place.start : min(place.end, place.start + 80)]
    return f"{place.part}: …{around}[{old} → {place.new[:80]}]"


def _digits(part: str, text: str, spans: Iterator[tuple[int, int]]) -> list[Place]:
    return [
        Place(part, at, at + 1, str((int(text[at]) + 3) % 10))
        for start, end in spans
        for at in range(start, end)
        if text[at] in "0123456789"
    ]


def _exchanged(part: str, text: str, spans: Iterator[tuple[int, int]]) -> list[Place]:
    return [
        Place(part, found.start(), found.end(), _EXCHANGED[found[0]])
        for start, end in spans
        for found in _SIGNS.finditer(text, start, end)
    ]


# --- Word -----------------------------------------------------------------------------------


def _texts(text: str, styles: str, *, table: bool | None = None) -> Iterator[tuple[int, int]]:
    """The spans of the texts of paragraphs whose style matches, in tables, outside, or both."""
    tables = [found.span() for found in _TABLE.finditer(text)]
    for paragraph in _PARAGRAPH.finditer(text):
        style = _STYLE.search(paragraph[0])
        inside = any(start < paragraph.start() < end for start, end in tables)
        if re.fullmatch(styles, style[1] if style else "") and table in {None, inside}:
            for run in _RUN.finditer(text, *paragraph.span()):
                yield run.span(1)


def in_word(
    styles: str, *, table: bool | None = None, exchange: bool = False
) -> Callable[[Parts], list[Place]]:
    """A digit (or sign, unit, month) in the paragraphs of some styles."""

    def places(parts: Parts) -> list[Place]:
        text = text_of(parts, DOCUMENT)
        find = _exchanged if exchange else _digits
        return find(DOCUMENT, text, _texts(text, styles, table=table))

    return places


def title_and_edges(parts: Parts) -> list[Place]:
    """A digit or sign of the title page, a character of a header or footer."""
    text = text_of(parts, DOCUMENT)
    found = _digits(DOCUMENT, text, _texts(text, r"RGCover\w+"))
    for part in parts:
        if re.fullmatch(r"word/(header|footer)\d+\.xml", part):
            edge = text_of(parts, part)
            found += [
                Place(part, run.start(1), run.start(1) + 1, "别")
                for run in _RUN.finditer(edge)
                if "separate" not in edge[run.start() - 60 : run.start()]  # a page number
            ]
    return found


def words_of_advice(parts: Parts) -> list[Place]:
    """The first character of a text in the table of recommendations."""
    text = text_of(parts, DOCUMENT)
    table = next(one for one in _TABLE.finditer(text) if "责任人" in one[0])
    found = _RUN.finditer(text, *table.span())
    return [Place(DOCUMENT, run.start(1), run.start(1) + 1, "别") for run in found]


def alternative_texts(parts: Parts) -> list[Place]:
    """Any character of an alternative text of a chart, in either program."""
    return [
        Place(part, at, at + 1, "7" if text[at] != "7" else "8")
        for part in parts
        if part == DOCUMENT or "/drawings/drawing" in part
        for text in [text_of(parts, part)]
        for found in re.finditer(r' descr="([^"]*)"', text)
        if "图" in found[1]
        for at in range(*found.span(1))
        if text[at] not in "&;"
    ]


def words_anywhere(parts: Parts) -> list[Place]:
    """The first character of any text but the title page: notes, heads, lists, leads."""
    text = text_of(parts, DOCUMENT)
    spans = _texts(text, r"(?!RGCover).*")
    return [Place(DOCUMENT, start, start + 1, "别") for start, _ in spans]


def courses_in_words(parts: Parts) -> list[Place]:
    """A digit in the words that say the course of a key figure."""
    text = text_of(parts, DOCUMENT)
    spans = (found.span(1) for found in re.finditer(r' descr="([^"]*走势[^"]*)"', text))
    return _digits(DOCUMENT, text, spans)


def chart_points(parts: Parts) -> list[Place]:
    """A digit of a cached number of a chart."""
    found = []
    for part in parts:
        if "/charts/chart" in part:
            text = text_of(parts, part)
            for cache in re.finditer(r"<c:numCache>.*?</c:numCache>", text, re.DOTALL):
                spans = re.finditer(rf"<c:v>({_POINT})", cache[0])
                places = [(cache.start() + v.start(1), cache.start() + v.end(1)) for v in spans]
                found += _digits(part, text, iter(places))
    return found


def chart_names(parts: Parts) -> list[Place]:
    """The first character of a category or name of a series in the cache of a chart."""
    found = []
    for part in parts:
        if "/charts/chart" in part:
            text = text_of(parts, part)
            for cache in re.finditer(r"<c:strCache>.*?</c:strCache>", text, re.DOTALL):
                for v in re.finditer(r"<c:v>([^<]+)</c:v>", cache[0]):
                    at = cache.start() + v.start(1)
                    found.append(Place(part, at, at + 1, "别"))
    return found


def _behind(parts: Parts) -> Iterator[str]:
    return (name for name in parts if name.endswith(".xlsx"))


def numbers_behind(parts: Parts) -> list[Place]:
    """A digit of a number in a workbook behind a chart."""
    found = []
    for book in _behind(parts):
        part = f"{book}!xl/worksheets/sheet1.xml"
        text = text_of(parts, part)
        cells = (_begin(c) for c in _CELL.finditer(text) if 't="s"' not in c[2])
        found += _digits(part, text, cells)
    return found


def _begin(cell: re.Match[str]) -> tuple[int, int]:
    start, end = cell.span(4)
    return start, min(end, start + 9)


def names_behind(parts: Parts) -> list[Place]:
    """The first character of a category or series in a workbook behind a chart."""
    found = []
    for book in _behind(parts):
        part = f"{book}!{STRINGS}"
        for text in re.finditer(r"<t>([^<]+)</t>", text_of(parts, part)):
            found += [Place(part, text.start(1), text.start(1) + 1, "别")]
    return found


def cells_swapped(parts: Parts) -> list[Place]:
    """Two neighbours in a row of a table exchange their texts."""
    text = text_of(parts, DOCUMENT)
    found = []
    for row in re.finditer(r"<w:tr>.*?</w:tr>", text, re.DOTALL):
        cells = list(_RUN.finditer(text, *row.span()))
        for one, other in itertools.pairwise(cells):
            if one[1] != other[1]:
                between = text[one.end(1) : other.start(1)]
                place = Place(DOCUMENT, one.start(1), other.end(1), other[1] + between + one[1])
                found.append(place)
    return found


def rows_removed(parts: Parts) -> list[Place]:
    """A row of a table is gone."""
    text = text_of(parts, DOCUMENT)
    rows = re.finditer(r"<w:tr>.*?</w:tr>", text, re.DOTALL)
    return [Place(DOCUMENT, *row.span(), "") for row in rows if "<w:t " in row[0]]


def paragraphs_removed(parts: Parts) -> list[Place]:
    """A paragraph outside tables is gone."""
    text = text_of(parts, DOCUMENT)
    tables = [found.span() for found in _TABLE.finditer(text)]
    return [
        Place(DOCUMENT, *one.span(), "")
        for one in _PARAGRAPH.finditer(text)
        if _RUN.search(one[0]) and not any(start < one.start() < end for start, end in tables)
    ]


# --- Excel ----------------------------------------------------------------------------------


def _sheets(parts: Parts, *, details: bool = False) -> Iterator[tuple[str, str]]:
    for part in parts:
        if part.startswith("xl/worksheets/sheet"):
            text = text_of(parts, part)
            if ("<tableParts" in text) == details:
                yield part, text


def cells(*, formula: bool, details: bool = False) -> Callable[[Parts], list[Place]]:
    """A digit of a plain number, or of the value a formula was written with."""

    def places(parts: Parts) -> list[Place]:
        found = []
        for part, text in _sheets(parts, details=details):
            spans = (
                _begin(cell)
                for cell in _CELL.finditer(text)
                if bool(cell[3]) == formula and 't="s"' not in cell[2]
            )
            found += _digits(part, text, spans)
        return found

    return places


def formulas(parts: Parts) -> list[Place]:
    """A formula means another month, another row or another column of its table."""
    heads = re.findall(r'<tableColumn [^>]*name="([^"]*)"', text_of(parts, "xl/tables/table1.xml"))
    found = []
    for part, text in _sheets(parts):
        for cell in _CELL.finditer(text):
            if not cell[3]:
                continue
            start, end = cell.span(3)
            for one in re.finditer(r"DATE\(\d+,(\d+),1\)", cell[3]):
                at = start + one.start(1)
                found.append(Place(part, at, start + one.end(1), str(int(one[1]) % 12 + 1)))
            for one in re.finditer(r"(?<![\w.])[A-Z]{1,2}(\d+)\b", cell[3]):
                at = start + one.start(1)
                found.append(Place(part, at, start + one.end(1), str(int(one[1]) + 1)))
            for one in re.finditer(r"\[([^\]]+)\]", cell[3]):
                other = heads[(heads.index(one[1]) + 1) % len(heads)]
                found.append(Place(part, start + one.start(1), start + one.end(1), other))
            found.append(Place(part, end, end, "*2"))
    return found


def defined_names(parts: Parts) -> list[Place]:
    """The name of a key figure leads to the cell above, below or beside."""
    text = text_of(parts, BOOK)
    found = []
    for one in re.finditer(r'name="KPI_[^>]*>[^<]*\$([A-Z]+)\$(\d+)<', text):
        found += [
            Place(BOOK, one.start(2), one.end(2), str(int(one[2]) + step)) for step in (-1, 1)
        ]
        found.append(Place(BOOK, one.start(1), one.end(1), chr(ord(one[1]) + 1)))
    return found


def texts_of_sheets(parts: Parts) -> list[Place]:
    """The last character of a text on any sheet for reading, standing words and heads too."""
    used: set[int] = set()
    for _, sheet in _sheets(parts):
        if "口径与来源" not in _first(parts, sheet):
            used |= {int(one) for one in re.findall(r't="s"><v>(\d+)</v>', sheet)}
    return _strings(parts, used)


def column_of_sources(letter: str) -> Callable[[Parts], list[Place]]:
    """The last character of a text in one column of 口径与来源, where no other cell has it."""

    def places(parts: Parts) -> list[Place]:
        used, mine = list[str](), set[int]()
        for _, sheet in _sheets(parts):
            used += re.findall(r't="s"><v>(\d+)</v>', sheet)
            if "口径与来源" in _first(parts, sheet):
                pattern = rf'<c r="{letter}(\d+)"[^>]* t="s"><v>(\d+)</v>'
                mine = {int(v) for row, v in re.findall(pattern, sheet) if int(row) > 4}
        return _strings(parts, mine)

    return places


def top_of_sources(parts: Parts) -> list[Place]:
    """The last character of the title, the note and the heads of 口径与来源."""
    mine = set[int]()
    for _, sheet in _sheets(parts):
        if "口径与来源" in _first(parts, sheet):
            found = re.findall(r'<c r="[A-Z]+(\d+)"[^>]* t="s"><v>(\d+)</v>', sheet)
            mine = {int(v) for row, v in found if int(row) <= 4}
    return _strings(parts, mine)


def texts_of_details(parts: Parts) -> list[Place]:
    """The last character of a text in a row of details."""
    used = set[int]()
    for _, sheet in _sheets(parts, details=True):
        found = re.findall(r'<c r="[A-Z]+(\d+)"[^>]* t="s"><v>(\d+)</v>', sheet)
        used |= {int(v) for row, v in found if int(row) > 2}
    for _, sheet in _sheets(parts):
        used -= {int(v) for v in re.findall(r't="s"><v>(\d+)</v>', sheet)}
    return _strings(parts, used)


def states(parts: Parts) -> list[Place]:
    """The state of a key figure becomes another one: `▼ 样本少` becomes `▲ 好转`."""
    text, others = text_of(parts, STRINGS), ("▲ 好转", "▼ 变差", "▲", "持平", "▼ 样本少", "需整改")
    items = [one.span(1) for one in re.finditer(r"<si><t[^>]*>([^<]+)</t></si>", text)]
    found = []
    for _, sheet in _sheets(parts):
        for row in re.findall(r"<row [^>]*>.*?</row>", sheet, re.DOTALL):
            cells = [int(c[4]) for c in _CELL.finditer(row) if 't="s"' in c[2]]
            for start, end in (items[number] for number in cells):
                if text[start:end] in {*others, "良好", "关注"}:
                    found += [
                        Place(STRINGS, start, end, one) for one in others if one != text[start:end]
                    ]
    return found


def _first(parts: Parts, sheet: str) -> str:
    at = re.search(r't="s"><v>(\d+)</v>', sheet)
    texts = re.findall(r"<si>.*?</si>", text_of(parts, STRINGS), re.DOTALL)
    return texts[int(at[1])] if at else ""


def _strings(parts: Parts, wanted: set[int]) -> list[Place]:
    items = re.finditer(r"<si><t[^>]*>([^<]+)</t></si>", text_of(parts, STRINGS))
    return [
        Place(STRINGS, one.end(1) - 1, one.end(1), "别")
        for number, one in enumerate(items)
        if number in wanted and not unescape(one[1]).endswith(("&", "<", ">", '"'))
    ]


def number_formats(parts: Parts) -> list[Place]:
    """A cell with a number gets the look of another one on its sheet that shows it otherwise."""
    styles = text_of(parts, "xl/styles.xml")
    codes = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    used = styles[styles.index("<cellXfs") : styles.index("</cellXfs>")]
    formats = [
        unescape(codes.get(one, "General")) for one in re.findall(r'<xf numFmtId="(\d+)"', used)
    ]
    found = []
    for part, text in _sheets(parts):
        numbers = [cell for cell in _CELL.finditer(text) if 't="s"' not in cell[2]]
        looks = sorted({cell[2] for cell in numbers})
        for cell in numbers:
            for other in looks:
                if _differ(
                    float(cell[4]), *(formats[int(look[4:-1])] for look in (cell[2], other))
                ):
                    found += [Place(part, *cell.span(2), other)]
    return found


def _differ(value: float, code: str, other: str) -> bool:
    """Whether two formats show a number otherwise; a trailing zero more or less is the same."""
    if "y" in code + other:
        return ("y" in code) != ("y" in other)
    shown = [display(value, one).replace(",", "") for one in (code, other)]
    return code != other and shown[0].removesuffix(".0") != shown[1].removesuffix(".0")


def sheet_rows_removed(parts: Parts) -> list[Place]:
    """A row of two filled cells or more is gone from any sheet."""
    return [
        Place(part, *row.span(), "")
        for details in (False, True)
        for part, text in _sheets(parts, details=details)
        for row in re.finditer(r'<row r="(\d+)"[^>]*>.*?</row>', text, re.DOTALL)
        if row[0].count("<v>") > 1
    ]


def values_swapped(parts: Parts) -> list[Place]:
    """Two neighbouring cells of a row exchange their values."""
    found = []
    for part, text in _sheets(parts):
        for row in re.finditer(r"<row [^>]*>.*?</row>", text, re.DOTALL):
            filled = list(_CELL.finditer(text, *row.span()))
            for one, other in itertools.pairwise(filled):
                if one[4] != other[4] and ('t="s"' in one[2]) == ('t="s"' in other[2]):
                    between = text[one.end(4) : other.start(4)]
                    new = other[4] + between + one[4]
                    found.append(Place(part, one.start(4), other.end(4), new))
    return found

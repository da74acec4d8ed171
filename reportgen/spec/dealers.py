"""Reads which dealers a spec is about: those in a table, a list, or the rows of a file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import Place
from reportgen.intake.headers import shown_headers
from reportgen.section.data import Dealer
from reportgen.sources.source_paths import readable_file
from reportgen.yaml.model import Strict

_HEADERS: Final = {
    "id": ("id", "dealer", "code", "dealer code", "编号", "编码", "代码", "经销商代码", "门店编号"),
    "name": ("name", "名称", "经销商名称", "门店名称", "经销商", "门店"),
    "region": ("region", "区域", "大区"),
    "city": ("city", "城市"),
    "name_en": ("name_en", "english name", "英文名称", "英文名"),
    "tags": ("tags", "tag", "标签"),
}
_BESIDES: Final = frozenset(
    {"序号", "no", "no.", "省份", "province", "品牌", "brand", "地址", "address", "电话", "phone"}
)
"""Headers a list of dealers may have that say nothing of use here."""
_LIST: Final = 2**20
"""Bytes up to which a file may be a list of dealers: some ten thousand of them."""
_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
_BETWEEN_TAGS: Final = re.compile(r"[;；,，、|/\s]+")


def _code(value: object) -> object:
    """Turn a code that YAML takes for a number into text; with leading zeros it is text already."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class DealerEntry(Strict):
    """One dealer of a list in a spec."""

    id: Annotated[str, BeforeValidator(_code, json_schema_input_type=str | int)] = Field(
        description="code in the data"
    )
    name: str = Field(default="", description="name on the title page")
    region: str = ""
    city: str = ""
    name_en: str = Field(default="", description="name in English reports")
    tags: tuple[str, ...] = Field(default=(), description="words to choose it by (`tag:WORD`)")

    def dealer(self) -> Dealer:
        """Return the entry as a `Dealer`."""
        return Dealer(self.id, self.name, self.region, self.city, self.name_en, self.tags)


def read_dealers(path: Path) -> tuple[Dealer, ...]:
    """Read the dealers of a CSV file or workbook: a column for the code and, if known, the name.

    Raises:
        SourceError: The file is missing or unreadable, has no column for the code, or has a row
            without a code or with one that stands twice.
    """
    table = _numbered_rows(path)
    top, *numbers = table or [1]
    header = table.get(top, [])
    columns = _columns(header)
    if columns["id"] is None:
        columns_there = ", ".join(shown_headers(_words(header))) or "none"
        near = did_you_mean("id", _words(header)) or f"; its columns are {columns_there}"
        raise SourceError(
            f"{path}:{top}: there is no column 'id'{near}; add one with the dealers' codes"
        )
    dealers = {}
    for number in numbers:
        row = table[number]
        cells = {n: row[c].strip() for n, c in columns.items() if c is not None and c < len(row)}
        if any(cells.values()):
            tags = tuple(tag for tag in _BETWEEN_TAGS.split(cells.pop("tags", "")) if tag)
            dealers[number] = Dealer(**{"id": "", **cells}, tags=tags)
    _check_codes(path, dealers)
    return tuple(dealers.values())


def dealers_listed(path: Path) -> tuple[Dealer, ...]:
    """Return the dealers of a file that lists them and nothing else; none for any other."""
    try:
        if path.suffix.lower() not in {".csv", *_WORKBOOKS} or path.stat().st_size > _LIST:
            return ()
        header = next(iter(_numbered_rows(path).values()), [])
        columns, known = _columns(header), {word for words in _HEADERS.values() for word in words}
        beside = set(_words(header)) - known - _BESIDES
        return () if beside or columns["name"] is None else read_dealers(path)
    except (SourceError, OSError):
        return ()


def read_codes(path: Path) -> dict[int, str]:
    """Return the codes of a file by line: of its column of codes, else of its first column.

    Raises:
        SourceError: The file is missing or unreadable.
    """
    table = csv_rows(path)
    column = _columns(table[0] if table else [])["id"]
    lines = list(enumerate(table, start=1))[0 if column is None else 1 :]
    cells = {number: row[column or 0].strip() for number, row in lines if len(row) > (column or 0)}
    return {number: code for number, code in cells.items() if code}


def csv_rows(path: Path) -> list[list[str]]:
    """Return the cells of a small CSV file in UTF-8 or GB18030.

    Raises:
        SourceError: The file is missing or unreadable.
    """
    return list(csv.reader(io.StringIO(_decoded(path), newline="")))


def _numbered_rows(path: Path) -> dict[int, list[str]]:
    """Return the cells of a list by line or row, its header first: a title may stand above it.

    Raises:
        SourceError: The file is missing or unreadable, or a workbook of several tables.
    """
    workbook = path.suffix.lower() in _WORKBOOKS
    table = _sheet_rows(path) if workbook else dict(enumerate(csv_rows(path), start=1))
    top = next((at for at, cells in table.items() if _columns(cells)["id"] is not None), 0)
    return {at: cells for at, cells in table.items() if at >= top}


def _sheet_rows(path: Path) -> dict[int, list[str]]:
    """Return the cells of a workbook's only table by row."""
    from reportgen.sources.excel import Excel  # noqa: PLC0415 few specs have their dealers there

    (raw,) = Excel(path=path.name).read(Place(path.resolve().parent, ()))
    cells = raw.rows.astype("object").fillna("").astype("str").to_numpy().tolist()
    top = int(raw.rows.index.min()) - 1 if len(raw.rows) else 1
    return {top: list(raw.header), **dict(zip(raw.rows.index.tolist(), cells, strict=True))}


def _words(header: list[str]) -> list[str]:
    return [cell.strip().lower() for cell in header]


def _columns(header: list[str]) -> dict[str, int | None]:
    """Return where each field of a dealer stands; None where the header names it nowhere."""
    words_there = _words(header)
    return {name: _column(words_there, words) for name, words in _HEADERS.items()}


def _column(header: list[str], words: tuple[str, ...]) -> int | None:
    return next((header.index(word) for word in words if word in header), None)


def _check_codes(path: Path, dealers: dict[int, Dealer]) -> None:
    counts = Counter(dealer.id for dealer in dealers.values())
    for number, dealer in dealers.items():
        if not dealer.id:
            raise SourceError(f"{path}:{number}: the dealer has no code; fill in the column 'id'")
        if counts[dealer.id] > 1:
            raise SourceError(f"{path}:{number}: the dealer '{dealer.id}' stands twice; remove one")


def _decoded(path: Path) -> str:
    try:
        raw = readable_file(path).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"{path}: the file cannot be read ({reason}); check the path") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"{path}: the file is neither UTF-8 nor GB18030; save it as CSV UTF-8")

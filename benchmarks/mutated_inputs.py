"""Damages files in many ways and compares what is read with what was written.

Each file holds one table. A byte is flipped, bytes are lost, swapped, doubled or zeroed, the end is
cut off; of archives also within their parts, which are packed again. What becomes of a file:

    equal     read, and every value as written
    refused   one line that says what is wrong
    counted   read with other values, and the account of its rows and values tells of a fault
    other     read with other values, and nothing tells

A flipped byte may well be another valid text: `other` can only be none where a format has check
sums (zip archives as they are). An error that is not our own is told as BROKEN, and so is `other`
where check sums tell; the exit code is 1.

    python benchmarks/mutated_inputs.py [--rounds 300] [--seed 1]
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from xlsxwriter import Workbook

from reportgen.errors import ReportgenError
from reportgen.extension.components import Place, RawTable
from reportgen.extension.loader import load_plugins
from reportgen.intake import take_all
from reportgen.sources import Csv, Excel, Parquet

HEADER: Final = ("工单号", "开单时间", "服务顾问", "总金额", "故障描述")
ROWS: Final = tuple(
    (f"WO{at:05}", f"2026-10-{at + 1:02} 09:00", "张三李四王五"[at % 5 : at % 5 + 2],
     f"{at * 37 + 5}.5", f"空调异响，已处理{at}")
    for at in range(25)
)  # fmt: skip
ORDERS: Final = load_plugins().tables["repair_orders"]
OFFICE_NS: Final = "urn:oasis:names:tc:opendocument:xmlns:"


class Kind(NamedTuple):
    """A kind of file, how it is read, and whether check sums tell of any damage."""

    suffix: str
    source: type[Csv | Excel | Parquet]
    content: Callable[[], bytes]
    inside: bool = False

    @property
    def is_summed(self) -> bool:
        """Whether nothing else than the truth may be read."""
        return self.suffix in {".xlsx", ".xlsb", ".ods"} and not self.inside


def text(encoding: str, delimiter: str = ",") -> bytes:
    """A text file."""
    lines = [delimiter.join(row) for row in (HEADER, *ROWS)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx() -> bytes:
    """A workbook."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("工单")
        for at, row in enumerate((HEADER, *ROWS)):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    return buffer.getvalue()


def xls() -> bytes:
    """A workbook of Excel 97."""
    import xlwt  # noqa: PLC0415 only tests need it

    book, buffer = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("工单")
    for at, row in enumerate((HEADER, *ROWS)):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    book.save(buffer)
    return buffer.getvalue()


def xlsb() -> bytes:
    """A binary workbook, which the tests know how to write."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sources"))
    content: bytes = import_module("xlsb_book").xlsb((HEADER, *ROWS))
    return content


def ods() -> bytes:
    """A workbook of LibreOffice."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in (HEADER, *ROWS)
    )
    spaces = " ".join(f'xmlns:{n}="{OFFICE_NS}{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="a">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed({name: part.encode() for name, part in parts.items()})


def page() -> bytes:
    """A web page."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEADER, *ROWS)
    )
    return (
        f"<html><head><meta charset=utf-8></head><body><table>{rows}</table></body></html>".encode()
    )


def parquet() -> bytes:
    """A Parquet file."""
    sink = io.BytesIO()
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    pq.write_table(pa.table(columns, names=list(HEADER)), sink, write_page_checksum=True)
    return sink.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


KINDS: Final = {
    "csv, UTF-8": Kind(".csv", Csv, lambda: text("utf-8")),
    "csv, GB18030": Kind(".csv", Csv, lambda: text("gb18030")),
    "txt, UTF-16": Kind(".txt", Csv, lambda: text("utf-16", "\t")),
    "xlsx": Kind(".xlsx", Excel, xlsx),
    "xlsx, inside": Kind(".xlsx", Excel, xlsx, inside=True),
    "ods": Kind(".ods", Excel, ods),
    "ods, inside": Kind(".ods", Excel, ods, inside=True),
    "xls": Kind(".xls", Excel, xls),
    "xlsb": Kind(".xlsb", Excel, xlsb),
    "xlsb, inside": Kind(".xlsb", Excel, xlsb, inside=True),
    "html": Kind(".xls", Excel, page),
    "parquet": Kind(".parquet", Parquet, parquet),
}


DAMAGES: Final[dict[str, Callable[[bytes, int, int, random.Random], bytes]]] = {
    "flip": lambda all_, a, _, dice: (
        all_[:a] + bytes([all_[a] ^ 1 << dice.randrange(8)]) + all_[a + 1 :]
    ),
    "noise": lambda all_, a, b, dice: all_[:a] + dice.randbytes(b - a) + all_[b:],
    "end": lambda all_, _, b, __: all_[:b],
    "start": lambda all_, a, _, __: all_[a:],
    "lose": lambda all_, a, b, _: all_[:a] + all_[b:],
    "double": lambda all_, a, b, _: all_[:b] + all_[a:],
    "zero": lambda all_, a, b, _: all_[:a] + bytes(b - a) + all_[b:],
    "swap": lambda all_, a, b, _: all_[b:] + all_[a:b] + all_[:a],
}


def damaged(content: bytes, dice: random.Random) -> bytes:
    """The content with one damage."""
    a, b = sorted(dice.sample(range(len(content) + 1), 2))
    b = min(b, a + dice.choice((1, 4, 64, 512, len(content))))
    return DAMAGES[dice.choice([*DAMAGES])](content, a, b, dice)


def damaged_part(content: bytes, dice: random.Random) -> bytes:
    """An archive with one part damaged, and packed again."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = dice.choice(sorted(name for name in parts if parts[name]))
    return packed({**parts, name: damaged(parts[name], dice)})


def outcome(kind: Kind, content: bytes, folder: Path) -> str:
    """What becomes of a file."""
    path = folder / f"a{kind.suffix}"
    path.write_bytes(content)
    try:
        found = list(kind.source(path=path.name).read(Place(folder, ())))
    except ReportgenError as error:
        return "refused" if "\n" not in str(error) else "BROKEN, several lines"
    except Exception as error:  # noqa: BLE001 whatever it is, it is told
        return f"BROKEN, {type(error).__name__}"
    return outcome_of(found, is_summed=kind.is_summed)


def outcome_of(found: list[RawTable], *, is_summed: bool) -> str:
    """What becomes of what was read, as text and as the values of repair orders."""
    if [(raw.header, *map(tuple, raw.rows.to_numpy().tolist())) for raw in found] == [
        (HEADER, *ROWS)
    ]:
        return "equal"
    try:
        _, ledger = take_all([ORDERS], {ORDERS.name: found}, dealer_default="S1")
    except ReportgenError:
        return "refused"
    counted = any(each.dropped or each.repaired for each in ledger.accounts)
    return "counted" if counted else "BROKEN, other" if is_summed else "other"


def results(kind: Kind, rounds: int, dice: random.Random, folder: Path) -> Iterator[str]:
    """What became of many files of a kind."""
    whole = kind.content()
    if outcome(kind, whole, folder) != "equal":
        yield "BROKEN, whole"
    for _ in range(rounds):
        yield outcome(kind, (damaged_part if kind.inside else damaged)(whole, dice), folder)


def main() -> None:
    """Damage, read and print; exit code 1 when anything is BROKEN."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=300, help="files of each kind")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, kind in KINDS.items():
            dice = random.Random(f"{chosen.seed} {name}")  # noqa: S311 no secret
            found = Counter(results(kind, chosen.rounds, dice, Path(folder)))
            broken += sum(count for what, count in found.items() if what.startswith("BROKEN"))
            told = "  ".join(f"{what} {count}" for what, count in sorted(found.items()))
            print(f"{name:16}{told}", flush=True)
    sys.exit(int(broken > 0))


if __name__ == "__main__":
    main()

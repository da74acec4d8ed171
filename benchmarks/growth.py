"""Measures how the time of reading grows with a file that is made to be slow.

Each file is made of one thing repeated n times: spaces in a number, names of one car, merged
cells, brackets in a header, tables in tables. It is read, and its values converted, checked and
masked as for a report, at n, 2 n and 4 n. Work that is linear takes twice as long for twice as
much; a factor above 3 at the last doubling, where it takes longer than a quarter of a second, is
told as BROKEN, and the exit code is 1. A file that is refused counts with the time until then.

    python benchmarks/growth.py [--only NAME] [--after NAME] [--times 1]
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from xlsxwriter import Workbook

from reportgen.errors import ReportgenError
from reportgen.extension.components import Place
from reportgen.extension.loader import load_plugins
from reportgen.intake import take_all
from reportgen.sources import Csv, Excel

MOST, NOTICED = 3.0, 0.25
ORDER = {
    "工单号": "WO1", "经销商代码": "S1", "开单时间": "2026-10-01 09:00",
    "结算时间": "2026-10-01 12:00", "服务顾问": "张三", "维修类型": "一般维修",
    "车架号": "LSVAU2A37N2000001", "车牌号": "京A12345",
    "客户姓名": "李四", "手机": "13800000001", "工时费": "10.00", "配件费": "20.00",
    "总金额": "30.00", "里程": "1000", "故障描述": "无",
}  # fmt: skip
VIN = "LSVAU2A37N2"
NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


def orders(rows: list[dict[str, str]]) -> bytes:
    """Repair orders as a CSV file, each with what differs from the usual one."""
    lines = [",".join(ORDER)]
    lines += [
        ",".join({**ORDER, "工单号": f"WO{at}", **row}.values()) for at, row in enumerate(rows)
    ]
    return ("\n".join(lines) + "\n").encode()


def cell(column: str, make: Callable[[int], str]) -> Callable[[int], bytes]:
    """A file whose one odd cell grows, among a hundred rows as usual."""
    return lambda n: orders([{column: make(n)}, *[{}] * 100])


def rows(make: Callable[[int], dict[str, str]]) -> Callable[[int], bytes]:
    """A file whose rows grow in number."""
    return lambda n: orders([make(at) for at in range(n)])


def header(make: Callable[[int], str]) -> Callable[[int], bytes]:
    """A file one of whose headers grows."""
    return lambda n: orders([{}] * 5).replace("故障描述".encode(), make(n).encode(), 1)


def name(at: int) -> str:
    """A name of three characters that differs from others."""
    base = len(NAMES)
    return NAMES[at % base] + NAMES[at // base % base] + NAMES[at // base**2 % base]


def columns(n: int) -> bytes:
    """Many columns."""
    return (
        orders([{}] * 3)
        .replace(
            "故障描述".encode(), ("备注," + ",".join(f"列{at}" for at in range(n))).encode(), 1
        )
        .replace("无\n".encode(), ("无" + ",x" * n + "\n").encode())
    )


def book(n: int, *, merges: bool) -> bytes:
    """A workbook with many merged cells, or many columns."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for at, text in enumerate(ORDER):
            sheet.write_string(0, at, text)
        for row in range(1, n + 1 if merges else 3):
            for at, text in enumerate(ORDER.values()):
                sheet.write_string(row, at, text)
            if merges:
                sheet.merge_range(row, 14, row, 15, "x")
        for at in range(0 if merges else n):
            sheet.write_string(0, 15 + at, f"列{at}")
            sheet.write_string(1, 15 + at, "x")
    return buffer.getvalue()


def scattered_merges(n: int) -> bytes:
    """A workbook whose merged areas are written without cells for them."""
    with zipfile.ZipFile(io.BytesIO(book(3, merges=True))) as old:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                content = old.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    areas = "".join(f'<mergeCell ref="A{3 + at}:B{3 + at}"/>' for at in range(n))
                    start = content.index(b"<mergeCells")
                    end = content.index(b"</mergeCells>")
                    content = content[:start] + b"<mergeCells>" + areas.encode() + content[end:]
                new.writestr(part, content)
        return buffer.getvalue()


def page(make: Callable[[int], str]) -> Callable[[int], bytes]:
    """A web page around what is repeated."""
    head = "".join(f"<td>{text}</td>" for text in ORDER)
    row = "".join(f"<td>{text}</td>" for text in ORDER.values())
    return lambda n: f"<html><table><tr>{head}</tr><tr>{row}</tr>{make(n)}</table></html>".encode()


SPAN = "<tr>" + "<td rowspan=1000 colspan=1000>x</td>" * 10 + "</tr>"
CASES: dict[str, tuple[str, int, Callable[[int], bytes]]] = {
    "names of one car": (".csv", 1500, rows(
        lambda at: {"客户姓名": name(at), "故障描述": f"{name(at)}来过{at}"})),
    "names, each with a car": (".csv", 4000, rows(
        lambda at: {"客户姓名": name(at), "车架号": f"{VIN}{at:06}", "故障描述": name(at)})),
    "plates of one car": (".csv", 4000, rows(lambda at: {"车牌号": f"京A{at:05}"})),
    "cars of one plate": (".csv", 4000, rows(lambda at: {"车架号": f"{VIN}{at:06}"})),
    "phones of one car": (".csv", 4000, rows(lambda at: {"手机": f"138{at:08}"})),
    "kinds": (".csv", 4000, rows(lambda at: {"维修类型": f"类{at}"})),
    "advisors": (".csv", 4000, rows(lambda at: {"服务顾问": f"{name(at)}{at}"})),
    "forms of a date": (".csv", 2000, rows(lambda at: {"开单时间": f"2026{'-/.'[at % 3]}1?{at}"})),
    "amounts that are none": (".csv", 4000, rows(lambda at: {"总金额": f"x{at}"})),
    "one number in all rows": (".csv", 4000, rows(lambda _: {"工单号": "W"})),
    "spaces in a date": (".csv", 7_500, cell("开单时间", lambda n: "2026-10-01" + " " * n + "9")),
    "spaces in a bad date": (".csv", 7_500, cell("开单时间", lambda n: "2026" + " " * n + "x")),
    "digits of a date": (".csv", 7_500, cell("开单时间", lambda n: "1" * n)),
    "parts of a date": (".csv", 7_500, cell("开单时间", lambda n: "1-" * n)),
    "spaces in a number": (".csv", 7_500, cell("总金额", lambda n: "1" + " " * n + "2")),
    "spaces after a number": (".csv", 7_500, cell("总金额", lambda n: "1" + " " * n + "x")),
    "digits of a number": (".csv", 7_500, cell("总金额", lambda n: "9" * n)),
    "zeros of a number": (".csv", 7_500, cell("总金额", lambda n: "0" * n + "x")),
    "points of a number": (".csv", 7_500, cell("总金额", lambda n: "1." * n)),
    "signs of a number": (".csv", 7_500, cell("总金额", lambda n: "-" * n + "1")),
    "Chinese digits": (".csv", 7_500, cell("总金额", lambda n: "壹佰" * n)),
    "unit words of a number": (".csv", 7_500, cell("总金额", lambda n: "1" + "万" * n)),
    "spaces in a phone": (".csv", 7_500, cell("手机", lambda n: "138" + " " * n + "1")),
    "digits of a phone": (".csv", 7_500, cell("手机", lambda n: "1" * n)),
    "dashes of a phone": (".csv", 7_500, cell("手机", lambda n: "1-" * n)),
    "spaces in a plate": (".csv", 7_500, cell("车牌号", lambda n: "京" + " " * n + "A12345")),
    "spaces in a VIN": (".csv", 7_500, cell("车架号", lambda n: "LSV" + " " * n + "A")),
    "letters of a VIN": (".csv", 7_500, cell("车架号", lambda n: "L" * n)),
    "spaces in a name": (".csv", 7_500, cell("客户姓名", lambda n: "李" + " " * n + "四")),
    "letters of a name": (".csv", 7_500, cell("客户姓名", lambda n: "a" * n)),
    "spaces in a text": (".csv", 7_500, cell("故障描述", lambda n: "电话" + " " * n + "好")),
    "digits in a text": (".csv", 7_500, cell("故障描述", lambda n: "电话" + "1" * n)),
    "numbers in a text": (".csv", 7_500, cell("故障描述", lambda n: "12345 " * n)),
    "dashes in a text": (".csv", 7_500, cell("故障描述", lambda n: "1-" * n)),
    "plates in a text": (".csv", 5_000, cell("故障描述", lambda n: "京A12345" * n)),
    "addresses in a text": (".csv", 5_000, cell("故障描述", lambda n: "北京市朝阳区建国路1号" * n)),
    "at signs in a text": (".csv", 7_500, cell("故障描述", lambda n: "a.@" * n)),
    "letters in a text": (".csv", 7_500, cell("故障描述", lambda n: "a" * n + "@")),
    "names in a text": (".csv", 7_500, cell("故障描述", lambda n: "李先生" * n)),
    "brackets in a header": (".csv", 20_000, header(lambda n: "(" * n)),
    "wide brackets in a header": (".csv", 20_000, header(lambda n: "故障" + "（" * n + "）" * n)),
    "units in a header": (".csv", 20_000, header(lambda n: "故障描述" + "(元)" * n)),
    "spaces in a header": (".csv", 20_000, header(lambda n: "备" + " " * n + "注")),
    "letters of a header": (".csv", 20_000, header(lambda n: "x" * n)),
    "columns of a text": (".csv", 3_000, columns),
    "columns of one name": (".csv", 2_000, header(lambda n: ",".join(["故障描述"] * n))),
    "rows cut short": (".csv", 5_000, lambda n: orders([{}] * 5) + b"W1,S1\n" * n),
    "rows too long": (".csv", 5_000, lambda n: orders([{}] * 5) + b"1," * 40 + b"\n" * n),
    "quotes": (".csv", 50_000, lambda n: orders([{}] * 5) + b'"' * n),
    "empty lines": (".csv", 50_000, lambda n: orders([{}] * 5) + b"\n" * n),
    "lines above the header": (".csv", 5_000, lambda n: b"x\n" * n + orders([{}] * 5)),
    "separators": (".csv", 50_000, lambda n: orders([{}] * 5) + b"," * n),
    "blanks between columns": (".csv", 50_000, lambda n: (b"a" + b" " * n + b"b\n") * 5),
    "bytes that are no UTF-8": (".csv", 50_000, lambda n: orders([{}] * 5) + b"\xff" * n),
    "scripts of a page": (".xls", 20_000, page(lambda n: "<script" * n)),
    "comments of a page": (".xls", 20_000, page(lambda n: "<!--" * n)),
    "merged cells": (".xlsx", 2_500, lambda n: book(n, merges=True)),
    "merged areas": (".xlsx", 20_000, scattered_merges),
    "columns of a workbook": (".xlsx", 3_000, lambda n: book(n, merges=False)),
    "spans of a page": (".xls", 10, page(lambda n: SPAN * n)),
    "wide cells of a page": (".xls", 1_000, page(lambda n: f"<tr><td colspan={n}>x</td></tr>" * n)),
    "high cells of a page": (".xls", 1_000, page(
        lambda n: "<tr>" + f"<td rowspan={n}>x</td>" * 15 + "</tr>" + "<tr></tr>" * n)),
    "tables in tables": (".xls", 2_000, page(
        lambda n: "<tr><td><table>" * n + "</table></td></tr>" * n)),
    "tables of a page": (".xls", 500, page(
        lambda n: "</table><table><tr><td>a<td>b</tr><tr><td>1<td>2</tr>" * n)),
    "tags never closed": (".xls", 20_000, page(lambda n: "<b>" * n)),
    "texts of a cell": (".xls", 20_000, page(lambda n: "<tr><td>" + "a<br>" * n + "</td></tr>")),
}  # fmt: skip


def seconds(suffix: str, content: bytes, folder: Path) -> tuple[float, str]:
    """How long a file takes as a table of repair orders, and what was said of it."""
    contract = load_plugins().tables["repair_orders"]
    path = folder / f"a{suffix}"
    path.write_bytes(content)
    source = Csv(path=path.name) if suffix == ".csv" else Excel(path=path.name)
    start, said = time.perf_counter(), "read"
    try:
        take_all([contract], {contract.name: source.read(Place(folder, ()))})
    except ReportgenError as error:
        said = " ".join(str(error).split())[:60]
    return time.perf_counter() - start, said


def main() -> None:
    """Measure and print; exit code 1 when something grows faster than its file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="")
    options.add_argument("--after", default="", help="begin behind this one")
    options.add_argument("--times", type=float, default=1.0, help="how much larger the files are")
    chosen = options.parse_args()
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        names = [*CASES][[*CASES].index(chosen.after) + 1 :] if chosen.after else [*CASES]
        for what in (name for name in names if chosen.only in name):
            suffix, size, make = CASES[what]
            n = int(size * chosen.times)
            took = [seconds(suffix, make(n * by), Path(folder)) for by in (1, 2, 4)]
            (first, _), (second, _), (last, said) = took
            factor = last / second
            bad = factor > MOST and last > NOTICED
            broken += bad
            print(
                f"{what:28}{4 * n:>9}{first:8.2f}{second:8.2f}{last:8.2f} s  ×{factor:4.1f}"
                f"{' BROKEN' if bad else '':8} {said}",
                flush=True,
            )
    sys.exit(int(broken > 0))


if __name__ == "__main__":
    main()

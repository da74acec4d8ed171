"""Exports full of planted people, and every output of every command that reads them."""

from __future__ import annotations

import html
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Final

import openpyxl
import pytest
from click.testing import CliRunner
from planted_people import AROUND, KINDS, Maker, chinese_name, spellings

from reportgen.cli.app import cli
from reportgen.personal_data import mask_text

ORDERS: Final = (
    "工单号", "经销商代码", "开单日期", "结算日期", "服务顾问", "维修类型", "车架号", "车牌号",
    "客户姓名",
    "联系电话", "客户编号", "车系", "车型", "总金额", "行驶里程", "故障描述", "备用一",
)  # fmt: skip
COMPLAINTS: Final = (
    "投诉编号", "经销商代码", "投诉时间", "投诉渠道", "投诉类型", "问题类型", "投诉内容",
    "投诉级别",
    "车架号", "客户编号", "是否重开", "客户反应", "处理状态", "附言",
)  # fmt: skip
CODES: Final = {"工单号", "投诉编号"}
"""Columns in which a number of digits only is a number of the column, whatever it looks like."""
OF_DIGITS: Final = (
    "identity number, 15",
    "identity number, 18",
    "bank card",
    "400 and 800",
    "landline",
)
STAFF: Final = {"服务顾问"}
ROWS: Final = 24
"""Rows that hold nobody but their own customer."""
PLUGIN: Final = '''
from collections.abc import Iterator

from reportgen import Block, Data, Section, Text, hookimpl


class Everything(Section):
    """Has every row of every table printed."""

    type = "everything"
    heading = "原始数据"

    def build(self, data: Data) -> Iterator[Block]:
        for name, frame in data.tables.items():
            data.derive(data.contracts[name], frame, printed=True)
        yield Text(("全部",))


@hookimpl
def register_sections() -> list[type[Section]]:
    return [Everything]
'''


def planted(folder: Path, dice: Random, every: int = 1) -> dict[str, str]:
    """Write the exports; returns what was planted, value → place.

    Each kind stands in every column, or in every so many, other ones for the next kind.
    """
    found: dict[str, str] = {}
    data = folder / "exports"
    data.mkdir()
    name, phone = chinese_name(dice), f"138{dice.randrange(10**7, 10**8)}"
    found |= {phone: "name of a file", name + "_": "name of a file"}
    orders = list(_rows(ORDERS, _order, dice, found, every))
    header = (*ORDERS, *_headers(dice, found))
    orders = [row + [""] * (len(header) - len(row)) for row in orders]
    lines = [",".join(f'"{cell}"' for cell in row) for row in (header, *orders)]
    (data / f"工单_{name}_{phone}.csv").write_text("\n".join((*lines, "")), "utf-8-sig")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"投诉{f'139{dice.randrange(10**7, 10**8)}'}"
    found[sheet.title[2:]] = "name of a sheet"
    for row in (COMPLAINTS, *_rows(COMPLAINTS, _complaint, dice, found, every)):
        sheet.append(row)
    book.save(data / "投诉.xlsx")
    return {spelling: place for value, place in found.items() for spelling in spellings(value)}


def _recognised(make: Maker, dice: Random) -> str:
    """A value whose form is known: here places are tested, forms in `tests/personal_data`."""
    return next(value for value in iter(lambda: make(dice), "") if mask_text(value) != value)


def _headers(dice: Random, found: dict[str, str]) -> Iterator[str]:
    for kind, make in KINDS.items():
        value = _recognised(make, dice)
        found[value] = f"header: {kind}"
        yield f"备注{value}" if "Chinese name" not in kind else value


def _rows(
    columns: tuple[str, ...],
    row: Callable[[int, Random], list[str]],
    dice: Random,
    found: dict[str, str],
    every: int,
) -> Iterator[list[str]]:
    """Whole rows, then one for each kind and column; a number of digits is a code in a code."""
    for at in range(1, ROWS + 1):
        yield row(at, dice)
    at = ROWS
    for turn, (kind, make) in enumerate(KINDS.items()):
        for place, column in list(enumerate(columns))[turn % every :: every]:
            if (column in STAFF and "name" in kind) or (column in CODES and kind in OF_DIGITS):
                continue
            at += 1
            cells, value = row(at, dice), _recognised(make, dice)
            before, after = dice.choice(AROUND)
            keep = f"{cells[place]} " if dice.random() < 0.3 else ""
            cells[place] = f"{keep}{before}{value}{after}".replace('"', "")
            found[value] = f"{column}: {kind}"
            yield cells


def _order(at: int, dice: Random) -> list[str]:
    day = f"2026-10-{at % 28 + 1:02d}"
    return [
        f"RO{at:06d}", "D1", day, day, "李静", "保养", f"LSVAU2180N2{at:06d}", f"粤B{at:05d}",
        "张三",
        f"139{at:08d}", f"C{at:06d}", "朗逸", "朗逸1.5L", f"{dice.randrange(100, 3000)}",
        f"{at * 100}",
        "空调异响", "",
    ]  # fmt: skip


def _complaint(at: int, dice: Random) -> list[str]:
    return [
        f"TS{at:05d}", "D1", f"2026-10-{at % 28 + 1:02d} 10:00", "电话", "维修质量", "异响",
        "空调异响",
        dice.choice(("一般", "重大")), f"LSVAU2180N2{at:06d}", f"C{at:06d}", "否", "满意",
        "已关闭", "",
    ]  # fmt: skip


def run_all(folder: Path, patch: pytest.MonkeyPatch) -> dict[str, str]:
    """The text of every output, by command or by name of the file."""
    temporary = folder / "tmp"
    temporary.mkdir()
    patch.setattr(tempfile, "tempdir", str(temporary))
    patch.setenv("REPORTGEN_LANG", "en")
    patch.chdir(folder)
    home, exports = folder / "store", folder / "exports"
    said = {"init --from": _run("init", str(home), "--from", str(exports), "--force")}
    patch.chdir(home)
    (home / "plugins" / "everything.py").write_text(PLUGIN, "utf-8")
    spec = home / "configs" / "monthly.yaml"
    text = re.sub(
        r"(?m)^dealers:.*(\n  .*)*", "dealers:\n  - { id: D1, name: D1 }", spec.read_text("utf-8")
    )
    text = text.replace("formats: [docx, xlsx]", "formats: [{ type: docx, pages: none }, xlsx]")
    spec.write_text(text.replace("sections:\n", "sections:\n  - everything\n"), "utf-8")
    files = [str(path) for path in sorted(exports.iterdir())]
    for file in files:
        out = f"configs/mappings/again_{Path(file).suffix[1:]}.yaml"
        said["map"] = said.get("map", "") + _run("map", file, "--yes", "--out", out)
        said["map --json"] = said.get("map --json", "") + _run("map", file, "--json", "--out", out)
    said["check --data"] = _run("check", "--data")
    said["check --json"] = _run("check", "--data", "--json")
    said["plan"] = _run("plan", "--json")
    said["build"] = _run("build", "--json") + _run("build")
    said["explain"] = _run("explain", "visits.received") + _run(
        "explain", "visits.received", "--json"
    )
    said["wrong mapping"] = _refusals(spec, text)
    assert list(temporary.iterdir()) == []
    return said | dict(_files(home))


def _refusals(spec: Path, text: str) -> str:
    """What is said where a mapping names a header that is not there: the others are listed."""
    wrong = re.sub(r"mapping: mappings/repair_orders\w*\.yaml", "mapping: { plate: 无此列 }", text)
    spec.write_text(wrong, "utf-8")
    said = _run("check", "--data") + _run("build", "--json")
    spec.write_text(text, "utf-8")
    return said


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output + result.stderr


def _files(home: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.parent.name != "report_templates" and path.suffix != ".py":
            name = path.relative_to(home).as_posix()
            yield name, "\n".join((name, *texts(path.read_bytes())))


def texts(content: bytes) -> Iterator[str]:
    """Every text in a file, parts of packages and packages in packages as well."""
    if not content.startswith(b"PK"):
        text = content.decode("utf-8", "replace")
        yield from (text, html.unescape(text), re.sub("<[^>]*>", "", html.unescape(text)))
        return
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            yield name
            if not name.endswith((".png", ".ttf", ".odttf")):
                yield from texts(package.read(name))


def leaks(values: Mapping[str, str], outputs: Mapping[str, str]) -> list[str]:
    """Where a planted value stands, each kind of place once an output."""
    found = {}
    for name, text in outputs.items():
        for value, place in values.items():
            if value in text:
                found.setdefault((os.path.basename(name), place), value)  # noqa: PTH119 a text
    return [f"{name}: {place}: {value}" for (name, place), value in found.items()]

"""No customer can be told from a finished report: every part of every file is searched."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from planted_workspace import PLUGIN

from reportgen.cli.demo import write_samples
from reportgen.cli.init import make_workspace
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.one import load, make_report
from reportgen.spec.spec import read_spec

OCTOBER = Month(2026, 10)
HEADERS = {"客户姓名": "name", "联系电话": "phone", "车牌号": "plate", "车架号": "vin"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo store; three customers' names, phones and plates stand in free text as well."""
    folder: Path = tmp_path_factory.mktemp("demo")
    path = make_workspace(folder)
    (folder / "plugins").mkdir(exist_ok=True)
    (folder / "plugins" / "everything.py").write_text(PLUGIN, "utf-8")
    spec = path.read_text("utf-8")
    spec = spec.replace("sections:\n", "sections:\n  - type: everything\n")
    path.write_text(spec.replace("type: docx", "type: docx, pages: none"), "utf-8")
    registry = load_plugins(find_workspace(path))
    write_samples(folder, registry, dealers=1, months=3, seed=3, last_month="2026-10")
    for file in sorted((folder / "data" / "2026-10").glob("*_工单.csv")):
        frame = pd.read_csv(file, dtype=str, encoding=encoding(file))
        said = (
            "客户"
            + frame["客户姓名"]
            + "说异响，电话"
            + frame["联系电话"]
            + "，车"
            + frame["车牌号"]
        )
        frame["故障描述"] = said.where(frame.index % 40 == 0, frame["故障描述"])
        frame.loc[1, "开单日期"] = "2026-10-99"  # a rejected row is printed too
        frame.to_csv(file, index=False, encoding=encoding(file))
    return folder


def encoding(file: Path) -> str:
    return "utf-8-sig" if file.read_bytes().startswith(b"\xef\xbb\xbf") else "gb18030"


@pytest.fixture(scope="module")
def secrets(folder: Path) -> Mapping[str, set[str]]:
    """Kind → every raw value in the exports."""
    found: dict[str, set[str]] = {kind: set() for kind in HEADERS.values()}
    staff: set[str] = set()
    for file in sorted((folder / "data").rglob("*")):
        if file.suffix == ".csv" and "经销商" not in file.name:
            frame = pd.read_csv(file, dtype=str, encoding=encoding(file))
        elif file.suffix == ".xlsx":
            frame = pd.read_excel(file, dtype=str, engine="calamine")
        else:
            continue
        for header, kind in HEADERS.items():
            if header in frame:
                found[kind] |= set(frame[header].dropna())
        for header in ("服务顾问", "主修人", "销售顾问", "处理人", "负责顾问"):
            if header in frame:
                staff |= set(frame[header].dropna())
    # a customer may be called like an employee, whose name is printed
    found["name"] = {name for name in found["name"] - staff if len(name) > 1}
    assert all(len(values) > 100 for values in found.values())
    return found


def texts(content: bytes) -> Iterator[str]:
    """Every piece of text in a file, in packages within packages as well."""
    if not content.startswith(b"PK"):
        text = content.decode("utf-8", "replace")
        yield from (unescape(piece) for piece in re.split(r"[<>\"]", text))
        return
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            yield name
            if not name.endswith(".png"):
                yield from texts(package.read(name))


def built(folder: Path, opened: str, *formats: str) -> tuple[str, list[str]]:
    """All text of the report's files, and their names."""
    path = folder / "configs" / "monthly.yaml"
    registry = load_plugins(find_workspace(path))
    text = re.sub(r"open: \[.*?\]", f"open: [{opened}]", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    spec = read_spec(path, registry)
    inputs = load(spec, registry, OCTOBER)
    made = make_report(spec, inputs, inputs.dealers[0], OCTOBER, folder / "out", registry, formats)
    pieces = {piece for file in made.files for piece in texts(file.read_bytes())}
    return "\n".join(sorted(pieces)), [file.name for file in made.files]


def hits(text: str, secrets: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The raw values that stand in a text; cut into pieces first, which is much faster."""
    runs = set(re.findall(r"\w+", text))
    lengths = {len(value) for values in secrets.values() for value in values}
    pieces = {
        run[at : at + length]
        for length in lengths
        for run in runs
        for at in range(len(run) - length + 1)
    }
    found = {
        kind: {v for v in values if v in pieces or (not v.isalnum() and v in text)}
        for kind, values in secrets.items()
    }
    return {kind: values for kind, values in found.items() if values}


def test_a_value_is_found_wherever_it_stands() -> None:
    secrets = {"name": {"张三丰"}, "phone": {"13800138000"}, "plate": {"粤B12345"}, "vin": {"A&B"}}
    text = "客户张三丰，电话13800138000转1\n(粤B12345) xA&By"
    assert hits(text, secrets) == secrets
    assert hits("张三 138****8000 粤B***45", secrets) == {}


def test_no_part_of_a_report_names_a_customer(
    folder: Path, secrets: Mapping[str, set[str]]
) -> None:
    text, names = built(folder, "")
    assert [Path(name).suffix for name in names] == [".docx", ".xlsx", ".csv"]
    assert "说异响，电话1" in text
    assert hits(text, secrets) == {}


def test_an_opened_kind_appears_and_nothing_else(
    folder: Path, secrets: Mapping[str, set[str]]
) -> None:
    text, _ = built(folder, "plate", "xlsx")
    found = hits(text, secrets)
    assert set(found) == {"plate"}
    assert len(found["plate"]) > 100

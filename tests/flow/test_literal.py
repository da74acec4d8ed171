"""Customers' text in finished files: it stands there as written, or is counted as repaired."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.one import cut, load, make_report
from reportgen.spec.spec import read_spec

TEXTS: Final = {
    "<VIP> 张女士": "<VIP> 张女士",
    "A&B 公司": "A&B 公司",
    "]]> &amp; &#x41;": "]]> &amp; &#x41;",
    "{{ dealer }}": "{{ dealer }}",
    "{% for x in y %}": "{% for x in y %}",
    "{month}": "{month}",
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "+1": "+1",
    "-1 分": "-1 分",
    "@SUM(A1)": "@SUM(A1)",
    "http://example.com": "http://example.com",
    "internal:Sheet1!A1": "internal:Sheet1!A1",
    "𠮷野家 㐀𫝀": "𠮷野家 㐀𫝀",
    "👨\u200d👩\u200d👧 😀": "👨\u200d👩\u200d👧 😀",
    "好\x07的\x00": "好的",
    "半\ud83d个": "半个",
    "右\u202e左": "右左",
}
"""What a customer wrote → what the files show."""
LONG: Final = "长" * 40_000
REPAIRED: Final = {"control_characters": 3, "long_text": 1}

PLUGIN: Final = '''
from collections.abc import Iterator

import pandas as pd

from reportgen import Block, Column, Data, Finding, Label, Section, Source, Table, Text, hookimpl
from reportgen.extension.components import Place, RawTable

TEXTS = {texts!r}


class Given(Source):
    """What a customer wrote."""

    type = "given"

    def read(self, place: Place) -> Iterator[RawTable]:
        rows = [["D1", f"C{{n}}", "2026-10-05", text] for n, text in enumerate(TEXTS)]
        frame = pd.DataFrame(rows, index=range(2, len(rows) + 2), columns=range(4), dtype=object)
        yield RawTable("投诉.xlsx", ("经销商代码", "投诉编号", "投诉时间", "投诉内容"), frame)


class Echo(Section):
    """Prints what customers wrote wherever text can stand."""

    type = "echo"
    heading = Label("原文", "Echo")
    needs = {{"complaints": ["content"]}}
    phrases = {{"said": {{"zh": "{{text}}", "en": "{{text}}"}}}}

    def build(self, data: Data) -> Iterator[Block]:
        data.derive(data.contracts["complaints"], data.table("complaints"), printed=True)
        texts = data.table("complaints")["content"].tolist()
        for n, text in enumerate(texts):
            said = data.say("said", text=text)
            yield Text(said)
            yield Finding(f"f{{n}}", "info", said, said)
        yield Table("t", "表", (Column("内容"),), tuple((text,) for text in texts))


@hookimpl
def register_sections() -> list[type[Section]]:
    return [Echo]


@hookimpl
def register_sources() -> list[type[Source]]:
    return [Given]
'''
SPEC: Final = """\
report: { title: "{dealer} {month}", formats: [{ type: docx, pages: none }, xlsx] }
period: { month: 2026-10 }
dealers: [{ id: D1, name: "A&B <店>" }]
sources: { complaints: { type: given } }
sections: [{ type: echo }]
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The finished files by ending."""
    folder: Path = tmp_path_factory.mktemp("literal")
    (folder / "plugins").mkdir()
    (folder / "configs").mkdir()
    plugin = PLUGIN.format(texts=[*TEXTS, LONG])
    (folder / "plugins" / "echo.py").write_text(plugin, "utf-8")
    path = folder / "configs" / "monthly.yaml"
    path.write_text(SPEC, "utf-8")
    registry = load_plugins(find_workspace(path))
    assert registry.broken == []
    spec = read_spec(path, registry)
    inputs = load(spec, registry, Month(2026, 10))
    (account,) = inputs.ledger.accounts
    assert (account.used, account.repaired) == (len(TEXTS) + 1, REPAIRED)
    _, ledger = cut(spec, inputs, inputs.dealers[0], Month(2026, 10))
    assert ledger.balanced
    made = make_report(spec, inputs, inputs.dealers[0], Month(2026, 10), folder / "out", registry)
    assert not any(chapter.failed for chapter in made.document.chapters)
    return {file.suffix: file.read_bytes() for file in made.files}


@pytest.mark.case("C18", "C19", "C20")
def test_word_shows_every_text_as_it_was_written(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files[".docx"])) as package:
        xml = package.read("word/document.xml").decode()
    paragraphs = [
        "".join(unescape(text) for text in re.findall(r"<w:t[^>]*>([^<]*)</w:t>", paragraph))
        for paragraph in re.findall(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", xml, re.DOTALL)
    ]
    whole = "\n".join(paragraphs)
    for text in (*TEXTS.values(), LONG):
        assert whole.count(text) >= 4, text[:20]  # text, title and text of a finding, cell


@pytest.mark.case("C18", "C19", "C20", "C21", "C23")
def test_excel_shows_every_text_as_it_was_written_or_says_that_it_is_cut(
    files: dict[str, bytes],
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))
    cells = [
        cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value
    ]
    written = [str(cell.value) for cell in cells if cell.data_type != "f"]
    for text in TEXTS.values():
        assert sum(text in value for value in written) >= 2, text
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert not any("cmd" in formula or "SUM(A1)" in formula for formula in formulas)
    linked = [cell.hyperlink for cell in cells if str(cell.value) in TEXTS.values()]
    assert not any(linked)
    long = [value for value in written if value.startswith("长")]
    assert long
    assert all(len(value) <= 32_767 and value.endswith(("…", "…[…]", "…]")) for value in long)

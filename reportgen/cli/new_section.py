"""`reportgen new section NAME`: writes a plugin and its test, both of which run at once."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from reportgen.cli.session import Session
from reportgen.errors import UsageError
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import Workspace
from reportgen.files import write_whole
from reportgen.metric.table_contracts import TableContract

_PLUGIN: Final = '''"""{title}: one section, dropped into a workspace's plugins/."""

from collections.abc import Iterator

from reportgen import Block, Count, Data, Kpi, Kpis, Label, Metric, Rows, Section, Text, hookimpl

ROWS = Metric(
    "{name}.rows", Label("{zh}数", "{en}"), Count(Rows("{table}", "{date}")), "count"
)


class {cls}(Section):
    """{title}."""

    type = "{name}"
    heading = Label("{title}", "{title}")
    needs = {{"{table}": ["{date}"]}}
    phrases = {{
        "headline": {{
            "zh": "本月{zh} {{rows}} 条，{{move}}。",
            "en": "{en} this month: {{rows}}, {{move}}.",
        }}
    }}

    def build(self, data: Data) -> Iterator[Block]:
        rows, before = data.fact(ROWS), data.fact(ROWS, month=data.month - 1)
        move = data.movement(rows, before)
        yield Text(data.say("headline", rows=rows, move=move), role="headline")
        yield Kpis((Kpi(rows, change=data.change(rows, before)),))


@hookimpl
def register_sections() -> list[type[Section]]:
    return [{cls}]
'''
_TEST: Final = '''"""The section's facts and its contract; `section_kit` comes with reportgen."""

from reportgen.testing import SectionKit


def test_{name}_counts_the_month(section_kit: SectionKit) -> None:
    rows = [{row}]

    chapter = section_kit.build("{name}", {{"{table}": rows}}, month="2026-10")

    assert chapter.fact("{name}.rows").value == 1


def test_{name}_keeps_the_contract(section_kit: SectionKit) -> None:
    section_kit.assert_contract("{name}")
'''
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")


def run(session: Session, name: str) -> int:
    """Write both files and print how to go on."""
    console, workspace = session.console, session.workspace
    plugin, test = new_section(workspace, name, load_plugins(workspace).tables.values())
    console.good("new.wrote", plugin=str(plugin), test=str(test))
    console.line(f"   {console.text('new.spec', name=name)}")
    console.next_steps({f"pytest {test}": "next.test"})
    console.result({"plugin": plugin, "test": test})
    return ExitCode.DONE


def new_section(
    workspace: Workspace, name: str, tables: Iterable[TableContract]
) -> tuple[Path, Path]:
    """Write plugins/NAME.py and tests/test_NAME.py; returns both paths.

    The section counts the rows of the first table that has a date, so that it runs as it is.

    Raises:
        UsageError: The name cannot be a module's, one of the files is there already, or there is
            no table with a date.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(
            f"'{name}' cannot be a section's name; use small letters, digits and _, "
            "such as waiting_time"
        )
    plugin = workspace.plugins / f"{name}.py"
    test = workspace.folder / "tests" / f"test_{name}.py"
    for path in (plugin, test):
        if path.exists():
            raise UsageError(f"{path} exists already; choose another name")
    table = next((contract for contract in tables if contract.date), None)
    if table is None:
        raise UsageError("no plugin declares a table with a date; see `reportgen plugins`")
    title = name.replace("_", " ").capitalize()
    cls = "".join(part.capitalize() for part in name.split("_"))
    said = {"table": table.name, "date": table.date, "zh": table.label.zh, "en": table.label.en}
    row = dict.fromkeys(_needed(table), "A1") | {table.date: "2026-10-05"}
    write_whole(plugin, _PLUGIN.format(name=name, title=title, cls=cls, **said).encode())
    write_whole(test, _TEST.format(name=name, row=row, **said).encode())
    return plugin, test


def _needed(table: TableContract) -> list[str]:
    return [column.name for column in table.columns if column.required]

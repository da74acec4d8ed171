"""`reportgen new section NAME`: a plugin and its test, both of which run at once."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from typing import Final

from reportgen.errors import UsageError
from reportgen.files import write_whole
from reportgen.workspace import Workspace

_PLUGIN: Final = '''"""{title}: one section, dropped into a workspace's plugins/."""

from collections.abc import Iterator

from reportgen import Block, Count, Data, Kpi, Kpis, Label, Metric, Rows, Section, Text, hookimpl

ORDERS = Metric("{name}.orders", Label("工单数", "Repair orders"), Count(Rows("repair_orders", "opened_at")), "count")


class {cls}(Section):
    """{title}."""

    type = "{name}"
    heading = Label("{title}", "{title}")
    needs = {{"repair_orders": ["opened_at"]}}
    phrases = {{"headline": {{"zh": "本月工单 {{orders}} 张，{{move}}。", "en": "{{orders}} repair orders this month, {{move}}."}}}}

    def build(self, data: Data) -> Iterator[Block]:
        orders = data.fact(ORDERS)
        before = data.fact(ORDERS, month=data.month - 1)
        yield Text(data.say("headline", orders=orders, move=data.movement(orders, before)), role="headline")
        yield Kpis((Kpi(orders, change=data.change(orders, before)),))


@hookimpl
def register_sections() -> list[type[Section]]:
    return [{cls}]
'''
_TEST: Final = '''"""The section's facts and its contract; `section_kit` comes with reportgen."""

from reportgen.testing import SectionKit


def test_{name}_counts_the_month(section_kit: SectionKit) -> None:
    orders = [{{"opened_at": "2026-10-05"}}, {{"opened_at": "2026-10-06"}}, {{"opened_at": "2026-09-30"}}]

    chapter = section_kit.build("{name}", {{"repair_orders": orders}}, month="2026-10")

    assert chapter.fact("{name}.orders").value == 2


def test_{name}_keeps_the_contract(section_kit: SectionKit) -> None:
    section_kit.assert_contract("{name}")
'''
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")


def new_section(workspace: Workspace, name: str) -> tuple[Path, Path]:
    """Write plugins/NAME.py and tests/test_NAME.py; returns both paths.

    Raises:
        UsageError: The name cannot be a module's, or one of the files is there already.
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
    title = name.replace("_", " ").capitalize()
    cls = "".join(part.capitalize() for part in name.split("_"))
    write_whole(plugin, _PLUGIN.format(name=name, title=title, cls=cls).encode())
    write_whole(test, _TEST.format(name=name).encode())
    return plugin, test

"""Builds sections from small tables for a plugin's tests; no test opens Word or Excel.

```python
def test_waiting_time(section_kit):
    rows = [{"opened_at": "2026-10-05", "advisor": "乔丹"}]
    chapter = section_kit.build("waiting_time", {"repair_orders": rows}, month="2026-10")
    assert chapter.fact("waiting_time.mean").value == 12.5


def test_contract(section_kit):
    section_kit.assert_contract("waiting_time")
```

The fixture comes with reportgen; nothing is to be imported but the type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from reportgen.document.blocks import Block, Chapter, Document
    from reportgen.document.facts import Fact
    from reportgen.extension.registry import Registry
    from reportgen.metric.table_contracts import ColumnContract
    from reportgen.section.data import Data

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Built:
    """A chapter that a section built, and the document around it."""

    chapter: Chapter
    document: Document

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the chapter, to compare with `==`."""
        return self.chapter.blocks

    def fact(self, fact_id: str) -> Fact:
        """Return the fact with that id.

        Raises:
            AssertionError: The chapter shows no such fact; the message lists what it shows.
        """
        facts = self.document.facts()
        assert fact_id in facts, f"no fact '{fact_id}'; there are {', '.join(facts)}"  # noqa: S101
        return facts[fact_id]


@dataclass
class SectionKit:
    """Builds sections of a workspace from small tables."""

    folder: Path

    @cached_property
    def registry(self) -> Registry:
        """Everything the workspace's plugins offer."""
        from reportgen.extension.loader import load_plugins  # noqa: PLC0415 not for tests without sections
        from reportgen.extension.workspace import find_workspace  # noqa: PLC0415 as above

        return load_plugins(find_workspace(self.folder))

    def build(
        self,
        section: str,
        tables: Mapping[str, Rows],
        *,
        month: str = "2026-10",
        language: str = "zh",
        **options: Any,  # noqa: ANN401 the section's own options
    ) -> Built:
        """Build one section from rows as a file would hold them; they pass through the intake.

        Args:
            section: The section's `type`.
            tables: Table → rows, each a mapping of canonical column → value.
            month: The month of the report; the rows are all there are up to its end.
            language: `zh` or `en`.
            options: The section's options, as in YAML.
        """
        from reportgen.report.assemble import document_of  # noqa: PLC0415 as above
        from reportgen.report.build_chapter import build_chapter  # noqa: PLC0415 as above

        data = self._data(tables, month, language)
        made = self.registry.sections[section].model_validate(options)
        chapter = build_chapter(section, made, data)
        return Built(chapter, document_of(chapter, data))

    def assert_contract(self, section: str, **options: Any) -> None:  # noqa: ANN401 as above
        """Test a section without rows, with one row, without optional columns, in both languages.

        Every case is rendered in every format, twice, and must come out the same.

        Raises:
            AssertionError: It does not; the message says in which case.
        """
        from reportgen.labels import LANGUAGES  # noqa: PLC0415 as above

        for language in LANGUAGES:
            for case, tables in self._cases(section):
                where = f"section '{section}', {case}, language {language}"
                built = self.build(section, tables, language=language, **options)
                assert not built.chapter.failed, f"{where}: {built.chapter.failed}"  # noqa: S101
                assert built.blocks, f"{where}: no blocks"  # noqa: S101
                again = self.build(section, tables, language=language, **options)
                assert built.blocks == again.blocks, f"{where}: not the same twice"  # noqa: S101
                self._render(built.document, where)

    def _render(self, document: Document, where: str) -> None:
        from reportgen.extension.components import Look  # noqa: PLC0415 as above
        from reportgen.extension.workspace import find_workspace  # noqa: PLC0415 as above

        look = Look(find_workspace(self.folder).template("monthly.docx"))
        for name, renderer in self.registry.renderers.items():
            options = {"pages": "none"} if "pages" in renderer.model_fields else {}
            content = renderer.model_validate(options).render(document, look)
            assert content, f"{where}: {name} wrote nothing"  # noqa: S101

    def _cases(self, section: str) -> Iterator[tuple[str, Mapping[str, Rows]]]:
        chosen = self.registry.sections[section]
        ways = [{**chosen.needs, **way} for way in chosen.needs_any or ({},)]
        yield "no tables", {}
        for needs in ways:
            wanted = {t: self.registry.tables[t] for t in (*needs, *chosen.wants)}
            full = {name: [_row(contract.columns)] for name, contract in wanted.items()}
            yield "one row", full
            yield (
                "needed columns only",
                {
                    name: [_row(c for c in wanted[name].columns if c.required or c.name in columns)]
                    for name, columns in needs.items()
                },
            )
            yield "no row", {name: [] for name in wanted}

    def _data(self, tables: Mapping[str, Rows], month: str, language: str) -> Data:
        import pandas as pd  # noqa: PLC0415 as above

        from reportgen.extension.components import Declarations, RawTable  # noqa: PLC0415 as above
        from reportgen.intake import take_all  # noqa: PLC0415 as above
        from reportgen.periods import Month  # noqa: PLC0415 as above
        from reportgen.report.cut_to_month import cut_tables  # noqa: PLC0415 as above
        from reportgen.report.load_inputs import Inputs  # noqa: PLC0415 as above
        from reportgen.section.data import Data, Dealer  # noqa: PLC0415 as above

        raws, when = {}, Month.parse(month)
        for name, rows in tables.items():
            header = tuple(dict.fromkeys(key for row in rows for key in row))
            if not header:
                continue
            cells = [["" if (v := row.get(h)) is None else str(v) for h in header] for row in rows]
            frame = pd.DataFrame(cells, index=range(2, len(rows) + 2), dtype="str")
            declared = Declarations({column: column for column in header}, covers=when)
            raws[name] = [RawTable(f"{name}.csv", header, frame, declared=declared)]
        contracts = self.registry.tables
        frames, ledger = take_all(contracts.values(), raws, dealer_default="D001")
        dealer = Dealer("D001")
        own, _ = cut_tables(Inputs(frames, ledger, (dealer,), contracts), dealer, when)
        return Data(dealer, when, language, own)  # type: ignore[arg-type]


def _row(columns: Iterable[ColumnContract]) -> dict[str, str]:
    """Return one row that any contract accepts, in October 2026."""
    return {column.name: _plain(column) for column in columns}


def _plain(column: ColumnContract) -> str:  # noqa: PLR0911 one case a kind
    match column.kind:
        case "text" | "code":
            return "A1"
        case "category":
            return next((label.zh for label, _ in column.values.values()), "A1")
        case "flag":
            return "是"
        case "number":
            return "1"
        case "money":
            return "100"
        case "date":
            return "2026-10-05"
        case "datetime":
            return "2026-10-05 09:30"


@pytest.fixture
def section_kit(request: pytest.FixtureRequest) -> SectionKit:
    """Return a `SectionKit` for the workspace the tests belong to."""
    return SectionKit(request.path.parent)

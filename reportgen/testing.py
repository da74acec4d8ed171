"""Tries sections, checks, tables, sources and formats in a plugin's tests, with small tables.

No test opens Word or Excel.

```python
def test_waiting_time(section_kit):
    rows = [{"opened_at": "2026-10-05", "advisor": "乔丹"}]
    chapter = section_kit.build("waiting_time", {"repair_orders": rows}, month="2026-10")
    assert chapter.fact("waiting_time.mean").value == 12.5


def test_contract(section_kit):
    section_kit.assert_contract("waiting_time")
```

`section_kit`, `check_kit`, `table_kit`, `source_kit` and `renderer_kit` are fixtures that come with
reportgen; nothing is to be imported but the type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import pandas as pd

    from reportgen.document.blocks import Block, Chapter, Document, Finding
    from reportgen.document.facts import Fact
    from reportgen.extension.components import RawTable
    from reportgen.extension.registry import Kind, Registry
    from reportgen.labels import Language
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
class Kit:
    """Tries what the plugins of a workspace offer."""

    folder: Path

    @cached_property
    def registry(self) -> Registry:
        """Everything the workspace's plugins offer."""
        from reportgen.extension.loader import load_plugins  # noqa: PLC0415 not for tests without plugins
        from reportgen.extension.workspace import find_workspace  # noqa: PLC0415 as above

        return load_plugins(find_workspace(self.folder))

    def _offered(self, kind: Kind, name: str) -> Any:  # noqa: ANN401 what is offered
        """Return what is offered under a name; else the test fails with the nearest one."""
        offers = getattr(self.registry, kind)
        if name not in offers:
            pytest.fail(self.registry.unknown(kind, name), pytrace=False)
        return offers[name]

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
            self._check_columns(name, header)
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

    def _check_columns(self, table: str, header: Iterable[str]) -> None:
        """Fail a test whose rows have a column that the table does not."""
        from reportgen.errors import did_you_mean  # noqa: PLC0415 as above

        known = [column.name for column in self._offered("tables", table).columns]
        for name in header:
            if name not in {*known, "dealer"}:
                near = did_you_mean(name, known) or f"; there are {', '.join(known)}"
                pytest.fail(f"table '{table}' has no column '{name}'{near}", pytrace=False)


@dataclass
class SectionKit(Kit):
    """Builds sections of a workspace from small tables."""

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

        A section that raises fails the test with what it raised and where.

        Args:
            section: The section's `type`.
            tables: Table → rows, each a mapping of canonical column → value.
            month: The month of the report; the rows are all there are up to its end.
            language: `zh` or `en`.
            options: The section's options, as in YAML.
        """
        from reportgen.report.assemble import document_of  # noqa: PLC0415 as above
        from reportgen.report.build_chapter import build_chapter  # noqa: PLC0415 as above

        made = self._offered("sections", section).model_validate(options)
        data = self._data(tables, month, language)
        chapter = build_chapter(section, made, data)
        if chapter.failed:
            pytest.fail(f"section '{section}' failed: {chapter.failed}", pytrace=False)
        return Built(chapter, document_of(chapter, data))

    def assert_contract(self, section: str, **options: Any) -> None:  # noqa: ANN401 as above
        """Test a section without rows, with one row, without optional columns, in both languages.

        Every case is rendered in Word and Excel, and must come out the same twice.

        Raises:
            AssertionError: It does not; the message says in which case.
        """
        from reportgen.labels import LANGUAGES  # noqa: PLC0415 as above

        for language in LANGUAGES:
            for case, tables in self._cases(section):
                where = f"section '{section}', {case}, language {language}"
                built = self.build(section, tables, language=language, **options)
                again = self.build(section, tables, language=language, **options)
                assert built.blocks == again.blocks, f"{where}: not the same twice"  # noqa: S101
                for name in ("docx", "xlsx"):  # a PDF is made of the Word file, by LibreOffice
                    assert _rendered(self, name, built.document), f"{where}: {name} wrote nothing"  # noqa: S101

    def _cases(self, section: str) -> Iterator[tuple[str, Mapping[str, Rows]]]:
        chosen = self._offered("sections", section)
        alternatives: Sequence[Mapping[str, Sequence[str]]] = chosen.needs_any or ({},)
        ways = [{**chosen.needs, **way} for way in alternatives]
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


@dataclass
class CheckKit(Kit):
    """Runs checks of a workspace on small tables."""

    def findings(
        self,
        check: str,
        tables: Mapping[str, Rows],
        *,
        month: str = "2026-10",
        language: str = "zh",
        **options: Any,  # noqa: ANN401 the check's own options
    ) -> tuple[Finding, ...]:
        """Return what one check finds; arguments as for `SectionKit.build`."""
        from reportgen.extension.plugin_faults import told  # noqa: PLC0415 as above
        from reportgen.report.yielded_blocks import findings_of  # noqa: PLC0415 as above

        made = self._offered("checks", check).model_validate(options)
        data = self._data(tables, month, language)
        try:
            return findings_of(made.check(data.speaking(made.phrases, check)), made.check)
        except Exception as error:  # noqa: BLE001 a check may raise anything
            pytest.fail(f"check '{check}' failed: {told(error)}", pytrace=False)


@dataclass
class TableKit(Kit):
    """Reads rows by the contract of a table."""

    def read(self, table: str, rows: Rows, *, month: str = "2026-10") -> pd.DataFrame:
        """Return the rows as a section sees them: converted, masked, up to the end of a month."""
        return self._data({table: rows}, month, "zh").table(table)


@dataclass
class SourceKit(Kit):
    """Reads files with a source of a workspace."""

    inputs: Path = field(kw_only=True)
    """An empty folder for the files of the test."""

    def read(
        self,
        source: str,
        files: Mapping[str, str | bytes],
        *,
        month: str = "2026-10",
        **options: Any,  # noqa: ANN401 the source's own options
    ) -> list[RawTable]:
        """Write files, by their paths in a workspace, and return what the source reads of them."""
        from reportgen.extension.components import Place  # noqa: PLC0415 as above
        from reportgen.periods import Month  # noqa: PLC0415 as above

        for name, content in files.items():
            path = self.inputs / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        made = self._offered("sources", source).model_validate(options)
        return list(made.read(Place(self.inputs, (Month.parse(month),))))


@dataclass
class RendererKit(Kit):
    """Renders a small report in a format of a workspace."""

    def document(self, language: Language = "zh") -> Document:
        """Return a report with a block of every kind."""
        from reportgen.report.sample_document import sample_document  # noqa: PLC0415 as above

        return sample_document(language)

    def render(self, renderer: str, document: Document | None = None) -> bytes:
        """Return the file a format makes of a report, by default of the small one."""
        return _rendered(self, renderer, document or self.document())

    def assert_contract(self, renderer: str) -> None:
        """Test that a format takes every kind of block, in both languages, and gives equal bytes.

        Raises:
            AssertionError: It does not.
        """
        from reportgen.labels import LANGUAGES  # noqa: PLC0415 as above

        for language in LANGUAGES:
            first, again = (self.render(renderer, self.document(language)) for _ in range(2))
            assert first == again, f"format '{renderer}', {language}: not the same twice"  # noqa: S101


def _rendered(kit: Kit, renderer: str, document: Document) -> bytes:
    """Return a finished file; page numbers, which take LibreOffice seconds, are left out."""
    from reportgen.extension.components import Look  # noqa: PLC0415 as above
    from reportgen.extension.workspace import find_workspace  # noqa: PLC0415 as above
    from reportgen.report.write_files import rendered  # noqa: PLC0415 as above

    offered = kit._offered("renderers", renderer)  # noqa: SLF001 of this module
    options = {"pages": "none"} if "pages" in offered.model_fields else {}
    look = Look(find_workspace(kit.folder).template("monthly.docx"))
    return rendered(offered.model_validate(options), document, look)


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


@pytest.fixture
def check_kit(request: pytest.FixtureRequest) -> CheckKit:
    """Return a `CheckKit` for the workspace the tests belong to."""
    return CheckKit(request.path.parent)


@pytest.fixture
def table_kit(request: pytest.FixtureRequest) -> TableKit:
    """Return a `TableKit` for the workspace the tests belong to."""
    return TableKit(request.path.parent)


@pytest.fixture
def source_kit(request: pytest.FixtureRequest, tmp_path: Path) -> SourceKit:
    """Return a `SourceKit` for the workspace the tests belong to."""
    return SourceKit(request.path.parent, inputs=tmp_path)


@pytest.fixture
def renderer_kit(request: pytest.FixtureRequest) -> RendererKit:
    """Return a `RendererKit` for the workspace the tests belong to."""
    return RendererKit(request.path.parent)

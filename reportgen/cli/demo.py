"""`reportgen demo`: writes sample data and makes every dealer's report from them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pandas as pd

from reportgen.cli import build
from reportgen.cli.init import lay_out, tell_kept
from reportgen.cli.session import Session
from reportgen.cli.written_record import WrittenRecord
from reportgen.errors import PluginError, UsageError
from reportgen.extension.hookspecs import SampleFile
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.files import write_whole
from reportgen.labels import Language

_MONTH: Final = "2026-10"
"""The last month of the sample data."""
_MARK: Final = ".reportgen-demo"
"""A folder with this file was made by `demo`, and it says what was written there."""


def run(  # noqa: PLR0913 the options of the command
    session: Session,
    folder: Path,
    *,
    dealers: int,
    months: int,
    seed: int,
    language: Language,
    jobs: int,
) -> int:
    """Write sample data, then make every dealer's report from them."""
    record = claim_for_demo(folder)
    try:
        spec = lay_out(record, language, targets=True)
        registry = load_plugins(find_workspace(spec))
        files = write_samples(
            folder,
            registry,
            dealers=dealers,
            months=months,
            seed=seed,
            last_month=_MONTH,
            language=language,
            record=record,
        )
        record.remove_rest()
    finally:
        record.save()
    session.console.good("demo.wrote", files=files, dealers=dealers, months=months)
    tell_kept(session.console, record)
    code = build.run(session, spec, jobs=jobs)
    session.console.next_steps(
        {
            f"reportgen explain visits.received --spec {spec}": "next.explain",
            "reportgen init my-store": "next.init",
            f"cd {folder} && reportgen new section waiting_time": "next.new",
        }
    )
    return code


def claim_for_demo(folder: Path) -> WrittenRecord:
    """Return what an earlier demo wrote into a folder, or take a new one; changes nothing there.

    Raises:
        UsageError: The folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise UsageError(f"{folder} is not empty and no earlier demo; name another folder")
    return WrittenRecord(folder, _MARK)


def write_samples(  # noqa: PLR0913 the options of `demo`
    folder: Path,
    registry: Registry,
    *,
    dealers: int,
    months: int,
    seed: int,
    last_month: str,
    language: Language = "zh",
    record: WrittenRecord | None = None,
) -> int:
    """Write the sample exports of whatever plugin offers some; returns how many files.

    With a record, files that a person has changed are kept.

    Raises:
        PluginError: No plugin offers sample data.
    """
    offers: list[Iterable[SampleFile]] = registry.hook.demo_exports(
        dealers=dealers, months=months, seed=seed, last_month=last_month, language=language
    )
    if not offers:
        raise PluginError("no plugin offers sample data; see `reportgen plugins` for broken ones")
    files = [sample for offer in offers for sample in offer]
    write = record.write if record else write_whole
    for sample in files:
        write(folder / sample.path, _content(sample))
    return len(files)


def _content(sample: SampleFile) -> bytes:
    if sample.format == "csv":
        return _csv(sample.table).encode(sample.encoding)
    return _xlsx(sample.table, sample.sheet)


def _csv(table: pd.DataFrame) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([_shown(cell) for cell in row] for row in table.itertuples(index=False))
    return text.getvalue()


def _xlsx(table: pd.DataFrame, sheet: str) -> bytes:
    """Build a plain workbook as a DMS writes it: text, numbers and dates in cells, no styling."""
    from xlsxwriter import Workbook  # noqa: PLC0415 only samples need it here

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": pd.Timestamp(2026, 1, 1).to_pydatetime()})
        page = book.add_worksheet(sheet)
        for at, name in enumerate(table.columns):
            page.write_string(0, at, str(name))
        for line, row in enumerate(table.itertuples(index=False), 1):
            for at, cell in enumerate(row):
                _write(page, line, at, cell)
    return buffer.getvalue()


def _write(page: object, line: int, at: int, cell: object) -> None:
    if _empty(cell):
        return
    if isinstance(cell, str):
        page.write_string(line, at, cell)  # type: ignore[attr-defined]
    elif hasattr(cell, "year"):
        page.write_datetime(line, at, cell)  # type: ignore[attr-defined]
    else:
        page.write_number(line, at, float(cell))  # type: ignore[attr-defined, arg-type]


def _shown(cell: object) -> str:
    return "" if _empty(cell) else str(cell)


def _empty(cell: object) -> bool:
    return cell is None or cell == "" or cell != cell  # noqa: PLR0124 NaN is not equal to itself

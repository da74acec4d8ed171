"""`reportgen keep`: keeps what is read of a table as Parquet files for the reports of years."""

from __future__ import annotations

from pathlib import Path

from reportgen.cli.session import Session, asked_month
from reportgen.exit_codes import ExitCode
from reportgen.report.kept_table import keep_table


def run(
    session: Session, table: str, spec: Path, *, month: str | None = None, into: Path | None = None
) -> int:
    """Keep a table and print which files were written."""
    read, registry = session.read(spec)
    folder = into or read.folder / "data" / table
    kept = keep_table(read, registry, asked_month(month, read), table, folder)
    for each in kept:
        session.console.good("keep.kept", file=each.export, rows=each.rows, path=str(each.path))
    session.console.result(
        {"kept": [{"path": k.path, "export": k.export, "rows": k.rows} for k in kept]}
    )
    return ExitCode.DONE

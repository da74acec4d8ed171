"""The command line: declares every command and option; `reportgen/cli/<command>.py` runs it.

Nothing heavy is imported here: `--help` answers before pandas and matplotlib are in memory.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from reportgen import __version__
from reportgen.cli.checked_output import checked_output
from reportgen.cli.interrupts import hear_swallowed
from reportgen.errors import ReportgenError
from reportgen.exit_codes import ExitCode
from reportgen.labels import LANGUAGES

# Small matrices only: threads of the linear algebra cost more than they bring, and processes of a
# batch would fight for the cores. Must be set before numpy is imported.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_SPEC = click.argument("spec", type=_FILE, default=Path("configs/monthly.yaml"))
_DEALERS = click.option(
    "--dealer",
    "dealers",
    multiple=True,
    metavar="WORD",
    help="Repeatable: a code, `all`, a pattern (`SH*`), `region:`, `city:`, `tag:` or `file:`.",
)
_MONTH = click.option("--month", metavar="YYYY-MM", help="Month of the report; else the spec's.")
_OUT = click.option(
    "--out", type=_FOLDER, default=None, help="Where to write; else the workspace's out/."
)
_FORMATS = click.option(
    "--formats", metavar="docx,xlsx", default="", help="Else those of the spec."
)
_ONLY_FAILED = click.option(
    "--only-failed", is_flag=True, help="Only those that failed, or are there partly."
)
_FORCE = click.option("--force", is_flag=True, help="Those too that nothing has changed for.")
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="zh",
    show_default=True,
    help="Language of the reports.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")


def _debug(_context: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 click's way
    """Have every process of the call print whole tracebacks."""
    if wanted:
        os.environ["REPORTGEN_DEBUG"] = "1"


class _Commands(click.Group):
    """A command group that lists its commands in the order a user needs them."""

    group_class = type

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command; each can be told to print what went wrong in full."""
        if not isinstance(cmd, click.Group):
            told = "Print whole tracebacks of plugins that fail."
            cmd.params.append(
                click.Option(
                    ["--debug"], is_flag=True, expose_value=False, callback=_debug, help=told
                )
            )
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        return list(self.commands)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reportgen")
def cli() -> None:
    """Turn a dealer's after-sales exports into the monthly review: Word and Excel.

    \b
    reportgen demo                  sample data and finished reports in one go
    reportgen init my-store         a workspace of your own
    reportgen build configs/monthly.yaml --month 2026-10
    """  # noqa: D301 click wants the character itself


@cli.command()
@click.argument("folder", type=_FOLDER, default=Path("reportgen-demo"))
@click.option(
    "--dealers", type=click.IntRange(1, 1000), default=1, show_default=True, help="How many."
)
@click.option(
    "--months", type=click.IntRange(1, 120), default=25, show_default=True, help="Months of detail."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Other data."
)
@_LANGUAGE
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="Processes to use.")
@_JSON
def demo(folder: Path, as_json: bool, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Write sample exports into FOLDER and make every dealer's report from them.

    In the folder of an earlier demo only files nobody has changed since are replaced.
    """
    _run(as_json, "demo", folder, **options)


@cli.command()
@click.argument("folder", type=_FOLDER)
@_LANGUAGE
@click.option(
    "--from",
    "exports",
    type=_FOLDER,
    default=None,
    metavar="EXPORTS",
    help="Folder with exports: map them, and write the spec that reads them.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Replace a spec that is there already; one you changed is kept as NAME.old.",
)
@_JSON
def init(folder: Path, as_json: bool, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Make FOLDER a workspace: a spec, Word templates, places for data and plugins."""
    _run(as_json, "init", folder, **options)


@cli.command("map")
@click.argument("files", type=_FILE, nargs=-1, required=True, metavar="FILE…")
@click.option("--as", "table", default="", metavar="TABLE", help="Which table it is.")
@click.option("--sheet", default="", help="Sheet of a workbook; else the first with rows.")
@click.option("--header-row", type=click.IntRange(1), default=None, help="Row of the header.")
@click.option(
    "--out", type=_FILE, default=None, help="Mapping file; else configs/mappings/TABLE.yaml."
)
@click.option("--yes", is_flag=True, help="Ask nothing; accept only what is certain.")
@click.option(
    "--min-score",
    type=click.FloatRange(0.5, 1),
    default=0.8,
    show_default=True,
    help="From which score on a column is certain.",
)
@click.option(
    "--set", "given", multiple=True, metavar="COLUMN=HEADER", help="Decide a column; repeatable."
)
@_JSON
def map_(files: tuple[Path, ...], as_json: bool, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Recognise exports and write the mapping from their headers to the columns of a table.

    What is certain goes into the mapping file, the rest stands in it as comments or is asked on a
    terminal. Where the mapping file is there already, changes of the header since then are told.
    """
    _run(as_json, "map", files, **options)


@cli.command()
@_SPEC
@click.option("--data", is_flag=True, help="Read the data too and account for every row.")
@_MONTH
@click.option("--strict", is_flag=True, help="Exit with 5 when there are warnings.")
@_JSON
def check(spec: Path, as_json: bool, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Check a spec, its template and its plugins; with --data the exports it names.

    Makes no report. With --data every table is told: files, rows read, used and left out by
    reason, columns, headers that changed since the mapping was made, what the data checks find
    for each dealer, and what sections lack.
    """
    _run(as_json, "check", spec, **options)


@cli.command()
@_SPEC
@_MONTH
@_DEALERS
@_OUT
@_FORMATS
@_ONLY_FAILED
@_FORCE
@_JSON
def plan(spec: Path, as_json: bool, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Read the data and say which reports and chapters `build` would make.

    Told are the reports to make and why, those left out and why, what chapters lack, and how long
    it may take if a report takes what it took in the last run. Nothing is made.
    """
    _run(as_json, "plan", spec, **options)


@cli.command()
@_SPEC
@_MONTH
@_DEALERS
@_OUT
@_FORMATS
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Reports at a time."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Who makes them: processes of this machine, or the workers of a Dask cluster.",
)
@click.option(
    "--scheduler", default="", metavar="ADDRESS", help="Of the cluster, as tcp://10.0.0.5:8786."
)
@_ONLY_FAILED
@_FORCE
@click.option(
    "--rollup",
    type=click.Choice(("region", "group")),
    default=None,
    help="Then compare the dealers of each region, or all, in a report of its own.",
)
@_JSON
def build(spec: Path, as_json: bool, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Make the reports of a month.

    A report is not made again while nothing it is made from has changed. After an interruption the
    same command goes on where it ended. Nobody's own changes to a report are overwritten: it then
    gets another name. With --json, standard error has a line of JSON for each report.
    """
    _run(as_json, "build", spec, **options)


@cli.command()
@click.argument("fact")
@click.option("--spec", type=_FILE, default=Path("configs/monthly.yaml"), show_default=True)
@_MONTH
@click.option("--dealer", default=None, metavar="ID", help="Else the first dealer of the spec.")
@_JSON
def explain(fact: str, as_json: bool, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Say where a number comes from: formula, rows, file, and where it is printed.

    FACT is an id as 口径与来源 lists it, such as visits.received.
    """
    _run(as_json, "explain", fact, **options)


@cli.command()
@click.argument("table")
@_SPEC
@_MONTH
@click.option(
    "--into", type=_FOLDER, default=None, help="Where to write; else the workspace's data/TABLE."
)
@_JSON
def keep(table: str, spec: Path, as_json: bool, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Keep the rows of a table as Parquet files, a file for each export.

    The rows are those of the spec's sources: converted, counted and masked. A file kept earlier of
    the same export is replaced; exports of earlier years stay kept when they are gone.
    """
    _run(as_json, "keep", table, spec, **options)


@cli.command()
@click.argument("action", type=click.Choice(["show", "clear"]), default="show")
@_JSON
def store(action: str, as_json: bool) -> None:  # noqa: FBT001 click's way
    """Show what is kept of the sources read, or clear it.

    A run reads its sources into the workspace's store/, and as long as they are unchanged no run
    reads them again. Whatever is cleared is read again when it is needed; the facts of finished
    reports stay.
    """
    _run(as_json, "store", action)


@cli.command()
@_JSON
def plugins(as_json: bool) -> None:  # noqa: FBT001 click's way
    """List what offers what, and what is broken and why."""
    _run(as_json, "plugins")


@cli.command()
@click.option("--out", type=_FILE, default=None, help="Write to a file instead of the screen.")
def schema(out: Path | None) -> None:
    """Print the JSON Schema of a spec, with the options of every loaded plugin."""
    _run(False, "schema", out)  # noqa: FBT003 a schema is JSON anyhow


@cli.group()
def new() -> None:
    """Start something of your own."""


def _starter(kind: str, what: str) -> None:
    """Declare `reportgen new KIND NAME`."""

    @new.command(kind, help=f"Write {what} and its test, both of which run at once.")
    @click.argument("name")
    @_JSON
    def starter(name: str, as_json: bool) -> None:  # noqa: FBT001 click's way
        _run(as_json, "new_plugin", kind, name)


for _kind, _what in {
    "section": "plugins/NAME.py, a section,",
    "table": "plugins/NAME.py, the contract of a table,",
    "source": "plugins/NAME.py, a source that reads files,",
    "check": "plugins/NAME.py, a check of the data,",
    "renderer": "plugins/NAME.py, a format,",
    "package": "NAME/, a section that pip can install,",
}.items():
    _starter(_kind, _what)


@cli.group()
def template() -> None:
    """Look at Word templates."""


@template.command("check")
@click.argument("file", type=_FILE)
@_JSON
def template_check(file: Path, as_json: bool) -> None:  # noqa: FBT001 click's way
    """Say what a Word template lacks, where, and what it had better have."""
    _run(as_json, "template_check", file)


@cli.command()
@_JSON
def doctor(as_json: bool) -> None:  # noqa: FBT001 click's way
    """Check this machine: packages, fonts, page numbers, plugins, writing."""
    _run(as_json, "doctor")


def _run(as_json: bool, command: str, *arguments: Any, **options: Any) -> None:  # noqa: FBT001, ANN401 click's way
    """Import `reportgen.cli.<command>` and call its `run` with the options.

    A user's error is one line and an exit code, never a traceback.
    """
    try:
        from reportgen.cli.console import Console  # noqa: PLC0415 heavy, as the commands are
        from reportgen.cli.session import Session  # noqa: PLC0415 the same

        session = Session(Console(as_json=as_json), Path.cwd())
        code = import_module(f"reportgen.cli.{command}").run(session, *arguments, **options)
    except ReportgenError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("interrupted; the same command goes on where this one ended", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    sys.exit(code)


def main() -> None:
    """Run the `reportgen` command: parse the arguments, print errors, exit with their code."""
    hear_swallowed()
    with checked_output():
        cli()

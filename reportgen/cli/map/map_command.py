"""The flow of `reportgen map`: recognise, compare with last time, ask, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.cli.console import Console
from reportgen.cli.map import map_questions
from reportgen.cli.map.map_questions import Questions
from reportgen.cli.map.map_words import Words, plain
from reportgen.cli.session import Session
from reportgen.errors import UsageError, did_you_mean
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import Workspace
from reportgen.files import write_whole
from reportgen.mapping import (
    MIN_SCORE,
    Changes,
    Line,
    Matching,
    Proposal,
    Recognised,
    changes,
    declared,
    foreign_currency,
    read_mapping,
    recognise,
    settle,
    values_of,
    written,
)
from reportgen.mapping.sample_values import candidates
from reportgen.metric.table_contracts import TableContract


def run(session: Session, files: Sequence[Path], **options: Any) -> int:  # noqa: ANN401 the command's
    """Which table each file is, which column is which; writes mapping files."""
    workspace = session.workspace
    view = MapView(session.console, load_plugins(workspace), workspace, Options(**options))
    return view.run(files)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command."""

    table: str = ""
    sheet: str = ""
    header_row: int | None = None
    out: Path | None = None
    yes: bool = False
    min_score: float = MIN_SCORE
    given: tuple[str, ...] = ()


@dataclass(slots=True)
class MapView:
    """One call of `reportgen map`."""

    console: Console
    registry: Registry
    workspace: Workspace
    options: Options
    _made: dict[Path, Recognised] = field(default_factory=dict)
    _words: Words = field(init=False)

    def __post_init__(self) -> None:
        """The words are in the language of the console."""
        self._words = Words(self.console)

    def run(self, files: Sequence[Path]) -> int:
        """Every file: recognise, show, ask, write."""
        self._refuse_outside()
        found = [self._recognised(file) for file in files]
        for each in found:
            self._claim(each)
        done = [self._one(each) for each in found]
        self._next(done)
        self.console.result({"files": done})
        return ExitCode.SOURCE if any(each["missing"] for each in done) else ExitCode.DONE

    def _recognised(self, file: Path) -> Recognised:
        options = self.options
        return recognise(
            file,
            self.registry.sources,
            self.registry.tables,
            table=options.table,
            sheet=options.sheet,
            header_row=options.header_row,
            min_score=options.min_score,
        )

    def _out(self, found: Recognised) -> Path:
        table = found.matching.table.name
        return self.options.out or self.workspace.configs / "mappings" / f"{table}.yaml"

    def _refuse_outside(self) -> None:
        """A spec can only name a mapping file of its own workspace.

        Raises:
            UsageError: `--out` lies elsewhere.
        """
        home, out = self.workspace.folder.resolve(), self.options.out
        if out is not None and not out.resolve().is_relative_to(home):
            raise UsageError(
                f"--out: {out} lies outside the workspace {home}, where no spec can name it; "
                f"choose a file below {home / 'configs' / 'mappings'}"
            )

    def _claim(self, found: Recognised) -> None:
        """Two files may share a mapping file only when their headers are the same.

        Raises:
            UsageError: They differ.
        """
        out = self._out(found)
        first = self._made.setdefault(out, found)
        same_table = first.matching.table.name == found.matching.table.name
        if not same_table or changes(first.read.raw.header, found.read.raw.header):
            raise UsageError(
                f"{first.read.path} and {found.read.path} have different headers and would both "
                f"be written to {out}; map them one by one with --out"
            )

    # --- one file ---------------------------------------------------------------------------

    def _one(self, found: Recognised) -> Mapping[str, Any]:
        raw, out = found.read.raw, self._out(found)
        self.console.line(self._words.title(found))
        kept, changed = self._before(out, found)
        matching = settle(found.matching, kept, "kept")
        matching = settle(matching, _given(self.options.given, matching))
        values = values_of(raw)
        if self._may_ask():
            matching = Questions(self.console).settle(matching, values)
        for line in self._words.lines(matching, values):
            self.console.line(line)
        lacking = {c.name: candidates(c, matching, values) for c in matching.missing}
        for column in matching.missing:
            self.console.bad(self._words.lacking(column, lacking[column.name]))
        options = _options(declared(matching, values))
        if options:
            self.console.warn(self.console.text("map.declares", options=options))
        if currency := foreign_currency(matching, values):
            self.console.warn(self.console.text("map.currency", currency=currency))
        self._write(out, found, matching, lacking)
        self.console.line()
        return {
            "file": found.read.path,
            "table": matching.table.name,
            "score": found.score,
            "header_row": found.read.header_row,
            "rows": len(raw.rows),
            "encoding": raw.encoding,
            "columns": [plain(p, values) for p in matching.proposals],
            "missing": {name: [p.header for p in some] for name, some in lacking.items()},
            "new_headers": changed.new,
            "missing_headers": changed.missing,
            "out": out,
            "source": self._source(found, out, options),
        }

    def _before(self, out: Path, found: Recognised) -> tuple[Mapping[str, str], Changes]:
        """What was decided the last time and still stands, and how the header changed since."""
        if not out.is_file():
            return {}, Changes()
        before = read_mapping(out)
        header = found.read.raw.header
        known = {column.name for column in found.matching.table.columns}
        sure = found.matching.certain
        kept = {
            name: text
            for name, text in before.columns.items()
            if text in header and name in known and sure.get(name) != text
        }
        changed = changes(before.header, header) if before.header else Changes()
        if before.header:
            self._said_changed(out, changed)
        return kept, changed

    def _said_changed(self, out: Path, changed: Changes) -> None:
        if not changed:
            self.console.good("map.same", file=_below(out, Path.cwd()))
            return
        self.console.warn(
            self.console.text("map.changed", file=_below(out, Path.cwd()), **changed.told)
        )

    # --- asking -----------------------------------------------------------------------------

    def _may_ask(self) -> bool:
        return not (self.options.yes or self.console.as_json) and map_questions.is_terminal()

    # --- writing ----------------------------------------------------------------------------

    def _write(
        self,
        out: Path,
        found: Recognised,
        matching: Matching,
        lacking: Mapping[str, Sequence[Proposal]],
    ) -> None:
        """The mapping file; what is asked stands in it as comments."""
        certain = [self._line(p) for p in matching.proposals if p.state == "certain"]
        order = [column.name for column in matching.table.columns]
        certain.sort(key=lambda line: order.index(line.column))
        asked = [self._line(p, asked=True) for p in matching.asked]
        remark = self.console.text("map.required")
        near = [
            Line(name, proposal.header, remark, asked=True)
            for name, some in lacking.items()
            for proposal in some
        ]
        title = (self._words.title(found).replace(str(found.read.path), found.read.path.name),)
        text = written(title, [*certain, *asked, *near], found.read.raw.header)
        write_whole(out, text.encode())
        self.console.good(
            "map.wrote", file=_below(out, Path.cwd()), certain=len(certain), asked=len(asked)
        )

    def _line(self, proposal: Proposal, *, asked: bool = False) -> Line:
        column = proposal.best.column.name if proposal.best else ""
        score = f"{proposal.best.score:.2f}" if proposal.best else ""
        mark = "? " if asked else ""
        return Line(column, proposal.header, f"{mark}{score} {self._words.why(proposal)}", asked)

    def _source(self, found: Recognised, out: Path, declares: str) -> str:
        """The line for the spec that reads this file with this mapping."""
        options = {"type": found.read.type, "path": _below(found.read.path, self.workspace.folder)}
        extra = {name: str(value) for name, value in found.read.options.items()}
        inside = out.resolve().is_relative_to(self.workspace.configs.resolve())
        mapping = _below(out, self.workspace.configs if inside else self.workspace.folder)
        pairs = {**options, **extra, "mapping": mapping}
        listed = ", ".join(
            f'{name}: "{text}"' if name in {"path", "sheet"} else f"{name}: {text}"
            for name, text in pairs.items()
        )
        parts = ", ".join(filter(None, (listed, declares)))
        return f"{found.matching.table.name}: {{ {parts} }}"

    def _next(self, done: Sequence[Mapping[str, Any]]) -> None:
        self.console.line(self.console.text("map.spec"))
        for each in done:
            self.console.line(f"  {each['source']}")
        self.console.next_steps({"reportgen check --data": "next.check_data"})


def _options(said: Mapping[str, Mapping[str, str]]) -> str:
    """Options of a source in one line of YAML."""
    listed = {
        option: ", ".join(f"{name}: {text}" for name, text in columns.items())
        for option, columns in said.items()
    }
    return ", ".join(f"{option}: {{ {columns} }}" for option, columns in listed.items())


def _given(texts: Sequence[str], matching: Matching) -> Mapping[str, str]:
    """`--set column=header`, checked.

    Raises:
        UsageError: There is no such column or header.
    """
    headers = [proposal.header for proposal in matching.proposals]
    given = {}
    for text in texts:
        name, equals, header = text.partition("=")
        if not equals:
            raise UsageError(f"--set: '{text}' is not column=header, such as dealer=Store")
        known = _names(matching.table)
        if name not in known:
            hint = did_you_mean(name, known) or f"; its columns are {', '.join(known)}"
            raise UsageError(f"--set: {matching.table.name} has no column '{name}'{hint}")
        if header and header not in headers:
            hint = did_you_mean(header, headers) or f"; the file has {', '.join(headers)}"
            raise UsageError(f"--set: {name}: there is no header '{header}'{hint}")
        given[name] = header
    return given


def _names(table: TableContract) -> list[str]:
    return [column.name for column in table.columns]


def _below(path: Path, folder: Path) -> str:
    """The path as a spec in that folder writes it."""
    whole, home = path.resolve(), folder.resolve()
    return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else whole.as_posix()

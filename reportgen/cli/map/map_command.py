"""`reportgen map`: recognises files, compares with the last mapping, asks, writes mapping files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from reportgen.cli.console import Console
from reportgen.cli.map import map_questions
from reportgen.cli.map.given_columns import given_columns
from reportgen.cli.map.map_questions import Questions
from reportgen.cli.map.map_values import as_values
from reportgen.cli.map.map_words import Words
from reportgen.cli.map.mapped_file import MappedFile, values_of_all
from reportgen.cli.map.source_line import below, declared_options
from reportgen.cli.session import Session
from reportgen.errors import UsageError
from reportgen.exit_codes import ExitCode
from reportgen.extension.components import Section
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import Workspace
from reportgen.files import write_whole
from reportgen.mapping import (
    MIN_SCORE,
    Changes,
    Line,
    MappingFile,
    Proposal,
    Recognised,
    UnclearTableError,
    changes,
    foreign_currency,
    read_mapping,
    recognise,
    settle,
    written,
)
from reportgen.mapping.unknown_words import MOST as MOST_WORDS
from reportgen.personal_data import mask_file_name


def run(session: Session, files: Sequence[Path], **options: Any) -> int:  # noqa: ANN401 the command's
    """Recognise which table each file is and which column is which; write mapping files."""
    workspace = session.workspace
    view = MapView(session.console, load_plugins(workspace), workspace, Options(**options))
    return view.run(files)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `reportgen map`."""

    table: str = ""
    sheet: str = ""
    header_row: int | None = None
    out: Path | None = None
    yes: bool = False
    min_score: float = MIN_SCORE
    given: tuple[str, ...] = ()


@dataclass(slots=True)
class MapView:
    """Runs one call of `reportgen map`; `outs` names a mapping file other than the usual one."""

    console: Console
    registry: Registry
    workspace: Workspace
    options: Options
    outs: Mapping[Path, Path] = field(default_factory=dict)
    _words: Words = field(init=False)

    def __post_init__(self) -> None:
        """Take the words in the language of the console."""
        self._words = Words(self.console)

    def run(self, files: Sequence[Path]) -> int:
        """Recognise, show and write every file as far as it is certain; then ask the questions."""
        self._refuse_outside()
        mapped = self.mapped([self.recognised(file) for file in files])
        done = [each for own in mapped for each in self.values(own)]
        self._next(done)
        self.console.result({"files": done})
        return ExitCode.SOURCE if any(each["missing"] for each in done) else ExitCode.DONE

    def mapped(self, found: Sequence[Recognised]) -> list[MappedFile]:
        """Map the files, those of one mapping file together; returns them written and answered."""
        groups: dict[Path, list[Recognised]] = {}
        for each in found:
            groups.setdefault(self._out(each), []).append(each)
            self._claim(groups[self._out(each)][0], each)
        mapped = [self._mapped(tuple(files), out) for out, files in groups.items()]
        return [self._asked(each) for each in mapped] if self.may_ask else mapped

    def recognised(self, file: Path, like: Sequence[Recognised] = ()) -> Recognised:
        """Say which table a file is; at a terminal a person is asked where it is not clear.

        Raises:
            SourceError: It cannot be read, or is no table anybody knows.
        """
        options = self.options
        recognise_as = partial(
            recognise,
            file,
            self.registry.sources,
            self.registry.tables,
            sheet=options.sheet,
            header_row=options.header_row,
            min_score=options.min_score,
            like=like,
        )
        try:
            return recognise_as(table=options.table)
        except UnclearTableError as error:
            named = Questions(self.console).table(error) if self.may_ask else ""
            if not named:
                raise
            return recognise_as(table=named)

    def _out(self, found: Recognised) -> Path:
        usual = self.workspace.configs / "mappings" / f"{found.matching.table.name}.yaml"
        return self.options.out or self.outs.get(found.read.path, usual)

    def _refuse_outside(self) -> None:
        """Refuse a mapping file outside the workspace: a spec can only name one inside.

        Raises:
            UsageError: `--out` lies elsewhere.
        """
        home, out = self.workspace.folder.resolve(), self.options.out
        if out is not None and not out.resolve().is_relative_to(home):
            raise UsageError(
                f"--out: {out} lies outside the workspace {home}, where no spec can name it; "
                f"choose a file below {home / 'configs' / 'mappings'}"
            )

    def _claim(self, first: Recognised, other: Recognised) -> None:
        """Let two files share a mapping file only when their headers are the same.

        Raises:
            UsageError: They differ.
        """
        same_table = first.matching.table.name == other.matching.table.name
        if not same_table or changes(first.read.raw.header, other.read.raw.header):
            raise UsageError(
                f"{first.read.shown_path} and {other.read.shown_path} have different headers and "
                f"would both be written to {self._out(first)}; map them one by one with --out"
            )

    # --- one mapping file -------------------------------------------------------------------

    def _mapped(self, files: tuple[Recognised, ...], out: Path) -> MappedFile:
        """Show what is certain of some files and what is not, and write their mapping."""
        found, values = files[0], values_of_all(files)
        for line in self._words.titles(files):
            self.console.line(line)
        before = read_mapping(out) if out.is_file() else MappingFile({})
        changed = self._changes(out, before, found.read.raw.header)
        matching = settle(found.matching, _kept(before, found), "kept")
        matching = settle(matching, given_columns(self.options.given, matching))
        mapped = MappedFile(files, out, matching, values, before.words, changed=changed)
        mapped = mapped.with_words()
        for line in self._words.lines(matching, values):
            self.console.line(line)
        for word in mapped.words[:MOST_WORDS]:
            self.console.warn(self._words.unknown(word))
        if not (self.may_ask and self._is_open(mapped)):
            self._tell(mapped)
        self._write(mapped)
        self.console.line()
        return mapped

    def _tell(self, mapped: MappedFile) -> None:
        """Print what is missing, and what the file does not say."""
        for column in mapped.matching.missing:
            self.console.bad(self._words.lacking(column, mapped.lacking[column.name]))
        if important := mapped.important(self._sections):
            names = ", ".join(f"{c.name} {c.label.in_(self.console.language)}" for c in important)
            self.console.warn(self.console.text("map.important", columns=names))
        if options := declared_options(mapped):
            self.console.warn(self.console.text("map.declares", options=options))
        if currency := foreign_currency(mapped.matching, mapped.values):
            self.console.warn(self.console.text("map.currency", currency=currency))

    def _changes(self, out: Path, before: MappingFile, header: Sequence[str]) -> Changes | None:
        """Return how the header changed since the mapping was made, and print it."""
        if not before.header:
            return None
        changed = changes(before.header, header)
        if changed:
            text = self.console.text("map.changed", file=below(out, Path.cwd()), **changed.told)
            self.console.warn(text)
        else:
            self.console.good("map.same", file=below(out, Path.cwd()))
        return changed

    def values(self, mapped: MappedFile) -> list[Mapping[str, Any]]:
        """Return the files of a mapping as plain values for JSON."""
        return as_values(mapped, self._sections, self.workspace)

    # --- asking -----------------------------------------------------------------------------

    @property
    def may_ask(self) -> bool:
        """Tell whether a person answers questions: at a terminal, unless told otherwise."""
        return not (self.options.yes or self.console.as_json) and map_questions.is_terminal()

    @property
    def _sections(self) -> Sequence[type[Section]]:
        return tuple(self.registry.sections.values())

    def _is_open(self, mapped: MappedFile) -> bool:
        """Tell whether there is anything to ask of a person."""
        matching = mapped.matching
        return bool(
            matching.asked or matching.missing or mapped.open_words or mapped.wanted(self._sections)
        )

    def _asked(self, mapped: MappedFile) -> MappedFile:
        """Ask the questions of a mapping, and write it again with the answers."""
        if not self._is_open(mapped):
            return mapped
        questions, values = Questions(self.console), mapped.values
        self.console.line(mapped.found.read.shown_path)
        matching = questions.settle(mapped.matching, values)
        matching = questions.find(
            matching, values, lambda now: replace(mapped, matching=now).wanted(self._sections)
        )
        settled = replace(mapped, matching=matching).with_words()
        known = [questions.meaning(each) for each in settled.words[:MOST_WORDS]]
        answered = replace(settled, words=(*known, *settled.words[MOST_WORDS:]))
        self._tell(answered)
        self._write(answered)
        self.console.line()
        return answered

    # --- writing ----------------------------------------------------------------------------

    def _write(self, mapped: MappedFile) -> None:
        """Write the mapping file, with open questions as comments."""
        found, matching = mapped.found, mapped.matching
        certain = [self._line(p) for p in matching.proposals if p.state == "certain"]
        order = [column.name for column in matching.table.columns]
        certain.sort(key=lambda line: order.index(line.column))
        asked = [self._line(p, asked=True) for p in matching.asked]
        remark = self.console.text("map.required")
        near = [
            Line(name, proposal.header, remark, asked=True)
            for name, some in mapped.lacking.items()
            for proposal in some
        ]
        title = (
            self._words.title(found).replace(
                found.read.shown_path, mask_file_name(found.read.path.name)
            ),
        )
        words = self._words.word_lines(mapped.words, mapped.taught)
        text = written(title, [*certain, *asked, *near], found.read.raw.header, words)
        write_whole(mapped.out, text.encode())
        counts = {"certain": len(certain), "asked": len(asked) + len(mapped.open_words)}
        self.console.good("map.wrote", file=below(mapped.out, Path.cwd()), **counts)

    def _line(self, proposal: Proposal, *, asked: bool = False) -> Line:
        column = proposal.best.column.name if proposal.best else ""
        score = f"{proposal.best.score:.2f}" if proposal.best else ""
        mark = "? " if asked else ""
        return Line(column, proposal.header, f"{mark}{score} {self._words.why(proposal)}", asked)

    def _next(self, done: Sequence[Mapping[str, Any]]) -> None:
        self.console.line(self.console.text("map.spec"))
        for each in done:
            self.console.line(f"  {each['source']}")
        self.console.next_steps({"reportgen check --data": "next.check_data"})


def _kept(before: MappingFile, found: Recognised) -> Mapping[str, str]:
    """Return what was decided the last time and still stands."""
    header, sure = found.read.raw.header, found.matching.certain
    known = {column.name for column in found.matching.table.columns}
    return {
        name: text
        for name, text in before.columns.items()
        if text in header and name in known and sure.get(name) != text
    }

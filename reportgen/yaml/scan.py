"""Parses YAML text into plain data with the place of every key and value.

Made for files that people write by hand and others may send: YAML 1.2 scalars, so `no`, `010`,
`12:30` and `2026-10-31` stay the text they look like; one pass over the parser's events, so an
alias bomb or a deep nesting is refused before anything is built.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import yaml

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_NODES = 50_000

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys and list positions, `("sections", 0, "target")`."""


class Mark(NamedTuple):
    """A place in a file: line and column, both counted from 1; a file other than the one read."""

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault at a place; `path` is the value that is unknown because of it."""

    mark: Mark
    message: str
    path: KeyPath = field(default=(), compare=False)


@dataclass(slots=True)
class Scan:
    """The result of `scan`: the data, the place of each key and value, and the problems.

    `broken` says that the data could not be read to its end.
    """

    data: Any = None
    keys: dict[KeyPath, Mark] = field(default_factory=dict)
    values: dict[KeyPath, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False


class _Stop(Exception):  # noqa: N818 a signal inside this module
    """Raised when the text cannot be read further."""

    def __init__(self, mark: Mark, message: str) -> None:
        self.problem = Problem(mark, message)


_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONG_INTEGER = re.compile(r"[-+]?[0-9]+")
_BAD = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE_COLON = re.compile(r"^\s*(?:- +)*[^\s:：\"'#][^:：\"'#]*(：)")


def plain(text: str) -> str | int | float | bool | None:
    """Convert an unquoted scalar by YAML 1.2; a number with leading zeros stays text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and not _LONG_INTEGER.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def wide_hint(text: str) -> str:
    """Return `; …` when full-width punctuation stands where YAML needs ASCII, else ""."""
    for wide, name, ascii_ in (("：", "colon", ": "), ("，", "comma", ", ")):
        if wide in text:
            return f"; the {name} '{wide}' is full-width, write '{ascii_}'"
    return ""


def scan(raw: bytes) -> Scan:
    """Parse a file's bytes; never raises, faults are listed in `problems`."""
    result = Scan()
    try:
        text = _clean(_decode(raw), result)
        result.data = _Builder(text, result).document()
    except _Stop as stop:
        result.problems.append(stop.problem)
        result.broken = True
    return result


def _decode(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise _Stop(Mark(1, 1), f"the file has {len(raw)} bytes; at most {MAX_BYTES} are read")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Stop(Mark(1, 1), "the file is UTF-16; save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = raw.rfind(b"\n", 0, error.start) + 1
        column = len(raw[start : error.start].decode("utf-8-sig")) + 1
        mark = Mark(raw.count(b"\n", 0, error.start) + 1, column)
        raise _Stop(
            mark, f"the file is not UTF-8 (byte {error.start}); save it as UTF-8"
        ) from error


def _clean(text: str, result: Scan) -> str:
    """Replace and report each character that Word and Excel cannot hold."""
    for bad in _BAD.finditer(text):
        line = text.count("\n", 0, bad.start())
        column = bad.start() - text.rfind("\n", 0, bad.start())
        result.problems.append(Problem(Mark(line + 1, column), _unwritable(bad[0])))
    return _BAD.sub("?", text)


def _unwritable(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"the character {code} cannot be written to Word or Excel; remove it"


class _Builder:
    """Builds data from the parser's events; recursion is bounded by `MAX_DEPTH`."""

    def __init__(self, text: str, result: Scan) -> None:
        self.text = text
        self.result = result
        self.events = self._counted()

    def document(self) -> Any:  # noqa: ANN401 plain YAML data
        next(self.events)  # the stream starts
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise _Stop(Mark(1, 1), "the file is empty")
        data = self._node(next(self.events), ())
        if data is None and not self.result.problems:
            raise _Stop(Mark(1, 1), "the file is empty")
        next(self.events)  # the document ends
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Stop(_mark(after), "a second document starts here; remove the '---'")
        return data

    def _counted(self) -> Iterator[yaml.Event]:
        try:
            for count, event in enumerate(yaml.parse(self.text, Loader=yaml.SafeLoader)):
                if count > MAX_NODES:
                    raise _Stop(_mark(event), f"more than {MAX_NODES} entries; split the file")
                yield event
        except yaml.MarkedYAMLError as error:
            raise _syntax(error, self.text) from error

    def _node(self, event: yaml.Event, path: KeyPath) -> Any:  # noqa: ANN401 plain YAML data
        self.result.values[path] = _mark(event)
        if isinstance(event, yaml.AliasEvent):
            self._report(event, f"the alias '*{event.anchor}' is not allowed; write it out", path)
            return None
        if tag := getattr(event, "tag", None):
            self._report(event, f"the tag '{tag}' is not allowed; remove it")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(path) >= MAX_DEPTH:
            raise _Stop(_mark(event), f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _scalar(self, event: yaml.ScalarEvent) -> Any:  # noqa: ANN401 plain YAML data
        if event.implicit[0]:
            return plain(event.value)
        if bad := _BAD.search(event.value):
            self._report(event, _unwritable(bad[0]))
        return _BAD.sub("?", event.value)

    def _sequence(self, path: KeyPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, path)
            inner = (*path, key)
            if known := self.result.keys.get(inner):
                first = f"the first is on line {known.line}"
                self._report(event, f"the key '{key}' stands twice; {first}, remove one")
            else:
                self.result.keys[inner] = _mark(event)
            value = self._node(next(self.events), inner)
            if key:
                found.setdefault(key, value)
        return found

    def _key(self, event: yaml.Event, path: KeyPath) -> str:
        """Return a key's text; empty, with a problem reported, when it is no text."""
        key = self._node(event, (*path, ""))
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            self._report(event, "the merge key '<<' is not allowed; write the keys out")
        elif isinstance(key, str) and key:
            return key
        elif isinstance(event, yaml.ScalarEvent) and event.value:
            self._report(event, f'the key {event.value} is not text; write "{event.value}"')
        elif not isinstance(event, yaml.AliasEvent):
            self._report(event, "a key must be text")
        self.result.keys.pop((*path, ""), None)
        return ""

    def _report(self, event: yaml.Event, message: str, path: KeyPath = ()) -> None:
        self.result.problems.append(Problem(_mark(event), message, path))


def _mark(event: yaml.Event) -> Mark:
    return _place(event.start_mark)


_SYNTAX: tuple[tuple[str, str, str], ...] = (
    # what the parser says, where to point (its "context" or "problem"), what we say
    (r"'\\t' that cannot start", "problem", "a tab stands here; indent with spaces"),
    (r"character '(.)' that cannot start", "problem", "text cannot start with '{}'; quote it"),
    (r"expected ':'", "context", "this line is no 'key: value'; write ': ' after the key"),
    (r"mapping values are not", "problem", "a second ': ' in one line; quote the text"),
    (r"end of stream", "context", "the quote opened here is never closed; close it"),
    (r"expected ',' or '(.)'", "context", "the bracket opened here is not closed; write '{}'"),
    (
        r"unknown escape character '(.)'",
        "problem",
        "'\\{}' has no meaning in double quotes; use single quotes",
    ),
    (r"scanning an (?:alias|anchor)", "context", "text cannot start with '*' or '&'; quote it"),
    (r"node content, but found '(.)'", "problem", "this '{}' closes nothing; remove or quote it"),
    (
        r"expected <block end>",
        "problem",
        "this does not line up with the lines above; indent entries of one list or mapping alike",
    ),
    (
        r"document start",
        "problem",
        "this does not belong to the lines above; check the indentation",
    ),
)


def _syntax(error: yaml.MarkedYAMLError, text: str) -> _Stop:
    """Reword a syntax error of the parser so that it tells what to do."""
    problem = _place(error.problem_mark or error.context_mark)
    context = _place(error.context_mark or error.problem_mark)
    lines = text.split("\n")
    for number in range(context.line, min(problem.line, len(lines)) + 1):
        if wide := _WIDE_COLON.match(lines[number - 1]):
            mark = Mark(number, wide.start(1) + 1)
            return _Stop(mark, "the colon '：' is full-width; write ': '")
    said = f"{error.context or ''} {error.problem or ''}".strip()
    before = lines[problem.line - 1][: problem.column - 1] if problem.line <= len(lines) else ""
    if "expected <block end>" in said and before.strip():
        return _Stop(problem, "this stands behind a finished value; quote the whole text")
    for pattern, where, message in _SYNTAX:
        if match := re.search(pattern, said):
            at = context if where == "context" else problem
            return _Stop(at, message.format(*match.groups()))
    return _Stop(problem, f"this is not YAML: {said}")


def _place(mark: Any) -> Mark:  # noqa: ANN401 the parser has two classes for it, and none
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)

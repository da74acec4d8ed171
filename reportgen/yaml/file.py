"""Reads YAML files; every error names its place: `file:line:col: what; what to do`.

One reader for specs, mappings, brand files and phrase catalogs. All errors of a file are reported
at once, in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from reportgen.errors import SpecError
from reportgen.yaml.faults import Fault, dotted, fault, faults
from reportgen.yaml.scan import KeyPath, Mark, Problem
from reportgen.yaml.shared_parts import Find, joined, scanned

__all__ = ["Context", "Fault", "KeyPath", "Mark", "Positioned"]
__all__ += ["dotted", "fault", "read_as", "read_yaml", "validate"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Positioned:
    """Plain data from a YAML file, with the place of each key and value."""

    path: Path
    data: Any
    keys: Mapping[KeyPath, Mark]
    values: Mapping[KeyPath, Mark]

    def mark(self, path: KeyPath = ()) -> Mark:
        """Return the place of a value, or of the nearest one around it that exists."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Mark(1, 1))

    def key_mark(self, path: KeyPath) -> Mark:
        """Return the place of a value's key; for a list item the place of the item itself."""
        return self.keys.get(path) or self.mark(path)

    def error(self, found: Iterable[Fault]) -> SpecError:
        """Make one error with a line for each fault, in the order of the file."""
        return _error(self.path, [_problem(self, each) for each in found])


@dataclass(slots=True)
class Context:
    """What validators note while a file is validated.

    Attributes:
        known_keys: `id` of a mapping → the keys it may have, for suggestions.
        alive: Mappings made on the way; while they live, their `id` stays theirs.
        faults: What is wrong across several places, noted by a validator that sees them all.
    """

    known_keys: dict[int, set[str]] = field(default_factory=dict)
    alive: list[object] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_yaml(path: Path) -> Positioned:
    """Read a file as plain data.

    Raises:
        SpecError: It cannot be read, is no YAML, or uses what is not allowed in it.
    """
    positioned, problems, _ = _read(path)
    if problems:
        raise _error(path, problems)
    return positioned


def read_as(
    path: Path, model: type[T], context: Context | None = None, find: Find | None = None
) -> T:
    """Read a file as a model; errors of its text and of its values are reported together.

    Where `find` finds other files by name, it may share parts with them: `use: common.yaml`.

    Raises:
        SpecError: The file is no YAML, or does not say what the model asks for.
    """
    positioned, problems, broken = _read(path, find)
    if broken:
        raise _error(path, problems)
    return _validated(positioned, model, context or Context(), problems)


def validate(positioned: Positioned, model: type[T], context: Context | None = None) -> T:
    """Validate plain data as a model.

    Raises:
        SpecError: It does not say what the model asks for.
    """
    return _validated(positioned, model, context or Context(), [])


def _read(path: Path, find: Find | None = None) -> tuple[Positioned, list[Problem], bool]:
    found = joined(path, find) if find else scanned(path)
    return Positioned(path, found.data, found.keys, found.values), found.problems, found.broken


def _validated(
    positioned: Positioned, model: type[T], context: Context, problems: list[Problem]
) -> T:
    result: T | None = None
    found = context.faults
    try:
        result = TypeAdapter(model).validate_python(positioned.data, context=context)
    except ValidationError as error:
        found = [*faults(error, positioned.data, context.known_keys), *context.faults]
    unknown = {problem.path for problem in problems if problem.path}
    fresh = (each for each in found if not any(each.path[: len(p)] == p for p in unknown))
    problems = [*problems, *(_problem(positioned, each) for each in fresh)]
    if problems or result is None:
        raise _error(positioned.path, problems)
    return result


def _problem(positioned: Positioned, found: Fault) -> Problem:
    mark = positioned.key_mark if found.of_key else positioned.mark
    return Problem(mark(found.path), found.message, found.path)


def _error(path: Path, problems: Iterable[Problem]) -> SpecError:
    ordered = sorted(problems, key=lambda each: (each.mark.file, each))
    lines = (
        f"{each.mark.file or path}:{each.mark.line}:{each.mark.column}: {each.message}"
        for each in ordered
    )
    return SpecError("\n".join(dict.fromkeys(lines)))

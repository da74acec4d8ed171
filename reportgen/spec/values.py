"""The types of values in a spec (months, files, tables, components) and their error messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticKnownError

from reportgen.errors import UsageError, did_you_mean
from reportgen.extension.components import Check, Component, Renderer, Section, Source
from reportgen.extension.registry import Kind, Registry
from reportgen.extension.workspace import Workspace
from reportgen.periods import Month
from reportgen.yaml.file import Context, fault

PLACEHOLDERS: Final = ("dealer", "month")
"""What a title may contain in braces."""

StandingCheck: TypeAlias = Literal[
    "scale",
    "unknown_words",
    "unreadable",
    "no_rows",
    "freshness",
    "coverage",
    "months",
    "cut_off",
    "blank",
    "undated",
    "completeness",
    "duplicates",
    "conflicts",
    "dropped",
    "no_vehicle",
    "reused_numbers",
]
"""The checks that always run, which `quality.required` may name as it may those of plugins.

`reportgen.report.quality.standing_checks` holds them; a report is made above its spec, so here
stand only their names.
"""

_TEXT: Final = WithJsonSchema({"type": "string"})
_SHOULD_BE_TEXT: Final = "string_type"


@dataclass(slots=True)
class SpecContext(Context):
    """What the values of a spec are checked against: its file, its workspace and the plugins."""

    registry: Registry = field(default_factory=Registry)
    path: Path = Path()
    workspace: Workspace = field(default_factory=lambda: Workspace(Path()))


def spec_context(info: ValidationInfo) -> SpecContext:
    """Return the `SpecContext` of a running validation.

    Raises:
        TypeError: A spec is made without one.
    """
    if not isinstance(info.context, SpecContext):
        raise TypeError("a Spec is made by read_spec, which knows the plugins")
    return info.context


def _month(value: object) -> Month:
    return Month.parse(str(value))


def _day(value: object) -> date:
    """Read a day written as `2026-11-01` only: a bare number would count as seconds since 1970."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"'{value}' is not a day; write it as YYYY-MM-DD") from None


def _title(value: str) -> str:
    try:
        found = [each for each in Formatter().parse(value) if each[1] is not None]
    except ValueError:
        raise ValueError("a '{' or '}' stands alone; write '{{' or '}}' for a brace") from None
    for _, name, layout, conversion in found:
        if name not in PLACEHOLDERS:
            hint = did_you_mean(str(name), PLACEHOLDERS) or "; there are {dealer} and {month}"
            raise ValueError(f"unknown placeholder '{{{name}}}'{hint}")
        if layout or conversion:  # `{dealer:>30000000}` would fill the memory
            raise ValueError(
                f"'{{{name}…}}' holds more than a name; write '{{{name}}}', without ':' and '!'"
            )
    return value


def _table(value: str, info: ValidationInfo) -> str:
    registry = spec_context(info).registry
    if value not in registry.tables:
        raise ValueError(registry.unknown("tables", value))
    if taken := registry.taken.get(("tables", value)):
        raise ValueError(taken)
    return value


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise PydanticKnownError(_SHOULD_BE_TEXT)


def _template(value: object, info: ValidationInfo) -> Path:
    try:
        return spec_context(info).workspace.template(_text(value))
    except UsageError as error:
        raise ValueError(str(error)) from error


def _data_file(value: object, info: ValidationInfo) -> Path:
    """Resolve a data file: it may lie anywhere, a relative path starts at the workspace."""
    return spec_context(info).workspace.folder / _text(value)


def _picked(kind: Kind, value: object, info: ValidationInfo) -> Component:
    """Return the component that `{type: …, option: …}`, or its type alone, asks for."""
    if not isinstance(value, (str, dict)):
        raise ValueError("write a mapping with a 'type'")  # noqa: TRY004 pydantic reports it
    if isinstance(value, dict) and "type" not in value:
        raise ValueError("the key 'type' is missing; add it")
    context = spec_context(info)
    classes: Mapping[str, type[Component]] = getattr(context.registry, kind)
    name = value if isinstance(value, str) else str(value["type"])
    if name not in classes:
        place = () if isinstance(value, str) else ("type",)
        raise fault(context.registry.unknown(kind, name), *place)
    if taken := context.registry.taken.get((kind, name)):
        raise fault(taken, *(() if isinstance(value, str) else ("type",)))
    return _made(classes[name], value, context)


def _made(chosen: type[Component], value: str | dict[str, Any], context: SpecContext) -> Component:
    if isinstance(value, str):
        return chosen.model_validate({}, context=context)
    options = {key: option for key, option in value.items() if key != "type"}
    context.alive.append(options)
    names = {each.alias or key for key, each in chosen.model_fields.items()}
    context.known_keys[id(value)] = {"type", *names}
    return chosen.model_validate(options, context=context)


def _one_or_more(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _every_check(value: object, info: ValidationInfo) -> object:
    """Replace `all` by every check there is that needs no option."""
    if value != "all":
        return value
    checks = spec_context(info).registry.checks
    return [
        name
        for name, check in checks.items()
        if not any(option.is_required() for option in check.model_fields.values())
    ]


def _check_name(value: object, info: ValidationInfo) -> str:
    """Check the name of a check: one of a plugin, or one that always runs."""
    known = (*get_args(StandingCheck), *spec_context(info).registry.checks)
    if value in known:
        return str(value)
    near = did_you_mean(str(value), known) or f"; there are {', '.join(known)}"
    raise ValueError(f"there is no check '{value}'{near}")


def _component(kind: Kind) -> tuple[PlainValidator, WithJsonSchema]:
    """Mark a value as a component; `reportgen.spec.json_schema` puts all known ones there."""
    return PlainValidator(partial(_picked, kind)), WithJsonSchema({"component": kind})


Title: TypeAlias = Annotated[str, AfterValidator(_title)]
TableName: TypeAlias = Annotated[str, AfterValidator(_table)]
TemplateFile: TypeAlias = Annotated[Path, PlainValidator(_template), _TEXT]
DataFile: TypeAlias = Annotated[Path, PlainValidator(_data_file), _TEXT]
ReportMonth: TypeAlias = Annotated[
    Month,
    PlainValidator(_month),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,2}$"}),
]
Day: TypeAlias = Annotated[
    date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})
]
OneCheck: TypeAlias = Annotated[Check, *_component("checks")]
Checks: TypeAlias = Annotated[
    tuple[OneCheck, ...],
    BeforeValidator(_every_check),
    WithJsonSchema(
        {
            "if": {"type": "string"},
            "then": {"const": "all"},
            "else": {"type": "array", "items": {"component": "checks"}},
        }
    ),
]
CheckName: TypeAlias = Annotated[str, PlainValidator(_check_name), _TEXT]
OneSection: TypeAlias = Annotated[Section, *_component("sections")]
OneRenderer: TypeAlias = Annotated[Renderer, *_component("renderers")]
Sources: TypeAlias = Annotated[
    tuple[Annotated[Source, *_component("sources")], ...],
    BeforeValidator(_one_or_more),
    Field(min_length=1),
    WithJsonSchema(
        {
            "if": {"type": "array"},
            "then": {"type": "array", "items": {"component": "sources"}, "minItems": 1},
            "else": {"component": "sources"},
        }
    ),
]

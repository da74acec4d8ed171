# ruff: noqa: INP001 a script beside the pages it writes
"""Write docs/reference/ from the code: `.ci/docs`. A test fails when a page is stale."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click
from declared import api, exits, hooks, metrics, tables
from reading import markdown, table

from reportgen.cli.app import cli
from reportgen.extension.components import Component, Section
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Kind, Registry
from reportgen.labels import label
from reportgen.spec.json_schema import json_schema

FOLDER: Final = Path(__file__).with_name("reference")
_MADE: Final = "<!-- made from the code by docs/generate.py; change the code, then run .ci/docs -->"
_PARTS: Final = ("report", "period", "dealers", "preface", "recommendations")
_KINDS: Final[Mapping[Kind, str]] = {
    "sources": "Sources",
    "sections": "Sections",
    "renderers": "Formats",
    "checks": "Checks",
}


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in pages(load_plugins()).items():
        (FOLDER / name).write_text(content, "utf-8")


def pages(registry: Registry) -> dict[str, str]:
    """Return every page of docs/reference/: file name → content."""
    return {
        "commands.md": _page("Commands", commands()),
        "spec.md": _page("The report spec", spec(registry)),
        "hooks.md": _page("Hooks", hooks()),
        "tables.md": _page("Tables", tables(registry)),
        "metrics.md": _page("Metrics", metrics(registry)),
        "api.md": _page("Python API", api()),
        "exit-codes.md": _page("Exit codes and errors", exits()),
    }


def _page(title: str, parts: Iterable[str]) -> str:
    return "\n\n".join((_MADE, f"# {title}", *parts)) + "\n"


# --- commands -------------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Yield every command with its arguments and options, as `--help` has them."""
    yield (
        "SPEC is `configs/monthly.yaml` where none is named. `REPORTGEN_LANG=zh` or `en` chooses "
        "the language of the terminal. [Exit codes](exit-codes.md) are the same for all commands."
    )
    for path, command in _leaves(cli, ("reportgen",)):
        context = click.Context(command, info_name=" ".join(path))
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"## {' '.join(path)}"
        yield f"```text\n{' '.join(path)} {usage}\n```"
        yield inspect.cleandoc(command.help or "")
        rows = [_option(each, context) for each in command.params]
        yield table(("option", "values", "default", "what it does"), rows)


def _leaves(
    group: click.Group, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command, (*path, name))
        else:
            yield (*path, name), command


def _option(each: click.Parameter, context: click.Context) -> tuple[str, ...]:
    if isinstance(each, click.Argument):
        default = f"`{each.default}`" if not each.required else "required"
        return f"`{each.human_readable_name}`", "", default, ""
    values = "" if getattr(each, "is_flag", False) else each.make_metavar(context)
    if isinstance(each.type, click.IntRange):
        values = f"{each.type.min}–{each.type.max}"
    told = isinstance(each.default, (str, int, Path)) and each.default not in {False, ""}
    names = ", ".join(f"`{name}`" for name in each.opts)
    return names, values, f"`{each.default}`" if told else "", getattr(each, "help", "") or ""


# --- spec -----------------------------------------------------------------------------------


def spec(registry: Registry) -> Iterator[str]:
    """Yield every key of a spec, and every option of every component."""
    schema = json_schema(registry)
    definitions = schema["definitions"]
    yield (
        "A spec is one YAML file. `reportgen schema --out spec.schema.json` writes the same as "
        "JSON Schema, with the options of your own plugins; an editor then completes and checks. "
        "Where a component needs no option, its `type` alone may stand instead of a mapping."
    )
    yield "## Top level"
    whole = schema["then"]  # what a spec must say that uses no other file
    yield _keys({**schema, **whole, "properties": schema["properties"]})
    for name in _PARTS:
        yield f"## {name}"
        for model in _models(schema["properties"][name], definitions):
            definition = {**definitions[model], **whole["properties"].get(name, {})}
            yield f"{definition['description']}\n\n{_keys(definition)}"
    yield f"### report.privacy\n\n{_keys(definitions['PrivacySettings'])}"
    for kind, title in _KINDS.items():
        yield f"## {title}"
        offers: Mapping[str, type[Component]] = getattr(registry, kind)
        if not offers:
            yield "None ships with reportgen; a plugin may add some, see [hooks](hooks.md)."
        for name, offered in sorted(offers.items()):
            yield from _component(kind, name, offered, definitions)


def _component(
    kind: Kind, name: str, offered: type[Component], definitions: Mapping[str, Any]
) -> Iterator[str]:
    yield f"### {name}"
    yield markdown(inspect.getdoc(offered) or "")
    if issubclass(offered, Section):
        title = label(offered.heading)
        yield f"Chapter: {title.zh} / {title.en}. {_needs(offered)}"
    yield _keys(definitions[f"{kind}.{name}"])
    for inner in sorted(key for key in definitions if key.startswith(f"{kind}.{name}.")):
        yield f"`{inner.rsplit('.', 1)[-1]}`\n\n{_keys(definitions[inner])}"


def _needs(section: type[Section]) -> str:
    ways = [{**section.needs, **way} for way in section.needs_any or ({},)]
    said = [
        ", ".join(
            f"`{name}` ({', '.join(columns) or 'any column'})" for name, columns in way.items()
        )
        for way in ways
    ]
    return f"Needs {'; or '.join(filter(None, said)) or 'nothing'}."


def _models(part: Any, definitions: Mapping[str, Any]) -> Iterator[str]:  # noqa: ANN401 JSON
    """Yield the definitions a part of the schema refers to, in the order they are named."""
    if isinstance(part, list):
        for inner in part:
            yield from _models(inner, definitions)
    elif isinstance(part, dict):
        if name := part.get("$ref", "").rsplit("/", 1)[-1]:
            yield name
        for inner in part.values():
            yield from _models(inner, definitions)


def _keys(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = []
    for name, part in schema.get("properties", {}).items():
        default = "required" if name in required else _default(part.get("default"))
        rows.append((f"`{name}`", _kind(part), default, part.get("description", "")))
    return table(("key", "value", "default", "meaning"), rows)


def _default(value: object) -> str:
    """Write a default as one would in a spec; none where leaving the key out says it all."""
    if value in (None, "", [], {}) or isinstance(value, dict):
        return ""
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _kind(part: Mapping[str, Any]) -> str:  # noqa: PLR0911 one case a kind of schema
    """Say in words which kind of value a part of the schema asks for."""
    if "const" in part:
        return f"`{part['const']}`"
    if "enum" in part:
        return " or ".join(
            f"`{json.dumps(v, ensure_ascii=False)[1:-1]}`" if isinstance(v, str) else f"`{v}`"
            for v in part["enum"]
        )
    if "$ref" in part:
        return _named(part["$ref"].rsplit("/", 1)[-1])
    if "if" in part and isinstance(options := part.get("else"), dict):
        then = part["then"]
        # a component's type alone is allowed wherever the component is: said once, on top
        first = [] if "enum" in then else [_kind(then)]
        others = [one["then"] for one in options["allOf"]] if "allOf" in options else [options]
        return " or ".join([*first, *map(_kind, others)])
    for several in ("allOf", "anyOf"):
        if several in part:
            kinds = dict.fromkeys(map(_kind, part[several]))
            return " or ".join(kind for kind in kinds if kind not in {"null", "``"})
    match part.get("type"):
        case "array":
            return f"list of {_kind(part.get('items', {}))}"
        case "object":
            inner = part.get("additionalProperties")
            return f"mapping to {_kind(inner)}" if isinstance(inner, dict) else "mapping"
        case kind:
            return f"{kind or 'component'}{_range(part)}"


def _named(definition: str) -> str:
    """Link a component to its own heading, any other mapping to its description."""
    name = definition.partition(".")[2]
    return f"[{name}](#{name})" if name and "." not in name else "mapping, see below"


def _range(part: Mapping[str, Any]) -> str:
    limits = (("minimum", "from {}"), ("exclusiveMinimum", "above {}"), ("maximum", "to {}"))
    said = [text.format(part[key]) for key, text in limits if key in part]
    return f" {' '.join(said)}" if said else ""


if __name__ == "__main__":
    main()

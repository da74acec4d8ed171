"""Makes the JSON Schema of a spec, with the options of every plugin, for completion in editors.

Draft-07, which the YAML support of the common editors understands.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, get_args

from reportgen.extension.components import Component
from reportgen.extension.registry import Kind, Registry
from reportgen.labels import LANGUAGES
from reportgen.spec.spec import Spec
from reportgen.yaml.shared_parts import USE

Schema: TypeAlias = dict[str, Any]

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_USED: Final[Schema] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "description": "files in configs/ whose keys it shares; its own go first",
}
_PLACE: Final = "#/definitions/{model}"
_SOURCE: Final = "sources"
_REFERENCE: Final[Schema] = {"$ref": f"#/definitions/{_SOURCE}"}
"""What one source must say in all."""
_KINDS: Final[tuple[Kind, ...]] = ("sources", "checks", "sections", "renderers")


def json_schema(registry: Registry) -> Schema:
    """Return the JSON Schema of a spec that may use what the registry offers."""
    schema = Spec.model_json_schema(ref_template=_PLACE)
    definitions = schema.pop("$defs", {})
    for kind in _KINDS:
        offers: Mapping[str, type[Component]] = getattr(registry, kind)
        for name, offered in sorted(offers.items()):
            definitions[f"{kind}.{name}"] = _component(kind, name, offered, definitions)
    definitions[_SOURCE] = _whole_source(registry, definitions)
    schema |= {"if": {"not": {"required": [USE]}}, "then": _whole(schema, definitions)}
    schema["properties"] = {USE: _USED, **schema["properties"]}
    schema["properties"]["sources"] = _tables(registry, schema["properties"]["sources"])
    whole = {"$schema": _DRAFT, **schema, "definitions": definitions}
    return dict(_draft07(whole, registry))


def _whole(schema: Schema, definitions: Schema) -> Schema:
    """Take out what a spec must say where no other file says it, and return that.

    That is its own keys and those of the mappings under them, which `use` joins key by key.
    """
    inner = {}
    for name, part in schema["properties"].items():
        model = definitions.get(part.get("$ref", "").rsplit("/", 1)[-1], {})
        if "required" in model:
            inner[name] = {"required": model.pop("required")}
    inner["sources"] = {"additionalProperties": _REFERENCE}
    return {"required": schema.pop("required"), "properties": inner}


def _whole_source(registry: Registry, definitions: Schema) -> Schema:
    """Take out what a source must say where no other file says it, and return that."""
    needs = {name: definitions[f"sources.{name}"].pop("required") for name in registry.sources}
    by_type = [{**_typed(name), "then": {"required": needs[name]}} for name in sorted(needs)]
    return {"if": {"type": "object"}, "then": {"required": ["type"], "allOf": by_type}}


def _component(kind: Kind, name: str, offered: type[Component], definitions: Schema) -> Schema:
    """Return the schema of one component: `type` says which, every other key is an option."""
    schema = offered.model_json_schema(ref_template=_PLACE.replace("{", f"{kind}.{name}.{{"))
    for inner, definition in schema.pop("$defs", {}).items():
        definitions[f"{kind}.{name}.{inner}"] = definition
    text = _first_line(offered)
    properties = {"type": {"const": name, "description": text}, **schema.get("properties", {})}
    required = ["type", *schema.get("required", ())]
    return {**schema, "description": text, "properties": properties, "required": required}


def _first_line(offered: type[Component]) -> str:
    return (inspect.getdoc(offered) or offered.__name__).split("\n", 1)[0]


def _tables(registry: Registry, schema: Schema) -> Schema:
    """Return the schema of `sources` with the known tables as its only keys."""
    one = schema["additionalProperties"]
    one["then"]["items"] |= {"allOf": [_REFERENCE]}  # a list is never joined with another
    tables = {
        name: {**one, "description": " / ".join(contract.row.in_(lang) for lang in LANGUAGES)}
        for name, contract in sorted(registry.tables.items())
    }
    return {**schema, "properties": tables, "additionalProperties": False}


def _draft07(part: Any, registry: Registry) -> Any:  # noqa: ANN401 any part of a schema
    """Convert a part to draft-07: components filled in, and no keyword beside a `$ref`."""
    if isinstance(part, list):
        return [_draft07(inner, registry) for inner in part]
    if not isinstance(part, dict):
        return part
    if part.get("component") in get_args(Kind):
        part = {**{k: v for k, v in part.items() if k != "component"}, **_choice(part, registry)}
    if "$ref" in part and len(part) > 1:
        others = {key: inner for key, inner in part.items() if key != "$ref"}
        part = {**others, "allOf": [{"$ref": part["$ref"]}]}
    return {key: _draft07(inner, registry) for key, inner in part.items()}


def _choice(part: Mapping[str, Any], registry: Registry) -> Schema:
    """Return the schema of any component of a kind: its type alone, or a mapping with options.

    The type picks the options, so that a validator names the one that is wrong; of an `anyOf` it
    could only say that nothing fits.
    """
    kind: Kind = part["component"]
    names = sorted(getattr(registry, kind))
    if not names:
        return {"not": {}}
    options = [{**_typed(name), "then": {"$ref": f"#/definitions/{kind}.{name}"}} for name in names]
    picked = {"type": "object", "properties": {"type": {"enum": names}}, "allOf": options}
    if kind == "sources":  # the type may stand in a file it uses
        fields = {field for name in names for field in registry.sources[name].model_fields}
        any_type = {"propertyNames": {"enum": sorted(fields)}}
        options.append({"if": {"not": {"required": ["type"]}}, "then": any_type})
    else:
        picked |= {"required": ["type"]}
    return {"if": {"type": "string"}, "then": {"enum": names}, "else": picked}


def _typed(name: str) -> Schema:
    """Return the condition that a component is of a type."""
    return {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}}

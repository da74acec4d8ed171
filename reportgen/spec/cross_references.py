"""Checks the places of a spec that name each other: ids, dealers, tables, owners, mapping files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.errors import UsageError, did_you_mean
from reportgen.extension.workspace import Workspace
from reportgen.intake.category_words import word_faults
from reportgen.spec.values import SpecContext
from reportgen.yaml.file import Fault, KeyPath, dotted


def cross_faults(raw: Mapping[str, Any], context: SpecContext) -> Iterator[Fault]:
    """Yield the faults between places of a spec, such as an owner for a section it lacks."""
    ids = _section_ids(raw.get("sections"))
    yield from _repeated(("sections",), ids, "give one of them another 'id'")
    dealers = raw.get("dealers")
    if isinstance(dealers, list):
        codes = [str(d.get("id", "")) if isinstance(d, dict) else str(d) for d in dealers]
        yield from _repeated(("dealers",), codes, "remove one")
    elif isinstance(dealers, dict) and dealers.get("from") in list(context.registry.tables):
        yield from _unread_table(dealers["from"], raw.get("sources"))
    if ids:
        yield from _strange_owners(raw.get("recommendations"), ids)
    for table, path, source in _sources(raw.get("sources")):
        yield from _lost_mapping(path, source, context.workspace)
        if table in context.registry.tables:
            for each in word_faults(source.get("words"), context.registry.tables[table]):
                place = (*path, "words", *each.path)
                yield each._replace(path=place, message=f"{dotted(path)}{each.message}")


def _section_ids(sections: object) -> list[str]:
    if not isinstance(sections, list):
        return []
    named = [s if isinstance(s, dict) else {"type": s} for s in sections]
    return [str(section.get("id") or section.get("type") or "") for section in named]


def _repeated(where: KeyPath, names: list[str], advice: str) -> Iterator[Fault]:
    for position, name in enumerate(names):
        first = names.index(name)
        if name and first != position:
            path = (*where, position)
            yield Fault(
                path, f"{dotted(path)}'{name}' stands twice, first as entry {first + 1}; {advice}"
            )


def _unread_table(table: str, sources: object) -> Iterator[Fault]:
    if isinstance(sources, dict) and table not in sources:
        near = did_you_mean(table, sources) or f"; there are {', '.join(sources)}"
        yield Fault(("dealers", "from"), f"dealers.from: no source reads the table '{table}'{near}")


def _strange_owners(recommendations: object, ids: list[str]) -> Iterator[Fault]:
    owners = recommendations.get("owners") if isinstance(recommendations, dict) else None
    for section in owners if isinstance(owners, dict) else ():
        if section not in ids:
            path = ("recommendations", "owners", str(section))
            near = did_you_mean(section, ids) or f"; there are {', '.join(ids)}"
            yield Fault(path, f"{dotted(path)}there is no such section{near}", of_key=True)


def _sources(sources: object) -> Iterator[tuple[str, KeyPath, Mapping[str, Any]]]:
    """Yield table, place and options of every source that has options."""
    for table, value in sources.items() if isinstance(sources, dict) else ():
        listed = value if isinstance(value, list) else [value]
        for position, source in enumerate(listed):
            inner = (position,) if isinstance(value, list) else ()
            if isinstance(source, dict):
                yield str(table), ("sources", str(table), *inner), source


def _lost_mapping(
    path: KeyPath, source: Mapping[str, Any], workspace: Workspace
) -> Iterator[Fault]:
    """Yield a fault for a mapping file that does not exist or lies outside the workspace."""
    if isinstance(source.get("mapping"), str):
        try:
            workspace.config(source["mapping"])
        except UsageError as error:
            place = (*path, "mapping")
            yield Fault(place, f"{dotted(place)}{error}")

"""Checks what a plugin offers when it is loaded: contracts, sentences, defaults, needs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import TypeAdapter, ValidationError

from reportgen.document.declared_values import WrongValue, as_declared
from reportgen.errors import did_you_mean
from reportgen.extension.components import Check, Component, Section
from reportgen.labels import LANGUAGES, Label
from reportgen.metric.table_contracts import TableContract
from reportgen.section.phrases import sentence_faults

_NAME: Final = re.compile("[a-z][a-z0-9_]*")
_SUFFIX: Final = r"(\.\w+)+"
_DEALER: Final = "dealer"
"""Every table has it: of its file, of the file's name, or of the spec."""
_VEHICLE: Final = "vehicle"
"""What the engine makes of VIN, plate and owner."""


def contract_faults(contract: TableContract) -> Iterator[str]:
    """Yield what is wrong with the contract of a table."""
    where = f"table '{contract.name}'"
    try:
        as_declared(contract, TableContract, where)
    except WrongValue as fault:
        yield str(fault)
        return
    names = [column.name for column in contract.columns]
    for name in (contract.name, *names):
        if not _NAME.fullmatch(name):
            yield f"{where}: '{name}' is no name; use small letters, digits and _"
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"{where}: column '{name}' stands twice; remove one"
    for option, used in _columns_named(contract):
        if used not in names:
            yield f"{where}: {option}: {_no_column(used, names)}"
    yield from (f"{where}: {fault}" for fault in _column_faults(contract))


def _columns_named(contract: TableContract) -> Iterator[tuple[str, str]]:
    """Yield the columns that other parts of a contract name, each with the part."""
    yield from (("key", name) for name in contract.key)
    yield from (("date", name) for name in (contract.date,) if name)
    yield from (("owner", name) for name in (contract.owner,) if name)
    yield from (("rules", name) for rule in contract.rules for name in (rule.earlier, rule.later))


def _column_faults(contract: TableContract) -> Iterator[str]:
    for column in contract.columns:
        if column.low is not None and column.high is not None and column.low > column.high:
            yield f"column '{column.name}': low {column.low:g} is more than high {column.high:g}"
        if column.name == contract.date and column.traits.holds != "time":
            yield f"date: column '{column.name}' is a {column.kind}; a date or datetime is needed"


def component_faults(offer: type[Component]) -> Iterator[str]:
    """Yield what is wrong with the class of a component, apart from what it needs."""
    yield from _heading_faults(offer)
    yield from _method_faults(offer)
    yield from _ending_fault(offer)
    for fault in sentence_faults(getattr(offer, "phrases", {})):
        yield f"{offer.__name__}.phrases: {fault}"
    for name, option in offer.model_fields.items():
        if option.is_required() or name in Component.model_fields:
            continue
        default = option.get_default(call_default_factory=True, validated_data={})
        try:
            TypeAdapter(option.rebuild_annotation()).validate_python(default)
        except ValidationError as error:
            said = error.errors()[0]["msg"]
            yield f"{offer.__name__}: option '{name}': its default {default!r} does not fit: {said}"


def _heading_faults(offer: type[Component]) -> Iterator[str]:
    heading: object = getattr(offer, "heading", "")
    if isinstance(heading, Mapping) and (lacking := set(LANGUAGES) - heading.keys()):
        yield f"{offer.__name__}.heading: no text in '{min(lacking)}'; add it"
    elif not isinstance(heading, Label | str | Mapping):
        yield f"{offer.__name__}.heading: {type(heading).__name__}; write Label(zh, en)"


def _method_faults(offer: type[Component]) -> Iterator[str]:
    """Yield the methods the engine calls that do not take what they are given."""
    if "__init__" in vars(offer):
        yield f"{offer.__name__} defines __init__; declare its options as fields instead"
    base = next(one for one in offer.__mro__ if one.__base__ is Component)
    for name, method in vars(base).items():
        if name[:1] == "_" or not inspect.isfunction(method):
            continue
        wanted = inspect.signature(method)
        try:
            inspect.signature(getattr(offer, name)).bind(*wanted.parameters)
        except TypeError:
            given = ", ".join(wanted.parameters)
            yield f"{offer.__name__}.{name} takes other arguments; write `def {name}({given})`"


def _ending_fault(offer: type[Component]) -> Iterator[str]:
    suffix = getattr(offer, "suffix", None)
    if suffix is not None and not re.fullmatch(_SUFFIX, str(suffix)):
        yield f"{offer.__name__}: suffix {suffix!r}; write the ending of its files, such as '.txt'"


def need_faults(offer: type[Component], tables: Mapping[str, TableContract]) -> Iterator[str]:
    """Yield the tables and columns a section or check needs that nobody declares."""
    if not issubclass(offer, Section | Check):
        return
    wanted: list[tuple[str, Mapping[str, Iterable[str]]]] = [("needs", offer.needs)]
    if issubclass(offer, Section):
        wanted += [("needs_any", way) for way in offer.needs_any]
        wanted += [("wants", offer.wants)]
    for option, needs in wanted:
        yield from (f"{offer.__name__}.{option}: {fault}" for fault in _needs(needs, tables))


def _needs(needs: object, tables: Mapping[str, TableContract]) -> Iterator[str]:
    if not isinstance(needs, Mapping):
        yield f"{type(needs).__name__}; write {{table: [columns]}}"
        return
    for table, columns in needs.items():
        if table not in tables:
            near = did_you_mean(str(table), tables) or f"; there are {', '.join(tables)}"
            yield f"there is no table '{table}'{near}"
        elif isinstance(columns, str) or not isinstance(columns, Iterable):
            yield f"'{table}': {columns!r}; write a list of columns"
        else:
            known = [column.name for column in tables[table].columns]
            known += [_VEHICLE] if tables[table].vehicle_columns else []
            lost = (name for name in columns if name not in {*known, _DEALER})
            yield from (f"{table}: {_no_column(name, known)}" for name in lost)


def _no_column(name: str, known: list[str]) -> str:
    near = did_you_mean(name, known) or f"; there are {', '.join(known)}"
    return f"there is no column '{name}'{near}"

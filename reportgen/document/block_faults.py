"""Checks a block against the annotations of its class; what is wrong is said with its place in it.

The dataclasses of `reportgen.document.blocks` say what each field holds, so no block needs a check
of its own. Lists become tuples on the way, and numbers of numpy numbers of Python.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from reportgen.document.blocks import Block, Cell, Chart, Kpi, Series, Table
from reportgen.document.facts import Fact, Shown, Words
from reportgen.errors import did_you_mean

T = TypeVar("T")

MOST_SERIES: Final = 255
"""Series of one chart, Excel's limit."""
_UNTOUCHED: Final = frozenset({"metric", "expr", "undermines"})
"""Fields the engine fills in itself."""
_CALLED: Final[Mapping[Any, str]] = {
    Words: "a sentence; write words(…) or data.say(…)",
    Cell: "text, a number, a date, a Fact, words(…) or None",
    str: "text",
    float: "a number",
    int: "a whole number",
    bool: "True or False",
    date: "a date",
    Shown: "a Fact that words(…) put there",
    NoneType: "None",
}
_MISSING: Final = frozenset({"NAType", "NaTType"})
_NO_VALUE: Final = "where there is no value, write None (it prints —) or a Fact that says why"
_INSTEAD: Final[Mapping[type, str]] = {
    str: "write Text(words(…))",
    Fact: "write Text(words(fact)) or Kpis((Kpi(fact),))",
    Shown: "write Text(words(…))",
    Kpi: "write Kpis((kpi,))",
    Series: "write Chart(…, series=(series,))",
    NoneType: "write a block after `yield`",
}
_BLOCKS: Final = get_args(Block)


class BlockFault(ValueError):  # noqa: N818 a fault of a block, told where it is yielded
    """Raised for what is no block, or a block that holds what it must not."""


def checked(value: object) -> Block:
    """Return a block as its class declares it.

    Raises:
        BlockFault: It is no block, or a field holds something else than it declares.
    """
    if not isinstance(value, _BLOCKS):
        raise BlockFault(_no_block(value))
    named = getattr(value, "id", "")
    where = type(value).__name__ + (f" '{named}'" if isinstance(named, str) and named else "")
    block: Block = _settled(value, type(value), where)
    for fault in _faults(block):
        raise BlockFault(f"{where}: {fault}")
    return block


def _no_block(value: object) -> str:
    kinds = ", ".join(kind.__name__ for kind in _BLOCKS)
    hint = next((hint for kind, hint in _INSTEAD.items() if isinstance(value, kind)), "")
    if hasattr(value, "columns") and hasattr(value, "iloc"):
        hint = "write Table(id, caption, columns, rows)"
    elif not hint and isinstance(value, Sequence | Iterator):
        hint = "write `yield from` for several blocks"
    return f"yielded {_kind_of(value)}, which is no block; {hint or f'there are {kinds}'}"


def _kind_of(value: object) -> str:
    """Return what a value is, for a message: its class, and a short text of it."""
    if value is None:
        return "None"
    said = repr(value) if isinstance(value, str | int | float) else ""
    return f"{type(value).__name__} {said:.60}".strip()


# --- values against annotations -------------------------------------------------------------


def _settled(value: Any, hint: Any, where: str) -> Any:  # noqa: ANN401, PLR0911 one case a kind of hint
    """Return a value as its annotation declares it.

    Raises:
        BlockFault: It is something else.
    """
    origin = get_origin(hint)
    if origin is Literal:
        return _chosen(value, get_args(hint), where)
    if origin in {Union, UnionType}:
        return _settled(value, _member(value, hint, where), where)
    if origin is tuple:
        return _listed(value, hint, where)
    value = _of_python(value)
    if hint is Any:
        return value
    if is_dataclass(hint):
        _require(value, hint, where)  # type: ignore[arg-type]
        return _parts(value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return value
    _require(value, hint, where)
    return value


def _require(value: object, hint: type, where: str) -> None:
    if type(value).__name__ in _MISSING:
        raise BlockFault(f"{where}: {value}; {_NO_VALUE}")
    wrong = isinstance(value, bool) and hint is not bool
    if wrong or not isinstance(value, hint):
        raise BlockFault(f"{where}: {_kind_of(value)}; expected {_said(hint)}")
    if isinstance(value, float) and not math.isfinite(value):
        raise BlockFault(f"{where}: {value}; {_NO_VALUE}")


def _of_python(value: Any) -> Any:  # noqa: ANN401 any value of a block
    """Return the number of Python for one of numpy; anything else as it is."""
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


def _chosen(value: object, known: tuple[Any, ...], where: str) -> object:
    try:
        if value in known:
            return value
    except (TypeError, ValueError):  # neither hashable nor comparable
        pass
    near = did_you_mean(str(value), [one for one in known if isinstance(one, str)])
    there = f"; there are {', '.join(map(str, known))}"
    raise BlockFault(f"{where}: {_kind_of(value)} is not one of its values{near or there}")


def _member(value: object, hint: Any, where: str) -> Any:  # noqa: ANN401 an annotation
    """Return the member of a union that a value is meant to be."""
    members = get_args(hint)
    value = _of_python(value)
    for one in members:
        if get_origin(one) is Literal:
            if isinstance(value, str):
                literals = (arg for m in members if get_origin(m) is Literal for arg in get_args(m))
                return Literal[tuple(literals)]
        elif get_origin(one) is tuple:
            if isinstance(value, tuple | list):
                return one
        elif isinstance(value, (float, int) if one is float else one) and not isinstance(
            value, bool
        ):
            return one
    if type(value).__name__ in _MISSING:
        raise BlockFault(f"{where}: {value}; {_NO_VALUE}")
    raise BlockFault(f"{where}: {_kind_of(value)}; expected {_said(hint)}")


def _listed(value: object, hint: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401 an annotation
    if not isinstance(value, tuple | list) or hasattr(value, "_fields"):
        raise BlockFault(f"{where}: {_kind_of(value)}; expected {_said(hint)}")
    each = get_args(hint)[0]
    new = tuple(_settled(one, each, f"{where}[{at}]") for at, one in enumerate(value))
    same = isinstance(value, tuple) and all(a is b for a, b in zip(new, value, strict=True))
    return value if same else new  # type: ignore[return-value]


def _parts(value: T, where: str) -> T:
    """Return a block, or a part of one, with every field as it is declared."""
    changed: dict[str, Any] = {}
    for name, hint in _hints(type(value)).items():  # type: ignore[arg-type]
        own = getattr(value, name)
        new = _settled(own, hint, f"{where}.{name}")
        if new is not own:
            changed[name] = new
    return replace(value, **changed) if changed else value  # type: ignore[type-var]


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind) if one.name not in _UNTOUCHED}


def _said(hint: Any) -> str:  # noqa: ANN401 an annotation
    """Name what an annotation asks for."""
    if hint in _CALLED:
        return _CALLED[hint]
    if get_origin(hint) in {Union, UnionType}:
        return " or ".join(dict.fromkeys(map(_said, get_args(hint))))
    if get_origin(hint) is tuple:
        return f"a tuple of {_said(get_args(hint)[0])}"
    return f"{getattr(hint, '__name__', hint)}"


# --- what no annotation says ----------------------------------------------------------------


def _faults(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from _ragged(block)
        case Chart():
            yield from _unplottable(block)
        case _:
            return


def _ragged(table: Table) -> Iterator[str]:
    wide = len(table.columns)
    for at, row in enumerate(table.rows):
        if len(row) != wide:
            yield f"rows[{at}] has {len(row)} cells for {wide} columns; give None for an empty one"
    for at in table.marked:
        if not -1 < at < len(table.rows):
            yield f"marked: there is no row {at}; the first is 0, the last {len(table.rows) - 1}"


def _unplottable(chart: Chart) -> Iterator[str]:
    if not chart.categories or not chart.series:
        lacking = "categories" if not chart.categories else "series"
        yield f"it has no {lacking}; where there are no data, yield a Text that says so instead"
    if len(chart.series) > MOST_SERIES:
        yield f"{len(chart.series)} series; a chart holds at most {MOST_SERIES}"
    for at, one in enumerate(chart.series):
        if len(one.values) != len(chart.categories):
            yield (
                f"series[{at}] '{one.name}' has {len(one.values)} values for "
                f"{len(chart.categories)} categories; give one value, or None, for each"
            )
    for name in chart.highlight:
        if name not in chart.categories:
            near = did_you_mean(name, chart.categories)
            yield f"highlight: there is no category '{name}'{near}"

"""Takes the blocks a section yields, each checked where it is yielded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import GeneratorType
from typing import Final, TypeVar

from reportgen.document.block_faults import checked
from reportgen.document.blocks import Block, Finding, Recommendation
from reportgen.document.declared_values import WrongValue
from reportgen.errors import SectionError, did_you_mean
from reportgen.extension.plugin_faults import place, place_of
from reportgen.report.contradictions import contradictions
from reportgen.section.data import Data

T = TypeVar("T")

MOST: Final = 2000
"""Blocks of one chapter; by judgement: a hundred times the longest one. More never end."""


def blocks_of(made: object, maker: object, data: Data | None = None) -> tuple[Block, ...]:
    """Return the blocks that `build` made; `maker` is the method itself.

    `data` is what it was given: with it, what the blocks say is held against each other.

    Raises:
        SectionError: One is no block, holds what it must not, or contradicts another; told with
            the line of its `yield`.
    """
    placed = tuple(yielded(made, maker, checked))
    blocks = tuple(block for _, block in placed)
    for here, fault in contradictions(placed, data) if data else ():
        raise SectionError(f"{here}: {fault}")
    if not blocks:
        raise SectionError(
            f"{_of_maker(maker)}: it yielded no block; where there is nothing to show, yield a "
            "Text that says so"
        )
    return blocks


def findings_of(made: object, maker: object) -> tuple[Finding, ...]:
    """Return the findings that `check` made.

    Raises:
        SectionError: One is no finding, or holds what it must not.
    """
    return tuple(finding for _, finding in yielded(made, maker, _finding))


def _finding(value: object) -> Finding:
    block = checked(value)
    if not isinstance(block, Finding):
        raise WrongValue(f"yielded {type(block).__name__}; a check yields Finding(…) only")
    return block


def yielded(made: object, maker: object, check: Callable[[object], T]) -> Iterator[tuple[str, T]]:
    """Yield what a plugin's generator or list holds, each checked, with the line it is from.

    Raises:
        SectionError: As for `blocks_of`.
    """
    if not isinstance(made, Iterable) or isinstance(made, str):
        name = getattr(maker, "__name__", "it")
        hint = (
            f"{name} has no `yield`" if made is None else "yield blocks, or return a list of them"
        )
        raise SectionError(f"{_of_maker(maker)}: {name} returned {type(made).__name__}; {hint}")
    known: dict[tuple[type, str], str] = {}
    for count, value in enumerate(made, start=1):
        here = _place(made) or _of_maker(maker)
        if count > MOST:
            raise SectionError(f"{here}: more than {MOST:,} blocks; does the loop end?")
        try:
            found = check(value)
            _note(found, here, known)
        except WrongValue as fault:
            raise SectionError(f"{here}: {fault}") from None
        yield here, found


def _note(block: object, here: str, known: dict[tuple[type, str], str]) -> None:
    """Remember a block by its id; refuse an id that is taken, and advice on an unknown finding."""
    own = getattr(block, "id", "")
    if not own:
        return
    if before := known.get((type(block), own)):
        kind = type(block).__name__
        raise WrongValue(f"there is a {kind} '{own}' already, from {before}; give it another id")
    known[type(block), own] = here
    if isinstance(block, Recommendation):
        findings = [name for kind, name in known if kind is Finding]
        if block.finding not in findings:
            near = did_you_mean(block.finding, findings) or "; yield the finding before its advice"
            raise WrongValue(f"Recommendation '{own}': there is no finding '{block.finding}'{near}")


def _place(made: object) -> str:
    """Return where a generator stands; empty for a list."""
    while isinstance(inner := getattr(made, "gi_yieldfrom", None), GeneratorType):
        made = inner
    frame = getattr(made, "gi_frame", None)
    return place(frame.f_code, frame.f_lineno) if frame else ""


def _of_maker(maker: object) -> str:
    return place_of(maker) or "the plugin"

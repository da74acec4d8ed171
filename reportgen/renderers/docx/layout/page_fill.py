"""Fills pages with lines and rows, ending each where a page may end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reportgen.renderers.docx.layout.paragraph_style import ParagraphStyle
from reportgen.renderers.docx.layout.unsure import UnsureError

_WIDOWS: Final = 2
"""Lines of a paragraph a page has at least under widow control, as Word and LibreOffice count."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or a table row; lengths in twips."""

    height: float
    before: float = 0
    """The space above it; a page that just happens to begin with it leaves it out."""
    after: float = 0
    kept: bool = False
    """Whether it stands on the page of the next."""
    forced: bool = False
    """Whether it begins a page."""
    head: float = 0
    """The rows a table repeats above it where a page begins with it."""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A paragraph or table: the pieces it makes, and those it may make instead."""

    ways: tuple[tuple[Piece, ...], ...]


def lines(
    look: ParagraphStyle,
    count: int,
    height: float,
    borders: tuple[float, float],
    marks: Sequence[str],
) -> tuple[Piece, ...]:
    """Return the lines of a paragraph as pieces; `borders` is the height of those around it."""
    made = []
    for i in range(count):
        first, last = i == 0, i == count - 1
        alone = look.widows and (i + 1 < _WIDOWS or count - i - 1 < _WIDOWS)
        made.append(
            Piece(
                height + first * borders[0] + last * borders[1],
                look.before if first else 0,
                look.after if last else 0,
                # LibreOffice moves a paragraph that stays with the next as a whole.
                kept=look.keep_next or (not last and (look.keep_lines or alone)),
                forced=look.page_break and first,
                marks=tuple(marks) if first else (),
            )
        )
    return tuple(made)


@dataclass(frozen=True, slots=True)
class FilledPages:
    """The page of every mark, counted from 0, and the part of each page that is used."""

    found: Mapping[str, int]
    used: Sequence[float]
    run_on: frozenset[str] = frozenset()
    """The marks of pieces that begin no page, although they might."""


@dataclass(frozen=True, slots=True)
class RunOn:
    """When a piece that begins a page stands on the page before instead: one filled to less."""

    least: float
    before: float
    """The space above such a piece, in twips."""


_NEVER: Final = RunOn(0, 0)


def pages(pieces: Sequence[Piece], height: float, rule: RunOn = _NEVER) -> FilledPages:
    """Fill pages with pieces.

    Raises:
        UnsureError: Pieces that stay together are higher than a page.
    """
    found: dict[str, int] = {}
    run_on: set[str] = set()
    filled: list[float] = []
    ends = [0.0] * len(pieces)
    start = at = 0
    used = 0.0
    while at < len(pieces):
        piece = pieces[at]
        begins = piece.forced and at > start
        run_on.difference_update(piece.marks)
        if begins and used < rule.least * height:
            run_on.update(piece.marks)
            piece, begins = replace(piece, before=rule.before), False
        above = _above(pieces, at, start, piece)
        if at > start and (begins or used + above + piece.height > height):
            at = start = at if begins else _begin(pieces, start, at)
            filled.append(ends[at - 1] / height)
            used = 0.0
            continue
        used += above + piece.height
        ends[at] = used
        found |= dict.fromkeys(piece.marks, len(filled))
        at += 1
    return FilledPages(found, (*filled, used / height), frozenset(run_on))


def _above(pieces: Sequence[Piece], at: int, start: int, piece: Piece) -> float:
    """Return what stands above a piece on a page that begins with `start`."""
    if at > start:
        return max(pieces[at - 1].after, piece.before)
    return piece.head + (piece.before if piece.forced or not at else 0)


def _begin(pieces: Sequence[Piece], start: int, over: int) -> int:
    """Return the piece the next page begins with, when the page is full at `over`."""
    at = over
    while at > start and pieces[at - 1].kept:
        at -= 1
    if at == start:
        raise UnsureError("what has to stay together is higher than a page")
    return at

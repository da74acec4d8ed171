"""Where pages end: what stays together, what repeats, which space a new page leaves out."""

from __future__ import annotations

import pytest

from reportgen.renderers.docx.layout.page_fill import Piece, RunOn, UnsureError, lines, pages
from reportgen.renderers.docx.layout.paragraph_style import ParagraphStyle

PAGE = 1000


def where(*pieces: Piece) -> list[int]:
    """The page of each piece."""
    marked = [
        Piece(p.height, p.before, p.after, p.kept, p.forced, p.head, (str(i),))
        for i, p in enumerate(pieces)
    ]
    made = pages(marked, PAGE)
    assert len(made.used) == max(made.found.values()) + 1
    return [made.found[str(i)] for i in range(len(pieces))]


def test_a_page_holds_what_fits() -> None:
    assert where(*[Piece(250)] * 5) == [0, 0, 0, 0, 1]


def test_of_two_spaces_the_greater_counts() -> None:
    assert where(Piece(400, after=150), Piece(450, before=100)) == [0, 0]
    assert where(Piece(400, after=151), Piece(450, before=100)) == [0, 1]


def test_a_new_page_leaves_out_the_space_above_unless_it_was_asked_for() -> None:
    assert where(Piece(900), Piece(500, before=600), Piece(400)) == [0, 1, 1]
    assert where(Piece(100), Piece(500, before=200, forced=True), Piece(301)) == [0, 1, 2]


def test_what_is_kept_goes_to_the_page_of_the_next() -> None:
    heading = Piece(100, kept=True)
    assert where(Piece(700), heading, Piece(250)) == [0, 1, 1]
    assert where(Piece(700), heading, heading, Piece(150)) == [0, 1, 1, 1]
    assert where(Piece(700), heading, Piece(200)) == [0, 0, 0]


def test_the_head_of_a_table_repeats_above_its_rows() -> None:
    rows = [Piece(300, kept=True), *[Piece(300, head=300)] * 5]
    assert where(*rows) == [0, 0, 0, 1, 1, 2]


def test_what_stays_together_and_is_too_high_makes_unsure() -> None:
    with pytest.raises(UnsureError) as caught:
        where(*[Piece(300, kept=True)] * 4)
    assert str(caught.value) == "what has to stay together is higher than a page"


@pytest.mark.parametrize(
    ("count", "kept"),
    [
        (1, [False]),
        (2, [True, False]),
        (3, [True, True, False]),
        (5, [True, False, False, True, False]),
    ],
)
def test_no_line_stands_alone(count: int, kept: list[bool]) -> None:
    made = lines(ParagraphStyle(before=10, after=20), count, 100, (7, 9), ["here"])
    assert [piece.kept for piece in made] == kept
    assert sum(piece.height for piece in made) == 100 * count + 16
    assert (made[0].before, made[-1].after, made[0].marks) == (10, 20, ("here",))
    loose = lines(ParagraphStyle(widows=False), count, 100, (0, 0), [])
    assert not any(piece.kept for piece in loose)


def test_a_paragraph_that_stays_with_the_next_does_not_split() -> None:
    held = lines(ParagraphStyle(keep_next=True), 6, 100, (0, 0), [])
    assert where(Piece(700), *held, Piece(100)) == [0, *[1] * 7]


@pytest.mark.parametrize(
    ("used", "page", "goes_on"),
    [(590, 0, {"second"}), (600, 1, set()), (900, 1, set())],
)
def test_a_chapter_begins_a_page_where_the_one_before_is_well_filled(
    used: int, page: int, goes_on: set[str]
) -> None:
    chapter = Piece(300, forced=True, marks=("second",))
    made = pages([Piece(used), chapter], PAGE, RunOn(0.6, before=50))
    assert (made.found["second"], made.run_on) == (page, goes_on)
    assert made.used == ((used + 350) / PAGE,) if goes_on else (used / PAGE, 0.3)


def test_what_does_not_fit_after_all_begins_its_page_as_it_would_have() -> None:
    chapter = Piece(300, kept=True, forced=True, marks=("second",))
    made = pages([Piece(500), chapter, Piece(400)], PAGE, RunOn(0.6, before=50))
    assert (made.found["second"], made.run_on, made.used) == (1, set(), (0.5, 0.7))

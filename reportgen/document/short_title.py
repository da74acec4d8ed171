"""Leaves the dealer out of a title that stands beside the dealer's name."""

from __future__ import annotations

from typing import Final

_BETWEEN: Final = " \u3000·:：,，-–—|"


def without_dealer(title: str, dealer: str) -> str:
    """Return the title without the dealer at its beginning, or set apart by separators."""
    before, found, after = title.partition(dealer) if dealer else (title, "", "")
    head, tail = before.rstrip(_BETWEEN), after.lstrip(_BETWEEN)
    if not found or not (head or tail):
        return title
    if not head:
        return tail
    # Inside a sentence the name cannot be left out.
    apart = before.strip() != head and (after.strip() != tail or not tail)
    return " · ".join(part for part in (head, tail) if part) if apart else title

"""Why a row was left out, and what was repaired: the codes of the ledger and their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reportgen.catalogs import Labels
from reportgen.labels import Label, Language

REASONS: Final = Labels[str](
    "drop_reasons",
    (
        "blank_row", "repeated_header", "total_row", "ragged_row", "not_reported",
        "missing_required", "impossible_date", "minguo_date", "ambiguous_date",
        "impossible_number", "other_currency", "out_of_range", "duplicate", "conflicting_key",
        "joined_line", "cancelled", "after_period", "other_dealer",
    ),
    "dropped.",
)  # fmt: skip
"""Reason code → name, in the order a report lists them."""

REPAIRS: Final = Labels[str](
    "drop_reasons",
    (
        "merged_cells", "short_row", "unended_row", "error_value",
        "formula_without_value", "control_characters", "lost_characters", "unwrapped", "too_narrow",
        "code_decimal", "number_format", "date_format", "text_form", "renamed", "phone_format",
        "ignored_word", "second_phone",
        "plate_form", "vin_case", "unit_converted", "rescaled", "lost_digits", "blank_date",
        "blank_minguo_date", "blank_ambiguous_date", "blank_number", "blank_currency",
        "blank_range",
        "other_scale", "unknown_word", "vin_form", "placeholder", "reused_number",
        "lines_added", "lines_once", "lines_doubted",
        "negative_amount", "absurd_amount", "same_second", "not_in_order", "long_text",
        "personal_value",
    ),
    "repaired.",
)  # fmt: skip
"""Kind of repair → name: what was rewritten, what was left blank, what was kept with a warning."""

PLACE: Final = Labels("drop_reasons", ("row",))
"""Where an example stands."""

BLANKED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "impossible_date": "blank_date",
        "minguo_date": "blank_minguo_date",
        "ambiguous_date": "blank_ambiguous_date",
        "impossible_number": "blank_number",
        "other_currency": "blank_currency",
        "out_of_range": "blank_range",
    }
)
"""Reason a row would be left out for → the repair it is in a column the row can do without."""

UNREAD: Final = frozenset(BLANKED.values()) | {
    "too_narrow", "lost_digits", "other_scale", "unknown_word"
}  # fmt: skip
"""Repairs after which nobody knows what the cell said."""
DOUBTED: Final = UNREAD | {"same_second", "lines_doubted"}
"""Repairs that move a figure: values are missing in it, unknown, or may be another day's or sum."""

NOBODYS: Final = frozenset({"blank_row", "repeated_header", "total_row", "not_reported"})
"""Reasons of rows that hold no data of anybody."""
NO_DATA: Final = NOBODYS | {"duplicate", "joined_line", "cancelled", "after_period", "other_dealer"}
"""Reasons of rows that lose nothing: no data, said again, never happened, or from elsewhere."""


def words_of(names: Mapping[str, Label], code: str, language: Language) -> str:
    """A reason or repair in words; an unknown code (a plugin's own) as it is."""
    return names[code].in_(language) if code in names else code.replace("_", " ")


REWRITTEN: Final = frozenset(
    {
        "control_characters", "code_decimal", "number_format", "date_format", "text_form",
        "renamed", "phone_format", "second_phone", "plate_form", "vin_case", "rescaled",
        "unwrapped", "unit_converted", "ignored_word", "lines_added", "lines_once",
    }
)  # fmt: skip
"""Repairs that lose nothing a reader has to know of."""

"""Text messages and letters that invite customers back: `configs/letters/invitation.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Annotated, Final, TypeAlias

import pandas as pd
from pydantic import AfterValidator, Field
from reportgen_plugins.after_sales.config_files import read_once, readable_as
from reportgen_plugins.after_sales.standard_measures import Bilingual

from reportgen import ColumnContract, ConfigFile, Data, Label, Strict

FIELDS: Final = ("name", "car", "last_visit", "advisor", "dealer")
_CUSTOMER: Final = Label("车主", "customer")
_CAR: Final = Label("爱车", "car")
_ADVISOR: Final = Label("客服", "customer care")
COLUMNS: Final = (
    ColumnContract("sms", "text", Label("短信", "Text message"), private="text"),
    ColumnContract("letter", "text", Label("信函", "Letter"), private="text"),
)
"""Made of names and plates, so masked where those are."""


def _known(text: Bilingual) -> Bilingual:
    for said in (text.zh, text.en):
        for _, name, form, conversion in Formatter().parse(said):
            if name is not None and (name not in FIELDS or form or conversion):
                wanted = ", ".join(f"{{{field}}}" for field in FIELDS)
                raise ValueError(f"{{{name}}} is no field; write {wanted}")
    return text


class InvitationTexts(Strict):
    """The text message and the letter, in both languages."""

    sms: Annotated[Bilingual, AfterValidator(_known)]
    letter: Annotated[Bilingual, AfterValidator(_known)]


def read_letters(path: Path) -> InvitationTexts:
    """Read the texts, once as long as the file stays the same.

    Raises:
        SpecError: It holds none; every mistake with its place.
    """
    return read_once(path, InvitationTexts)


def with_letters(data: Data, rows: pd.DataFrame, texts: InvitationTexts) -> pd.DataFrame:
    """Add the text message and the letter of each vehicle on the list."""
    fields = [*_fields(data, rows)]
    for name in ("sms", "letter"):
        text = data.pick(getattr(texts, name).label)
        rows[name] = pd.array([text.format_map(each).strip() for each in fields], dtype="str")
    return rows


def _fields(data: Data, rows: pd.DataFrame) -> Iterator[dict[str, str]]:
    """What is filled in, row by row; a word stands for what is not on record."""
    dealer = data.dealer.title(data.language)
    for row in rows.to_dict("records"):
        said = {key: str(value) for key, value in row.items() if not pd.isna(value)}
        series, plate = said.get("series", data.pick(_CAR)), said.get("plate")
        yield {
            "name": said.get("customer_name", data.pick(_CUSTOMER)),
            "car": f"{series}{data.pick(Label('（{}）', ' ({})')).format(plate) if plate else ''}",
            "last_visit": row["last_visit"].date().isoformat(),
            "advisor": said.get("responsible", data.pick(_ADVISOR)),
            "dealer": dealer,
        }


LettersFile: TypeAlias = Annotated[
    ConfigFile,
    readable_as(InvitationTexts),
    Field(description="file in configs/ with the texts of messages and letters for the list"),
]
"""The option of a section that names the texts."""

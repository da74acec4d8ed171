"""The dealer a report is about."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.labels import Label, Language


@dataclass(frozen=True, slots=True)
class Dealer:
    """One dealer: the code in the data, and the name on the title page."""

    id: str
    name: str = ""
    region: str = ""
    city: str = ""
    name_en: str = ""
    tags: tuple[str, ...] = ()
    """What the dealer list calls it besides: words to choose dealers by."""

    def title(self, language: Language) -> str:
        """Return the name in a language, else in the other one, else the code."""
        wanted = Label(self.name, self.name_en).in_(language)
        return wanted or self.name or self.name_en or self.id

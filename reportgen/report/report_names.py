"""Names a report and its files, and refuses two reports of one name before anything is read."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.document.storable_texts import storable_texts
from reportgen.errors import SourceError
from reportgen.files import safe_name
from reportgen.periods import Month
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec


def title_of(spec: Spec, dealer: Dealer, month: Month) -> str:
    """Return the title of a dealer's report, as a file can hold it."""
    language = spec.report.language
    title = spec.report.title.format(dealer=dealer.title(language), month=month.text(language))
    return storable_texts(title)


def stem_of(dealer_id: str, title: str) -> str:
    """Return the name of a report's files, without their endings."""
    return safe_name(f"{dealer_id} {title}")


def refuse_same_names(spec: Spec, dealers: Sequence[Dealer]) -> None:
    """Refuse two dealers whose reports of a month would be written to one file.

    Raises:
        SourceError: Code and title together differ only in what a file name cannot hold, in capital
            letters or beyond its end; or the codes alone do, which is hard to tell apart.
    """
    names: dict[str, str] = {}
    for dealer in dealers:
        stem = stem_of(dealer.id, title_of(spec, dealer, spec.period.month))
        for name in (safe_name(dealer.id), f"{stem}."):
            first = names.setdefault(name.casefold(), dealer.id)
            if first != dealer.id:
                raise SourceError(
                    f"the dealers '{first}' and '{dealer.id}' would be written to the same file, "
                    f"{name.rstrip('.')}; give one of them another code or name"
                )

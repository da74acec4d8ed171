"""Says which dealers stand in which roll-up: those of a region, or all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reportgen.catalogs import words_in
from reportgen.errors import UsageError
from reportgen.files import safe_name
from reportgen.section.dealer import Dealer

Rollup: TypeAlias = Literal["region", "group"]


@dataclass(frozen=True, slots=True)
class Group:
    """Dealers to be compared, and what they are together, as the list of dealers calls it."""

    whole: Dealer
    dealers: tuple[Dealer, ...]


def rollup_groups(
    dealers: Sequence[Dealer], chosen: Sequence[Dealer], rollup: Rollup
) -> tuple[Group, ...]:
    """Return the groups that hold a chosen dealer, each with all its dealers.

    Raises:
        UsageError: Regions are wanted, and none of the chosen dealers has one, or two would share
            a file.
    """
    if rollup == "group":
        names = words_in("rollup")["group"]
        return (Group(Dealer("group", names["zh"], name_en=names["en"]), tuple(dealers)),)
    regions = dict.fromkeys(dealer.region for dealer in chosen if dealer.region)
    if not regions:
        raise UsageError(
            "--rollup region: no dealer has a region; add a column 'region' to the file of "
            "dealers, or a field to each of the list in the spec, or use --rollup group"
        )
    _refuse_same_files(regions)
    return tuple(
        Group(
            Dealer(f"region {region}", region, region=region),
            tuple(dealer for dealer in dealers if dealer.region == region),
        )
        for region in regions
    )


def _refuse_same_files(regions: Iterable[str]) -> None:
    """Refuse regions that differ only in what a file name cannot hold."""
    names: dict[str, str] = {}
    for region in regions:
        first = names.setdefault(safe_name(region).casefold(), region)
        if first != region:
            raise UsageError(
                f"--rollup region: the regions '{first}' and '{region}' would be written to the "
                "same file; call one of them otherwise in the list of dealers"
            )

"""What a source says about its columns (`date_order`, `scales`, `units` …), column by column.

A unit may stand in the header as well: `结算金额(万元)`. One that nobody knows is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import Calendar, DateOrder, EpochUnit, RawTable
from reportgen.intake.category_words import meanings
from reportgen.intake.convert import Reading
from reportgen.intake.date_forms import Declaration
from reportgen.intake.unit_words import BASES, SIZES, UnitSaid, dimension, header_unit, unit_of
from reportgen.metric.currencies import CurrencyCode
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.metric.units import unit_record


@dataclass(frozen=True, slots=True)
class Declared:
    """What a source says about its columns, by option.

    `units` are those declared, and those the headers name; `words` are folded.
    """

    orders: Mapping[str, DateOrder]
    scales: Mapping[str, float]
    epochs: Mapping[str, EpochUnit]
    calendars: Mapping[str, Calendar]
    centuries: Mapping[str, int]
    units: Mapping[str, UnitSaid]
    words: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, contract: TableContract, raw: RawTable, positions: Mapping[str, int]) -> Declared:
        """The declarations of a raw table.

        Args:
            contract: The table.
            raw: The file.
            positions: Canonical column → position in the file.

        Raises:
            SourceError: They name a column that is not there or of another kind, or the unit of a
                column is not clear.
        """
        dates = [c.name for c in contract.columns if c.traits.holds == "time"]
        scores = [c.name for c in contract.columns if is_scored(c)]
        numbers = [c.name for c in contract.columns if c.traits.holds == "number"]
        orders, calendars, centuries = (
            dict(told) if isinstance(told, Mapping) else dict.fromkeys(dates, told)
            for told in (raw.declared.date_order, raw.declared.calendar, raw.declared.century)
        )
        for option, names, known in (
            ("date_order", orders, dates),
            ("scales", raw.declared.scales, scores),
            ("epoch", raw.declared.epoch, dates),
            ("calendar", calendars, dates),
            ("century", centuries, dates),
            ("units", raw.declared.units, numbers),
        ):
            for name in names:
                if name not in known:
                    near = did_you_mean(name, known) or f"; there are {', '.join(known) or 'none'}"
                    raise SourceError(
                        f"{raw.file}: {option}: {contract.name} has no such column '{name}'{near}"
                    )
        units = dict(_units(contract, raw, positions))
        given: Any = [
            {name: told for name, told in each.items() if told}
            for each in (orders, calendars, centuries)
        ]
        words = {name: meanings(taught) for name, taught in raw.declared.words.items()}
        return cls(
            given[0], raw.declared.scales, raw.declared.epoch, given[1], given[2], units, words
        )

    def reading(self, name: str, currency: CurrencyCode) -> Reading:
        """How one column is to be read."""
        dates = Declaration(
            self.orders.get(name, ""), self.calendars.get(name, ""), self.centuries.get(name)
        )
        return Reading(
            dates,
            self.epochs.get(name, ""),
            self.scales.get(name),
            self.units.get(name),
            currency,
            self.words.get(name, {}),
        )


def _units(
    contract: TableContract, raw: RawTable, positions: Mapping[str, int]
) -> Iterator[tuple[str, UnitSaid]]:
    """Column → its unit: the declared one, else the one its header names.

    Raises:
        SourceError: A unit is none that the column can have.
    """
    for name, at in positions.items():
        column, header = contract.column(name), raw.header[at]
        if column.traits.holds != "number":
            continue
        place = f"{raw.file}: {column.label.zh} ({name})"
        known = ", ".join(BASES[dimension(column)])
        if name in raw.declared.units:
            declared = unit_of(raw.declared.units[name], dimension(column))
            if declared is None:
                raise SourceError(
                    f"{place}: units: '{raw.declared.units[name]}' is no unit of it; there are "
                    f"{known}, each also with 千, 万 … before it, or {', '.join(SIZES)} alone"
                )
            yield name, declared
            continue
        said, strange = header_unit(header, column)
        if strange:
            raise SourceError(
                f"{place}: nobody knows the unit '{strange}' of the header '{header}'; write the "
                f"unit of its numbers under the source, `units: {{ {name}: … }}`, such as {known}"
            )
        if said is not None:
            yield name, said


def is_scored(column: ColumnContract) -> bool:
    """Whether a column holds scores, which surveys have on several scales."""
    return unit_record(column.unit).graded and column.high is not None

"""A plugin of another trade that names each kind of thing once."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, get_args, get_type_hints

from reportgen import (
    Block,
    Chart,
    ChartKind,
    Column,
    ColumnContract,
    ColumnKind,
    Count,
    Data,
    Fact,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Label,
    Metric,
    Private,
    Recommendation,
    Rows,
    Section,
    Series,
    SeriesRole,
    Severity,
    Table,
    TableContract,
    Text,
    Unit,
    hookimpl,
    words,
)

KINDS, PRIVATE = get_args(ColumnKind), get_args(Private)
ROLES = get_args(get_type_hints(Text)["role"])
STATES = get_args(get_type_hints(Recommendation)["status"])
VALUES = {"open": (Label("开", "Open"), ("open",))}
STAYS = TableContract(
    name="stays",
    label=Label("入住", "Stays"),
    row=Label("一次入住", "one stay"),
    key=("booking",),
    date="arrival",
    columns=(
        ColumnContract("dealer", "code", Label("酒店", "Hotel")),
        ColumnContract("booking", "code", Label("订单", "Booking"), required=True),
        ColumnContract("arrival", "date", Label("到店", "Arrival"), required=True),
        *(
            ColumnContract(
                f"of_{kind}",
                kind,
                Label(f"种类 {kind}", f"Kind {kind}"),
                values=VALUES if kind == "category" else {},
            )
            for kind in KINDS
        ),
        *(
            ColumnContract(
                f"own_{kind}", "text", Label(f"个人 {kind}", f"Own {kind}"), private=kind
            )
            for kind in PRIVATE
        ),
    ),
)
NIGHTS = Metric("stays", Label("入住数", "Stays"), Count(Rows("stays", "arrival")), "count")


class Stays(Section):
    """Stays."""

    type: ClassVar[str] = "stays"
    heading: ClassVar[Label] = Label("入住", "Stays")
    needs: ClassVar[dict[str, list[str]]] = {"stays": ["arrival"]}

    def build(self, data: Data) -> Iterator[Block]:
        facts = {
            unit: Fact(f"u.{unit}", 0.5, unit, f"unit {unit}", n=20, low=0.4, high=0.6)
            for unit in get_args(Unit)
        }
        for role in ROLES:
            yield Text(words(f"role {role}"), role=role)
        for level in (2, 3):
            yield Heading(f"level {level}", level)
        yield Kpis((Kpi(data.fact(NIGHTS)), *map(Kpi, facts.values())))
        yield Table(
            "units",
            "All units",
            (Column("Unit"), Column("Fact", "number"), Column("Day", "date")),
            tuple((unit, fact, date(2026, 10, 5)) for unit, fact in facts.items()),
        )
        for unit in get_args(Unit):
            yield Table(
                f"t.{unit}",
                f"Column {unit}",
                (Column("Name"), Column("Plain", unit, bar=True)),
                (("x", 0.5), ("y", None)),
                total=True,
            )
        for kind in get_args(ChartKind):
            share = tuple(
                Fact(f"c.{kind}.{at}", 0.1 * at, "share", n=20 + at, low=0.0, high=1.0)
                for at in (1, 2, 3)
            )
            yield Chart(
                f"c.{kind}",
                kind,
                words(f"chart {kind}"),
                f"Caption {kind}",
                ("1", "2", "3"),
                (Series("first", share), Series("second", (0.3, None, 0.1), line=True)),
                "share",
                reference=facts["share"],
            )
        for role in get_args(SeriesRole):
            yield Chart(
                f"s.{role}",
                "column",
                words(f"series {role}"),
                f"Series {role}",
                ("a", "b"),
                (Series("one", (1, 2)), Series("two", (2, 3), role)),
                "count",
            )
        for severity in get_args(Severity):
            yield Finding(
                f"f.{severity}", severity, words(f"finding {severity}"), words("So."), 0.1
            )
        for state in STATES:
            yield Recommendation(
                f"r.{state}",
                "f.bad",
                words("Problem."),
                words("Cause."),
                words(f"measure {state}"),
                "Owner",
                date(2026, 11, 30),
                "Share",
                facts["share"],
                facts["share"],
                state,
            )


@hookimpl
def register_tables() -> list[TableContract]:
    return [STAYS]


@hookimpl
def register_sections() -> list[type[Section]]:
    return [Stays]

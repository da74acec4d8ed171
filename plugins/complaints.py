"""投诉: the carry-over of complaints, how they were settled, what they were about, what is open.

Needs no more than when each complaint came: without closing dates it shows causes and trend and
says what it cannot show. Instead of rows it can use the monthly figures `complaints_carried_in`,
`complaints_new`, `complaints_new_resolved`, `complaints_carried_resolved`, `complaints_open`,
`complaints_satisfied`, `complaints_reserved` and `complaints_dissatisfied`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.comments.topic_catalog import TOPICS, TopicsFile, read_topics
from reportgen_plugins.after_sales.complaints.complaint_blocks import (
    ageing,
    bridge_table,
    handling,
    open_list,
    repeat_numbers,
    said_reason,
    to_check,
    trend,
)
from reportgen_plugins.after_sales.complaints.complaint_cases import Cases, cases, tracked
from reportgen_plugins.after_sales.complaints.complaint_causes import causes, top_cause
from reportgen_plugins.after_sales.complaints.complaint_metrics import (
    AGED,
    IN_TIME,
    NEW,
    OVERDUE,
    REPEATS,
    UNDATED,
    bridge,
    new,
    printed_open,
)
from reportgen_plugins.after_sales.complaints.complaint_topics import (
    ComplaintContents,
    ComplaintTopics,
    complaint_topics,
    told_cause,
    topic_table,
)
from reportgen_plugins.after_sales.complaints.new_complaints import NewComplaints, intake
from reportgen_plugins.after_sales.complaints.repeat_repairs import (
    TO_CHECK,
    OftenRepaired,
    repeat_repairs,
)
from reportgen_plugins.after_sales.customers_touched import touched
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.standard_measures import (
    MEASURES,
    MeasuresFile,
    read_measures,
    said_measures,
)
from reportgen_plugins.after_sales.visits import NEEDS as VISITS

from reportgen import (
    Block,
    Data,
    Derivation,
    Fact,
    Finding,
    Indicator,
    KeyFigure,
    Kpi,
    Kpis,
    Label,
    Recommendation,
    Section,
    Severity,
    Text,
    Words,
    catalog,
    hookimpl,
    key_figure,
)
from reportgen.stats import COUNTS_ONLY_BELOW

_NEW = Indicator(NEW.id, NEW.label, NEW.unit)
_IN_TIME = Indicator(IN_TIME.id, IN_TIME.label, IN_TIME.unit)


class Complaints(Section):
    """Complaints: carried in, new, resolved, open; causes, timeliness, repeats, open list."""

    type = "complaints"
    heading = Label("客户投诉", "Complaints")
    needs_any = (
        {"complaints": ["received_at"]},
        {"monthly_figures": ["month", "indicator", "value"]},
    )
    wants: ClassVar = {
        "complaints": [
            "closed_at",
            "status",
            "category",
            "owner",
            "due_at",
            "customer_reaction",
            "vehicle",
            "content",
        ],
        "repair_orders": ["opened_at", "vehicle"],
    }
    phrases = catalog(__file__)
    terms: ClassVar = {
        Label("月初结转", "Carried in"): Label(
            "上月及以前受理、月初尚未解决的投诉", "complaints still open when the month began"
        ),
        Label("三包", "Three-guarantee rules"): Label(
            "家用汽车产品修理、更换、退货责任规定", "the legal duty to repair, replace or take back"
        ),
    }

    indicators = (_NEW, _IN_TIME)

    settle_days: int = Field(default=14, ge=1, description="days to settle what is long open")
    topics: TopicsFile = Field(default=TOPICS, validate_default=True)
    measures: MeasuresFile = Field(default=MEASURES, validate_default=True)

    def derivations(self) -> tuple[Derivation, ...]:
        """Return the cases, what they say, and the vehicles repaired too often."""
        return (Cases(), ComplaintContents(read_topics(self.topics)), OftenRepaired())

    def build(self, data: Data) -> Iterator[Block]:
        """Yield the blocks, the conclusion first."""
        if data.has("complaints", "received_at"):
            cases(data)
        fresh = intake(data)
        yield Text(self._headline(data, fresh), role="headline")
        yield Kpis(self._tiles(data, fresh))
        yield from trend(data, fresh)
        yield from causes(data)
        topics = complaint_topics(data, read_topics(self.topics))
        yield from topic_table(data, topics)
        yield from bridge_table(data)
        yield from handling(data)
        yield from ageing(data)
        yield from open_list(data)
        if self._repairs_known(data):
            yield from to_check(data)
        yield from self._notes(data)
        found = [*self._findings(data, fresh, topics)]
        yield from found
        yield self._summary(data, {b.id for b in found if isinstance(b, Finding)})

    def key_figures(self, data: Data) -> Iterator[KeyFigure]:
        """The complaints of the month, and how many were closed by their due date."""
        yield key_figure(data, _NEW, new(data))
        if tracked(data):
            yield key_figure(data, _IN_TIME, IN_TIME)

    def _headline(self, data: Data, fresh: NewComplaints) -> Words:
        if not fresh.now.known:
            return data.say("headline.unknown")
        measures = bridge(data)
        if measures is None:
            if not fresh.now.value:
                return data.say("headline.quiet")
            return data.say(
                "headline.intake", new=fresh.now, move=fresh.move, cause=top_cause(data)
            )
        said = {
            "resolved": data.fact(measures.resolved),
            "open": data.fact(measures.open),
            "carried": data.fact(measures.carried_in),
        }
        if not fresh.now.value:
            return data.say("headline.none", **said)
        return data.say("headline", new=fresh.now, move=fresh.move, **said)

    def _tiles(self, data: Data, fresh: NewComplaints) -> tuple[Kpi, ...]:
        tiles = [Kpi(fresh.now, change=fresh.change, trend=fresh.course)]
        if fresh.rate and fresh.rate.known:
            tiles.append(Kpi(fresh.rate))
        measures = bridge(data)
        if measures is None:
            return tuple(tiles)
        left, carried = data.fact(measures.open), data.fact(measures.carried_in)
        aged = data.fact(AGED) if tracked(data) else None
        state: Severity = "bad" if aged and aged.value else "info"
        tiles += [
            Kpi(data.fact(measures.resolved)),
            Kpi(left, change=data.change(left, carried), severity=state),
        ]
        satisfied = data.fact(measures.reaction_shares["satisfied"])
        if (satisfied.n or 0) >= COUNTS_ONLY_BELOW:
            tiles.append(Kpi(satisfied, label=data.text("tile.satisfied")))
        return tuple(tiles)

    def _repairs_known(self, data: Data) -> bool:
        """Whether repair orders can tell which vehicles were repaired too often."""
        if not all(data.has(table, *columns) for table, columns in VISITS.items()):
            return False
        complaining = []
        if tracked(data) and data.has("complaints", "vehicle"):
            still = cases(data)["open_at_end"].fillna(value=False)
            rows = data.table("complaints").loc[still.index[still], "vehicle"]
            complaining = list(rows.dropna())
        repeat_repairs(data, complaining)
        return True

    def _notes(self, data: Data) -> Iterator[Block]:
        if bridge(data) is None:
            yield Text(data.say("note.untracked"), role="note")
        if tracked(data) and (undated := data.fact(UNDATED)).value:
            measures = bridge(data)
            assert measures is not None  # noqa: S101 rows that say what was closed have a bridge
            unclear = data.fact(measures.carried_in).reason == "not_recorded"
            key = "note.undated_before" if unclear else "note.undated"
            yield Text(data.say(key, cases=undated), role="note")

    def _findings(
        self, data: Data, fresh: NewComplaints, topics: ComplaintTopics | None
    ) -> Iterator[Block]:
        yield from self._rise(data, fresh, topics)
        yield from self._contradiction(data)
        if tracked(data):
            yield from self._aged(data)
        if data.has("complaints", "received_at") and (again := data.fact(REPEATS)).value:
            yield self._found(
                data, "repeats", "watch", again,
                repeats=again, new=fresh.now, cases=repeat_numbers(data),
            )  # fmt: skip
        if self._repairs_known(data) and (check := data.fact(TO_CHECK)).value:
            found = self._found(data, "to_check", "bad", check, vehicles=check)
            yield found
            yield self._measure(data, found, data.say("cause.records"), check)

    def _rise(
        self, data: Data, fresh: NewComplaints, topics: ComplaintTopics | None
    ) -> Iterator[Block]:
        """More or fewer complaints than chance explains."""
        if fresh.word not in {"clear", "strong"} or fresh.before is None:
            return
        change = fresh.change.value if fresh.change else 0
        up = (change or 0) > 0
        level: Severity = "bad" if up else "good"
        found = self._found(
            data, "rise" if up else "fall", level, fresh.now,
            new=fresh.now, move=fresh.move, cause=top_cause(data),
        )  # fmt: skip
        yield found
        if up:
            yield self._rise_measure(data, found, fresh, topics)

    def _rise_measure(
        self, data: Data, found: Finding, fresh: NewComplaints, topics: ComplaintTopics | None
    ) -> Recommendation:
        """Back to the month before, by the standard measure for what most complaints speak of."""
        goal = (fresh.before.value if fresh.before else 0) or 0
        made = self._measure(data, found, told_cause(data, topics), fresh.now, goal)
        told = [topics.leading] if topics and topics.leading else []
        standard = read_measures(self.measures).on_topics(told)
        if not standard:
            return made
        said = said_measures(data, standard)
        measure = data.say("rise.standard", first=made.measure, standard=said)
        return replace(made, measure=measure)

    def _contradiction(self, data: Data) -> Iterator[Block]:
        """A stated number of open cases that the identity does not give."""
        measures = bridge(data)
        if measures and (differing := _stated_otherwise(data)):
            printed, computed = differing
            parts = {
                "carried": data.fact(measures.carried_in),
                "new": data.fact(measures.new),
                "resolved": data.fact(measures.resolved),
            }
            said = {"stated": printed, "open": computed, **parts}
            yield self._found(data, "contradiction", "watch", None, "text", **said)

    def _aged(self, data: Data) -> Iterator[Block]:
        """Cases open for more than 30 days, else those past their due date."""
        measures = bridge(data)
        assert measures is not None  # noqa: S101 rows that say what was closed have a bridge
        left, aged, late = data.fact(measures.open), data.fact(AGED), data.fact(OVERDUE)
        if aged.value:
            reason = said_reason(data)
            text = "text_all" if aged.value == left.value else "text"
            found = self._found(
                data, "aged", "bad", aged, text, aged=aged, open=left, reason=reason
            )
            yield found
            yield self._measure(data, found, reason, aged)
        elif late.value:
            text = "text_all" if late.value == left.value else "text"
            yield self._found(data, "overdue", "watch", late, text, late=late, open=left)

    def _found(
        self,
        data: Data,
        key: str,
        severity: Severity,
        touching: Fact | None,
        text: str = "text",
        **said: Fact | Words | str,
    ) -> Finding:
        return Finding(
            f"complaints.{key}",
            severity,
            data.say(f"{key}.title", **said),
            data.say(f"{key}.{text}", **said),
            _of_visits(data, key, touching) if touching else None,
            tuple(value for value in said.values() if isinstance(value, Fact)),
        )

    def _measure(
        self, data: Data, found: Finding, cause: Words, baseline: Fact, goal: float = 0
    ) -> Recommendation:
        key = found.id.removeprefix("complaints.")
        return Recommendation(
            id=f"{found.id}.measure",
            finding=found.id,
            problem=found.title,
            cause=cause,
            measure=data.say(f"{key}.measure"),
            owner=data.text(f"{key}.owner"),
            deadline=due(data, self.settle_days),
            indicator=baseline.label,
            baseline=baseline,
            target=data.target(baseline, goal),
        )

    def _summary(self, data: Data, found: Collection[str]) -> Text:
        """What to do first; calm only where no finding asks to look at the open cases."""
        measures = bridge(data)
        first = data.say("summary.rise") if "complaints.rise" in found else ()
        if "complaints.to_check" in found:
            first += data.say("summary.to_check", vehicles=data.fact(TO_CHECK))
        if measures is None:
            return Text(first or data.say("summary.untracked"), role="summary")
        key, said = "unknown", {"open": data.fact(measures.open)}
        if said["open"].known:
            key = "open" if said["open"].value else "clear"
            if differing := _stated_otherwise(data):
                key, said["stated"] = "contradiction", differing[0]
            if tracked(data):
                said |= {"aged": data.fact(AGED), "late": data.fact(OVERDUE)}
                for name, part in (("overdue", said["late"]), ("aged", said["aged"])):
                    whole = "_all" if part.value == said["open"].value else ""
                    key = f"{name}{whole}" if part.value else key
                key = key if said["aged"].known else "undated"
        calm = tuple(said.values()) if key in {"open", "clear"} else ()
        return Text(first + data.say(f"summary.{key}", **said), role="summary", calm=calm)


def _of_visits(data: Data, key: str, cases: Fact) -> Fact | None:
    """How many customers it touches, of the month's visits."""
    if cases.expr is None:
        return None
    label = Label(f"{cases.label}占全店接车", f"{cases.label}, of all visits")
    return touched(data, f"complaints.{key}", label, cases.expr)


def _stated_otherwise(data: Data) -> tuple[Fact, Fact] | None:
    """The stated number of open cases and the one the identity gives, where they differ."""
    stated, measures = printed_open(data), bridge(data)
    if stated is None or measures is None:
        return None
    printed, computed = data.fact(stated), data.fact(measures.open)
    differ = printed.known and computed.known and printed.value != computed.value
    return (printed, computed) if differ else None


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [Complaints]

"""Satisfaction by service advisor: scores, course, comparison, call-backs and what contradicts.

Needs call-backs with item scores and the advisor (from the call-back itself or its repair order),
or the monthly totals listed in `scores` and `callbacks` of `after_sales.satisfaction`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.comments.comment_table import Comments
from reportgen_plugins.after_sales.comments.topic_blocks import topic_blocks, topic_names
from reportgen_plugins.after_sales.comments.topic_catalog import TOPICS, TopicsFile, read_topics
from reportgen_plugins.after_sales.comments.topic_counts import topic_counts
from reportgen_plugins.after_sales.customers_touched import whole_store
from reportgen_plugins.after_sales.missed_targets import target_state
from reportgen_plugins.after_sales.satisfaction.advisor_blocks import advisor_blocks
from reportgen_plugins.after_sales.satisfaction.advisor_comparison import (
    AdvisorReview,
    compare,
    falls,
    load,
    weak_spots,
)
from reportgen_plugins.after_sales.satisfaction.callback_blocks import (
    PHRASES,
    callback_blocks,
    callback_findings,
    success_rate,
)
from reportgen_plugins.after_sales.satisfaction.callback_metrics import CALLS_REACHED, Calls, calls
from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS, Interviews
from reportgen_plugins.after_sales.satisfaction.reconciliation import contradictions
from reportgen_plugins.after_sales.satisfaction.satisfaction_findings import (
    advisor_findings,
    below,
    idle_note,
    store_findings,
)
from reportgen_plugins.after_sales.satisfaction.satisfaction_measures import Remedies
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import (
    BY_VEHICLES,
    OVERALL,
    SCORE,
    STORE,
    Scores,
    Survey,
    scores,
    survey,
)
from reportgen_plugins.after_sales.satisfaction.satisfaction_trend import (
    course_of,
    satisfaction_figure,
    trend_chart,
)
from reportgen_plugins.after_sales.satisfaction.store_changes import leading, store_change
from reportgen_plugins.after_sales.slow_declines import slow_decline
from reportgen_plugins.after_sales.standard_measures import MEASURES, MeasuresFile, read_measures
from reportgen_plugins.after_sales.visit_rows import Visits

from reportgen import (
    Block,
    Catalog,
    Data,
    Derivation,
    Fact,
    Filled,
    Finding,
    Indicator,
    KeyFigure,
    Kpi,
    Kpis,
    Label,
    Month,
    Section,
    Text,
    Words,
    by_urgency,
    catalog,
    hookimpl,
    key_figure,
    listing,
    narrow,
)

_STORE = Indicator("csi.store", Label("满意度", "Satisfaction"), "score")


class CsiByAdvisor(Section):
    """Which advisor satisfies customers, what is weak, and whether the figures agree."""

    type = "csi_by_advisor"
    heading = Label("服务顾问满意度", "Satisfaction by advisor")
    needs_any = (
        {
            "callbacks": ["called_at", "outcome", "ro_no"],
            "repair_orders": ["ro_no", "opened_at", "vehicle", "advisor"],
        },
        {"callbacks": ["called_at", "outcome", "advisor"]},
        {"monthly_figures": ["month", "indicator", "value"]},
    )
    wants: ClassVar[Mapping[str, Sequence[str]]] = {
        "callbacks": [*ITEMS, "overall", "channel", "comment"],
        "monthly_figures": ["month", "indicator", "value"],
    }
    phrases: ClassVar[Catalog] = {**catalog(__file__), **catalog(PHRASES)}
    terms: ClassVar[Mapping[Label, Label]] = {
        STORE: Label(
            "各顾问满意度的简单平均，每位顾问权重相同",
            "plain mean of the advisors' scores, each advisor counting the same",
        ),
        BY_VEHICLES: Label(
            "各顾问满意度按接车台次加权平均",
            "mean of the advisors' scores, weighted by vehicles received",
        ),
        OVERALL: Label(
            "客户对“总体满意度”一题的单独打分，不由各项得分推算",
            "the customers' answer to the overall question, not derived from the items",
        ),
        Label("短板", "Weak spot"): Label(
            "得分低于设定界限的项目", "an item that scores below the set limit"
        ),
        Label("回访成功率", "Call-back success rate"): Label(
            "成功台次 ÷ 回访台次", "customers reached ÷ customers called"
        ),
        Label("回访覆盖率", "Call-back coverage"): Label(
            "接车台次中回访过的比例，按接车月份；回访不记工单号时为当月回访 ÷ 当月接车",
            "share of vehicles received whose customer was called, by month of the visit; where "
            "calls name no order, the month's calls ÷ the month's visits",
        ),
        Label("有效回访率", "Effective rate"): Label(
            "接车台次中接通过的比例，按接车月份；回访不记工单号时为当月成功 ÷ 当月接车",
            "share of vehicles received whose customer was reached, by month of the visit; where "
            "calls name no order, the month's customers reached ÷ the month's visits",
        ),
    }

    indicators = (_STORE, CALLS_REACHED)

    target: float = Field(default=85, ge=0, le=100, description="target of the store's score")
    weak_below: float = Field(default=75, ge=0, le=100, description="an item below is a weak spot")
    working_days: int = Field(default=26, ge=1, le=31, description="working days of the month")
    topics: TopicsFile = Field(default=TOPICS, validate_default=True)
    measures: MeasuresFile = Field(default=MEASURES, validate_default=True)
    callbacks: bool = Field(
        default=True,
        description="whether the call-backs are told here; false where `callbacks` is a chapter",
    )

    def derivations(self) -> tuple[Derivation, ...]:
        """Return the visits, the interviews and the comments."""
        return (Visits(), Interviews(), Comments(read_topics(self.topics)))

    def build(self, data: Data) -> Iterator[Block]:
        """Conclusion, key figures, course, advisors, call-backs, findings, 小结."""
        measures, funnel = survey(data), calls(data)
        review = self._review(data, measures)
        now, before = review.now, review.before
        course = course_of(data, measures)
        goal = data.target(_shown(now), data.set_target(_STORE, self.target))
        fallen = _fallen(data, review)
        yield Text(_headline(data, now, before, goal) + fallen, role="headline")
        yield _kpis(data, (now, before), goal, funnel, course)
        yield from trend_chart(data, measures, course, self._goals(data, course, goal))
        yield from advisor_blocks(data, review)
        yield from idle_note(data, review)
        topics = topic_counts(data, read_topics(self.topics), [a.name for a in now.advisors])
        remedies = Remedies(topics, read_measures(self.measures))
        yield from topic_blocks(data, topics)
        if self.callbacks:
            yield from callback_blocks(data, funnel)
        found = [
            *store_findings(data, review, list(course.values()), goal, remedies),
            *_slow(data, measures),
            *advisor_findings(data, review, remedies),
            *(callback_findings(data, funnel) if self.callbacks else ()),
            *contradictions(data, measures, funnel, now),
        ]
        yield from found
        named = narrow(measures.interviews.expr, Filled(measures.by))
        yield self._summary(
            data, review, remedies, found, whole=measures.answers is None or data.knows(named)
        )

    def key_figures(self, data: Data) -> Iterator[KeyFigure]:
        """The store's satisfaction and how many customers were reached."""
        yield satisfaction_figure(data, survey(data), _STORE, self.target)
        yield key_figure(data, CALLS_REACHED, calls(data).success_rate)

    def _goals(self, data: Data, course: Mapping[Month, Fact], goal: Fact) -> Mapping[Month, Fact]:
        """The target of each month: this month's, where the file sets no other."""
        wanted = {month: data.set_target(_STORE, self.target, month) for month in course}
        return {
            month: goal if value == goal.value else data.target(course[month], value)
            for month, value in wanted.items()
        }

    def _summary(
        self,
        data: Data,
        review: AdvisorReview,
        remedies: Remedies,
        found: Sequence[Block],
        *,
        whole: bool,
    ) -> Text:
        """What comes first: the heaviest finding to act on, else the one to watch.

        Nothing to do is said only of `whole` data: where the advisors are known.
        """
        shown = _shown(review.now)
        findings = by_urgency(f for f in found if isinstance(f, Finding))
        urgent = [f for f in findings if f.severity == "bad"]
        watched = [f for f in findings if f.severity == "watch"]
        calm: tuple[Fact, ...] = ()
        if not shown.known:
            said = data.say("summary.none")
        elif urgent:
            said = _first(data, urgent[0], review, remedies)
            more = len(urgent) - 1
            said += data.say("summary.more", count=more) if more else ()
        elif watched:
            said = data.say("summary.watch", first=watched[0].title)
        elif whole:
            goal = data.target(shown, data.set_target(_STORE, self.target))
            said = data.say("summary.calm", goal=data.against(leading(review.now), goal))
            calm = (shown,)
        else:
            said = data.say("summary.partial")
        return Text(said, role="summary", calm=calm)

    def _review(self, data: Data, measures: Survey) -> AdvisorReview:
        now = scores(data, measures, data.month)
        return AdvisorReview(
            now,
            scores(data, measures, data.month - 1),
            compare(now.advisors),
            falls(data, measures, now.advisors),
            {a.name: load(data, a, self.working_days) for a in now.advisors},
            weak_spots(now.advisors, self.weak_below),
            _limit(data, self.weak_below),
        )


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [CsiByAdvisor]


def _shown(month: Scores) -> Fact:
    """The figure the chapter leads with: the advisors' mean, or the overall answer without it."""
    return month.store if month.store.known else month.overall


def _headline(data: Data, now: Scores, before: Scores, goal: Fact) -> Words:
    shown = _shown(now)
    month = data.month.text(data.language)
    if not shown.known:
        return data.say("headline.none", month=month)
    gap = below(data, shown, goal)
    if not gap.known:
        key = "goal.open"
    elif data.standing(leading(now), goal) == "within":
        key = "goal.within"
    else:
        key = "goal.met" if not gap.value else "goal.missed" if gap.value < 0 else "goal.reached"
    reached = data.say(key, target=goal, **({"gap": gap} if gap.value else {}))
    said = data.say("headline", month=month, name=shown.label, score=shown, goal=reached)
    _, word = store_change(now, before)
    if word != "unknown":
        return said + data.say("headline.move", move=data.movement(now.store, before.store, word))
    if shown.id == now.overall.id and now.overall.settled and before.overall.known:
        return said + data.say("headline.before", before=before.overall)
    if now.overall.settled and before.overall.known:
        return said + data.say(
            "headline.overall", name=now.overall.label, now=now.overall, before=before.overall
        )
    return said + data.say("headline.open" if shown.so_far else "headline.unknown")


def _fallen(data: Data, review: AdvisorReview) -> Words:
    """Who fell, for the conclusion; with several only the names."""
    if len(review.falls) == 1:
        (fall,) = review.falls
        return data.say("headline.fell", advisor=fall.name, change=fall.score.change)
    names = data.text("list.separator").join(fall.name for fall in review.falls)
    return data.say("headline.fell_more", names=names) if names else ()


def _kpis(
    data: Data,
    months: tuple[Scores, Scores],
    goal: Fact,
    funnel: Calls,
    course: Mapping[Month, Fact],
) -> Kpis:
    now, before = months
    rate, rate_before = success_rate(data, funnel)
    state = target_state(data, leading(now), goal)
    _, word = store_change(now, before)
    pairs = {
        "store": (now.store, before.store, word if word != "unknown" else None),
        "by_vehicles": (now.by_vehicles, before.by_vehicles, None),
        "overall": (now.overall, before.overall, None),
        "calls": (rate, rate_before, None),
    }
    return Kpis(
        tuple(
            Kpi(
                fact,
                label=data.text(f"tile.{name}"),
                change=data.change(fact, last, test),
                target=goal if fact.id == _shown(now).id else None,
                severity=state if fact.id == _shown(now).id else "info",
                trend=tuple(course.values()) if fact.id == course[data.month].id else (),
            )
            for name, (fact, last, test) in pairs.items()
            if fact.known or fact.bounded or last.known or fact.id == _shown(now).id
        )
    )


def _slow(data: Data, measures: Survey) -> Iterator[Block]:
    """A slow decline of the single interviews; totals have no spread to test by."""
    if measures.answers:
        course = tuple(data.trend(measures.answers).values())
        yield from slow_decline(data, "csi.slow", course, whole_store(data))


def _limit(data: Data, value: float) -> Fact:
    label = Label("短板界限", "Weak-spot limit")
    method = Label("报告规范中设定的界限", "limit set in the report spec")
    return data.given("csi.weak_below", label, value, "score", method)


def _first(data: Data, finding: Finding, review: AdvisorReview, remedies: Remedies) -> Words:
    """What to do about the heaviest finding, in a sentence of its own kind."""
    fall = next((f for f in review.falls if finding.id == f"csi.fell.{f.name}"), None)
    if fall is None:
        return data.say("summary.act", first=finding.title)
    topics = remedies.topics
    if topics and (own := topics.of(fall.name)):
        names = topic_names(data, topics, own)
        return data.say("summary.fell_said", advisor=fall.name, topics=names)
    items = listing([data.pick(ITEMS[item]) for item in fall.items], data.language)
    return data.say("summary.fell", advisor=fall.name, items=items or data.pick(SCORE))

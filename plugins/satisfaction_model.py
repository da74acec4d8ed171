"""满意度模型: which item moves the overall satisfaction, and what a point of it brings.

Needs answered surveys with an overall question (table `surveys`, or call-backs with item scores);
published weights and a file of experts' comparisons stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.surveys.expert_blocks import expert_blocks, expert_findings
from reportgen_plugins.after_sales.surveys.item_weights import Field as FourFields
from reportgen_plugins.after_sales.surveys.item_weights import ItemWeights, item_weights
from reportgen_plugins.after_sales.surveys.model_file import ModelFile, SurveyModel, read_model
from reportgen_plugins.after_sales.surveys.source_blocks import source_blocks, source_findings
from reportgen_plugins.after_sales.surveys.survey_answers import NEEDS_ANY, WANTS
from reportgen_plugins.after_sales.surveys.survey_notes import left_out_note, no_surveys
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores, survey_scores

from reportgen import (
    Block,
    Cell,
    Chart,
    Column,
    Data,
    Fact,
    Finding,
    Kpi,
    Kpis,
    Label,
    Recommendation,
    Section,
    Series,
    Table,
    Text,
    Words,
    catalog,
    hookimpl,
    listing,
)
from reportgen.stats import MOST_ITEMS

_FEWEST = 3
"""Items that four fields need to tell more than the table."""
_DAYS = 90
"""Time to see an effect: a quarter of surveys."""


class SatisfactionModel(Section):
    """What drives the overall satisfaction, by the answers, by experts and as published."""

    type = "satisfaction_model"
    heading = Label("满意度模型", "Satisfaction model")
    needs_any = NEEDS_ANY
    wants = WANTS
    phrases = catalog(__file__)
    terms: ClassVar[Mapping[Label, Label]] = {
        Label("影响力", "Influence"): Label(
            "该项目在解释总体满意度差异中所占的份额（LMG/Shapley 分解）",
            "the item's part of the explained variance of the overall answer (LMG/Shapley)",
        ),
        Label("四象限", "Four fields"): Label(
            "按影响力和得分是否高于平均分为：重点改进、保持优势、维持即可、暂缓",
            "by influence and score above or below their means: improve first, keep up, enough, "
            "later",
        ),
    }

    model: ModelFile | None = Field(
        default=None, description="file in configs/ with comparisons and grades of experts"
    )
    items: list[str] = Field(
        default_factory=list, max_length=MOST_ITEMS, description="items to weigh; all if empty"
    )

    def build(self, data: Data) -> Iterator[Block]:
        """Conclusion, key figures, four fields, weights, experts, sources, findings, 小结."""
        scores = survey_scores(data)
        if scores is None:
            yield from no_surveys(data)
            return
        if self.items:
            scores = scores.only(self.items)
        model = read_model(self.model) if self.model else None
        weights = item_weights(scores, model)
        view = _ModelBlocks(data, scores, weights)
        yield Text(view.headline(), role="headline")
        yield view.kpis()
        yield from view.chart()
        yield view.table()
        if model is not None:
            yield from expert_blocks(data, scores, weights, model)
        yield from source_blocks(data, scores)
        found = [*view.findings(), *source_findings(data, scores), *_experts(data, model)]
        yield from found
        yield from left_out_note(data, scores.left_out)
        yield Text(view.summary(), role="summary")


def _experts(data: Data, model: SurveyModel | None) -> Iterator[Block]:
    return expert_findings(data, model) if model is not None else iter(())


class _ModelBlocks:
    """The blocks of the chapter over one set of scores and weights."""

    def __init__(self, data: Data, scores: SurveyScores, weights: ItemWeights) -> None:
        self.data, self.scores, self.weights = data, scores, weights
        months = scores.year
        self.overall = scores.score(scores.overall, months=months)
        self.items = {item: scores.score(item, months=months) for item in scores.items}
        self.fields = weights.fields(self.items)
        self.order = sorted(
            self.items,
            key=lambda item: -(weights.used[item].value or 0.0) if item in weights.used else 1.0,
        )

    @property
    def improve(self) -> Sequence[str]:
        """The items to improve first, the heaviest first."""
        return [item for item in self.order if self.fields.get(item) == "improve"]

    def headline(self) -> Words:
        data, leaders = self.data, self.weights.leaders
        place = data.dealer.title(data.language)
        if len(leaders) == 1:
            item = leaders[0]
            said = data.say(
                "headline.driver", place=place, item=item, n=self.weights.complete,
                share=self.weights.shares[item], gain=self.weights.gains[item],
            )  # fmt: skip
        elif leaders:
            names = listing(leaders, data.language)
            said = data.say("headline.several", place=place, items=names, n=self.weights.complete)
        elif self.weights.used and self.order:
            item = self.order[0]
            said = data.say(
                "headline.published", place=place, item=item, weight=self.weights.used[item]
            )
        else:
            said = data.say("headline.none", place=place)
        if not self.improve:
            return said
        first = self.improve[0]
        return said + data.say("headline.improve", item=first, score=self.items[first])

    def kpis(self) -> Kpis:
        data = self.data
        tiles = [Kpi(self.overall, label=data.text("tile.overall"))]
        tiles += [Kpi(self.weights.complete, label=data.text("tile.complete"))]
        tiles += [Kpi(self.weights.explained, label=data.text("tile.explained"))]
        return Kpis(tuple(tiles))

    def chart(self) -> Iterator[Block]:
        """What a point of each item brings; by published weights where too few answered."""
        data, gains = self.data, self.weights.gains
        used = gains or self.weights.used
        shown = sorted(used, key=lambda item: -(used[item].value or 0.0))
        if not shown:
            return
        title = data.say("chart.gain", item=shown[0], gain=gains[shown[0]]) if gains else ()
        key = "chart.caption.gain" if gains else "chart.caption.weight"
        yield Chart(
            id="surveys.drivers",
            kind="dots" if gains else "bar",
            title=title or data.say("chart.weight", item=shown[0], weight=used[shown[0]]),
            caption=data.text(key, n=self.weights.complete),
            categories=tuple(shown),
            series=(Series(data.text("column.influence"), tuple(used[i] for i in shown)),),
            unit="number" if gains else "percent",
            highlight=tuple(item for item in self.improve if item in used),
        )
        yield from self.four_fields(shown)

    def four_fields(self, shown: Sequence[str]) -> Iterator[Block]:
        """Influence or weight against score."""
        data, used = self.data, self.weights.used
        placed = [item for item in shown if item in used and self.items[item].known]
        if len(placed) < _FEWEST:
            return
        improve = listing(self.improve, data.language)
        yield Chart(
            id="surveys.four_fields",
            kind="fields",
            title=data.say("fields.improve" if improve else "fields.none", items=improve),
            caption=data.text("fields.caption"),
            categories=tuple(placed),
            series=(
                Series(data.text("column.influence"), tuple(used[i] for i in placed)),
                Series(data.text("column.score"), tuple(self.items[i] for i in placed)),
            ),
            unit="percent",
            highlight=tuple(item for item in self.improve if item in placed),
        )

    def table(self) -> Table:
        data, weights = self.data, self.weights
        published = list(weights.published)
        heads = [
            data.text("column.published", source=self.scores.source_name(s)) for s in published
        ]
        columns = [
            Column(data.text("column.item"), weight=1.3),
            Column(data.text("column.score"), "score"),
            Column(data.text("column.influence"), "percent"),
            Column(data.text("column.gain"), weight=1.5),
            *(Column(head, "percent") for head in heads),
            *([Column(data.text("column.experts"), "percent")] if weights.experts else []),
            Column(data.text("column.field")),
        ]
        rows = tuple(self._row(item, published) for item in self.order)
        note = data.say("table.note", n=weights.complete)
        if not weights.known:
            note = data.say("table.unknown", why=data.why(weights.complete))
        elif not weights.shares:
            many = len(self.scores.items) > MOST_ITEMS
            note = data.say("table.too_many" if many else "table.too_few", most=MOST_ITEMS)
        return Table(
            "surveys.weights", data.text("table.caption"), tuple(columns), rows, note,
            marked=tuple(at for at, i in enumerate(self.order) if i in self.improve),
        )  # fmt: skip

    def _row(self, item: str, published: Sequence[str]) -> tuple[Cell, ...]:
        weights = self.weights
        gain = weights.gains.get(item)
        field: FourFields | None = self.fields.get(item)
        return (
            item,
            self.items[item],
            weights.shares.get(item),
            self._gain(gain) if gain else None,
            *(weights.published[source].get(item) for source in published),
            *([weights.experts.get(item)] if weights.experts else []),
            self.data.text(f"field.{field}") if field else None,
        )

    def _gain(self, gain: Fact) -> Words:
        sure = gain.low is not None and gain.high is not None and gain.low * gain.high > 0
        return self.data.say("cell.gain" if sure else "cell.unsure", gain=gain)

    def findings(self) -> Iterator[Block]:
        yield from self._first()
        for source, whole in self.weights.sums.items():
            if abs((whole.value or 0.0) - 100) > 0.05:  # noqa: PLR2004 as printed, in whole percent
                name = self.scores.source_name(source)
                yield Finding(
                    f"surveys.weights.{source}", "info",
                    self.data.say("sum.title", source=name, sum=whole),
                    self.data.say("sum.text", source=name, sum=whole),
                )  # fmt: skip

    def _first(self) -> Iterator[Block]:
        """The heaviest item that scores below the others, with its measure."""
        sure = [item for item in self.improve if item in self.weights.gains]
        if not sure or not (gain := self.weights.gains[sure[0]]).low or gain.low <= 0:
            return
        item, data = sure[0], self.data
        score, certain = self.items[item], self.weights.leaders == (sure[0],)
        said = {"item": item, "score": score, "share": self.weights.shares[item], "gain": gain}
        key = "surveys.improve"
        title = data.say("improve.title", **said)
        yield Finding(
            key, "bad" if certain else "watch", title, data.say("improve.text", **said),
            facts=(self.overall,),
        )  # fmt: skip
        if certain:
            yield Recommendation(
                f"{key}.measure", key, title, data.say("improve.cause", **said),
                data.say("improve.measure", **said), data.text("owner"), due(data, _DAYS), item,
                score, self._goal(item, score),
            )  # fmt: skip

    def _goal(self, item: str, score: Fact) -> Fact:
        """The mean of all items, which is not above what the store reaches elsewhere."""
        known = [fact.value for fact in self.items.values() if fact.value is not None]
        label = Label(f"{item}·目标", f"{item} · target")
        method = Label("各项目得分的平均", "mean of the items' scores")
        value = sum(known) / len(known)
        return self.data.given(
            f"surveys.goal{self.scores.chosen}:{item}", label, value, "score", method, over=(score,)
        )

    def summary(self) -> Words:
        data = self.data
        if not self.weights.used:
            return data.say("summary.none")
        if not self.weights.shares:
            return data.say("summary.published")
        if self.improve:
            return data.say("summary.improve", items=listing(self.improve, data.language))
        return data.say("summary.keep")


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [SatisfactionModel]

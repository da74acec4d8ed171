"""Sample surveys of a group: answered ones of its stores, and what others published about them.

Three things are true and nothing else is: 维修质量 moves the overall answer most, the second store
is weak in 交车过程 all the time, and 接待登记 falls in one region in the last three months.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.english_exports import word
from reportgen_plugins.after_sales.demo.invented_names import (
    CITIES,
    REGIONS,
    DemoDealer,
    dealers,
)
from reportgen_plugins.after_sales.demo.sample_months import SampleMonths

from reportgen import Label, Language

ITEMS: Final = (
    Label("接待登记", "Initiation"),
    Label("服务顾问", "Service advisor"),
    Label("服务设施", "Facility"),
    Label("交车过程", "Pick-up"),
    Label("维修质量", "Service quality"),
)
OVERALL: Final = Label("总体满意度", "Overall satisfaction")
PUBLISHED_WEIGHTS: Final = (17, 18, 21, 21, 24)
"""J.D. Power China 2014 as printed (jjckb.cn); they add up to 101."""
_DRIVES: Final = (0.10, 0.15, 0.08, 0.20, 0.55)
_LEVELS: Final = (84.0, 86.0, 88.0, 83.0, 82.0)
_WEAK_STORE, _WEAK_ITEM, _WEAK_BY = 1, 3, 12.0
_FALLING_ITEM, _FALLS_BY, _FALLING_MONTHS = 0, 9.0, 3
_PROVINCES: Final = (
    Label("澜江省", "Lanjiang"),
    Label("鹤山省", "Heshan"),
    Label("云浦省", "Yunpu"),
    Label("星川省", "Xingchuan"),
)
_COLUMNS: Final = {
    "survey_no": Label("问卷编号", "Survey"), "source": Label("调查来源", "Source"),
    "surveyed_at": Label("调查日期", "Surveyed"), "level": Label("层级", "Level"),
    "region": Label("大区", "Region"), "province": Label("省份", "Province"),
    "city": Label("城市", "City"), "store": Label("门店代码", "Store"),
    "item": Label("项目", "Item"), "score": Label("得分", "Score"),
    "scale": Label("满分", "Scale"), "weight": Label("权重", "Weight"),
    "sample": Label("样本量", "Sample"),
}  # fmt: skip
MONTHS: Final = 25
"""Months of answered surveys in the demo: two years and the month they are held against."""
SURVEYS_FILE: Final = Label("data/满意度调查.csv", "data/satisfaction_surveys.csv")
"""Where the bundled specs of a group look for them."""
_WORDS: Final = (
    Label("自店调查", "Own survey"),
    Label("第三方调查", "Third-party survey"),
    Label("流失客户调查", "Survey of lost customers"),
    Label("全国", "Total"),
    Label("大区", "Region"),
)


@dataclass(frozen=True)
class PlantedSurveys:
    """What is true of the sample: the item that drives most, who is weak in what, what fell."""

    driver: str
    weak_store: str
    weak_item: str
    falling_region: str
    falling_item: str


def planted_surveys(seed: int, language: Language = "zh") -> PlantedSurveys:
    """What is true of `group_surveys` with the same arguments and two stores or more."""
    names = [item.in_(language) for item in ITEMS]
    stores = dealers(_WEAK_STORE + 1, seed)
    return PlantedSurveys(
        names[int(np.argmax(_DRIVES))],
        stores[_WEAK_STORE].id,
        names[_WEAK_ITEM],
        Label(stores[0].region, word(stores[0].region)).in_(language),
        names[_FALLING_ITEM],
    )


def group_surveys(  # noqa: PLR0913 what the sample is of
    stores: int,
    months: int,
    seed: int,
    last_month: str = "2026-10",
    language: Language = "zh",
    *,
    healthy: bool = False,
    a_month: int = 12,
) -> pd.DataFrame:
    """All scores, a row each, with the headers and words of a language.

    Args:
        stores: Number of stores.
        months: Months of answered surveys, up to `last_month`.
        seed: Another one gives other answers.
        last_month: "2026-10".
        language: Of headers, items and sources.
        healthy: Plant nothing: every store has the same mean all the time.
        a_month: Answered surveys of a store in a month.
    """
    span = SampleMonths(last_month, months)
    draws = np.random.default_rng([seed, stores, months])
    group = dealers(stores, seed)
    answered = pd.concat(
        _answered(draws, span, store, a_month, () if healthy else _effects(span, group, at))
        for at, store in enumerate(group)
    )
    published = pd.concat([_third_party(draws, span, group), _lost(draws, span, group)])
    return _worded(pd.concat([answered, published], ignore_index=True), language)


def _effects(
    span: SampleMonths, group: tuple[DemoDealer, ...], at: int
) -> tuple[tuple[int, float, int], ...]:
    """What is planted in a store: the item, by how much it is lower, and from which month on."""
    weak = ((_WEAK_ITEM, _WEAK_BY, 0),) if at == _WEAK_STORE else ()
    falls = group[at].region == group[0].region
    since = span.months - _FALLING_MONTHS
    return (*weak, *(((_FALLING_ITEM, _FALLS_BY, since),) if falls else ()))


def _answered(
    draws: np.random.Generator,
    span: SampleMonths,
    store: DemoDealer,
    a_month: int,
    effects: tuple[tuple[int, float, int], ...],
) -> pd.DataFrame:
    """The answered surveys of one store, an item a row and the overall answer."""
    n = span.months * a_month
    month = np.repeat(np.arange(span.months), a_month)
    common, own = draws.normal(0, 4, (n, 1)), draws.normal(0, 7, (n, len(ITEMS)))
    scores = np.asarray(_LEVELS) + common + own
    for item, lower, since in effects:
        scores[month >= since, item] -= lower
    overall = 84 + (scores - np.asarray(_LEVELS)) @ np.asarray(_DRIVES) + draws.normal(0, 3, n)
    columns = np.column_stack([scores, overall]).clip(0, 100).round()
    day = draws.integers(0, 28, n)
    first = pd.to_datetime(span.last.astype("datetime64[D]")) - pd.DateOffset(
        months=span.months - 1
    )
    months = pd.date_range(first, periods=span.months, freq="MS")
    wide = pd.DataFrame(columns, columns=[*(item.zh for item in ITEMS), OVERALL.zh]).assign(
        survey_no=[f"{store.id}-{number:05d}" for number in range(n)],
        surveyed_at=(months[month] + pd.to_timedelta(day, "D")).strftime("%Y-%m-%d"),
    )
    long = wide.melt(["survey_no", "surveyed_at"], var_name="item", value_name="score")
    return long.sort_values(["surveyed_at", "survey_no"], kind="stable").assign(
        source="自店调查", scale=100, store=store.id, **_place_of(store)
    )


def _place_of(store: DemoDealer) -> dict[str, str]:
    province = _PROVINCES[REGIONS.index(store.region)]
    return {"region": store.region, "province": province.zh, "city": store.city}


def _third_party(
    draws: np.random.Generator, span: SampleMonths, group: tuple[DemoDealer, ...]
) -> pd.DataFrame:
    """Scores of 1,000 points that an institute publishes each quarter, with weights and samples."""
    rows: list[dict[str, str | float | None]] = []
    ends = [m for m in range(span.months) if int(str(span.last - m)[-2:]) % 3 == 0]
    for back in ends:
        day = (span.last - back + 1).astype("datetime64[D]") - 1
        for place in ("total", *dict.fromkeys(store.region for store in group)):
            level = {"level": "全国"} if place == "total" else {"level": "大区", "region": place}
            values = np.asarray(_LEVELS) - 4 + draws.normal(0, 0.8, len(ITEMS))
            rows += [
                {
                    "source": "第三方调查", "surveyed_at": str(day), **level, "item": item.zh,
                    "score": round(float(value) * 10), "scale": 1000, "weight": weight,
                    "sample": 400 if place == "total" else 120,
                }
                for item, value, weight in zip(ITEMS, values, PUBLISHED_WEIGHTS, strict=True)
            ]  # fmt: skip
            overall = float(np.average(values, weights=PUBLISHED_WEIGHTS))
            rows.append(
                {**rows[-1], "item": OVERALL.zh, "score": round(overall * 10), "weight": None}
            )
    return pd.DataFrame(rows)


def _lost(
    draws: np.random.Generator, span: SampleMonths, group: tuple[DemoDealer, ...]
) -> pd.DataFrame:
    """What customers who stayed away answered to two items; nobody asked them the others."""
    rows = []
    for at in range(span.months * len(group)):
        back, store = divmod(at, len(group))
        day = (span.last - back).astype("datetime64[D]") + int(draws.integers(0, 28))
        rows += [
            {
                "survey_no": f"L-{at:04d}", "source": "流失客户调查", "surveyed_at": str(day),
                "item": item, "score": int(draws.integers(4, 9)), "scale": 10,
                "store": group[store].id, **_place_of(group[store]),
            }
            for item in (ITEMS[4].zh, OVERALL.zh)
        ]  # fmt: skip
    return pd.DataFrame(rows)


def _worded(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The sample with the headers, items and sources of a language."""
    labels = [*ITEMS, OVERALL, *_WORDS, *_PROVINCES]
    labels += [Label(place, word(place)) for place in (*REGIONS, *(zh for zh, _ in CITIES))]
    words = {label.zh: label.in_(language) for label in labels}
    texts = ("source", "level", "region", "province", "city", "item")
    named = {name: frame[name].replace(words) for name in texts}
    made = frame.assign(**named)
    shown = {name: label.in_(language) for name, label in _COLUMNS.items()}
    return made.reindex(columns=list(shown)).rename(columns=shown)

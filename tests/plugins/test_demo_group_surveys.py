"""The demo's surveys of a group: the same in both languages, and what is planted is there."""

from __future__ import annotations

import pandas as pd
import survey_cases  # noqa: F401 makes the plugins importable
from reportgen_plugins.after_sales.demo.demo_group_surveys import group_surveys, planted_surveys
from reportgen_plugins.after_sales.demo.english_exports import CHINESE

NUMBERS = slice(-4, None)


def test_english_surveys_have_the_same_numbers_and_no_chinese_word() -> None:
    zh, en = (group_surveys(3, 4, 7, language=language) for language in ("zh", "en"))  # type: ignore[arg-type]

    pd.testing.assert_frame_equal(
        zh.iloc[:, NUMBERS], en.iloc[:, NUMBERS].set_axis(zh.columns[NUMBERS], axis=1)
    )
    text = en.to_csv()
    assert not CHINESE.search(text)


def test_what_is_planted_is_there() -> None:
    frame, truth = group_surveys(3, 13, 7), planted_surveys(7)
    own = frame[(frame["调查来源"] == "自店调查") & (frame["项目"] == truth.weak_item)]
    means = own.groupby("门店代码")["得分"].mean()

    assert means.idxmin() == truth.weak_store
    assert means.drop(truth.weak_store).min() - means.min() > 8
    assert truth.falling_region in set(frame["大区"].dropna())


def test_the_same_arguments_give_the_same_surveys_and_another_seed_others() -> None:
    pd.testing.assert_frame_equal(group_surveys(2, 3, 1), group_surveys(2, 3, 1))
    assert not group_surveys(2, 3, 1).equals(group_surveys(2, 3, 2))

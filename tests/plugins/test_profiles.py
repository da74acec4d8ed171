"""Churn profiles: the boundaries of the sources, and classes that leave no gap."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reportgen import Count, Is, Label, Metric, Rows
from reportgen.extension.loader import install_namespace

install_namespace((Path(__file__).parents[2] / "plugins",))

from reportgen_plugins.after_sales.vehicles.churn_profiles import PROFILES, YEAR, table_of, under  # noqa: E402
from reportgen_plugins.churn import Churn  # noqa: E402

days = st.dates(date(2005, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("last_visit", "name"),
    [
        ("2009-10-01", "忠诚"),
        ("2009-09-30", "摇摆"),
        ("2009-07-01", "摇摆"),
        ("2009-06-30", "短期流失"),
        ("2009-01-01", "短期流失"),
        ("2008-12-31", "长期流失"),
    ],
)
def test_boundaries_of_the_source(last_visit: str, name: str) -> None:
    profile = PROFILES["greatwall"]
    (key,) = profile.classify(pd.Series(pd.to_datetime([last_visit])), date(2010, 1, 1))
    assert {each.key: each.label.zh for each in profile.classes}[key] == name


@given(profile=st.sampled_from(sorted(PROFILES)), visit=days, asof=days)
def test_every_day_is_in_exactly_one_class(profile: str, visit: date, asof: date) -> None:
    chosen = PROFILES[profile]
    (key,) = chosen.classify(pd.Series(pd.to_datetime([visit])), asof)
    assert [each.key for each in chosen.classes].count(key) == 1
    # A later visit never puts a vehicle into an older class.
    (later,) = chosen.classify(pd.Series(pd.to_datetime([visit + timedelta(days=1)])), asof)
    order = [each.key for each in chosen.classes]
    assert order.index(later) <= order.index(key)


@given(
    profile=st.sampled_from(sorted(PROFILES)),
    visit=days,
    ahead=st.integers(0, 60),
)
def test_whole_months_say_the_same_at_the_first_of_a_month(
    profile: str, visit: date, ahead: int
) -> None:
    chosen = PROFILES[profile]
    month = np.datetime64(visit, "M") + 1 + ahead
    (key,) = chosen.classify(
        pd.Series(pd.to_datetime([visit])), month.astype("datetime64[D]").item()
    )
    (place,) = chosen.places(np.array([1 + ahead]))
    assert chosen.classes[place].key == key


def test_no_last_visit_has_no_class() -> None:
    found = PROFILES["greatwall"].classify(pd.Series([pd.NaT]), date(2010, 1, 1))
    assert found.isna().all()


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_profile_is_ordered_and_only_its_last_class_is_open(name: str) -> None:
    profile = PROFILES[name]
    assert list(profile.boundaries) == sorted(set(profile.boundaries))
    assert [each.months is None for each in profile.classes] == [
        *[False] * len(profile.boundaries),
        True,
    ]
    assert profile.lost_after in profile.boundaries
    assert profile.kept[-1].months == profile.lost_after
    assert profile.within_year[-1].months == YEAR


def test_two_profiles_have_tables_and_ids_of_their_own() -> None:
    metric = Metric(
        "churn.x", Label("X", "X"), Count(Rows("vehicles", where=(Is("lost", value=True),))),
        "count", definition=Label("{months} 个月", "{months} months"),
    )  # fmt: skip
    usual, other = (under(metric, PROFILES[name]) for name in ("greatwall", "front_desk"))
    assert (usual.id, other.id) == ("churn.x", "churn.front_desk.x")
    assert usual.expr == metric.expr
    assert other.expr.rows.table == table_of("vehicles", PROFILES["front_desk"])
    assert usual.definition == Label("6 个月", "6 months")
    assert other.definition == Label("12 个月", "12 months")


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValidationError) as error:
        Churn(profile="greatwal")
    assert "'greatwall', 'third_tier' or 'front_desk'" in str(error.value)

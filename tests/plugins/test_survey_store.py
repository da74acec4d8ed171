from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportgen import Month, Place, SourceError
from reportgen.extension.loader import load_plugins
from reportgen.testing import SourceKit

ROWS = pd.DataFrame(
    {
        "source": ["own", "oem", "own", "third_party"],
        "surveyed_at": pd.to_datetime(["2026-10-05", "2025-03-01", "2023-01-01", "2026-09-30"]),
        "level": [None, None, None, "total"],
        "city": [None, "云汐", None, None],
        "store": ["S1", "S2", "S1", None],
        "item": ["接待"] * 4,
        "score": [90.0, 80.5, 70.0, 812.0],
        "scale": [100.0, 100.0, 100.0, 1000.0],
    }
)
PLACES = "门店代码,大区,城市\nS1,华东,临澜\nS2,华南,鹤屿\n"


def parquet(frame: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.to_parquet(stream)
    return stream.getvalue()


def read(kit: SourceKit, **options: Any) -> pd.DataFrame:  # noqa: ANN401 as in YAML
    files = {"data/surveys/a.parquet": parquet(ROWS), "data/places.csv": PLACES}
    (raw,) = kit.read("survey_store", files, **options)
    return raw.rows.set_axis(list(raw.header), axis=1)


def test_everything_comes_as_text_with_the_rows_of_the_file(source_kit: SourceKit) -> None:
    rows = read(source_kit)

    assert rows.index.tolist() == [1, 2, 3, 4]
    assert rows["surveyed_at"].tolist() == ["2026-10-05", "2025-03-01", "2023-01-01", "2026-09-30"]
    assert rows["score"].tolist() == ["90", "80.5", "70", "812"]
    assert rows["level"].tolist() == ["", "", "", "total"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"sources": ["own"]}, [1, 3]),
        ({"years": 1}, [1, 4]),
        ({"years": 2}, [1, 2, 4]),
        ({"places": ["华东"], "hierarchy": "data/places.csv"}, [1, 3, 4]),
        ({"places": ["S2"]}, [2, 4]),
        ({"places": ["云汐"], "sources": ["oem"]}, [2]),
    ],
)
def test_only_what_is_asked_for_leaves_the_database(
    source_kit: SourceKit, options: dict[str, Any], expected: list[int]
) -> None:
    assert read(source_kit, **options).index.tolist() == expected


def test_the_hierarchy_fills_in_places_and_replaces_none(source_kit: SourceKit) -> None:
    rows = read(source_kit, hierarchy="data/places.csv")

    assert rows["region"].tolist() == ["华东", "华南", "华东", ""]
    assert rows["city"].tolist() == ["临澜", "云汐", "临澜", ""]


def test_a_preset_of_the_spec_stands_for_its_places(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(parquet(ROWS))
    place = Place(tmp_path, (Month(2026, 10),), regions={"jdpower_2026": ("云汐", "S9")})
    source = (
        load_plugins()
        .sources["survey_store"]
        .model_validate({"path": ".", "places": ["jdpower_2026"]})
    )
    (raw,) = source.read(place)

    assert raw.rows.index.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("files", "options", "message"),
    [
        ({}, {}, r"no Parquet file in .*data/surveys; fill the database with `reportgen keep"),
        ({"data/surveys/a.parquet": b"x"}, {}, r"a\.parquet: this is no readable Parquet file"),
        (
            {"data/surveys/a.parquet": parquet(ROWS.drop(columns="item"))},
            {},
            r"a\.parquet: there is no column 'item'",
        ),
        ({}, {"hierarchy": "no.csv"}, r"no\.csv: the hierarchy cannot be read"),
        ({"x.csv": "a,b\n1,2\n"}, {"hierarchy": "x.csv"}, r"x\.csv:1: there is no column of store"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    source_kit: SourceKit, files: dict[str, Any], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        source_kit.read("survey_store", files, **options)

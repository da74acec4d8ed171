from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Parquet
from reportgen.sources.cell_text import cell_text


def read(folder: Path, table: pa.Table, **options: object) -> RawTable:
    pq.write_table(table, folder / "工单.parquet", **options)  # type: ignore[arg-type]
    [raw] = Parquet(path="工单.parquet").read(Place(folder, ()))
    return raw


def test_values_become_text_exactly(tmp_path: Path) -> None:
    moment = datetime(2026, 10, 5, 9, 30, 1)
    table = pa.table(
        {
            "工单号": ["007", " ", None],
            "门店": pa.array(["A", None, "A"]).dictionary_encode(),
            "日": [date(2026, 10, 5), None, date(1899, 1, 1)],
            "时": pa.array([moment, None, datetime(2026, 10, 5)], pa.timestamp("us")),
            "台次": pa.array([3, 2**60, None], pa.int64()),
            "金额": [1234.5, 1200.0, float("nan")],
            "和": [0.1 + 0.2, 1e15, None],
            "元": [Decimal("1.50"), None, Decimal("-3.00")],
            "返修": [True, None, False],
            "点": [time(9, 5), None, time(23, 59, 59)],
            "无": pa.nulls(3),
        }
    )
    raw = read(tmp_path, table)
    assert raw.header == tuple(table.column_names)
    assert raw.rows.to_numpy().tolist() == [
        ["007", "A", "2026-10-05", "2026-10-05 09:30:01", "3", "1234.5", "0.3", "1.50", "true",
         "09:05:00", ""],
        [" ", "", "", "", str(2**60), "1200", "1000000000000000", "", "", "", ""],
        ["", "A", "1899-01-01", "2026-10-05", "", "", "", "-3.00", "false", "23:59:59", ""],
    ]  # fmt: skip
    assert raw.rows.index.tolist() == [1, 2, 3]
    assert set(raw.rows.dtypes.astype(str)) == {"str"}


@pytest.mark.case("C10")
@pytest.mark.parametrize("zone", ["+08:00", "Asia/Shanghai", "UTC", "+00:00"])
def test_a_time_with_a_zone_is_the_clock_of_the_store(tmp_path: Path, zone: str) -> None:
    moment = pa.array([datetime(2026, 10, 4, 22, 0, tzinfo=UTC)], pa.timestamp("ms", zone))
    assert read(tmp_path, pa.table({"时": moment})).rows.iloc[0, 0] == "2026-10-05 06:00:00"


@pytest.mark.case("D29")
def test_d29_legacy_times_are_read(tmp_path: Path) -> None:
    moment = pa.array([np.datetime64("2026-10-05T09:30:00", "ns")])
    raw = read(tmp_path, pa.table({"时": moment}), use_deprecated_int96_timestamps=True)
    assert raw.rows.iloc[0, 0] == "2026-10-05 09:30:00"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            [[1], [2, 3]],
            "the column '明细' holds lists or records (list<element: int64>), no plain",
        ),
        ([{"a": 1}], "the column '明细' holds lists or records (struct<a: int64>), no plain"),
        ([b"\x00"], "the column '明细' holds bytes (binary), no plain values; write it as columns"),
    ],
)
@pytest.mark.case("D29")
def test_d29_columns_of_lists_are_refused_by_name(
    tmp_path: Path, values: list[object], message: str
) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, pa.table({"明细": values}))
    assert message in str(error.value)


@pytest.mark.parametrize("content", [b"PAR1 and no more", b"a,b\n1,2\n"])
@pytest.mark.case("D29")
def test_d29_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.parquet: this is no readable Parquet file \(.+\);"):
        list(Parquet(path="a.parquet").read(Place(tmp_path, ())))


def test_an_empty_table_keeps_its_header(tmp_path: Path) -> None:
    raw = read(
        tmp_path, pa.table({"a": pa.array([], pa.float64()), "b": pa.array([], pa.string())})
    )
    assert (raw.header, raw.rows.shape) == (("a", "b"), (0, 2))


@pytest.mark.case("C10")
@pytest.mark.parametrize(
    ("hours", "shown"), [(0, "2026-10-05 06:00:00"), (9, "2026-10-04 22:00:00")]
)
def test_c10_a_moment_of_a_database_in_utc_is_chinese_time(hours: int, shown: str) -> None:
    zone = timezone(timedelta(hours=hours))
    assert cell_text(datetime(2026, 10, 4, 22, 0, tzinfo=zone)) == shown


@pytest.mark.case("D17")
def test_d17_more_rows_than_memory_should_hold_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["1", "2"]}), tmp_path / "a.parquet")
    place = Place(tmp_path, ())
    assert len(next(iter(Parquet(path="a.parquet", max_rows=2).read(place))).rows) == 2
    with pytest.raises(SourceError, match=r"a\.parquet: with this file there are more than 1 rows"):
        list(Parquet(path="a.parquet", max_rows=1).read(place))

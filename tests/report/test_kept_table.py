from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reportgen.errors import UsageError
from reportgen.extension.loader import load_plugins
from reportgen.report.kept_table import KeptFile, keep_table
from reportgen.spec.spec import read_spec

SPEC = """
report: {{ title: x }}
period: {{ month: 2026-10 }}
dealers: [D001]
sources:
  callbacks: {{ type: csv, path: "{path}" }}
sections: [csi_by_advisor]
"""
ROWS = "工单号,回访日期,回访结果,满意度\n1,2026-10-05,成功,90\n2,2026-10-06,成功,80\n"


def kept(folder: Path, path: str = "data/*.csv", table: str = "callbacks") -> tuple[KeptFile, ...]:
    (folder / "configs").mkdir(exist_ok=True)
    file = folder / "configs" / "own.yaml"
    file.write_text(SPEC.format(path=path), encoding="utf-8")
    registry = load_plugins()
    spec = read_spec(file, registry)
    return keep_table(spec, registry, spec.period.month, table, folder / "kept")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "回访.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_rows_are_kept_converted_and_stay_when_their_export_is_gone(folder: Path) -> None:
    (first,) = kept(folder)
    frame = pd.read_parquet(first.path)

    assert (first.export, first.rows) == ("回访.csv", 2)
    assert frame["overall"].tolist() == [90.0, 80.0]
    assert frame["outcome"].tolist() == ["success", "success"]
    (folder / "data" / "回访.csv").rename(folder / "data" / "新.csv")
    kept(folder)
    assert sorted(path.name for path in (folder / "kept").iterdir()) == [
        "回访.csv.parquet", "新.csv.parquet",
    ]  # fmt: skip


def test_a_corrected_export_replaces_what_was_kept_of_it(folder: Path) -> None:
    kept(folder)
    (folder / "data" / "回访.csv").write_text(ROWS.replace("80", "70"), encoding="utf-8")
    (again,) = kept(folder)

    assert pd.read_parquet(again.path)["overall"].tolist() == [90.0, 70.0]


def test_somebodys_own_file_is_left_as_it_is(folder: Path) -> None:
    own = folder / "kept" / "回访.csv.parquet"
    own.parent.mkdir()
    pd.DataFrame({"a": [1]}).to_parquet(own)

    with pytest.raises(UsageError, match=r"not made by `reportgen keep`; move it"):
        kept(folder)
    assert pd.read_parquet(own)["a"].tolist() == [1]


def test_a_table_the_spec_does_not_read(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"no table 'callback'; did you mean 'callbacks'\?"):
        kept(folder, table="callback")

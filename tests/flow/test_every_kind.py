"""Every kind of column, unit, role, chart, severity and status that a plugin may name is reported.

One workspace of another trade names each of them once; both files are written and verified. What
is said of them comes from the types, so a new word is tried without a line here.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import get_args, get_type_hints

import openpyxl
import pytest
from click.testing import CliRunner, Result

from reportgen.cli.app import cli
from reportgen.document.blocks import ChartKind, Recommendation, SeriesRole, Severity, Text
from reportgen.metric.table_contracts import ColumnKind, Private
from reportgen.metric.units import Unit

KINDS = get_args(ColumnKind)
PRIVATE = get_args(Private)
ROLES = get_args(get_type_hints(Text)["role"])
STATES = get_args(get_type_hints(Recommendation)["status"])
SAMPLES: Mapping[str, str] = {
    "date": "2026-10-05", "datetime": "2026-10-05 10:20", "flag": "yes", "number": "4.5",
    "money": "120", "category": "open",
}  # fmt: skip
SPEC = """\
report: { title: "{dealer} {month}", language: en, formats: [{ type: docx, pages: none }, xlsx] }
period: { month: 2026-10, history: 3 }
dealers: [{ id: H1, name: Lake Hotel }]
sources: { stays: { type: csv, path: stays.csv } }
checks: []
sections: [stays]
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hotel")
    (folder / "plugins").mkdir()
    shutil.copy(Path(__file__).with_name("every_kind.py"), folder / "plugins" / "stays.py")
    (folder / "configs").mkdir()
    (folder / "configs" / "hotel.yaml").write_text(SPEC, "utf-8")
    kinds = {f"of_{kind}": SAMPLES.get(kind, "abc") for kind in KINDS}
    row = {"booking": "B1", "arrival": "2026-10-05", **kinds, **{f"own_{p}": "" for p in PRIVATE}}
    (folder / "stays.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        shown: Result = CliRunner().invoke(cli, ["build", "configs/hotel.yaml"])
    assert shown.exit_code == 0, shown.output
    return next((folder / "out").rglob("*.xlsx"))


@pytest.fixture(scope="module")
def texts(built: Path) -> frozenset[str]:
    with warnings.catch_warnings():  # it does not know the extensions of small charts and bars
        warnings.filterwarnings("ignore", message=".* extension is not supported")
        book = openpyxl.load_workbook(built)
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return frozenset(str(cell) for cell in cells if cell is not None)


@pytest.mark.parametrize(
    "said",
    [
        *(f"Kind {kind}" for kind in KINDS),
        *(f"unit {unit}" for unit in get_args(Unit)),
        *(f"Column {unit}" for unit in get_args(Unit)),
        *(f"role {role}" for role in ROLES if role != "summary"),
        *(f"chart {kind}" for kind in get_args(ChartKind)),
        *(f"series {role}" for role in get_args(SeriesRole)),
        *(f"finding {severity}" for severity in get_args(Severity)),
        *(f"measure {state}" for state in STATES),
        "level 2",
        "level 3",
    ],
)
def test_each_is_in_the_workbook(texts: frozenset[str], said: str) -> None:
    assert said in texts


def test_nothing_speaks_of_cars_and_no_sheet_of_terms_that_are_not_there(
    texts: frozenset[str],
) -> None:
    words = " ".join(texts).casefold()
    assert not [word for word in ("dealer", "vehicle", "car ") if word in words]
    assert "The terms the report uses" not in texts
    assert "Who supplied the data" in texts

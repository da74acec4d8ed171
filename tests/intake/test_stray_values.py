from __future__ import annotations

import pyarrow as pa

from reportgen.extension.components import RawTable
from reportgen.intake import take_all
from reportgen.intake.masking import Privacy
from reportgen.intake.stray_values import shown_strays, stray_values
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract

JOBS = TableContract(
    name="jobs",
    label=Label("作业", "Jobs"),
    row=Label("一行一项", "one job"),
    key=("no",),
    columns=(
        ColumnContract("no", "code", Label("单号", "No"), ("单号",)),
        ColumnContract("kind", "category", Label("类别", "Kind"), ("类别",)),
        ColumnContract(
            "customer", "code", Label("客户", "Customer"), ("客户",), private="customer"
        ),
    ),
)


def taken(*rows: tuple[str, str, str], privacy: Privacy | None = None):  # noqa: ANN201 two values
    frame = pa.table({str(at): [row[at] for row in rows] for at in range(3)}).to_pandas()
    frame.columns = range(3)
    raw = RawTable("张伟_13800138000.csv", ("单号", "类别", "客户"), frame.astype("str"))
    frames, ledger = take_all([JOBS], {"jobs": [raw]}, privacy=privacy)
    return frames["jobs"], ledger.accounts[0]


def test_two_values_never_become_one() -> None:
    frame, account = taken(("13800018000", "a", "C2"), ("13800028000", "b", "C1"))
    assert frame["no"].tolist() == ["138****8000", "138****8000 (2)"]
    assert account.used == 2
    assert account.repaired["personal_value"] == 2


def test_a_category_is_masked_and_counted() -> None:
    frame, account = taken(("1", "张伟", "C2"), ("2", "问13800138000", "C1"), ("3", "保养", ""))
    assert frame["kind"].tolist() == ["张*", "问138****8000", "保养"]
    assert account.repaired["personal_value"] == 2
    assert account.unknown_words == {
        ("kind", "张*"): 1,
        ("kind", "问138****8000"): 1,
        ("kind", "保养"): 1,
    }


def test_customers_are_told_apart_by_a_number_of_the_run() -> None:
    rows = ("1", "a", "C2"), ("2", "a", "C1"), ("3", "a", "C2"), ("4", "a", "")
    frame, _ = taken(*rows)
    assert frame["customer"].tolist()[:3] == ["K000002", "K000001", "K000002"]
    assert frame["customer"].isna().tolist() == [False, False, False, True]
    opened, _ = taken(*rows, privacy=Privacy(frozenset({"customer"})))
    assert opened["customer"].tolist()[:3] == ["C2", "C1", "C2"]


def test_the_name_of_the_file_is_masked_before_anybody_reads_it() -> None:
    assert taken(("1", "a", "C2"))[1].file == "张*_138****8000.csv"


def test_numbers_that_are_mostly_as_long_as_a_phone_are_the_columns_own() -> None:
    own = pa.array([f"138{at:08d}" for at in range(30)])
    assert not stray_values(own, codes=True).any()
    few = pa.array([*[f"RO{at:06d}" for at in range(30)], "13800138000", "110105194912310021"])
    assert stray_values(few, codes=True).tolist() == [*[False] * 30, True, False]


def test_titles_of_employees_stay_and_their_numbers_do_not() -> None:
    staff = pa.array([*[f"Mr. Smith{chr(65 + at)}" for at in range(25)], "王13800138000"])
    assert stray_values(staff, codes=False).tolist() == [*[False] * 25, True]


def test_shown_values_do_not_depend_on_their_order() -> None:
    texts = ["13800028000", "13800018000"]
    assert shown_strays(texts) == shown_strays(reversed(texts))

"""Rows with more or fewer cells than the header: which are whole, and what is printed of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_table import take_in

from reportgen.document.ledger import Account
from reportgen.errors import SourceError
from reportgen.extension.components import Place
from reportgen.intake.unplaced_cells import loose_text
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.sources import Csv

TABLE = TableContract(
    name="orders",
    label=Label("工单", "Orders"),
    row=Label("一行为一张工单", "one order"),
    key=("no",),
    date="day",
    columns=(
        ColumnContract("no", "code", Label("单号", "No")),
        ColumnContract("day", "date", Label("日期", "Day"), required=True),
        ColumnContract("customer", "text", Label("客户", "Customer"), private="name"),
        ColumnContract("phone", "code", Label("电话", "Phone"), private="phone"),
        ColumnContract("advisor", "text", Label("顾问", "Advisor")),
        ColumnContract(
            "kind", "category", Label("类型", "Kind"), values={"care": (Label("保养", "Care"), ())}
        ),
        ColumnContract("total", "money", Label("金额", "Total"), low=0, high=1e6),
        ColumnContract("again", "flag", Label("返修", "Again")),
        ColumnContract("comment", "text", Label("意见", "Comment"), private="text"),
    ),
)
HEADER = "单号,日期,客户,电话,顾问,类型,金额,返修,意见"
WHOLE = "R1,2026-10-01,张三丰,13800138000,陈伟,保养,100,否,好"


def taken(folder: Path, *rows: str, end: str = "\n") -> tuple[list[list[object]], Account]:
    """The used rows (number, order, total, comment) and the account."""
    (folder / "a.csv").write_text("\n".join((HEADER, WHOLE, *rows)) + end, "utf-8")
    result = take_in(TABLE, list(Csv(path="a.csv").read(Place(folder, ()))), language="en")
    account = result.accounts[0]
    assert account.balanced
    frame = result.frame[["_row", "no", "total", "comment"]].astype(object)
    return frame.where(frame.notna(), None).to_numpy().tolist(), account


def rejects(account: Account) -> list[tuple[int, str, str]]:
    return [(reject.row, reject.reason, reject.text) for reject in account.rejects]


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ("R2,2026-10-02,李四,13800138001,陈伟,保养,300", 300),
        ("R2,2026-10-02,李四,,陈伟", None),
        ("R2,2026-10-02", None),
        ("R2,2026-10-02,李四,13800138001,陈伟,新类别,300", 300),
    ],
)
@pytest.mark.case("D09")
def test_a_row_without_its_empty_last_cells_is_used_and_counted(
    tmp_path: Path, row: str, total: float | None
) -> None:
    rows, account = taken(tmp_path, row, WHOLE.replace("R1", "R3"))
    assert rows[1] == [3, "R2", total, None]
    assert account.used == 3
    assert account.repaired["short_row"] == 1
    assert account.examples["short_row"] == ("row 3: No R2",)
    assert account.rejects == ()


@pytest.mark.parametrize(
    "row",
    [
        "R2",  # the date a row needs is not there
        "R2,",
        "R2,李四,2026-10-02",  # what is there does not fit
        "R2,2026-10-02,李四,13800138001,陈伟,保养,好评",
        "R2,2026-10-02,李四,13800138001,陈伟,保养,5000000",
        "R2,2026-10-02,李四,13800138001,陈伟,保养,100,也许",
        "陈伟服务好，下次再来",
    ],
)
@pytest.mark.case("D09")
def test_a_row_that_does_not_fit_is_left_out(tmp_path: Path, row: str) -> None:
    rows, account = taken(tmp_path, row, WHOLE.replace("R1", "R3"))
    assert [found[1] for found in rows] == ["R1", "R3"]
    assert account.dropped == {"ragged_row": 1}
    assert "short_row" not in account.repaired


@pytest.mark.case("D09")
def test_both_pieces_of_a_torn_row_are_left_out(tmp_path: Path) -> None:
    rows, account = taken(
        tmp_path,
        "R2,2026-10-02,李四,13800138001,陈伟,保养,300",
        "漏油,否,差",
        "R3,2026-10-03,王五,13800138002",
        WHOLE.replace("R1", "R4"),
    )
    assert [found[1] for found in rows] == ["R1", "R3", "R4"]
    assert account.dropped == {"ragged_row": 2}
    assert rejects(account) == [
        (3, "ragged_row", "R* | 2026-10-02 | 李* | 138****8001 | 陈伟 | 保养 | 300"),
        (4, "ragged_row", "漏* | 否 | *"),
    ]


@pytest.mark.case("D16")
def test_short_totals_and_blanks_are_what_they_are(tmp_path: Path) -> None:
    _, account = taken(tmp_path, "合计,390", "  ", HEADER.rpartition(",")[0])
    assert account.dropped == {"blank_row": 1, "repeated_header": 1, "total_row": 1}
    assert account.rejects == ()


def test_a_last_row_that_was_cut_off_stops_the_file(tmp_path: Path) -> None:
    cut = "R2,2026-10-02,李四,13800138001,陈伟,保养,1"
    with pytest.raises(SourceError, match=r"the last row \(3\) breaks off after 7 of 9 cells"):
        taken(tmp_path, cut, end="")
    assert taken(tmp_path, cut, end="\r\n")[1].dropped == {}


def test_a_ragged_row_is_nobodys_and_told_to_everybody(tmp_path: Path) -> None:
    header = f"经销商,{HEADER}"
    text = "\n".join((header, f"A,{WHOLE}", f"B,{WHOLE}", "漏油,否", f"A,{WHOLE},x", ""))
    (tmp_path / "a.csv").write_text(text, "utf-8")
    dealer = ColumnContract("dealer", "code", Label("经销商", "Dealer"))
    table = TableContract(
        name="orders", label=TABLE.label, row=TABLE.row, key=("no",), date="day",
        columns=(dealer, *TABLE.columns),
    )  # fmt: skip
    account = take_in(table, list(Csv(path="a.csv").read(Place(tmp_path, ())))).accounts[0]
    for code in ("A", "B"):
        own = account.for_dealer(code, own=1, used=1)
        assert own.dropped == {"ragged_row": 2, "other_dealer": 1}
        assert [reject.row for reject in own.rejects] == [4, 5]
        assert own.balanced


@pytest.mark.case("D09")
def test_what_is_printed_of_a_row_with_too_many_cells(tmp_path: Path) -> None:
    long = (
        'R9,2026-10-09,王小明,13912345678,陈伟,保养,"1,200.50",否,顾客王小明 说, 异响,'
        "京A12345,LSVAU218XN2183294,11010519491231002X,a@b.cn,88886666,010-88886666"
    )
    assert rejects(taken(tmp_path, long)[1])[0][2] == (
        "R* | 2026-10-09 | 王* | 139****5678 | 陈伟 | 保养 | 1,200.50 | 否 | 顾* | 异* | "
        "京A***45 | LSV**********3294 | 110***********002X | ***@b.cn | 8* | 010****6666"
    )


def test_a_name_of_a_whole_row_does_not_become_known(tmp_path: Path) -> None:
    row = "R9,2026-10-09,张三丰,13800138000,好,R1,x,y,z,1"
    assert rejects(taken(tmp_path, row)[1])[0][2] == (
        "R* | 2026-10-09 | 张* | 138****8000 | * | R1 | x | y | z | 1"
    )


PERSONAL = (
    "张三丰", "欧阳娜娜", "13800138000", "138 0013 8000", "京A12345", "LSVAU218XN2183294",
    "110105194912310021", "王芳女士13800138000", "８８８８６６６６", "a.b@c.com",
)  # fmt: skip


@given(st.lists(st.sampled_from(PERSONAL), min_size=1, max_size=9), st.text(max_size=3))
def test_nothing_personal_is_printed_of_a_row_nobody_can_take_apart(
    cells: Sequence[str], around: str
) -> None:
    shown = loose_text([f"{around}{cell}" for cell in cells], {"陈伟"})
    assert not [cell for cell in cells if cell in shown]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("2026-10-05 09:30:00", "2026-10-05 09:30:00"), ("2026年10月5日", "2026年10月5日"),
        ("¥1,234.50", "¥1,234.50"), ("45678", "45678"), ("96.5%", "96.5%"), ("74元", "74元"),
        ("1000公里", "1000公里"), ("", ""), ("A", "A"),
        ("20261005", "2*"), ("1234567", "1*"), ("王", "*"), ("陈伟", "陈伟"), ("Li Lei", "L*"),
    ],
)  # fmt: skip
def test_only_what_cannot_be_personal_is_printed(cell: str, shown: str) -> None:
    assert loose_text([cell], {"陈伟"}) == shown

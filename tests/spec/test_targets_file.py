"""Targets by dealer and month from a file, and what is said of a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import SourceError
from reportgen.labels import Label
from reportgen.periods import Month
from reportgen.section.targets import Indicator
from reportgen.spec.targets_file import read_targets

KNOWN = (
    Indicator("csi.store", Label("满意度", "Satisfaction"), "score"),
    Indicator("churn.loss", Label("流失率", "Loss rate"), "share"),
    Indicator("first_service.ratio", Label("内化率", "Ratio"), "percent"),
)
OCTOBER = Month(2026, 10)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("targets.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_most_particular_target_counts(file: Path, encoding: str) -> None:
    file.write_bytes(
        "经销商代码,月份,指标,目标\n"
        ",,csi.store,85\n"
        ",2026-10,满意度,86\n"
        "D1,,满意度,90\n"
        "D1,2026-10,Satisfaction,91\n"
        ",,,\n"
        ",,流失率,15%\n"
        ",2026-11,流失率,0.12\n"
        ",,内化率,120%\n".encode(encoding)
    )
    found = read_targets(file, KNOWN, ["D1", "D2"])

    assert found.value("D2", Month(2026, 9), "csi.store") == 85
    assert found.value("D2", OCTOBER, "csi.store") == 86
    assert found.value("D1", Month(2026, 9), "csi.store") == 90
    assert found.value("D1", OCTOBER, "csi.store") == 91
    assert found.value("D1", OCTOBER, "churn.loss") == pytest.approx(0.15)
    assert found.value("D1", Month(2026, 11), "churn.loss") == pytest.approx(0.12)
    assert found.value("D1", OCTOBER, "first_service.ratio") == pytest.approx(1.2)
    assert found.value("D1", OCTOBER, "other") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "1: there is no column 'indicator'; add it"),
        ("indicator,goal\n", "1: the column 'goal' is not known"),
        (
            "indicator,target,dealr\n",
            "1: the column 'dealr' is not known; did you mean 'dealer'?",
        ),
        (
            "indicator,target\n\ncsi.stor,85\n",
            "3: no section of the spec has an indicator 'csi.stor'; did you mean 'csi.store'?",
        ),
        (
            "indicator,target,dealer\n满意度,85,D11\n",
            "2: there is no dealer 'D11'; did you mean 'D1'?",
        ),
        (
            "indicator,target,month\n满意度,85,2026-13\n",
            "2: '2026-13' is not a month; write it as YYYY-MM, such as 2026-10",
        ),
        (
            "indicator,target\n满意度,high\n",
            "2: the target 'high' is not a number; write one such as 0.95 or 95%",
        ),
        (
            "indicator,target\n流失率,12\n",
            "2: the target '12' of 'churn.loss' is not between 0 and 1; write 95% or 0.95",
        ),
        (
            "indicator,target\n满意度,85%\n",
            "2: the target '85%' of 'csi.store' is no percentage; write the number",
        ),
        (
            "indicator,target\n满意度,85\ncsi.store,86\n",
            "3: the target of 'csi.store' stands twice; remove one",
        ),
    ],
)
def test_a_file_that_cannot_be_used(file: Path, content: str, message: str) -> None:
    file.write_text(content, encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        read_targets(file, KNOWN, ["D1"])

    assert str(caught.value).startswith(f"targets.csv:{message}")

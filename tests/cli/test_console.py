from __future__ import annotations

import json

import pytest

from reportgen.cli.console import Console, terminal_language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"REPORTGEN_LANG": "zh"}, "zh"),
        ({"REPORTGEN_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN", "LANG": "C"}, "zh"),
    ],
)
def test_the_terminal_speaks_its_language(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in ("REPORTGEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert terminal_language() == language


def test_people_get_lines_and_machines_one_object(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_LANG", "zh")
    for as_json in (False, True):
        console = Console(as_json=as_json)
        console.good("init.wrote", folder="店")
        console.warn("看")
        console.bad("坏")
        console.next_steps({"reportgen plan": "next.plan"})
        console.result({"店": 1})

    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [" √ 工作区已建立：店", " ! 看", " × 坏"]
    assert lines[4:6] == ["下一步", "  reportgen plan  查看将要生成什么"]
    assert json.loads(lines[-1]) == {"店": 1}
    assert len(lines) == 7

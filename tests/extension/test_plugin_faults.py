"""What a plugin raised is told in one line with the places it went through."""

from __future__ import annotations

import inspect
import json

import pytest

from reportgen.errors import SectionError
from reportgen.extension.plugin_faults import DEBUG, told


def caught() -> BaseException:
    try:
        return outer()
    except Exception as error:  # noqa: BLE001 whatever it is
        return error


def outer() -> BaseException:
    return inner()


def inner() -> BaseException:
    json.loads("{")  # frames of the standard library are not told
    raise AssertionError


def test_the_innermost_frame_of_the_plugin_comes_first() -> None:
    line = inspect.getsourcelines(inner)[1] + 1
    before = inspect.getsourcelines(outer)[1] + 1
    said = told(caught())
    assert said.startswith("JSONDecodeError: Expecting property name enclosed in double quotes")
    assert f"(extension/test_plugin_faults.py:{line} inner ‹ " in said
    assert f"test_plugin_faults.py:{before} outer ‹ " in said


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert told(SectionError("there is no table 'x'")) == "there is no table 'x'"


def test_the_whole_traceback_is_printed_when_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = caught()
    told(error)
    assert not capsys.readouterr().err
    monkeypatch.setenv(DEBUG, "1")
    told(error)
    assert "json/decoder.py" in capsys.readouterr().err

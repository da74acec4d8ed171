from __future__ import annotations

import pytest

from reportgen.exit_codes import ExitCode, build_exit_code, check_exit_code


@pytest.mark.parametrize(
    ("partly", "failed", "code"),
    [
        (0, 0, ExitCode.DONE),
        (1, 0, ExitCode.PARTLY),
        (0, 1, ExitCode.PARTLY),
        (0, 5, ExitCode.PARTLY),
    ],
)
def test_a_build_is_done_only_when_every_report_is_whole(
    partly: int, failed: int, code: ExitCode
) -> None:
    assert build_exit_code(partly=partly, failed=failed) is code


def test_warnings_count_only_when_asked_to_be_strict() -> None:
    assert check_exit_code(3, strict=False) is ExitCode.DONE
    assert check_exit_code(0, strict=True) is ExitCode.DONE
    assert check_exit_code(3, strict=True) is ExitCode.WARNINGS

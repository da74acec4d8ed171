"""Standard output that cannot be written: every command says so with 6, and `| head` is quiet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reportgen.exit_codes import ExitCode

FULL = Path("/dev/full")
POSIX = pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")


@pytest.fixture(scope="module", params=["--help", "plugins --json"])
def command(request: pytest.FixtureRequest) -> list[str]:
    return [sys.executable, "-m", "reportgen", *request.param.split()]


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_a_full_disk_is_exit_code_6_and_one_line(command: list[str]) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    assert done.returncode == ExitCode.ENVIRONMENT
    assert done.stderr == (
        "what was printed could not be written: No space left on device; give standard output "
        "another place and run the command again\n"
    )


@POSIX
def test_a_reader_that_has_gone_is_no_fault(command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")


@POSIX
def test_help_shows_no_mark_of_its_writer() -> None:
    command = [sys.executable, "-m", "reportgen", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert "\\b" not in shown.stdout
    assert "\n  reportgen demo  " in shown.stdout


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_the_command_goes_on_and_the_failure_is_told_at_its_end(tmp_path: Path) -> None:
    done = tmp_path / "done"
    code = (
        "from pathlib import Path\n"
        "from reportgen.cli.checked_output import checked_output\n"
        "with checked_output():\n"
        "    print('a line', flush=True)\n"
        f"    Path({str(done)!r}).write_text('the work')\n"
        "    print('another')\n"
    )
    with FULL.open("wb") as full:
        ended = subprocess.run([sys.executable, "-c", code], stdout=full, check=False)  # noqa: S603
    assert ended.returncode == ExitCode.ENVIRONMENT
    assert done.read_text() == "the work"

"""What keeps a cluster from making reports is said in one line, before any report is begun."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from platform import python_version
from typing import Any

import pytest

from reportgen.cli.build import run
from reportgen.cli.console import Console
from reportgen.cli.session import Session
from reportgen.errors import ReportgenError, UsageError
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.periods import Month
from reportgen.report.batch import dask_engine, hired_process
from reportgen.report.batch.outcome import Order
from reportgen.report.batch.provenance import differences, provenance
from reportgen.spec.spec import read_spec

Shop = Any


def refused(shop: Shop, **options: Any) -> ReportgenError:  # noqa: ANN401 options of the command
    session = Session(Console(), shop.folder)
    with pytest.raises(ReportgenError) as found:
        run(session, shop.folder / "configs" / "monthly.yaml", **options)
    return found.value


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "dask"}, r"--engine dask needs --scheduler ADDRESS, such as tcp://127.0.0.1:8"),
        ({"scheduler": "tcp://127.0.0.1:1"}, r"--scheduler is for --engine dask; add that, or"),
        ({"engine": "dask", "scheduler": "tcp://127.0.0.1:1", "jobs": 2}, r"--jobs is for --engin"),
    ],
)
def test_half_a_cluster_is_refused(shop: Shop, options: dict[str, Any], message: str) -> None:
    error = refused(shop, **options)

    assert isinstance(error, UsageError)
    assert re.match(message, str(error))


def test_a_missing_package_is_named_with_the_command_that_installs_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(dask_engine, "import_module", missing)

    error = refused(shop, engine="dask", scheduler="tcp://127.0.0.1:1")

    assert str(error) == (
        "--engine dask needs the package distributed; install it with: "
        'pip install "reportgen[dask]"'
    )


def test_a_scheduler_that_does_not_answer_is_one_line(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed", reason="needs distributed: pip install 'reportgen[dask]'")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
    monkeypatch.setattr(dask_engine, "_CONNECT", 0.2)

    error = refused(shop, engine="dask", scheduler=address)

    assert error.exit_code == ExitCode.ENVIRONMENT
    assert str(error).startswith(f"--scheduler {address}: no Dask scheduler answers there (")
    assert str(error).endswith(
        "start one with: dask scheduler (docs/cluster.md), or use --engine local"
    )
    assert "\n" not in str(error)
    assert capfd.readouterr().err == ""


def hired(order: Order, told: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> str:
    """Return why a process that is hired for an order refuses it."""
    ours, its = socket.socketpair()
    pipe = Connection(ours.detach())
    pipe.send((order, told))
    monkeypatch.setattr(sys, "argv", ["", str(its.detach()), "1"])
    hired_process.main()
    refused: str = pipe.recv()
    pipe.close()
    return refused


def test_a_machine_that_would_make_other_reports_is_refused_with_both_versions(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop.folder / "configs" / "monthly.yaml"
    registry = load_plugins(find_workspace(path))
    order = Order(path, Month(2026, 10), shop.folder / "out")
    told = dict(provenance(order, read_spec(path, registry), registry, {}).told)
    told["python"] = "3.99.1"

    assert hired(order, told, monkeypatch) == (
        f"would make other reports (python: 3.99.1 and {python_version()}; first where the run was "
        "ordered, then there); install the same versions on all machines"
    )


def test_a_machine_that_does_not_see_the_workspace_is_refused(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop.folder / "elsewhere" / "monthly.yaml"

    refused = hired(Order(path, Month(2026, 10), shop.folder), {}, monkeypatch)

    assert refused.startswith(f"cannot read {path}, which must be on a folder all machines share: ")


def test_differences_are_told_with_both_values() -> None:
    one = {"python": "3.11.7", "libraries": {"pandas": "3.1.0", "numpy": "2.4"}, "pages": ""}
    other = {"python": "3.11.7", "libraries": {"pandas": "3.1.1", "numpy": "2.4"}, "pages": ""}

    assert list(differences(one, one)) == []
    assert list(differences(one, other)) == ["libraries pandas: 3.1.0 and 3.1.1"]
    assert list(differences({"sha256": "a" * 64}, {})) == ["sha256: aaaaaaaaaaaa and absent"]

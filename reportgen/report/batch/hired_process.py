"""A process that a worker of a cluster starts for a run: loads the spec, then makes reports."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any, Final

from reportgen.errors import ReportgenError, one_line
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.report.batch.outcome import Order
from reportgen.report.batch.provenance import differences, provenance
from reportgen.report.batch.worker import work
from reportgen.spec.spec import Spec, read_spec

_IDLE: Final = 30.0
"""Seconds without a report after which it ends: the run may have been killed; by judgement."""
_MANY: Final = 5
"""Differences told; by judgement: two machines differ in one thing or in all."""


def main() -> None:
    """Serve the worker at the other end of a socket that is open already."""
    handle, parent = map(int, sys.argv[1:])
    pipe = Connection(handle)
    order, told = pipe.recv()
    try:
        spec, registry = _read(order)
        refused = _refused(told, provenance(order, spec, registry, {}).told)
    except (ReportgenError, OSError) as error:
        refused = f"cannot read {order.spec}, which must be on a folder all machines share: "
        pipe.send(refused + one_line(error))
        return
    pipe.send(refused)
    if not refused:
        work(parent, pipe, spec, registry, order.formats, _IDLE)


def _read(order: Order) -> tuple[Spec, Registry]:
    registry = load_plugins(find_workspace(order.spec))
    return read_spec(order.spec, registry), registry


def _refused(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Say what differs from what the parent has; empty where nothing does."""
    told = sorted(differences(theirs, ours))
    if not told:
        return ""
    more = f"; {len(told) - _MANY} more" if len(told) > _MANY else ""
    return (
        f"would make other reports ({'; '.join(told[:_MANY])}{more}; first where the run was "
        "ordered, then there); install the same versions on all machines"
    )

"""Many dealers' reports: each in a process of its own, whole or absent, resumed after any end.

`make_all` tells it: hold the folder (`output_folder`), leave out what is unchanged (`up_to_date`,
`provenance`, `run_ledger`), have the rest made (`supervisor` → `worker` → `isolation`, `job`;
`watch`), book each outcome, write the manifest.
"""

from reportgen.report.batch.job import attempt
from reportgen.report.batch.make_all import build, hire
from reportgen.report.batch.outcome import Order, Outcome, Redo

__all__ = ["Order", "Outcome", "Redo", "attempt", "build", "hire"]

"""`reportgen build`: makes every wanted dealer's report and says what was made and what failed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.cli.console import Console
from reportgen.cli.session import Session, asked_month
from reportgen.exit_codes import build_exit_code
from reportgen.extension.workspace import find_workspace
from reportgen.report.batch import Order, Outcome
from reportgen.report.batch import build as build_all
from reportgen.report.empty_report import refuse_empty
from reportgen.report.one import Inputs, choose, load, renderers
from reportgen.section.data import Dealer


def run(  # noqa: PLR0913 the options of the command
    session: Session,
    path: Path,
    *,
    month: str | None = None,
    dealers: Sequence[str] = (),
    out: Path | None = None,
    formats: str = "",
    jobs: int = 1,
) -> int:
    """Make every wanted dealer's report and return the exit code."""
    started = time.monotonic()
    spec, registry = session.read(path)
    session.tell_broken(registry)
    when = asked_month(month, spec)
    wanted_formats = _split(formats)
    renderers(spec, registry, wanted_formats)
    target = out or find_workspace(path).folder / "out"
    inputs = load(spec, registry, when)
    wanted = choose(inputs.dealers, dealers)
    _tell_read(session.console, inputs)
    refuse_empty(inputs, wanted, when)
    order = Order(path, when, target, wanted_formats)
    outcomes = []
    with session.console.progress(len(wanted)) as advance:
        for outcome in build_all(order, spec, registry, inputs, wanted, jobs):
            outcomes.append(outcome)
            advance(outcome.dealer.id)
    return _tell_outcomes(session.console, outcomes, target, time.monotonic() - started)


def _split(formats: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in formats.split(",") if part.strip())


def _tell_read(console: Console, inputs: Inputs) -> None:
    """Print how many rows were read and used, and each file whose rows do not add up."""
    accounts = inputs.ledger.accounts
    console.good(
        "build.read",
        tables=len(inputs.tables),
        read=sum(account.read for account in accounts),
        used=sum(account.used for account in accounts),
    )
    unbalanced = [account.file for account in accounts if not account.balanced]
    if unbalanced:
        console.warn(console.text("build.unbalanced", files=", ".join(unbalanced)))


def _tell_outcomes(console: Console, outcomes: Sequence[Outcome], out: Path, seconds: float) -> int:
    """Print what was made, what failed and why (grouped by reason); return the exit code."""
    for outcome in outcomes:
        if outcome.status == "done" and len(outcomes) <= 10:  # noqa: PLR2004 fits a screen
            files = "  ".join(str(file) for file in outcome.files)
            console.good("build.done", dealer=_named(outcome.dealer), files=files)
        if outcome.status == "partly":
            text = console.text(
                "build.partly", dealer=_named(outcome.dealer), reason=outcome.reason
            )
            console.warn(text)
    failed: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.status == "failed":
            failed.setdefault(outcome.reason, []).append(outcome.dealer.id)
    for reason, ids in failed.items():
        text = console.text(
            "build.failed", reason=reason, count=len(ids), dealers=", ".join(ids[:10])
        )
        console.bad(text)
    counts = Counter(outcome.status for outcome in outcomes)
    console.line(
        console.text(
            "build.total",
            done=counts["done"],
            partly=counts["partly"],
            failed=counts["failed"],
            total=len(outcomes),
            seconds=f"{seconds:.1f}",
            out=str(out),
        )
    )
    console.result({"outcomes": [_plain(outcome) for outcome in outcomes]})
    return build_exit_code(partly=counts["partly"], failed=counts["failed"])


def _named(dealer: Dealer) -> str:
    return f"{dealer.id} {dealer.name}".strip()


def _plain(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "dealer": outcome.dealer.id,
        "status": outcome.status,
        "files": [str(file) for file in outcome.files],
        "reason": outcome.reason,
    }

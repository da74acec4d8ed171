"""What `build` says: what was read, what was made, what failed and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.cli.console import Console
from reportgen.errors import ExitCode
from reportgen.report.batch import Outcome
from reportgen.report.one import Inputs
from reportgen.section.data import Dealer


def said_read(console: Console, inputs: Inputs) -> None:
    """What was read and used, and any file whose rows do not add up."""
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


def summed(console: Console, outcomes: Sequence[Outcome], out: Path, seconds: float) -> int:
    """The last lines: what was made, what failed and why (grouped), exit code."""
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
    return ExitCode.PARTLY if counts["failed"] or counts["partly"] else ExitCode.DONE


def _named(dealer: Dealer) -> str:
    return f"{dealer.id} {dealer.name}".strip()


def _plain(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "dealer": outcome.dealer.id,
        "status": outcome.status,
        "files": [str(file) for file in outcome.files],
        "reason": outcome.reason,
    }

"""Refuse a table none of whose rows can be used: nobody can tell that from one nothing befell."""

from __future__ import annotations

from collections import Counter
from typing import Final

from reportgen.document.ledger import Account, Ledger
from reportgen.errors import SourceError
from reportgen.intake.drop_reasons import NO_DATA, REASONS, words_of

_NAMED: Final = 3


def spoilt(account: Account) -> bool:
    """Whether a file holds data none of which could be used."""
    return not account.used and any(reason not in NO_DATA for reason in account.dropped)


def refuse_rowless(ledger: Ledger) -> None:
    """Refuse tables without a row in any file; a file of a month may be empty beside others.

    Raises:
        SourceError: It names the files, why they give nothing, and what to do.
    """
    for table in dict.fromkeys(account.table for account in ledger.accounts):
        accounts = ledger.of([table]).accounts
        if not any(account.used for account in accounts):
            lost = [account for account in accounts if spoilt(account)]
            if lost:
                raise SourceError(_all_lost(table, lost))
            if not any(account.covers for account in accounts):
                raise SourceError(
                    f"{_files(accounts)}: {table} has no row of data; export it again, take the "
                    "source out of the spec, or, if nothing happened, write `covers: report` "
                    "under the source"
                )


def _all_lost(table: str, lost: list[Account]) -> str:
    """Why no row of data could be used, with the first place to look at."""
    counts: Counter[str] = Counter()
    for account in lost:
        counts.update({r: n for r, n in account.dropped.items() if r not in NO_DATA})
    reason, count = counts.most_common(1)[0]
    first = next((a.examples[reason][0] for a in lost if a.examples.get(reason)), "")
    example = f", first: {first}" if first else ""
    return (
        f"{_files(lost)}: none of the {counts.total()} rows of data can be used for {table}; "
        f"{count} for this reason: {words_of(REASONS, reason, 'en')}{example}; correct the export, "
        "or say in the source or its mapping how to read it"
    )


def _files(accounts: tuple[Account, ...] | list[Account]) -> str:
    names = [account.file for account in accounts[:_NAMED]]
    return ", ".join([*names, *("…" for _ in accounts[_NAMED : _NAMED + 1])])

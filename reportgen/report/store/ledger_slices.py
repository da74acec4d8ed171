"""The ledger split by dealer: what concerns everybody once, and what concerns one dealer alone.

`for_dealer` and `availability` say of a dealer's slice what they say of the whole ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, Final

import pandas as pd

from reportgen.document.ledger import Account, Ledger, Reject, Share
from reportgen.intake import DEALER
from reportgen.metric.table_contracts import FILE, ROW

_OTHERS: Final = ""
"""Stands for all other dealers in the shares of an account; nobody's code is empty."""
_COUNTS: Final = ("dropped", "repaired", "refused", "unknown_words")
"""What a share counts."""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What of the ledger is one dealer's, by the place of the account in the ledger.

    Attributes:
        accounts: The accounts of the dealer's own files.
        shares: Its shares of accounts of several dealers.
        rejects: Its rejected rows in such, with their places among those of everybody.
        unread: Column → its rows that hold something nobody could read.
    """

    accounts: dict[int, Account] = field(default_factory=dict)
    shares: dict[int, Share] = field(default_factory=dict)
    rejects: dict[int, list[tuple[int, Reject]]] = field(default_factory=dict)
    unread: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def joined(self, other: OwnPart) -> OwnPart:
        """Return this part and that of other accounts."""
        return OwnPart(
            self.accounts | other.accounts,
            self.shares | other.shares,
            self.rejects | other.rejects,
            self.unread | other.unread,
        )


@dataclass(frozen=True, slots=True)
class CommonPart:
    """What of the ledger concerns every dealer.

    Attributes:
        accounts: By their place: the accounts without what is one dealer's.
        shares: All shares of each together.
        rejects: The rejected rows that are nobody's, with their places.
    """

    accounts: dict[int, Account] = field(default_factory=dict)
    shares: dict[int, Share] = field(default_factory=dict)
    rejects: dict[int, list[tuple[int, Reject]]] = field(default_factory=dict)

    def joined(self, other: CommonPart) -> CommonPart:
        """Return this part and that of other accounts."""
        return CommonPart(
            self.accounts | other.accounts,
            self.shares | other.shares,
            self.rejects | other.rejects,
        )

    def ledger_of(self, dealer: str, own: OwnPart) -> Ledger:
        """Return the ledger as the dealer's report needs it."""
        found = dict(own.accounts)
        for at, account in self.accounts.items():
            shares = {dealer: own.shares[at]} if at in own.shares else {}
            if at in self.shares:
                shares[_OTHERS] = _without(self.shares[at], own.shares.get(at, Share()))
            found[at] = replace(
                account,
                dealers=shares,
                rejects=_in_order([*self.rejects.get(at, ()), *own.rejects.get(at, ())]),
                unread={**account.unread, **own.unread.get(at, {})},
            )
        return Ledger(tuple(found[at] for at in sorted(found)))

    def whole(self, parts: Mapping[str, OwnPart]) -> Ledger:
        """Return the ledger of all dealers, without the rows that could not be read."""
        found = {at: account for part in parts.values() for at, account in part.accounts.items()}
        for at, account in self.accounts.items():
            rejects = [*self.rejects.get(at, ())]
            for part in parts.values():
                rejects += part.rejects.get(at, ())
            shares = {name: p.shares[at] for name, p in parts.items() if at in p.shares}
            found[at] = replace(account, dealers=shares, rejects=_in_order(rejects))
        return Ledger(tuple(found[at] for at in sorted(found)))


def _in_order(rejects: Iterable[tuple[int, Reject]]) -> tuple[Reject, ...]:
    return tuple(reject for _, reject in sorted(rejects, key=itemgetter(0)))


def split(
    ledger: Ledger, tables: Mapping[str, pd.DataFrame], first: int = 0
) -> tuple[CommonPart, dict[str, OwnPart]]:
    """Split a ledger: the account of a file that is one dealer's alone is in its part only.

    `first` is the place of its first account, where others stand before it.
    """
    common = CommonPart()
    parts: dict[str, OwnPart] = {}
    owners = {name: _owners(frame) for name, frame in tables.items()}
    for at, account in enumerate(ledger.accounts, first):
        owner = owners[account.table].get(account.file, "")
        if _is_own(account, owner):
            parts.setdefault(owner, OwnPart()).accounts[at] = account
        else:
            _split_one(at, account, tables[account.table], common, parts)
    return common, parts


def _is_own(account: Account, owner: str) -> bool:
    """Tell whether a file says nothing of other dealers than the one whose rows it holds.

    A file of nobody in particular tells everybody which months it covers.
    """
    tells_all = not account.dealer and (account.month or account.covers)
    return bool(
        owner
        and account.dealers.keys() <= {owner}
        and account.dealer in {"", owner}
        and not tells_all
    )


def _split_one(
    at: int,
    account: Account,
    frame: pd.DataFrame,
    common: CommonPart,
    parts: dict[str, OwnPart],
) -> None:
    """Split one account of a file that may hold rows of several dealers."""
    for dealer, share in account.dealers.items():
        parts.setdefault(dealer, OwnPart()).shares[at] = share
    for dealer, rows in _unread_by_dealer(account, frame).items():
        parts.setdefault(dealer, OwnPart()).unread[at] = rows
    for place, reject in enumerate(account.rejects):
        whose = parts.setdefault(reject.dealer, OwnPart()) if reject.dealer else common
        whose.rejects.setdefault(at, []).append((place, reject))
    if account.dealers:
        common.shares[at] = _together(account.dealers.values())
    kept = {} if DEALER in frame else account.unread
    common.accounts[at] = replace(account, dealers={}, rejects=(), unread=kept)


def _owners(frame: pd.DataFrame) -> Mapping[str, str]:
    """Return the files all of whose rows are one dealer's, and whose."""
    if DEALER not in frame or frame.empty:
        return {}
    whose = frame.groupby(FILE)[DEALER].agg(["first", "nunique", "count", "size"])
    alone = whose[(whose["nunique"] == 1) & (whose["count"] == whose["size"])]
    return {str(file): str(dealer) for file, dealer in alone["first"].items()}


def _unread_by_dealer(account: Account, frame: pd.DataFrame) -> Mapping[str, dict[str, list[int]]]:
    """Return dealer → column → the rows of a file that hold something nobody could read."""
    found: dict[str, dict[str, list[int]]] = {}
    if DEALER not in frame or not account.unread:
        return found
    own = frame.loc[frame[FILE] == account.file, [DEALER, ROW]]
    for column, rows in account.unread.items():
        hit = own[own[ROW].isin(rows)]
        for dealer, numbers in hit.groupby(DEALER)[ROW]:
            found.setdefault(str(dealer), {})[column] = numbers.tolist()
    return found


def _together(shares: Iterable[Share]) -> Share:
    sums: dict[str, Counter[Any]] = {name: Counter() for name in _COUNTS}
    for share in shares:
        for name, total in sums.items():
            total.update(getattr(share, name))
    return Share(**sums)


def _without(whole: Share, part: Share) -> Share:
    left: dict[str, Counter[Any]] = {}
    for name in _COUNTS:
        left[name] = Counter(getattr(whole, name))
        left[name].subtract(getattr(part, name))
    return Share(**{name: {k: n for k, n in counts.items() if n} for name, counts in left.items()})

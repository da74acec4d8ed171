"""Who differs from the rest by more than chance, among groups with a rate each."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen import Fact
from reportgen.stats import SMALL_SAMPLE_BELOW, funnel_flags, homogeneous


def bad_outliers(rates: Mapping[str, Fact]) -> tuple[str, ...]:
    """The names whose rate lies on the bad side outside the 99.8 % funnel limits, worst first.

    Nobody is named unless the groups differ as a whole (p < 0.05), and nobody with fewer than 30
    cases.
    """
    known = {name: f for name, f in rates.items() if f.value is not None and f.bottom}
    tops = [round(f.top or 0) for f in known.values()]
    sizes = [round(f.bottom or 0) for f in known.values()]
    if not homogeneous(tops, sizes).may_rank:
        return ()
    funnel = funnel_flags(tops, sizes)
    if funnel is None:
        return ()
    found = [
        (fact.value or 0.0, name)
        for (name, fact), unit in zip(known.items(), funnel.units, strict=True)
        if unit.side == _bad_side(fact) and round(fact.bottom or 0) >= SMALL_SAMPLE_BELOW
    ]
    higher_first = bool(found) and known[found[0][1]].better == "lower"
    return tuple(name for _, name in sorted(found, reverse=higher_first))


def _bad_side(fact: Fact) -> str:
    return "above" if fact.better == "lower" else "below"

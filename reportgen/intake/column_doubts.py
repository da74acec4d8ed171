"""What values say against a whole column: another scale, amounts beyond all others.

Where the file cannot say what it means, the source declares it (`scales`); without that a column is
refused rather than read wrongly.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from reportgen.intake.convert import Converted
from reportgen.intake.row_accounts import USED, Taking
from reportgen.intake.source_options import Declared, is_scored
from reportgen.metric.table_contracts import DEALER, ColumnContract, InOrder, TableContract

Bools = npt.NDArray[np.bool_]
Groups = npt.NDArray[np.intp]

OTHER_SCALE: Final = 0.05
"""Share of values that look like another scale, above which a column is refused."""
_FEW: Final = 3  # values from which a share means anything
_STEP: Final = 10  # scales differ by ten: 1–10, 0–100, 0–1000
_SCALES: Final = (1.0, 5.0, 10.0, 100.0, 1000.0)
"""Best scores that surveys have."""
_FAR: Final = 10  # times the largest usual amount
_USUAL: Final = 0.999
_ENOUGH: Final = 20  # amounts that show what is usual


def look(contract: TableContract, taking: Taking, declared: Declared, file: Groups) -> None:
    """Leave blank what cannot be true, refuse other scales, and note what is to be doubted.

    Args:
        contract: The table.
        taking: Its rows; `columns` and `notes` are completed.
        declared: What its source says about it.
        file: Which file each row is from: one file may use another scale than the next.
    """
    used = taking.reason == USED
    groups = _groups(taking, file)
    for column in contract.columns:
        if column.name not in taking.columns:
            continue
        done = taking.columns[column.name]
        if is_scored(column):
            scale = declared.scales.get(column.name)
            done = _refused(column, done, taking, used, groups, scale)
        if not contract.essential(column):
            done = done.blanked()
        if column.traits.money:
            done = _absurd(done, used)
        taking.columns[column.name] = done
    for rule in contract.rules:
        _in_order(rule, taking)


def _groups(taking: Taking, file: Groups) -> Groups:
    """Files and dealers: whoever types the scores decides on their scale."""
    if DEALER not in taking.columns:
        return file
    codes = taking.columns[DEALER].cells.codes
    return np.asarray(file * (codes.max(initial=0) + 1) + codes)


def _refused(  # noqa: PLR0913, PLR0917 the rows, and whose they are
    column: ColumnContract,
    done: Converted,
    taking: Taking,
    used: Bools,
    groups: Groups,
    scale: float | None,
) -> Converted:
    """The column without the scores of files or dealers that look like another scale.

    Below a declared scale only scores above the best one do: 1 of 10 is as low as 10 of 100.
    """
    high = column.high or 0.0
    values = np.where(used, done.distinct[done.cells.codes], np.nan)
    odd = values > high
    if scale is None:
        odd |= (values > 0) & (values <= high / _STEP)
    if odd.sum() < _FEW:
        return done
    _, group = np.unique(groups, return_inverse=True)
    known = ~np.isnan(values)
    every = np.bincount(group[known], minlength=group.max() + 1)
    strange = np.bincount(group[odd], minlength=group.max() + 1)
    refused = ((strange >= _FEW) & (strange > every * OTHER_SCALE))[group] & known
    if not refused.any():
        return done
    taking.notes["other_scale", column.name] = refused
    taking.likely[column.name] = likely_scale(np.nanmax(values[refused]) * (scale or high) / high)
    # A value both out of range and refused is counted once.
    outside = done.faults["out_of_range"].copy()
    outside[done.cells.codes[refused]] = False
    return replace(done, refused=refused, faults={**done.faults, "out_of_range": outside})


def likely_scale(highest: float) -> float:
    """The best score of a scale whose highest value that was seen is this."""
    return next((scale for scale in _SCALES if highest <= scale), _SCALES[-1])


def _absurd(done: Converted, used: Bools) -> Converted:
    """Mark amounts ten times above what nearly all rows stay below."""
    values = done.distinct[done.cells.codes[used]]
    values = values[values > 0]
    if len(values) < _ENOUGH:
        return done
    usual = np.quantile(values, _USUAL, method="lower")
    return replace(done, repairs={**done.repairs, "absurd_amount": done.distinct > usual * _FAR})


def _in_order(rule: InOrder, taking: Taking) -> None:
    """Note the rows whose later date lies before the earlier one."""
    if rule.earlier not in taking.columns or rule.later not in taking.columns:
        return
    first, last = (
        done.distinct[done.cells.codes]
        for done in (taking.columns[rule.earlier], taking.columns[rule.later])
    )
    days = first.astype("datetime64[D]"), last.astype("datetime64[D]")
    timeless = (first == days[0]) | (last == days[1])
    broken = np.where(timeless, days[1] < days[0], last < first)
    if broken.any():
        taking.notes["not_in_order", rule.later] = broken

"""How the exports write the names of advisors, who may be renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo.export_cells import Texts
    from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore

RENAMED_MONTHS: Final = 6
"""How long the new name has been in use."""
RENAMED: Final = "{name}（一组）"


def advisors(world: SimulatedStore, position: pd.Series[int], when: pd.Series[float]) -> Texts:
    """Names of advisors as written on a day; the planted one may have been renamed since."""
    names = np.array(world.store.advisors, dtype=object)[position.to_numpy()]
    if not world.store.plan.renamed:
        return np.asarray(names)
    renamed = (position == world.store.advisor) & (when >= world.span.first_day(RENAMED_MONTHS))
    return np.where(renamed, RENAMED.format(name=world.store.advisors[world.store.advisor]), names)

"""Everything that is simulated for one store, and how its parts are looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.invented_names import SERIES

if TYPE_CHECKING:
    import numpy.typing as npt
    from reportgen_plugins.after_sales.demo.demo_stores import Store
    from reportgen_plugins.after_sales.demo.demo_vehicles import Floats
    from reportgen_plugins.after_sales.demo.export_cells import Texts
    from reportgen_plugins.after_sales.demo.sample_months import SampleMonths


@dataclass(frozen=True)
class SimulatedStore:
    """Everything simulated for one store; times are days before the end of the sample."""

    store: Store
    span: SampleMonths
    fleet: pd.DataFrame
    customers: pd.DataFrame
    orders: pd.DataFrame
    surveys: pd.DataFrame
    complaints: pd.DataFrame

    def car(self, column: str, cars: pd.Series[int]) -> Texts:
        """Look up one column of the given cars."""
        return np.asarray(self.fleet[column].to_numpy(dtype=object)[cars.to_numpy()])

    def owner(self, column: str, cars: pd.Series[int]) -> Texts:
        """Look up one column of the owners of the given cars."""
        owners = self.fleet["customer"].to_numpy()[cars.to_numpy()]
        return np.asarray(self.customers[column].to_numpy(dtype=object)[owners])

    def series(self, cars: pd.Series[int]) -> Texts:
        """Series names of the given cars."""
        names = np.array(SERIES, dtype=object)
        return np.asarray(names[self.fleet["series"].to_numpy()[cars.to_numpy()]])

    def monthly(self, days: pd.Series[float], value: npt.ArrayLike = 1) -> Floats:
        """Sum a value, or count, by month of repair orders, oldest first."""
        month = self.span.month_of(np.asarray(days, dtype=np.float64))
        inside = month >= 0
        weights = np.broadcast_to(np.asarray(value, dtype=np.float64), month.shape)[inside]
        found = np.bincount(month[inside], weights, minlength=self.span.order_months)
        return found.astype(np.float64)

"""The after-sales tables: what one row is, what a dealer's exports call each column.

Aliases are headers seen in Chinese dealer systems and their usual English counterparts; the one
listed first wins when a file has several. Employees (advisor, technician, owner of a case) are not
customers and stay readable; customers' names, numbers, phones, plates, VINs and free text are
private.
"""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.tables.appointments import APPOINTMENTS
from reportgen_plugins.after_sales.tables.callbacks import CALLBACKS
from reportgen_plugins.after_sales.tables.complaints import COMPLAINTS
from reportgen_plugins.after_sales.tables.customers import CUSTOMERS
from reportgen_plugins.after_sales.tables.lost_calls import LOST_CALLS
from reportgen_plugins.after_sales.tables.measures import MEASURES
from reportgen_plugins.after_sales.tables.monthly_figures import MONTHLY_FIGURES
from reportgen_plugins.after_sales.tables.repair_orders import REPAIR_ORDERS
from reportgen_plugins.after_sales.tables.surveys import SURVEYS
from reportgen_plugins.after_sales.tables.vehicle_sales import VEHICLE_SALES

from reportgen import TableContract

TABLES: Final[tuple[TableContract, ...]] = (
    REPAIR_ORDERS,
    CALLBACKS,
    COMPLAINTS,
    VEHICLE_SALES,
    CUSTOMERS,
    LOST_CALLS,
    APPOINTMENTS,
    MEASURES,
    MONTHLY_FIGURES,
    SURVEYS,
)
"""Every after-sales table."""

"""Raw text of the sources → one clean, masked frame a table, and the ledger of every row.

The way of a row: headers are matched to the contract (`headers`), text becomes values
(`convert`, with `numbers` and `dates`), rows that cannot be true are left out with a reason, equal
rows are recognised, personal data are masked (`reportgen.intake.masking`), and all of it is counted
(`take`, `account`).
"""

from reportgen.intake.drop_reasons import REASONS, REPAIRS
from reportgen.intake.flow import take_all
from reportgen.intake.headers import Matched, match_headers, normalise
from reportgen.intake.row_accounts import REJECTS
from reportgen.intake.vehicle_keys import VEHICLE
from reportgen.metric.table_contracts import DEALER

__all__ = [
    "DEALER",
    "REASONS",
    "REJECTS",
    "REPAIRS",
    "VEHICLE",
    "Matched",
    "match_headers",
    "normalise",
    "take_all",
]

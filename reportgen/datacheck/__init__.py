"""`reportgen check --data`: every source through the intake, told table by table; no report."""

from reportgen.datacheck.examine import Chapter, Found, examine
from reportgen.datacheck.view import DataView

__all__ = ["Chapter", "DataView", "Found", "examine"]

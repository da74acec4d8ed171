"""`reportgen check --data`: every source through the intake, told table by table; no report."""

from reportgen.cli.check_data.data_examination import DataFound, SectionNeeds, examine
from reportgen.cli.check_data.data_view import DataView

__all__ = ["DataFound", "DataView", "SectionNeeds", "examine"]

"""`check --data`: reads every source through the intake and reports table by table."""

from reportgen.cli.check_data.data_examination import DataFound, SectionNeeds, examine
from reportgen.cli.check_data.data_view import DataView

__all__ = ["DataFound", "DataView", "SectionNeeds", "examine"]

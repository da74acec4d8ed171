"""Roll-ups: dealers side by side, from the facts of their finished reports."""

from reportgen.report.rollup.rollup_document import rollup_document
from reportgen.report.rollup.rollup_groups import Group, Rollup, rollup_groups

__all__ = ["Group", "Rollup", "rollup_document", "rollup_groups"]

"""Roll-ups: dealers side by side, from the facts of their finished reports."""

from reportgen.report.rollup.make_rollups import make_rollups
from reportgen.report.rollup.rollup_groups import Group, Rollup, rollup_groups

__all__ = ["Group", "Rollup", "make_rollups", "rollup_groups"]

"""The data checks and the chapter 数据质量与来源 (data quality and sources).

The chapter takes one minute to read: how many rows, one line a table, one sentence for each thing
to know before trusting the report, and the list of what was left out or repaired. The workbook adds
the account of every single file.
"""

from reportgen.report.quality.quality_chapter import quality_chapter
from reportgen.report.quality.reject_file import REJECTED, rejects_file
from reportgen.report.quality.run_checks import Checked, check, run_checks

__all__ = ["REJECTED", "Checked", "check", "quality_chapter", "rejects_file", "run_checks"]

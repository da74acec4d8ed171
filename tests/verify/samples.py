"""The look of the sample report, for its tests."""

from pathlib import Path

from reportgen.extension.components import Look

LOOK = Look(Path(__file__).parents[2] / "report_templates" / "monthly.docx")

"""What the workbook tests share."""

from __future__ import annotations

import sys
from pathlib import Path

# `workbook_sample.py` and `recalculate.py` stand beside the tests, which are not a package
sys.path.insert(0, str(Path(__file__).parent))

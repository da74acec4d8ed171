"""Fixtures every test may use."""

from __future__ import annotations

import sys
from pathlib import Path

# `oracle.py` and `one_table.py` are shared by tests of several folders, which are not packages
sys.path.insert(0, str(Path(__file__).parent))

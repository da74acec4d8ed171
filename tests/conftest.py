"""Fixtures every test may use."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

# `oracle.py`, `one_table.py` and others are shared by tests of several folders, which are not
# packages
sys.path.insert(0, str(Path(__file__).parent))

# Speed is measured in benchmarks/, where it can be compared; a busy machine breaks no test.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

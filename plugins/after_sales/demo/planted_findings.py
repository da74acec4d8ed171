"""Which findings of the report the plans of the stores stand for, and who may be named in them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportgen_plugins.after_sales.demo.store_plans import PlanName

FINDINGS: Final[Mapping[tuple[str, str], tuple[PlanName, ...]]] = MappingProxyType({
    ("csi.fell", "bad"): ("three_problems",),
    ("csi.below", "watch"): ("wrong_numbers",),
    ("csi.above", "good"): ("improved",),
    ("csi.weak_spots", "watch"): ("wrong_numbers",),
    ("csi.topics", "watch"): ("wrong_numbers",),
    ("csi.load", "watch"): ("seasonal",),
    ("csi.store_moved", "bad"): ("setback",),
    ("csi.store_moved", "good"): ("improved",),
    ("csi.unusual", "bad"): ("totals_falling",),
    ("csi.unusual", "good"): ("totals_rising",),
    ("csi.below_target", "bad"): ("declining",),
    ("csi.slow", "watch"): ("declining",),
    ("csi.callbacks", "bad"): ("wrong_numbers",),
    ("csi.callbacks", "good"): ("improved",),
    ("csi.reconcile.vehicles", "watch"): ("careless",),
    ("csi.reconcile.interviews", "watch"): ("careless",),
    ("csi.reconcile.printed", "watch"): ("careless",),
    ("csi.reconcile.items", "watch"): ("careless",),
    ("callbacks.in_time", "bad"): ("setback",),
    ("callbacks.in_time", "good"): ("improved",),
    ("callbacks.wrong_number", "watch"): ("wrong_numbers",),
    ("callbacks.dissatisfied", "bad"): ("wrong_numbers",),
    ("appointments.no_shows", "watch"): ("three_problems",),
    ("first_time_fix.technician", "bad"): ("three_problems",),
    ("first_time_fix.better", "good"): ("improved",),
    ("first_time_fix.target", "bad"): ("declining",),
    ("first_time_fix.target", "good"): ("totals_rising",),
    ("first_time_fix.slow", "watch"): ("declining",),
    ("complaints.rise", "bad"): ("setback",),
    ("complaints.fall", "good"): ("improved",),
    ("complaints.contradiction", "watch"): ("careless",),
    ("complaints.aged", "bad"): ("declining",),
    ("complaints.overdue", "watch"): ("setback",),
    ("complaints.repeats", "watch"): ("setback",),
    ("complaints.to_check", "bad"): ("setback",),
    ("churn.target", "bad"): ("declining",),
    ("churn.series", "bad"): ("three_problems",),
    ("churn.advisor", "bad"): ("setback",),
    ("churn.move", "watch"): ("setback",),
    ("churn.move", "good"): ("improved",),
    ("churn.shrinking", "watch"): ("declining",),
    ("churn.value", "info"): ("three_problems", "declining"),
    ("churn.partial", "info"): ("three_problems", "healthy"),
    ("churn.duty", "info"): ("three_problems", "healthy"),
    ("churn.low_use", "info"): ("three_problems", "healthy"),
    ("loyal.risk", "info"): ("three_problems", "declining"),
    ("loyal.move", "good"): ("improved",),
    ("loyal.move", "watch"): ("setback",),
    ("loyal.satisfied", "info"): ("growing",),
    ("first_service.low", "bad"): ("setback",),
    ("first_service.high", "good"): ("improved",),
    ("first_service.partial", "info"): ("careless",),
    ("first_service.target", "bad"): ("seasonal",),
    ("checks.visit_before_sale", "watch"): ("careless",),
    ("checks.falling_mileage", "watch"): ("careless",),
    ("checks.future_dates", "watch"): ("careless",),
    ("checks.unknown_advisors", "watch"): ("careless",),
    ("checks.callback_orders", "watch"): ("careless",),
    ("checks.callback_reasons", "watch"): ("careless",),
    ("checks.totals", "watch"): ("careless",),
})  # fmt: skip
"""Finding, by the beginning of its id and its severity → the plans whose stores have it.

Elsewhere a finding about the whole store may come by chance, or not at all.
"""

ABOUT_PEOPLE: Final[Mapping[str, tuple[PlanName, ...]]] = MappingProxyType({
    "csi.fell": ("three_problems", "declining", "setback"),
    "csi.below": ("wrong_numbers",),
    "csi.above": ("improved",),
    "csi.topics": ("wrong_numbers",),
    "csi.load": ("seasonal",),
    "callbacks.wrong_number": ("wrong_numbers", "improved"),
    "appointments.no_shows": ("three_problems",),
    "first_time_fix.technician": ("three_problems",),
    "first_time_fix.better": ("improved",),
    "churn.series": ("three_problems",),
    "churn.advisor": ("setback", "improved"),
})  # fmt: skip
"""Findings that name somebody, or a series → the plans in which that is right; nowhere else.

Where the whole store fell, each of its advisors did. The company whose cars left was looked after
by the second advisor.
"""

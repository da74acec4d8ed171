"""Surveys of several sources and years: answers, scores by place, drivers, plans, forecasts."""

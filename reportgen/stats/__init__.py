"""Statistics for reports: tests of change, ranking, intervals, trend, survival, customer value.

Plain numbers in, small frozen results out. No data gives null, never a made-up number; a call
that cannot be meant is a ValueError. scipy is loaded by the first function that needs it.
"""

from reportgen.stats.concentration import lorenz
from reportgen.stats.decomposition import (
    RateMix,
    rate_mix,
)
from reportgen.stats.driver_shares import CASES_PER_ITEM, MOST_ITEMS, DriverShares, driver_shares
from reportgen.stats.funnel_limits import (
    Funnel,
    FunnelLimits,
    FunnelUnit,
    funnel_flags,
    funnel_limits,
)
from reportgen.stats.fuzzy_evaluation import FuzzyEvaluation, fuzzy_evaluation
from reportgen.stats.homogeneity import Homogeneity, homogeneous, homogeneous_means
from reportgen.stats.intervals import Interval, Moments, mean_interval, poisson_interval, wilson
from reportgen.stats.least_effort import LeastEffort, least_effort
from reportgen.stats.line_forecast import SHORTEST_LINE, LineForecast, line_forecast
from reportgen.stats.pairwise_weights import (
    CONSISTENT_BELOW,
    Consistency,
    PairwiseWeights,
    consistency,
    pairwise_weights,
    printed_agrees,
)
from reportgen.stats.repeat_purchases import (
    BgNbd,
    GammaGamma,
    expected_purchases,
    expected_value,
    fit_bgnbd,
    fit_gamma_gamma,
)
from reportgen.stats.significance import (
    COUNTS_ONLY_BELOW,
    MOVED,
    POINT_STEPS,
    PROVEN,
    PUBLISHED_FROM,
    RELATIVE_STEPS,
    SMALL_SAMPLE_BELOW,
    WORDED,
    ProportionTest,
    RateTest,
    Word,
    evidence,
    holm,
    poisson_change,
    two_proportions,
)
from reportgen.stats.survival import KaplanMeier, kaplan_meier, median_time
from reportgen.stats.time_series import Xmr, xmr
from reportgen.stats.trends import Trend, mean_trend, proportion_trend

__all__ = [
    "CASES_PER_ITEM",
    "CONSISTENT_BELOW",
    "COUNTS_ONLY_BELOW",
    "MOST_ITEMS",
    "MOVED",
    "POINT_STEPS",
    "PROVEN",
    "PUBLISHED_FROM",
    "RELATIVE_STEPS",
    "SHORTEST_LINE",
    "SMALL_SAMPLE_BELOW",
    "WORDED",
    "BgNbd",
    "Consistency",
    "DriverShares",
    "Funnel",
    "FunnelLimits",
    "FunnelUnit",
    "FuzzyEvaluation",
    "GammaGamma",
    "Homogeneity",
    "Interval",
    "KaplanMeier",
    "LeastEffort",
    "LineForecast",
    "Moments",
    "PairwiseWeights",
    "ProportionTest",
    "RateMix",
    "RateTest",
    "Trend",
    "Word",
    "Xmr",
    "consistency",
    "driver_shares",
    "evidence",
    "expected_purchases",
    "expected_value",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "funnel_flags",
    "funnel_limits",
    "fuzzy_evaluation",
    "holm",
    "homogeneous",
    "homogeneous_means",
    "kaplan_meier",
    "least_effort",
    "line_forecast",
    "lorenz",
    "mean_interval",
    "mean_trend",
    "median_time",
    "pairwise_weights",
    "poisson_change",
    "poisson_interval",
    "printed_agrees",
    "proportion_trend",
    "rate_mix",
    "two_proportions",
    "wilson",
    "xmr",
]

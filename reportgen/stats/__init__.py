"""Statistics for reports: tests of change, ranking, intervals, trend, survival, customer value.

Plain numbers in, small frozen results out. No data gives null, never a made-up number; a call
that cannot be meant is a ValueError. scipy is loaded by the first function that needs it.
"""

from reportgen.stats.concentration import lorenz
from reportgen.stats.decomposition import (
    RateMix,
    rate_mix,
)
from reportgen.stats.funnel_limits import (
    Funnel,
    FunnelLimits,
    FunnelUnit,
    funnel_flags,
    funnel_limits,
)
from reportgen.stats.homogeneity import Homogeneity, homogeneous, homogeneous_means
from reportgen.stats.intervals import Interval, Moments, mean_interval, poisson_interval, wilson
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
    "COUNTS_ONLY_BELOW",
    "MOVED",
    "POINT_STEPS",
    "PROVEN",
    "PUBLISHED_FROM",
    "RELATIVE_STEPS",
    "SMALL_SAMPLE_BELOW",
    "WORDED",
    "BgNbd",
    "Funnel",
    "FunnelLimits",
    "FunnelUnit",
    "GammaGamma",
    "Homogeneity",
    "Interval",
    "KaplanMeier",
    "Moments",
    "ProportionTest",
    "RateMix",
    "RateTest",
    "Trend",
    "Word",
    "Xmr",
    "evidence",
    "expected_purchases",
    "expected_value",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "funnel_flags",
    "funnel_limits",
    "holm",
    "homogeneous",
    "homogeneous_means",
    "kaplan_meier",
    "lorenz",
    "mean_interval",
    "mean_trend",
    "median_time",
    "poisson_change",
    "poisson_interval",
    "proportion_trend",
    "rate_mix",
    "two_proportions",
    "wilson",
    "xmr",
]

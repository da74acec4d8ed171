"""What is planted in the demo's stores: the truth that the generator follows and the tests read.

Store by store the plans of `PLANS` are taken in turn, and again from the first. What a plan does
not name is drawn alike for everybody, so whatever else a report says of a store is chance.
`planted_findings` tells which findings of the report each plan stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

PlanName = Literal[
    "three_problems",
    "healthy",
    "declining",
    "growing",
    "seasonal",
    "renamed",
    "totals_falling",
    "wrong_numbers",
    "careless",
    "improved",
    "setback",
    "totals_rising",
]

LeavingReason = Literal["服务差", "维修质量差", "维修价格高", "地点不方便", "公司指定", "其他"]
LEAVING_REASONS: Final[tuple[LeavingReason, ...]] = get_args(LeavingReason)


@dataclass(frozen=True)
class StorePlan:
    """One kind of store: its size, and what is planted there.

    Attributes:
        name: What tests and documents call it.
        orders: Repair orders a month, about.
        advisors: Service advisors.
        technicians: Lead technicians.
        yearly_loss: Rate a year at which customers leave.
        sales_trend: New-car sales of a month rise from 1 - x to 1 + x times their mean.
        electric_growth: Share of the cars sold last that are electric on top of the usual.
        moved_in: Owners from elsewhere a month, of 400 orders.
        season: How far the months differ: visits of the busiest month above the mean.
        level: Points of every score above the usual.
        slide: Points every score has lost over the last year, month by month.
        jump: Points every score gained or lost in the last month.
        advisor_drop: Points of reception and quote the planted advisor lost in the last 3 months.
        advisor_level: Points the planted advisor is above the others in every month.
        advisor_share: Share of the vehicles the planted advisor receives; 0: as everybody.
        advisor_loss: Rate a year at which customers of the planted advisor leave on top.
        renamed: The planted advisor is written in another way in the last six months.
        no_shows: Share of the second advisor's bookings that do not come; 0: as everybody.
        blamed: Whether the second advisor's customers complain of the attitude.
        repairs_fail: Share of repairs that do not hold, a year ago and now.
        technician_fails: Share of the planted technician's repairs that do not hold; 0: as all.
        series_loss: Rate a year at which customers of the planted series leave on top.
        satisfied_stay: Whether customers who were dissatisfied come less often.
        fleet_left: A company's 40 cars came for the last time so many months ago; 0: no fleet.
        event: Former customers came to an event in this month, 1 the last one; 0: no event.
        never_came: Share of the buyers who never come to the workshop.
        first_services: First services of the last month, times the usual.
        wrong_numbers: Share of calls that met a wrong number, before the last month and in it.
        late_calls: Days by which calls come late, before the last two months and in them.
        complaints: Complaints of the last month, times the usual.
        cases_stay_open: Share of complaints that stay open for weeks.
        old_case: A complaint of seven weeks ago is still open.
        dead_stock: Share of the parts stock that nobody asks for, two years ago and now.
        leavers: Staff who left in the last month; elsewhere nobody or one.
        left_because: What those who left name first in the churn questionnaire.
        many_repairs: One car came seven times with the same fault, lately in the last month.
        totals_only: The store keeps monthly totals and no rows.
        careless: Entries contradict each other (see `careless_entries`).
    """

    name: PlanName
    orders: int = 430
    advisors: int = 5
    technicians: int = 9
    yearly_loss: float = 0.10
    sales_trend: float = 0.0
    electric_growth: float = 0.0
    moved_in: float = 4.0
    season: float = 0.06
    level: float = 0.0
    slide: float = 0.0
    jump: float = 0.0
    advisor_drop: float = 0.0
    advisor_level: float = 0.0
    advisor_share: float = 0.0
    advisor_loss: float = 0.0
    renamed: bool = False
    no_shows: float = 0.0
    blamed: bool = False
    repairs_fail: tuple[float, float] = (0.03, 0.03)
    technician_fails: float = 0.0
    series_loss: float = 0.0
    satisfied_stay: bool = False
    fleet_left: int = 0
    event: int = 0
    never_came: float = 0.08
    first_services: float = 1.0
    wrong_numbers: tuple[float, float] = (0.02, 0.02)
    late_calls: tuple[int, int] = (0, 0)
    complaints: float = 1.0
    cases_stay_open: float = 0.03
    old_case: bool = False
    dead_stock: tuple[float, float] = (0.08, 0.08)
    leavers: int = 0
    left_because: LeavingReason = "地点不方便"
    many_repairs: bool = False
    totals_only: bool = False
    careless: bool = False


PLANS: Final = (
    StorePlan("three_problems", advisor_drop=12, technician_fails=0.15, series_loss=0.38,
              no_shows=0.5, left_because="维修价格高"),
    StorePlan("healthy", orders=620, advisors=6, technicians=12, level=1.5, cases_stay_open=0),
    StorePlan("declining", orders=380, advisors=4, technicians=8, yearly_loss=0.26,
              sales_trend=-0.5, moved_in=2, level=-3, slide=4.5, repairs_fail=(0.03, 0.2),
              cases_stay_open=0.06, old_case=True, dead_stock=(0.08, 0.2),
              left_because="维修质量差"),
    StorePlan("growing", orders=520, yearly_loss=0.05, sales_trend=0.5, electric_growth=0.4,
              moved_in=9, level=1, satisfied_stay=True, left_because="服务差"),
    StorePlan("seasonal", orders=560, advisors=3, season=0.4, advisor_share=0.2,
              never_came=0.6),
    StorePlan("renamed", orders=400, advisors=4, renamed=True),
    StorePlan("totals_falling", orders=450, totals_only=True, jump=-7),
    StorePlan("wrong_numbers", orders=420, wrong_numbers=(0.02, 0.12), advisor_level=-16,
              blamed=True),
    StorePlan("careless", orders=360, advisors=4, technicians=8, careless=True),
    StorePlan("improved", orders=520, level=1, jump=3.5, advisor_level=5, technician_fails=0.005,
              repairs_fail=(0.1, 0.1), fleet_left=7, event=1, first_services=1.9,
              wrong_numbers=(0.2, 0.02), complaints=0.07, late_calls=(4, 0)),
    StorePlan("setback", orders=440, jump=-4, advisor_loss=0.6, fleet_left=6, event=4,
              first_services=0.1, complaints=3, late_calls=(0, 4), leavers=4,
              left_because="服务差", many_repairs=True),
    StorePlan("totals_rising", orders=480, advisors=4, technicians=8, totals_only=True, jump=5,
              repairs_fail=(0, 0)),
)  # fmt: skip
"""The plans in the order of the stores."""


def plan_of(index: int) -> StorePlan:
    """Give the plan of the store with this index, 0 for SH001."""
    return PLANS[index % len(PLANS)]

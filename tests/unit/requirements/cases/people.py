"""Workforce and fostering."""

from datetime import date

from prequal.requirements.domain.evidence import Rate
from prequal.requirements.domain.states import State
from tests.unit.requirements.cases.row import ALL_HUNDRED, LATELY, LONG_AGO, NONE, SOON, Row, an_entry

ROWS: dict[str, Row] = {
    "WRK-01": Row(
        {"declaration/manager": {"level_5_held": False, "appointed_on": date(2024, 1, 15)}},
        {"declaration/manager:appointed_on": LONG_AGO},
        "declaration/manager:appointed_on",
    ),
    "WRK-02": Row(
        {"figure/care-staff": {"total": 12, "qualified": 9, "in_window": 3, "counted_on": LATELY}},
        {"figure/care-staff:qualified": 8},
        "figure/care-staff:in_window",
    ),
    "WRK-03": Row(
        {"figure/social-workers": ALL_HUNDRED, "figure/care-workers": ALL_HUNDRED},
        {"figure/care-workers:share": 98},
        "figure/social-workers:share",
        nation="S",
    ),
    "WRK-04": Row(
        {"figure/mandatory-training": {"share": 91, "counted_on": LATELY}},
        {"figure/mandatory-training:share": 80},
        "figure/mandatory-training:share",
    ),
    "WRK-05": Row(
        {
            "figure/staffing": {
                "day_ratio": "2 to 1",
                "agency_percent": 7,
                "night_cover": "waking",
                "counted_on": date(2026, 8, 1),
            }
        },
        {"figure/staffing:night_cover": "nobody"},
        "figure/staffing:agency_percent",
        becomes=State.REVIEW,
    ),
    "WRK-06": Row(
        {"declaration/minimum-wage": {"notices": NONE, "sleep_ins_paid": True, "declared_on": LATELY}},
        {"declaration/minimum-wage:notices": an_entry("UNDERPAYMENT")},
        "declaration/minimum-wage:notices",
    ),
    "FOS-01": Row(
        {"declaration/carer-assessment": {"two_stage_assessment": True, "tool": "a form", "declared_on": LATELY}},
        {"declaration/carer-assessment:two_stage_assessment": False},
        "declaration/carer-assessment:tool",
        provision="IFA",
    ),
    "FOS-02": Row(
        {
            "declaration/fostering-panel": {
                "chair_independent": True,
                "decision_maker_named": True,
                "meetings": 10,
                "declared_on": LATELY,
            }
        },
        {"declaration/fostering-panel:chair_independent": False},
        "declaration/fostering-panel:decision_maker_named",
        provision="IFA",
    ),
    "FOS-03": Row(
        {"figure/carer-reviews": {"share": 96, "counted_on": LATELY}},
        {"figure/carer-reviews:share": 94},
        "figure/carer-reviews:share",
        becomes=State.REVIEW,
        provision="IFA",
    ),
    "FOS-04": Row(
        {"declaration/out-of-hours": {"line_staffed": True, "declared_on": LATELY}},
        {"declaration/out-of-hours:line_staffed": False},
        "declaration/out-of-hours:line_staffed",
        provision="IFA",
    ),
    "FOS-05": Row(
        {"certificate/carer-cover": {"ends_on": SOON}},
        {"certificate/carer-cover:ends_on": date(2026, 8, 31)},
        "certificate/carer-cover:ends_on",
        becomes=State.EXPIRED,
        provision="IFA",
    ),
    "FOS-06": Row(
        {"figure/carer-allowances": {"lowest_weekly": {"0-2": 20_000, "3-4": 21_000}}},
        {"figure/carer-allowances:lowest_weekly": {"0-2": 20_000, "3-4": 20_400}},
        "figure/carer-allowances:lowest_weekly",
        provision="IFA",
        rates=(
            Rate("fostering-allowance", "0-2", 19_000, date(2026, 4, 6), nation="E"),
            Rate("fostering-allowance", "3-4", 20_500, date(2026, 4, 6), nation="E"),
        ),
    ),
}

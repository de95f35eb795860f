"""Registration and safeguarding."""

from datetime import date

from prequal.requirements.domain.states import State
from tests.unit.requirements.cases.row import ALL_HUNDRED, LATELY, LONG_AGO, NONE, SIX, SOON, Row, an_entry

ROWS: dict[str, Row] = {
    "REG-01": Row(
        {
            "regulator/registration": {"status": "Active", "provision": ("SA",), "categories": ("shared",)},
            "lot/terms": {"provision": ("SA",), "categories": ("shared",)},
        },
        {"regulator/registration:categories": ("private-lodging",)},
        "regulator/registration:status",
        lacks=State.SOURCE_STALE,
        provision="SA",
    ),
    "REG-02": Row(
        {"regulator/notices": {"notices": NONE}, "declaration/notices": {"notices": NONE, "declared_on": LATELY}},
        {"regulator/notices:notices": an_entry("SUSPENSION")},
        "declaration/notices:notices",
    ),
    "REG-03": Row(
        {"regulator/judgement": {"overall": "Requires improvement to be good"}},
        {"regulator/judgement:overall": "Inadequate"},
        "regulator/judgement",
        lacks=State.SOURCE_STALE,
    ),
    "REG-04": Row(
        {"regulator/judgement": {"help_and_protection": "Good"}},
        {"regulator/judgement:last_assurance": "serious or widespread concerns"},
        "regulator/judgement",
        lacks=State.SOURCE_STALE,
    ),
    "REG-05": Row(
        {"regulator/judgement": {"supported_accommodation": "Inconsistent quality of service delivery"}},
        {"regulator/judgement:supported_accommodation": "Serious or widespread weaknesses"},
        "regulator/judgement",
        lacks=State.SOURCE_STALE,
        provision="SA",
    ),
    "REG-06": Row(
        {"regulator/judgement": {"grades": ("5", "3", "4")}},
        {"regulator/judgement:grades": ("5", "2", "4")},
        "regulator/judgement",
        lacks=State.SOURCE_STALE,
        nation="S",
    ),
    "REG-07": Row(
        {"regulator/judgement": {"themes": ("Good", "Requires improvement")}},
        {"regulator/judgement:themes": ("Good", "Requires significant improvement")},
        "regulator/judgement",
        lacks=State.SOURCE_STALE,
        nation="W",
    ),
    "REG-08": Row(
        {"regulator/judgement": {"judged": False}, "regulator/registration": {"registered_on": date(2026, 2, 1)}},
        {"regulator/registration:registered_on": LONG_AGO},
        "regulator/registration:registered_on",
        becomes=State.REVIEW,
        lacks=State.SOURCE_STALE,
        passes=State.PASS_PROVISIONAL,
    ),
    "REG-09": Row(
        {
            "declaration/manager": {
                "in_post": False,
                "vacant_since": date(2026, 7, 1),
                "interim_named": True,
                "regulator_told": True,
                "declared_on": LATELY,
            }
        },
        {"declaration/manager:vacant_since": date(2026, 3, 1)},
        "declaration/manager:vacant_since",
    ),
    "REG-10": Row(
        {
            "document/statement-of-purpose": {
                "reviewed_on": LATELY,
                "guide_reviewed_on": LATELY,
                "is_of_this_setting": True,
            }
        },
        {"document/statement-of-purpose:is_of_this_setting": False},
        "document/statement-of-purpose:guide_reviewed_on",
    ),
    "REG-11": Row(
        {
            "figure/independent-visits": {"months_visited": 6},
            "regulator/registration": {"registered_on": date(2026, 2, 15)},
        },
        {"figure/independent-visits:months_visited": 5},
        "figure/independent-visits:months_visited",
    ),
    "REG-12": Row(
        {"figure/quality-review": {"reviewed_on": date(2026, 5, 1)}},
        {"figure/quality-review:reviewed_on": date(2026, 1, 1)},
        "figure/quality-review:reviewed_on",
        becomes=State.EXPIRED,
    ),
    "REG-13": Row(
        {"document/premises-review": {"reviewed_on": LATELY}},
        {"document/premises-review:reviewed_on": date(2025, 8, 1)},
        "document/premises-review:reviewed_on",
        becomes=State.EXPIRED,
    ),
    "REG-14": Row(
        {
            "setting/profile": {"second_registration": True},
            "second-registration/record": {"statuses": ("open",), "health_ratings": ("Good",)},
        },
        {"second-registration/record:health_ratings": ("Inadequate",)},
        "second-registration/record:statuses",
        lacks=State.SOURCE_STALE,
    ),
    "SAF-01": Row(
        {"policy/safeguarding": {"reviewed_on": LATELY, "names_current_guidance": True}},
        {"policy/safeguarding:names_current_guidance": False},
        "policy/safeguarding:reviewed_on",
    ),
    "SAF-02": Row(
        {"declaration/safeguarding-lead": {"lead_trained_on": LATELY, "deputy_named": True}},
        {"declaration/safeguarding-lead:deputy_named": False},
        "declaration/safeguarding-lead:lead_trained_on",
    ),
    "SAF-03": Row(
        {"policy/safer-recruitment": {"reviewed_on": LATELY, "trained_person_on_panels": True}},
        {"policy/safer-recruitment:trained_person_on_panels": False},
        "policy/safer-recruitment:trained_person_on_panels",
    ),
    "SAF-04": Row(
        {"figure/enhanced-checks": ALL_HUNDRED}, {"figure/enhanced-checks:share": 99}, "figure/enhanced-checks:share"
    ),
    "SAF-05": Row(
        {"figure/vulnerable-groups-scheme": {**ALL_HUNDRED, "expiring_not_renewed": 0}},
        {"figure/vulnerable-groups-scheme:expiring_not_renewed": 2},
        "figure/vulnerable-groups-scheme:expiring_not_renewed",
        nation="S",
    ),
    "SAF-06": Row(
        {"policy/procedures": {f"{name}_reviewed_on": LATELY for name in SIX}},
        {"policy/procedures:medication_reviewed_on": LONG_AGO},
        "policy/procedures:missing_reviewed_on",
        becomes=State.EXPIRED,
    ),
    "SAF-07": Row(
        {
            "policy/behaviour-support": {"reviewed_on": LATELY, "no_restraint_used": False},
            "certificate/restraint-training": {"ends_on": SOON},
        },
        {"certificate/restraint-training:ends_on": date(2026, 8, 31)},
        "certificate/restraint-training:ends_on",
        becomes=State.EXPIRED,
    ),
    "SAF-08": Row(
        {"policy/prevent": {"reviewed_on": LATELY}, "figure/prevent-training": {"share": 90}},
        {"figure/prevent-training:share": 89},
        "figure/prevent-training:share",
    ),
    "SAF-09": Row(
        {
            "policy/complaints": {
                "covers_complaints": True,
                "covers_advocacy": True,
                "covers_whistleblowing": True,
                "reviewed_on": LATELY,
            }
        },
        {"policy/complaints:covers_advocacy": False},
        "policy/complaints:covers_whistleblowing",
    ),
    "SAF-10": Row(
        {
            "declaration/serious-incidents": {
                "deaths": False,
                "case_reviews": False,
                "prosecutions": False,
                "open_investigations": False,
                "declared_on": LATELY,
            }
        },
        {"declaration/serious-incidents:open_investigations": True},
        "declaration/serious-incidents:deaths",
        becomes=State.REVIEW,
    ),
}

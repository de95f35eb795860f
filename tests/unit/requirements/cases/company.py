"""Identity, data protection, corporate responsibility, capability."""

from datetime import date

from prequal.requirements.domain.states import State
from tests.unit.requirements.cases.row import COMPANY, LATELY, LONG_AGO, NONE, PROFILE, SOON, Row, an_entry

ROWS: dict[str, Row] = {
    "ORG-01": Row(
        {"organisation/profile": PROFILE, "company/record": COMPANY},
        {"company/record:status": "dissolved"},
        "company/record:status",
        lacks=State.SOURCE_STALE,
    ),
    "ORG-02": Row(
        {"organisation/profile": PROFILE, "charity/record": {"status": "registered", "return_overdue_days": 0}},
        {"charity/record:return_overdue_days": 12},
        "charity/record:status",
        becomes=State.REVIEW,
        lacks=State.SOURCE_STALE,
    ),
    "ORG-03": Row(
        {"declaration/connected-persons": {"declared_on": LATELY, "changed_since": False}},
        {"declaration/connected-persons:declared_on": LONG_AGO},
        "declaration/connected-persons:changed_since",
        becomes=State.EXPIRED,
    ),
    "ORG-04": Row(
        {
            "framework/terms": {"covered_procurement": True},
            "procurement/record": {"ppon": "PBBB-1111-BBBB", "share_code_is_latest": True},
        },
        {"procurement/record:ppon": "12345"},
        "procurement/record:share_code_is_latest",
        lacks=State.SOURCE_STALE,
    ),
    "ORG-05": Row(
        {
            "organisation/legal-form": {"form": "community-interest-company"},
            "regulator/registration": {"registered_on": date(2026, 5, 1)},
        },
        {"organisation/legal-form:form": "company-limited-by-shares"},
        "organisation/legal-form:form",
        nation="W",
    ),
    "DAT-01": Row(
        {"data-protection/record": {"ends_on": SOON, "name_matches": True}},
        {"data-protection/record:ends_on": date(2026, 8, 31)},
        "data-protection/record:ends_on",
        becomes=State.EXPIRED,
        lacks=State.SOURCE_STALE,
    ),
    "DAT-02": Row(
        {
            "policy/data-protection": {
                "reviewed_on": LATELY,
                "lead_named": True,
                "record_of_processing": True,
                "retention_schedule": True,
            }
        },
        {"policy/data-protection:record_of_processing": False},
        "policy/data-protection:retention_schedule",
    ),
    "DAT-03": Row(
        {"security-toolkit/record": {"status": "Not Met"}, "certificate/cyber-essentials": {"ends_on": SOON}},
        {"certificate/cyber-essentials:ends_on": date(2026, 8, 31)},
        "certificate/cyber-essentials:ends_on",
        becomes=State.EXPIRED,
    ),
    "DAT-04": Row(
        {"declaration/breaches": {"count": 0, "declared_on": LATELY}},
        {"declaration/breaches:count": 1},
        "declaration/breaches:count",
        becomes=State.REVIEW,
    ),
    "COR-01": Row(
        {
            "organisation/profile": PROFILE,
            "policy/modern-slavery": {"statement_published_on": LATELY, "six_areas_covered": True},
        },
        {"policy/modern-slavery:six_areas_covered": False},
        "organisation/profile:turnover_pence",
    ),
    "COR-02": Row(
        {"policy/health-and-safety": {"reviewed_on": LATELY, "enforcement": NONE, "competent_person": True}},
        {"policy/health-and-safety:enforcement": an_entry("IMPROVEMENT")},
        "policy/health-and-safety:enforcement",
    ),
    "COR-03": Row(
        {"policy/equality": {"reviewed_on": LATELY, "findings": NONE}},
        {"policy/equality:findings": an_entry("DISCRIMINATION")},
        "policy/equality:reviewed_on",
    ),
    "COR-04": Row(
        {"figure/lowest-pay": {"lowest_hourly": {"UK": 1345, "London": 1500}}},
        {"figure/lowest-pay:lowest_hourly": {"UK": 1344, "London": 1500}},
        "figure/lowest-pay:lowest_hourly",
        nation="S",
    ),
    "COR-05": Row(
        {
            "framework/terms": {"yearly_value_pence": 600_000_000},
            "document/carbon-plan": {"address": "https://provider.example/carbon", "published_on": LATELY},
        },
        {"document/carbon-plan:published_on": LONG_AGO},
        "document/carbon-plan:address",
        becomes=State.EXPIRED,
    ),
    "COR-06": Row(
        {"policy/business-continuity": {"reviewed_on": LATELY, "tested_on": LATELY}},
        {"policy/business-continuity:tested_on": LONG_AGO},
        "policy/business-continuity:tested_on",
        becomes=State.EXPIRED,
    ),
    "COR-07": Row(
        {
            "framework/terms": {"yearly_value_pence": 600_000_000},
            "figure/payments": {"share": 97, "average_days": 30, "counted_on": LATELY},
        },
        {"figure/payments:average_days": 46},
        "figure/payments:average_days",
    ),
    "COR-08": Row(
        {"document/fire-risk": {"assessed_on": LATELY}},
        {"document/fire-risk:assessed_on": LONG_AGO},
        "document/fire-risk:assessed_on",
        becomes=State.EXPIRED,
    ),
    "COR-09": Row(
        {"declaration/participation": {"how": "A council of children meets monthly.", "declared_on": LATELY}},
        {"declaration/participation:declared_on": LONG_AGO},
        "declaration/participation:how",
        becomes=State.EXPIRED,
    ),
    "COR-10": Row(
        {"declaration/welsh-language": {"level": "2", "declared_on": LATELY}},
        {"declaration/welsh-language:level": "7"},
        "declaration/welsh-language:level",
        becomes=State.REVIEW,
        nation="W",
    ),
    "CAP-01": Row(
        {"declaration/experience": {"contracts": 0, "new_provider_statement": True, "declared_on": LATELY}},
        {"declaration/experience:new_provider_statement": False},
        "declaration/experience:new_provider_statement",
    ),
    "CAP-02": Row(
        {"figure/specialisms": {"model": "therapeutic", "claimed": 3, "evidenced": 3, "counted_on": LATELY}},
        {"figure/specialisms:evidenced": 2},
        "figure/specialisms:evidenced",
        becomes=State.REVIEW,
    ),
}
